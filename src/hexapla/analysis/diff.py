"""Two runs compared: findings that are new, gone or elsewhere, and whether scores and rates of findings really differ.

Findings are the same if their fingerprints are (see ``hexapla.triage.fingerprint``), so that an edit elsewhere changes
nothing. Within a document those in another order than before have moved; so has one that is gone from one document and turns
up in another.

Scores and rates are tested by paired approximate randomisation (Riezler and Maxwell, 2005) over the rows that both runs
have, or over a whole document where its rows are not the same in both. Rates count the rules that ran in both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hexapla.analysis.significance import SEED
from hexapla.analysis.snapshots import Document, ScoredColumn, Snapshot
from hexapla.errors import InputError
from hexapla.metrics import Metric, total
from hexapla.model import Severity

FEWEST = 6
"""Units below which no difference can be significant at 0.05: of 2 to the power of 5 ways to swap, 2 are extreme."""
_WORK = 2e8
"""Units times trials of one test."""

Finding = Mapping[str, Any]
MakeMetric = Callable[[str, str, int], Metric]
"""Label, language and number of references -> the metric."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that stands elsewhere than before."""

    old: Finding
    new: Finding


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a hypothesis then and now.

    Attributes:
        what: A metric, or ``findings`` for findings in 1,000 rows.
        column: The hypothesis.
        old, new: The figure, over the documents that both runs have.
        units: Rows (or documents) that were compared.
        p_value: How likely chance alone makes a difference as great; None where it cannot be tested.
        note: Why it cannot be tested, or what the figure is.
        higher_is_better: Whether a greater figure is a better one.
    """

    what: str
    column: str
    old: float
    new: float
    units: int
    p_value: float | None
    note: str = ""
    higher_is_better: bool = True

    @property
    def worse(self) -> bool:
        """Whether it is worse than before, be it by chance."""
        return self.new < self.old if self.higher_is_better else self.new > self.old


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two runs.

    Attributes:
        new: Findings that were not there before.
        fixed: Findings that are gone.
        moved: Findings that stand elsewhere.
        same: Number of findings that are where they were.
        changes: Scores and rates of findings, then and now.
        only_old, only_new: Documents that one run alone has; their findings are gone or new, their scores play no part.
    """

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    moved: tuple[Moved, ...]
    same: int
    changes: tuple[Change, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]


def compare(old: Snapshot, new: Snapshot, make: MakeMetric, trials: int = 10_000) -> Difference:
    """What differs between two runs.

    A lone document or hypothesis is compared with the other run's lone one, whatever they are called.

    Args:
        old: The earlier run.
        new: The later one.
        make: Makes the metrics whose statistics are known.
        trials: How often rows are swapped; fewer where there are very many.

    Raises:
        InputError: They have no document in common.
    """
    pairs = _pairs(old, new)
    if not pairs:
        raise InputError(f"it has no document in common with {new.name}", path=old.name)
    names = _names(old, new)
    paired = {id(one) for pair in pairs for one in pair}
    gone: list[Finding] = []
    come: list[Finding] = []
    moved: list[Moved] = []
    same = 0
    for before, after in pairs:
        for then, now in names.items():
            mine = (
                [f for f in before.findings if f["column"] == then],
                [f for f in after.findings if f["column"] == now],
            )
            kept, here, left, added = _matched(*mine)
            same += kept
            moved += here
            gone += left
            come += added
    gone += [f for d in old.documents.values() for f in d.findings if id(d) not in paired or f["column"] not in names]
    known = set(names.values())
    come += [f for d in new.documents.values() for f in d.findings if id(d) not in paired or f["column"] not in known]
    elsewhere, gone, come = _across(gone, come)
    return Difference(
        tuple(come),
        tuple(gone),
        (*moved, *elsewhere),
        same,
        tuple(_changes(pairs, names, make, trials)),
        tuple(name for name, document in old.documents.items() if id(document) not in paired),
        tuple(name for name, document in new.documents.items() if id(document) not in paired),
    )


def _pairs(old: Snapshot, new: Snapshot) -> list[tuple[Document, Document]]:
    if len(old.documents) == len(new.documents) == 1:
        return list(zip(old.documents.values(), new.documents.values(), strict=True))
    return [(old.documents[name], document) for name, document in new.documents.items() if name in old.documents]


