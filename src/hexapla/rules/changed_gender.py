"""E103: a man became a woman, or the other way round: pronouns and forms of address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns for words that say whether a man or a woman is meant; None where a language has none."""

    masculine: regex.Pattern[str] | None
    feminine: regex.Pattern[str] | None
    title: dict[str, str]


class ChangedGender(Rule):
    """A pronoun or form of address makes a man of a woman, or the other way round.

    Why it matters: the text speaks of another person.
    Example (en): "Mr Novak lost his seat." against "Ms Novak lost her seat."
    Limits: knows pronouns where they follow the person and not the noun (English, Chinese, Swedish ...), and titles before
    names; a row must have words of one gender only, and every reference those of the other, with nothing against it in
    the source.
    """

    code = "E103"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{found!r} is a {here}; {where} has {wanted!r}, a {there}"
    yields_to = frozenset({"swapped-name", "swapped-institution"})

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._words = _table(data)

    def unavailable(self, lang: str) -> str | None:
        """Off where no such words are known."""
        bare = lang.split("-")[0]
        return super().unavailable(lang) if bare in self._words else "its words of gender are not listed"

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A finding at the first word of the wrong gender."""
        if not pair.beside or not pair.hypothesis.text:
            return
        yield from self._titles(pair)
        yield from self._pronouns(pair)

    def _pronouns(self, pair: Pair) -> Iterator[Finding]:
        own = self._genders(pair.hypothesis)
        if len(own) != 1:
            return
        ((gender, place),) = own.items()
        other = "feminine" if gender == "masculine" else "masculine"
        theirs = [(row, self._genders(row)) for row in pair.references]
        source = self._genders(pair.source) if pair.source else {}
        if gender in source:
            return
        if theirs:
            if any(set(genders) != {other} for _, genders in theirs):
                return
            row, genders = theirs[0]
        elif set(source) == {other} and pair.source:
            row, genders = pair.source, source
        else:
            return
        if not theirs and len(pair.hypothesis.text) > 3 * len(row.text):
            return
        there = genders[other]
        yield self._found(pair, place, row, there, gender, other)

    def _genders(self, row: Row) -> dict[str, tuple[int, int]]:
        """Gender -> place of the first pronoun of it."""
        words = self._words.get(row.lang.split("-")[0])
        found = {}
        if words:
            for gender, pattern in (("masculine", words.masculine), ("feminine", words.feminine)):
                match = pattern.search(row.text) if pattern else None
                if match:
                    found[gender] = match.span()
        return found

    def _titles(self, pair: Pair) -> Iterator[Finding]:
        """A title before a name, where every reference has the other before the same name."""
        words = self._words.get(pair.lang.split("-")[0])
        if not words or not words.title or not pair.references:
            return
        tokens = pair.hypothesis.tokens
        for n, token in enumerate(tokens[:-1]):
            gender = words.title.get(token.text)
            name = next((t for t in tokens[n + 1 : n + 3] if t.is_word), None)
            if gender is None or name is None or not name.text[0].isupper():
                continue
            seen = [self._title_before(row, name.key, words) for row in pair.references]
            if any(found is None or found[0] == gender for found in seen):
                continue
            row, found = pair.references[0], seen[0]
            assert found is not None  # held above
            yield self._found(pair, (token.start, token.end), row, found[1], gender, found[0])

    @staticmethod
    def _title_before(row: Row, name: str, words: _Words) -> tuple[str, tuple[int, int]] | None:
        tokens = row.tokens
        for n, token in enumerate(tokens):
            if token.key == name:
                for before in reversed(tokens[max(0, n - 2) : n]):
                    if before.text in words.title:
                        return words.title[before.text], (before.start, before.end)
        return None

    def _found(
        self, pair: Pair, at: tuple[int, int], row: Row, there: tuple[int, int], gender: str, other: str
    ) -> Finding:
        person = {"masculine": "man", "feminine": "woman"}
        return self.finding(
            pair,
            at,
            evidence=[(row, there)],
            confidence=0.85 if pair.references else 0.75,
            found=pair.hypothesis.text[at[0] : at[1]],
            here=person[gender],
            where="the reference" if row in pair.references else "the source",
            wanted=row.text[there[0] : there[1]],
            there=person[other],
        )


@cache
def _table(data: LanguageData) -> dict[str, _Words]:
    found = {}
    for lang, entry in data.wordings("gender").items():
        spaced = data.traits(lang).spaces and lang != "ko"

        def pattern(forms: str, spaced: bool = spaced) -> regex.Pattern[str] | None:
            if not forms:
                return None
            edge = r"(?<![\p{L}\p{M}])", r"(?![\p{L}\p{M}])"
            listed = "|".join(map(regex.escape, forms.split("|")))
            if spaced:
                return regex.compile(f"{edge[0]}(?:{listed}){edge[1]}", regex.IGNORECASE)
            return regex.compile(f"(?<![其吉他])(?:{listed})(?![们國国山人])")

        title: dict[str, str] = {}
        for both in entry.get("titles", ()):
            he, she = both.split(" / ")
            title |= {he: "masculine", she: "feminine"}
        found[lang] = _Words(pattern(entry.get("masculine", "")), pattern(entry.get("feminine", "")), title)
    return found
