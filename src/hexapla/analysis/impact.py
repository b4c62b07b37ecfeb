"""Score impact: the points that findings, and kinds of edits, take from each metric. Exact where statistics add up.

A finding's cost is what the score gains when its words are mended: by the changes it proposes, else by the
reference words aligned with its span, or, where words are missing, by those of its evidence on the reference. Only the touched row is scored again; the
row's statistics change, the others' stand. A rule's cost is that of mending all its findings at once, which is not the
sum of single costs. The points missing from a perfect score are split by mending one kind of edit after the other until
the reference stands there, in a fixed order and in the reverse, and taking the mean: the parts add up to the whole.
Buckets of rows are mended one after the other in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hexapla.analysis.buckets import RowAt, Tables, in_order, sort_into
from hexapla.metrics import Metric, Statistics, total
from hexapla.model import Cost, Finding, Mark, Span
from hexapla.pair import Pair, Row
from hexapla.summary import TotalCost
from hexapla.text.edits import Edit, EditKind
from hexapla.text.tokens import Token

REST = "case, spacing"
KINDS = (
    EditKind.MERGE.value,
    EditKind.SPLIT.value,
    EditKind.MOVE.value,
    EditKind.INSERT.value,
    EditKind.DELETE.value,
    EditKind.REPLACE.value,
    REST,
)
"""Kinds of edits in the order in which they are mended; the last is what tokens do not show."""


def _local(row: Row, span: Span) -> tuple[int, int] | None:
    """A span of the column as a range of the row's text, or nothing if it is not in one of its pieces."""
    for at, place in row.pieces:
        if place.start <= span.start and span.end <= place.end:
            return at + span.start - place.start, at + span.end - place.start
    return None


def replacements(pair: Pair, finding: Finding) -> list[tuple[int, int, str]]:
    """What mends a finding, as ranges of the row's text and new words; empty if nothing is known to."""
    if finding.changes:
        found = [(_local(pair.hypothesis, change.span), change.text) for change in finding.changes]
        return [(*place, words) for place, words in found if place]
    place = _local(pair.hypothesis, finding.at.span)
    if place is None or not pair.references:
        return []
    words = _aligned(pair, *place)
    if words is None:
        words = _evidence(pair, finding.evidence)
    return [] if words is None else [(*place, _spaced(pair.hypothesis.text, *place, words))]


def _evidence(pair: Pair, marks: Sequence[Mark]) -> str | None:
    for mark in marks:
        for reference in pair.references:
            place = _local(reference, mark.span) if reference.column == mark.column else None
            if place and place[0] < place[1]:
                return reference.text[place[0] : place[1]]
    return None


def _aligned(pair: Pair, start: int, end: int) -> str | None:
    """The words of the first reference that are aligned with a range of the hypothesis."""
    hyp, ref = pair.hypothesis.tokens, pair.references[0].tokens
    inside = [k for k, token in enumerate(hyp) if token.start < end and start < token.end]
    if not inside:
        return None
    places: list[int] = []
    for edit in pair.aligned[0]:
        first, last = max(edit.hyp_from, inside[0]), min(edit.hyp_to, inside[-1] + 1)
        if first >= last:
            continue
        if edit.kind is EditKind.EQUAL:
            places += range(edit.ref_from + first - edit.hyp_from, edit.ref_from + last - edit.hyp_from)
        else:
            places += range(edit.ref_from, edit.ref_to)
    if not places:
        return ""
    return pair.references[0].text[ref[min(places)].start : ref[max(places)].end]


def _spaced(text: str, start: int, end: int, words: str) -> str:
    """Words for an empty range set apart from their neighbours, as the text sets words apart."""
    if start < end or not words or " " not in text:
        return words
    before = " " if start and not text[start - 1].isspace() else ""
    after = " " if end < len(text) and text[end].isalnum() else ""
    return f"{before}{words}{after}"


def mended(pair: Pair, findings: Sequence[Finding]) -> str:
    """The row's text with findings mended; of two that overlap the first is."""
    text, at, parts = pair.hypothesis.text, 0, []
    for start, end, words in sorted(place for finding in findings for place in replacements(pair, finding)):
        if start >= at:
            parts += [text[at:start], words]
            at = end
    return "".join([*parts, text[at:]])


