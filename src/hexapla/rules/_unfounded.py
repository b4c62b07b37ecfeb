"""Names of a translation that nothing in the reference and the source can have given rise to, wherever the right one went.

Names that stand for another that is missing are ``_lost_names``'; here the strange name is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the references and the source of a row have.

    Attributes:
        parts: Stretches of letters of their words.
        beginnings: How their words with a capital begin.
        acronyms: Acronyms that the translation lacks.
        stems: How the words of each begin.
    """

    parts: frozenset[str]
    beginnings: frozenset[str]
    acronyms: frozenset[str]
    stems: tuple[frozenset[str], ...]


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
        self._pair: Pair | None = None
        self._of_pair = _Seen(frozenset(), frozenset(), frozenset(), ())

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
        seen = self._seen(pair, rows)
        if any(plain_letters(names[0].key)[:1] in plain_letters(word.casefold()) for word in seen.acronyms):
            return False  # it may be spelt out here
        return not any(self._derived(ids, names, row.lang, stems) for row, stems in zip(rows, seen.stems, strict=True))

    def _derived(self, ids: set[str], names: Sequence[Name], lang: str, stems: frozenset[str]) -> bool:
        """Whether a row has a word made from the place's name, as adjectives and the names of peoples are."""
        listed = lexicon_of(lang).entities
        every = {name.key for name in names} | {n.casefold() for i in ids for n in listed.get(i, ()) if n[-1] != "*"}
        return any(letters[:SHARED] in stems for letters in map(plain_letters, every) if len(letters) >= SHARED)

    def _seen(self, pair: Pair, rows: Sequence[Row]) -> _Seen:
        """What the other texts of a row have; made once for all its strange names."""
        if self._pair is not pair:
            words = [[(word, plain_letters(word.key)) for word in row.words] for row in rows]
            own = {word.text for word in pair.hypothesis.words}
            every = [(word, letters) for row in words for word, letters in row]
            self._pair = pair
            self._of_pair = _Seen(
                frozenset(part for _, letters in every for part in _parts(letters)),
                frozenset(letters[:BEGINNING] for word, letters in every if word.text[0].isupper() and letters[1:]),
                frozenset(w.text for w, _ in every if w.text.isupper() and len(w.text) > 1 and w.text not in own),
                tuple(
                    frozenset(
                        letters[:SHARED]
                        for word, letters in its
                        if self._data.traits(row.lang).spaces or word.key.isascii()
                    )
                    for row, its in zip(rows, words, strict=True)
                ),
            )
        return self._of_pair

    def _stranger(self, pair: Pair, rows: Sequence[Row], names: Sequence[Name]) -> bool:
        """A name no word list has as a word, unlike any word of texts that are written in letters."""
        if not all(self._data.traits(row.lang).spaces for row in rows) or not self._data.words.has(pair.lang):
            return False
        words = [pair.hypothesis.text[name.start : name.end] for name in names]
        if names[0].initial and len(names) == 1:
            return False
        if any(word.isupper() for word in words) and (len(words) > 1 or self._seen(pair, rows).acronyms):
            return False
        if len({name.key for name in names}) < len(names):
            return False  # said twice
        limit = RARE_ACRONYM if words[0].isupper() else RARE if len(names) == 1 else RARE_TOGETHER
        if min(self._data.words.frequency(name.key, pair.lang) for name in names) >= limit:
            return False
        seen = self._seen(pair, rows)
        for name in names:
            letters = plain_letters(name.key)
            if not seen.parts.isdisjoint(_parts(letters)) or letters[:BEGINNING] in seen.beginnings:
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


def _parts(letters: str) -> Iterator[str]:
    """The stretches of a word that two names may not share."""
    return (letters[i : i + SHARED] for i in range(len(letters) - SHARED + 1))
