"""E110: a number or a name on which all other translations of the same text agree against this one."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.names import Name, names, same_name, tells_names
from hexapla.text.number_words import spoken
from hexapla.text.numbers import Number, numbers


class OutvotedDetail(Rule):
    """A number or a name is not what the other translations of the same words agree on.

    Needs two other translations that agree, as from ``hexapla check --source SRC --engine A --engine B --engine C``,
    and works without any reference.

    Why it matters: engines seldom make the same mistake, so the one that stands alone with a figure or a name is most
    often the one that is wrong.
    Example (en): "met in Geneva" where two other engines have "met in Vienna".
    Limits: silent where a reference stands beside the row, which says more, and where the source holds the very
    detail. Names are compared in languages that mark them by capitals.
    """

    code = "E110"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{found!r} stands alone: {count} other translations have {wanted!r}"

    VOTES = 2
    """Other translations it takes."""
    NUMBER, NAME = 0.75, 0.55
    """How sure a vote on a number and on a name is."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Numbers, then names."""
        source = pair.source.text.strip() if pair.source else ""
        others = [row for row in pair.others if row.text.strip() not in ("", source)]  # an echo has no vote
        if len(others) < self.VOTES or not pair.hypothesis.text.strip() or any(r.text.strip() for r in pair.references):
            return
        yield from self._numbers(pair, others)
        if tells_names(pair.lang):
            yield from self._names(pair, others)

    def _numbers(self, pair: Pair, others: list[Row]) -> Iterator[Finding]:
        own = numbers(pair.hypothesis.text, pair.lang)
        if not own:
            return
        theirs = [numbers(row.text, row.lang) for row in others]
        known = {value for row in (*others, *_source(pair)) for value in _values(row)}
        mine = _values(pair.hypothesis)
        agreed = [n for n in theirs[0] if mine.isdisjoint(n.values | n.parts) and all(_has(t, n) for t in theirs[1:])]
        for number in own:
            if agreed and known.isdisjoint(number.values | number.parts):
                place = number.start / len(pair.hypothesis.text)
                other = min(agreed, key=lambda n: abs(n.start / len(others[0].text) - place))
                yield self._outvoted(pair, (number.start, number.end), others, (other.start, other.end), self.NUMBER)

    def _names(self, pair: Pair, others: list[Row]) -> Iterator[Finding]:
        theirs = [names(row.text, row.lang) for row in others]
        known = [name.key for row in (*others, *_source(pair)) for name in _all(row)]
        mine = [name.key for name in _all(pair.hypothesis)]
        agreed = [
            name
            for name in theirs[0]
            if not name.initial
            and not any(same_name(name.key, key) for key in mine)
            and all(any(name.key == other.key for other in rest) for rest in theirs[1:])
        ]
        strange = [
            name
            for name in names(pair.hypothesis.text, pair.lang)
            if not name.initial and not any(same_name(name.key, key) for key in known)
        ]
        for start, end in _joined(pair.hypothesis, strange):
            if agreed:
                place = start / len(pair.hypothesis.text)
                near = min(_joined(others[0], agreed), key=lambda at: abs(at[0] / len(others[0].text) - place))
                yield self._outvoted(pair, (start, end), others, near, self.NAME)

    def _outvoted(
        self, pair: Pair, at: tuple[int, int], others: list[Row], there: tuple[int, int], confidence: float
    ) -> Finding:
        return self.finding(
            pair,
            at,
            evidence=[(others[0], there)],
            confidence=confidence,
            found=pair.hypothesis.text[at[0] : at[1]],
            wanted=others[0].text[there[0] : there[1]],
            count=len(others),
        )


def _source(pair: Pair) -> tuple[Row, ...]:
    return (pair.source,) if pair.source else ()


def _values(row: Row) -> set[object]:
    """Every value that a row's figures and number words can have."""
    found: set[object] = set(spoken(row.text, row.lang))
    for number in numbers(row.text, row.lang):
        found |= number.values | number.parts
    return found


def _has(theirs: tuple[Number, ...], number: Number) -> bool:
    return any(not other.values.isdisjoint(number.values) for other in theirs)


def _all(row: Row) -> tuple[Name, ...]:
    return names(row.text, row.lang)


def _joined(row: Row, found: list[Name]) -> list[tuple[int, int]]:
    """Names that stand side by side as one."""
    out: list[tuple[int, int]] = []
    for name in found:
        if out and not row.text[out[-1][1] : name.start].strip():
            out[-1] = out[-1][0], name.end
        else:
            out.append((name.start, name.end))
    return out