def without(pair: Pair, kinds: frozenset[str]) -> str:
    """The row's text with some kinds of edits mended after its first reference; with all of `KINDS`, that reference."""
    if REST in kinds and len(kinds) == len(KINDS):
        return pair.references[0].text
    hyp, ref = pair.hypothesis, pair.references[0]
    edits = pair.aligned[0]
    moves = [edit for edit in edits if edit.kind is EditKind.MOVE]
    moved = {place for edit in moves for place in range(edit.ref_from, edit.ref_to)}
    put_back = EditKind.MOVE.value in kinds
    pieces: list[tuple[str, str]] = []
    for edit in edits:
        in_place = edit.kind.value in kinds
        if edit.kind is EditKind.MOVE:
            if not put_back:
                pieces += _tokens(hyp, range(edit.hyp_from, edit.hyp_to))
        elif edit.kind is EditKind.EQUAL:
            pieces += _equal(hyp, ref, edit, REST in kinds)
        else:
            if not in_place:
                pieces += _tokens(hyp, range(edit.hyp_from, edit.hyp_to))
            wanted = range(edit.ref_from, edit.ref_to)
            pieces += _tokens(ref, [k for k in wanted if (put_back if k in moved else in_place)])
    return "".join(gap + words for gap, words in pieces).strip()


def _equal(hyp: Row, ref: Row, edit: Edit, as_reference: bool) -> list[tuple[str, str]]:
    if as_reference:
        return _tokens(ref, range(edit.ref_from, edit.ref_to))
    return _tokens(hyp, range(edit.hyp_from, edit.hyp_to))


def _tokens(row: Row, places: Sequence[int]) -> list[tuple[str, str]]:
    """Tokens with the gap before each as it is in their own row."""
    tokens: tuple[Token, ...] = row.tokens
    return [(row.text[tokens[k - 1].end if k else 0 : tokens[k].start], tokens[k].text) for k in places]


def gain(metric: Metric, before: Statistics, after: Statistics) -> float:
    """How many points better the second statistics are; a lower score counts as better where it is."""
    difference = metric.score(after) - metric.score(before)
    return (difference if metric.higher_is_better else -difference) + 0.0  # no negative zero


def _swap(whole: Statistics, out: Statistics, new: Statistics) -> Statistics:
    return tuple(a - b + c for a, b, c in zip(whole, out, new, strict=True))


@dataclass
class _Sums:
    """Sums of statistics of a metric and column: as they are, and with each thing mended."""

    metric: Metric
    now: Statistics = ()
    by_rule: dict[str, Statistics] = field(default_factory=dict)
    steps: dict[tuple[bool, int], Statistics] = field(default_factory=dict)
    by_bucket: dict[tuple[str, str], Statistics] = field(default_factory=dict)


