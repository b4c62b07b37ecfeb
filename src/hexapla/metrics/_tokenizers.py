"""sacreBLEU's rule-based tokenizers for BLEU, faster: one search for tokens, or words remembered with their tokens.

sacreBLEU's replacements eat what they match, which shows where several marks stand side by side before a digit: every
second one is missed. Lines with such a run, which are rare, take sacreBLEU's own way. Tokenizers that need models or
dictionaries always do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain
from typing import TypeAlias

Tokenize: TypeAlias = Callable[[str], list[str]]

OWN = frozenset({"13a", "char", "intl", "none", "zh"})
"""The tokenizers that are rebuilt here."""

_MARKS = r"{-~[-`!-&(-+:-@/"
"""The ASCII punctuation that 13a and zh always set apart, as part of a character class."""

_ZH = (
    "\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u4db5\u4e00-\u9fbb"
    "\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef"
)
"""What the zh tokenizer sets apart. The first range is wide because sacreBLEU writes U+20000 with four digits and a zero:
meant for rare ideographs, its bounds come to U+2001 and U+2A6D, and rare ideographs are not set apart."""


def _western(apart: str) -> re.Pattern[str]:
    """The tokens of a line in which the characters `apart` always stand alone.

    A full stop or comma belongs to a token between two digits only; a hyphen ends a token after a digit.
    """
    outside = rf"\s{apart}.,0-9"
    letters = rf"[^{outside}\-][^{outside}]*+"
    number = r"[0-9]++(?:[.,][0-9]++)*+"
    rest = rf"(?:{number}(?:{letters})?+)"
    return re.compile(rf"{letters}{rest}*+|{rest}++|(?<![0-9])-[^{outside}]*+{rest}*+|(?!\s)[{apart}.,\-]")


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern of a tokenizer's tokens, and of the lines it is not good for."""
    if name == "13a":
        return _western(_MARKS), re.compile(r"[.,]{2}[0-9]|&|\n|<skipped>")
    # Unlike 13a, zh does not pad the line: a mark at either end may stay where it is.
    return _western(_MARKS + _ZH), re.compile(r"[.,]{2}[0-9]|^\s*[.,][0-9]|[0-9][.,]\s*$")


def without_entities(line: str) -> str:
    """What 13a makes of a line before it looks for tokens: no ``<skipped>``, no line feeds, four entities as characters."""
    if "<" in line or "\n" in line or "&" in line:
        line = line.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
        line = line.replace("&quot;", '"').replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return line


class _Words(dict[str, tuple[str, ...]]):
    """Word -> its tokens where it stands between the given neighbours."""

    def __init__(self, own: Callable[[str], str], before: str, after: str) -> None:
        self._own, self._before, self._after = own, before, after

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) > 1 << 16:
            self.clear()
        if word.isalpha():
            found: tuple[str, ...] = (word,)
        else:
            tokens = self._own(f"{self._before}{word}{self._after}").split()
            found = tuple(tokens[len(self._before.split()) : len(tokens) - len(self._after.split())])
        self[word] = found
        return found


def _by_words(own: Callable[[str], str]) -> Tokenize:
    """A tokenizer none of whose rules looks across white space, except that the ends of a line count as numbers."""
    first, middle, last = _Words(own, "", " x"), _Words(own, "x ", " x"), _Words(own, "x ", "")

    def tokenize(line: str) -> list[str]:
        words = line.split()
        if len(words) < 2:
            return own(line.rstrip()).split()
        head = (middle if line[0].isspace() else first)[words[0]]
        return [*head, *chain.from_iterable(map(middle.__getitem__, words[1:-1])), *last[words[-1]]]

    return tokenize


@cache
def tokenizer(name: str) -> Tokenize:
    """A function that gives the tokens of a line, for one of `OWN`."""
    if name == "none":
        return str.split
    if name == "char":
        return lambda line: list("".join(line.split()))
    from sacrebleu.metrics.bleu import _get_tokenizer

    own = _get_tokenizer(name)()
    # Its results are kept by nobody: sacreBLEU's cache of 65,536 lines would only hold memory.
    own = own.__call__.__wrapped__.__get__(own)
    if name == "intl":
        return _by_words(own)
    tokens, unfit = _patterns(name)
    find, avoid = tokens.findall, unfit.search

    def tokenize(line: str) -> list[str]:
        return own(line.rstrip()).split() if avoid(line) else find(line)

    return tokenize


@cache
def remembering(name: str) -> Tokenize:
    """A `tokenizer` that keeps its last results, for references that several systems share."""
    return lru_cache(maxsize=1 << 13)(tokenizer(name))
