"""The stages: passages in, comparisons out, each stage a generator over a stream.

``align`` makes comparisons of passages; ``score`` and ``check`` add scores and findings, in either order; ``compare`` does
all three; ``summarise`` adds up a stream. Which plug-ins do the work is the Plan's business, how many at a time the
Engine's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from hexapla.alignment.columns import align_columns
from hexapla.alignment.rows import count_rows, hypotheses, row_texts
from hexapla.alignment.rows import pairs as pairs_of
from hexapla.build import Kernel, Plan, kernel
from hexapla.engines import Engine
from hexapla.engines.serial import Serial
from hexapla.errors import HexaplaError, PluginError
from hexapla.metrics import Metric, Statistics, one_line, total
from hexapla.model import Comparison, Finding, Passage, Role, Run, Score, Status
from hexapla.pair import Pair
from hexapla.rules import REFERENCE, SOURCE, Rule, WideRule
from hexapla.summary import Summary, TotalCost
from hexapla.triage import once


@dataclass(frozen=True, slots=True)
class _Stages:
    """Some stages of a plan as one picklable function."""

    plan: Plan
    align: bool = False
    score: bool = False
    check: bool = False

    def __call__(self, item: Passage | Comparison) -> Comparison:
        built = kernel(self.plan)
        comparison = item if isinstance(item, Comparison) else _align(built, item)
        if self.score and built.needs_findings and (self.check or comparison.run_of("check") is None):
            return _score(built, _check(built, comparison))
        if self.score:
            comparison = _score(built, comparison)
        return _check(built, comparison) if self.check else comparison


def align(passages: Iterable[Passage], plan: Plan, engine: Engine | None = None) -> Iterator[Comparison]:
    """Every passage with its columns aligned."""
    return (engine or Serial()).map(_Stages(plan, align=True), passages)


def score(items: Iterable[Passage | Comparison], plan: Plan, engine: Engine | None = None) -> Iterator[Comparison]:
    """Every comparison with the plan's metrics added; a passage is aligned first."""
    return (engine or Serial()).map(_Stages(plan, score=True), items)


def check(items: Iterable[Passage | Comparison], plan: Plan, engine: Engine | None = None) -> Iterator[Comparison]:
    """Every comparison with the findings of the plan's rules added; a passage is aligned first."""
    return (engine or Serial()).map(_Stages(plan, check=True), items)


def compare(items: Iterable[Passage | Comparison], plan: Plan, engine: Engine | None = None) -> Iterator[Comparison]:
    """Every passage aligned, scored and checked."""
    return (engine or Serial()).map(_Stages(plan, align=True, score=True, check=True), items)


def _with_run(comparison: Comparison, run: Run) -> tuple[Run, ...]:
    return (*(r for r in comparison.runs if r.stage != run.stage), run)


def _align(built: Kernel, passage: Passage) -> Comparison:
    skipped: tuple[tuple[str, str], ...] = ()
    if passage.paired or passage.hub is None or len(passage.texts) == 1:
        signature = (
            ("rows:resegmented" if passage.recut else "rows:given") if passage.paired else built.segmenter.signature
        )
    else:
        signature, skipped = built.align_signature(passage), built.align_skipped(passage)
    comparison = align_columns(passage, built.aligners)
    return replace(comparison, runs=(Run("align", signature, tuple(t.name for t in passage.texts), skipped),))


def _score(built: Kernel, comparison: Comparison) -> Comparison:
    references = comparison.passage.of_role(Role.REFERENCE)
    scores: list[Score] = []
    skipped: list[tuple[str, str]] = []
    if not references:
        skipped = [(name, "there is no reference") for name in built.plan.metrics]
    else:
        aligned = comparison.run_of("align")
        kind = f"rows:{_row_kind(comparison)}"
        # The signature of an alignment that was given is the kind of its rows already.
        context = kind if aligned and aligned.signature == kind else f"{kind}|{aligned.signature if aligned else ''}"
        source = _source_lang(comparison)
        for text in comparison.passage.of_role(Role.HYPOTHESIS):
            rows = _Rows(comparison, text.name)
            for metric in built.metrics(text.lang, len(references), source):
                try:
                    scores.append(_scored(metric, rows, context))
                except HexaplaError as error:
                    if not built.plan.keep_going:
                        raise
                    skipped.append((metric.label, f"failed: {error}"))
    ran = tuple(dict.fromkeys(s.metric for s in scores))
    run = Run("score", "+".join(dict.fromkeys(s.signature for s in scores)), ran, tuple(skipped))
    return replace(comparison, scores=tuple(scores), runs=_with_run(comparison, run))


