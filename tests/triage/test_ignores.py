"""Ignores: notes beside a text, files of ignores, and which of them nothing needed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hexapla.errors import InputError
from hexapla.model import Severity, Status
from hexapla.triage import Ignores, Triage, fingerprint
from tests.triage.made import RULES, comparison

KNOWN = tuple(RULES.items())
MAJOR = Severity.MAJOR


@pytest.mark.parametrize(
    ("note", "ignored"),
    [
        ("hexapla: ignore W101", True),
        ("hexapla:ignore merged-words", True),
        ("Hexapla: Ignore w101", True),
        ("hexapla: ignore W", True),
        ("hexapla: ignore", True),
        ("hexapla: ignore *", True),
        ("<!-- hexapla: ignore W101 -->", True),
        ("Translator: please keep. hexapla: ignore P102, W101 -- brand", True),
        ("first line\nhexapla: ignore W101\nlast", True),
        ("# hexapla: ignore W101", True),
        ("hexapla: ignore P102", False),
        ("hexapla: ignore-all", False),
        ("nohexapla: ignore W101", False),
        ("please ignore W101", False),
        ("hexapla: ignore P102\nW101", False),
    ],
)
def test_notes(note: str, ignored: bool) -> None:
    made = comparison(["He livesin Rome.", "She livesin Rome."], [(0, "livesin", "W101", MAJOR)], notes=[(note,), ()])
    (done,) = Triage().apply([made])
    assert done.findings[0].status is (Status.IGNORED if ignored else Status.NEW)


def test_a_note_speaks_for_its_unit_alone() -> None:
    found = [(0, "livesin", "W101", MAJOR), (1, "livesin", "W101", MAJOR)]
    made = comparison(["livesin", "livesin"], found, notes=[(), ("hexapla: ignore W101 -- a name",)])
    (done,) = Triage().apply([made])
    assert [f.status for f in done.findings] == [Status.NEW, Status.IGNORED]
    assert done.findings[1].reason == "doc, note of 2: a name"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ignores.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "ignored"),
    [
        ("W101", True),
        ("merged-words", True),
        ("*", True),
        ("P102", False),
        ('W101 "livesin"', True),
        ('W101 "lives"', False),
        ("W101 in doc", True),
        ("W101 in d*", True),
        ("W101 in other", False),
        ("W101 in doc:1", True),
        ("W101 in doc:2", False),
        ('W101 "livesin" in doc:1 # a name', True),
        ("0123456789abcdef", False),
    ],
)
def test_lines_of_a_file(tmp_path: Path, line: str, ignored: bool) -> None:
    made = comparison(["He livesin Rome."], [(0, "livesin", "W101", MAJOR)])
    ignores = Ignores.read([written(tmp_path, f"# for tests\n\n{line}\n")], KNOWN)
    (done,) = Triage(ignores=ignores).apply([made])
    assert done.findings[0].status is (Status.DISMISSED if ignored else Status.NEW)
    assert (ignores.unused() == ()) is ignored
    if ignored:
        assert "ignores.txt:3" in done.findings[0].reason


def test_a_fingerprint_means_one_finding(tmp_path: Path) -> None:
    made = comparison(["livesin comesfrom"], [(0, "livesin", "W101", MAJOR), (0, "comesfrom", "W101", MAJOR)])
    mark = fingerprint(made.findings[1], made.passage)
    (done,) = Triage(ignores=Ignores.read([written(tmp_path, mark)], KNOWN)).apply([made])
    assert [f.status for f in done.findings] == [Status.NEW, Status.DISMISSED]


def test_quotes_within_words(tmp_path: Path) -> None:
    made = comparison(['say "livesin" \\'], [(0, '"livesin" \\', "W101", MAJOR)])
    (done,) = Triage(ignores=Ignores.read([written(tmp_path, 'W101 "\\"livesin\\" \\\\"')], KNOWN)).apply([made])
    assert done.findings[0].status is Status.DISMISSED


def test_unused_ignores_are_told_apart_from_rules_that_have_not_run(tmp_path: Path) -> None:
    made = comparison(["fine"], notes=[("hexapla: ignore W101",)])
    rules = (*KNOWN, ("E101", "swapped-institution"))
    ignores = Ignores.read([written(tmp_path, "N101 in doc\nE101\n")], rules)
    list(Triage(ignores=ignores).apply([made]))
    assert [said.rpartition("/")[2] for said in ignores.unused()] == [
        "doc, note of 1: W101",
        "ignores.txt:1: N101 in doc",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("W101 livesin", '1: an ignore is written RULE ["words"]'),
        ('\nW101 "open', "2: an ignore is written"),
        ("W101 in", "1: an ignore is written"),
        ("mergedwords", "1: no rule named 'mergedwords'; did you mean 'merged-words'?"),
        ("X9", "1: no rule named 'X9'"),
    ],
)
def test_bad_lines_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        Ignores.read([written(tmp_path, text)], KNOWN)
    assert f"ignores.txt:{message}" in str(raised.value)


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Ignores.read([tmp_path / "none.txt"])
    with pytest.raises(InputError, match="more than 1 MB"):
        Ignores.read([written(tmp_path, "W101\n" * 300_000)])


def test_hostile_lines_take_no_time(tmp_path: Path) -> None:
    started = time.process_time()
    for line in ('W101 "' + "\\" * 100_001, "W101 " + "in " * 50_000, "a-" * 100_000, "W101" + " " * 200_000 + "x"):
        with pytest.raises(InputError):
            Ignores.read([written(tmp_path, line)], KNOWN)
    made = comparison(["x"], notes=[("hexapla: ignore " * 20_000, "hexapla:" + " " * 200_000)])
    list(Triage().apply([made]))
    assert time.process_time() - started < 5
