"""Words that negate, by the closed lists of a language: where they stand, and whether anything else can carry the sense."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import regex

from hexapla.languages import WordLists
from hexapla.languages.lexicons import Lexicon, lexicon_of
from hexapla.text.tokens import Token, tokenize

Places = tuple[tuple[int, int], ...]

_KNOWN = 2.5
"""Zipf frequency of a word that shows the same word with a negating beginning to be its negation."""

_LONG, _LISTED = 5, 1.0
"""Letters from which a rarer word, and how rare a one, shows the same."""

_RARER = 0.1
"""How much rarer (Zipf) a word may be than what its opposing beginning makes of it: "formation" and "information" are two words."""

TAG = regex.compile(r"['’]?\w{0,2}\s?\w{0,6}\s?[?？]|\W*$")
"""What follows the negation of a tag such as "isn't it?", or the end of the text."""

_SENTENCE_MARKS = frozenset('.!?…;:"“”„«»–—-')

_STOPS = regex.compile(r"[.!?…]+[\p{Pe}\p{Pf}\p{Pi}\"']*\s+|[。！？।]+[\p{Pe}\p{Pf}\p{Pi}]*\s*")
"""What ends a sentence, with the space behind it."""

_FEWEST = 4
"""Words of a sentence in which both parts of a negation are expected; shorter ones are answers and calls."""

_REACH = 7
"""Words behind the first part of a negation among which its second part is looked for."""

_APOSTROPHES = frozenset("'’ʼ")


def has_negations(lang: str) -> bool:
    """Whether the words that negate are known for a language."""
    return bool(lexicon_of(lang).negations)


@lru_cache(maxsize=4096)
def negations(text: str, lang: str, words: WordLists) -> Places:
    """Start and end of every word that turns a statement round, in order."""
    lexicon = lexicon_of(lang)
    if lexicon.number_digits:
        matches = _pattern(lexicon.lang).finditer(text)
        return tuple(match.span() for match in matches if match.group() in lexicon.negations)
    tokens = tokenize(text)
    found = tuple(_found(tokens, lexicon, words))
    return tuple(_whole(found, tokens, lexicon)) if lexicon.restricting else found


def _found(tokens: tuple[Token, ...], lexicon: Lexicon, words: WordLists) -> Iterator[tuple[int, int]]:
    beginnings, clitics = lexicon.negating_beginnings, lexicon.negation_clitics
    for i, token in enumerate(tokens):
        if not token.is_word:
            continue
        key = token.key
        if clitics and key not in lexicon.negations:
            key = next(
                (key[len(c) :] for c in clitics if key.startswith(c) and key[len(c) :] in lexicon.negations), key
            )
        if key in lexicon.negations:
            after = tokens[i + 3].key if i + 3 < len(tokens) and tokens[i + 1].text in _APOSTROPHES else ""
            if key not in lexicon.negations.exact and key in lexicon.not_negated:
                continue
            if _idiom(tokens, i, lexicon) or f"not {after}" in lexicon.not_negated.exact:
                continue
            yield token.start, token.end
        elif key == "t" and i >= 2 and tokens[i - 1].text in _APOSTROPHES and tokens[i - 2].end == tokens[i - 1].start:
            after = tokens[i + 1].key if i + 1 < len(tokens) else ""
            if tokens[i - 2].key not in lexicon.negations and f"not {after}" not in lexicon.not_negated.exact:
                yield tokens[i - 2].start, token.end
        elif beginnings and key.startswith(beginnings) and _negates(key, lexicon, words):
            yield token.start, token.end


def _whole(found: Places, tokens: tuple[Token, ...], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The negations of a language that says them in two parts, each by its first: French "ne ... pas", but not "ne ... que"."""
    halves, seconds = lexicon.negation_halves
    at = {token.start: i for i, token in enumerate(tokens)}
    taken: set[int] = set()
    for start, end in found:
        i = at[start]
        if i in taken:
            continue
        if tokens[i].key not in halves:
            yield start, end
            continue
        sentence = next(iter(_sentences(tokens[i + 1 :])), ())
        behind = [token for token in sentence if token.is_word][:_REACH]
        second = next((token for token in behind if token.key in seconds), None)
        if second is None or second.key not in lexicon.restricting:
            taken.update(at[token.start] for token in behind if token.key in lexicon.negations and token.key in seconds)
            yield start, end


