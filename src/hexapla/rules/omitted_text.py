"""C101: text of the reference and the source that the translation leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Document, Pair, Row
from hexapla.rules import Rule
from hexapla.rules._networks import chances
from hexapla.text.counterparts import Counterparts
from hexapla.text.endings import ends_sentence
from hexapla.text.gaps import Gap, Surroundings, gaps
from hexapla.text.number_words import spoken
from hexapla.text.numbers import numbers
from hexapla.text.places import around, mapped
from hexapla.text.tokens import TokenKind


class OmittedText(Rule):
    """A passage of the reference or the source has nothing in the translation.

    Why it matters: readers cannot miss what they never see.
    Example (en): "The bridge, built by monks, fell." against "The bridge fell."
    Limits: inside a sentence only a gap is seen around which the translation agrees with the reference, more surely where
    the extra ``embed`` knows what words mean; without a reference only whole rows and numbers.
    """

    code = "C101"
    category = Category.OMISSION
    severity = Severity.MAJOR
    message = "nothing here stands for {lost!r} of {where}"
    yields_to = frozenset(
        {
            "changed-number",
            "displaced-phrase",
            "duplicated-words",
            "false-sentence-break",
            "lost-negation",
            "merged-words",
            "split-words",
            "swapped-institution",
            "swapped-name",
            "truncated-text",
            "untranslated-text",
            "wrong-script",
        }
    )

    FUNCTION_WORD = 6.0
    """Zipf frequency from which a word carries no meaning of its own."""

    LIKELY = 0.7
    """How likely an omission must be to be reported, and `LIKELY_ALONE` without a source, whose length would tell, too."""

    LIKELY_ALONE = 0.8

    LIKELY_MEANT = 0.84
    """The same where the meanings of words are known, too."""

    WORTH_A_LOOK = 0.5
    """How likely an omission must be by its form for the meanings of its words to be looked at."""

    UNLISTED = 4.5
    """Zipf frequency that a word of the source counts with where there is no list of them."""

    SHORTEST = 33
    """Characters of a row in which gaps are looked for."""

    SHARED = 0.15
    """Share of the reference's words that the translation must have, for gaps between them to tell."""

    LONGER = 8
    """Characters by which a translation may be longer than all its other texts let expect, for gaps to be looked for."""

    KNOWN = 600
    """Characters for which the usual ratio of lengths of two languages counts, beside the document's own."""

    KNOWN_HERE = 400
    """The same beside the document's own hypothesis."""

    WIDEST = 70
    """Characters that are marked at most."""

    FULL = 0.25
    """Share of the source's length under which a row is not judged by its particulars."""

    ESTIMATE = 18
    """Characters each side of an estimated place that are marked."""

    UNSURE = 0.3
    """Confidence of the alignment below which a row without a counterpart says nothing."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._sums: tuple[Document | None, float, float, float] = (None, 0.0, 0.0, 0.0)
        self._measured: tuple[Document, float, int] = (Document(), 0.0, 0)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A row that has no translation, or gaps inside one that has."""
        others = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        if not others:
            return
        if not pair.hypothesis.text.strip():
            row = others[0]
            if pair.confidence < self.UNSURE:
                return
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
        whole = ends_sentence(pair.hypothesis.text) or not ends_sentence(source.text)
        if whole and all(n.values & theirs[-1] for n in numbers(pair.hypothesis.text, pair.lang)):
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

    def candidates(self, pair: Pair) -> list[Gap]:
        """Gaps in which words may be missing: the translation is shorter than one of its other texts lets expect."""
        short = self._shortfall(pair)
        traits = self.data.traits(pair.lang)
        if short[1] <= -self.LONGER or not traits.spaces or len(pair.hypothesis.text) < self.SHORTEST:
            return []
        source = pair.source if pair.source and pair.source.text.strip() else None
        listed = self.data.words.frequencies(pair.lang)
        beside = Surroundings(
            short,
            self._beside_document(pair, source),
            self._ratio(pair.lang, source),
            lambda key: listed.get(key, 0.0),
            self.FUNCTION_WORD,
            traits.never_final,
            source.tokens if source else (),
            source is not None and source.lang != "und",
        )
        found = gaps(pair.hypothesis.tokens, pair.references[0].tokens, pair.aligned[0], beside)
        return [gap for gap in found if gap.shared >= self.SHARED and self._agreed(pair, gap)]

    def _ratio(self, lang: str, source: Row | None) -> float:
        """The usual length of a text in a language as a share of its source's."""
        return self.data.traits(lang).length / self.data.traits(source.lang).length if source else 1.0

    def _beside_document(self, pair: Pair, source: Row | None) -> tuple[float, float]:
        """Characters by which the row is shorter than the rest of its document lets expect.

        Returns:
            From the first reference; and from the source, or the same again without one.
        """
        document, reference = pair.document, pair.references[0]
        if self._sums[0] is not document:
            own, references, sources = (
                float(sum(len(row.text) for row in rows))
                for rows in (document.hypotheses, document.references, document.sources)
            )
            self._sums = document, own, references / max(1, len(pair.references)), sources
        _, own, references, sources = self._sums
        length = len(pair.hypothesis.text)
        rest = max(0.0, own - length)
        ratio = (rest + self.KNOWN_HERE) / (max(0.0, references - len(reference.text)) + self.KNOWN_HERE)
        by_reference = ratio * len(reference.text) - length
        if source is None:
            return by_reference, by_reference
        left = rest + self._ratio(pair.lang, source) * self.KNOWN_HERE
        right = max(0.0, sources - len(source.text)) + self.KNOWN_HERE
        return by_reference, left / right * len(source.text) - length

    def _gaps(self, pair: Pair) -> Iterator[Finding]:
        """The place where the first reference most likely has words that the translation leaves out."""
        reference = pair.references[0]
        last = len(pair.hypothesis.tokens) if ends_sentence(pair.hypothesis.text) else len(pair.hypothesis.tokens) - 1
        if ends_sentence(reference.text) and last < len(pair.hypothesis.tokens):
            return
        found = [gap for gap in self.candidates(pair) if gap.own[1] <= last]
        if not found:
            return
        likely = self.chances(pair, found)
        chance, gap = max(zip(likely, found, strict=True), key=lambda x: x[0])
        if self.data.meanings.has(pair.lang):
            least = self.LIKELY_MEANT
        else:
            least = self.LIKELY if pair.source and pair.source.text.strip() else self.LIKELY_ALONE
        if chance < least:
            return
        lost = gap.lost or reference.tokens[slice(*gap.theirs)]
        span = (lost[0].start, lost[-1].end)
        yield self.finding(
            pair,
            self.place(pair, gap),
            evidence=[(reference, span)],
            confidence=min(0.9, chance),
            lost=reference.text[span[0] : span[1]],
            where="the reference",
        )

    def chances(self, pair: Pair, found: Sequence[Gap]) -> list[float]:
        """How likely it is that words are missing in each of some gaps, 0 to 1.

        Where the meanings of words are known, gaps that look likely by their form are looked at again by them.
        """
        likely = chances("gaps", [gap.features for gap in found])
        if not self.data.meanings.has(pair.lang):
            return likely
        again = [n for n, chance in enumerate(likely) if chance >= self.WORTH_A_LOOK]
        second = chances("counterparts", self.meant(pair, [(found[n], likely[n]) for n in again]))
        looked = dict(zip(again, second, strict=True))
        return [looked.get(n, 0.0) for n in range(len(found))]

    def meant(self, pair: Pair, found: Sequence[tuple[Gap, float]]) -> list[tuple[float, ...]]:
        """What gaps, each with its chance by its form, look like once the meanings of words are known."""
        if not found:
            return []
        source, meanings, frequency = pair.source, self.data.meanings, self.data.words.frequency
        words: Sequence[str] = ()
        if source is not None and meanings.has(source.lang):
            spaces = self.data.traits(source.lang).spaces
            words = [t.text for t in source.tokens if t.kind is not TokenKind.MARK] if spaces else ()
            words = words or meanings.pieces(source.text)
        known = Counterparts(
            pair.hypothesis.tokens,
            pair.references[0].tokens,
            words,
            lambda texts: meanings.vectors(texts, pair.lang),
            lambda texts: meanings.vectors(texts, source.lang if source else pair.lang),
            lambda key: frequency(key, pair.lang),
            lambda word: frequency(word.casefold(), source.lang if source else pair.lang) or self.UNLISTED,
        )
        return [(log(chance / (1 - chance)), *gap.features, *known.features(gap)) for gap, chance in found]

    def place(self, pair: Pair, gap: Gap) -> tuple[int, int]:
        """The words around a gap; of a long stretch its middle."""
        tokens = pair.hypothesis.tokens
        first, last = max(0, gap.own[0] - 1), min(len(tokens), gap.own[1] + 1)
        start, end = tokens[first].start, tokens[last - 1].end
        if end - start > self.WIDEST:
            return around(pair.hypothesis.text, (start + end) // 2, self.WIDEST // 2)
        return start, end

    def _shortfall(self, pair: Pair) -> tuple[float, float]:
        """Characters by which the translation is shorter than its references and its source let expect.

        Returns:
            The smallest measure and the largest.
        """
        length = len(pair.hypothesis.text)
        measures: list[float] = [len(row.text) - length for row in pair.references]
        if pair.source and pair.source.text.strip():
            usual = self.data.traits(pair.lang).length / self.data.traits(pair.source.lang).length
            left, right = self._lengths(pair)
            expected = (left + usual * self.KNOWN) / (right + self.KNOWN)
            measures.append(expected * len(pair.source.text) - length)
        return min(measures), max(measures)

    def _lengths(self, pair: Pair) -> tuple[float, int]:
        """Characters of the document's references, or else of its hypothesis, and of its source."""
        if self._measured[0] is not pair.document:
            document = pair.document
            left = sum(len(row.text) for row in document.references) / max(1, len(pair.references))
            left = left or sum(len(row.text) for row in document.hypotheses)
            self._measured = document, left, sum(len(row.text) for row in document.sources)
        return self._measured[1], self._measured[2]

    def _agreed(self, pair: Pair, gap: Gap) -> bool:
        """Whether further references have some of the words too."""
        keys = {token.key for token in gap.lost}
        return all(not keys or keys & {token.key for token in row.tokens} for row in pair.references[1:])


def _shortened(text: str, longest: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
