"""Safe fixes: the changes of findings whose rules hold them to be mechanical, made in the text and nowhere else.

Which changes are safe is the rules' to say (`hexapla.rules.Rule.may_fix`). Writing files is the command line's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hexapla import pipeline
from hexapla.build import Plan, kernel
from hexapla.model import Change, Comparison, Finding, Passage, Role, Span, Status, Text

ROUNDS = 8
"""How often a text is checked again after a fix: one fix may make room for another."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A passage after its safe fixes.

    Attributes:
        before: The passage as it was.
        comparison: The changed passage, checked; nothing in it can be fixed safely any more.
        findings: The findings that were mended, round by round, with places in the text of their round.
        given_up: Whether the fixes of a column went round in a circle, so that none was made.
    """

    before: Passage
    comparison: Comparison
    findings: tuple[Finding, ...]
    given_up: bool = False


def fix(passage: Passage, plan: Plan, judge: Callable[[Comparison], Comparison] | None = None) -> Fixed:
    """The passage with every safe change made, checked again until there is none left.

    Fixing what comes out of this once more changes nothing.

    Args:
        passage: The texts; only hypotheses are changed.
        plan: The rules to run.
        judge: Gives findings their status; only new ones are mended.
    """
    mended: list[Finding] = []
    now, seen = passage, {_texts(passage)}
    for _ in range(ROUNDS):
        (comparison,) = pipeline.check([now], plan)
        comparison = judge(comparison) if judge else comparison
        chosen = safe_findings(comparison, plan)
        if not chosen:
            return Fixed(passage, comparison, tuple(mended))
        now = apply(now, chosen)
        mended += chosen
        if _texts(now) in seen:
            break
        seen.add(_texts(now))
    (comparison,) = pipeline.check([passage], plan)
    return Fixed(passage, judge(comparison) if judge else comparison, (), given_up=True)


def _texts(passage: Passage) -> tuple[str, ...]:
    return tuple(text.text for text in passage.of_role(Role.HYPOTHESIS))


def safe_findings(comparison: Comparison, plan: Plan) -> list[Finding]:
    """The new findings whose changes may be made; of those that touch one another the surest."""
    rules = {rule.slug(): rule for rule in kernel(plan).rules}
    taken: dict[str, list[Span]] = {}
    chosen = []
    for finding in sorted(comparison.findings, key=lambda f: (-f.confidence, f.at.span, f.code)):
        rule = rules.get(finding.rule)
        if rule is None or finding.status is not Status.NEW or not rule.may_fix(finding, comparison.passage):
            continue
        spans = taken.setdefault(finding.at.column, [])
        if any(_touch(change.span, span) for change in finding.changes for span in spans):
            continue
        spans += [change.span for change in finding.changes]
        chosen.append(finding)
    return sorted(chosen, key=lambda f: (f.at.column, f.at.span))


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def apply(passage: Passage, findings: Iterable[Finding]) -> Passage:
    """The passage with the changes of findings made; units and codes keep their places."""
    changes: dict[str, list[Change]] = {}
    for finding in findings:
        changes.setdefault(finding.at.column, []).extend(finding.changes)
    texts = tuple(
        changed(text, sorted(changes[text.name], key=lambda c: c.span)) if text.name in changes else text
        for text in passage.texts
    )
    return replace(passage, texts=texts)


def changed(text: Text, changes: list[Change]) -> Text:
    """A text with changes made, which are in order and do not touch one another."""
    out, at, places = [], 0, []
    grown = 0
    for change in changes:
        out += [text.text[at : change.span.start], change.text]
        at = change.span.end
        grown += len(change.text) - len(change.span)
        places.append((change.span, grown))
    out.append(text.text[at:])

    def moved(offset: int) -> int:
        by = 0
        for span, so_far in places:
            if span.start >= offset:
                break
            if offset < span.end:  # inside what was replaced
                return max(span.start + by, min(offset + by, span.end + so_far))
            by = so_far
        return offset + by

    units = tuple(replace(u, span=Span(moved(u.span.start), moved(u.span.end))) for u in text.units)
    codes = tuple(replace(code, offset=moved(code.offset)) for code in text.codes)
    return replace(text, text="".join(out), units=units, codes=codes)
