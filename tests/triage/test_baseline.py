"""Baselines: a multiset of fingerprints for each document, in a file that reads and merges like text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hexapla.errors import InputError
from hexapla.model import Comparison, Severity, Status
from hexapla.triage import Baseline, Triage
from tests.triage.made import comparison

MINOR = Severity.MINOR
GOOD = "# hexapla baseline 1\n"


def statuses(baseline: Baseline, *given: Comparison) -> list[list[Status]]:
    return [[f.status for f in done.findings] for done in Triage(baseline).apply(given)]


def saved(baseline: Baseline, path: Path) -> Baseline:
    path.write_text("".join(f"{line}\n" for line in baseline.lines()), encoding="utf-8")
    return Baseline.read(path)


def test_an_edit_elsewhere_leaves_findings_known() -> None:
    before = comparison(["He livesin Paris."], [(0, "livesin", "W101", MINOR)])
    after = comparison(["New first.", "Then he livesin Paris."], [(1, "livesin", "W101", MINOR)])
    (done,) = Triage(Baseline.of([before])).apply([after])
    assert [f.status for f in done.findings] == [Status.KNOWN]
    assert "baseline" in done.findings[0].reason
    run = done.run_of("triage")
    assert run is not None
    assert run.signature.startswith("baseline:")


def test_a_phrase_is_accepted_as_often_as_it_was_there() -> None:
    twice = comparison(["livesin", "livesin"], [(0, "livesin", "W101", MINOR), (1, "livesin", "W101", MINOR)])
    thrice = comparison(["livesin"] * 3, [(i, "livesin", "W101", MINOR) for i in range(3)])
    assert statuses(Baseline.of([twice]), thrice) == [[Status.KNOWN, Status.KNOWN, Status.NEW]]


def test_parts_of_a_document_share_its_count() -> None:
    part = comparison(["livesin"], [(0, "livesin", "W101", MINOR)])
    second = replace(part, passage=replace(part.passage, id="doc~1", part=1))
    assert statuses(Baseline.of([part]), part, second) == [[Status.KNOWN], [Status.NEW]]


def test_a_passage_that_comes_again_finds_the_baseline_as_it_was() -> None:
    part = comparison(["livesin"], [(0, "livesin", "W101", MINOR)])
    assert statuses(Baseline.of([part]), part, part) == [[Status.KNOWN], [Status.KNOWN]]


@pytest.mark.parametrize("change", [{"document": "other"}, {"code": "N101"}, {"words": "livesi"}])
def test_another_document_rule_or_phrase_is_new(change: dict[str, str]) -> None:
    code, words = change.get("code", "W101"), change.get("words", "livesin")
    before = comparison(["livesin"], [(0, "livesin", "W101", MINOR)])
    after = comparison(["livesin"], [(0, words, code, MINOR)], document=change.get("document", "doc"))
    assert statuses(Baseline.of([before]), after) == [[Status.NEW]]


def test_a_file_reads_back_equal_whatever_is_in_it(tmp_path: Path) -> None:
    odd = ["tab\tin", "line\u2028sep", "back\\n", "عربي", "#hash", "a\x85b", "\\"]
    made = [
        comparison([words], [(0, words, "W101", MINOR)], document=name)
        for words, name in zip(odd, ["a\tb", "#doc", "c\\d", "ملف", "e\nf", "g\rh", " "], strict=True)
    ]
    baseline = Baseline.of(made)
    read = saved(baseline, tmp_path / "b.tsv")
    assert read.counts == baseline.counts
    assert read.words == baseline.words
    assert statuses(read, *made) == [[Status.KNOWN]] * len(made)


def test_lines_are_sorted_so_that_differences_are_small() -> None:
    made = comparison(["zz aa"], [(0, "zz", "W101", MINOR), (0, "aa", "N101", MINOR)])
    codes = [line.split("\t")[2] for line in Baseline.of([made]).lines() if not line.startswith("#")]
    assert codes == ["N101", "W101"]


def test_documents_that_are_files_go_by_their_path_from_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    found = [(0, "livesin", "W101", MINOR)]
    baseline = Baseline.of([comparison(["livesin"], found, document="sub/a.txt", origin="sub/a.txt")], Path("b.tsv"))
    read = saved(baseline, tmp_path / "b.tsv")
    monkeypatch.chdir(tmp_path / "sub")
    again = Baseline.read(Path("../b.tsv"))
    assert statuses(again, comparison(["livesin"], found, document="a.txt", origin="a.txt")) == [[Status.KNOWN]]
    assert statuses(read, comparison(["livesin"], found, document="a.txt", origin="b.txt")) == [[Status.NEW]]


def test_update_adds_and_prune_drops() -> None:
    old = Baseline.of(
        [
            comparison(["one two"], [(0, "one", "W101", MINOR), (0, "two", "W101", MINOR)]),
            comparison(["far"], [(0, "far", "W101", MINOR)], document="not looked at"),
            comparison(["gone"], [(0, "gone", "W101", MINOR)], document="clean now"),
        ]
    )
    now = Baseline.of(
        [
            comparison(["one six"], [(0, "one", "W101", MINOR), (0, "six", "W101", MINOR)]),
            comparison(["mended"], document="clean now"),
        ]
    )
    updated, pruned = old.merged(now, add=True, prune=False), old.merged(now, add=False, prune=True)
    assert sorted(updated.words[k] for k in updated.counts) == ["far", "gone", "one", "six", "two"]
    assert sorted(pruned.words[k] for k in pruned.counts) == ["far", "one"]


def test_new_only_leaves_the_rest_out() -> None:
    before = comparison(["one two"], [(0, "one", "W101", MINOR)])
    after = comparison(["one two"], [(0, "one", "W101", MINOR), (0, "two", "W101", MINOR)])
    (done,) = Triage(Baseline.of([before]), new_only=True).apply([after])
    assert [f.at.span.of("one two") for f in done.findings] == ["two"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: this is no baseline"),
        ("document\n", "1: this is no baseline"),
        (GOOD + "a\tb\tc\n", "2: a line of a baseline has 6 fields"),
        (GOOD + "d\tmt\tW101\tff\tmany\tw\n", "2: a line of a baseline"),
        (GOOD + "d\tmt\tW101\tff\t0\tw\n", "2: a line of a baseline"),
        (GOOD + "d\tmt\tW101\tff\t-1\tw\n", "2: a line of a baseline"),
        (GOOD + "d\tmt\tW101\tff\t١\tw\n", "2: a line of a baseline"),
        (GOOD + "<<<<<<< HEAD\n", "2: a line of a baseline"),
        (GOOD + "d\tmt\tW101\tff\t1\tw\n" * 2, "3: this finding is listed twice"),
    ],
)
def test_damaged_files_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "b.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        Baseline.read(path)
    assert f"b.tsv:{message}" in str(raised.value)


def test_missing_or_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Baseline.read(tmp_path / "none.tsv")
    (tmp_path / "b.tsv").write_bytes(b"# hexapla baseline 1\n\xff")
    with pytest.raises(InputError, match="not UTF-8: byte 22"):
        Baseline.read(tmp_path / "b.tsv")


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.tsv").write_bytes(b"# hexapla baseline 1\r\nd\tmt\tW101\tff\t2\tw\r\n")
    assert len(Baseline.read(tmp_path / "b.tsv")) == 2
