"""The two kinds of rule that users write without code: patterns and pairs of words. ``hexapla.custom`` reads the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from hexapla.languages import LanguageData
from hexapla.languages.tags import chain, language
from hexapla.model import Finding, Passage
from hexapla.pair import Pair
from hexapla.rules import Rule

TIMEOUT = 2.0
"""Seconds a pattern may look at one row; one that needs longer fails, instead of never coming back."""


class OwnRule(Rule):
    """A rule from a file.

    Class attributes:
        langs: Languages of the hypothesis it is for; empty for all.
        where_source: What the source must hold.
        unless_source: What the source must not hold.
        unless_reference: What no reference may hold.
        sure: Confidence of the findings.
    """

    langs: ClassVar[tuple[str, ...]] = ()
    where_source: ClassVar[regex.Pattern[str] | None] = None
    unless_source: ClassVar[regex.Pattern[str] | None] = None
    unless_reference: ClassVar[regex.Pattern[str] | None] = None
    sure: ClassVar[float] = 0.9

    def may_fix(self, finding: Finding, passage: Passage) -> bool:
        """Whatever the file says is safe, within a line."""
        lines = any("\n" in change.text for change in finding.changes)
        return self.safe_fix and bool(finding.changes) and not lines

    def unavailable(self, lang: str) -> str | None:
        """Why it is not for a language."""
        if self.langs and not set(self.langs) & set(chain(lang)):
            return f"it is for {', '.join(self.langs)}"
        return super().unavailable(lang)

    def wanted_here(self, pair: Pair) -> bool:
        """Whether source and references are such that it applies."""
        source = pair.source.text if pair.source else ""
        if self.where_source and not _found(self.where_source, source):
            return False
        if self.unless_source and _found(self.unless_source, source):
            return False
        blocked = self.unless_reference
        return not (blocked and any(_found(blocked, row.text) for row in pair.references))


def _found(pattern: regex.Pattern[str], text: str) -> bool:
    return pattern.search(text, timeout=TIMEOUT) is not None


class PatternRule(OwnRule):
    """What a pattern finds."""

    pattern: ClassVar[regex.Pattern[str]]
    replacement: ClassVar[str | None] = None

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at matches."""
        text = pair.hypothesis.text
        if not text or not self.wanted_here(pair):
            return
        for match in self.pattern.finditer(text, timeout=TIMEOUT):
            if match.end() == match.start():
                continue
            wanted = None if self.replacement is None else match.expand(self.replacement)
            if wanted == match.group():
                continue
            yield self.finding(
                pair, match.span(), suggestion=wanted, confidence=self.sure, found=match.group(), wanted=wanted or ""
            )


class WordPairRule(OwnRule):
    """Words that should be others."""

    words: ClassVar[dict[str, str]]

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._wanted = {word.casefold(): right for word, right in self.words.items()}
        listed = "|".join(regex.escape(word) for word in sorted(self.words, key=len, reverse=True))
        self._spaced = regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{listed})(?![\p{{L}}\p{{M}}\p{{N}}])", regex.I)
        self._unspaced = regex.compile(f"(?:{listed})", regex.I)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at the words, with a capital or in capitals as they stand."""
        text = pair.hypothesis.text
        spaced = self.data.traits(language(pair.lang)).spaces
        for match in (self._spaced if spaced else self._unspaced).finditer(text, timeout=TIMEOUT):
            if not self.wanted_here(pair):
                return
            found = match.group()
            wanted = _in_case_of(found, self._wanted.get(found.casefold(), ""))
            if wanted != found:
                yield self.finding(
                    pair,
                    match.span(),
                    suggestion=wanted or None,
                    confidence=self.sure,
                    found=found,
                    wanted=wanted,
                )


def _in_case_of(found: str, wanted: str) -> str:
    if len(found) > 1 and found.isupper():
        return wanted.upper()
    return wanted[:1].upper() + wanted[1:] if found[:1].isupper() else wanted
