"""The engine argos for real: Argos Translate with the models of the demo engine."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from hexapla.build import Kernel, Plan
from hexapla.errors import ConfigError, MissingExtra, PluginError
from hexapla.translators import _models
from hexapla.translators._models import install, installed, verify
from hexapla.translators.argos import LONGEST, Argos
from tests.conftest import DEMO

SPANISH = [
    "El Consejo de Europa aprobó la ley en 2001.",
    "La próxima reunión será el 4 de mayo en Roma.",
    "",
    "El Gobierno aprobó la ley. La oposición votó contra la reforma.\n\nLos jueces llegaron a París en 2019.",
]


@pytest.fixture
def spanish(argos_folder: Path) -> Argos:
    """The engine with the model from Spanish to English."""
    install(DEMO / "translate-es_en-1_0.argosmodel")
    return engine()


def engine() -> Argos:
    made = Kernel(Plan()).translator("argos")
    assert isinstance(made, Argos)
    return made


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_it_translates_without_a_network(spanish: Argos, no_network: None) -> None:
    made = spanish.translate(SPANISH, "es", "en")
    assert made[0] == "The Council of Europe approved the law in 2001."
    assert made[1] == "The next meeting will be on 4 May in Rome."
    assert made[2] == ""
    assert made[3].startswith("The government approved the law. The opposition voted against the reform.\n\nThe judges")
    signature = spanish.signature("es", "en")
    assert "|model:es_en-1.0|from:es|to:en|sentences|sentencex:" in signature
    assert signature.startswith(f"engine:argos|{_models.builds()[0]}:")


def test_batches_give_what_one_call_a_segment_gives(spanish: Argos) -> None:
    from argostranslate import package, sbd, translate

    class Ours(sbd.ISentenceBoundaryDetectionModel):  # type: ignore[misc]  # without it, the first call downloads one
        def split_sentences(self, text: str) -> list[str]:
            return [text[start:end] for start, end in spanish.segment(text, "es")]

    (found,) = (p for p in package.get_installed_packages() if p.from_code == "es")
    theirs = translate.PackageTranslation(None, None, found)
    theirs.sentencizer = Ours()
    lines = [line for text in SPANISH for line in text.split("\n") if line]
    lines += [f"El Consejo de Europa aprobó {n} resoluciones en {1990 + n}." for n in range(30)]
    assert spanish.translate(lines, "es", "en") == [theirs.translate(line) for line in lines]


def test_a_long_sentence_is_cut_and_joined_and_nothing_is_lost(spanish: Argos) -> None:
    model = spanish._chain("es", "en")[0]
    clauses = ["el Senado aprobó la ley en 2001", "el Gobierno aprobó la ley", "los jueces llegaron a París en 2019"]
    sentence = "; ".join(clauses * 5) + "."
    assert len(model._tokenizer.encode(sentence)) > LONGEST
    (cut,) = [model._cut(sentence)]
    assert "".join(piece + (space or "") for piece, space in cut) == sentence
    assert all(len(model._tokenizer.encode(piece)) <= LONGEST for piece, _ in cut)
    (made,) = spanish.translate([sentence], "es", "en")
    expected = " ".join(spanish.translate([piece for piece, _ in cut], "es", "en"))
    assert made == expected


def test_a_chain_of_models_leads_where_no_model_does(argos_folder: Path, no_network: None) -> None:
    install(DEMO / "translate-es_en-1_0.argosmodel")
    install(DEMO / "translate-en_es-1_0.argosmodel")
    path = next(m.path for m in installed() if m.source == "en")
    metadata = json.loads((path / "metadata.json").read_text())
    (path / "metadata.json").write_text(json.dumps(metadata | {"to_code": "xx"}))  # Spanish under another name
    made = engine()
    assert ("es", "xx") in made.languages()
    (text,) = made.translate(["El Senado rechazó la propuesta."], "es", "xx")
    assert text == "El Senado rechazó la propuesta."
    assert "|model:es_en-1.0+en_xx-1.0|" in made.signature("es", "xx")


def test_a_pair_that_is_not_installed(spanish: Argos) -> None:
    with pytest.raises(ConfigError, match=r"no model from es to fr \(installed: es-en\); hexapla models install es-fr"):
        spanish.translate(["a"], "es", "fr")


def test_regions_use_the_language(spanish: Argos) -> None:
    assert spanish.translate(["El Senado."], "es-MX", "en-GB") == spanish.translate(["El Senado."], "es", "en")


def test_a_model_removed_while_running(argos_folder: Path) -> None:
    model = install(DEMO / "translate-es_en-1_0.argosmodel")
    running, late = engine(), engine()
    before = running.translate(SPANISH, "es", "en")
    shutil.rmtree(model.path)
    assert running.translate(SPANISH, "es", "en") == before  # what is loaded goes on
    with pytest.raises(ConfigError, match="no model from es to en"):
        late.translate(SPANISH, "es", "en")


def damaged(name: str, data: bytes | None) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        if data is None:
            (path / name).unlink()
        else:
            (path / name).write_bytes(data)

    return change


@pytest.mark.parametrize(
    "change",
    [
        damaged("model/model.bin", b"x" * 99),
        damaged("model/model.bin", None),
        damaged("sentencepiece.model", b"no"),
        damaged("sentencepiece.model", None),
    ],
)
def test_a_damaged_model_is_said(spanish: Argos, change: Callable[[Path], None]) -> None:
    (model,) = installed()
    assert verify(model) == []
    change(model.path)
    with pytest.raises(PluginError, match="hexapla models verify"):
        spanish.translate(["El Senado."], "es", "en")
    (problem,) = verify(model)
    assert str(model.path) in problem


def versions(monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...]) -> None:
    def version(name: str) -> str:
        if name in there:
            return "1"
        raise PackageNotFoundError(name)

    monkeypatch.setattr(_models, "version", version)


def test_without_argos_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, ())
    with pytest.raises(MissingExtra, match=r"the engine argos needs .*hexapla\[argos-lite\]"):
        Argos()


def test_two_builds_at_once_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, _models.BUILDS)
    with pytest.raises(
        ConfigError, match=r"two builds of Argos Translate .* pip uninstall -y argostranslate argos-translate-lt"
    ):
        Argos()


def test_folders_that_cannot_be_made_are_said(tmp_path: Path) -> None:
    import os
    import subprocess

    (tmp_path / "file").write_text("x")
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "file")}
    environment.pop("ARGOS_PACKAGES_DIR", None)
    command = [sys.executable, "-m", "hexapla", "models", "list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Argos Translate cannot make its folder" in done.stderr
    assert done.stderr.count("\n") == 1


def test_pivot_similarity_aligns_across_languages(argos_folder: Path) -> None:
    import hexapla

    install(DEMO / "translate-en_es-1_0.argosmodel")
    install(DEMO / "translate-es_en-1_0.argosmodel")
    source = [
        "El Senado rechazó la propuesta.",
        "La inflación bajó un 3 % en mayo.",
        "Los médicos firmaron el acuerdo en Lisboa.",
        "La policía cerró la escuela.",
    ]
    english = [
        "The Senate rejected the proposal.",
        "Inflation fell by 3% in May. The doctors signed the agreement in Lisbon.",
        "The police closed the school.",
    ]
    given: dict[str, Any] = {"source": source, "lang": "en", "source_lang": "es"}
    found = hexapla.align(english, plan=Plan(similarity="pivot"), **given)
    run = found.run_of("align")
    assert run is not None
    assert "|engine:argos|" in run.signature
    assert "|model:es_en-1.0|" in run.signature
    (alignment,) = found.alignments
    text, hub = (found.passage.column(name).text for name in (alignment.column, alignment.hub))
    beads = [(b.text[0].start, b.hub[0].start, b.hub[-1].end) for b in alignment.beads]
    assert [hub[start:end].count("\n") + 1 for _, start, end in beads] == [1, 2, 1]
    assert text[beads[2][0] :].startswith("The police")
