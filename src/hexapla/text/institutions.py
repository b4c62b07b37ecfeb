"""Finding listed names (institutions, countries, kinds of body) in a text: longest first, whatever their case ending.

The names are given; which of them contradict each other is the rules' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from hexapla.languages import Institutions, traits_of
from hexapla.languages.lexicons import lexicon_of
from hexapla.languages.tags import chain, language
from hexapla.text.tokens import Token, TokenKind, tokenize

_STEM = 4
"""Letters of a word's beginning that inflection is taken to leave alone."""

_KEPT = 50_000
"""Words for which a finder remembers the names they may begin."""

_CLITICS = {"ar": ("و", "ف", "ب", "ل", "ك", "س"), "he": ("ו", "ה", "ב", "ל", "מ", "ש", "כ")}
_ARTICLES = {"ar": "ال", "he": "ה"}
_LOST = frozenset("aeiouyáéíóúýæöäüěůąęаеёиоуыэюяіїєьйαεηιουωάέήίόύώςs")
"""Last letters that a name of one word may lose where it is inflected."""

_ADDING = frozenset({"da", "de", "nb", "nl", "nn", "no", "sv"})
"""Languages whose endings are added to a name and never replace one."""

_SLAVIC = frozenset({"be", "bg", "cs", "hr", "mk", "pl", "ru", "sk", "sl", "sr", "uk"})
"""Languages in which what follows the stem of a name that ends in a vowel begins with a vowel."""

_SLAVIC_ENDING = regex.compile(r"[аеёиоуыэюяіїєaeiouyáéíóúýěůąę]{1,2}(?:[ймхвьmhw]|ch|ми|mi)?[aeiouуиюя]?")
_SOFT = frozenset("йь")

_SKIPPED = frozenset("-‐‑–·'’׳״\"")
"""Marks that may stand between the words of a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A listed name in a text: its place and the ids it can stand for."""

    start: int
    end: int
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Form:
    """A name as tokens to match; `exact` ones (acronyms) must have the same letters and case.

    A word that ends in ``*`` stands for every word that begins so.
    """

    words: tuple[str, ...]
    exact: bool
    capital: bool
    ids: frozenset[str]


