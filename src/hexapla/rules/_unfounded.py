"""Names of a translation that nothing in the reference and the source can have given rise to, wherever the right one went.

Names that stand for another that is missing are ``_lost_names``'; here the strange name is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain as joined

from hexapla.languages import LanguageData
from hexapla.languages.lexicons import lexicon_of
from hexapla.languages.tags import home_countries
from hexapla.pair import Document, Pair, Row
from hexapla.rules._swaps import widened
from hexapla.text.institutions import Mention
from hexapla.text.names import Name, plain_letters, transliterated

RARE = 3.0
"""Zipf frequency below which a word with a capital is a name, not a translated word of one."""

RARE_ACRONYM = 3.4
"""The same for an acronym."""

RARE_TOGETHER = 4.0
"""The same for the rarest of several words."""

COUNTRIES = ("nation/", "continent/")

SHARED = 4
"""Letters that a strange name may not share with a word of the other texts."""

BEGINNING = 2
"""Letters with which a name begins that may be the same name in another language."""


class Unfounded:
    """Tells strange names that are sure to be wrong from those that may have been translated or spelt out.

    Args:
        data: Of the languages.
        find: Gives the listed names of a row.
    """

    def __init__(self, data: LanguageData, find: Callable[[Row], Sequence[Mention]]) -> None:
        self._data = data
        self._find = find
        self._document = Document()
        self._places: frozenset[str] | None = None
        self._capitals = frozenset[str]()

    def proves(self, pair: Pair, rows: Sequence[Row], names: Sequence[Name], *, listed: bool) -> bool:
        """Whether names that stand together, and that no other text has by any spelling, can only be wrong.

        Args:
            pair: The pair; without a reference and a source nothing is proven.
            rows: The references and the source.
            names: The names.
            listed: Whether they are a place of the lists.
        """
        source = pair.source
        if source is None or not source.text.strip() or not any(row.text.strip() for row in pair.references):
            return False
        if self._data.traits(pair.lang).noun_capitals:
            return False
        return self._place(pair, rows, names) if listed else self._stranger(pair, rows, names)

    def _place(self, pair: Pair, rows: Sequence[Row], names: Sequence[Name]) -> bool:
        """A country or city that the whole document never names; not one that an acronym or "our country" can mean."""
        text = pair.hypothesis.text
        capitals = self._data.traits(pair.lang).capitals
        if capitals and not text[names[0].start].isupper():
            return False
        ids = widened([(pair.hypothesis, m) for m in self._find(pair.hypothesis) if m.start == names[0].start])
        own = {f"nation/{code}" for row in (pair.hypothesis, *rows) for code in home_countries(row.lang)}
        if ids & own or not ids.isdisjoint(self._document_names(pair)):
            return False
        if not capitals and not (any(i.startswith(COUNTRIES) for i in ids) and names[0].key.isalpha()):
            return False  # a city's name can be part of any word
        if _may_abbreviate(names[0].key, pair, rows):
            return False
        return not any(self._derived(ids, names, row) for row in rows)

    def _derived(self, ids: set[str], names: Sequence[Name], row: Row) -> bool:
        """Whether a row has a word made from the place's name, as adjectives and the names of peoples are."""
        listed = lexicon_of(row.lang).entities
        every = {name.key for name in names} | {n.casefold() for i in ids for n in listed.get(i, ()) if n[-1] != "*"}
        stems = {letters[:SHARED] for letters in map(plain_letters, every) if len(letters) >= SHARED}
        if self._data.traits(row.lang).spaces:
            return any(plain_letters(word.key)[:SHARED] in stems for word in row.words)
        return any(plain_letters(word.key)[:SHARED] in stems for word in row.words if word.key.isascii())

    def _stranger(self, pair: Pair, rows: Sequence[Row], names: Sequence[Name]) -> bool:
        """A name no word list has as a word, unlike any word of texts that are written in letters."""
        if not all(self._data.traits(row.lang).spaces for row in rows) or not self._data.words.has(pair.lang):
            return False
        words = [pair.hypothesis.text[name.start : name.end] for name in names]
        if names[0].initial and len(names) == 1:
            return False
        if any(word.isupper() for word in words) and (len(words) > 1 or _lost_acronyms(pair, rows)):
            return False
        if len({name.key for name in names}) < len(names):
            return False  # said twice
        limit = RARE_ACRONYM if words[0].isupper() else RARE if len(names) == 1 else RARE_TOGETHER
        if min(self._data.words.frequency(name.key, pair.lang) for name in names) >= limit:
            return False
        others = {plain_letters(word.key) for row in rows for word in row.words}
        named = {plain_letters(word.key) for row in rows for word in row.words if word.text[0].isupper()}
        for name in names:
            letters = plain_letters(name.key)
            parts = {letters[i : i + SHARED] for i in range(len(letters) - SHARED + 1)}
            if any(part in other for part in parts for other in others if len(other) >= SHARED):
                return False
            if any(other[:BEGINNING] == letters[:BEGINNING] for other in named if len(other) >= BEGINNING):
                return False
        self._read(pair)
        return not any(transliterated(name.key, other) for name in names for other in self._capitals)

    def _document_names(self, pair: Pair) -> frozenset[str]:
        """The places that the references and the source of the document name anywhere."""
        self._read(pair)
        if self._places is None:
            rows = joined(pair.document.references, pair.document.sources)
            self._places = frozenset(widened([(row, mention) for row in rows for mention in self._find(row)]))
        return self._places

    def _read(self, pair: Pair) -> None:
        """Collects what the other texts of a document have with a capital: a row may be beside its neighbour's."""
        if self._document is not pair.document:
            self._document, self._places = pair.document, None
            rows = joined(pair.document.references, pair.document.sources)
            self._capitals = frozenset(word.key for row in rows for word in row.words if word.text[0].isupper())


def _may_abbreviate(key: str, pair: Pair, rows: Sequence[Row]) -> bool:
    """Whether another text has an acronym that the translation lacks, with the letter a name begins with: spelt out here."""
    return any(plain_letters(key)[:1] in plain_letters(acronym.casefold()) for acronym in _lost_acronyms(pair, rows))


def _lost_acronyms(pair: Pair, rows: Sequence[Row]) -> set[str]:
    """The acronyms of the other texts that the translation lacks."""
    own = {word.text for word in pair.hypothesis.words}
    return {w.text for row in rows for w in row.words if w.text.isupper() and len(w.text) > 1 and w.text not in own}