class Impact:
    """Costs of findings, text by text, and the totals of all that were seen.

    Args:
        buckets: Names of `hexapla.analysis.buckets.BUCKETS` that need no table: the points missing are split by each.
    """

    def __init__(self, buckets: Sequence[str] = ()) -> None:
        self._sums: dict[tuple[str, str, str], _Sums] = {}
        self._buckets = tuple(buckets)
        self._tables = Tables()

    def costs(
        self,
        metric: Metric,
        column: str,
        pairs: Sequence[Pair],
        findings: Sequence[Finding],
        rows: Sequence[Statistics],
        document: str = "",
    ) -> list[Cost]:
        """The cost of each finding of a column in points of a metric, in the row and in the text.

        Args:
            metric: The metric.
            column: The hypothesis.
            pairs: Its rows.
            findings: What was found in them.
            rows: The metric's statistics of the rows.
            document: Name of the text, for buckets by document.
        """
        if not rows:
            return [Cost(metric.label, 0.0, 0.0) for _ in findings]
        whole = total(rows)
        by_row: list[list[Finding]] = [[] for _ in pairs]
        for finding in findings:
            by_row[finding.row].append(finding)
        jobs: list[tuple[int, str, list[Finding]]] = []
        for finding in findings:
            others = [f for f in by_row[finding.row] if f is not finding]
            jobs.append((finding.row, mended(pairs[finding.row], [finding]), others))
        rules = sorted({finding.rule for finding in findings})
        of_rule = [(rule, k) for rule in rules for k in range(len(pairs)) if any(f.rule == rule for f in by_row[k])]
        for rule, k in of_rule:
            mine = [f for f in by_row[k] if f.rule == rule]
            jobs.append((k, mended(pairs[k], mine), [f for f in by_row[k] if f.rule != rule]))
        found = self._statistics(metric, pairs, jobs, rows)
        result = []
        for finding, new in zip(findings, found, strict=False):
            old = rows[finding.row]
            in_row = metric.row_score(new) - metric.row_score(old)
            in_row = in_row if metric.higher_is_better else -in_row
            result.append(Cost(metric.label, in_row, gain(metric, whole, _swap(whole, old, new))))
        sums = self._add(metric, column, whole)
        for (rule, k), new in zip(of_rule, found[len(findings) :], strict=True):
            change = sums.by_rule.get(rule, tuple(0.0 for _ in whole))
            sums.by_rule[rule] = tuple(c - a + b for c, a, b in zip(change, rows[k], new, strict=True))
        if not metric.needs_findings:
            mended_rows = self._steps(metric, sums, pairs, rows)
            self._by_bucket(sums, pairs, rows, mended_rows, document)
        return result

    def _add(self, metric: Metric, column: str, whole: Statistics) -> _Sums:
        sums = self._sums.setdefault((metric.label, column, metric.signature), _Sums(metric))
        sums.now = tuple(a + b for a, b in zip(sums.now, whole, strict=True)) if sums.now else whole
        return sums

    @staticmethod
    def _statistics(
        metric: Metric,
        pairs: Sequence[Pair],
        jobs: Sequence[tuple[int, str, list[Finding]]],
        rows: Sequence[Statistics],
    ) -> list[Statistics]:
        """Statistics of rows with other texts; what is not changed is not scored again."""
        new = [
            k for k, (row, text, _) in enumerate(jobs) if text != pairs[row].hypothesis.text or metric.needs_findings
        ]
        changed = [
            replace(pairs[jobs[k][0]], hypothesis=_with_text(pairs[jobs[k][0]].hypothesis, jobs[k][1])) for k in new
        ]
        found = [rows[row] for row, _, _ in jobs]
        if changed:
            for k, made in zip(new, metric.row_statistics(changed, [jobs[k][2] for k in new]), strict=True):
                found[k] = made
        return found

    def _steps(
        self, metric: Metric, sums: _Sums, pairs: Sequence[Pair], rows: Sequence[Statistics]
    ) -> list[Statistics]:
        """Adds up the statistics with one kind of edit after the other mended, in both orders; the rows' with all mended."""
        texts: dict[tuple[int, str], int] = {}
        jobs: list[tuple[int, str, list[Finding]]] = []
        plan: list[tuple[bool, int, int]] = []
        for row, pair in enumerate(pairs):
            for forward in (True, False):
                order = KINDS if forward else KINDS[::-1]
                for step in range(1, len(order) + 1):
                    text = without(pair, frozenset(order[:step])) if pair.references else pair.hypothesis.text
                    key = row, text
                    if key not in texts:
                        texts[key] = len(jobs)
                        jobs.append((row, text, []))
                    plan.append((forward, step, texts[key]))
        found = self._statistics(metric, pairs, jobs, rows)
        for forward, step, job in plan:
            held = sums.steps.get((forward, step))
            sums.steps[forward, step] = (
                tuple(a + b for a, b in zip(held, found[job], strict=True)) if held else found[job]
            )
        return [found[job] for forward, step, job in plan if forward and step == len(KINDS)]

    def _by_bucket(
        self,
        sums: _Sums,
        pairs: Sequence[Pair],
        rows: Sequence[Statistics],
        mended_rows: Sequence[Statistics],
        document: str,
    ) -> None:
        """Adds up, bucket by bucket, how the statistics change when its rows are mended."""
        places = [RowAt(document, number, pair) for number, pair in enumerate(pairs)]
        for name in self._buckets:
            for bucket, numbers in sort_into(name, places, self._tables).items():
                change = sums.by_bucket.get((name, bucket), tuple(0.0 for _ in sums.now))
                for number in numbers:
                    change = _swap(change, rows[number], mended_rows[number])
                sums.by_bucket[name, bucket] = change

    def totals(self) -> tuple[TotalCost, ...]:
        """What each rule, each kind of edit and each bucket costs in all, by metric and column."""
        return tuple(cost for (label, column, _), sums in self._sums.items() for cost in _totals(label, column, sums))


def _totals(label: str, column: str, sums: _Sums) -> Iterator[TotalCost]:
    for rule, change in sorted(sums.by_rule.items()):
        after = tuple(a + b for a, b in zip(sums.now, change, strict=True))
        yield TotalCost(label, column, "rule", rule, gain(sums.metric, sums.now, after))
    if not sums.steps:
        return
    parts = dict.fromkeys(KINDS, 0.0)
    for forward in (True, False):
        before = sums.now
        for step, kind in enumerate(KINDS if forward else KINDS[::-1], 1):
            after = sums.steps[forward, step]
            parts[kind] += gain(sums.metric, before, after) / 2
            before = after
    for kind, points in parts.items():
        yield TotalCost(label, column, "edit", kind, points)
    for name in dict.fromkeys(name for name, _ in sums.by_bucket):
        yield from _bucket_costs(label, column, name, sums)


def _bucket_costs(label: str, column: str, name: str, sums: _Sums) -> Iterator[TotalCost]:
    changes = in_order({bucket: change for (of, bucket), change in sums.by_bucket.items() if of == name})
    points = dict.fromkeys(changes, 0.0)
    for order in (list(changes), list(changes)[::-1]):
        before = sums.now
        for bucket in order:
            after = tuple(a + b for a, b in zip(before, changes[bucket], strict=True))
            points[bucket] += gain(sums.metric, before, after) / 2
            before = after
    for bucket, missing in points.items():
        yield TotalCost(label, column, "bucket", f"{name}: {bucket}", missing)


def _with_text(row: Row, text: str) -> Row:
    return Row(row.column, row.lang, text, ((0, Span(0, len(text))),))
