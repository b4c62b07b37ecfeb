"""Inline codes of a file format: rules see them by row, and changed-tag misses those that are lost."""

from __future__ import annotations

from hexapla import pipeline
from hexapla.build import Plan
from hexapla.model import Code, Finding, Passage, Role, Span, Text, Unit


def text(name: str, role: Role, lang: str, rows: list[str], codes: list[tuple[int, str]]) -> Text:
    at, units = 0, []
    for number, row in enumerate(rows):
        units.append(Unit(Span(at, at + len(row)), str(number)))
        at += len(row) + 1
    made = tuple(Code(offset, raw, raw.strip("</>")) for offset, raw in codes)
    return Text(name, role, lang, "\n".join(rows), tuple(units), made)


def found(source: list[tuple[int, str]], target: list[tuple[int, str]]) -> list[Finding]:
    texts = (
        text("source", Role.SOURCE, "en", ["Save now", "Open file"], source),
        text("mt", Role.HYPOTHESIS, "de", ["Jetzt sichern", "Datei öffnen"], target),
    )
    (comparison,) = pipeline.check([Passage("p", texts, paired=True)], Plan(rules=("changed-tag",)))
    return list(comparison.findings)


def test_codes_that_are_all_there_are_no_finding() -> None:
    assert found([(0, "<1>"), (4, "<2>"), (9, "<3>")], [(6, "<1>"), (13, "<2>"), (26, "<3>")]) == []
    assert found([], []) == []


def test_a_lost_code_is_missed_in_its_row() -> None:
    (finding,) = found([(0, "<1>"), (9, "<3>")], [(14, "<3>")])
    assert (finding.row, finding.at.span) == (0, Span(13, 13))
    assert "<1>" in finding.message


def test_one_too_many_is_marked_where_it_stands() -> None:
    (finding,) = found([(9, "<3>")], [(14, "<3>"), (20, "<9>")])
    assert (finding.row, finding.at.span) == (1, Span(20, 20))
    assert "<9>" in finding.message
