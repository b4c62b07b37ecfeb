"""C101: text of the reference and the source that the translation leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.edits import EditKind
from hexapla.text.endings import ends_sentence
from hexapla.text.institutions import same_stem
from hexapla.text.numbers import numbers, spoken
from hexapla.text.places import around, mapped
from hexapla.text.tokens import Token, TokenKind

_STEM = 3
"""Letters at the beginning that two words of one stem have in common, by `same_stem`."""


class OmittedText(Rule):
    """A passage of the reference or the source has nothing in the translation.

    Why it matters: readers cannot miss what they never see.
    Example (en): "The bridge, built by monks, fell." against "The bridge fell."
    Limits: inside a sentence only a gap is seen around which the translation agrees with the reference; without a
    reference only whole rows and numbers.
    """

    code = "C101"
    category = Category.OMISSION
    severity = Severity.MAJOR
    message = "nothing here stands for {lost!r} of {where}"
    yields_to = frozenset({"truncated-text", "lost-negation", "swapped-name", "swapped-institution", "changed-number"})

    FEWEST = 2
    """Words of a gap that must be more than function words."""

    FUNCTION_WORD = 6.0
    """Zipf frequency from which a word carries no meaning of its own."""

    LEAST = 8
    """Characters that must be missing."""

    MANY = 5
    """Words of a gap that prove it without the source having one of them in the same letters."""

    FULL = 0.25
    """Share of the source's length under which a row is not judged by its particulars."""

    ESTIMATE = 18
    """Characters each side of an estimated place that are marked."""

    SHARE = 0.5
    """Share of the missing characters by which the whole row must be short."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A row that has no translation, or gaps inside one that has."""
        others = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        if not others:
            return
        if not pair.hypothesis.text.strip():
            row = others[0]
            yield self.finding(
                pair,
                (0, 0),
                evidence=[(other, (0, len(other.text))) for other in others],
                confidence=min(0.95, pair.confidence),
                lost=_shortened(row.text),
                where="the source" if row is pair.source else "the reference",
            )
            return
        found = list(self._gaps(pair)) if all(row.text.strip() for row in pair.references) and pair.references else []
        yield from found or self._particulars(pair)

    def _particulars(self, pair: Pair) -> Iterator[Finding]:
        """Numbers of the source, and of every reference, that the translation, with no strange ones, has nothing for."""
        source = pair.source
        if source is None or not source.text.strip() or len(pair.hypothesis.text) < self.FULL * len(source.text):
            return
        own = frozenset(spoken(pair.hypothesis.text, pair.lang)).union(
            *(n.values | n.parts for n in numbers(pair.hypothesis.text, pair.lang))
        )
        theirs = [
            spoken(row.text, row.lang).union(*(n.values | n.parts for n in numbers(row.text, row.lang)))
            for row in (*pair.references, source)
        ]
        lost: list[tuple[int, int]] = []
        if all(n.values & theirs[-1] for n in numbers(pair.hypothesis.text, pair.lang)):
            for n in numbers(source.text, source.lang):
                if (
                    n.end - n.start > 1
                    and n.values.isdisjoint(own)
                    and not n.parts & own
                    and all(n.values & known for known in theirs)
                ):
                    lost.append((n.start, n.end))
        for start, end in sorted(lost)[:1]:
            place = mapped(source.text, start, pair.hypothesis.text)
            at = around(pair.hypothesis.text, place, self.ESTIMATE)
            yield self.finding(
                pair,
                at,
                evidence=[(source, (start, end))],
                confidence=0.6,
                lost=source.text[start:end],
                where="the source",
            )

    def _gaps(self, pair: Pair) -> Iterator[Finding]:
        """Stretches where the first reference has words that stand nowhere in the translation, and it has none instead."""
        reference, edits = pair.references[0], pair.aligned[0]
        short = self._shortfall(pair)
        if short < self.LEAST or (ends_sentence(reference.text) and not ends_sentence(pair.hypothesis.text)):
            return
        tokens = pair.hypothesis.tokens
        ours, theirs = _by_beginning(tokens), _by_beginning(reference.tokens)
        for i, edit in enumerate(edits):
            if edit.kind not in (EditKind.DELETE, EditKind.REPLACE) or not 0 < i < len(edits) - 1:
                continue
            lost = self._new(pair, reference.tokens[edit.ref_from : edit.ref_to], ours)
            instead = self._new(pair, tokens[edit.hyp_from : edit.hyp_to], theirs)
            missing = sum(len(t.text) for t in lost) - sum(len(t.text) for t in instead)
            if len(lost) < self.FEWEST or len(instead) > 0 or missing < self.LEAST or short < missing * self.SHARE:
                continue
            if not all(self._shared(pair, [t.key for t in lost], k) for k in (1, 2)):
                continue
            if len(lost) < self.MANY and not any(t.key in pair.source_words for t in lost):
                continue
            place = tokens[edit.hyp_to].start if edit.hyp_to < len(tokens) else tokens[-1].end
            span = (lost[0].start, lost[-1].end)
            yield self.finding(
                pair,
                (place, place),
                evidence=[(reference, span)],
                confidence=min(0.9, 0.5 + 0.1 * len(lost)),
                lost=reference.text[span[0] : span[1]],
                where="the reference",
            )

    def _new(self, pair: Pair, some: Sequence[Token], others: Mapping[str, set[str]]) -> list[Token]:
        """The words of one side that carry meaning and stand nowhere on the other."""
        words = [t for t in some if t.kind is not TokenKind.MARK and self._has_meaning(t.key, pair)]
        return [t for t in words if not any(same_stem(t.key, other) for other in others.get(t.key[:_STEM], ()))]

    def _shortfall(self, pair: Pair) -> float:
        """Characters the translation is shorter than its references and its source let expect, by the smaller measure."""
        length = len(pair.hypothesis.text)
        measures = [len(row.text) - length for row in pair.references]
        if pair.source and pair.source.text.strip():
            left = sum(len(row.text) for row in pair.document.references) or sum(
                len(r.text) for r in pair.document.hypotheses
            )
            right = sum(len(row.text) for row in pair.document.sources)
            if right:
                measures.append(round(left / max(1, len(pair.references)) / right * len(pair.source.text)) - length)
        return min(measures, default=0)

    def _has_meaning(self, key: str, pair: Pair) -> bool:
        if not self.data.traits(pair.lang).spaces:
            return True
        return len(key) > 2 and self.data.words.frequency(key, pair.lang) < self.FUNCTION_WORD

    def _shared(self, pair: Pair, keys: list[str], which: int) -> bool:
        """Whether a further reference, if there is one, has some of the words too."""
        if which >= len(pair.references):
            return True
        have = {token.key for token in pair.references[which].tokens}
        return any(key in have for key in keys)


def _by_beginning(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """The words of a text by the letters that words of one stem share at least."""
    found: dict[str, set[str]] = defaultdict(set)
    for token in tokens:
        found[token.key[:_STEM]].add(token.key)
    return found


def _shortened(text: str, longest: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
