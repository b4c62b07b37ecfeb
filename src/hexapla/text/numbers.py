"""Numbers in a text, by value: digits of any script and grouping, multipliers, units, number words, months.

A number that can be read in several ways (``1.234``) has several values; what two texts share is decided on any of
them. Which differences are errors is the rules' business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise

import regex

from hexapla.languages.lexicons import Lexicon, lexicon_of

_NUMBER = regex.compile(r"\p{Nd}+(?:(?:[.,٫٬'’]|[ \u00a0\u202f\u2009](?=\p{Nd}{3}(?!\p{Nd})))\p{Nd}+)*", regex.VERSION1)
_SEPARATORS = str.maketrans("", "", ".,٫٬'’ \u00a0\u202f\u2009")
_GAP = regex.compile(r"[\s\-‐-–]{0,2}")
_WORD = regex.compile(r"[\p{L}\p{M}%°٪％€$£¥₹₽][\p{L}\p{M}²³.]*", regex.VERSION1)
_OF = regex.compile(r"\s+(?:d['’]|d[eio]\b)")
_UNSPACED_UNIT = 4
_RANGE = regex.compile(
    r"\s*(?:[-‐–—~〜～至到]|から|[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]]{1,4}\.?)\s*(?:\p{Lu}{0,3}\p{Sc})?\s*",
    regex.VERSION1,
)
"""What stands between the two numbers of a range that share a multiplier ("12 to 14 million", "$12–$14 billion")."""

_AMOUNTS = {
    "length-millimeter": ("m", 0.001),
    "length-centimeter": ("m", 0.01),
    "length-inch": ("m", 0.0254),
    "length-foot": ("m", 0.3048),
    "length-yard": ("m", 0.9144),
    "length-meter": ("m", 1.0),
    "length-kilometer": ("m", 1000.0),
    "length-mile": ("m", 1609.344),
    "mass-gram": ("kg", 0.001),
    "mass-ounce": ("kg", 0.02835),
    "mass-pound": ("kg", 0.45359),
    "mass-kilogram": ("kg", 1.0),
    "mass-tonne": ("kg", 1000.0),
    "area-square-foot": ("m2", 0.092903),
    "area-square-meter": ("m2", 1.0),
    "area-acre": ("m2", 4046.86),
    "area-hectare": ("m2", 10000.0),
    "area-square-kilometer": ("m2", 1e6),
    "area-square-mile": ("m2", 2.58999e6),
    "volume-liter": ("l", 1.0),
    "volume-gallon": ("l", 3.78541),
    "speed-kilometer-per-hour": ("kmh", 1.0),
    "speed-mile-per-hour": ("kmh", 1.609344),
}
"""Unit -> what it measures and how much of it (international yard and pound agreement of 1959)."""

_MYRIADS = frozenset({"ja", "ko", "zh"})
"""Languages that count in myriads and write the rest of a number behind them without a size."""

_UNSPACED = frozenset({"ja", "zh"})
"""Those among them that leave no space within a number."""

_RESTS = 3
"""Zeros of a number in such a language that a rest may stand behind."""

_ROUNDED = 0.12
"""How far apart two amounts may be that translators write for one another."""

Value = int | Fraction
"""A number's value: exact, and a plain integer where it is whole (integers are quicker to compare)."""

