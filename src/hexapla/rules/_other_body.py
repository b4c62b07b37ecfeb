"""Bodies told apart without a list: a name that has its head in common with the reference's and is of something else.

"Department of Energy" for "Department of Agriculture", "Energieministerium" for "Agrarministerium". That the words are no two
translations of one is shown by the source, where a word sounds like the reference's and none like the translation's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hexapla.languages import LanguageData
from hexapla.languages.lexicons import lexicon_of
from hexapla.pair import Pair, Row
from hexapla.text.edits import Edit, EditKind
from hexapla.text.institutions import same_stem
from hexapla.text.names import plain_letters, same_name, same_sound
from hexapla.text.tokens import Token

LARGEST = 3
"""Tokens of a changed stretch on either side."""

SHORTEST = 4
"""Letters of a word that tells what a body is of."""

WORD = 3.0
"""Zipf frequency from which what tells bodies apart is a word, not somebody's name."""

HEAD = 3.8
"""Zipf frequency of the word that two names have in common."""

FUNCTION_WORD = 5.5
"""Zipf frequency from which a small word is one of grammar."""

_ELISIONS = "'’"

REACH = 3000
"""Code points around a name in which the other texts can have it."""

TAIL = 6
"""Letters of a kind of body that two compounds can have in common at their ends."""


@dataclass(frozen=True, slots=True)
class OtherBody:
    """A name in the hypothesis and the reference's that it stands for.

    Attributes:
        start: Where the name begins in the hypothesis.
        end: Where it ends there.
        row: The reference.
        there: Start and end of its name.
    """

    start: int
    end: int
    row: Row
    there: tuple[int, int]


def other_bodies(pair: Pair, data: LanguageData) -> Iterator[OtherBody]:
    """Names of a row that are of something else than the reference's and the source's."""
    traits = data.traits(pair.lang)
    if pair.source is None or not (traits.capitals and traits.spaces and data.traits(pair.source.lang).spaces):
        return
    for reference, edits in zip(pair.references, pair.aligned, strict=True):
        for edit in edits:
            if edit.kind is EditKind.REPLACE and _small(edit):
                yield from _compared(pair, reference, edits, edit, data)


def _small(edit: Edit) -> bool:
    return edit.hyp_to - edit.hyp_from <= LARGEST and edit.ref_to - edit.ref_from <= LARGEST


def _compared(
    pair: Pair, reference: Row, edits: tuple[Edit, ...], edit: Edit, data: LanguageData
) -> Iterator[OtherBody]:
    own, theirs = pair.hypothesis.tokens, reference.tokens
    here = _telling(own[edit.hyp_from : edit.hyp_to], pair.lang, data)
    there = _telling(theirs[edit.ref_from : edit.ref_to], pair.lang, data)
    if len(here) != 1 or len(there) != 1:
        return
    mine, wanted = here[0], there[0]
    if _compounds(mine.key, wanted.key, pair.lang):
        if _apart(pair, reference, mine, wanted):
            yield OtherBody(mine.start, mine.end, reference, (wanted.start, wanted.end))
        return
    if min(data.words.frequency(word.key, pair.lang) for word in (mine, wanted)) < WORD:
        return
    before = _head(own, edit.hyp_from, -1, edits, data, pair.lang)
    after = _head(own, edit.hyp_to - 1, 1, edits, data, pair.lang)
    head = before or after
    if head is None or not _apart(pair, reference, mine, wanted):
        return
    i, j = head
    first, last = min(own[i].start, mine.start), max(own[i].end, mine.end)
    begin, end = min(theirs[j].start, wanted.start), max(theirs[j].end, wanted.end)
    yield OtherBody(first, last, reference, (begin, end))