def _hold_numbers(rows: Sequence[float], value: float, column: str) -> None:
    """Scores are finite numbers; anything else would spoil means, tests and JSON without a word."""
    odd = next((at for at, score in enumerate(rows) if not math.isfinite(score)), None)
    if odd is not None:
        raise ValueError(f"the score of row {odd + 1} of {column} is {rows[odd]}, not a number")
    if not math.isfinite(value):
        raise ValueError(f"the score of {column} is {value}, not a number")


def _row_kind(comparison: Comparison) -> str:
    if comparison.passage.paired:
        return "resegmented" if comparison.passage.recut else "given"
    return "lines" if any(text.units for text in comparison.passage.texts) else "beads"


def _source_lang(comparison: Comparison) -> str:
    return next((text.lang for text in comparison.passage.of_role(Role.SOURCE)), "")


@dataclass(frozen=True)
class _Rows:
    """The rows of a hypothesis as metrics want them: most look at their words alone, and need no pairs."""

    comparison: Comparison
    column: str

    @cached_property
    def lines(self) -> tuple[list[str], list[list[str]]]:
        """The words of the hypothesis, and for each row those of its references, as metrics expect segments."""
        texts, references = row_texts(self.comparison, self.column)
        return list(map(one_line, texts)), [list(map(one_line, beside)) for beside in references]

    @cached_property
    def pairs(self) -> list[Pair]:
        """The rows with all that is known of them, but for the other hypotheses: no score depends on those."""
        return pairs_of(self.comparison, self.column, {})

    @cached_property
    def findings(self) -> list[list[Finding]]:
        """The findings of the column, a list a row."""
        found: list[list[Finding]] = [[] for _ in self.pairs]
        for finding in self.comparison.findings:
            if finding.at.column == self.column:
                found[finding.row].append(finding)
        return found

    def statistics(self, metric: Metric) -> list[Statistics]:
        """What a metric counts."""
        if type(metric).row_statistics is Metric.row_statistics:
            return metric.statistics(*self.lines)
        return metric.row_statistics(self.pairs, self.findings)


def _scored(metric: Metric, of: _Rows, context: str) -> Score:
    column = of.column
    try:
        statistics = of.statistics(metric)
        rows = tuple(metric.row_scores(statistics))
        value = metric.score(total(statistics)) if statistics else 0.0
        _hold_numbers(rows, value, column)
    except HexaplaError:
        raise
    except Exception as error:
        raise PluginError(f"metric {metric.name()}", f"{type(error).__name__}: {error}") from error
    return Score(metric.label, column, value, tuple(statistics), rows, metric.signature, context)


def _check(built: Kernel, comparison: Comparison) -> Comparison:
    findings: list[Finding] = []
    ran: set[str] = set()
    skipped: dict[str, str] = {}
    failed = built.failures
    yields_to = {rule.slug(): rule.yields_to for rule in built.rules}
    columns = hypotheses(comparison)
    for name, pairs in columns:
        lang = comparison.passage.column(name).lang
        chosen = built.plan.selection.within(comparison.passage, lang)
        found: list[Finding] = []
        for rule in built.rules:
            reason = chosen.reason_to_skip(rule.code, rule.slug()) or _reason_to_skip(rule, comparison, lang)
            if reason:
                skipped[rule.slug()] = reason
                continue
            try:
                its = list(_found(rule, pairs, comparison.passage))  # all of a rule's findings or none
                found.extend(chosen.wanted(its))
                ran.add(rule.slug())
            except Exception as error:
                message = f"{type(error).__name__}: {error}"
                if not built.plan.keep_going:
                    raise PluginError(f"rule {rule.slug()}", message, passage=comparison.passage.id) from error
                failed = {**failed, rule.slug(): f"failed: {message}"}
        findings.extend(once(found, yields_to))
    left_out = {slug: why for slug, why in skipped.items() if slug not in ran} | failed
    run = Run("check", built.check_signature, tuple(sorted(ran - failed.keys())), tuple(sorted(left_out.items())))
    return replace(comparison, findings=tuple(findings), runs=_with_run(comparison, run))


def _reason_to_skip(rule: Rule, comparison: Comparison, lang: str) -> str | None:
    roles = {text.role.value for text in comparison.passage.texts}
    for needed in (REFERENCE, SOURCE):
        if needed in rule.inputs and needed not in roles:
            return f"there is no {needed}"
    return rule.unavailable(lang)


