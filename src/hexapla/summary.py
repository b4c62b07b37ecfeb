"""What a whole run comes to: the gate's verdict, how sure scores are, what points were lost on, and the Summary of it all.

Immutable values, which ``pipeline`` and ``analysis`` make and reports show. What belongs to one comparison is in
``hexapla.model``; the sums themselves are made in ``pipeline`` and ``analysis``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hexapla.model import Score, Status


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the gate, and how it came out.

    Attributes:
        name: The condition as it is written on the command line: ``--max-major 3``.
        passed: Whether it holds.
        message: One sentence with the figure found: ``5 findings are major or worse, 3 are allowed``.
    """

    name: str
    passed: bool
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a whole run: it passes if every condition holds."""

    conditions: tuple[Condition, ...]

    @property
    def passed(self) -> bool:
        """Whether every condition holds."""
        return all(condition.passed for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class TotalCost:
    """What all findings of a rule, all edits of a kind, all rows of a bucket or a metric's own feature cost together.

    Attributes:
        metric: Name of the metric.
        column: The hypothesis.
        kind: ``rule``, ``edit``, ``bucket`` or ``feature``.
        name: The rule's slug, the kind of edit, the bucket after what it is a bucket by (``length: 10-19 words``), or the
            feature of a metric that says what its points were lost on.
        points: Points of the metric over all texts.
    """

    metric: str
    column: str
    kind: str
    name: str
    points: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score and how sure it is.

    Attributes:
        score: The score of the whole.
        mean: The mean of the resampled scores, if there was a bootstrap.
        interval: Half the width of their 95 % interval.
        p_value: How likely chance alone makes a difference as great from the baseline; None for the baseline itself.
        adjusted: The p-value after Holm's correction for the number of systems compared.
        tie: Whether all its statistics are the baseline's; then the p-value says nothing, and `adjusted` is 1.
    """

    score: float
    mean: float | None = None
    interval: float | None = None
    p_value: float | None = None
    adjusted: float | None = None
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """How two systems differ in one metric.

    Attributes:
        metric: Name of the metric.
        better: The system with the better score.
        worse: The other one.
        points: By how many points it is better; never negative.
        low: Lower end of the 95 % bootstrap interval of the difference; None where segments were swapped instead.
        high: Its upper end.
        p_value: How likely chance alone makes a difference as great.
        adjusted: The p-value after Holm's correction for the number of pairs compared.
        effect: Cohen's d of the scores of the single rows; None where they do not vary.
        needed: Units (segments or documents) it takes to see the difference that was asked about, if one was.
    """

    metric: str
    better: str
    worse: str
    points: float
    low: float | None
    high: float | None
    p_value: float
    adjusted: float
    effect: float | None
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a system stands among others in one metric.

    Attributes:
        metric: Name of the metric.
        system: Name of the system.
        score: Its score.
        cluster: 1 for the best; every system of a cluster is significantly better than every one of the next.
        first: The best rank it may have: one more than the systems that are significantly better.
        last: The worst: as many systems as there are, less those that are significantly worse.
    """

    metric: str
    system: str
    score: float
    cluster: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure the scores of a run are.

    Attributes:
        test: ``confidence``, ``paired-bs`` or ``paired-ar``.
        trials: How many samples were drawn, or how many times segments were swapped.
        seed: Of the generator; None where every run draws others.
        unit: What was drawn: ``segment`` or ``document``.
        units: How many of them there are.
        sums: ``single`` where samples were added up in single precision, as sacreBLEU does, or ``exact``.
        baseline: The system the others were compared with; empty without a comparison.
        estimates: system -> metric -> estimate.
        signatures: metric -> its signature with trials and seed.
        differences: Every pair of systems, if asked for.
        places: Every system's rank, if asked for.
    """

    test: str
    trials: int
    seed: int | None
    unit: str
    units: int
    sums: str
    baseline: str
    estimates: dict[str, dict[str, Estimate]]
    signatures: dict[str, str]
    differences: tuple[Difference, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that a run went by.

    Attributes:
        name: Key of the configuration or option of the command line, as the user writes it.
        value: Its value in TOML's notation.
        origin: Where it comes from: ``file:line``, a variable of the environment, or ``command line``.
    """

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a whole run comes to.

    Attributes:
        passages: Number of comparisons.
        rows: column -> number of rows.
        scores: One per metric and column over all passages, without `statistics` and `rows`. Passages scored with
            different signatures (other languages, other tokenizers) are never added up: each signature has its own.
        counts: (rule, column) -> number of new findings.
        set_aside: status -> number of findings that are not new.
        unused_ignores: Ignores that no finding of this run needed, each as ``file:line: what it says``.
        gate: The gate's verdict, if there was a gate.
        certainty: How sure the scores are, if that was asked for.
        costs: What the features of metrics cost in all; and rules, kinds of edits and buckets, if that was asked for.
        configuration: The settings of the run that are not the usual ones.
    """

    passages: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    set_aside: dict[Status, int] = field(default_factory=dict)
    unused_ignores: tuple[str, ...] = ()
    gate: Verdict | None = None
    certainty: Certainty | None = None
    costs: tuple[TotalCost, ...] = ()
    configuration: tuple[Setting, ...] = ()