class NameFinder:
    """A fast search for many names in one language.

    Args:
        lang: BCP 47 tag of the texts.
        names: (id, name, whether it is an acronym); a word of a name may end in ``*``.
    """

    def __init__(self, lang: str, names: Iterable[tuple[str, str, bool]]) -> None:
        traits = traits_of(lang)
        self._bare = language(lang)
        self._inflection = traits.inflection
        self._loses = self._bare not in _ADDING
        self._slavic = self._bare in _SLAVIC
        self._prefixes = traits.prefixes
        self._spaces = traits.spaces
        merged: dict[tuple[tuple[str, ...], bool, bool], set[str]] = {}
        for body, name, acronym in names:
            words = _words(name, exact=acronym)
            if words:
                capital = traits.capitals and not acronym and len(words) == 1 and name[:1].isupper()
                merged.setdefault((words, acronym, capital), set()).add(body)
        self._beginning: dict[str, tuple[_Form, ...]] = {}
        self._index: dict[str, list[_Form]] = {}
        for (words, acronym, capital), ids in merged.items():
            form = _Form(words, acronym, capital, frozenset(ids))
            for key in self._keys(words[0].casefold(), listed=True):
                self._index.setdefault(key, []).append(form)
            first = words[0].casefold()
            if len(words) > 1 and self._inflection and self._spaces and len(first) == _STEM and first[-1] in _LOST:
                self._index.setdefault(first[:-1] + "*", []).append(form)  # an ending takes its last letter
        self._short = sorted({len(key) - 1 for key in self._index if key.endswith("*")})
        for forms in self._index.values():
            forms.sort(key=lambda form: (-len(form.words), -sum(map(len, form.words))))

    def _keys(self, word: str, *, listed: bool = False) -> set[str]:
        """The beginnings under which a word is filed or looked up."""
        if listed and word.endswith("*"):
            return {word if len(word) <= _STEM else word[:_STEM]}
        keys = {word[:_STEM]} if self._spaces else {word}
        if self._prefixes:
            keys = {form[:_STEM] for form in without_clitics(word, self._bare, listed=listed)}
        return keys

    def find(self, text: str) -> tuple[Mention, ...]:
        """The names in a text, from the left, the longest at each place; they never overlap."""
        tokens = tokenize(text)
        found: list[Mention] = []
        end = 0
        for i, token in enumerate(tokens):
            if i < end:
                continue  # inside the name before
            forms = self._beginning.get(token.text)
            if forms is None:
                forms = self._forms_at(token)
            if forms:
                stop, ids = self._longest(forms, tokens, i)
                if stop > i:
                    found.append(Mention(token.start, tokens[stop - 1].end, ids))
                    end = stop
        return tuple(found)

    def _longest(self, forms: Sequence[_Form], tokens: Sequence[Token], at: int) -> tuple[int, frozenset[str]]:
        """Where the longest of the names that can begin at a token ends, and the bodies it stands for."""
        best, ids = at, frozenset[str]()
        for form in forms:
            end = self._matches(form, tokens, at)
            if end > best:
                best, ids = end, form.ids
            elif end == best > at:
                ids |= form.ids
        return best, ids

    def _forms_at(self, token: Token) -> tuple[_Form, ...]:
        """The names whose first word a token can be; kept, since a text repeats its words and hardly any begins a name."""
        small = token.text[:1].islower()
        found: tuple[_Form, ...] = ()
        if token.kind is not TokenKind.MARK:
            found = tuple(
                form
                for form in self._candidates(token.key)
                if not (form.capital and small)
                and self._same(form.words[0], token, form.exact, alone=len(form.words) == 1, capital=form.capital)
            )
        if len(self._beginning) >= _KEPT:
            self._beginning.clear()
        self._beginning[token.text] = found
        return found

    def _candidates(self, word: str) -> Iterator[_Form]:
        """The names that can begin with a word."""
        forms = without_clitics(word, self._bare, listed=False) if self._prefixes else {word}
        keys = {form[:_STEM] for form in forms} if self._spaces else set(forms)
        keys |= {form[:length] + "*" for form in forms for length in self._short if length <= len(form)}
        for key in keys:
            yield from self._index.get(key, ())

    def _matches(self, form: _Form, tokens: Sequence[Token], at: int) -> int:
        """Where a form whose first word stands at a token ends, or `at` if the others do not follow."""
        i = at + 1
        for word in form.words[1:]:
            if i < len(tokens) and tokens[i].text in _SKIPPED:
                i += 1
            if i >= len(tokens) or not self._same(word, tokens[i], form.exact, alone=False):
                return at
            i += 1
        return i

    def _inflected(self, word: str, key: str, *, exact: bool) -> bool:
        """Whether a word can be an inflected form of the one word of a name, by the kind of endings its language has."""
        if not self._loses or word[-1] not in _LOST:
            return key.startswith(word)
        if not key.startswith(word[:-1]):
            return False
        ending = key[len(word) - 1 :]
        if not self._slavic or word[-1] in _SOFT:
            return True
        if exact:  # a place, which has no plural
            return len(ending) < 3 and _SLAVIC_ENDING.fullmatch(ending) is not None
        return not ending or _SLAVIC_ENDING.fullmatch(ending) is not None

    def _same(self, word: str, token: Token, exact: bool, *, alone: bool, capital: bool = False) -> bool:
        """Whether a token is a word of a name; the one word of a name may lose its last letter, if that is an ending's."""
        if exact:
            return word == token.text
        key = token.key
        if word.endswith("*"):
            forms = without_clitics(key, self._bare, listed=False) if self._prefixes else (key,)
            return any(form.startswith(word[:-1]) for form in forms)
        if word == key:
            return True
        if self._inflection:
            return same_stem(word, key) and (not alone or self._inflected(word, key, exact=capital))
        if self._prefixes:
            listed = without_clitics(word, self._bare, listed=True)
            return not listed.isdisjoint(without_clitics(key, self._bare, listed=False))
        return False


