"""``hexapla score`` says how sure its scores are, in sacreBLEU's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest, Result

from hexapla.cli import main
from tests.metrics.random_pairs import changed, pairs


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, dict[str, list[str]]]:
    import random

    rng = random.Random(2)
    hypotheses, refs = pairs(11, 40)
    # A row of nothing on both sides is no row to the aligner, and only some line breaks end a line.
    texts = {"a": hypotheses, "b": [changed(text, rng) for text in hypotheses], "ref": [ref for (ref,) in refs]}
    clean = {name: [" ".join(line.split()) or "-" for line in lines] for name, lines in texts.items()}
    for name, lines in clean.items():
        (tmp_path / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path, clean


def run(folder: Path, *options: str) -> tuple[int, str]:
    systems = ["--system", f"A={folder / 'a.txt'}", "--system", f"B={folder / 'b.txt'}"]
    given = ["score", *systems, "--ref", str(folder / "ref.txt"), "--lines", "--match", "rows", "--lang", "en"]
    result = CliRunner().invoke(main, [*given, "-m", "chrf", *options])
    return result.exit_code, result.output


@pytest.mark.parametrize(("option", "kind"), [("--paired-bs", "bs"), ("--paired-ar", "ar")])
def test_paired_tests(files: tuple[Path, dict[str, list[str]]], option: str, kind: str) -> None:
    folder, texts = files
    code, output = run(folder, option, "--trials", "90")
    assert code == 0, output
    named: list[tuple[str, Sequence[str]]] = [("A", texts["a"]), ("B", texts["b"])]
    signatures, found = PairedTest(named, {"chrF2": CHRF()}, [texts["ref"]], test_type=kind, n_samples=90)()
    wanted = found["chrF2"][1]
    assert isinstance(wanted, Result)
    assert f"p = {wanted.p_value:.4f}" in output
    if kind == "bs":
        assert f"{wanted.score:.2f} ({wanted.mean:.2f} ± {wanted.ci:.2f})" in output
    assert str(signatures["chrF2"]) in output


def test_confidence(files: tuple[Path, dict[str, list[str]]]) -> None:
    folder, texts = files
    code, output = run(folder, "--confidence", "--trials", "90")
    assert code == 0, output
    wanted = CHRF().corpus_score(texts["b"], [texts["ref"]], n_bootstrap=90)
    assert f"{wanted.score:.2f} ({wanted._mean:.2f} ± {wanted._ci:.2f})" in output


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--paired-bs", "--paired-ar"], "choose one of"), (["--trials", "9"], "--trials goes with")],
)
def test_options_that_do_not_go_together(
    files: tuple[Path, dict[str, list[str]]], options: list[str], message: str
) -> None:
    code, output = run(files[0], *options)
    assert code == 2
    assert message in output
