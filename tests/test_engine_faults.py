"""The corpus of a real engine's faults: it is whole, it is what the engine gives, and the rules see what they saw."""

from __future__ import annotations

from pathlib import Path

from hexapla import pipeline
from hexapla.build import Kernel, Plan
from hexapla.corpus import evaluate, open_corpus, passages, validate
from hexapla.translators._models import install
from tests.conftest import DEMO

CORPUS = open_corpus(str(DEMO.parent / "engine-faults"))


def test_it_is_whole() -> None:
    assert validate(CORPUS) == []


def test_it_is_what_the_engine_gives(argos_folder: Path) -> None:
    install(DEMO / "translate-es_en-1_0.argosmodel")
    engine = Kernel(Plan()).translator("argos")
    same = []
    for source in sorted(CORPUS.folder.glob("*/es.txt")):
        given = (source.parent / "garbled" / "en.txt").read_text("utf-8").splitlines()
        made = engine.translate(source.read_text("utf-8").splitlines(), "es", "en")
        same += [one == other for one, other in zip(given, made, strict=True)]
    assert sum(same) > 0.8 * len(same)  # 8-bit arithmetic rounds a little differently on other processors


def test_the_rules_see_no_less_than_they_did() -> None:
    given = list(passages(CORPUS, source="es"))
    found = evaluate(CORPUS, zip((r for r, _ in given), pipeline.check((p for _, p in given), Plan()), strict=True))
    assert found.every.gold == 118
    assert found.every.recall > 0.45
    assert found.every.precision > 0.8
