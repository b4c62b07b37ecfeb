"""A translation cut anew, so that its segments are the reference's: what scores over given segments need.

The words of the whole translation and the whole reference are aligned with the fewest edits (as mwerSegmenter does: Matusov
et al., IWSLT 2005), and the translation is cut where the path crosses the reference's borders. Where the path leaves a choice,
because words beside a border are not the reference's, the cut goes where a sentence ends, else where the share of words says.
Where the translation had its own borders plays no part: the segments of speech are cut by pauses.

Words are compared without case; in scripts without spaces every character is a word. Time grows with the square of the
text's length, 64 words at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from hexapla.errors import ConfigError, InputError
from hexapla.model import Passage, Role, Span, Text, Unit
from hexapla.text.tokens import Token, tokenize

_CLOSING = frozenset(".!?…。！？।؟۔:;\"'”’»)]」』")


def resegmented(passage: Passage) -> Passage:
    """The passage with its hypotheses cut to the reference's segments; then there is nothing left to align.

    Args:
        passage: Has a reference whose segments are given. Texts are not changed, only where their units are.

    Raises:
        ConfigError: There is no reference.
        InputError: The reference's segments are not given, or other references or the source have other numbers of them.
    """
    references = passage.of_role(Role.REFERENCE)
    if not references:
        raise ConfigError("to cut a translation to the reference's segments takes a reference")
    hub = references[0]
    for text in passage.texts:
        if text.role is Role.HYPOTHESIS:
            continue
        if not text.units:
            raise InputError(f"the segments of {text.name} are not given; give it one segment a line (--lines)")
        if len(text.units) != len(hub.units):
            raise InputError(
                f"{text.name} has {len(text.units)} segments, {hub.name} has {len(hub.units)}; only translations are cut anew"
            )
    segments = [unit.span.of(hub.text) for unit in hub.units]
    texts = tuple(_cut(text, segments, hub) if text.role is Role.HYPOTHESIS else text for text in passage.texts)
    return replace(passage, texts=texts, paired=True, recut=True)


def _cut(text: Text, segments: Sequence[str], hub: Text) -> Text:
    spans = cut(text.text, segments)
    return replace(text, units=tuple(Unit(span, unit.id) for span, unit in zip(spans, hub.units, strict=True)))


def cut(text: str, segments: Sequence[str]) -> list[Span]:
    """Spans of a text, in order, one for each of some segments of another version of it; they cover all but white space.

    Args:
        text: Running text.
        segments: The other version's segments, in the same language.
    """
    tokens = tokenize(text)
    parts = [tokenize(segment) for segment in segments]
    borders, other = [], []
    for part in parts:
        other += [token.key for token in part]
        borders.append(len(other))
    codes: dict[str, str] = {}
    left, right = (_encoded(keys, codes) for keys in (other, [token.key for token in tokens]))
    cuts = [0]
    steps = [(s.tag, s.src_start, s.src_end, s.dest_start, s.dest_end) for s in Levenshtein.opcodes(left, right)]
    for at in _crossings(steps, borders[:-1], tokens):
        cuts.append(max(cuts[-1], at))
    places = [0, *(tokens[at].start if at < len(tokens) else len(text) for at in cuts[1:]), len(text)]
    return [_trimmed(text, start, end) for start, end in pairwise(places)]


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without the white space around it."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _encoded(keys: Sequence[str], codes: dict[str, str]) -> str:
    """Words as single characters."""
    for key in keys:
        if key not in codes:
            number = len(codes) + 1
            codes[key] = chr(number if number < 0xD800 else number + 0x800)
    return "".join([codes[key] for key in keys])


def _crossings(
    steps: Sequence[tuple[str, int, int, int, int]], borders: Sequence[int], tokens: Sequence[Token]
) -> list[int]:
    """For each border of the reference, in words, the word of the translation before which it is crossed."""
    found: list[int] = []
    areas: list[list[int]] = []  # stretches of the path: equal, or all that lies between two equal ones
    for kind, r0, r1, h0, h1 in steps:
        same = int(kind == "equal")
        if areas and not same and not areas[-1][0]:
            areas[-1][2], areas[-1][4] = r1, h1
        else:
            areas.append([same, r0, r1, h0, h1])
    at = 0
    for border in borders:
        while at < len(areas) and areas[at][2] < border:
            at += 1
        if at == len(areas):
            found.append(len(tokens))
            continue
        same, r0, r1, h0, h1 = areas[at]
        if same and border < r1:
            found.append(h0 + border - r0)
            continue
        if same:  # at the end of what is equal: words that were put in may follow
            following = areas[at + 1] if at + 1 < len(areas) else None
            if following is None or following[0]:
                found.append(h1)
                continue
            _, r0, r1, h0, h1 = following
        share = (border - r0) / (r1 - r0) if r1 > r0 else 0.0
        expected = h0 + share * (h1 - h0)
        found.append(min(range(h0, h1 + 1), key=lambda h: (not _ended(h, tokens), abs(h - expected))))
    return found


def _ended(at: int, tokens: Sequence[Token]) -> bool:
    """Whether a sentence ends before this word of the translation."""
    return at > 0 and tokens[at - 1].text in _CLOSING and (at == len(tokens) or tokens[at].text not in _CLOSING)
