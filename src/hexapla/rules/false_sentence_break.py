"""P101: a sentence cut in two by a full stop."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import ClassVar

import regex

from hexapla.languages import Traits
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.breaks import count_ends, word_across
from hexapla.text.edges import break_odds, least_odds
from hexapla.text.edits import EditKind
from hexapla.text.joints import joints_of
from hexapla.text.technical import is_technical
from hexapla.text.tokens import UNSPACED, tokenize

_BREAK = regex.compile(
    r"(?P<left>[\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]*)(?P<stop>[.।۔])(?P<gap>\s+)(?P<right>[\p{L}\p{M}][\p{L}\p{M}'’-]*)"
)
_GOING_ON = regex.compile(r"(?P<left>\p{L}[\p{L}\p{M}'’-]{3,})(?P<stop>[.])(?P<close>\s?[»”“\"]\s?,)(?=\s+\p{L})")
_SPOKEN_BEFORE = regex.compile(r"[»”“\"],?\s(?:[–—-]\s)?$")
_STOPS = (". ", ".\u00a0", "। ", "۔ ")
_ROMAN = regex.compile(r"[IVXLC]+")
"""A number that many languages make an ordinal of with a full stop."""
_INSIDE_WORD = regex.compile(r"[\p{L}\p{M}\p{N}‐‑-]")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_HAN = regex.compile(r"\p{Han}")
_UNSPACED_BREAK = regex.compile(rf"(?<=[{UNSPACED}])(?P<stop>。)(?=[{UNSPACED}])")


_REACH = 40
"""Tokens around a break among which its words are looked for."""

_start = attrgetter("start")


class FalseSentenceBreak(Rule):
    """A full stop in the middle of a sentence.

    Why it matters: the reader stops where the thought goes on, and every later step treats one sentence as two.
    Example (en): "in the. Gulf of Finland" for "in the Gulf of Finland".
    Limits: without a reference only breaks before a small letter, inside a Chinese or Japanese word, or at a word that
    begins or ends no sentence are seen; in Hebrew, which has no capitals, those are few, in Hindi sentences end with a verb.
    Silent after abbreviations and where the text writes its sentences small throughout.
    """

    code = "P101"
    category = Category.PUNCTUATION
    severity = Severity.MINOR
    yields_to: ClassVar[frozenset[str]] = frozenset({"displaced-phrase"})
    message = "the full stop after {left!r} cuts a sentence: {why}"

    LONGEST_TAIL = 4
    """Words after a break, up to the end, that may as well be a displaced phrase."""

    BEGUN = 3.0
    """Zipf frequency of a word that may begin a sentence though its first character may not."""

    MANY = 4
    """Full stops between words from which a row is a list of scraps."""

    EVERYDAY = 5.0
    """Zipf frequency from which a short word is no abbreviation even where a short list is all there is."""

    SHORT = 2
    """Characters of a word that may be the name of a letter."""

    FULL = 5
    """Words of a sentence that ends with a verb, where the language puts it there."""

    UNLIKELY = 2.5
    """Natural log odds from which a full stop is wrong in a script without capitals, and `UNLIKELY_CAPITAL` before one."""

    UNLIKELY_CAPITAL = 4.0

    FEWER = 1.5
    """The same where every text beside has fewer sentences."""

    ACROSS = 1.2
    """log10 odds of a word that reaches across the break."""

    NEAR = 12
    """Characters on each side of a break that are looked at, in scripts written without spaces."""

    LAWFUL = -1.0
    """Natural log odds from which a break between such characters is lawful, whatever else there is."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at full stops inside a sentence."""
        text = pair.hypothesis.text
        traits = self.data.traits(pair.lang)
        if not traits.spaces:
            yield from self._unspaced(pair)
            return
        yield from self._spoken(pair)
        if not any(stop in text for stop in _STOPS):
            return
        beside = _Beside(pair)
        for match in _BREAK.finditer(text, overlapped=True):
            if _INSIDE_WORD.match(text, match.start() - 1) and match.start():
                continue
            left, right = match["left"], match["right"]
            small = traits.capitals and right[0].islower() and not any(c.isupper() for c in right)
            unfinished = self._cut_off(match, traits, small)
            unlikely = not small and not unfinished and self._unlikely_here(pair, match)
            if not small and not pair.references and not unfinished and not unlikely:
                continue
            attributed = bool(_SPOKEN_BEFORE.search(text, max(0, match.start() - 6), match.start()))
            if not (small or unfinished or unlikely or attributed) and not _neighbours(beside, left, right):
                continue
            if text[match.start() - 1 : match.start()] == ".":
                continue
            may_abbreviate = match["stop"] == "." and right.casefold() not in traits.never_initial
            if may_abbreviate and (
                left.casefold() in traits.abbreviations or (not unfinished and self._abbreviation(left, traits, pair))
            ):
                continue
            if is_technical(text, match.start(), match.end()) or self._stops_there(pair, left):
                continue
            why, confidence = self._evidence(beside, match.start("left"), match.start("right"), small, unfinished)
            if not why and attributed and _near(beside, match.start("left"), match.start("right")):
                why, confidence = "the reference has the verb and its subject in one sentence", 0.85
            if not why and unlikely and not self._ends_there(beside, match):
                why, confidence = "hardly any sentence ends and begins with these words", 0.75
            if not why:
                continue
            if not small and traits.capitals and self._small_elsewhere(pair, right):
                right = right[0].lower() + right[1:]
            yield self.finding(
                pair,
                (match.start(), match.end()),
                suggestion=f"{left}{match['gap']}{right}",
                confidence=confidence,
                left=left,
                why=why,
            )

    def _spoken(self, pair: Pair) -> Iterator[Finding]:
        """Findings at full stops before a closing mark after which the sentence goes on with a comma."""
        if not pair.references or any(_GOING_ON.search(row.text) for row in pair.beside):
            return
        for match in _GOING_ON.finditer(pair.hypothesis.text):
            if match["left"].casefold() not in self.data.traits(pair.lang).abbreviations:
                yield self.finding(
                    pair,
                    match.span(),
                    suggestion=match["left"] + match["close"],
                    confidence=0.85,
                    left=match["left"],
                    why="a comma follows the quotation",
                )

    def _cut_off(self, match: regex.Match[str], traits: Traits, small: bool) -> str:
        """Why no sentence ends, or none begins, as one does at a full stop; empty if one may."""
        left, right, text = match["left"], match["right"], match.string
        unending = left.casefold() in traits.never_final or left.endswith(traits.never_final_endings)
        if unending and (len(left) > 1 or (small and left.islower())):
            return "no sentence ends with this word"
        if right.casefold() in traits.never_initial:
            return f"no sentence begins with {right!r}"
        if traits.sentence_final and not traits.may_end(left):
            if match["stop"] == "." and "।" in text and text.count(". ") == 1 and len(left) > self.SHORT:
                return "all other sentences end with a danda"
            before = _LETTERS.findall(text, max(text.rfind(mark, 0, match.start()) for mark in ".!?।") + 1, match.end())
            last = _LETTERS.findall(text, match.end("stop"))[-1]
            if len(before) >= self.FULL and traits.may_end(last):
                return "sentences end with a verb"
        return ""

    def _unlikely_here(self, pair: Pair, match: regex.Match[str]) -> bool:
        """Whether the words around a full stop go together so well, and end and begin sentences so seldom, that it is wrong.

        Less is asked for where every text beside has fewer sentences; one that has as many vouches for the full stop.
        """
        joints, traits = joints_of(pair.lang), self.data.traits(pair.lang)
        if joints is None or _breaks(match.string) >= self.MANY:
            return False
        if traits.sentence_final and traits.may_end(match["left"]):
            return False
        sides = [row for row in pair.beside if row.text.strip()]
        stops = count_ends(match.string)
        if any(count_ends(row.text) >= stops for row in sides):
            return False
        tokens = pair.hypothesis.tokens
        at = bisect_left(tokens, match.start("stop"), key=_start)
        following = bisect_left(tokens, match.start("right"), key=_start)
        if not 0 < at < following < len(tokens):
            return False
        alone = self.UNLIKELY_CAPITAL if traits.capitals else self.UNLIKELY
        return joints.against_break(tokens[at - 1], tokens[following]) > (self.FEWER if sides else alone)

    @staticmethod
    def _ends_there(beside: _Beside, match: regex.Match[str]) -> bool:
        """Whether a reference ends a sentence between the words around a full stop."""
        left, right = match.start("left"), match.start("right")
        return any(_joined(beside.pair, n, place, left, right) is False for n, place in enumerate(beside.places))

    def _evidence(self, beside: _Beside, left: int, right: int, small: bool, unfinished: str) -> tuple[str, float]:
        """Why the words before and after a break belong to one sentence, and how sure that is; empty if they do not."""
        pair = beside.pair
        text = pair.hypothesis.text
        verdicts = [_joined(pair, n, beside.places[n], left, right) for n in range(len(pair.references))]
        if any(verdict is False for verdict in verdicts):
            return "", 0.0
        if any(verdicts):
            return "the reference has the words around it side by side in one sentence", 0.97
        if unfinished and _breaks(text) < self.MANY:
            return unfinished, 0.9
        if not small:
            return "", 0.0
        sides = [row for row in pair.beside if row.text]
        if any(_small_starts(row.text) for row in sides) or text[:1].islower():
            return "", 0.0
        if self._writes_small(pair) or (not sides and _all_small(text)) or self._foreign(pair, right):
            return "", 0.0
        if sides:
            fewer = any(count_ends(row.text) < count_ends(text) for row in sides)
            return "a small letter follows", 0.93 if fewer else 0.85
        return "a small letter follows", 0.85

    @staticmethod
    def _writes_small(pair: Pair) -> bool:
        """Whether the document begins its rows with small letters, as notes and posts do."""
        rows = pair.document.hypotheses[:200]
        return len(rows) > 2 and sum(row.text[:1].islower() for row in rows) * 4 > len(rows)

    @staticmethod
    def _foreign(pair: Pair, at: int) -> bool:
        """Whether the words from a place on are left in the source's language: their breaks are the source's."""
        words = pair.hypothesis.words
        first = bisect_left(words, at, key=_start)
        following = [token.key for token in words[first : first + 2]]
        return bool(following) and all(key in pair.source_words for key in following)

    def _abbreviation(self, left: str, traits: Traits, pair: Pair) -> bool:
        """Whether a word before a full stop may be an abbreviation."""
        key = left.casefold()
        if key in traits.seldom_final and left == key:
            return False
        if len(left) < 2 or key in traits.abbreviations or left[-1].isdigit() or _ROMAN.fullmatch(left):
            return True
        if len(left) <= 4 and self.data.words.has(pair.lang):
            listed = self.data.words.frequency(key, pair.lang)
            return listed < 3 and key not in pair.reference_words
        return len(left) < 4 and self.data.words.frequency(key, pair.lang) < self.EVERYDAY

    @staticmethod
    def _stops_there(pair: Pair, left: str) -> bool:
        """Whether source or reference set a full stop after the same word inside a sentence, as after initials."""
        return any(f"{left}. " in row.text or f"{left}.," in row.text for row in pair.beside if len(left) <= 4)

    @staticmethod
    def _one_more(pair: Pair) -> bool:
        """Whether there are a reference and a source and the hypothesis has just one sentence more than each."""
        stops = count_ends(pair.hypothesis.text)
        given = bool(pair.references) and pair.source is not None
        return given and all(count_ends(row.text) == stops - 1 for row in pair.beside)

    def _small_elsewhere(self, pair: Pair, right: str) -> bool:
        """Whether a reference writes a capitalised word small."""
        small = right[0].lower() + right[1:]
        return any(token.text == small for reference in pair.references for token in reference.words)

    def _unspaced(self, pair: Pair) -> Iterator[Finding]:
        """Findings at full stops between characters of a script without spaces."""
        text = pair.hypothesis.text
        words = self.data.words.dictionary(pair.lang)
        breaks = [match.start() for match in _UNSPACED_BREAK.finditer(text)]
        beside = _Beside(pair)
        told = {
            at: [_joined(pair, n, beside.places[n], at - 1, at + 1) for n in range(len(pair.references))]
            for at in breaks
        }
        one_more = self._one_more(pair)
        undecided = sum(all(verdict is None for verdict in verdicts) for verdicts in told.values())
        for at, verdicts in told.items():
            if any(verdict is False for verdict in verdicts):
                continue
            if any(verdicts):
                why, confidence = "the reference has the characters around it side by side in one sentence", 0.95
            else:
                why, confidence = self._unlikely(pair, at, words)
            if not why and one_more and undecided == 1:
                why, confidence = "neither source nor reference has as many sentences", 0.75
            if not why:
                continue
            left = text[max(0, at - 4) : at]
            whole = text[at - 1] + text[at + 1]
            yield self.finding(pair, (at - 1, at + 2), suggestion=whole, confidence=confidence, left=left, why=why)

    def _unlikely(self, pair: Pair, at: int, words: Mapping[str, float]) -> tuple[str, float]:
        """Why a sentence does not end, or begin, with the characters around a break, and how sure that is."""
        text = pair.hypothesis.text
        before, after = text[max(0, at - self.NEAR) : at], text[at + 1 : at + 1 + self.NEAR]
        odds, least = break_odds(before, after, pair.lang, words), least_odds(pair.lang)
        if least and odds > self.LAWFUL:
            return "", 0.0
        lettered = words and _HAN.match(before[-1]) and _HAN.match(after[0])
        if lettered and (word := word_across(before[-4:], after[:4], words, self.ACROSS)):
            return f"it cuts {word!r}", 0.88
        if self._unfinished(before, after, self.data.traits(pair.lang), words):
            return "no sentence ends or begins so", 0.85
        sides = [row for row in pair.beside if row.text.strip()]
        fewer = bool(sides) and all(count_ends(row.text) < count_ends(text) for row in sides)
        if least and odds < least[fewer]:
            return "hardly any sentence ends and begins with these words", 0.8
        return "", 0.0

    @staticmethod
    def _unfinished(before: str, after: str, traits: Traits, words: Mapping[str, float]) -> bool:
        """Whether the characters before a break end no sentence, or those after it begin none."""
        for word in traits.never_final:
            # a longer word may end so: 总和 ends a sentence, 和 does not
            longer = any(words.get(before[-size:], 0.0) >= 3 for size in (2, 5)) and len(word) == 1
            if before.endswith(word) and not longer:
                return True
        begun = any(words.get(after[:size], 0.0) >= FalseSentenceBreak.BEGUN for size in (2, 3, 4))
        return not begun and any(after.startswith(word) for word in traits.never_initial)


