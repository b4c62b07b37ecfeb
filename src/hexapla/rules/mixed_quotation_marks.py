"""P106: quotation marks of several styles in one document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from hexapla.model import Category, Change, Fact, Finding, Mark, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import WideRule
from hexapla.text.quotes import read_quotes


class MixedQuotationMarks(WideRule):
    """A quotation is set in other marks than those of the rest of the document.

    Why it matters: a text put together from several sources, or by several translators, looks like one; search and
    replace over quotations miss some.
    Example (ru): "завод" in straight marks in a document that writes «завод» everywhere else.
    Limits: quotations within quotations have marks of their own and are left out; the usual style must stand four times for
    each quotation in another, and what a reference in the same language sets so in the row may stay.
    """

    code = "P106"
    category = Category.INCONSISTENT
    severity = Severity.MINOR
    preview = True
    message = "{found} is not the document's usual style {usual}, which it has {count} times"

    FEWEST = 4
    """Quotations in the usual style that a document needs for each in another."""

    def note(self, pair: Pair) -> Iterator[Fact]:
        """The outermost quotations of the row, and the styles of its references."""
        outermost = self._outermost(pair.hypothesis)
        if not outermost:
            return
        row = pair.hypothesis
        theirs = {
            other.text[a] + other.text[b]
            for other in pair.references
            if other.lang == pair.lang
            for a, b in self._outermost(other)
        }
        value = json.dumps(sorted(theirs), ensure_ascii=False)
        for a, b in outermost:
            marks = tuple(Mark(row.column, row.span(at, at + 1)) for at in (a, b))
            yield Fact(self.slug(), "", row.column, pair.index, row.text[a] + row.text[b], value, marks)

    def _outermost(self, row: Row) -> list[tuple[int, int]]:
        """Offsets of the marks of quotations that lie in no other."""
        traits = self.data.traits(row.lang)
        pairs = read_quotes(row.text, traits.quotes, traits.spaces, "»" in traits.space_before).pairs
        found: list[tuple[int, int]] = []
        for a, b in pairs:
            if not found or a > found[-1][1]:
                found.append((a, b))
        return found

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Quotations in a rarer style."""
        seen = list(facts)
        counts = Counter(fact.key for fact in seen)
        if len(counts) < 2:
            return
        usual, count = max(counts.items(), key=lambda item: (item[1], item[0]))
        if count < self.FEWEST * (len(seen) - count):
            return
        for fact in seen:
            if fact.key == usual or fact.key in json.loads(fact.value):
                continue
            changes = tuple(
                Change(mark.span, wanted)
                for mark, wanted, own in zip(fact.marks, usual, fact.key, strict=True)
                if wanted != own
            )
            yield Finding(
                code=self.code,
                rule=self.slug(),
                at=fact.marks[0],
                message=self.message.format(found="…".join(fact.key), usual="…".join(usual), count=count),
                severity=self.severity,
                category=self.category,
                confidence=0.8,
                row=fact.row,
                changes=changes,
            )
