"""Closed word lists of languages: number words, months, units, currencies, negations, countries, cities, kinds of body.

``words.toml`` and ``peoples.toml`` are written by hand, ``cldr/<lang>.json`` is generated from Unicode CLDR by ``scripts/build_cldr_tables``.
Finding these words in a text is ``hexapla.text``'s work; open vocabulary is ``hexapla.languages.words``'.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from hexapla.languages.tags import chain

_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")


class Forms:
    """A set of word forms; one that ends in ``*`` in the data stands for every word that begins so."""

    def __init__(self, alternatives: str) -> None:
        listed = [form.strip().casefold() for form in alternatives.split("|") if form.strip()]
        self.exact = frozenset(form for form in listed if not form.endswith("*"))
        self.beginnings = tuple(form[:-1] for form in listed if form.endswith("*"))

    def __contains__(self, word: str) -> bool:
        return word in self.exact or (bool(self.beginnings) and word.startswith(self.beginnings))

    def __bool__(self) -> bool:
        return bool(self.exact or self.beginnings)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The closed word lists of one language; a list that is not known is empty.

    Attributes:
        lang: The language (bare tag) the lists are of.
        words: The language's entry in ``words.toml``.
        cldr: The language's generated tables.
    """

    lang: str
    words: dict[str, Any] = field(repr=False)
    cldr: dict[str, Any] = field(repr=False)

    def _forms(self, key: str) -> Forms:
        return Forms(self.words.get(key, ""))

    @cached_property
    def negations(self) -> Forms:
        """Words that turn a statement round."""
        return self._forms("negations")

    @cached_property
    def weaker_negations(self) -> Forms:
        """Negations that a translation may well say otherwise ("no", "nothing")."""
        return self._forms("weaker")

    @cached_property
    def negation_halves(self) -> tuple[Forms, Forms]:
        """First words of negations in two parts (French "ne"), and the words that complete them."""
        return self._forms("halves"), self._forms("second")

    @cached_property
    def restricting(self) -> Forms:
        """Words that make an "only" of the first part of such a negation (French "que")."""
        return self._forms("restricting")

    @cached_property
    def milder_negations(self) -> Forms:
        """Words that can carry the sense of a negation."""
        return self._forms("milder")

    @cached_property
    def stumps(self) -> Forms:
        """What is left of words that lost their negation ("ca" of "can't")."""
        return self._forms("stumps")

    @cached_property
    def negating_beginnings(self) -> tuple[str, ...]:
        """What a word begins with where it is negated (Czech ``ne-``)."""
        return tuple(filter(None, self.words.get("prefixes", "").split("|")))

    @cached_property
    def opposing_beginnings(self) -> tuple[str, ...]:
        """What turns the rest of a word round (``un-``)."""
        return tuple(filter(None, self.words.get("opposites", "").split("|")))

    @cached_property
    def negates_behind(self) -> bool:
        """Whether the language negates a word by what follows it ("見えなかった")."""
        return bool(self.words.get("negates_behind"))

    @cached_property
    def negation_clitics(self) -> tuple[str, ...]:
        """Short words that are written as one with a negation behind them (Arabic "and", Hebrew "that")."""
        return tuple(filter(None, self.words.get("clitics", "").split("|")))

    @cached_property
    def only(self) -> Forms:
        """Words for "only", which a negation before them opens ("not only")."""
        return self._forms("only")

    @cached_property
    def not_negated(self) -> Forms:
        """Words that begin like negated ones and are not."""
        return self._forms("exceptions")

    @cached_property
    def hours(self) -> Forms:
        """Marks beside an hour of the day."""
        return self._forms("hours")

    @cached_property
    def day_halves(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Case-folded marks beside an hour that put it before noon, and those that put it after; longest first."""
        forenoon, afternoon = (
            sorted(self._forms(key).exact, key=lambda mark: (-len(mark), mark)) for key in ("forenoon", "afternoon")
        )
        return tuple(forenoon), tuple(afternoon)

    @cached_property
    def joiner(self) -> str:
        """The word for "and" inside number words, or empty."""
        return str(self.words.get("join", ""))

    @cached_property
    def number_digits(self) -> str:
        """The ten digits of a script that has its own (Han), or empty."""
        return str(self.words.get("digits", ""))

    @cached_property
    def number_words(self) -> tuple[tuple[int, Forms], ...]:
        """(value, forms) of the numbers from 0 up and the tens; ordinals among the forms."""
        ones = list(enumerate(self.words.get("ones", ())))
        tens = [(10 * (i + 2), forms) for i, forms in enumerate(self.words.get("tens", ()))]
        return tuple((value, Forms(forms)) for value, forms in ones + tens)

    @cached_property
    def fractions(self) -> dict[str, Fraction]:
        """Case-folded word for a number that is not whole ("one and a half") -> its value."""
        return {word: Fraction(value) for word, value in self.words.get("fractions", {}).items()}

    @cached_property
    def vague_numbers(self) -> Forms:
        """Forms among the number words that often stand for something else, or that translations choose freely."""
        return self._forms("vague")

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Word -> power of ten, by the forms that are written out in full."""
        out = {}
        for word, powers in self.cldr.get("multipliers", {}).items():
            if len(powers) == 1:
                out[word.casefold().rstrip(".")] = int(powers[0])
        for power, forms in self.words.get("sizes", {}).items():
            out |= {form.rstrip("*"): int(power) for form in forms.casefold().split("|")}
        return out

    @cached_property
    def size_beginnings(self) -> tuple[tuple[str, int], ...]:
        """(beginning, power of ten) of the words that are inflected."""
        sizes = self.words.get("sizes", {}).items()
        return tuple(
            (form[:-1], int(p)) for p, forms in sizes for form in forms.casefold().split("|") if form[-1] == "*"
        )

    @cached_property
    def months(self) -> dict[str, int]:
        """Case-folded month name -> 1 to 12."""
        return self._numbered("months")

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Case-folded name of a day of the week -> 1 (Monday) to 7."""
        return self._numbered("weekdays")

    def _numbered(self, table: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, names in self.cldr.get(table, {}).items():
            for name in names:
                found[_plain(name)] = int(number)
        return found

    @cached_property
    def units(self) -> dict[str, frozenset[str]]:
        """Case-folded form -> ids of the units and currencies it can stand for; forms may have several words."""
        found: dict[str, set[str]] = {}
        tables = (self.cldr.get("units", {}), self.cldr.get("currencies", {}))
        for table in tables:
            for unit, names in table.items():
                for name in names:
                    found.setdefault(_plain(name), set()).add(unit)
        for unit, forms in self.words.get("units", {}).items():
            for form in forms.casefold().split("|"):
                found.setdefault(form, set()).add(unit)
        return {form: frozenset(ids) for form, ids in found.items()}

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """Case-folded words of the units' names ("degrees", "celsius")."""
        return frozenset(word for form in self.units for word in form.split())

    @cached_property
    def entities(self) -> dict[str, tuple[str, ...]]:
        """Id -> names: ``nation/DE``, ``city/DE/Berlin``, ``kind/police``, ``company/apple``; a name may end in ``*`` (see `Forms`)."""
        found: dict[str, list[str]] = {}
        for code, names in self.cldr.get("territories", {}).items():
            found.setdefault(f"nation/{code}", []).extend(names)
        for code, names in self.cldr.get("peoples", {}).items():
            found.setdefault(f"nation/{code}", []).extend(names)
        for table, codes in next((_peoples()[tag] for tag in chain(self.lang) if tag in _peoples()), {}).items():
            for code, forms in codes.items():
                found.setdefault(f"{table}/{code}", []).extend(forms.split("|"))
        for code, forms in self.words.get("peoples", {}).items():
            found.setdefault(f"nation/{code}", []).extend(forms.split("|"))
        for place, names in self.cldr.get("cities", {}).items():
            found.setdefault(f"city/{place}", []).extend(names)
        for table, name in (("kind", "kinds"), ("company", "companies")):
            for body, forms in self.words.get(name, {}).items():
                found.setdefault(f"{table}/{body}", []).extend(forms.split("|"))
        return {body: tuple(name for name in names if name) for body, names in found.items()}


def _plain(form: str) -> str:
    return form.translate(_MARKS).casefold().rstrip(".")


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("hexapla.languages.lexicons").joinpath("words.toml").read_text("utf-8"))


@cache
def _peoples() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("hexapla.languages.lexicons").joinpath("peoples.toml").read_text("utf-8"))


@cache
def lexicon_of(lang: str) -> Lexicon:
    """The word lists of a language (BCP 47 tag), by the most specific tag that has any; else empty ones."""
    folder = files("hexapla.languages.lexicons").joinpath("cldr")
    for tag in chain(lang):
        path = folder.joinpath(f"{tag}.json")
        if tag in _words() or path.is_file():
            cldr = json.loads(path.read_text("utf-8")) if path.is_file() else {}
            return Lexicon(tag, next((_words()[t] for t in chain(tag) if t in _words()), {}), cldr)
    return Lexicon(lang, {}, {})