def _found(rule: Rule, pairs: list[Pair], passage: Passage) -> Iterator[Finding]:
    """A rule's findings, each held to the contract."""
    if isinstance(rule, WideRule):
        for finding in rule.conclude([fact for pair in pairs for fact in rule.note(pair)]):
            _hold(rule, finding, passage)
            yield finding
        return
    for pair in pairs:
        for finding in rule.check(pair):
            _hold(rule, finding, passage)
            at = finding.at
            end = max(place.end for _, place in pair.hypothesis.pieces)
            start = min(place.start for _, place in pair.hypothesis.pieces)
            if at.column != pair.hypothesis.column or not start <= at.span.start <= at.span.end <= end:
                raise ValueError(f"a finding at {at} is outside its row [{start}, {end})")
            yield finding


def _hold(rule: Rule, finding: object, passage: Passage) -> None:
    """Raises a ValueError where a finding is none, or its places and numbers make no sense."""
    if not isinstance(finding, Finding):
        raise ValueError(f"it gave {type(finding).__name__} {finding!r:.80} instead of a finding")
    if finding.code != rule.code or finding.rule != rule.slug():
        raise ValueError(f"a finding calls itself {finding.code} {finding.rule}")
    if not 0 <= finding.confidence <= 1:
        raise ValueError(f"the confidence {finding.confidence} is not between 0 and 1")
    lengths = {text.name: len(text.text) for text in passage.texts}
    for mark in (finding.at, *finding.evidence):
        if mark.column not in lengths:
            raise ValueError(f"a finding points to {mark.column!r}, which is no column of the passage")
        if mark.span.end > lengths[mark.column]:
            raise ValueError(f"a finding points to {mark.span}, outside {mark.column} [0, {lengths[mark.column]})")
    spans = sorted(change.span for change in finding.changes)
    for one, other in pairwise(spans):
        if one.overlaps(other):
            raise ValueError(f"the changes at {one} and {other} of a finding overlap")
    if spans and spans[-1].end > lengths[finding.at.column]:
        raise ValueError(f"a change at {spans[-1]} is outside the text")


def summarise(
    comparisons: Iterable[Comparison], plan: Plan, each: Callable[[Comparison], None] | None = None
) -> Summary:
    """What a stream of comparisons comes to.

    Args:
        comparisons: Scored or checked comparisons; read once.
        plan: Names the metrics.
        each: Called with every comparison as it passes.
    """
    statistics: dict[tuple[str, str, str], list[tuple[float, ...]]] = {}
    contexts: dict[tuple[str, str, str], set[str]] = {}
    langs: dict[tuple[str, str, str], tuple[str, int, str]] = {}
    counts: dict[tuple[str, str], int] = {}
    set_aside: dict[Status, int] = {}
    rows: dict[str, int] = {}
    passages = 0
    for comparison in comparisons:
        passages += 1
        references = len(comparison.passage.of_role(Role.REFERENCE))
        for found in comparison.scores:
            key = (found.metric, found.column, found.signature)
            statistics.setdefault(key, []).extend(found.statistics)
            contexts.setdefault(key, set()).add(found.context)
            langs[key] = (comparison.passage.column(found.column).lang, references, _source_lang(comparison))
        for finding in comparison.findings:
            if finding.status is Status.NEW:
                counts[finding.rule, finding.at.column] = counts.get((finding.rule, finding.at.column), 0) + 1
            else:
                set_aside[finding.status] = set_aside.get(finding.status, 0) + 1
        for text in comparison.passage.of_role(Role.HYPOTHESIS):
            rows[text.name] = rows.get(text.name, 0) + count_rows(comparison, text.name)
        if each is not None:
            each(comparison)
    scores: list[Score] = []
    costs: list[TotalCost] = []
    for (name, column, signature), found_rows in statistics.items():
        (metric,) = kernel(replace(plan, metrics=(name,))).metrics(*langs[name, column, signature])
        summed = total(found_rows)
        value = metric.score(summed) if found_rows else 0.0
        context = " ".join(sorted(contexts[name, column, signature]))
        uncertainty = metric.uncertainty(summed) if found_rows else None
        scores.append(Score(name, column, value, (), (), signature, context, uncertainty))
        lost = sorted(metric.losses(summed).items(), key=lambda item: -item[1])
        costs += [TotalCost(name, column, "feature", feature, points) for feature, points in lost if points > 0]
    return Summary(passages, rows, tuple(scores), counts, set_aside, costs=tuple(costs))
