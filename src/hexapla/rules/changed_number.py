"""N101: a number, a unit or a month that neither the references nor the source have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from hexapla.languages.lexicons import lexicon_of
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.dates import day_halves, months, weekdays
from hexapla.text.edits import EditKind
from hexapla.text.number_words import number_words, spoken
from hexapla.text.numbers import Number, Value, numbers, same_amount

PERCENT = "concentr-percent"
"""The unit that makes sure that a number with a mark in it is one number, not two."""

_CLOCK = frozenset(".:")
"""What stands between an hour and its minutes, which have two digits."""

_Names = Callable[[str, str], tuple[tuple[int, int, int], ...]]


@dataclass
class _Known:
    """What some rows know of numbers."""

    rows: tuple[Row, ...]
    numbers: list[tuple[Row, Number]] = field(default_factory=list)
    values: set[Value] = field(default_factory=set)
    whole: set[Value] = field(default_factory=set)

    def __post_init__(self) -> None:
        for row in self.rows:
            for number in numbers(row.text, row.lang):
                self.numbers.append((row, number))
                self.whole |= number.values
                self.whole.update(_as_time(row, number), _as_year(row, number))
                if _is_clock(row, number):
                    self.whole |= number.parts
                self.values |= number.parts
        self.values |= self.whole

    def listen(self, but: AbstractSet[Value] = frozenset()) -> None:
        """Take in the number words as well, but for those that stand for a number word elsewhere."""
        for row in self.rows:
            self.values |= spoken(row.text, row.lang) - but

    def explains(self, number: Number) -> bool:
        """Whether a number is among the known values by any of its readings."""
        if not self.values.isdisjoint(number.values):
            return True
        # hours and minutes that stand apart elsewhere; the halves of a percentage explain nothing
        if number.parts and not number.scaled and PERCENT not in number.units and number.parts <= self.whole:
            return True
        if any(value.denominator == 1 and self._decade(int(value)) for value in number.written):
            return True
        if any(other.units & number.units for _, other in self.numbers):
            return False  # nothing was converted
        return any(same_amount(number, other) for _, other in self.numbers)

    def _decade(self, year: int) -> bool:
        """Whether a year is a decade that the rows call by two digits (the 90s) and no row by four."""
        if not 1500 <= year < 2100 or year % 10 or not year % 100 or year % 100 not in self.whole:
            return False
        return not any(value > 999 and value % 100 == year % 100 for _, other in self.numbers for value in other.values)


def _marked(text: str, number: Number) -> bool:
    """Whether a number is part of a tag (#5), or the minutes of a full hour (15:00)."""
    before = text[number.start - 1 : number.start]
    return before == "#" or (before == ":" and text[number.start : number.end] == "00")


def _is_clock(row: Row, number: Number) -> bool:
    """Whether a number can be an hour and its minutes (3.40)."""
    form = row.text[number.start : number.end]
    return form[-3:-2] in _CLOCK and not form.startswith("0.")


def _as_time(row: Row, number: Number) -> Iterator[Value]:
    """The hour on the other clock, if the number can be an hour."""
    if number.parts and not _is_clock(row, number):
        return  # a decimal
    for hour in number.parts or number.written:
        if hour.denominator == 1 and 0 < hour < 25:
            around = row.text[max(0, number.start - 12) : number.end + 10].casefold().replace(".", "")
            if ":" in around or number.parts or any(w in around for w in lexicon_of(row.lang).hours.exact):
                yield from (hour % 12, hour % 12 + 12, hour + 12)
    digits = number.end - number.start
    hour, minute = divmod(next(iter(number.written)), 100)
    if hour < 25 and minute < 60 and (digits == 3 or (digits == 4 and row.text[number.start] == "0")):
        yield from (hour, minute)  # 603, 0500


def _as_year(row: Row, number: Number) -> Iterator[Value]:
    """A year's last two digits and its century."""
    year = next(iter(number.written))
    if len(number.written) == 1 and year.denominator == 1 and 1000 <= year < 2100:
        century, rest = divmod(int(year), 100)
        yield rest
        if rest % 10 == 0:
            yield century + 1


class ChangedNumber(Rule):
    """A number, a unit or a month is not what the reference and the source say.

    Compared by value, whatever the digits, grouping, decimal mark, clock or number words: "1.2 million" is "1 200 000".

    Why it matters: a wrong figure reads as smoothly as a right one, so no reader notices.
    Example (en): "founded in 1894" against "founded in 1849".
    Limits: a number that is a plain addition is reported with less confidence; converted units are taken for
    right where the amounts are about the same.
    """

    code = "N101"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{found!r} stands here, but {where} {wanted!r}"

    SURE = 0.95
    ALONE = 0.7
    SHORTEST_ALONE = 2
    """Digits a number needs to be reported where no number is missing."""

    FAR = 0.35
    """How far apart, as a share of the row, two number words may stand that are taken for one another."""

    LARGEST_BLOCK = 4
    """Tokens of a changed stretch in which one number word is taken to stand for another if the source cannot tell."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Numbers, then units, then months and days."""
        rows = tuple(row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip())
        if not rows:
            return
        text = pair.hypothesis.text
        own = tuple(n for n in numbers(text, pair.lang) if not _marked(text, n))
        if own:
            known = _Known(rows)
            yield from self._changed(pair, own, known)
        yield from self._other_units(pair, (*own, *number_words(text, pair.lang)), rows)
        if own:
            yield from self._other_half(pair, rows)
        yield from self._other_words(pair, rows)
        yield from self._other_names(pair, rows, months)
        yield from self._other_names(pair, rows, weekdays)

    def _changed(self, pair: Pair, own: tuple[Number, ...], known: _Known) -> Iterator[Finding]:
        strange = [number for number in own if not known.explains(number)]
        if not strange:
            yield from self._repeated(pair, own, known)
            return
        # a language's number words may hide in its other words: only a reference in the same one is held to them
        known.listen(but=spoken(pair.hypothesis.text, pair.lang) if pair.references else frozenset())
        strange = [number for number in strange if not known.explains(number) and not _century(number, known)]
        mine = _Known((pair.hypothesis,))
        mine.listen()
        for number in strange:
            missing = [(row, other) for row, other in known.numbers if not mine.explains(other)]
            missing = missing or [(row, other) for row, other in known.numbers if _rarer(other, own, row)]
            found = pair.hypothesis.text[number.start : number.end]
            beside = [(row, other) for row, other in missing if row is not pair.source]
            nearest = _nearest(pair.hypothesis, number, beside or missing)
            if nearest is None:
                if len(known.rows) > 1 and len(found) >= self.SHORTEST_ALONE and any(number.values - {0}):
                    at = (number.start, number.end)
                    yield self.finding(
                        pair, at, confidence=self.ALONE, found=found, where="nobody else has", wanted=found
                    )
                continue
            row, other = nearest
            at, wanted = _at_fault(number, other, row)
            same = row.column in {r.column for r in pair.references}
            yield self.finding(
                pair,
                at,
                evidence=[(row, (other.start, max(other.end, other.scale[1])))],
                suggestion=wanted if same and not number.scaled and not other.scaled else None,
                confidence=self.SURE,
                found=pair.hypothesis.text[at[0] : at[1]],
                where="the reference has" if same else "the source has",
                wanted=wanted,
            )

    def _repeated(self, pair: Pair, own: tuple[Number, ...], known: _Known) -> Iterator[Finding]:
        """A number that stands twice, where every other text has it once and another number beside it."""
        theirs = [numbers(row.text, row.lang) for row in known.rows]
        if len(own) < 2 or any(len(numbers_) != len(own) for numbers_ in theirs):
            return
        values = [sorted((n.values for n in numbers_), key=sorted) for numbers_ in theirs]
        mine = _Known((pair.hypothesis,))
        left = [n for n in theirs[0] if not mine.explains(n)]
        if len(left) != 1 or any(v != values[0] for v in values):
            return
        row, (other,) = known.rows[0], left
        for number in own:
            same = [n for n in own if n.values & number.values]
            if len(same) > sum(bool(n.values & number.values) for n in theirs[0]):
                place = other.start * len(pair.hypothesis.text)
                number = min(same, key=lambda n: abs(n.start * len(row.text) - place))
                yield self.finding(
                    pair,
                    (number.start, number.end),
                    evidence=[(row, (other.start, other.end))],
                    confidence=0.8,
                    found=pair.hypothesis.text[number.start : number.end],
                    where="the reference has" if pair.references else "the source has",
                    wanted=row.text[other.start : other.end],
                )
                return

    def _other_units(self, pair: Pair, own: tuple[Number, ...], rows: tuple[Row, ...]) -> Iterator[Finding]:
        """Units of a number that all other texts count in something else."""
        if not any(number.units for number in own):
            return
        theirs = [(row, other) for row in rows for other in _written(row)]
        for number in own:
            if not number.units:
                continue
            alike = [(row, o) for row, o in theirs if not o.values.isdisjoint(number.values)]
            same = [(row, o) for row, o in alike if o.units]
            if alike and not same and self._is_year(number, pair):
                same = alike
            if not same or any(o.units & number.units or not _comparable(o.units, number.units) for _, o in same):
                continue
            if sum(not o.values.isdisjoint(number.values) for o in own) > 1:
                continue
            row, other = same[0]
            is_reference = row.column in {r.column for r in pair.references}
            yield self.finding(
                pair,
                number.unit,
                evidence=[(row, other.unit)],
                confidence=0.85,
                found=pair.hypothesis.text[number.unit[0] : number.unit[1]],
                where="the reference has" if is_reference else "the source has",
                wanted=row.text[other.unit[0] : other.unit[1]],
            )

    def _other_half(self, pair: Pair, rows: tuple[Row, ...]) -> Iterator[Finding]:
        """Hours before noon that every other text has after it, or the other way round."""
        own = day_halves(pair.hypothesis.text, pair.lang)
        theirs = [(row, mark) for row in rows for mark in day_halves(row.text, row.lang)] if own else []
        for start, end, half, hour in own:
            same = [(row, mark) for row, mark in theirs if mark[3] == hour]
            if not same or any(mark[2] == half for _, mark in same) or sum(mark[3] == hour for mark in own) > 1:
                continue
            row, (first, last, _, _) = same[0]
            is_reference = row.column in {r.column for r in pair.references}
            yield self.finding(
                pair,
                (start, end),
                evidence=[(row, (first, last))],
                suggestion=row.text[first:last] if is_reference else None,
                confidence=self.SURE,
                found=pair.hypothesis.text[start:end],
                where="the reference has" if is_reference else "the source has",
                wanted=row.text[first:last],
            )

    def _other_words(self, pair: Pair, rows: tuple[Row, ...]) -> Iterator[Finding]:
        """Number words that no other text has by any form, where all of them have another number that is missing here."""
        words = number_words(pair.hypothesis.text, pair.lang) if pair.references else ()
        if not words:
            return
        theirs = [_heard(row) for row in rows]
        strange = [word for word in words if not any(not word.values.isdisjoint(values) for values in theirs)]
        mine = _heard(pair.hypothesis) if strange else frozenset()
        for word in strange:
            sure = [values for row, values in zip(rows, theirs, strict=True) if values or row is not pair.source]
            missing = [
                (row, other)
                for row in pair.references
                for other in _written(row)
                if mine.isdisjoint(other.values) and all(not values.isdisjoint(other.values) for values in sure)
            ]
            if len(sure) < len(rows) or len(rows) < 2:
                missing = [(row, other) for row, other in missing if _replaced(pair, word, row, other)]
            place = word.start / len(pair.hypothesis.text)
            near = [(abs(place - o.start / len(row.text)), row, o) for row, o in missing]
            if not near:
                continue
            far, row, other = min(near, key=lambda x: x[0])
            if far > self.FAR and (len(strange) > 1 or len(near) > 1):
                continue
            yield self.finding(
                pair,
                (word.start, word.end),
                evidence=[(row, (other.start, other.end))],
                confidence=0.9,
                found=pair.hypothesis.text[word.start : word.end],
                where="the reference has",
                wanted=row.text[other.start : other.end],
            )

    def _is_year(self, number: Number, pair: Pair) -> bool:
        """Whether a year is followed by a stretch of time, in a language that writes the word for year there."""
        value = next(iter(number.values))
        dated = bool(lexicon_of(pair.lang).number_digits) and 1500 <= value < 2100 and len(number.values) == 1
        return dated and all(
            u.startswith("duration") and u not in ("duration-year", "duration-month") for u in number.units
        )

    def _other_names(self, pair: Pair, rows: tuple[Row, ...], names: _Names) -> Iterator[Finding]:
        """Months or days that no other text names, where another is missing."""
        own = names(pair.hypothesis.text, pair.lang)
        if not own:
            return
        theirs = [(row, place) for row in rows for place in names(row.text, row.lang)]
        known = {place[2] for _, place in theirs}
        mine = Counter(place[2] for place in own)
        most = {row: Counter(place[2] for other, place in theirs if other is row) for row in rows}
        missing = [(row, place) for row, place in theirs if mine[place[2]] < most[row][place[2]]]
        if not missing or all(place[2] in known for place in own):
            return
        for row in rows if names is months else ():
            if len(names(row.text, row.lang)) < len(own):  # it may write a month as a number
                known |= {v for n in numbers(row.text, row.lang) for v in n.written if isinstance(v, int)}
        for start, end, value in own:
            if value in known:
                continue
            row, (first, last, _) = missing[0]
            is_reference = row.column in {r.column for r in pair.references}
            yield self.finding(
                pair,
                (start, end),
                evidence=[(row, (first, last))],
                confidence=0.9,
                found=pair.hypothesis.text[start:end],
                where="the reference has" if is_reference else "the source has",
                wanted=row.text[first:last],
            )


def _heard(row: Row) -> frozenset[Value]:
    """What the digits and the words of a row can stand for."""
    found = _Known((row,))
    found.listen()
    return frozenset(found.values)


def _written(row: Row) -> Iterator[Number]:
    """The numbers of a row in digits and in words."""
    yield from numbers(row.text, row.lang)
    yield from number_words(row.text, row.lang)


def _replaced(pair: Pair, word: Number, row: Row, other: Number) -> bool:
    """Whether a short changed stretch of the token alignment has a number word and another number."""
    own, theirs = pair.hypothesis.tokens, row.tokens
    for reference, edits in zip(pair.references, pair.aligned, strict=True):
        for edit in edits if reference is row else ():
            longest = max(edit.hyp_to - edit.hyp_from, edit.ref_to - edit.ref_from)
            if edit.kind is EditKind.REPLACE and longest <= ChangedNumber.LARGEST_BLOCK:
                here = any(word.start <= token.start < word.end for token in own[edit.hyp_from : edit.hyp_to])
                if here and any(other.start <= t.start < other.end for t in theirs[edit.ref_from : edit.ref_to]):
                    return True
    return False


def _comparable(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether all units of two sets measure the same thing; a currency's id has no dimension in front."""
    kinds = {"concentr" if u == "percentage-point" else u.split("-")[0] if "-" in u else "" for u in some | others}
    return len(kinds) == 1


def _century(number: Number, known: _Known) -> bool:
    """Whether a year is written elsewhere as a century and a decade of it."""
    for value in number.written:
        if value.denominator == 1 and 1000 <= value < 2100:
            century, rest = divmod(int(value), 100)
            if century + 1 in known.values and rest % 10 == 0 and (rest in known.values or rest == 0):
                return True
    return False


def _rarer(other: Number, own: tuple[Number, ...], row: Row) -> bool:
    """Whether a number stands in the hypothesis, but less often than in another text."""
    often = sum(bool(n.values & other.values) for n in numbers(row.text, row.lang))
    return often > sum(bool(n.values & other.values) for n in own)


def _nearest(own: Row, number: Number, missing: list[tuple[Row, Number]]) -> tuple[Row, Number] | None:
    """The missing number that stands at the most similar place, numbers as long as this one first."""
    place = number.start / max(1, len(own.text))
    return min(
        missing,
        key=lambda x: abs(x[1].start / max(1, len(x[0].text)) - place),
        default=None,
    )


def _at_fault(number: Number, other: Number, row: Row) -> tuple[tuple[int, int], str]:
    """What differs: the multiplier if the digits are the same, else the digits; and what stands there instead."""
    if number.scaled and other.scaled and not number.written.isdisjoint(other.written):
        return number.scale, row.text[other.scale[0] : other.scale[1]]
    return (number.start, number.end), row.text[other.start : other.end]
