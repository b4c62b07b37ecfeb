"""Buckets, phrases, agreement and tables, on their own and through ``hexapla analyze``."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from math import log
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.analysis.agreement import correlations, most_different, ranks
from hexapla.analysis.buckets import BUCKETS, RowAt, Tables, sort_into
from hexapla.analysis.phrases import odd_phrases
from hexapla.analysis.tables import FORMATS, Table
from hexapla.cli import main
from hexapla.errors import ConfigError
from hexapla.model import Span
from hexapla.pair import Pair, Row


def pair(hypothesis: str, reference: str, lang: str = "en") -> Pair:
    def row(column: str, text: str) -> Row:
        return Row(column, lang, text, ((0, Span(0, len(text))),))

    return Pair(0, row("mt", hypothesis), (row("ref", reference),))


def places(*references: str, lang: str = "en") -> list[RowAt]:
    return [RowAt(f"d{n % 2}", n, pair(text, text, lang)) for n, text in enumerate(references)]


@pytest.mark.parametrize(
    ("by", "texts", "wanted"),
    [
        (
            "length",
            ["one two", "a " * 10, "a " * 19, "a " * 60],
            ["0-9 words", "10-19 words", "10-19 words", "60+ words"],
        ),
        ("number", ["in 2019", "never", "في ٢٠١٩"], ["number", "no number", "number"]),
        ("question", ["Why?", "Why.", "为什么？", "«Pourquoi ?»"], ["question", "statement", "question", "question"]),
        ("punctuation", ["no marks", "one.", "a, b, c."], ["0 marks", "1 marks", "2-3 marks"]),
        ("entity", ["He met Rozhdestvensky there.", "He met them."], ["name", "no name"]),
        ("rare", ["The house.", "The antidisestablishmentarianism."], ["0 rare", "1 rare"]),
        ("document", ["x", "y", "z"], ["d0", "d1", "d0"]),
    ],
)
def test_rows_fall_into_buckets(by: str, texts: list[str], wanted: list[str]) -> None:
    found = sort_into(by, places(*texts), Tables())
    assert [name for row in range(len(texts)) for name, rows in found.items() if row in rows] == wanted


def test_buckets_of_files() -> None:
    rows = places("the cat", "the dog", "a zebra")
    tables = Tables(
        domains={"d0": "law", "d1": "news"}, labels=("x", "y", "x"), counts={"the": 500, "cat": 3, "dog": 50}
    )
    assert sort_into("domain", rows, tables) == {"law": [0, 2], "news": [1]}
    assert sort_into("label", rows, tables) == {"x": [0, 2], "y": [1]}
    assert list(sort_into("frequency", rows, tables)) == [
        "0 times (rarest word)",
        "1-9 times (rarest word)",
        "10-99 times (rarest word)",
    ]


@pytest.mark.parametrize("by", ["label", "domain", "frequency"])
def test_a_bucket_without_its_file_is_refused(by: str) -> None:
    with pytest.raises(ConfigError, match="line"):
        sort_into(by, places("a"), Tables())


def test_every_kind_of_bucket_can_be_asked_for() -> None:
    from hexapla.cli._analysis import BY

    assert set(BY) == set(BUCKETS)


def test_phrases_said_too_often_come_first() -> None:
    rows = [pair(f"the said matter {n} is said", f"the thing {n} is here") for n in range(40)]
    found = odd_phrases(rows)
    assert found[0].words in ("said", "thing", "here", "matter")
    by_words = {phrase.words: phrase for phrase in found}
    assert (by_words["said"].hypothesis, by_words["said"].reference) == (80, 0)
    assert by_words["said"].adjusted < 1e-6 < 0.4 < by_words["is"].p_value
    assert all(phrase.p_value <= phrase.adjusted <= 1 for phrase in found)
    # Dunning's ratio by hand for 80 of 240 words against 0 of 200: 2 * 80 * ln(80 / (240 * 80 / 440))
    assert by_words["said"].ratio == pytest.approx(160 * log(440 / 240))


def test_correlations() -> None:
    assert ranks([3.0, 1.0, 3.0]).tolist() == [2.5, 1.0, 2.5]
    ((_, _, straight, ranked),) = correlations({"a": [1, 2, 3, 4], "b": [1, 4, 9, 16]})
    assert ranked == pytest.approx(1)
    assert straight == pytest.approx(0.98437, abs=1e-5)
    ((_, _, none, _),) = correlations({"a": [1, 1], "b": [1, 2]})
    assert none != none
    assert most_different([5, 1, 9], [5, 4, 1], 2) == [(2, 8), (1, -3)]


TABLE = Table(
    "A & B", ["system", "BLEU_4"], [["<x>", 12.345], ["y", None]], frozenset({(0, 1)}), frozenset({1}), plot=1
)


def test_every_format_says_the_same() -> None:
    made = {name: write([TABLE]) for name, write in FORMATS.items()}
    assert "12.35*" in made["text"] or "12.34*" in made["text"]
    assert "▇" in made["text"]
    assert list(csv.reader(io.StringIO(made["csv"])))[1:] == [["system", "BLEU_4"], ["<x>", "12.345"], ["y", ""]]
    assert r"A \& B" in made["latex"]
    assert r"BLEU\_4" in made["latex"]
    assert r"\textbf{12.3" in made["latex"]
    assert r"\rowcolor" in made["latex"]
    page = ElementTree.fromstring(made["html"].split("<body>")[1].split("</body>")[0].join(("<body>", "</body>")))
    assert page.findall(".//svg/rect")[0].get("width") == "160.0"
    assert page.findall(".//tr[@class='shaded']/th/bdi")[0].text == "y"
    assert json.loads(made["json"])[0]["rows"] == [["<x>", 12.345], ["y", None]]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    reference = [f"The committee met on {n} May and asked what the {n} members wanted." for n in range(1, 13)]
    (tmp_path / "ref.txt").write_text("\n".join(reference) + "\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text("\n".join(reference[:6] + ["The committee met."] * 6) + "\n", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("\n".join(["The panel met on a day."] * 12) + "\n", encoding="utf-8")
    return tmp_path


def run(texts: Path, *options: str) -> Result:
    given = [
        *("analyze", "--lines", "--lang", "en"),
        *("--system", f"bad={texts / 'bad.txt'}", "--system", f"good={texts / 'good.txt'}"),
        *("--ref", str(texts / "ref.txt")),
    ]
    return CliRunner().invoke(main, [*given, *options])


def test_the_command_ranks_systems_and_lists_segments(texts: Path) -> None:
    result = run(texts, "-m", "chrf", "-m", "ter", "--by", "document", "-f", "json")
    assert result.exit_code == 0, result.output
    tables = {table["title"]: table for table in json.loads(result.stdout)}
    assert [row[0] for row in tables["Systems"]["rows"]] == ["good", "bad"]
    assert tables["Systems"]["best"] == [[0, 1], [0, 2]]
    assert tables["Systems"]["shaded"] == [1]
    assert tables["ter by document"]["rows"][0][1] == 12
    segments = next(table for title, table in tables.items() if title.startswith("Segments"))
    assert len(segments["rows"]) == 5
    assert segments["rows"][0][1] < 0


def test_comparisons_of_an_earlier_stage_are_not_scored_again(texts: Path, tmp_path: Path) -> None:
    scored = tmp_path / "run.jsonl"
    given = ["score", str(texts / "bad.txt"), str(texts / "ref.txt"), "--lines", "--lang", "en", "-m", "chrf"]
    assert CliRunner().invoke(main, [*given, "-o", str(scored), "-q"]).exit_code == 0
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["analyze", str(scored), "-o", str(page), "-q"])
    assert result.exit_code == 0, result.output
    assert "chrf by length" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--domains", "one column\n", "tab"),
        ("--frequencies", "word\tmany\n", "whole number"),
        ("--labels", "only one\n", "1 labels for 12 rows"),
    ],
)
def test_files_that_do_not_fit_are_named(texts: Path, option: str, content: str, message: str) -> None:
    file = texts / "table.tsv"
    file.write_text(content, encoding="utf-8")
    result = run(
        texts, "-m", "chrf", option, str(file), "--by", option[2:].rstrip("s").replace("frequencie", "frequency")
    )
    assert result.exit_code == 2
    assert message in result.output
