"""Names of bodies that stand in the source's language where the reference gives them in the translation's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from hexapla.languages import LanguageData
from hexapla.languages.tags import language
from hexapla.languages.wordings import wordings
from hexapla.pair import Pair
from hexapla.text.foreign import is_quoted
from hexapla.text.institutions import InstitutionFinder
from hexapla.text.tokens import Token

_LINKS = 2
"""Small words between two capitals that a name may hold ("for the")."""

_FOREIGN = 0.8
"""How much more frequent (Zipf) a word must be in the source's language than in the translation's."""

_USUAL = 3.5
"""Zipf frequency in the source's language of the words of a name that can be put into another language."""

_QUOTES = frozenset('"“”„«»「」『』')
_APOSTROPHES = frozenset("'’ʼ")
_INSIDE = frozenset("-‐‑") | _APOSTROPHES


def left_names(
    pair: Pair, lang: str, data: LanguageData, finder: InstitutionFinder
) -> Iterator[tuple[int, int, float]]:
    """Start, end and confidence of the names of bodies left in another language.

    Args:
        pair: A row with references.
        lang: The language in which they were left: the source's.
        data: Word lists.
        finder: Knows listed bodies in both languages.
    """
    text, tokens = pair.hypothesis.text, pair.hypothesis.tokens
    for first, last in _runs(pair, tokens):
        words = [token for token in tokens[first:last] if token.is_word]
        start, end = tokens[first].start, tokens[last - 1].end
        name = text[start:end]
        if pair.source and name.casefold() not in pair.source.text.casefold():
            continue
        if any(name.casefold() in row.text.casefold() for row in pair.document.references):
            continue
        if is_quoted(text, tokens, (first, last)) and all(_QUOTES.isdisjoint(row.text) for row in pair.references):
            continue
        if _is_listed(pair, name, lang, finder):
            yield start, end, 0.9
        elif _is_put_together(words, lang, pair.lang, data):
            yield start, end, 0.8


def _runs(pair: Pair, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Ranges of tokens that begin and end with a capital and that the references do not have."""
    there = pair.source_words if pair.source else None
    known = pair.reference_words

    def left(token: Token) -> bool:
        return token.is_word and token.key not in known and (there is None or token.key in there)

    i = 0
    while i < len(tokens):
        if not (left(tokens[i]) and tokens[i].text[0].isupper()):
            i += 1
            continue
        last, capitals, links, j = i, 1, 0, i + 1
        while j < len(tokens) and links <= _LINKS:
            token = tokens[j]
            if left(token) and token.text[0].isupper():
                last, links = j, 0
                capitals += 1
            elif token.text in _APOSTROPHES and j + 1 < len(tokens) and tokens[j + 1].start == token.end:
                j += 1  # the "s" of a genitive
            elif token.is_word and token.text.islower() and (there is None or token.key in there):
                links += 1
            elif token.text not in _INSIDE:
                break
            j += 1
        if capitals > 1:
            yield _from(tokens, i, there), last + 1
        i = max(last, i) + 1


def _from(tokens: tuple[Token, ...], first: int, there: frozenset[str] | None) -> int:
    """Where a name begins: a word with a capital before it is a part of it even if the reference has the same word."""
    while first > 1 and there and tokens[first - 1].key in there and tokens[first - 1].text[0].isupper():
        if tokens[first - 1].end + 1 != tokens[first].start:
            break
        first -= 1
    return first


def _is_listed(pair: Pair, name: str, lang: str, finder: InstitutionFinder) -> bool:
    """Whether a name is a listed body's in the other language, which a reference calls by its name in this one."""
    theirs = {body for mention in finder.find(name, lang) for body in mention.ids}
    theirs -= {body for mention in finder.find(name, pair.lang) for body in mention.ids}
    return bool(theirs) and any(
        not theirs.isdisjoint(mention.ids) for row in pair.references for mention in finder.find(row.text, pair.lang)
    )


def _is_put_together(words: list[Token], lang: str, own: str, data: LanguageData) -> bool:
    """Whether a name says in ordinary words what body it means, which no translation leaves as it is."""
    nouns = _nouns(language(lang))
    capitals = [word for word in words if word.text[0].isupper()]
    if not any(word.key in nouns and word.key not in _nouns(language(own)) for word in capitals):
        return False
    theirs, ours = data.words.frequencies(lang), data.words.frequencies(own)
    usual = [word for word in capitals if theirs.get(word.key, 0.0) >= _USUAL]
    return len(usual) == len(capitals) and 2 * sum(_more(word.key, theirs, ours) for word in usual) > len(usual)


def _more(key: str, theirs: Mapping[str, float], ours: Mapping[str, float]) -> bool:
    return theirs.get(key, 0.0) - ours.get(key, 0.0) >= _FOREIGN


@cache
def _nouns(lang: str) -> frozenset[str]:
    """The words of a language for kinds of bodies."""
    return frozenset(wordings("bodies")["nouns"].get(lang, "").split())
