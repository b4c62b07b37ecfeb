"""Stretches of a text that are in another language than the text, told by its words alone.

Of use where no source says which words were left standing; what a source says is the rules' to look at. Looks for letters
of other scripts, for English, which turns up in texts of any language, and for stretches of words unknown to the
language that the language detector knows. Quoted and bracketed stretches are let through: they are quoted for a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import regex

from hexapla.languages import LanguageData
from hexapla.languages.detect import detect, guess
from hexapla.languages.tags import UNKNOWN, language
from hexapla.text.scripts import WRITTEN_IN, script_of
from hexapla.text.tokens import UNSPACED, Token, TokenKind

ENGLISH = "en"

_AROUND = frozenset("\"'“”„«»‘’‚‹›「」『』《》〈〉【】（）()[]{}*_`=|/")
"""Marks beside a stretch that show it to be quoted, a gloss or a name."""

_JOINERS = frozenset(",'’-.;")
"""Marks that a stretch may go on after."""

_FLOOR = 1.5
"""Zipf frequency that a word not listed is given."""

_FOREIGN = 0.8
"""How much more frequent (Zipf) a word must be in the other language to belong to it."""

_MOST = 4.0
"""The most that one word says."""

_ENOUGH = 6.0
"""What the words of a stretch must say together: differences of Zipf frequencies."""

_ENOUGH_AT_EDGE = 3.5
"""The same where a function word stands at an edge of it, as in no loan."""

_FUNCTION_WORD = 6.2
"""Zipf frequency of a function word."""

_LOANS = frozenset(
    {"all in", "at all", "go to", "how to", "last but not least", "must have", "the best", "to be", "to do", "to go"}
)
"""Loans with a function word at an edge."""

_UNUSUAL = 4.6
"""Zipf frequency under which a word of a stretch may be none of the language's."""

_UNKNOWN_WORD = 1.0
"""Zipf frequency under which a word is none of the language's: a stretch has two of them at least."""

_CHARACTERS = 3
"""Characters of a stretch in a script without capitals, and `_KANA` of Japanese ones in Chinese, which takes names so."""
_KANA = 5


_WHOLE = 0.75
"""The detector's score from which a whole text is taken to be in the language it names."""

_WORDS = 3
"""Words in small letters, and `_LETTERS` without capitals, that a text must have for its language to be told."""
_LETTERS = 8

_MIXED = 0.2
"""Share of the words that may be the expected language's rather than the other's."""

_EVERYDAY = 4.5
"""Zipf frequency from which a word is known to all who read a language."""

_AT_HOME = 0.6
"""Share of everyday words from which a text is in the language it should be in; related languages share fewer."""

_ONE = (
    frozenset({"da", "nb", "nn", "no"}),
    frozenset({"bs", "hr", "sh", "sr"}),
    frozenset({"id", "ms"}),
    frozenset({"fa", "prs", "tg"}),
    frozenset({"fil", "tl"}),
    frozenset({"ar", "arz"}),
    frozenset({"wuu", "yue", "zh"}),
)
"""Languages that the detector cannot hold apart, or has other tags for."""


def other_language(text: str, tokens: Sequence[Token], lang: str, data: LanguageData) -> str:
    """The language that the whole of a text is in, where that is another than it should be; else an empty string.

    Args:
        text: The text.
        tokens: Its tokens.
        lang: BCP 47 tag of the language it should be in. Silent for one of unknown script.
        data: Word lists and traits.
    """
    home = WRITTEN_IN.get(data.traits(lang).script)
    words = [token for token in tokens if token.is_word]
    small = [token for token in words if token.text.islower()]
    plain = sum(len(token.text) for token in words if token.text.upper() == token.text.lower())
    if not home or (len(small) < _WORDS and plain < _LETTERS):
        return ""
    bare = language(lang)
    ours = data.words.frequencies(bare)
    if sum(ours.get(token.key, 0.0) >= _EVERYDAY for token in small) > _AT_HOME * max(1, len(words)):
        return ""  # the detector would take longer
    at_home = sum(script_of(token.text[0]) in home for token in words)
    found = guess(text)
    if found.lang in (UNKNOWN, bare) or found.score < _WHOLE or any({bare, found.lang} <= one for one in _ONE):
        return ""
    if at_home <= _MIXED * len(words):
        return found.lang
    if not ours or not data.words.frequencies(found.lang):
        return found.lang if found.score > 0.9 and len(small) > 2 * _WORDS else ""
    return found.lang if _more_theirs(small, bare, found.lang, data) else ""


def _more_theirs(small: Sequence[Token], lang: str, other: str, data: LanguageData) -> bool:
    """Whether words are the other language's, and hardly any the expected one's."""
    ours, theirs = data.words.frequencies(lang), data.words.frequencies(other)
    apart = [theirs.get(token.key, 0.0) - ours.get(token.key, 0.0) for token in small]
    more, less = sum(a >= _FOREIGN for a in apart), sum(a <= -_FOREIGN for a in apart)
    return more >= _WORDS and less <= _MIXED * more


def foreign_stretches(text: str, tokens: Sequence[Token], lang: str, data: LanguageData) -> Iterator[tuple[int, int]]:
    """Ranges of tokens, first and one past the last, that are in another language; they do not overlap.

    Args:
        text: The text.
        tokens: Its tokens.
        lang: BCP 47 tag of the language it should be in.
        data: Word lists and traits. Silent for a language of unknown script.
    """
    home = WRITTEN_IN.get(data.traits(lang).script)
    if not home:
        return
    latin = "Latin" in home
    alien = [token.is_word and not token.text.isascii() and _is_alien(token.text[0], home) for token in tokens]
    if any(alien):
        yield from (
            run for run in runs(tokens, alien) if _speaks(tokens[slice(*run)]) and not is_quoted(text, tokens, run)
        )
    if lang.split("-")[0] != ENGLISH:
        said = _said(tokens, lang, ENGLISH, data, latin)
        for first, last in runs(tokens, [value > 0 for value in said]):
            run = tokens[first:last]
            if not _is_said(run, said[first:last], data.words.frequencies(ENGLISH)):
                continue
            if _has_spaces(run) and not is_quoted(text, tokens, (first, last)):
                yield first, last
    if latin and data.words.has(lang):
        yield from _detected(text, tokens, lang, data)


