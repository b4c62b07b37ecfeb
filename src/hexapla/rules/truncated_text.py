"""C104: the translation breaks off before its end."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Document, Pair, Row
from hexapla.rules import Rule
from hexapla.text.breaks import count_ends
from hexapla.text.edits import EditKind
from hexapla.text.endings import ends_sentence
from hexapla.text.names import names, same_name, tells_names
from hexapla.text.number_words import spoken
from hexapla.text.numbers import Value, numbers
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_COMMAS = (",", "、", "，", "،")
_STOP = regex.compile(r"[.!?…。！？؟।۔]")
_CLOSED = regex.compile(r"[\p{Pe}\p{Pf}\"”’»]\Z")
_OPENING = frozenset("«“„\"'‘‹»”—–-(¿¡")
_ENDS = regex.compile(r"(?<=[.!?…。！？؟।]['\"”’»)」』]?)\s*(?=[^\s.!?…。！？؟।'\"”’»)」』])")


class TruncatedText(Rule):
    """The translation stops in the middle of the sentence.

    Why it matters: what the sentence was going to say is lost, and the reader cannot tell what it was.
    Example (en): "The council decided that the" against "The council decided that the bridge be closed."
    Limits: a heading without a full stop is judged by its length and its last words alone; without a reference or a
    source only a row that stops after a word with which sentences do not end, such as an article, is seen.
    """

    code = "C104"
    category = Category.OMISSION
    severity = Severity.MAJOR
    message = "the translation stops at {found!r}; {where} {lost}"

    ENOUGH = 1.2
    """Weight of evidence that a finding needs beside a reference, and `ENOUGH_ALONE` beside a source alone."""

    ENOUGH_ALONE = 1.4

    SHORT = 0.82
    """Share of the length to be expected under which a translation is short, and `VERY_SHORT` under which very."""

    VERY_SHORT = 0.62

    TAIL = 2
    """Words of a reference after the last agreement that count as missing."""

    LATE = 0.6
    """Share of the source after which its names and numbers say whether the end was translated."""

    OFTEN = 0.7
    """Share of a document's rows that shows a translation to keep the marks at the ends."""

    SLACK = 2
    """Characters by which even a whole sentence may be shorter than expected."""

    SENTENCES = 2
    """Sentences that show how a row ends its sentences."""

    SHORTEST = 2
    """Words of a row's other texts, up to which nothing can have broken off."""

    FRAGMENT = 1.7
    """Weight of a last word that is but the beginning of one that the reference has near its end."""

    LATE_WORDS = 0.5
    """Share of a reference's words after which such a word is looked for."""

    REST = 2
    """Letters that a fragment lacks, at least."""

    EVERYDAY = 4.4
    """Zipf frequency from which a word is no fragment of another."""

    NEAR = 4
    """Tokens before a reference's full stop among which the last word that was kept is looked for."""

    CAREFUL = 8
    """Rows that show a translation to end its sentences with marks."""

    WHOLE = 5
    """Words of a row that is judged without a reference or a source."""

    FUNCTION_WORD = 6.3
    """Zipf frequency of words that seldom end a sentence in languages written with spaces."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._document: Document | None = None
        self._ratio = self._closed = 0.0
        self._marked = self._filled = 0

    def check(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding at the last word, and one at each sentence inside the row that breaks off."""
        yield from self._inside(pair)
        words = [t for t in pair.hypothesis.tokens if t.kind is not TokenKind.MARK]
        others = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        if not others:
            yield from self._alone(pair, words)
        if not words or not others or max(len(row.words) for row in others) <= self.SHORTEST:
            return  # a title or a cry has no end to lose
        if ends_sentence(pair.hypothesis.text):
            return
        if all(_CLOSED.search(row.text.rstrip()) for row in (pair.hypothesis, *others)):
            return  # the quotation or parenthesis with which all end is complete
        closed = sum(ends_sentence(row.text) for row in others)
        tail = min((self._tail(pair, i) for i, row in enumerate(pair.references) if row.text.strip()), default=None)
        weight = 1.0 * (closed == len(others)) + self._by_length(pair) + self._by_last_word(pair, words[-1])
        if tail is not None:
            weight += 1.0 if tail >= self.TAIL else -1.0 if tail == 0 else 0.0
            weight += 0.5 * (tail >= 2 * self.TAIL)
        if closed and tail is None:
            weight += self._by_sentences(pair)
        weight += self._by_end_of_source(pair)
        if closed == len(others):
            weight += self.FRAGMENT * self._is_fragment(pair, words[-1]) + self._careful(pair.document)
        if weight < (self.ENOUGH_ALONE if tail is None else self.ENOUGH):
            return
        row = others[0]
        at = max(0, len(row.text) - 60) if tail is None else _words_from_end(row, tail)
        lost = row.text[at:].strip()
        last = words[-1]
        yield self.finding(
            pair,
            (last.start, last.end),
            evidence=[(row, (at, len(row.text)))],
            confidence=min(0.95, 0.4 + 0.2 * weight),
            found=last.text,
            where="the reference" if pair.references else "the source",
            lost=f"goes on with {lost!r}",
        )

    def _alone(self, pair: Pair, words: list[Token]) -> Iterator[Finding]:
        """A finding at a last word with which sentences do not end, where nothing is given beside the translation."""
        text = pair.hypothesis.text.rstrip()
        if len(words) < self.WHOLE or ends_sentence(text):
            return
        traits = self.data.traits(pair.lang)
        if traits.spaces:
            last = text[words[-1].start :]
            found = last if last == last.casefold() and last in (*traits.never_final, *traits.seldom_final) else ""
        else:
            endings = (*traits.never_final, *traits.seldom_final)
            found = max((ending for ending in endings if text.endswith(ending)), key=len, default="")
        if not found or is_technical(text, len(text) - 1, len(text)) or self._broken_up(pair, traits.capitals):
            return
        keeps_marks = self._filled >= self.SENTENCES and self._marked >= self.OFTEN * (self._filled - 1)
        if not keeps_marks and found not in traits.never_final:
            return
        yield self.finding(
            pair,
            (len(text) - len(found), len(text)),
            confidence=0.8,
            found=found,
            where="sentences",
            lost="do not end so",
        )

    def _broken_up(self, pair: Pair, capitals: bool) -> bool:
        """Whether sentences run on from row to row, as in subtitles and poems, or rows are left without marks."""
        rows, at = pair.document.hypotheses, pair.index + 1
        while at < len(rows) and not rows[at].text.strip():
            at += 1
        following = rows[at].text.strip() if at < len(rows) else ""
        if capitals and following[:1].islower():
            return True
        self._look_at(pair.document)
        return 2 * self._marked < self._filled - 1

    def _inside(self, pair: Pair) -> Iterator[Finding]:
        """Findings at words after which a sentence breaks off, while the next one of the reference follows at once."""
        if not self.data.traits(pair.lang).spaces:
            return
        tokens = pair.hypothesis.tokens
        stops = count_ends(pair.hypothesis.text)
        found: set[int] = set()
        for reference, edits in zip(pair.references, pair.aligned, strict=True):
            if count_ends(reference.text) <= max(1, stops):
                continue
            place = {
                h: e.ref_from + h - e.hyp_from
                for e in edits
                if e.kind is EditKind.EQUAL
                for h in range(e.hyp_from, e.hyp_to)
            }
            for at, following in _unstopped(tokens):
                if following not in place or at in found:
                    continue
                span = self._lost(pair, reference, tokens[at], place.get(at), tokens[following], place[following])
                if span is None:
                    continue
                found.add(at)
                yield self.finding(
                    pair,
                    (tokens[at].start, tokens[at].end),
                    evidence=[(reference, span)],
                    confidence=0.85,
                    found=tokens[at].text,
                    where="the reference",
                    lost=f"goes on with {reference.text[span[0] : span[1]]!r}",
                )

    def _lost(
        self, pair: Pair, reference: Row, last: Token, place: int | None, following: Token, to: int
    ) -> tuple[int, int] | None:
        """What a reference has between a word and the one after it, if a sentence of it ends in between, else None."""
        theirs = reference.tokens
        end = next((n for n in range(to - 1, max(-1, to - 4), -1) if _STOP.fullmatch(theirs[n].text)), None)
        if end is None or sum(t.kind is not TokenKind.MARK for t in theirs[end:to]) > 1:
            return None
        if self.data.traits(pair.lang).capitals and not following.text[:1].isupper():
            return None
        begin = next((n + 1 for n in range(end - 1, -1, -1) if _STOP.fullmatch(theirs[n].text)), 0)
        if place is None and last.key in pair.reference_words:
            near = range(end - 1, max(begin, end - self.NEAR) - 1, -1)
            place = next((n for n in near if theirs[n].key == last.key), len(theirs))
        if place is None:
            whole = next((t for t in reversed(theirs[begin:end]) if self._begins(last.key, t.key)), None)
            if whole is None:
                return None
            return whole.start, theirs[end].end
        here = {token.key for token in pair.hypothesis.tokens}
        lost = [t for t in theirs[place + 1 : end] if t.kind is not TokenKind.MARK] if begin <= place < end else []
        if not lost or any(token.key in here for token in lost):
            return None
        return lost[0].start, theirs[end].end

    def _begins(self, part: str, whole: str) -> bool:
        """Whether a string is the beginning of a word that is longer by some letters."""
        return len(part) > 1 and len(whole) >= len(part) + self.REST and whole.startswith(part)

    def _is_fragment(self, pair: Pair, last: Token) -> bool:
        """Whether the last word is no word of a reference but begins one that stands near its end."""
        if last.end < len(pair.hypothesis.text.rstrip()) or last.key in pair.reference_words or not last.is_word:
            return False
        everyday = self.data.words.frequency(last.key, pair.lang) >= self.EVERYDAY
        if everyday and last.key not in self.data.traits(pair.lang).never_final:
            return False
        return any(
            self._begins(last.key, word.key)
            for row in pair.references
            for word in row.words[int(len(row.words) * self.LATE_WORDS) :]
        )

    def _careful(self, document: Document) -> float:
        """0.7 for a document of some length whose translation ends its rows, one in ten apart, with a mark."""
        self._look_at(document)
        return 0.7 if self._filled >= self.CAREFUL and self._marked >= 0.9 * self._filled else 0.0

    def _by_length(self, pair: Pair) -> float:
        """What the length says: up to 1.5 for a translation far shorter than its other texts, below 0 for a full one."""
        shares = [len(pair.hypothesis.text) / max(1, len(r.text)) for r in pair.references if r.text.strip()]
        if pair.source and pair.source.text.strip():
            expected = self._expected(pair.document)
            if expected:
                shares.append(len(pair.hypothesis.text) / max(1.0, expected * len(pair.source.text)))
        if not shares:
            return 0.0
        share = sum(shares) / len(shares)
        if share < self.VERY_SHORT:
            return 1.5
        if share < self.SHORT:
            return 1.0
        return -1.0 if share > 1.0 else 0.0

    def _expected(self, document: Document) -> float:
        """The document's ratio of lengths of translation and source; 0 without a source."""
        self._look_at(document)
        return self._ratio

    def _faithful(self, document: Document) -> bool:
        """Whether the document's translation, as a rule, ends its rows with a mark where the source does."""
        self._look_at(document)
        return self._closed >= self.OFTEN

    def _look_at(self, document: Document) -> None:
        if document is self._document:
            return
        self._document = document
        left = sum(len(row.text) for row in document.hypotheses)
        right = sum(len(row.text) for row in document.sources)
        self._ratio = left / right if right else 0.0
        filled = [ends_sentence(row.text) for row in document.hypotheses if row.text.strip()]
        self._marked, self._filled = sum(filled), len(filled)
        rows = zip(document.hypotheses, document.sources, strict=False)
        both = [
            ends_sentence(row.text)
            for row, source in rows
            if len(document.hypotheses) == len(document.sources) and ends_sentence(source.text)
        ]
        self._closed = sum(both) / len(both) if len(both) > 2 else 0.0

    def _by_last_word(self, pair: Pair, last: Token) -> float:
        """1 for a last word, or a mark after it, that cannot end a sentence."""
        rest = pair.hypothesis.text[last.end :].strip()
        if rest[:1] in _COMMAS:
            return 0.0 if any(row.text.rstrip().endswith(_COMMAS) for row in pair.beside) else 1.0
        traits = self.data.traits(pair.lang)
        if not traits.spaces or last.text != last.key:
            return 0.0
        if traits.sentence_final:
            return -0.7 if traits.may_end(last.key) else 1.0 if last.key in traits.never_final else 0.7
        return 0.7 if self.data.words.frequency(last.key, pair.lang) >= self.FUNCTION_WORD else 0.0

    def _by_sentences(self, pair: Pair) -> float:
        """What the sentences before the last say beside a source alone: whether marks are kept, and what is to be expected.

        Below 0 where there are as many sentences as in the source and the last one is as long as it should be.
        """
        kept = 0.5 * (self._faithful(pair.document) or count_ends(pair.hypothesis.text) >= self.SENTENCES)
        if pair.source is None:
            return kept
        own, theirs = (_sentences(row.text) for row in (pair.hypothesis, pair.source))
        if len(own) != len(theirs) or len(own) < self.SENTENCES:
            return kept
        whole = len(own[-1]) + self.SLACK >= self.SHORT * self._expected(pair.document) * len(theirs[-1])
        return kept - 1.0 if whole else kept

    def _by_end_of_source(self, pair: Pair) -> float:
        """What the names and numbers in the last part of the source say, by whether the hypothesis has them."""
        if pair.source is None or not pair.source.text.strip():
            return 0.0
        text = pair.source.text
        last = pair.source.words[-1].key if pair.source.words else ""
        if last and pair.hypothesis.words and same_name(last, pair.hypothesis.words[-1].key):
            return -1.0
        late = len(text) * self.LATE
        found = [n.values <= _values(pair.hypothesis) for n in numbers(text, pair.source.lang) if n.start > late]
        if tells_names(pair.source.lang):
            named = [name for name in names(text, pair.source.lang) if name.start > late and not name.initial]
            found += [any(same_name(name.key, word.key) for word in pair.hypothesis.words) for name in named]
        if not found:
            return 0.0
        return 0.5 if not any(found) else -0.5 if found[-1] else 0.0

    def _tail(self, pair: Pair, which: int) -> int:
        """Words of a reference after the place where the hypothesis stops."""
        reference = pair.references[which]
        edits = pair.aligned[which]
        reached = max(
            (e.ref_to for e in edits if e.kind not in (EditKind.DELETE, EditKind.INSERT, EditKind.REPLACE)), default=0
        )
        last = edits[-1] if edits else None
        if last is not None and last.kind is EditKind.REPLACE:
            reached = last.ref_from + min(last.hyp_to - last.hyp_from, last.ref_to - last.ref_from)
        return sum(t.kind is not TokenKind.MARK for t in reference.tokens[reached:])


def _unstopped(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Indices of a word or number and the next one, where nothing but opening marks stands between them."""
    last = -1
    for at, token in enumerate(tokens):
        if token.kind is not TokenKind.MARK:
            if last >= 0:
                yield last, at
            last = at
        elif token.text not in _OPENING:
            last = -1


def _values(row: Row) -> frozenset[Value]:
    """The values of a row's numbers and number words."""
    return frozenset[Value]().union(*(n.values for n in numbers(row.text, row.lang)), spoken(row.text, row.lang))


def _words_from_end(row: Row, words: int) -> int:
    """Where the last so many words of a row begin."""
    tokens = [t for t in row.tokens if t.kind is not TokenKind.MARK]
    return tokens[-words].start if 0 < words <= len(tokens) else len(row.text)


def _sentences(text: str) -> list[str]:
    """A text cut after its sentences' marks."""
    return [part for part in _ENDS.split(text.strip()) if part]
