"""One report a phrase: of findings on the same words the more specific and the surer one stays."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from hexapla.model import Finding


def once(findings: Iterable[Finding], yields_to: Mapping[str, frozenset[str]]) -> list[Finding]:
    """The findings with every phrase reported once, in order of place.

    Args:
        findings: Findings of one column.
        yields_to: rule slug -> slugs of more specific rules, whose findings on the same words win.
    """
    ordered = sorted(findings, key=lambda f: (f.at.span, f.code, -f.confidence))
    reach = list(itertools.accumulate((f.at.span.end for f in ordered), max))
    kept: list[Finding] = []
    for i, finding in enumerate(ordered):
        winners = yields_to.get(finding.rule, frozenset())
        beaten = False
        for j in _near(ordered, reach, i):
            other = ordered[j]
            if not _same_words(finding, other):
                continue
            if other.rule in winners or (other.rule == finding.rule and _stands_over(other, finding, j < i)):
                beaten = True
                break
        if not beaten:
            kept.append(finding)
    return kept


def _near(ordered: list[Finding], reach: list[int], i: int) -> Iterator[int]:
    """Indices of findings that may share words with the one at `i`: those before it that reach so far, those that begin in it.

    Args:
        ordered: Findings in order of place.
        reach: Where the words of those up to each end at the latest.
        i: Index of the finding.
    """
    span = ordered[i].at.span
    j = i - 1
    while j >= 0 and reach[j] >= span.start:
        yield j
        j -= 1
    j = i + 1
    while j < len(ordered) and ordered[j].at.span.start <= span.end:
        yield j
        j += 1


def _same_words(a: Finding, b: Finding) -> bool:
    return a.at.column == b.at.column and (a.at.span.overlaps(b.at.span) or a.at.span == b.at.span)


def _stands_over(other: Finding, finding: Finding, earlier: bool) -> bool:
    """Whether of two findings of one rule on the same words the other is the one to keep."""
    mine, theirs = (finding.confidence, len(finding.at.span)), (other.confidence, len(other.at.span))
    return theirs > mine or (theirs == mine and earlier)
