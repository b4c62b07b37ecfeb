"""Words of a translation that none of the texts beside it has and that belong to a language of neither.

What is left in the source's own language, and stretches that show it by themselves, are ``hexapla.text.foreign``'s and the rules'.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import pairwise

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from hexapla.languages import LanguageData
from hexapla.languages.detect import candidates
from hexapla.languages.tags import language
from hexapla.text.foreign import is_quoted, runs
from hexapla.text.scripts import WRITTEN_IN, script_of
from hexapla.text.tokens import Token

_SHORTEST = 4
"""Letters of a word that can be told by itself."""

_CHARACTERS = 2
"""The same in scripts that are written without spaces, `_CONSONANTS` where vowels are left out."""
_CONSONANTS = 3

_MISSPELT = 80
"""How alike (0 to 100) a word is to one of the reference that it is a misspelling of."""

_UNLISTED = 3.2
"""Zipf frequency from which a word is one of the text's language."""

_KNOWN = 2.5
"""Zipf frequency that makes what two neighbours are together a word of the text's language."""

_USUAL = 3.0
"""Zipf frequency from which it is one of another language's."""

_SURE = 3.8
"""The same where the list of the text's language is too thin to miss a word, or the other language is a near relative."""

_APART = 2.0
"""How much more frequent it is there at the least."""

_JOINING = frozenset("-‐‑'’@#/_&")
"""Marks that make a word a part of what stands beside it."""

_RELATED = (
    frozenset({"bg", "mk", "sh", "sr", "hr", "bs", "sl"}),
    frozenset({"be", "ru", "uk", "bg", "mk", "sr"}),
    frozenset({"cs", "sk", "pl", "sl"}),
    frozenset({"da", "nb", "nn", "no", "sv", "is"}),
    frozenset({"es", "pt", "gl", "ca", "it"}),
    frozenset({"nl", "af", "de"}),
    frozenset({"id", "ms"}),
    frozenset({"fa", "ar", "ur"}),
)
"""Languages whose rarer words look like one another's."""


def stray_words(
    text: str, tokens: Sequence[Token], lang: str, known: Container[str], row: Collection[str], data: LanguageData
) -> Iterator[tuple[int, int]]:
    """Ranges of tokens, first and one past the last, that are in a language of none of the texts.

    Args:
        text: The translation.
        tokens: Its tokens.
        lang: BCP 47 tag of the language it should be in. Silent for one of unknown script.
        known: Case-folded words of the texts beside it, all of their rows.
        row: Those of the row that are in the same language.
        data: Word lists and traits.
    """
    home = WRITTEN_IN.get(data.traits(lang).script)
    if not home:
        return
    listed = data.words.frequencies(lang)
    found = [
        ""
        if not token.is_word
        or (listed.get(token.key, 0.0) >= _UNLISTED and script_of(token.text[0]) in home)  # by far the most
        or token.key in known
        else _language(token, i, lang, home, data)
        for i, token in enumerate(tokens)
    ]
    if not any(found):
        return
    for first, last in runs(tokens, [bool(other) for other in found]):
        others = {other for other in found[first:last] if other and other != _SCRIPT}
        first, last = _widened(tokens, first, last, others, lang, known, data)
        if sum(len(token.text) for token in tokens[first:last] if token.is_word) < _CHARACTERS:
            continue
        if _is_piece(tokens, first, last, lang, row, data):
            continue
        if _stands_alone(text, tokens, first, last) and not is_quoted(text, tokens, (first, last)):
            yield first, last


_SCRIPT = "*"
"""In place of a language where a word's script is enough to say that it is not the text's."""


def _language(token: Token, at: int, lang: str, home: frozenset[str], data: LanguageData) -> str:
    """The other language that a word is of, or nothing."""
    if not token.text.isalpha():
        return ""
    script = script_of(token.text[0])
    if not script or any(script_of(letter) != script for letter in token.text):
        return ""
    cased = token.text.upper() != token.text.lower()
    if script not in home and script != "Latin":
        enough = len(token.text) >= (_SHORTEST if cased else 1)
        return _SCRIPT if enough and (not cased or token.text.islower()) else ""
    if len(token.text) < (_SHORTEST if cased else _CONSONANTS) or (cased and not token.text[1:].islower()):
        return ""
    own = data.words.frequencies(lang) if script in home else {}
    if own.get(token.key, 0.0) >= _UNLISTED or (script in home and not own):
        return ""
    if script not in home and not token.text.islower():
        return ""
    capital = cased and token.text[0].isupper()
    if capital and at == 0:
        return ""
    return _listed(token, lang, own.get(token.key, 0.0), capital, data)


def _listed(token: Token, lang: str, here: float, capital: bool, data: LanguageData) -> str:
    """The likeliest language, of those that have a list, in which a word is a usual one."""
    bare = language(lang)
    thin = not data.words.has(lang)
    for other in candidates(token.key):
        if other == bare or (capital and not data.traits(other).noun_capitals):
            continue
        there = data.words.common(other).get(token.key, 0.0)
        near = any(bare in family and other in family for family in _RELATED)
        least = _SURE if near or (thin and here == 0.0) or capital else _USUAL
        if there >= least and there - here >= _APART:
            return other
    return ""


def _widened(
    tokens: Sequence[Token],
    first: int,
    last: int,
    others: set[str],
    lang: str,
    known: Container[str],
    data: LanguageData,
) -> tuple[int, int]:
    """A range with the short words of the same language that stand beside it ("la" before "poliomyélite")."""

    def belongs(token: Token) -> bool:
        here = data.words.frequency(token.key, lang)
        return (
            token.is_word
            and token.key not in known
            and any(data.words.common(other).get(token.key, 0.0) - here >= _APART for other in others)
        )

    while first and belongs(tokens[first - 1]):
        first -= 1
    while last < len(tokens) and belongs(tokens[last]):
        last += 1
    return first, last


def _is_piece(
    tokens: Sequence[Token], first: int, last: int, lang: str, row: Iterable[str], data: LanguageData
) -> bool:
    """Whether a lone word is a part of one that came apart, or one of the reference's misspelt."""
    pieces = [token.key for token in tokens[first:last] if token.is_word]
    if len(pieces) > 1:
        return False
    (word,) = pieces
    before = tokens[first - 1].key if first else ""
    after = tokens[last].key if last < len(tokens) else ""
    if any(data.words.frequency(whole, lang) >= _KNOWN for whole in (before + word, word + after)):
        return True
    return any(other.startswith(word) or other.endswith(word) or _is_misspelling(word, other) for other in row)


def _is_misspelling(word: str, other: str) -> bool:
    """Whether a word is another but for a letter or two; one that has the accents of its own language is not."""
    return ratio(word, other) >= _MISSPELT and (word.isascii() or anyascii(word) != anyascii(other))


def _stands_alone(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether white space or a mark of the sentence parts a range from the words around it, and its words from each other."""
    start, end = tokens[first].start, tokens[last - 1].end
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    if any(character in _JOINING or unicodedata.category(character)[0] in "SL" for character in around):
        return False
    return all(
        a.end < b.start or not (a.is_word and b.is_word) or not a.text.isascii()
        for a, b in pairwise(tokens[first:last])
    )
