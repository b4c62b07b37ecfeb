"""M101: placeholders that a translation lost, added or damaged."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.messages import may_hold
from hexapla.text.placeholders import Item, loosely, missing, placeholders


class ChangedPlaceholder(Rule):
    """A placeholder of the source is missing, damaged or translated, or one stands here that the source does not have.

    Why it matters: the program shows raw codes, leaves the value out, or stops.
    Example (de): "% s Dateien" for "%s files".
    Limits: needs a source or a reference; what any of them has in the same number is let through, and messages with
    plural or select arguments are left to broken-message-syntax.
    """

    code = "M101"
    category = Category.MARKUP
    severity = Severity.MAJOR
    message = "placeholder {what}"

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at damaged and added placeholders, and at the end of the row for those that are missing."""
        beside = [row for row in pair.beside if row.text.strip()]
        text = pair.hypothesis.text
        if not text.strip() or not beside or any(may_hold(row.text) for row in (pair.hypothesis, *beside)):
            return
        own = placeholders(text)
        theirs = [placeholders(row.text) for row in beside]
        if not own and not any(theirs):
            return
        if any(not missing(items, own) and not missing(own, items) for items in theirs):
            row, items = beside[-1], theirs[-1]
            if not any(_types(given) == _types(own) for given in theirs):
                yield self._out_of_order(pair, row, items, own)
            return
        row, items = (beside[-1], theirs[-1]) if pair.source else (beside[0], theirs[0])
        lost = missing(items, own)
        added = [item for item in missing(own, items) if not any(item.text in other.text for other in beside)]
        for item in lost:
            if finding := self._lost(pair, row, item, own, added):
                yield finding
        for item in added:
            yield self.finding(
                pair, (item.start, item.end), confidence=0.9, what=f"{item.text} stands in no other text of this row"
            )

    def _lost(self, pair: Pair, row: Row, item: Item, own: list[Item], added: list[Item]) -> Finding | None:
        """A finding for a placeholder that is not there, at what is left of it, or at the end; None if it is there."""
        text = pair.hypothesis.text
        kept = {(other.start, other.end) for other in own if other not in added}
        for match in loosely(item.text).finditer(text):
            if match.span() not in kept:
                found = match.group()
                if found == item.text:
                    return None
                added[:] = [a for a in added if a.end <= match.start() or a.start >= match.end()]
                return self.finding(
                    pair,
                    match.span(),
                    evidence=[(row, (item.start, item.end))],
                    suggestion=item.text,
                    confidence=0.97,
                    what=f"{item.text} is written {found!r}",
                )
        twin = next((a for a in added if a.text[:1] == item.text[:1] and a.text[-1:] == item.text[-1:]), None)
        if twin:
            added.remove(twin)
            return self.finding(
                pair,
                (twin.start, twin.end),
                evidence=[(row, (item.start, item.end))],
                suggestion=item.text,
                confidence=0.95,
                what=f"{item.text} is written {twin.text!r}",
            )
        end = len(text.rstrip())
        return self.finding(
            pair,
            (end, end),
            evidence=[(row, (item.start, item.end))],
            confidence=0.9,
            what=f"{item.text} is missing",
        )

    def _out_of_order(self, pair: Pair, row: Row, items: list[Item], own: list[Item]) -> Finding:
        at = next(i for i, (a, b) in enumerate(zip(_types(own), _types(items), strict=True)) if a != b)
        conversions = [item for item in own if _is_conversion(item)]
        there = [item for item in items if _is_conversion(item)]
        wrong = conversions[at]
        return self.finding(
            pair,
            (wrong.start, wrong.end),
            evidence=[(row, (there[at].start, there[at].end))],
            confidence=0.9,
            what=f"{wrong.text} stands where {there[at].text} belongs; their order decides what is filled in",
        )


def _is_conversion(item: Item) -> bool:
    """Whether it is filled in by its place among its like: ``%s``, not ``%1$s`` or ``%(name)s``."""
    return item.text[0] == "%" and "$" not in item.text and item.text[1] not in "({" and item.text[-1] != "%"


def _types(items: list[Item]) -> list[str]:
    return [item.text[-1] for item in items if _is_conversion(item)]
