"""Buckets: rows sorted by what they are like, so that a score says where a system is weak. Scoring them is the caller's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hexapla.errors import ConfigError
from hexapla.languages import WordLists
from hexapla.pair import Pair
from hexapla.text.names import names, tells_names
from hexapla.text.numbers import has_digits
from hexapla.text.tokens import TokenKind, tokenize

_Held = TypeVar("_Held")

LENGTHS = (10, 20, 40, 60)
"""Words of the reference at which a new bucket begins."""

FREQUENCIES = (0, 1, 10, 100, 1000)
"""Counts in a training-frequency file at which a new bucket begins."""

_RARE = 3.0
"""Zipf frequency below which a word is rare: less often than once in a million words."""


@dataclass(frozen=True, slots=True)
class RowAt:
    """A row: its document, its number in it, and what stands in it."""

    document: str
    row: int
    pair: Pair


@dataclass(frozen=True)
class Tables:
    """What some buckets need besides the rows.

    Attributes:
        words: Word frequencies of the languages.
        domains: Document -> domain.
        labels: One label a row, in the order of the rows.
        counts: Case-folded word -> how often it stands in training data.
    """

    words: WordLists = field(default_factory=WordLists)
    domains: Mapping[str, str] = field(default_factory=dict)
    labels: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def _words(pair: Pair) -> list[str]:
    text = pair.references[0].text if pair.references else pair.hypothesis.text
    return [token.key for token in tokenize(text) if token.kind is not TokenKind.MARK]


def _text(pair: Pair) -> str:
    return pair.references[0].text if pair.references else pair.hypothesis.text


def _range(value: int, starts: Sequence[int], unit: str) -> str:
    place = sum(value >= start for start in starts)
    if place == len(starts):
        return f"{starts[-1]}+ {unit}"
    low = starts[place - 1] if place else 0
    return f"{low}-{starts[place] - 1} {unit}" if starts[place] - 1 > low else f"{low} {unit}"


def _length(place: RowAt, number: int, tables: Tables) -> str:
    return _range(len(_words(place.pair)), LENGTHS, "words")


def _rare(place: RowAt, number: int, tables: Tables) -> str:
    lang = place.pair.lang
    if not tables.words.has(lang):
        return "no word list"
    rare = sum(word.isalpha() and tables.words.frequency(word, lang) < _RARE for word in _words(place.pair))
    return f"{min(rare, 3)}{'+' * (rare >= 3)} rare"


def _entity(place: RowAt, number: int, tables: Tables) -> str:
    if not tells_names(place.pair.lang):
        return "capitals tell no names"
    return "name" if any(not name.initial for name in names(_text(place.pair), place.pair.lang)) else "no name"


def _number(place: RowAt, number: int, tables: Tables) -> str:
    return "number" if has_digits(_text(place.pair)) else "no number"


def _question(place: RowAt, number: int, tables: Tables) -> str:
    return "question" if _text(place.pair).rstrip("\"'”’»」』) ")[-1:] in tuple("?？؟") else "statement"


def _punctuation(place: RowAt, number: int, tables: Tables) -> str:
    marks = sum(token.kind is TokenKind.MARK for token in tokenize(_text(place.pair)))
    return _range(marks, (1, 2, 4, 8), "marks")


def _frequency(place: RowAt, number: int, tables: Tables) -> str:
    found = [tables.counts.get(word, 0) for word in _words(place.pair) if word.isalpha()]
    return _range(min(found), FREQUENCIES[1:], "times (rarest word)") if found else "no words"


BUCKETS: Mapping[str, Callable[[RowAt, int, Tables], str]] = {
    "length": _length,
    "document": lambda place, number, tables: place.document,
    "domain": lambda place, number, tables: tables.domains.get(place.document, "unknown"),
    "rare": _rare,
    "entity": _entity,
    "number": _number,
    "question": _question,
    "punctuation": _punctuation,
    "frequency": _frequency,
    "label": lambda place, number, tables: tables.labels[number],
}
"""Name -> the bucket of a row, by its first reference where there is one."""


def sort_into(name: str, places: Sequence[RowAt], tables: Tables) -> dict[str, list[int]]:
    """Bucket -> numbers of its rows; buckets in the order of their first number or name.

    Raises:
        ConfigError: What the buckets need is not there, or does not fit the rows.
    """
    if name == "label" and len(tables.labels) != len(places):
        raise ConfigError(
            f"there are {len(tables.labels)} labels for {len(places)} rows; one label a row, line by line"
        )
    if name == "frequency" and not tables.counts:
        raise ConfigError("buckets by training frequency need --frequencies FILE (a word and its count a line)")
    if name == "domain" and not tables.domains:
        raise ConfigError("buckets by domain need --domains FILE (a document and its domain a line)")
    found: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        found.setdefault(BUCKETS[name](place, number, tables), []).append(number)
    return in_order(found)


def in_order(buckets: Mapping[str, _Held]) -> dict[str, _Held]:
    """Buckets in the order of their first number or name."""
    return dict(sorted(buckets.items(), key=lambda item: _order(item[0])))


def _order(bucket: str) -> tuple[int, str]:
    digits = "".join(c for c in bucket.partition("-")[0].partition("+")[0].partition(" ")[0] if c.isdigit())
    return (int(digits) if digits else 1 << 30, bucket)
