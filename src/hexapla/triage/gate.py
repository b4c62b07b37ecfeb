"""The gate: whether a run passes. Each condition looks at the comparisons as they pass and is decided at the end.

Only findings that are new count. Conditions on scores hold for every hypothesis. What a run is compared with an earlier one
by is ``hexapla.analysis.regression``; its condition is of the same kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hexapla.errors import ConfigError
from hexapla.model import Comparison, Finding, Role, Score, Severity, Status
from hexapla.summary import Condition, Summary, Verdict
from hexapla.triage.fingerprints import names
from hexapla.triage.mqm import Weights, count_words


class Judge(ABC):
    """A condition before it is decided."""

    name: str
    """The condition as it is written on the command line."""

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:  # noqa: B027  # scores need none of it
        """Looks at one comparison and its new findings."""

    @abstractmethod
    def conclude(self, summary: Summary) -> Condition:
        """The decided condition."""

    def _decided(self, passed: bool, message: str) -> Condition:
        return Condition(self.name, passed, message)


def _are(count: int, what: str) -> str:
    return f"{count} finding{'s' * (count != 1)} {'is' if count == 1 else 'are'} {what}"


def _allowed(count: int) -> str:
    return f"{count or 'none'} {'is' if count < 2 else 'are'} allowed"


class AtMost(Judge):
    """At most so many findings of a severity or worse: ``--max-major 3``, and ``--fail-on major`` for none."""

    def __init__(self, level: Severity, count: int, name: str | None = None) -> None:
        if count < 0:
            raise ConfigError(f"--max-{level} takes a number from 0, not {count}")
        self.name = name or f"--max-{level} {count}"
        self._level, self._count, self._found = level, count, 0

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:
        """Counts."""
        self._found += sum(finding.severity.rank >= self._level.rank for finding in findings)

    def conclude(self, summary: Summary) -> Condition:
        """Fails if there are more."""
        worse = "" if self._level is Severity.CRITICAL else " or worse"
        message = f"{_are(self._found, self._level.value + worse)}, {_allowed(self._count)}"
        return self._decided(self._found <= self._count, message)


class NoneOf(Judge):
    """No finding of a rule, by slug, code or code prefix: ``--fail-on W101``."""

    def __init__(self, rule: str) -> None:
        self.name = f"--fail-on {rule}"
        self._rule, self._found = rule, 0

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:
        """Counts."""
        self._found += sum(names(self._rule, finding.code, finding.rule) for finding in findings)

    def conclude(self, summary: Summary) -> Condition:
        """Fails if there is one."""
        return self._decided(not self._found, f"{_are(self._found, f'of {self._rule}')}, {_allowed(0)}")


class PerThousandWords(Judge):
    """At most so many findings in 1,000 words of the hypotheses: ``--max-per-1000-words 2.5``."""

    def __init__(self, rate: float) -> None:
        if not 0 <= rate < float("inf"):
            raise ConfigError(f"--max-per-1000-words takes a number from 0, not {rate}")
        self.name = f"--max-per-1000-words {rate:g}"
        self._rate, self._found, self._words = rate, 0, 0.0

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:
        """Counts findings and words."""
        self._found += len(findings)
        self._words += sum(count_words(text.text, text.lang) for text in comparison.passage.of_role(Role.HYPOTHESIS))

    def conclude(self, summary: Summary) -> Condition:
        """Fails if there are more."""
        rate = 1000 * self._found / self._words if self._words else 0.0
        many = f"{self._found} finding{'s' * (self._found != 1)} in {self._words:.0f} words"
        return self._decided(rate <= self._rate, f"{many}, {rate:.2f} a thousand; {self._rate:g} are allowed")


class Bound(Judge):
    """A score is at least or at most a value, for every hypothesis: ``--min chrf=55``, ``--max ter=40``."""

    def __init__(self, metric: str, value: float, *, least: bool) -> None:
        if value != value or value in (float("inf"), float("-inf")):
            raise ConfigError(f"a bound of {metric} must be a number, not {value}")
        self.metric, self.least = metric, least
        self.name = f"--{'min' if least else 'max'} {metric}={value:g}"
        self._value = value

    def conclude(self, summary: Summary) -> Condition:
        """Fails if a score is beyond it, or if there is none."""
        scores = [score for score in summary.scores if score.metric == self.metric]
        if not scores:
            return self._decided(False, f"nothing was scored with {self.metric}")
        several = len({score.column for score in scores}) > 1
        said = ", ".join(f"{score.column + ' ' if several else ''}{score.value:.2f}" for score in scores)
        held = all(score.value >= self._value if self.least else score.value <= self._value for score in scores)
        return self._decided(held, f"{self.metric} is {said}, {'least' if self.least else 'most'} is {self._value:g}")


class MqmScore:
    """Adds the score that error weights make of the new findings to a summary, one for every hypothesis."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._penalty: dict[str, float] = {}
        self._words: dict[str, float] = {}

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:
        """Adds up penalties and words."""
        for text in comparison.passage.of_role(Role.HYPOTHESIS):
            mine = (finding for finding in findings if finding.at.column == text.name)
            self._penalty[text.name] = self._penalty.get(text.name, 0.0) + self.weights.penalty(mine)
            self._words[text.name] = self._words.get(text.name, 0.0) + count_words(text.text, text.lang)

    def scores(self, summary: Summary) -> tuple[Score, ...]:
        """The scores."""
        found = (
            (name, self.weights.score(self._penalty[name], self._words[name], summary.rows.get(name, 0)))
            for name in self._penalty
        )
        return tuple(
            Score(self.weights.label, name, round(value, 6), (), (), self.weights.signature) for name, value in found
        )


class Gate:
    """Conditions that a run must meet. A gate is for one run; call `take` with every comparison, then `judge`.

    Args:
        judges: The conditions.
        mqm: Scores from error weights that the summary is to have, too.
    """

    def __init__(self, judges: Iterable[Judge] = (), mqm: Iterable[Weights] = ()) -> None:
        self.judges = tuple(judges)
        self._mqm = tuple(map(MqmScore, mqm))

    def take(self, comparison: Comparison) -> None:
        """Looks at one comparison."""
        findings = [finding for finding in comparison.findings if finding.status is Status.NEW]
        for judge in self.judges:
            judge.take(comparison, findings)
        for mqm in self._mqm:
            mqm.take(comparison, findings)

    def judge(self, summary: Summary) -> Summary:
        """The summary with the scores from error weights, and with the verdict if there are conditions."""
        if self._mqm:
            added = tuple(score for mqm in self._mqm for score in mqm.scores(summary))
            summary = replace(summary, scores=(*summary.scores, *added))
        if not self.judges:
            return summary
        return replace(summary, gate=Verdict(tuple(judge.conclude(summary) for judge in self.judges)))
