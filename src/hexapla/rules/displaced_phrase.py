"""W104: a phrase that stands where it does not belong."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.edits import EditKind
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token

_TAIL = regex.compile(
    r"(?P<ender>[.!?…。！？]+[\"”’»)\]」』]*)(?P<gap>\s*)(?P<tail>[^.!?…。！？]{2,60})(?P<last>[.!?。！？])\s*$"
)


class DisplacedPhrase(Rule):
    """A phrase torn out of its sentence and left standing elsewhere, often behind its end.

    Why it matters: the sentence has a hole, and what stands at its end makes no sense.
    Example (en): "there are reports of outages. and material damage." for "outages and material damage."
    Limits: word order differs freely between good translations, so that nothing but a leftover behind the end of the
    sentence, or a phrase whose removal joins what the reference has joined, is reported.
    """

    code = "W104"
    category = Category.WORD_ORDER
    severity = Severity.MAJOR
    message = "{found!r} stands out of place{why}"

    MOST_WORDS = 6
    """Words of a leftover in a script with spaces."""

    MOST_CHARACTERS = 14
    """Characters of a leftover in a script without spaces."""

    SHORT_TAIL = 30
    """Characters of a last sentence of the source that count as short."""

    MOST_WORDS_ALONE = 4
    """Words of a leftover when there is no reference."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at leftovers and at moved phrases."""
        leftover = self._leftover(pair)
        if leftover:
            yield leftover
        elif pair.references:
            yield from self._moved(pair)

    def _leftover(self, pair: Pair) -> Finding | None:
        """A finding at a fragment behind the end of the last sentence."""
        text = pair.hypothesis.text
        if not text or text.rstrip()[-1:] not in ".!?。！？":
            return None
        match = _TAIL.search(text, max(0, len(text) - 140))
        if not match or not match.start():
            return None
        traits = self.data.traits(pair.lang)
        start, end = match.span("tail")
        tail = [token for token in pair.hypothesis.tokens if start <= token.start < end]
        words = [token for token in tail if token.is_word]
        before = sum(token.is_word for token in pair.hypothesis.tokens if token.start < start)
        most = self.MOST_WORDS if traits.spaces else self.MOST_CHARACTERS
        if not 2 <= len(words) <= most or before < len(words) or is_technical(text, start, end):
            return None
        small = traits.capitals and match["tail"][:1].islower() and match["gap"] != ""
        if traits.capitals and not small:
            return None
        if pair.references:
            places = [self._inside(pair, n, words) for n in range(len(pair.references))]
            if any(place is False for place in places):
                return None
            found = next(((r, p) for r, p in zip(pair.references, places, strict=True) if isinstance(p, tuple)), None)
            if found is None and not small:
                return None
            return self.finding(
                pair,
                (start, end),
                evidence=[found] if found else [],
                confidence=0.93 if found else 0.75,
                found=match["tail"],
                why=": the reference has it inside the sentence" if found else " behind the end of the sentence",
            )
        if not small or len(words) > self.MOST_WORDS_ALONE or text[:1].islower():
            return None
        behind = _TAIL.search(pair.source.text) if pair.source else None
        if behind and len(behind["tail"]) < self.SHORT_TAIL:
            return None
        why = " behind the end of the sentence"
        return self.finding(pair, (start, end), confidence=0.7, found=match["tail"], why=why)

    @staticmethod
    def _inside(pair: Pair, reference: int, words: list[Token]) -> tuple[int, int] | bool | None:
        """Where a reference has the words of a leftover inside its sentence.

        The place if so, False if it has them at its end too, None if it does not have them.
        """
        row = pair.references[reference]
        tokens = row.words
        keys = [token.key for token in tokens]
        wanted = {token.key for token in words}
        size = len(words)
        best, where = 0.0, 0
        for at in range(max(1, len(keys) - size + 1)):
            share = len(wanted & set(keys[at : at + size])) / len(wanted)
            if share > best:
                best, where = share, at
        if best < 0.5:
            return None
        end = min(where + size, len(keys))
        if len(keys) - end < max(2, size // 2):
            return False
        following = set(keys[end:])
        start = words[0].start
        carried = sum(token.key in following for token in pair.hypothesis.words if token.start < start)
        if carried < 2:
            return None
        return tokens[where].start, tokens[end - 1].end

    def _moved(self, pair: Pair) -> Iterator[Finding]:
        """Findings at phrases whose removal joins what a reference has joined, and which fill a hole elsewhere."""
        for reference, edits in zip(pair.references, pair.aligned, strict=True):
            for edit in edits:
                if edit.kind is not EditKind.MOVE or edit.hyp_to - edit.hyp_from > 8:
                    continue
                if self._tears(pair, reference, edit.hyp_from, edit.hyp_to, edit.ref_from, edit.ref_to):
                    tokens = pair.hypothesis.tokens
                    start, end = tokens[edit.hyp_from].start, tokens[edit.hyp_to - 1].end
                    place = reference.tokens[edit.ref_from].start, reference.tokens[edit.ref_to - 1].end
                    yield self.finding(
                        pair,
                        (start, end),
                        evidence=[(reference, place)],
                        confidence=0.85,
                        found=pair.hypothesis.text[start:end],
                        why=": the reference has it elsewhere, and what it parts side by side",
                    )

    @staticmethod
    def _tears(pair: Pair, reference: Row, h1: int, h2: int, r1: int, r2: int) -> bool:
        """Whether a moved group stands between words that the reference has side by side, and left a hole."""
        hyp = [token.key for token in pair.hypothesis.tokens]
        ref = [token.key for token in reference.tokens]
        if not 0 < h1 < h2 < len(hyp) or not 0 < r1 < r2 < len(ref):
            return False
        around, hole = (hyp[h1 - 1], hyp[h2]), (ref[r1 - 1], ref[r2])
        return around in set(itertools.pairwise(ref)) and hole in set(itertools.pairwise(hyp))