def _telling(tokens: tuple[Token, ...], lang: str, data: LanguageData) -> list[Token]:
    """The words with a capital of a stretch that has no others but those of grammar; else nothing."""
    found = []
    for token in tokens:
        if token.text in _ELISIONS:
            continue
        if not token.is_word:
            return []
        word = _without_elision(token)
        if word.text[:1].isupper() and len(word.key) >= SHORTEST and not word.text.isupper():
            found.append(word)
        elif word.text[:1].isupper() or data.words.frequency(token.key, lang) < FUNCTION_WORD:
            return []
    return found


def _without_elision(token: Token) -> Token:
    """A word without what is elided before it ("Histoire" of "d'Histoire")."""
    start = max(token.text.rfind(mark) for mark in _ELISIONS) + 1
    return token._replace(start=token.start + start, text=token.text[start:], key=token.key[start:])


def _apart(pair: Pair, reference: Row, mine: Token, wanted: Token) -> bool:
    """Whether two words are of different things: the source has the reference's by its sound and not the translation's."""
    if same_name(mine.key, wanted.key):
        return False
    place = mine.start / max(1, len(pair.hypothesis.text))
    if any(same_stem(wanted.key, word.key) for word in _around(pair.hypothesis, place)):
        return False
    if any(same_stem(mine.key, word.key) for word in _around(reference, place)):
        return False
    source = [word.key for word in _around(pair.source, place) if len(word.key) >= SHORTEST] if pair.source else []
    return any(_cognate(wanted.key, word) for word in source) and not any(_akin(mine.key, word) for word in source)


def _around(row: Row, share: float) -> Sequence[Token]:
    """The words of a row that stand at a share of it, give or take some."""
    place = round(share * len(row.text))
    first = bisect_left(row.words, place - REACH, key=lambda word: word.start)
    return row.words[first : bisect_left(row.words, place + REACH, key=lambda word: word.start)]


def _cognate(one: str, other: str) -> bool:
    """Whether two words of different languages are one in two spellings."""
    left, right = plain_letters(one), plain_letters(other)
    return same_sound(one, other) or (left[:SHORTEST] == right[:SHORTEST] and len(left[:SHORTEST]) == SHORTEST)


def _akin(one: str, other: str) -> bool:
    """Whether two words of different languages may have to do with each other."""
    left, right = plain_letters(one), plain_letters(other)
    return left[:3] == right[:3] or same_name(one, other)


def _compounds(one: str, other: str, lang: str) -> bool:
    """Whether two words are compounds of one kind of body ("Finanzministerium", "Kulturministerium")."""
    shared = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        shared += 1
    if min(len(one), len(other)) - shared < SHORTEST - 1:
        return False
    tail = one[len(one) - shared :]
    return any(kind in tail for kind in _kinds(lang))


@cache
def _kinds(lang: str) -> frozenset[str]:
    """The case-folded words for kinds of body in a language that are long enough to be told in a compound."""
    entities = lexicon_of(lang).entities.items()
    words = {name.casefold().rstrip("*") for body, names in entities if body.startswith("kind/") for name in names}
    return frozenset(word for word in words if len(word) >= TAIL)


def _head(
    own: tuple[Token, ...], at: int, step: int, edits: tuple[Edit, ...], data: LanguageData, lang: str
) -> tuple[int, int] | None:
    """The word that two names have in common, beside where they differ or with one word of grammar between."""
    i = at + step
    if step < 0 and i >= 0 and own[i].is_word and data.words.frequency(own[i].key, lang) >= FUNCTION_WORD:
        i += step if own[i].text[0].islower() else 0
    if not 0 <= i < len(own):
        return None
    token = own[i]
    word = _without_elision(token)
    if not token.is_word or not word.text[:1].isupper() or len(word.key) < SHORTEST or word.text.isupper():
        return None
    if not HEAD <= data.words.frequency(word.key, lang) < FUNCTION_WORD:
        return None
    edit = edits[bisect_right(edits, i, key=lambda edit: edit.hyp_from) - 1]
    return (i, edit.ref_from + i - edit.hyp_from) if edit.kind is EditKind.EQUAL and i < edit.hyp_to else None
