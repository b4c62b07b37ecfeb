"""``hexapla compare --impact``: what each finding, rule, kind of edit and bucket costs in points of each metric."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.build import Plan
    from hexapla.model import Comparison, Cost, Finding
    from hexapla.summary import Summary

F = TypeVar("F", bound=Callable[..., Any])

BUCKETS = ("document", "entity", "length", "number", "punctuation", "question", "rare")
USUAL = ("length", "number")


def impact_options(function: F) -> F:
    """``--impact`` and what it is split by."""
    by = click.option(
        "--impact-by",
        multiple=True,
        type=click.Choice(BUCKETS),
        help=f"With --impact: split the missing points by these buckets; repeatable. [default: {', '.join(USUAL)}]",
    )
    impact = click.option(
        "--impact",
        is_flag=True,
        help="Show the points that findings, rules, kinds of edits and buckets of rows cost, for each metric.",
    )
    return impact(by(function))


class ScoreImpact:
    """Adds costs to the findings of comparisons as they pass, and the totals to the summary.

    Args:
        plan: Names the metrics.
        buckets: What the missing points are split by.
    """

    def __init__(self, plan: Plan, buckets: Sequence[str] = USUAL) -> None:
        from hexapla.analysis.impact import Impact

        self._plan = plan
        self._impact = Impact(buckets)

    @classmethod
    def wanted(cls, given: dict[str, Any], plan: Plan) -> ScoreImpact | None:
        """What the options ask for, if anything."""
        if given.get("impact_by") and not given.get("impact"):
            raise ConfigError("--impact-by says what --impact is split by; give --impact as well")
        return cls(plan, given.get("impact_by") or USUAL) if given.get("impact") else None

    def watch(self, comparisons: Iterator[Comparison]) -> Iterator[Comparison]:
        """The comparisons with costs."""
        for comparison in comparisons:
            yield self._with_costs(comparison)

    def _with_costs(self, comparison: Comparison) -> Comparison:
        from hexapla.alignment.rows import hypotheses
        from hexapla.build import make_metric
        from hexapla.model import Role

        passage = comparison.passage
        references = len(passage.of_role(Role.REFERENCE))
        source = next((text.lang for text in passage.of_role(Role.SOURCE)), "")
        pairs = dict(hypotheses(comparison))
        costs: dict[int, list[Cost]] = {id(finding): [] for finding in comparison.findings}
        for score in comparison.scores:
            metric = make_metric(score.metric, passage.column(score.column).lang, references, source)
            mine: list[Finding] = [f for f in comparison.findings if f.at.column == score.column]
            document = passage.document or passage.id
            found = self._impact.costs(metric, score.column, pairs[score.column], mine, score.statistics, document)
            for finding, cost in zip(mine, found, strict=True):
                costs[id(finding)].append(cost)
        findings = tuple(replace(f, costs=tuple(costs[id(f)])) for f in comparison.findings)
        return replace(comparison, findings=findings)

    def add_to(self, summary: Summary) -> Summary:
        """The summary with the totals."""
        return replace(summary, costs=(*summary.costs, *self._impact.totals()))
