"""P102: quotation marks that are reversed, unpaired, displaced or badly spaced."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Document, Pair, Row
from hexapla.rules import Rule
from hexapla.text.edits import EditKind
from hexapla.text.encodings import REFERENCE, misread_stretches, unescaped
from hexapla.text.quotes import Fault, Quote, Reading, read_quotes

_POSSIBLE = regex.compile(r"[\"＂“”„‟«»「」『』〝〟〞&â]")
_NONE = Reading()
_ODD = regex.compile(r"[“”„‟«»\"＂][“”„‟«»]")
"""Marks that may be of another style; many writers close with a straight one, and broken encodings stand for none."""
_CODE = regex.compile(r"<[^<>]{1,200}>|`[^`]{1,200}`")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]*(?: \p{Lu}[\p{L}\p{M}'’-]*)*(?= \p{Ll})")
_FILLED = regex.compile(r"\S")
_ALPHANUMERIC = regex.compile(r"[\p{L}\p{N}]")
_SENTENCE_END = regex.compile(r"[.!?。！？…।؟۔]+")


class QuotationMarks(Rule):
    """Quotation marks turned the wrong way, without a partner, adrift between spaces, or with spaces inside.

    Why it matters: readers cannot tell whose words they read.
    Example (de): "„menschlich „ und" for "„menschlich“ und".
    Limits: single marks are left alone; a quotation may run over several rows, and without source and reference a row
    may begin or end inside one; what source or reference leaves open may stay open.
    """

    code = "P102"
    category = Category.PUNCTUATION
    severity = Severity.MINOR
    safe_fix = True
    message = "quotation mark {mark} {why}"

    REACH = 8
    """Rows over which a quotation may run."""

    LONGEST = 45
    """Characters of an unclosed quotation that are marked with its opening mark."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._document: Document | None = None
        self._open: frozenset[tuple[int, int]] = frozenset()

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at quotation marks."""
        reading = self.read(pair.hypothesis)
        if not (reading.faults or reading.strays or (reading.pairs and pair.references)):
            return
        text = pair.hypothesis.text
        beside = [self.read(row) for row in pair.beside]
        foreign = self._foreign(pair, reading)
        for at, wanted in foreign.items():
            mark = text[at]
            why = "is not of the style of the text"
            yield self.finding(pair, (at, at + 1), suggestion=wanted, confidence=0.9, mark=mark, why=why)
        partners = self._of_pairs(reading, foreign)
        shared = {other.fault for reading_ in beside for other in reading_.faults}
        for fault in reading.faults:
            if partners and any(at in partners for at in range(fault.start, fault.end)):
                continue
            if fault.fault in shared:
                continue
            yield self.finding(
                pair,
                (fault.start, fault.end),
                suggestion=fault.wanted,
                confidence=0.93,
                mark=text[fault.start : fault.end].strip(),
                why=f"is {fault.fault.value}" if fault.fault is Fault.REVERSED else f"has {fault.fault.value}",
            )
        if not reading.strays:
            return
        uncertain = "\ufffd" in text or any(other.strays for other in beside) or self._cut_off(pair)
        excused = any(quote.adrift for other in beside for quote in other.strays)
        balanced = any(other.pairs for other in beside)
        opening = self._opening(pair)
        closings = _Closings(self, pair)
        for quote in reading.strays:
            if turned := self._turned(pair, quote, opening):
                mark, why = quote.mark, "is turned the wrong way"
                yield self.finding(
                    pair, (quote.at, quote.at + 1), suggestion=turned, confidence=0.85, mark=mark, why=why
                )
                continue
            if excused if quote.adrift else uncertain:
                continue
            if text[quote.at] != quote.mark:
                continue  # a mark that a broken encoding stands for
            if not beside and self._at_the_edge(text, quote):
                continue
            if not quote.adrift and not beside and (pair.index, quote.at) in self._paired_over_rows(pair.document):
                continue
            yield self._stray(pair, quote, balanced, closings)

    def _foreign(self, pair: Pair, reading: Reading) -> dict[int, str]:
        """Offsets of marks that the language does not pair so, where references keep to its pairs -> the references' mark."""
        if not pair.references:
            return {}
        accepted, text = frozenset(self.data.traits(pair.lang).quotes), pair.hypothesis.text
        outer: list[tuple[int, int]] = []
        for both in sorted(reading.pairs):
            if not outer or both[0] > outer[-1][1]:
                outer.append(both)
        odd = [p for p in outer if (text[p[0]], text[p[1]]) not in accepted and _ODD.fullmatch(text[p[0]] + text[p[1]])]
        if not odd:
            return {}
        styles = {
            (row.text[a], row.text[b])
            for row in pair.references
            for a, b in self.read(row).pairs
            if row.lang == pair.lang
        }
        directed = sorted(style for style in styles if style[0] != style[1] and style in accepted)
        if not directed or len(directed) < len(styles):
            return {}
        found: dict[int, str] = {}
        for a, b in odd:
            style = max(directed, key=lambda style: (style[0] == text[a]) + (style[1] == text[b]))
            found |= {at: mark for at, mark in zip((a, b), style, strict=True) if text[at] != mark}
        return found

    @staticmethod
    def _of_pairs(reading: Reading, marks: dict[int, str]) -> set[int]:
        """The offsets of these marks and of their partners."""
        return {at for both in reading.pairs if not marks.keys().isdisjoint(both) for at in both}

    def _opening(self, pair: Pair) -> frozenset[str]:
        """The marks with which references open a quotation that they do not close."""
        return frozenset(row.text[o.at] for row in pair.references for o in self.read(row).strays if o.opens)

    def _turned(self, pair: Pair, quote: Quote, opening: frozenset[str]) -> str | None:
        """The mark that should stand for a lone closing mark which opens a quotation, where a reference opens one too."""
        text, accepted = pair.hypothesis.text, self.data.traits(pair.lang).quotes
        if not quote.opens or any(a == quote.mark for a, _ in accepted):
            return None
        if quote.at and not text[quote.at - 1].isspace():
            return None
        if not text[quote.at + 1 : quote.at + 2].isalpha():
            return None
        return next((a for a, b in accepted if b == quote.mark and a in opening), None)

    @staticmethod
    def _at_the_edge(text: str, quote: Quote) -> bool:
        """Whether a row begins or ends with a mark whose partner may stand in a part of the text that is not here."""
        if quote.opens:
            return not _FILLED.search(text, 0, quote.at)
        return not _ALPHANUMERIC.search(text, quote.at)

    def _stray(self, pair: Pair, quote: Quote, balanced: bool, closings: _Closings) -> Finding:
        """A finding at a mark without a partner."""
        text = pair.hypothesis.text
        if quote.adrift:
            start, end = quote.at, quote.at + 1
            first = start - (start > 0)
            return self.finding(
                pair, (first, end), suggestion="", confidence=0.93, mark=quote.mark, why="stands alone between spaces"
            )
        if not quote.opens:
            why = "closes what was never opened"
            confidence = 0.85 if balanced else 0.75
            return self.finding(pair, (quote.at, quote.at + 1), confidence=confidence, mark=quote.mark, why=why)
        place = closings.after(quote)
        confidence = 0.9 if balanced else 0.75
        if place:
            at = max(quote.at, place - 2), min(len(text), place + 1)
            return self.finding(pair, at, confidence=confidence, mark=quote.mark, why="is never closed")
        name = _NAME.match(text, quote.at + 1)
        if (
            name
            and quote.at
            and text[quote.at - 1] == " "
            and text[max(0, quote.at - 3) : quote.at].rstrip()[-1:].isalnum()
        ):
            end = name.end()  # what is quoted inside a sentence with a capital is a name
        else:
            end = next((m.end() for m in _SENTENCE_END.finditer(text, quote.at)), len(text))
        end = end if end - quote.at <= self.LONGEST else quote.at + 1
        return self.finding(pair, (quote.at, end), confidence=confidence, mark=quote.mark, why="is never closed")

    def read(self, row: Row) -> Reading:
        """The reading of a row's marks."""
        if not _POSSIBLE.search(row.text):
            return _NONE
        traits = self.data.traits(row.lang)
        return read_quotes(_legible(row.text), traits.quotes, traits.spaces, "»" in traits.space_before)

    @staticmethod
    def _opening_chain(document: Document, waiting: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The opening marks that one closing mark can belong to: the last, and those before it if each row begins with one."""
        for index, at in reversed(waiting):
            yield index, at
            if _FILLED.search(document.hypotheses[index].text, 0, at):
                return

    @staticmethod
    def _cut_off(pair: Pair) -> bool:
        """Whether the row breaks off where a reference or the source ends with a mark: its quotation may be lost."""
        if not pair.hypothesis.tokens or not pair.hypothesis.tokens[-1].is_word:
            return False
        return any(row.tokens and not row.tokens[-1].is_word for row in pair.beside)

    def _paired_over_rows(self, document: Document) -> frozenset[tuple[int, int]]:
        """Marks (row, offset) of a document's hypothesis whose partner stands in another row."""
        if document is not self._document:
            paired: set[tuple[int, int]] = set()
            waiting: list[tuple[int, int]] = []
            for index, row in enumerate(document.hypotheses):
                for quote in self.read(row).strays:
                    waiting = [place for place in waiting if index - place[0] <= self.REACH]
                    if quote.adrift:
                        continue
                    if quote.opens:
                        waiting.append((index, quote.at))
                    elif waiting:
                        paired |= {*self._opening_chain(document, waiting), (index, quote.at)}
                        waiting = []
            self._document, self._open = document, frozenset(paired)
        return self._open


class _Closings:
    """Where references close the quotations of a row.

    Args:
        rule: Reads the rows.
        pair: The row.
    """

    def __init__(self, rule: QuotationMarks, pair: Pair) -> None:
        self._rule, self._pair = rule, pair

    @cached_property
    def _at_the_end(self) -> int | None:
        """The end of the row, if a row beside it has one quotation, which ends it."""
        for row in self._pair.beside:
            pairs = self._rule.read(row).pairs
            if len(pairs) == 1 and len(row.text.rstrip()) - pairs[0][1] <= 2:
                return len(self._pair.hypothesis.text.rstrip())
        return None

    @cached_property
    def _words(self) -> tuple[list[tuple[int, int]], ...]:
        """For each reference start and end of the row's words that stand before a closing mark there, in order."""
        tokens = self._pair.hypothesis.tokens
        found: list[list[tuple[int, int]]] = []
        for reference, edits in zip(self._pair.references, self._pair.aligned, strict=True):
            closing = {close for _, close in self._rule.read(reference).pairs}
            places = []
            for edit in edits:
                if edit.kind is not EditKind.EQUAL:
                    continue
                for h, r in zip(range(edit.hyp_from, edit.hyp_to), range(edit.ref_from, edit.ref_to), strict=True):
                    ends = reference.tokens[r].end
                    if not closing.isdisjoint((ends, ends + 1, ends + 2)):
                        places.append((tokens[h].start, tokens[h].end))
            found.append(sorted(places))
        return tuple(found)

    def after(self, quote: Quote) -> int | None:
        """Where a reference closes a quotation: the end of the word that stands before its closing mark."""
        if self._at_the_end is not None:
            return self._at_the_end
        for places in self._words:
            first = bisect_right(places, (quote.at, len(self._pair.hypothesis.text)))
            if first < len(places):
                return places[first][1]
        return None


def _legible(text: str) -> str:
    """The text, as long as it was, with the marks that broken encodings stand for and without those in code."""
    stretches: list[tuple[int, int, str]] = []
    if not text.isascii():
        stretches += misread_stretches(text)
    if "&" in text:
        stretches += [(*m.span(), unescaped(m.group()) or "x") for m in REFERENCE.finditer(text)]
    if "<" in text or "`" in text:
        stretches += [(*m.span(), "x") for m in _CODE.finditer(text)]
    characters = list(text) if stretches else []
    for start, end, meant in stretches:
        size = end - start
        if len(meant) > 1 or end >= len(text) or not text[end].isalnum():
            meant = meant[-1].rjust(size, "x") if len(meant) == 1 else meant[:size].ljust(size, "x")
        characters[start:end] = meant[:size].ljust(size, "x")
    return "".join(characters) if stretches else text