def _idiom(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """Whether a negation is part of a set phrase that does not negate ("not only", "no wonder")."""
    clitics, idioms = lexicon.negation_clitics, lexicon.not_negated.exact
    for first in range(max(0, at - 2), at + 1):
        for last in range(max(at, first + 1), min(len(tokens), at + 4)):
            phrase = " ".join(token.key for token in tokens[first : last + 1])
            if phrase in idioms or any(phrase.startswith(c) and phrase[len(c) :] in idioms for c in clitics):
                return True
    return False


def _negates(key: str, lexicon: Lexicon, words: WordLists) -> bool:
    """Whether a word that begins like a negated one is one: the rest is a word of the language as well."""
    if key in lexicon.not_negated:
        return False
    rest = next(key[len(b) :] for b in lexicon.negating_beginnings if key.startswith(b))
    return len(rest) >= 2 and words.frequency(rest, lexicon.lang) >= (_KNOWN if len(rest) < _LONG else _LISTED)


@cache
def _pattern(lang: str) -> regex.Pattern[str]:
    """The negations of a language written without spaces, and the words that only contain one, the longest first."""
    lexicon = lexicon_of(lang)
    forms = sorted(lexicon.negations.exact | lexicon.not_negated.exact, key=len, reverse=True)
    return regex.compile("|".join(map(regex.escape, forms)))


@lru_cache(maxsize=4096)
def unfinished(text: str, lang: str) -> Places:
    """Negations that miss their other part: a French "ne" in whose sentence is no "pas", a Russian "никто" without a "не".

    Always empty in languages whose negations have one part.
    """
    halves, seconds = lexicon_of(lang).negation_halves
    if not halves:
        return ()
    found: list[tuple[int, int]] = []
    for sentence in _sentences(tokenize(text)):
        pairs = (*(f"{a.key} {b.key}" for a, b in pairwise(sentence)), "")
        first = next((i for i, t in enumerate(sentence) if t.key in halves or pairs[i] in halves), None)
        if first is None or sum(token.is_word for token in sentence) < _FEWEST:
            continue
        if not any(token.key in seconds for token in sentence):
            found.append((sentence[first].start, sentence[min(first + 2, len(sentence) - 1)].end))
    return tuple(found)


def _sentences(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The tokens between marks that end sentences or set off quoted ones."""
    first = 0
    for i, token in enumerate(tokens):
        if token.text in _SENTENCE_MARKS:
            if i > first:
                yield tokens[first:i]
            first = i + 1
    if first < len(tokens):
        yield tokens[first:]


@lru_cache(maxsize=4096)
def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of the stretches between a text's full stops and the like."""
    cuts = [0, *(m.end() for m in _STOPS.finditer(text) if m.end() < len(text)), len(text)]
    return list(pairwise(cuts))


@lru_cache(maxsize=4096)
def softeners(text: str, lang: str, words: WordLists) -> tuple[str, ...]:
    """The words of a text, case-folded, that can carry the sense of a negation without being one ("without", "unable")."""
    lexicon = lexicon_of(lang)
    if lexicon.number_digits:
        forms = lexicon.milder_negations.exact | {f for f in lexicon.not_negated.exact if f[:1] in lexicon.negations}
        return tuple(form for form in forms for _ in range(text.count(form)))
    tokens = tokenize(text)
    return tuple(
        token.key
        for i, token in enumerate(tokens)
        if token.is_word
        and (_softens(token.key, lexicon, words) or (token.key in lexicon.negations and _idiom(tokens, i, lexicon)))
    )


def softened(text: str, lang: str, words: WordLists) -> int:
    """How many words of a text can carry the sense of a negation without being one."""
    return len(softeners(text, lang, words))


def _softens(key: str, lexicon: Lexicon, words: WordLists) -> bool:
    if key in lexicon.milder_negations:
        return True
    clitics = lexicon.negation_clitics
    if any(key.startswith(clitic) and key[len(clitic) :] in lexicon.milder_negations for clitic in clitics):
        return True
    if key in lexicon.not_negated:
        return False
    for beginning in lexicon.opposing_beginnings:
        if key.startswith(beginning) and len(key) > len(beginning) + 3:
            rest = words.frequency(key[len(beginning) :], lexicon.lang)
            if rest >= _KNOWN and rest >= words.frequency(key, lexicon.lang) - _RARER:
                return True
    return False