Values = frozenset[Value]


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in digits, or in plain words.

    Attributes:
        start: Where its digits or words begin.
        end: Where they end.
        written: Its values as the digits stand, by every reading.
        values: The same with the multiplier that follows ("1.2 million"); both where it follows a range ("12 to 14 million").
        parts: Further readings that can explain a number elsewhere: hours and minutes, two-digit years.
        scale: Start and end of the multiplier, both equal where there is none.
        units: Ids of the units or currencies it can be counted in; empty if none is known.
        unit: Start and end of the unit's words.
    """

    start: int
    end: int
    written: Values
    values: Values
    parts: Values = frozenset()
    scale: tuple[int, int] = (0, 0)
    units: frozenset[str] = frozenset()
    unit: tuple[int, int] = (0, 0)

    @property
    def scaled(self) -> bool:
        """Whether a multiplier follows."""
        return self.scale[0] < self.scale[1]


def same_amount(one: Number, other: Number) -> bool:
    """Whether two numbers measure about the same in other units (26 miles, 42 km)."""
    mine = [(k, factor * v) for unit in one.units for k, factor in _amount(unit) for v in one.values]
    theirs = [(k, factor * v) for unit in other.units for k, factor in _amount(unit) for v in other.values]
    return any(a[0] == b[0] and abs(a[1] - b[1]) <= _ROUNDED * max(a[1], b[1]) for a in mine for b in theirs)


def _amount(unit: str) -> list[tuple[str, float]]:
    return [_AMOUNTS[unit]] if unit in _AMOUNTS else []


def has_digits(text: str) -> bool:
    """Whether there is a digit of any script."""
    return any(map(str.isdigit, text))


@lru_cache(maxsize=4096)
def numbers(text: str, lang: str) -> tuple[Number, ...]:
    """The numbers that are written in digits, in order."""
    if not has_digits(text):
        return ()
    lexicon = lexicon_of(lang)
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        if not match.group().translate(_SEPARATORS).isdecimal():
            continue  # digits of a newer Unicode than Python's have no value here
        for start, end, written, parts in _readings(match.group(), match.start()):
            found.append(with_unit(text, lexicon, start, end, written, parts))
    for at, (one, other) in enumerate(pairwise(found)):
        if other.scaled and not one.scaled and _RANGE.fullmatch(text, one.end, other.start):
            times = max(other.values) / Fraction(max(other.written) or 1)
            found[at] = replace(one, values=one.values | {whole_if_possible(v * times) for v in one.written})
    return tuple(_chained(found, lexicon))


def _chained(found: list[Number], lexicon: Lexicon) -> Iterator[Number]:
    """The numbers, those in several sizes ("1億2000万", "2 million 500 thousand") as one."""
    whole: Number | None = None
    for number in found:
        if whole and _continues(whole, number, lexicon):
            values = frozenset(a + b for a in whole.values for b in number.values)
            # what stands for the whole elsewhere may be written in its sizes there, too
            parts = whole.values | whole.parts | number.values
            end = max(number.end, number.scale[1])
            whole = Number(whole.start, end, values, values, parts, (end, end), number.units, number.unit)
            continue
        if whole:
            yield whole
        whole = number
    if whole:
        yield whole


def _continues(whole: Number, number: Number, lexicon: Lexicon) -> bool:
    """Whether a number right behind one with a size is the rest of it."""
    last, myriads = max(whole.end, whole.scale[1]), lexicon.lang in _MYRIADS
    if number.start - last > (lexicon.lang not in _UNSPACED) or whole.units:
        return False
    if not (whole.scaled or whole.parts) or not (number.scaled or myriads):
        return False
    if len(whole.values) > 1 or len(number.values) > 1:
        return False
    (value,), (rest,) = whole.values, number.values
    return 0 < rest < value and value.denominator == 1 and rest < _size_below(int(value)) >= 10**_RESTS


def _size_below(value: int) -> int:
    """The largest power of ten that divides a number."""
    size = 1
    while value % (size * 10) == 0:
        size *= 10
    return size


def _readings(form: str, at: int) -> Iterator[tuple[int, int, Values, Values]]:
    """The numbers a run of digits and separators can stand for: one, or several (a date, a version)."""
    pieces = [(m.start(), m.end(), _integer(m.group())) for m in regex.finditer(r"\p{Nd}+", form)]
    marks = [form[a[1] : b[0]] for a, b in pairwise(pieces)]
    lengths = [end - start for start, end, _ in pieces]
    if len(pieces) == 1:
        yield at, at + len(form), frozenset({pieces[0][2]}), frozenset()
        return
    values: set[Value] = set()
    joined = "".join(str(v).zfill(n) for (_, _, v), n in zip(pieces, lengths, strict=True))
    whole, last = lengths[:-1], marks[-1]
    if len(set(marks)) == 1 and _grouped(lengths):
        values.add(int(joined))
    thousands = len(pieces) == 2 and last in ".," and form.endswith("000") and lengths[-1] == 3
    if (
        last in ".,٫"
        and not thousands
        and (len(pieces) == 2 or (len(set(marks[:-1])) == 1 and last not in marks[:-1] and _grouped(whole)))
    ):
        values.add(whole_if_possible(Fraction(int(joined), 10 ** lengths[-1])))
    if values:
        parts: Values = frozenset(v for _, _, v in pieces) if len(pieces) == 2 else frozenset()
        yield at, at + len(form), frozenset(values), parts
        return
    for start, end, value in pieces:
        yield at + start, at + end, frozenset({value}), frozenset()


def whole_if_possible(value: Value) -> Value:
    """The same value as an integer if it is one."""
    return int(value) if value.denominator == 1 else value


def _grouped(lengths: list[int]) -> bool:
    """Whether groups of digits are thousands, Indian or East Asian grouping."""
    return 1 <= lengths[0] <= 3 and lengths[-1] == 3 and all(n in (2, 3) for n in lengths[1:])


def _integer(digits: str) -> int:
    return int("".join(str(unicodedata.decimal(c)) for c in digits))


def with_unit(
    text: str, lexicon: Lexicon, start: int, end: int, written: Values, parts: Values = frozenset()
) -> Number:
    """A number whose digits or words stand in a text, with the multiplier and the unit that follow."""
    at, power, scale = end, 0, (end, end)
    while (found := _size_at(text, lexicon, at)) is not None:
        first, last, more = found
        power += more
        scale = (scale[0] if scale[0] < scale[1] else first, last)
        at = last
    values = frozenset(whole_if_possible(v * 10**power) for v in written) if power else written
    of = _OF.match(text, at) if power else None  # "millones de litros"
    units, unit = _unit_at(text, lexicon, of.end() if of else at)
    if not units and start and (sign := text[max(0, start - 3) : start].strip().casefold()):
        units = _currency(sign, lexicon)
        unit = (start - 1, start) if units else unit
    return Number(start, end, written, values, parts, scale, units, unit)


def _size_at(text: str, lexicon: Lexicon, at: int) -> tuple[int, int, int] | None:
    """Start, end and power of ten of a multiplier that follows a number, or None."""
    gap = _GAP.match(text, at)
    first = gap.end() if gap else at
    if lexicon.number_digits:
        for length in (2, 1):
            power = lexicon.sizes.get(text[first : first + length])
            if power:
                return first, first + length, power
        return None
    word = _WORD.match(text, first)
    if not word:
        return None
    money = word.start() == at and _before(text, at)
    power = size_of(word.group().rstrip(".").upper() if money else word.group().rstrip("."), lexicon)
    return None if power is None else (first, first + len(word.group().rstrip(".")), power)


def _before(text: str, end: int) -> bool:
    """Whether a currency sign stands before the number that ends here ("£44m")."""
    while end and (text[end - 1].isdigit() or text[end - 1] in ".,"):
        end -= 1
    return end > 0 and unicodedata.category(text[end - 1]) == "Sc"


def size_of(word: str, lexicon: Lexicon) -> int | None:
    """The power of ten that a word multiplies by, or None."""
    key = word.casefold()
    if word == "K":
        return 3  # "5K" in any language
    if len(key) == 1 and key.isascii() and not word.isupper():
        return None  # "5 m" is five metres as often as five million
    power = lexicon.sizes.get(key)
    if power is None:
        power = next((p for beginning, p in lexicon.size_beginnings if key.startswith(beginning)), None)
    return power


def _unit_at(text: str, lexicon: Lexicon, at: int) -> tuple[frozenset[str], tuple[int, int]]:
    """The units that the words after a number can mean, and where the words stand."""
    gap = _GAP.match(text, at)
    first = gap.end() if gap else at
    if lexicon.number_digits:
        for length in range(_UNSPACED_UNIT, 0, -1):
            units = lexicon.units.get(text[first : first + length].casefold())
            if units:
                return units, (first, first + length)
        return frozenset(), (at, at)
    word = _WORD.match(text, first)
    if not word:
        return frozenset(), (at, at)
    second = _WORD.match(text, word.end() + 1) if text[word.end() : word.end() + 1].isspace() else None
    if second:
        phrase = f"{word.group()} {second.group().rstrip('.')}"
        units = _unit(phrase.casefold(), lexicon)
        if units:
            return units, (first, first + len(phrase))
    form = word.group().rstrip(".")
    units = _unit(form.casefold(), lexicon)
    return units, (first, first + len(form)) if units else (at, at)


@lru_cache(maxsize=65536)
def _unit(form: str, lexicon: Lexicon) -> frozenset[str]:
    units = lexicon.units.get(form)
    if units is not None:
        return units
    return next((ids for pattern, ids in _unit_patterns(lexicon.lang) if pattern.match(form)), frozenset())


@cache
def _unit_patterns(lang: str) -> tuple[tuple[regex.Pattern[str], frozenset[str]], ...]:
    units = sorted(
        ((form, ids) for form, ids in lexicon_of(lang).units.items() if "*" in form), key=lambda x: -len(x[0])
    )
    return tuple((regex.compile(regex.escape(form).replace(r"\*", r"\w*") + "$"), ids) for form, ids in units)


def _currency(sign: str, lexicon: Lexicon) -> frozenset[str]:
    """The currencies whose sign stands before a number."""
    return next(
        (u for n in (3, 2, 1) if (u := lexicon.units.get(sign[-n:])) and all(x.isupper() for x in u)), frozenset()
    )
