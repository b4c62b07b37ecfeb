"""C105: a "not" of the source and the reference that the translation lacks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from operator import attrgetter

import regex

from hexapla.languages.lexicons import lexicon_of
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.edits import Edit, EditKind
from hexapla.text.endings import ends_sentence
from hexapla.text.negation import TAG, Places, has_negations, negations, sentences, softened, softeners, unfinished
from hexapla.text.places import around, mapped
from hexapla.text.tokens import Token, tokenize

_NOT = regex.compile(r"n['’ʼ]t$")
"""A negation that is written as one with the verb before it; what stands before is the verb."""

_start = attrgetter("start")
_end = attrgetter("end")


class LostNegation(Rule):
    """The reference and the source negate what the translation asserts.

    Why it matters: the sentence says the opposite and gives no sign of it.
    Example (en): "The treaty does apply here." against "The treaty does not apply here."
    Limits: opposites ("fail", "without", "un-") count as negations, so a loss beside one of them is not seen; without a
    reference the place is an estimate.
    """

    code = "C105"
    category = Category.MISTRANSLATION
    severity = Severity.CRITICAL
    message = "{where} negates this with {lost!r}; the translation does not"

    NEIGHBOURS = 1
    """Words each side that are marked where a negation is missing; characters by twos in scripts without spaces."""

    NEAR = 4
    """Tokens each side in which a negation of the translation's own stands for the missing one."""

    WORD = 2
    """Characters that make a word in a script without spaces."""

    CLOSE = 4
    """Tokens of a changed stretch that proves a loss without a source, which one text alone may word otherwise."""

    LONG = 6
    """Tokens of a stretch that are marked at most."""

    TRIED = 20
    """Places of a word, those most alike in the row, at which it is looked for without its negation."""

    SURE = 0.8
    """Confidence below which a finding is a minor one: something to look at, which stops no gate."""

    WELL_ALIGNED = 0.25
    """Confidence of the row's alignment that the less sure findings need."""

    ESTIMATE = 26
    """Characters each side of an estimated place that are marked."""

    def unavailable(self, lang: str) -> str | None:
        """Needs the words that negate."""
        return super().unavailable(lang) or (None if has_negations(lang) else f"negations of {lang} are not listed")

    def check(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a row."""
        if not pair.hypothesis.text.strip():
            return
        references = [self._places(row) for row in pair.references if row.text.strip()]
        source = self._places(pair.source) if pair.source and pair.source.text.strip() else None
        if references and self.data.traits(pair.lang).spaces and (only := self._only(pair)):
            yield self._lost(pair, *only, 0.85)
            return
        if source is not None and not source and has_negations(pair.source.lang if pair.source else ""):
            if pair.source and references and all(references) and self._softened(pair.source):
                yield from self._unsaid(pair, references[0])
            return
        if references and not all(references):
            return
        if not references and not source:
            return
        own = self._places(pair.hypothesis)
        if source and pair.source and not own:  # quoted in the source's language
            own = tuple(self._quoted(pair, pair.source.lang))
        known = source or (references[0] if references else ())
        stump = self._stump(pair) if len(own) < len(known) else None
        halved = unfinished(pair.hypothesis.text, pair.lang)
        if stump:
            row = pair.source if source and pair.source else pair.references[0]
            yield self._lost(pair, (stump.start, stump.end), row, known[0], 0.85)
        elif halved:
            row = pair.source if source and pair.source else pair.references[0]
            yield self._lost(pair, halved[0], row, known[0], 0.85)
        elif references and (bared := self._bared(pair, own, len(own) < min(map(len, references)))):
            yield self._lost(pair, *bared, 0.85)
        elif (
            references and not self.data.traits(pair.lang).spaces and (said := list(self._unsaid(pair, references[0])))
        ):
            yield from said
        elif references and pair.confidence >= self.WELL_ALIGNED:
            fewest = min(map(len, references))
            found = list(self._beside_reference(pair, own, fewest, len(source) if source else None))
            yield from found or (self._beside_source(pair, pair.source, own, source) if pair.source and source else ())
        elif not references and pair.source and source:
            yield from self._beside_source(pair, pair.source, own, source)

    def _quoted(self, pair: Pair, lang: str) -> Iterator[tuple[int, int]]:
        """The negations of another language in the translation that are no words of its own."""
        text, words = pair.hypothesis.text, self.data.words
        for start, end in negations(text, lang, words):
            word = text[start:end].casefold()
            if words.frequency(word, lang) > words.frequency(word, pair.lang):
                yield start, end

    def _beside_source(self, pair: Pair, row: Row, own: Places, source: Places) -> Iterator[Finding]:
        """The first negation of the source in whose sentence, or whole row, the translation has nothing of the sort."""
        text, weaker = pair.hypothesis.text, lexicon_of(row.lang).weaker_negations
        theirs, mine = sentences(row.text), sentences(text)
        if len(theirs) != len(mine) or (len(mine) > 1 and not own):
            theirs, mine = [(0, len(row.text))], [(0, len(text))]
        for (start, end), (first, last) in zip(theirs, mine, strict=True):
            strong = [p for p in source if start <= p[0] < end and row.text[p[0] : p[1]].casefold() not in weaker]
            if not strong or any(first <= place[0] < last for place in own) or TAG.match(row.text, strong[0][1]):
                continue
            said = softened(text[first:last], pair.lang, self.data.words)
            if said > self._beside_negations(row, source, start, end):
                continue
            place = mapped(row.text[start:end], strong[0][0] - start, text[first:last]) + first
            at = around(text, place, self.ESTIMATE)
            yield self._lost(pair, at, row, strong[0], 0.6)
            return

    def _beside_negations(self, row: Row, places: Places, start: int, end: int) -> int:
        """How many words of a stretch can carry the sense of a negation, besides its negations; none where words are not set apart."""
        if not self.data.traits(row.lang).spaces:
            return 0
        negated = " ".join(row.text[slice(*place)].casefold() for place in places)
        return sum(word not in negated for word in softeners(row.text[start:end], row.lang, self.data.words))

    def _only(self, pair: Pair) -> tuple[tuple[int, int], Row, tuple[int, int]] | None:
        """An "only" where all references have "not only", with what stands behind it.

        Returns:
            The word to mark, the first reference, and its phrase.
        """
        rows = [row for row in pair.references if row.text.strip()]
        phrases = _phrases(pair.lang)
        texts = [[token.key for token in row.tokens] for row in (pair.hypothesis, *rows)]
        found = [{two for two in pairwise(keys) if two in phrases} for keys in texts]
        if found[0] or not all(found[1:]):
            return None
        own, theirs = texts[0], texts[1]
        for at, phrase in enumerate(pairwise(theirs)):
            following = theirs[at + 1 : at + 3]
            if phrase not in found[1] or len(following) < len(phrase):
                continue
            for i in range(len(own) - 1):
                if own[i : i + 2] == following:
                    token, first, last = pair.hypothesis.tokens[i], rows[0].tokens[at], rows[0].tokens[at + 1]
                    return (token.start, token.end), rows[0], (first.start, last.end)
        return None

    def _stump(self, pair: Pair) -> Token | None:
        """A word that is none but for a lost negation, with a word after it."""
        stumps, tokens = lexicon_of(pair.lang).stumps, pair.hypothesis.tokens
        left = (t for t, after in pairwise(tokens) if t.text in stumps and after.is_word and after.start > t.end)
        return next(left, None)

    def _bared(self, pair: Pair, own: Places, fewer: bool) -> tuple[tuple[int, int], Row, tuple[int, int]] | None:
        """A word that the first reference negates and that stands here, in the same company, without its negation.

        Where there are as many negations as in the references, its sentence must have fewer than theirs.

        Returns:
            The words to mark, the reference, and the place of its negation.
        """
        reference = next(row for row in pair.references if row.text.strip())
        theirs, mine = reference.tokens, pair.hypothesis.tokens
        stands: dict[str, list[int]] = defaultdict(list)
        for i, token in enumerate(mine):
            stands[token.key].append(i)
        known = {token.key for token in theirs}
        parts = [] if fewer else self._parts(pair, reference)
        if not fewer and not parts:
            return None
        for place in self._places(reference):
            first = bisect_right(theirs, place[0], key=_end)
            last = bisect_left(theirs, place[1], key=_start)
            bare = self._without_negation(reference, place)
            keys = [bare] if bare else [token.key for token in theirs[last : last + 1] if token.is_word]
            if not keys or (not bare and not self.data.traits(pair.lang).spaces):
                continue
            before = theirs[first - 1].key if first else ""
            helper = _NOT.sub("", reference.text[place[0] : place[1]].casefold())
            after = theirs[last + (0 if bare else 1)].key if last + (0 if bare else 1) < len(theirs) else ""
            if bare and keys[0] in known:
                continue
            for i in _nearest(stands[keys[0]], first * len(mine) // max(1, len(theirs)), self.TRIED):
                token = mine[i]
                company = (
                    (mine[i - 1].key if i else "") == before,
                    (mine[i + 1 : i + 2] or theirs[:0]) and mine[i + 1].key == after,
                )
                enough = any(company) if bare else company[0] or (i > 0 and mine[i - 1].key == helper)
                near = self._at(pair, max(0, i - 1), min(len(mine), i + 2)) if not bare else (token.start, token.end)
                at = bisect_left(own, (near[0], 0))
                if enough and not (at < len(own) and own[at][0] < near[1]):
                    if not fewer and not self._fewer(pair, own, reference, parts, place, near)[0]:
                        continue
                    around = self._at(pair, max(0, i - self.NEAR), min(len(mine), i + 1 + self.NEAR))
                    if self._said_softly(pair, around, reference):
                        continue
                    first = i if i and mine[i - 1].is_word else i + 1
                    return (self._at(pair, first, i)[0], token.end), reference, place
        return None

    def _unsaid(self, pair: Pair, places: Places) -> Iterator[Finding]:
        """What the first reference negates and the translation has without a negation, in scripts without spaces."""
        if self.data.traits(pair.lang).spaces or lexicon_of(pair.lang).negates_behind:
            return
        reference = next(row for row in pair.references if row.text.strip())
        text, forms = pair.hypothesis.text, lexicon_of(pair.lang).negations.exact
        for start, end in places:
            behind = end if end - start <= self.WORD else start + 1  # a listed word with its negation in it
            word = reference.text[behind : behind + self.WORD]
            if len(word) < self.WORD or not word.isalpha() or reference.text.count(word) > 1:
                continue
            at = text.find(word)
            if at < 0 or text.count(word) > 1 or any(form in text[max(0, at - self.WORD) : at] for form in forms):
                continue
            if any(form in word for form in forms):
                continue
            yield self._lost(pair, self._around(pair, at, at), reference, (start, end), 0.8)
            return

    def _around(self, pair: Pair, start: int, end: int) -> tuple[int, int]:
        """A place of the hypothesis with its neighbours."""
        tokens = pair.hypothesis.tokens
        first = bisect_right(tokens, start, key=_end)
        last = bisect_left(tokens, end, key=_start)
        return self._at(pair, first, last)

    def _without_negation(self, row: Row, place: tuple[int, int]) -> str:
        """What a negated word is without its negating beginning; empty if it has none."""
        key = row.text[place[0] : place[1]].casefold()
        beginnings = lexicon_of(row.lang).negating_beginnings
        rest = next((key[len(b) :] for b in beginnings if key.startswith(b)), "")
        return rest if len(rest) > 1 else ""

    def _softened(self, row: Row) -> int:
        return softened(row.text, row.lang, self.data.words)

    def _places(self, row: Row) -> Places:
        return negations(row.text, row.lang, self.data.words)

    def _beside_reference(
        self, pair: Pair, own: Places, in_references: int, in_source: int | None
    ) -> Iterator[Finding]:
        """A negation of the first reference at whose place the translation, poorer in them than all others, has none."""
        reference = next(row for row in pair.references if row.text.strip())
        expected = in_references if in_source is None else min(in_references, in_source)
        parts = self._parts(pair, reference)
        if len(own) >= in_references and not parts:
            return
        edits = pair.aligned[pair.references.index(reference)]
        changed = [e for e in edits if e.kind in (EditKind.DELETE, EditKind.REPLACE) and e.ref_from < e.ref_to]
        stops, starts = [edit.ref_to for edit in changed], [token.start for token in reference.tokens]
        spare = [place for place in own if not self._is_kept(pair, place, edits)]
        found: list[tuple[float, tuple[int, int], tuple[int, int]]] = []
        for place in self._places(reference):
            begin, stop = (bisect_left(starts, offset) for offset in place)  # the tokens of the negation
            for edit in changed[bisect_right(stops, begin) :]:
                if edit.ref_from >= stop:
                    break
                bare = edit.kind is EditKind.DELETE and begin <= edit.ref_from and edit.ref_to <= stop
                first, last = self._stretch(pair, edit, place, reference)
                at = self._at(pair, first, last)
                wide = self._at(pair, max(0, first - self.NEAR), min(len(pair.hypothesis.tokens), last + self.NEAR))
                if self._said_softly(pair, wide, reference):
                    continue
                close = max(edit.hyp_to - edit.hyp_from, edit.ref_to - edit.ref_from) <= self.CLOSE
                few, least = len(own) < in_references, len(own) < expected
                if parts:
                    few, least = self._fewer(pair, own, reference, parts, place, at)
                enough = (bare and few) or ((in_source is not None or close) and least)
                if enough and not any(wide[0] <= start < wide[1] for start, _ in (spare if close else own)):
                    found.append((0.85 if bare else 0.65, at, place))
        if ends_sentence(reference.text) and not ends_sentence(pair.hypothesis.text):
            last = next((e.ref_from for e in reversed(edits) if e.kind is EditKind.EQUAL), len(reference.tokens))
            cut = reference.tokens[last].start if last < len(reference.tokens) else len(reference.text)
            found = [x for x in found if x[2][0] < cut]  # what stands behind is cut off, not turned round
        if not found:
            return
        weaker, text = lexicon_of(reference.lang).weaker_negations, reference.text
        confidence, at, place = max(found, key=lambda x: (x[0], text[slice(*x[2])].casefold() not in weaker))
        turned = self._softened(pair.hypothesis) > self._softened(reference)
        if confidence > 0.8 or not turned or own:
            yield self._lost(pair, at, reference, place, confidence if not own else confidence - 0.1)

    def _is_kept(self, pair: Pair, place: tuple[int, int], edits: tuple[Edit, ...]) -> bool:
        """Whether a negation of the translation is one of the reference's, and so stands for no other."""
        if pair.hypothesis.text[slice(*place)].casefold() in lexicon_of(pair.lang).negation_halves[0]:
            return False  # one that goes with another, or says it alone
        at = bisect_left(pair.hypothesis.tokens, place[0], key=_start)
        return any(edit.kind is EditKind.EQUAL and edit.hyp_from <= at < edit.hyp_to for edit in edits)

    def _parts(self, pair: Pair, reference: Row) -> list[tuple[tuple[int, int], ...]]:
        """The sentences of the translation beside those of the reference and the source, where all have as many."""
        rows = (pair.hypothesis, reference, *((pair.source,) if pair.source and pair.source.text.strip() else ()))
        cut = [sentences(row.text) for row in rows]
        return list(zip(*cut, strict=True)) if len(cut[0]) > 1 and len({len(one) for one in cut}) == 1 else []

    def _fewer(
        self,
        pair: Pair,
        own: Places,
        reference: Row,
        parts: list[tuple[tuple[int, int], ...]],
        place: tuple[int, int],
        at: tuple[int, int],
    ) -> tuple[bool, bool]:
        """Whether the sentence of a place has fewer negations than the reference's, and than the reference's and the source's."""
        part = next((part for part in parts if part[1][0] <= place[0] < part[1][1]), None)
        if part is None or not part[0][0] <= at[0] < part[0][1]:
            return False, False
        places = [own, self._places(reference), *((self._places(pair.source),) if pair.source else ())]
        counts = [sum(a <= p[0] < b for p in found) for found, (a, b) in zip(places, part, strict=False)]
        return counts[0] < counts[1], counts[0] < min(counts[1:])

    def _said_softly(self, pair: Pair, at: tuple[int, int], reference: Row) -> bool:
        """Whether a stretch has a word that can carry the negation's sense and that the reference does not have."""
        words = self.data.words
        mine = softeners(pair.hypothesis.text[slice(*at)], pair.lang, words)
        return bool(mine) and not set(mine) <= set(softeners(reference.text, reference.lang, words))

    def _stretch(self, pair: Pair, edit: Edit, place: tuple[int, int], reference: Row) -> tuple[int, int]:
        """The tokens of the hypothesis at a place of the reference; of a long stretch those at the same share of it."""
        length = edit.hyp_to - edit.hyp_from
        if length <= self.LONG:
            return edit.hyp_from, edit.hyp_to
        before = sum(t.start < place[0] for t in reference.tokens[edit.ref_from : edit.ref_to])
        middle = edit.hyp_from + round(before / max(1, edit.ref_to - edit.ref_from) * length)
        return max(edit.hyp_from, middle - self.LONG // 2), min(edit.hyp_to, middle + self.LONG // 2)

    def _at(self, pair: Pair, first: int, last: int) -> tuple[int, int]:
        """The tokens of a stretch of the hypothesis with a neighbour each side."""
        tokens: tuple[Token, ...] = pair.hypothesis.tokens
        if not tokens:
            return 0, 0
        reach = self.NEIGHBOURS * (1 if self.data.traits(pair.lang).spaces else 2)
        before, after = max(0, first - reach), min(len(tokens), last + reach)
        return tokens[before].start, tokens[after - 1].end

    def _lost(self, pair: Pair, at: tuple[int, int], row: Row, place: tuple[int, int], confidence: float) -> Finding:
        return self.finding(
            pair,
            at,
            evidence=[(row, place)],
            confidence=confidence,
            severity=None if confidence >= self.SURE else Severity.MINOR,
            where="the source" if row is pair.source else "the reference",
            lost=row.text[place[0] : place[1]],
        )


def _nearest(places: list[int], to: int, most: int) -> list[int]:
    """The places nearest to one, at most so many, in order."""
    if len(places) <= most:
        return places
    first = min(max(0, bisect_left(places, to) - most // 2), len(places) - most)
    return places[first : first + most]


@cache
def _phrases(lang: str) -> frozenset[tuple[str, str]]:
    """Set phrases of a negation and one more word ("not only"), as keys of their tokens."""
    lexicon = lexicon_of(lang)
    made = (tuple(token.key for token in tokenize(phrase)) for phrase in lexicon.not_negated.exact)
    return frozenset(
        (keys[0], keys[1])
        for keys in made
        if len(keys) == 2 and keys[0] in lexicon.negations and keys[1] in lexicon.only
    )