def _is_alien(letter: str, home: frozenset[str]) -> bool:
    """Whether a letter is of a script that is not at home; Latin letters are seen to elsewhere."""
    script = script_of(letter)
    return bool(script) and script != "Latin" and script not in home


def runs(
    tokens: Sequence[Token],
    suspects: Sequence[bool],
    joins: Callable[[Token], bool] = lambda token: token.text in _JOINERS,
) -> Iterator[tuple[int, int]]:
    """Ranges of neighbouring suspects, with the single tokens between them that join their neighbours.

    Args:
        tokens: The tokens of a text.
        suspects: For each token, whether it is one.
        joins: Whether a token between two suspects belongs to their range: a mark inside a phrase, unless another is given.
    """
    at = 0
    while at < len(tokens):
        if not suspects[at]:
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            if suspects[end]:
                end += 1
            elif end + 1 < len(tokens) and joins(tokens[end]) and suspects[end + 1]:
                end += 2
            else:
                break
        yield at, end
        at = end


def is_quoted(text: str, tokens: Sequence[Token], run: tuple[int, int]) -> bool:
    """Whether a quotation mark or a bracket stands beside a stretch."""
    start, end = tokens[run[0]].start, tokens[run[1] - 1].end
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return before[-1:] in _AROUND or after[:1] in _AROUND


def _has_spaces(run: Sequence[Token]) -> bool:
    """Whether white space stands in a stretch; without it, it is a name, a loan or an address."""
    return any(a.end < b.start for a, b in pairwise(run))


def _speaks(run: Sequence[Token]) -> bool:
    """Whether a stretch in another script is more than a name or a single word."""
    words = [token.text for token in run if token.is_word]
    if all(word.upper() == word.lower() for word in words):
        if not any(regex.match(f"[{UNSPACED}]", word) for word in words):
            return len(words) > 1
        kana = all(script_of(character) in ("Hiragana", "Katakana") for word in words for character in word)
        return sum(map(len, words)) >= (_KANA if kana else _CHARACTERS)
    return sum(word.islower() for word in words) > 1


def _said(tokens: Sequence[Token], lang: str, other: str, data: LanguageData, latin: bool) -> list[float]:
    """For each token, by how much it is more frequent in the other language; 0 for what is none of its words."""
    theirs = data.words.frequencies(other)
    ours = data.words.dictionary(lang)
    found = []
    for at, token in enumerate(tokens):
        key = _whole(tokens, at)
        there = theirs.get(key, 0.0) if token.is_word and (latin or token.text.isascii()) else 0.0
        # texts in other scripts quote so much of it that their lists have its function words, too
        here = ours.get(key, 0.0) if latin or there < _FUNCTION_WORD else 0.0
        more = there - max(here, _FLOOR) if there else 0.0
        found.append(min(more, _MOST) if more >= _FOREIGN else 0.0)
    return found


def _whole(tokens: Sequence[Token], at: int) -> str:
    """A word, with what belongs to it on the other side of an apostrophe: both halves of "don't"."""
    for mark in (at + 1, at - 1):
        if 0 < mark < len(tokens) - 1 and tokens[mark].text in ("'", "’"):
            left, right = tokens[mark - 1], tokens[mark + 1]
            if left.is_word and right.is_word and left.end == tokens[mark].start and tokens[mark].end == right.start:
                return f"{left.key}'{right.key}"
    return tokens[at].key


def _is_said(run: Sequence[Token], said: Sequence[float], theirs: Mapping[str, float]) -> bool:
    """Whether the words of a stretch that begin small, two at least or one beside a capital, say enough."""
    words = [(token, value) for token, value in zip(run, said, strict=True) if token.is_word]
    small = [value for token, value in words if value and token.text.islower()]
    edges = (words[0][0], words[-1][0])
    function = any(token.text.islower() and theirs.get(token.key, 0.0) >= _FUNCTION_WORD for token in edges)
    if len(small) < 2 or 2 * len(small) < len(words) or " ".join(token.key for token, _ in words) in _LOANS:
        return False
    return sum(small) >= (_ENOUGH_AT_EDGE if function else _ENOUGH)


def _detected(text: str, tokens: Sequence[Token], lang: str, data: LanguageData) -> Iterator[tuple[int, int]]:
    """Stretches of small words, some of them unknown, that the language detector takes for another language."""
    ours = data.words.frequencies(lang)
    suspects = [token.is_word and token.text.islower() and ours.get(token.key, 0.0) < _UNUSUAL for token in tokens]
    for first, last in runs(tokens, suspects):
        words = [token for token in tokens[first:last] if token.kind is TokenKind.WORD]
        if len(words) < 2 or sum(ours.get(word.key, 0.0) < _UNKNOWN_WORD for word in words) < 2:
            continue
        other = detect(text[tokens[first].start : tokens[last - 1].end])
        if other in (UNKNOWN, lang.split("-")[0]) or not data.words.has(other):
            continue
        said = _said(tokens[first:last], lang, other, data, True)
        if _is_said(tokens[first:last], said, data.words.frequencies(other)) and not is_quoted(
            text, tokens, (first, last)
        ):
            yield first, last
