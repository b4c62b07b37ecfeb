"""M102: tags and inline codes that a translation lost, added or turned round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.placeholders import misplaced, missing, tags


class ChangedTag(Rule):
    """A tag or inline code of the source is missing, added, or closed before it is opened.

    Why it matters: links and emphasis are lost, or the file can no longer be read.
    Example (fr): "<b>Enregistrer<b>" for "<b>Save</b>".
    Limits: needs a source or a reference with tags, and lets through what any of them has; attributes beside an id are
    not compared.
    """

    code = "M102"
    category = Category.MARKUP
    severity = Severity.MAJOR
    message = "{what}"

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at added and misplaced tags, and at the end of the row for those that are missing."""
        beside = [row for row in pair.beside if row.text.strip()]
        if not pair.hypothesis.text.strip() or not beside:
            return
        yield from self._in_text(pair, beside)
        if pair.hypothesis.codes or any(row.codes for row in beside):
            yield from self._inline(pair, beside)

    def _in_text(self, pair: Pair, beside: list[Row]) -> Iterator[Finding]:
        text = pair.hypothesis.text
        if "<" not in text and not any("<" in row.text for row in beside):
            return
        own, theirs = tags(text), [tags(row.text) for row in beside]
        if any(not missing(items, own) and not missing(own, items) for items in theirs):
            wrong = misplaced(own)
            if wrong and not all(misplaced(items) for items in theirs):
                what = f"{wrong.text} is not nested as the tags of the other texts are"
                yield self.finding(pair, (wrong.start, wrong.end), confidence=0.9, what=what)
            return
        row, items = (beside[-1], theirs[-1]) if pair.source else (beside[0], theirs[0])
        lost = missing(items, own)
        added = missing(own, items)
        for item in added:
            near = next((o for o in lost if o.key[1:] == item.key[1:]), None)
            if near:
                lost.remove(near)
            yield self.finding(
                pair,
                (item.start, item.end),
                evidence=[(row, (near.start, near.end))] if near else [],
                suggestion=near.text if near else None,
                confidence=0.95 if near else 0.9,
                what=f"{item.text} should be {near.text}"
                if near
                else f"{item.text} stands in no other text of this row",
            )
        if lost:
            end = len(text.rstrip())
            shown = " ".join(item.text for item in lost)
            yield self.finding(
                pair,
                (end, end),
                evidence=[(row, (item.start, item.end)) for item in lost],
                confidence=0.93,
                what=f"{shown} of the {'source' if pair.source else 'reference'} is missing",
            )

    def _inline(self, pair: Pair, beside: list[Row]) -> Iterator[Finding]:
        """Inline codes have no width: findings stand at their place, or at the end for those that are missing."""
        row = pair.hypothesis
        own = Counter(code.id or code.raw for code in row.codes)
        theirs = [Counter(code.id or code.raw for code in other.codes) for other in beside]
        if any(own == codes for codes in theirs) or not any(theirs):
            return
        wanted = theirs[-1] if pair.source else theirs[0]
        names = {code.id or code.raw: code.raw for other in (*beside, row) for code in other.codes}
        for code in row.codes:
            key = code.id or code.raw
            if own[key] > wanted[key]:
                own[key] -= 1
                at = min(max(code.offset - row.pieces[0][1].start, 0), len(row.text))
                yield self.finding(pair, (at, at), confidence=0.9, what=f"inline code {code.raw} is one too many")
        lost = wanted - own
        if lost:
            end = len(row.text.rstrip())
            shown = " ".join(names[key] for key in lost.elements())
            yield self.finding(pair, (end, end), confidence=0.93, what=f"inline code {shown} is missing")
