"""Where a segment of running text may begin, and how likely it does: a logistic model of what stands around the place.

A place is described by named features (what stands before it, what after it, what the other version has nearby); their
weights are in ``_borders.json``, made by ``scripts/train_aligner borders``. Aligning is not done here.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from hexapla.languages.traits import Traits, traits_of

Segment = Callable[[str, str], Iterable[tuple[int, int]]]

NEWLINES = frozenset("\n\r\v\f\u0085\u2028\u2029")
_ENDERS = frozenset(".!?…。！？．｡।॥۔؟։።។៕။")
_PAUSES = frozenset(":;：；،؛")
_COMMAS = frozenset(",，、")
_DASHES = frozenset("-–—‐―")
_CLOSERS = frozenset("\"'”’»›)]}」』）】》〉“‘*_")
_OPENERS = frozenset("\"'“‘«‹([{「『（【《〈„‚¿¡")
_BULLETS = frozenset("-–—*•●・>#[【■□◆○✓")
_NEVER_FIRST = _ENDERS | _PAUSES | _COMMAS | frozenset(")]}」』）】》〉")
_GAP = re.compile(r"\s+(?=\S)|(?<=[。！？：；，、”」』）*])(?=[^\s。！？：；，、”」』）*])")
_WORD = re.compile(r"\w+")
_DENSE = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_OPENING = 4  # characters of a script without spaces that an opening must share
_LOOK = 60  # characters in which the first words of a segment are looked for
_NEAR = 300  # characters by which the same opening may be displaced, beside a share of the text
_LENGTHS = (0, 8, 16, 30, 60, 120, 250)


@dataclass(frozen=True, slots=True)
class Border:
    """A place where a segment may begin.

    Attributes:
        place: Code points before it.
        features: What is known of it, by name.
    """

    place: int
    features: tuple[str, ...]


class Version:
    """One of two running texts, with what is asked of it often.

    Args:
        text: The text.
        lang: Its language (BCP 47 tag).
        spans: Its sentences, as far as punctuation tells.
    """

    def __init__(self, text: str, lang: str, spans: Iterable[tuple[int, int]]) -> None:
        self.text = text
        self.traits = traits_of(lang)
        opening_marks, closing_marks = ({pair[k] for pair in self.traits.quotes} for k in (0, 1))
        self.never_first = _NEVER_FIRST | (closing_marks - opening_marks)
        self.sentences = {start for start, _ in spans}
        self.gaps = [(gap.start(), gap.end()) for gap in _GAP.finditer(text)]
        self.firm = sorted(
            self.sentences | {end for start, end in self.gaps if not NEWLINES.isdisjoint(text[start:end])}
        )
        self._openings: dict[tuple[str, ...], list[int]] = {}
        for start in self.firm:
            for key in opening(text, start):
                self._openings.setdefault(key, []).append(start)
        self._names: dict[str, list[int]] = {}
        for _, end in self.gaps:
            if text[end].isupper():
                word = _WORD.match(text, end)
                if word:
                    self._names.setdefault(word[0].casefold()[:5], []).append(end)
        self.inside = _brackets(text)

    def opens(self, keys: Sequence[tuple[str, ...]], share: float) -> int:
        """How many words (0 to 3) of an opening begin a sentence of this version near a place, a share of the text."""
        for count in range(len(keys), 0, -1):
            places = self._openings.get(keys[count - 1])
            if places and self._near(places, share):
                return count
        return 0

    def echoes(self, text: str, place: int, word: re.Match[str] | None) -> int:
        """How many words (0 to 3) with which a text goes on at a place begin a sentence of this version nearby.

        Args:
            text: The other text.
            place: Where to look.
            word: The first word from there on.
        """
        if not word:
            return 0
        # Every opening is known by its first word alone as well, so most places need no further look.
        if word.end() - place <= _LOOK and not _DENSE.match(word[0]) and (word[0].casefold(),) not in self._openings:
            return 0
        return self.opens(opening(text, place), place / len(text))

    def names(self, word: str, share: float) -> bool:
        """Whether a word with a capital begins so near a place."""
        places = self._names.get(word.casefold()[:5])
        return places is not None and self._near(places, share)

    def _near(self, places: Sequence[int], share: float) -> bool:
        wanted, reach = share * len(self.text), _NEAR + 0.05 * len(self.text)
        at = bisect_left(places, wanted - reach)
        return at < len(places) and places[at] < wanted + reach


def _brackets(text: str) -> Callable[[int], bool]:
    """Whether a place stands within round brackets that are closed within 200 characters."""
    spans = [match.span() for match in re.finditer(r"[(（][^()（）\n]{1,200}[)）]", text)]
    starts = [start for start, _ in spans]

    def inside(place: int) -> bool:
        at = bisect_left(starts, place) - 1
        return at >= 0 and spans[at][0] < place < spans[at][1]

    return inside


def opening(text: str, start: int) -> list[tuple[str, ...]]:
    """The first word, two and three words from a place on; for scripts without spaces the first characters."""
    words = [word.casefold() for word in _WORD.findall(text[start : start + _LOOK])]
    if words and _DENSE.match(words[0]):
        key = "".join(words)[:_OPENING]
        return [(key,)] * 3 if len(key) == _OPENING else []
    return [tuple(words[:count]) for count in (1, 2, 3) if len(words) >= count]


def lower_shares(texts: Sequence[str]) -> dict[str, float]:
    """How often each word, in lower case, is written so, among its uses in the texts."""
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    return {word: number / (number + counts[word.capitalize()]) for word, number in counts.items() if word.islower()}


def borders(one: Version, other: Version, lower: Mapping[str, float]) -> Iterator[Border]:
    """The places of a version at which a segment may begin, in order, each described."""
    found = dict(_candidates(one, other, lower))
    places = sorted(found)
    strong = [place for place in places if place in one.sentences or "gap newline" in found[place]]
    for place in places:
        at = bisect_left(strong, place)
        before = place - (strong[at - 1] if at else 0)
        following = next((x for x in strong[at : at + 2] if x > place), len(one.text)) - place
        sizes = [f"{name} {bisect_left(_LENGTHS, size)}" for name, size in (("since", before), ("until", following))]
        own = found[place]
        yield Border(place, (*own, *sizes, *(f"{own[0]} {size}" for size in sizes)))


def _candidates(one: Version, other: Version, lower: Mapping[str, float]) -> Iterator[tuple[int, list[str]]]:
    text = one.text
    for start, end in one.gaps:
        features = _features(one, other, lower, start, end)
        if features:
            yield end, features
    seen = {end for _, end in one.gaps}
    for place in one.sentences - seen:
        if place:
            yield place, [f"kind joined sentence {text[place - 1] in _ENDERS}", "sentence"]
    # Inside words of scripts without spaces only an opening known from the other version tells where to cut.
    for match in _DENSE.finditer(text):
        place = match.start()
        key = (text[place : place + _OPENING].casefold(),)
        fresh = place and place not in seen and place not in one.sentences
        if fresh and other.opens([key], place / len(text)):
            yield place, ["kind dense echo"]


def _features(one: Version, other: Version, lower: Mapping[str, float], before: int, after: int) -> list[str]:
    """What stands around a gap between two words; nothing if no segment can begin there."""
    text, share = one.text, after / len(one.text)
    end = before
    while end and text[end - 1] in _CLOSERS:
        end -= 1
    last = text[end - 1] if end else ""
    newline = not NEWLINES.isdisjoint(text[before:after])
    # A mark that closes belongs to what is before it, and one that opens (set off by a space) to what follows.
    opened = text[before - 1] in _OPENERS and (before < 2 or text[before - 2].isspace())
    if (text[after] in one.never_first or opened) and not newline and after not in one.sentences:
        return []
    ended = _sort_before(last, end < before)
    word = _WORD.search(text, after)
    first = word[0] if word else ""
    begins = _sort_after(text, after, first)
    echo = other.echoes(text, after, word)
    known = lower.get(first.lower(), -1.0) if begins.endswith("upper") else -1.0
    fresh = "unknown" if known < 0 else "rare" if known < 0.4 else "half" if known < 0.75 else "mostly"
    named = begins.endswith("upper") and first and other.names(first, share)
    sentence = after in one.sentences
    if not (
        newline or sentence or ended == "ender" or _worth(ended, begins, fresh, echo, bool(named), one.traits.capitals)
    ):
        return []
    kind = f"kind {ended} {begins}{' newline' if newline else ''}{' sentence' if sentence else ''}"
    features = [kind, f"echo {echo}", f"{kind} echo {echo}", f"gap {'newline' if newline else 'space'}"]
    if begins.endswith("upper"):
        features += [f"fresh {fresh}", f"{ended} fresh {fresh} echo {min(echo, 1)}", f"named {named}"]
        next_word = _WORD.search(text, word.end()) if word else None
        features.append(f"next {'upper' if next_word and next_word[0][0].isupper() else 'other'} {ended}")
        if one.traits.noun_capitals:
            features.append(f"noun capitals {ended} fresh {fresh}")
    if end < before:
        features.append(f"closed {text[before - 1]} {ended}")
    if ended in ("ender", "letter"):
        token = text[max(0, end - 20) : end].rstrip(".!?…").split(" ")[-1].split("\n")[-1].casefold()
        features += _token_features(token, ended, last, one.traits)
    if last in _ENDERS and end > 1 and text[end - 2] in _ENDERS:
        features.append(f"dots {begins}")
    if one.inside(after):
        features.append("bracketed")
    if not one.traits.capitals:
        features.append(f"caseless {ended}")
    return features


def _worth(ended: str, begins: str, fresh: str, echo: int, named: bool, cased: bool) -> bool:
    if begins == "bullet upper" or begins == "bullet other":
        return True
    if ended in ("pause", "closer", "symbol"):
        return begins != "lower" or echo > 0
    if ended == "comma":
        return echo > 1
    if begins == "upper":
        return fresh in ("half", "mostly") or echo > 0 or named or ended == "dash"
    return echo > (2 if begins == "lower" else 1)


def _sort_before(last: str, closed: bool) -> str:
    if not last:
        return "start"
    for name, characters in (("ender", _ENDERS), ("pause", _PAUSES), ("comma", _COMMAS), ("dash", _DASHES)):
        if last in characters:
            return name
    if closed:
        return "closer"
    return "letter" if last.isalpha() else "digit" if last.isdigit() else "symbol"


def _sort_after(text: str, place: int, word: str) -> str:
    case = (
        "upper" if word[:1].isupper() else "lower" if word[:1].islower() else "digit" if word[:1].isdigit() else "other"
    )
    if text[place] in _BULLETS:
        return f"bullet {'upper' if case == 'upper' else 'lower' if case == 'lower' else 'other'}"
    if text[place] in _OPENERS:
        return f"opener {case}"
    return case


def _token_features(token: str, ended: str, last: str, language: Traits) -> list[str]:
    letters = token.strip("\"'“”„«»()[]")
    found = [f"token {ended} {'dotted' if '.' in letters else min(len(letters), 4)}"]
    if last == "." and letters in language.abbreviations:
        found.append("abbreviation")
    if letters in language.never_final:
        found.append(f"never final {ended}")
    if last != "." and ended == "ender":
        found.append("not a full stop")
    return found


@cache
def _weights() -> dict[str, float]:
    values: dict[str, float] = json.loads(files("hexapla.alignment").joinpath("_borders.json").read_text("utf-8"))
    return values


def likelihood(border: Border) -> float:
    """The estimated probability that a segment begins at a place, 0 to 1."""
    weights = _weights()
    return 1 / (1 + exp(-max(-30.0, weights["bias"] + sum(weights.get(name, 0.0) for name in border.features))))
