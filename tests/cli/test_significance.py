"""``hexapla score`` says how sure its scores are, in sacreBLEU's numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
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
    [
        (["--paired-bs", "--paired-ar"], "choose one of"),
        (["--trials", "9"], "--trials goes with"),
        (["--by", "document"], "--by document goes with"),
        (["--confidence", "--rank"], "--rank goes with --paired-bs"),
        (["--paired-bs", "--visible", "0.5"], "--visible goes with --rank"),
        (["--paired-bs", "--rank", "--visible", "-1"], "above 0"),
        (["--paired-bs", "--documents", "x"], "--documents goes with --by document"),
    ],
)
def test_options_that_do_not_go_together(
    files: tuple[Path, dict[str, list[str]]], options: list[str], message: str
) -> None:
    code, output = run(files[0], *options)
    assert code == 2
    assert message in output


def certainty(folder: Path, *options: str) -> dict[str, Any]:
    code, output = run(folder, *options, "-f", "json", "-q")
    assert code == 0, output
    report = json.loads(output)
    schema = json.loads((resources.files("hexapla") / "schemas" / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    found: dict[str, Any] = report["summary"]["certainty"]
    return found


def test_the_json_report_holds_what_was_found(files: tuple[Path, dict[str, list[str]]]) -> None:
    folder, texts = files
    found = certainty(folder, "--paired-bs", "--trials", "90", "--rank", "--visible", "0.5")
    named: list[tuple[str, Sequence[str]]] = [("A", texts["a"]), ("B", texts["b"])]
    _, theirs = PairedTest(named, {"chrF2": CHRF()}, [texts["ref"]], test_type="bs", n_samples=90)()
    for estimate, wanted in zip(found["estimates"], theirs["chrF2"], strict=True):
        assert isinstance(wanted, Result)
        assert (estimate["score"], estimate["p_value"]) == (wanted.score, wanted.p_value)
        assert (estimate["mean"], estimate["interval"]) == (wanted.mean, wanted.ci)
    assert (found["unit"], found["units"], found["sums"], found["baseline"]) == ("segment", 40, "single", "A")
    (difference,) = found["differences"]
    assert difference["low"] < difference["points"] < difference["high"]
    assert difference["needed"] > 0
    assert [place["cluster"] for place in found["places"]] in ([1, 1], [1, 2])


def test_whole_documents_are_drawn(files: tuple[Path, dict[str, list[str]]]) -> None:
    folder, _ = files
    names = folder / "documents.txt"
    names.write_text("".join(f"talk {row // 8}\n" for row in range(40)), encoding="utf-8")
    by_document = ["--confidence", "--by", "document", "--documents", str(names), "--trials", "90"]
    found = certainty(folder, *by_document)
    assert (found["unit"], found["units"]) == ("document", 5)
    assert "unit:document" in run(folder, *by_document)[1]
    exact = certainty(folder, "--confidence", "--exact-sums", "--trials", "90")
    assert exact["sums"] == "exact"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("one\n" * 40, "only one document"),
        ("a\nb\n", "documents.txt: has 2 lines, but A has 40 segments"),
        ("a\n\n" * 20, "documents.txt:2: a document's name is missing"),
    ],
)
def test_documents_that_do_not_fit(files: tuple[Path, dict[str, list[str]]], content: str, message: str) -> None:
    folder, _ = files
    (folder / "documents.txt").write_text(content, encoding="utf-8")
    code, output = run(folder, "--confidence", "--by", "document", "--documents", str(folder / "documents.txt"))
    assert code == 2
    assert message in output
    assert "Scores" not in output or "Bootstrap" not in output


def test_a_system_against_itself_is_a_tie(files: tuple[Path, dict[str, list[str]]]) -> None:
    folder, texts = files
    (folder / "b.txt").write_text("\n".join(texts["a"]) + "\n", encoding="utf-8")
    code, output = run(folder, "--paired-bs", "--trials", "90", "--rank")
    assert code == 0, output
    assert " tie" in output
    assert "*" not in output.split("\n\n", 2)[2].split("Ranks")[0].replace("* below", "").replace("** also", "")
    found = certainty(folder, "--paired-bs", "--trials", "90", "--rank")
    assert found["estimates"][1]["p_value"] == 1 / 91  # sacreBLEU's own figure, which says nothing here
    assert (found["estimates"][1]["adjusted"], found["estimates"][1]["tie"]) == (1.0, True)
    assert [place["last"] for place in found["places"]] == [2, 2]


def test_rates_of_findings_are_tested_like_scores(files: tuple[Path, dict[str, list[str]]], tmp_path: Path) -> None:
    clean = ["The Human Rights Court met on Monday.", "The ministers of the Council agreed on it."] * 12
    merged = [line.replace("Human Rights", "HumanRights") if at % 3 else line for at, line in enumerate(clean)]
    for name, lines in (("a", clean), ("b", merged), ("ref", clean)):
        (files[0] / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    systems = ["--system", f"A={files[0] / 'a.txt'}", "--system", f"B={files[0] / 'b.txt'}"]
    given = ["compare", *systems, "--ref", str(files[0] / "ref.txt"), "--lines", "--lang", "en", "-m", "chrf"]
    result = CliRunner().invoke(main, [*given, "--paired-ar", "--trials", "200", "-f", "json", "-q"])
    assert result.exit_code == 0, result.output
    found = {(e["system"], e["metric"]): e for e in json.loads(result.stdout)["summary"]["certainty"]["estimates"]}
    rate = found["B", "findings:merged-words"]
    words = sum(len(line.split()) for line in merged)
    assert found["A", "findings:merged-words"]["score"] == 0
    assert rate["score"] == pytest.approx(1000 * 8 / words)
    assert rate["p_value"] < 0.05


def test_a_page_shows_intervals(files: tuple[Path, dict[str, list[str]]], tmp_path: Path) -> None:
    code, output = run(files[0], "--confidence", "--trials", "40", "-o", str(tmp_path / "page.html"))
    assert code == 0, output
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "± " in page
    assert "Bootstrap intervals: 40 trials over 40 segments" in page
