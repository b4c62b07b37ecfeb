"""P104: questions that became statements, and statements that became questions."""

from __future__ import annotations

from collections.abc import Iterator

import regex
from rapidfuzz import fuzz

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.technical import is_technical

_MARK = regex.compile(r"[?？؟\u037e՞፧⁇⁈⁉]")
_JAPANESE = regex.compile(r"(?:か|の|かな|かい|だい|でしょ|だろ|っけ)う?[。」』…]*\s*$|(?:か|っけ)[。」』]")
_GREEK = regex.compile(r";(?=\s|$|[»”\"])")
_UNMARKED = frozenset({"th", "lo", "my", "km", "bo"})
_STATEMENT_END = regex.compile(r"[.。।۔](?=[\"'”’»」』)\]]*\s*$)")
_QUESTION_END = regex.compile(r"[?？؟\u037e](?=[\"'”’»」』)\]]*\s*$)")


class ChangedQuestion(Rule):
    """A question has become a statement, or a statement a question.

    Why it matters: the reader takes for settled what was asked, or the other way round.
    Example (en): "Will he resign." for "Tritt er zurück?"
    Limits: needs a source or a reference, all of which must agree; a question is missed where the row ends as a statement
    and the others as a question, one too many is seen beside a reference that is all but the same; Thai, Lao, Khmer and Burmese need no mark.
    """

    code = "P104"
    category = Category.PUNCTUATION
    severity = Severity.MAJOR
    message = "{what}"
    yields_to = frozenset({"truncated-text", "omitted-text", "added-text"})

    FEWEST = 2
    """Words a row needs on each side."""

    ALIKE = 90
    """Per cent of likeness with a reference from which a question mark alone tells them apart: a statement may well be
    put as a question, rhetorically."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A finding at the mark that ends the row."""
        beside = [row for row in pair.beside if row.text.strip()]
        text = pair.hypothesis.text
        if not beside or pair.lang.split("-")[0] in _UNMARKED:
            return
        own = _asks(pair.hypothesis)
        theirs = [_asks(row) for row in beside]
        if own is None or any(asks is None or asks == own for asks in theirs):
            return
        if min(len(row.words) for row in (pair.hypothesis, *beside)) < self.FEWEST:
            return
        match = (_QUESTION_END if own else _STATEMENT_END).search(text)
        if not match:
            return
        row = beside[-1]
        where = "the source" if pair.source else "the reference"
        if own:
            near = max((fuzz.ratio(text, reference.text) for reference in pair.references), default=0.0)
            if near >= self.ALIKE:
                yield self.finding(pair, match.span(), confidence=0.85, what=f"a question here, where {where} states")
            return
        if not all(_QUESTION_END.search(other.text) for other in beside):
            return
        seen = _MARK.search(row.text)
        yield self.finding(
            pair,
            match.span(),
            evidence=[(row, seen.span())] if seen else [],
            suggestion={"。": "？", "۔": "؟"}.get(match.group(), "?"),
            confidence=0.88,
            what=f"a statement here, where {where} asks",
        )


def _asks(row: Row) -> bool | None:
    """Whether a row asks; None where its language leaves that open."""
    lang = row.lang.split("-")[0]
    text = row.text
    for match in _MARK.finditer(text):
        if not is_technical(text, match.start(), match.end()):
            return True
    if lang in _UNMARKED or lang == "und":
        return None
    if lang == "ja" and _JAPANESE.search(text):
        return None
    return lang == "el" and _GREEK.search(text) is not None