def _names(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """Hypothesis then -> hypothesis now."""
    then, now = old.hypotheses, new.hypotheses
    if len(then) == len(now) == 1:
        return {then[0]: now[0]}
    return {name: name for name in then if name in now}


def _matched(old: list[Finding], new: list[Finding]) -> tuple[int, list[Moved], list[Finding], list[Finding]]:
    """(number of those in their places, moved, gone, come) of the findings of one hypothesis in one document."""
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for number, finding in enumerate(new):
        waiting[finding["fingerprint"]].append(number)
    partners = [(i, waiting[f["fingerprint"]].popleft()) for i, f in enumerate(old) if waiting[f["fingerprint"]]]
    in_order = _longest_rising([now for _, now in partners])
    moved = [Moved(old[then], new[now]) for k, (then, now) in enumerate(partners) if k not in in_order]
    left, taken = {then for then, _ in partners}, {now for _, now in partners}
    return (
        len(in_order),
        moved,
        [f for i, f in enumerate(old) if i not in left],
        [f for i, f in enumerate(new) if i not in taken],
    )


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising run (not of neighbours) of different numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        size = bisect_left(tails, number)
        before.append(ends[size - 1] if size else -1)
        if size == len(tails):
            tails.append(number)
            ends.append(place)
        else:
            tails[size], ends[size] = number, place
    found = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _across(gone: list[Finding], come: list[Finding]) -> tuple[list[Moved], list[Finding], list[Finding]]:
    """(moved, gone, come) once findings that left one document for another are known."""
    waiting: defaultdict[str, deque[Finding]] = defaultdict(deque)
    for finding in come:
        waiting[finding["fingerprint"]].append(finding)
    moved, left = [], []
    for finding in gone:
        if waiting[finding["fingerprint"]]:
            moved.append(Moved(finding, waiting[finding["fingerprint"]].popleft()))
        else:
            left.append(finding)
    arrived = {id(one.new) for one in moved}
    return moved, left, [finding for finding in come if id(finding) not in arrived]


class _Added(Metric):
    """A figure whose statistics simply add up: (sum, number), times a factor."""

    def __init__(self, factor: float) -> None:
        super().__init__("und", 1)
        self._factor = factor

    @property
    def signature(self) -> str:
        return "mean"

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Any:
        raise NotImplementedError  # what it adds up is not made of texts

    def score(self, total: tuple[float, ...]) -> float:
        return self._factor * total[0] / total[1] if total[1] else 0.0

    def sample_scores(self, totals: NDArray[Any]) -> NDArray[Any]:
        rates: NDArray[Any] = self._factor * totals[:, 0] / np.maximum(totals[:, 1], 1e-12)
        return rates


def _changes(
    pairs: list[tuple[Document, Document]], names: Mapping[str, str], make: MakeMetric, trials: int
) -> Iterator[Change]:
    for then, now in names.items():
        mine = [(before, after) for before, after in pairs if then in before.rows and now in after.rows]
        if not mine:
            continue
        metrics = dict.fromkeys(metric for _, after in mine for column, metric in after.scores if column == now)
        for metric in metrics:
            found = [
                (before, after, before.scores[then, metric], after.scores[now, metric])
                for before, after in mine
                if (then, metric) in before.scores and (now, metric) in after.scores
            ]
            if found:
                yield _score_change(metric, then, now, found, make, trials)
        both = [(before, after) for before, after in mine if before.rules is not None and after.rules is not None]
        if both:
            yield _rate_change(then, now, both, trials)


def _score_change(
    metric: str,
    then: str,
    now: str,
    found: list[tuple[Document, Document, ScoredColumn, ScoredColumn]],
    make: MakeMetric,
    trials: int,
) -> Change:
    exact = all(scored.statistics is not None for _, _, *both in found for scored in both)
    document = found[0][1]
    real = make(metric, document.langs[now], document.references)
    tested: Metric = real if exact else _Added(1.0)
    units: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
    for before, after, old, new in found:
        rows = [_statistics(scored, exact) for scored in (old, new)]
        units += _paired(rows[0], rows[1], before.rows[then] == after.rows[now] and before.hub == after.hub)
    signatures = {scored.signature for _, _, *both in found for scored in both}
    note = "" if exact else "mean of row scores"
    if len(signatures) > 1:
        note = f"scored in different ways ({' and '.join(sorted(signatures))})"
    return _tested(metric, now, units, tested, trials, note, real.higher_is_better, fair=len(signatures) == 1)


def _rate_change(then: str, now: str, found: list[tuple[Document, Document]], trials: int) -> Change:
    units: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
    for before, after in found:
        rules = (before.rules or frozenset()) & (after.rules or frozenset())
        rows: list[list[tuple[float, ...]]] = [
            [(float(count), 1.0) for count in _counts(document, name, rules)]
            for document, name in ((before, then), (after, now))
        ]
        same = before.rows[then] == after.rows[now] and before.hub == after.hub and bool(before.hub)
        units += _paired(rows[0], rows[1], same)
    return _tested("findings", now, units, _Added(1000.0), trials, "in 1,000 rows", False)


def _counts(document: Document, column: str, rules: frozenset[str]) -> list[int]:
    """Findings of each row, of some rules: one that ran in one run alone makes no text worse."""
    counts = [0] * len(document.rows[column])
    for finding in document.findings:
        if finding["column"] == column and counts and finding["rule"] in rules:
            counts[min(finding["segment"], len(counts) - 1)] += 1
    return counts


def _statistics(scored: ScoredColumn, exact: bool) -> list[tuple[float, ...]]:
    if exact and scored.statistics is not None:
        return list(scored.statistics)
    return [(row, 1.0) for row in scored.rows]


def _paired(
    old: list[tuple[float, ...]], new: list[tuple[float, ...]], same: bool
) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Statistics then and now, row by row where rows are the same, else of the whole document."""
    if same and len(old) == len(new):
        return list(zip(old, new, strict=True))
    return [(total(old), total(new))] if old and new else []


def _tested(
    what: str,
    column: str,
    units: list[tuple[tuple[float, ...], tuple[float, ...]]],
    metric: Metric,
    trials: int,
    note: str,
    higher_is_better: bool,
    *,
    fair: bool = True,
) -> Change:
    if not units:
        return Change(what, column, 0.0, 0.0, 0, None, "there are no rows", higher_is_better)
    old, new = [then for then, _ in units], [now for _, now in units]
    values = metric.score(total(old)), metric.score(total(new))
    p_value = None
    if fair and len(units) >= FEWEST:
        p_value = _randomised(metric, np.array(old), np.array(new), trials)
    elif fair:
        note = "; ".join(filter(None, (note, f"{len(units)} to compare are too few for a test")))
    return Change(what, column, *values, len(units), p_value, note, higher_is_better)


def _randomised(metric: Metric, old: NDArray[Any], new: NDArray[Any], trials: int) -> float:
    """The share of trials with a difference at least as great as the real one, when units are swapped at random.

    Unlike sacreBLEU's, the test counts ties: differences of a few findings have nothing else.
    """
    generator = np.random.default_rng(SEED)
    trials = int(max(1000, min(trials, _WORK / len(old)))) if trials > 1000 else trials
    sums, apart = old.sum(0) + new.sum(0), new - old

    def differences(chosen: NDArray[Any]) -> NDArray[Any]:
        one = old.sum(0) + chosen @ apart
        found: NDArray[Any] = np.abs(metric.sample_scores(one) - metric.sample_scores(sums - one))
        return found

    real = differences(np.ones((1, len(old))))[0]
    hits, share = 0, max(1, (1 << 22) // len(old))
    for start in range(0, trials, share):
        swapped = generator.integers(2, size=(min(share, trials - start), len(old)), dtype=np.int8)
        hits += int((differences(swapped.astype(np.float64)) >= real * (1 - 1e-9) - 1e-12).sum())
    return (hits + 1) / (trials + 1)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """P-values of several tests at once by Holm's method (1979), in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    found, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - rank)))
        found[place] = highest
    return found


def severe(findings: Sequence[Finding], level: Severity) -> int:
    """How many findings are of a severity or worse."""
    return sum(Severity(finding["severity"]).rank >= level.rank for finding in findings)