def same_stem(one: str, other: str) -> bool:
    """Whether two words can be inflected forms of one: alike but for an ending of up to three letters."""
    if one[:3] != other[:3]:
        return False  # nearly always
    shorter, longer = len(one), len(other)
    if shorter > longer:
        shorter, longer = longer, shorter
    if shorter < 4:
        return one == other
    common = max(longer - 3, -(-3 * longer // 5))  # the letters that must be alike: three fifths at the least
    return common <= shorter and one[:common] == other[:common]


@lru_cache(maxsize=65536)
def without_clitics(word: str, lang: str, *, listed: bool) -> frozenset[str]:
    """A Semitic word and what is left of it without the short words written as its beginning.

    A listed name loses its article only; "لل" stands for a preposition and the article.
    """
    article = _ARTICLES.get(lang, "")
    forms = {word}
    if not listed:
        clitics = _CLITICS.get(lang, ())
        for _ in range(3):
            forms |= {form[1:] for form in forms if form[:1] in clitics and len(form) > 3}
        if lang == "ar":
            forms |= {form[2:] for form in forms if form.startswith("لل") and len(form) > 4}
    if article:
        forms |= {form[len(article) :] for form in forms if form.startswith(article) and len(form) > len(article) + 2}
    return frozenset(forms)


def less_clitics(word: str, lang: str) -> frozenset[str]:
    """A Semitic word without its conjunction, without another short word written as its beginning, and without both.

    What `without_clitics` takes off and no writer would set one before the other is left: a word that only it explains is none.
    """
    clitics = _CLITICS.get(lang, ())
    bases = {word, word[1:]} if word[:1] in clitics[:1] else {word}
    return frozenset(bases | {form[1:] for form in bases if form[:1] in clitics[1:]}) - {word, ""}


def _words(name: str, *, exact: bool) -> tuple[str, ...]:
    """The words of a name to match; marks left out, a star kept with its word."""
    words: list[str] = []
    for token in tokenize(name):
        if token.kind is not TokenKind.MARK:
            words.append(token.text if exact else token.key)
        elif token.text == "*" and words:
            words[-1] += "*"
    return tuple(words)


class InstitutionFinder:
    """Searches for the names and acronyms of a table of institutions, language by language, built on first use."""

    def __init__(self, bodies: Institutions) -> None:
        self._bodies = bodies
        self._finders: dict[str, NameFinder | None] = {}

    def knows(self, lang: str) -> bool:
        """Whether the table has names in a language."""
        return self._finder(lang) is not None

    def find(self, text: str, lang: str) -> tuple[Mention, ...]:
        """The institutions named in a text."""
        finder = self._finder(lang)
        return finder.find(text) if finder else ()

    def _finder(self, lang: str) -> NameFinder | None:
        if lang not in self._finders:
            tags = chain(lang)
            names = [
                (body.id, name, acronym)
                for body in self._bodies
                for table, acronym in ((body.names, False), (body.acronyms, True))
                for tag in tags
                for name in table.get(tag, ())
            ]
            self._finders[lang] = NameFinder(lang, names) if names else None
        return self._finders[lang]


class LexiconFinder:
    """Searches for a language's closed lists of countries, cities and kinds of body, built on first use.

    Args:
        beginning: What the ids looked for begin with, such as ``kind/``; empty for all.
    """

    def __init__(self, beginning: str = "") -> None:
        self._beginning = beginning
        self._finders: dict[str, NameFinder] = {}

    def find(self, text: str, lang: str) -> tuple[Mention, ...]:
        """The listed names in a text."""
        finder = self._finders.get(lang)
        if finder is None:
            entries = lexicon_of(lang).entities.items()
            names = [(e, n, _is_acronym(n)) for e, its in entries if e.startswith(self._beginning) for n in its]
            finder = self._finders[lang] = NameFinder(lang, names)
        return finder.find(text)


def _is_acronym(name: str) -> bool:
    return name.isupper() and name.isalpha() and len(name) <= 4
