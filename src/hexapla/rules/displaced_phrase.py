"""W104: a phrase that stands where it does not belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import regex

from hexapla.languages import Traits
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.rules._networks import chances
from hexapla.text.breaks import count_ends
from hexapla.text.institutions import same_stem
from hexapla.text.joints import joints_of
from hexapla.text.moves import Move, moves
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_ENDS = frozenset(".!?…।")
_TAIL = regex.compile(
    r"(?P<ender>[.!?…。！？।؟۔]+[\"”’»)\]」』]*)(?P<gap>\s*)(?P<tail>[^.!?…。！？।؟۔]{2,60})(?P<last>[.!?。！？।؟۔])\s*$"
)


class DisplacedPhrase(Rule):
    """A phrase torn out of its sentence and left standing elsewhere, often behind its end.

    Why it matters: the sentence has a hole, and what stands at its end makes no sense.
    Example (en): "there are reports of outages. and material damage." for "outages and material damage."
    Limits: word order differs freely between good translations. A phrase moved within its sentence is reported only beside a
    reference that has all around it in the other order, in languages written with spaces, and seldom: one in six. Without a
    reference a leftover in a script without capitals is known by words that begin or end no sentence, few in Hebrew.
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

    FULL = 5
    """Words before a leftover in a script without capitals when there is no reference."""

    GOES_ON: ClassVar[tuple[float, ...]] = (1.6, -1.3, 0.0, 1.4, -0.75)
    """What speaks for words that carry on the sentence before the full stop, by what `_fit` gives, in a sum of 1 or more."""

    TORN: ClassVar[tuple[float, ...]] = (0.0, 0.67, -0.67, -1.0, 0.33)
    """What speaks for words that are no sentence, where no capital tells, in a sum of 1 or more."""

    ORDINAL = 3
    """Characters of a number whose full stop may make it an ordinal one; longer ones are years and amounts."""

    LIKELY = 0.75
    """How likely words must have been moved within the row to be reported, by what was learnt where half of the rows had some."""

    TRUST = 0.8
    """Confidence for each unit of that: far fewer rows have some."""

    FEWEST_MOVED = 2
    """Words of what was moved within a row."""

    LATE = 0.8
    """Share of a reference behind which its words are its end."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """The finding at a leftover behind the end of the last sentence."""
        found = self._leftover(pair) or self._moved(pair)
        if found:
            yield found

    def candidates(self, pair: Pair, reference: int) -> list[Move]:
        """The runs of words that a reference, by its number, has elsewhere; none in a script without spaces."""
        traits = self.data.traits(pair.lang)
        if not traits.spaces:
            return []
        listed = self.data.words.frequencies(pair.lang)
        return moves(
            pair.hypothesis.tokens,
            pair.references[reference].tokens,
            lambda key: listed.get(key, 0.0),
            traits.never_final,
            joints_of(pair.lang),
            shortest=self.FEWEST_MOVED,
            longest=self.MOST_WORDS,
        )

    def _moved(self, pair: Pair) -> Finding | None:
        """A finding at the run of words that was most likely moved, if every reference has it elsewhere."""
        if not pair.references:
            return None
        tokens = pair.hypothesis.tokens
        options = self.candidates(pair, 0)
        likely = chances("moves", [option.features for option in options])
        chance, move = max(zip(likely, options, strict=True), key=lambda x: x[0], default=(0.0, None))
        if (
            move is None
            or chance < self.LIKELY
            or any(self._kept(pair, n, move) for n in range(1, len(pair.references)))
        ):
            return None
        start, end = tokens[move.own[0]].start, tokens[move.own[1] - 1].end
        words = sum(token.kind is not TokenKind.MARK for token in tokens[slice(*move.own)])
        if words < self.FEWEST_MOVED or is_technical(pair.hypothesis.text, start, end):
            return None
        reference = pair.references[0]
        place = reference.tokens[move.theirs[0]].start, reference.tokens[move.theirs[1] - 1].end
        before, after = tokens[: move.hole][-1:], tokens[move.hole :][:1]
        where = f"after {before[0].text!r}" if before else f"before {after[0].text!r}"
        return self.finding(
            pair,
            (start, end),
            evidence=[(reference, place)],
            confidence=self.TRUST * chance,
            found=pair.hypothesis.text[start:end],
            why=f": the reference has it {where}",
        )

    def _kept(self, pair: Pair, reference: int, move: Move) -> bool:
        """Whether a further reference does not have the words of a move elsewhere."""
        options = self.candidates(pair, reference)
        near = [o for o in options if o.own[0] < move.own[1] and o.own[1] > move.own[0]]
        return max(chances("moves", [option.features for option in near]), default=0.0) < self.LIKELY / 2

    def _leftover(self, pair: Pair) -> Finding | None:
        """A finding at a fragment behind the end of the last sentence."""
        text = pair.hypothesis.text
        if not text or text.rstrip()[-1:] not in ".!?。！？।؟۔":
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
        if not 2 <= len(words) <= most or before < len(words) // 2 or is_technical(text, start, end):
            return None
        small = traits.capitals and match["tail"][:1].islower() and match["gap"] != ""
        if traits.capitals and not small and (not pair.references or not match["gap"]):
            return None
        fit = self._fit(pair, start, words)
        scrap = (
            not traits.capitals
            and match["gap"] != ""
            and (self._scrap(match, words, traits) or _sum(fit, self.TORN) > 1)
        )
        if traits.spaces and match["ender"][0] != match["last"]:
            return None  # what is torn out of a sentence is set down behind its mark, and gets the same one
        if small and (self._may_go_on(match, text, traits) or (not pair.references and text[:1].islower())):
            return None
        goes_on = match["ender"] in {".", "।"} and _sum(fit, self.GOES_ON) > 1
        if pair.references:
            return self._beside(pair, (start, end), words, small, goes_on)
        alone = small or (scrap and before >= self.FULL)
        if not alone or len(words) > self.MOST_WORDS_ALONE or goes_on:
            return None
        behind = _TAIL.search(pair.source.text) if pair.source else None
        if behind and len(behind["tail"]) < self.SHORT_TAIL:
            return None
        why = " behind the end of the sentence"
        return self.finding(pair, (start, end), confidence=0.7, found=match["tail"], why=why)

    def _scrap(self, match: regex.Match[str], words: list[Token], traits: Traits) -> bool:
        """Whether a tail in a script without capitals is no sentence, while the text before it ends as one does."""
        before = match.string[: match.start()].split()
        if not before or before[-1].casefold() in traits.never_final or not traits.may_end(before[-1].casefold()):
            return False
        if traits.sentence_final:
            return not traits.may_end(words[-1].key)
        return words[-1].key in traits.never_final or words[0].key in traits.never_initial

    def _fit(self, pair: Pair, start: int, words: list[Token]) -> tuple[float, float, float, float, float]:
        """How a leftover's words fit where they are: what `GOES_ON` and `TORN` weigh; zeros for a language not learnt.

        How well the first follows the last word before the full stop, how well that one ends a sentence, how well the first
        begins one, how well their own last one ends one, how well they fit into the sentence before.
        """
        joints = joints_of(pair.lang)
        before = [token for token in pair.hypothesis.tokens if token.start < start]
        last = next((token for token in reversed(before) if token.kind is not TokenKind.MARK), None)
        if not joints or not last:
            return 0.0, 0.0, 0.0, 0.0, 0.0
        return (
            joints.between(last, words[0]),
            joints.ends(last),
            joints.begins(words[0]),
            joints.ends(words[-1]),
            joints.room(_last_sentence(before), words[0], words[-1]),
        )

    def _may_go_on(self, match: regex.Match[str], text: str, traits: Traits) -> bool:
        """Whether a small letter may follow by right: after a pause, a quoted cry, an ordinal number or an abbreviation."""
        ender = match["ender"]
        if ender.startswith(("…", "..")) or (len(ender) > 1 and ender[0] != "."):
            return True
        before = text[: match.start()].split()
        if before and before[-1].casefold() in traits.never_final:
            return True
        last = before[-1].strip('("“„«').casefold() if before else ""
        ordinal = last[-1:].isdigit() and len(last) <= self.ORDINAL
        return ordinal or last in traits.abbreviations or len(last) == 1

    def _beside(
        self, pair: Pair, at: tuple[int, int], words: list[Token], small: bool, goes_on: bool
    ) -> Finding | None:
        """The finding where the references do not have a leftover at their end."""
        found: tuple[Row, tuple[int, int]] | None = None
        votes = 0
        capital = self.data.traits(pair.lang).capitals and not small
        start = words[0].start
        head = [token.key for token in pair.hypothesis.words if token.start < start][-2:]
        for n, reference in enumerate(pair.references):
            place = self._inside(pair, n, words, small)
            if place is False:
                return None
            if isinstance(place, tuple):
                found = found or (reference, place)
            closing = {token.key for token in reference.words[-3:]}
            votes += bool(closing.intersection(head)) - (words[-1].key in closing)
            order = self._order(pair, reference, words)
            if order > 0 and place is None:
                return None
            if capital and (order >= 0 or place is None):
                return None  # with a capital it may be a sentence, but not if the reference has it ahead of the rest
            votes -= order
        one_more = all(count_ends(row.text) == count_ends(pair.hypothesis.text) - 1 for row in pair.beside)
        if capital and not one_more:
            return None
        if votes < 0 or (found is None and not small and not (one_more and votes > 0)):
            return None
        if found is None and votes == 0 and (goes_on or len(words) > self.MOST_WORDS_ALONE):
            return None
        why = ": the reference has it inside the sentence" if found else " behind the end of the sentence"
        return self.finding(
            pair,
            at,
            evidence=[found] if found else [],
            confidence=0.75 + 0.1 * (found is not None) + 0.1 * (votes > 0),
            found=pair.hypothesis.text[slice(*at)],
            why=why,
        )

    def _order(self, pair: Pair, reference: Row, words: list[Token]) -> int:
        """1 where a reference has the words of a leftover behind the words before it, -1 where it has them ahead of them.

        0 where it has too little of either to say.
        """
        if not self.data.traits(pair.lang).spaces:
            return 0
        ahead = [token for token in pair.hypothesis.words if token.start < words[0].start][-3:]
        theirs = [token.key for token in reference.words]
        left, right = (_last_place(some, theirs) for some in (ahead, words))
        if left is None and right is None:
            return 0
        if right is None:
            return -1 if left is not None and left > self.LATE else 0
        return 1 if right > (self.LATE if left is None else left) else -1

    @staticmethod
    def _inside(pair: Pair, reference: int, words: list[Token], small: bool) -> tuple[int, int] | bool | None:
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
        if len(keys) - end < (1 if small else max(2, size // 2)):
            return False
        following = set(keys[end:])
        start = words[0].start
        carried = sum(token.key in following for token in pair.hypothesis.words if token.start < start)
        if carried < 2:
            return None
        return tokens[where].start, tokens[end - 1].end


def _sum(values: Sequence[float], weights: Sequence[float]) -> float:
    """A weighted sum."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def _last_sentence(tokens: list[Token]) -> list[Token]:
    """The tokens of the last sentence, without the mark that ends it."""
    while tokens and tokens[-1].kind is TokenKind.MARK:
        tokens = tokens[:-1]
    ends = [n for n, token in enumerate(tokens) if token.text in _ENDS]
    return tokens[ends[-1] + 1 :] if ends else tokens


def _last_place(words: list[Token], theirs: list[str]) -> float | None:
    """Where, as a share of a reference, the last form of any of some words stands in it; None if there is none."""
    found = [
        at
        for word in words
        if len(word.key) > 2
        for at, other in enumerate(theirs)
        if word.key == other or (len(word.key) > 3 and same_stem(word.key, other))
    ]
    return max(found) / max(1, len(theirs) - 1) if found else None
