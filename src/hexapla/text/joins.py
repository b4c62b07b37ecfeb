"""Words written together: where a string of letters may be cut into words, and what neighbouring words give together.

Weighs strings with the numbers it is handed; what counts as a word is the caller's to say.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from hexapla.text.tokens import Token, tokenize

_APOSTROPHES = "'’ʼ"

_HYPHENATED = regex.compile(r"[\p{L}\p{M}]+(?:[-‐][\p{L}\p{M}]+)+")

LONGEST = 40
"""Letters beyond which a string is not cut: nobody runs that many together by accident."""

_LONGEST_PART = 24


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to cut a string into words: the words and the log10 of their probability as neighbours."""

    parts: tuple[str, ...]
    log_probability: float


def best_cut(word: str, zipf: Callable[[str, int, int], float], most: int = 5) -> Cut | None:
    """The likeliest way to cut a string into 2 to `most` words, or None if there is none.

    Args:
        word: The string, case-folded.
        zipf: Zipf frequency of a part (part, start, end in `word`), 0 where it cannot be a word there.
        most: The most parts.
    """
    size = len(word)
    if not 2 <= size <= LONGEST:
        return None
    # table[end] = number of parts -> (log probability, parts)
    table: list[dict[int, tuple[float, tuple[str, ...]]]] = [{} for _ in range(size + 1)]
    table[0][0] = (0.0, ())
    for start in range(size):
        if not table[start]:
            continue
        for end in range(start + 1, min(size, start + _LONGEST_PART) + 1):
            if end - start == size:
                continue
            part = word[start:end]
            frequency = zipf(part, start, end)
            if frequency <= 0:
                continue
            for count, (total, parts) in table[start].items():
                value = total + frequency - 9
                held = table[end].get(count + 1)
                if count < most and (held is None or held[0] < value):
                    table[end][count + 1] = (value, (*parts, part))
    found = [Cut(parts, total) for count, (total, parts) in table[size].items() if count >= 2]
    return max(found, key=lambda cut: cut.log_probability, default=None)


@lru_cache(maxsize=1024)
def concatenations(text: str, most: int = 5) -> dict[str, tuple[int, int]]:
    """What 2 to `most` neighbouring words of a text give written together -> the first range of tokens that gives it.

    The words are set apart by white space; an apostrophe or a hyphen between them is kept in the string.
    """
    found: dict[str, tuple[int, int]] = {}
    tokens = tokenize(text)
    for first, token in enumerate(tokens):
        if not token.is_word:
            continue
        form, words, gaps = token.key, 1, 0
        for j in range(first + 1, len(tokens)):
            here = tokens[j]
            touching = here.start == tokens[j - 1].end
            if here.is_word:
                words += not (touching and tokens[j - 1].is_word)
                gaps += not touching
            elif not (touching and here.text in "'’-‐" and j + 1 < len(tokens) and tokens[j + 1].start == here.end):
                break
            if words > most:
                break
            form += here.key
            if here.is_word and gaps:
                found.setdefault(form, (first, j + 1))
    return found


def spaced_neighbours(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """What two and three neighbouring words with a character of white space between give together, and their first and last token."""
    for at in range(1, len(tokens)):
        left, right = tokens[at - 1], tokens[at]
        if not (left.is_word and right.is_word and right.start == left.end + 1):
            continue
        two = left.key + right.key
        yield two, at - 1, at
        if at + 1 < len(tokens) and tokens[at + 1].is_word and tokens[at + 1].start == right.end + 1:
            yield two + tokens[at + 1].key, at - 1, at + 1


@lru_cache(maxsize=1024)
def hyphenated(text: str) -> frozenset[str]:
    """The words of a text that have hyphens inside, case-folded and without them: what may be written closed as well."""
    return frozenset(match.group().replace("-", "").replace("‐", "").casefold() for match in _HYPHENATED.finditer(text))


def chunk(tokens: tuple[Token, ...], at: int) -> tuple[int, int]:
    """First and last token of the words and apostrophes or hyphens that touch the token at `at`."""
    first = last = at
    while first >= 2 and tokens[first - 1].text in "'’-" and _touch(tokens, first - 2, first - 1, first):
        first -= 2
    while last + 2 < len(tokens) and tokens[last + 1].text in "'’-" and _touch(tokens, last, last + 1, last + 2):
        last += 2
    return first, last


def parted(text: str, parts: tuple[str, ...]) -> Iterator[str]:
    """The pieces of `text` that the case-folded parts stand for; the last takes what folding may have shifted."""
    start = 0
    for part in parts[:-1]:
        end = start + 1
        while end < len(text) and len(text[start:end].casefold()) < len(part):
            end += 1
        yield text[start:end]
        start = end
    yield text[start:]


def follows_apostrophe(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token follows an apostrophe inside a word, so that it may begin with what was cut short: it's."""
    return at >= 2 and tokens[at - 1].text in _APOSTROPHES and _touch(tokens, at - 2, at - 1, at)


def precedes_apostrophe(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether an apostrophe follows a token inside a word, so that it may end in a word of one letter: I'm, l'eau."""
    return at + 2 < len(tokens) and tokens[at + 1].text in _APOSTROPHES and _touch(tokens, at, at + 1, at + 2)


def _touch(tokens: tuple[Token, ...], *indices: int) -> bool:
    """Whether tokens with these neighbouring indices stand side by side without white space."""
    return all(tokens[b].start == tokens[a].end for a, b in itertools.pairwise(indices))
