"""C107: what a language model says around a translation, or instead of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule

_STOPS = regex.compile(r"[.!?。！？।؟:：]+")
_OPENERS = r"[\s\"'“„«‘*_#>(\[]*"


class ModelChatter(Rule):
    """A language model speaks to its user: an introduction, an offer of help, a refusal.

    Why it matters: the reader gets a conversation instead of the text, or no text at all.
    Example (de): "Hier ist die Übersetzung: Der Rat tagte." for "The council met."
    Limits: a refusal, a heading and a closing offer are believed only beside a source or a reference; silent where any of them talks like that.
    """

    code = "C107"
    category = Category.ADDITION
    severity = Severity.CRITICAL
    message = "{found!r} is a language model speaking to its user"

    HEAD = 200
    """Characters at the beginning of a row in which an introduction speaks of translating."""

    SHORT = 20
    """Characters up to which a row is too short to hold a closing remark beside a translation."""

    EDGE = 400
    """Characters at the end of a row in which a closing remark is looked for."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._openings, self._labels, self._closings, self._refusals = _compiled(data)
        self._known = data.wordings("chatter")
        self._signs = tuple(data.wordings("chatter")["signs"])

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at the beginning and the end of the row."""
        text = pair.hypothesis.text
        beside = [row.text for row in pair.beside if row.text.strip()]
        opening = self._opening(text)
        if opening and not self._any(beside):
            start = opening.start("said")
            yield self._said(pair, start, opening.end(), 0.95 if beside else 0.88)
        if not beside or not all(row.lang.split("-")[0] in self._known for row in pair.beside):
            return  # whether a text in an unknown language talks like that cannot be told
        if not opening and self._labelled(text) and not self._any(beside):
            label = self._labels.match(text)
            assert label is not None  # held by _labelled
            yield self._said(pair, label.start("said"), label.end(), 0.88)
        elif not opening and (refusal := self._refusals.match(text)) and not self._any(beside):
            yield self._said(pair, refusal.start("said"), self._sentence_end(text, refusal.end()), 0.93)
        if len(text) > self.SHORT and _sentences(text) > max(map(_sentences, beside)):
            closing = self._closing(text)
            if closing and not self._any(beside):
                yield self._said(pair, closing.start("said"), closing.end("said"), 0.88)

    def _opening(self, text: str) -> regex.Match[str] | None:
        """An introduction; each speaks of translating."""
        head = text[: self.HEAD].casefold()
        return self._openings.match(text) if any(sign in head for sign in self._signs) else None

    def _labelled(self, text: str) -> bool:
        """Whether a row has a heading that calls it a translation."""
        head = text[: self.HEAD].casefold()
        return any(sign in head for sign in self._signs) and self._labels.match(text) is not None

    def _closing(self, text: str) -> regex.Match[str] | None:
        """A closing remark, which begins a sentence."""
        for stop in _STOPS.finditer(text, max(0, len(text) - self.EDGE), max(0, len(text) - 2)):
            if match := self._closings.match(text, stop.end()):
                return match
        return self._closings.match(text)

    def _any(self, beside: Iterable[str]) -> bool:
        """Whether one of the other texts talks like that, too."""
        return any(
            self._opening(text) or self._labelled(text) or self._refusals.match(text) or self._closing(text)
            for text in beside
        )

    @staticmethod
    def _sentence_end(text: str, at: int) -> int:
        stop = _STOPS.search(text, at)
        return stop.start() if stop else len(text)

    def _said(self, pair: Pair, start: int, end: int, confidence: float) -> Finding:
        text = pair.hypothesis.text
        end = len(text[:end].rstrip())
        return self.finding(pair, (start, end), confidence=confidence, found=text[start:end])


def _sentences(text: str) -> int:
    return len(_STOPS.findall(text))


@cache
def _compiled(data: LanguageData) -> tuple[regex.Pattern[str], ...]:
    table = data.wordings("chatter")

    def alternatives(kind: str) -> str:
        listed = [p for entry in table.values() if isinstance(entry, dict) for p in entry.get(kind, ())]
        return "|".join(p.replace("~", r"[^.:：。\n]{0,60}?") for p in listed)

    return (
        regex.compile(rf"{_OPENERS}(?P<said>{alternatives('openings')})", regex.IGNORECASE),
        regex.compile(rf"{_OPENERS}(?P<said>{alternatives('labels')})", regex.IGNORECASE),
        regex.compile(rf"\s*(?P<said>{alternatives('closings')})[\s\")”\]]*$", regex.IGNORECASE),
        regex.compile(rf"{_OPENERS}(?P<said>{alternatives('refusals')})", regex.IGNORECASE),
    )
