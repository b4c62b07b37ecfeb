"""Rules: what is wrong with a hypothesis row. One a file; this module is their contract.

A rule's module name is its slug, which says what is wrong and reads well after "ignore". Codes are never reused: W words,
E entities and institutions, N numbers and dates, C coverage, P punctuation and breaks, T script and encoding, D the
whole document, K terminology, M markup and placeholders.

A finding needs positive evidence that this wording is wrong; being different from one reference is none. A rule never
prints, edits, opens files or raises to report, and gets its language data in its constructor.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from functools import cache
from typing import ClassVar

from hexapla.languages import LanguageData
from hexapla.model import Category, Change, Fact, Finding, Mark, Passage, Severity, Span
from hexapla.pair import Pair, Row

REFERENCE = "reference"
SOURCE = "source"


class Rule(ABC):
    """A rule that looks at one pair at a time.

    Class attributes:
        code: Stable code, a letter and three digits.
        category: MQM error type of its findings.
        severity: Their usual severity; `finding` may give another.
        message: Template of the sentence a reviewer reads; `finding`'s keyword arguments fill it.
        inputs: What must be there besides the hypothesis: ``reference``, ``source``. All are required.
        needs: Language traits the hypothesis language must have (names of `hexapla.languages.Traits`).
        yields_to: Slugs of more specific rules: where one of them flags the same words, this finding is left out.
        preview: Whether the rule's precision is not shown yet: it runs only with ``--preview`` or where it is named.
        options: Names of the class attributes that a plan may set, with the type of their values (int, float, bool, str).
        name: The slug, where it is not the module's name (rules of other packages and of rule files).
        safe_fix: Whether the rule's changes are mechanical, so that ``--fix`` may make them; see `may_fix`.
        fix_confidence: The least confidence of findings whose changes are made so.
        canary: A text in which the rule must find something, for rules that have no file of cases.

    The docstring has a first line, then ``Why it matters:``, ``Example (lang):`` and ``Limits:``.
    """

    code: ClassVar[str]
    category: ClassVar[Category]
    severity: ClassVar[Severity]
    message: ClassVar[str]
    inputs: ClassVar[frozenset[str]] = frozenset()
    needs: ClassVar[frozenset[str]] = frozenset()
    yields_to: ClassVar[frozenset[str]] = frozenset()
    preview: ClassVar[bool] = False
    options: ClassVar[dict[str, type]] = {}
    name: ClassVar[str] = ""
    safe_fix: ClassVar[bool] = False
    fix_confidence: ClassVar[float] = 0.9
    canary: ClassVar[str] = ""

    def __init__(self, data: LanguageData) -> None:
        self.data = data

    @classmethod
    @cache
    def slug(cls) -> str:
        """The rule's name: `name`, else its module's, with hyphens."""
        return cls.name or cls.__module__.rsplit(".", 1)[-1].replace("_", "-")

    def unavailable(self, lang: str) -> str | None:
        """Why the rule cannot work in a hypothesis language, or None if it can.

        A rule that needs data beyond traits extends this.
        """
        traits = self.data.traits(lang)
        missing = sorted(trait for trait in self.needs if not traits.has(trait))
        return f"{lang} lacks {', '.join(missing)}" if missing else None

    def may_fix(self, finding: Finding, passage: Passage) -> bool:
        """Whether a finding's changes may be made without anybody looking.

        As it stands, of a rule that says so: no letter or digit changes, nothing visible is taken away, no line is broken
        or joined. A rule with proof of another kind overrides this.
        """
        if not (self.safe_fix and finding.changes and finding.confidence >= self.fix_confidence):
            return False
        text = passage.column(finding.at.column).text
        return all(_only_marks_change(change.span.of(text), change.text) for change in finding.changes)

    @abstractmethod
    def check(self, pair: Pair) -> Iterator[Finding]:
        """The findings in one row."""

    def finding(
        self,
        pair: Pair,
        at: tuple[int, int],
        *,
        evidence: Iterable[tuple[Row, tuple[int, int]]] = (),
        suggestion: str | None = None,
        changes: Iterable[tuple[tuple[int, int], str]] = (),
        confidence: float = 0.9,
        severity: Severity | None = None,
        **words: object,
    ) -> Finding:
        """A finding of this rule.

        Args:
            pair: The pair it was found in.
            at: Start and end of the words at fault, in `pair.hypothesis.text`.
            evidence: Rows with start and end in their text: where the proof stands.
            suggestion: What the words at `at` should be, if that is justified.
            changes: Changes (start and end in `pair.hypothesis.text`, new words), instead of `suggestion`, where
                mending takes more than replacing `at`.
            confidence: 0 to 1.
            severity: If not the rule's usual one.
            words: Fill the rule's message.
        """
        row = pair.hypothesis
        made = [((at[0], at[1]), suggestion)] if suggestion is not None else list(changes)
        return Finding(
            code=self.code,
            rule=self.slug(),
            at=Mark(row.column, row.span(*at)),
            message=self.message.format(**words) if words else self.message,
            severity=severity or self.severity,
            category=self.category,
            confidence=round(confidence, 3),
            row=pair.index,
            evidence=tuple(Mark(other.column, other.span(*place)) for other, place in evidence),
            changes=tuple(Change(row.span(*place), text) for place, text in made),
        )


def _only_marks_change(old: str, new: str) -> bool:
    """Whether two texts have the same letters and digits, and as many lines, and nothing visible was lost altogether."""
    if any(character in text for text in (old, new) for character in "\n\r\u2028\u2029"):
        return False
    if old.strip() and not new.strip():
        return False
    return [c for c in old if c.isalnum()] == [c for c in new if c.isalnum()]


class WideRule(Rule):
    """A rule that weighs a whole document: it notes facts row by row and concludes once all have been seen."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Nothing: a wide rule has no findings in a row alone."""
        return iter(())

    @abstractmethod
    def note(self, pair: Pair) -> Iterator[Fact]:
        """What this row has to say."""

    @abstractmethod
    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """The findings that the facts of one document and column support, whatever order the facts come in."""

    def fact(self, pair: Pair, at: tuple[int, int], key: str, value: str) -> Fact:
        """A fact of this rule about words of the hypothesis row; the pipeline fills in the passage."""
        row = pair.hypothesis
        return Fact(self.slug(), "", row.column, pair.index, key, value, (Mark(row.column, row.span(*at)),))


__all__ = ["REFERENCE", "SOURCE", "Rule", "Span", "WideRule"]