def _neighbours(beside: _Beside, left: str, right: str) -> bool:
    """Whether a reference has two words side by side: what costs little to see before tokens are aligned."""
    first, last = tokenize(left)[-1].key, tokenize(right)[0].key
    known = beside.pair.reference_words
    return first in known and last in known and (first, last) in beside.neighbours


@dataclass(frozen=True)
class _Beside:
    """What the references of a pair say of its words, found once however many breaks there are."""

    pair: Pair

    @cached_property
    def places(self) -> list[dict[int, int]]:
        """For each reference: start of a token of the hypothesis -> the token of the reference that is the same."""
        tokens = self.pair.hypothesis.tokens
        return [
            {
                tokens[h].start: edit.ref_from + h - edit.hyp_from
                for edit in edits
                if edit.kind is EditKind.EQUAL
                for h in range(edit.hyp_from, edit.hyp_to)
            }
            for edits in self.pair.aligned
        ]

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Case-folded words that stand side by side in a reference."""
        return frozenset((a.key, b.key) for row in self.pair.references for a, b in pairwise(row.words))


def _near(beside: _Beside, left: int, right: int) -> bool:
    """Whether a reference has the words at two places with one word between them at most, and no mark."""
    tokens = beside.pair.hypothesis.tokens
    at, following = (bisect_left(tokens, start, key=_start) for start in (left, right))
    if at + 1 >= len(tokens) or tokens[at].end < tokens[at + 1].start:
        return False  # the word before the break is more than a token
    for place, row in zip(beside.places, beside.pair.references, strict=True):
        first, last = place.get(left), place.get(tokens[following].start) if following < len(tokens) else None
        if first is not None and last is not None and first < last <= first + 2:
            return all(token.is_word for token in row.tokens[first : last + 1])
    return False


def _joined(pair: Pair, reference: int, place: dict[int, int], left: int, right: int) -> bool | None:
    """Whether a reference has the tokens at two places of the hypothesis next to each other in one sentence.

    True if they are neighbours there, False if it ends a sentence between them, None if it does not tell.
    """
    tokens = pair.hypothesis.tokens
    row = pair.references[reference]
    # the word before the break ends right at the stop: the last token that starts at or after `left` and before it
    at = bisect_left(tokens, right, key=_start)
    ahead = next((token.start for token in reversed(tokens[max(0, at - _REACH) : at]) if token.is_word), -1)
    behind = next((token.start for token in tokens[at : at + _REACH] if token.is_word), None)
    if ahead < left or behind is None or ahead not in place or behind not in place:
        return None
    first, last = place[ahead], place[behind]
    if last == first + 1:
        return True
    between = row.text[row.tokens[first].end : row.tokens[last].start] if first < last else ""
    if first < last and regex.search(r"[.!?…。！？।؟۔:;—–]", between):
        return False
    return None


@lru_cache(maxsize=1024)
def _breaks(text: str) -> int:
    """How many full stops a text has between words."""
    return len(_BREAK.findall(text))


@lru_cache(maxsize=1024)
def _all_small(text: str) -> bool:
    """Whether a text of three sentences or more begins all of them, but the first, with small letters."""
    rights = [match["right"][0] for match in _BREAK.finditer(text) if len(match["left"]) > 3]
    return len(rights) > 1 and all(letter.islower() for letter in rights)


@lru_cache(maxsize=1024)
def _small_starts(text: str) -> bool:
    """Whether a text has a small letter after a full stop."""
    return any(match["right"][0].islower() and len(match["left"]) > 3 for match in _BREAK.finditer(text))
