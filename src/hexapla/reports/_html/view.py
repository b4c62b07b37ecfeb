"""What the templates are given: a comparison as rows of cells, findings in words, and the figures behind the charts.

Everything here is plain values and ready markup; where they stand on the page is the templates' business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from hexapla.interchange import cost_line, suggestion
from hexapla.languages.tags import UNKNOWN
from hexapla.model import Comparison, Finding, Passage, Role, Score, Severity, Span, Text
from hexapla.reports._html.marking import Highlight, direction, element, exposed, isolated, marked, plain
from hexapla.reports._html.synopsis import Panel, SynopticRow, panels

UNSURE = 0.5
"""A row whose alignment is likelier wrong than right, by the aligner's own estimate, is shown as unsure."""

ROLES = {Role.SOURCE: "Source", Role.HYPOTHESIS: "Translation", Role.REFERENCE: "Reference"}
NOTHING = {
    Role.SOURCE: "nothing in the source",
    Role.HYPOTHESIS: "nothing in the translation",
    Role.REFERENCE: "nothing in the reference",
}
"""What stands on a null side, by role."""

METRICS = {"bleu": "BLEU", "chrf": "chrF", "chrf++": "chrF++", "ter": "TER", "spbleu": "spBLEU"}
"""Metrics as the literature spells them; others go by their plug-in's name."""
PREFERRED = "chrf++"
"""The metric that rows are shown with, where it was computed; else the first one."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words with what a browser needs to lay them out."""

    column: str
    words: Markup
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words. `row` is the anchor of its row, `place` what a reader calls it."""

    number: int
    code: str
    rule: str
    severity: str
    category: str
    confidence: float
    document: int
    column: str
    row: str
    place: str
    quote: Quote
    message: Markup
    costs: Markup
    evidence: tuple[Quote, ...]
    before: Quote | None
    after: Quote | None
    status: str = "new"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column's side of a row. `null` names an omission or an addition; `notes` stand below the words."""

    column: str
    role: str
    words: Markup
    lang: str
    dir: str
    null: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the synopsis. `lines` is a guess at its height, for rows that are not drawn until they are looked at."""

    id: str
    label: str
    cells: tuple[Cell, ...]
    kinds: tuple[str, ...]
    findings: tuple[int, ...]
    score: float | None
    unsure: float | None
    lines: int


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column's head and its line in the provenance."""

    name: str
    role: str
    kind: str
    lang: str
    dir: str
    detected: bool
    origin: str
    digest: str
    characters: int
    segments: int
    units: int


@dataclass(frozen=True, slots=True)
class PanelView:
    """Columns side by side with their rows."""

    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    scored: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A comparison as the page shows it."""

    number: int
    title: str
    columns: tuple[ColumnView, ...]
    panels: tuple[PanelView, ...]
    findings: tuple[FindingView, ...]
    metric: str
    rows: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def metric_name(metric: str) -> str:
    """A metric's name as the literature spells it."""
    return METRICS.get(metric, metric)


def row_scores(comparison: Comparison) -> dict[str, Score]:
    """Column -> the score whose rows are shown: `PREFERRED` where every scored column has it, else the first metric."""
    metrics = list(dict.fromkeys(score.metric for score in comparison.scores))
    metric = PREFERRED if PREFERRED in metrics else next(iter(metrics), "")
    return {score.column: score for score in comparison.scores if score.metric == metric}


def title_of(passage: Passage) -> str:
    """What a reader calls the passage."""
    title = passage.document or passage.id
    return f"{title}, part {passage.part + 1}" if passage.part else title


def quote(text: Text, span: Span) -> Quote:
    """Words of a column, invisible characters named."""
    return Quote(plain(text.name), exposed(span.of(text.text)), lang_of(text), direction(text.lang))


def lang_of(text: Text) -> str:
    """The value of ``lang``: empty where the language is unknown, as HTML has it."""
    return "" if text.lang == UNKNOWN else text.lang


def document(comparison: Comparison, number: int, first: int, *, anchored: bool = True) -> DocumentView:
    """A comparison as the page shows it.

    Args:
        comparison: Any comparison, at whatever stage.
        number: 1-based number of the document on the page.
        first: Number of its first finding on the page.
        anchored: Whether marks link to their explanation, which then must be on the page.
    """
    passage = comparison.passage
    columns = {text.name: _column(comparison, text) for text in passage.texts}
    scores = row_scores(comparison)
    places: dict[int, tuple[str, str]] = {}
    made: list[PanelView] = []
    label = 0
    for panel in panels(comparison):
        rows = _Rows(comparison, panel, first, scores, set() if anchored else None)
        views = []
        for index in range(len(panel.rows)):
            label += 1
            view = rows.view(index, f"d{number}r{label}", str(label))
            views.append(view)
            for found in rows.homes(index):
                places[found] = (view.id, view.label)
        made.append(PanelView(tuple(columns[text.name] for text in panel.columns), tuple(views), bool(scores)))
    findings = tuple(
        _finding(passage, finding, first + i, number, *places.get(i, (f"d{number}", "")))
        for i, finding in enumerate(comparison.findings)
    )
    kinds: dict[str, int] = {}
    for panel_view in made:
        for row in panel_view.rows:
            for kind in row.kinds:
                kinds[kind] = kinds.get(kind, 0) + 1
    metric = metric_name(next(iter(scores.values())).metric) if scores else ""
    return DocumentView(
        number, plain(title_of(passage)), tuple(columns.values()), tuple(made), findings, metric, label, kinds
    )


def _column(comparison: Comparison, text: Text) -> ColumnView:
    return ColumnView(
        plain(text.name),
        ROLES[text.role],
        text.role.value,
        lang_of(text),
        direction(text.lang),
        text.detected,
        plain(text.origin),
        text.digest,
        len(text.text),
        len(comparison.segments_of(text.name)),
        len(text.units),
    )


def _finding(passage: Passage, finding: Finding, number: int, document: int, row: str, place: str) -> FindingView:
    text = passage.column(finding.at.column)
    before = after = None
    wanted = suggestion(finding, passage)
    if wanted is not None:
        changes = sorted(finding.changes, key=lambda change: change.span)
        before = quote(text, Span(changes[0].span.start, max(change.span.end for change in changes)))
        after = Quote(plain(text.name), exposed(wanted), lang_of(text), direction(text.lang))
    return FindingView(
        number=number,
        code=plain(finding.code),
        rule=plain(finding.rule),
        severity=finding.severity.value,
        category=finding.category.value,
        confidence=finding.confidence,
        document=document,
        column=plain(text.name),
        row=row,
        place=place,
        quote=quote(text, finding.at.span),
        message=isolated(finding.message),
        costs=isolated(cost_line(finding)) if finding.costs else Markup(""),
        evidence=tuple(quote(passage.column(mark.column), mark.span) for mark in finding.evidence),
        before=before,
        after=after,
        status=finding.status.value,
        reason=plain(finding.reason),
    )


class _Rows:
    """The rows of a panel with the marks of a comparison's findings dealt out to their cells."""

    def __init__(
        self, comparison: Comparison, panel: Panel, first: int, scores: dict[str, Score], begun: set[int] | None
    ) -> None:
        self._comparison, self._panel, self._scores, self._begun = comparison, panel, scores, begun
        self._marks: dict[tuple[str, int], list[Highlight]] = defaultdict(list)
        self._homes: dict[int, list[int]] = defaultdict(list)
        self._places = {text.name: _places(panel.rows, text.name) for text in panel.columns}
        self._row_of = {
            (name, own): index
            for index, row in enumerate(panel.rows)
            for name, indices in row.rows.items()
            for own in indices
        }
        for number, finding in enumerate(comparison.findings):
            self._deal(number, first, finding)

    def _deal(self, number: int, first: int, finding: Finding) -> None:
        name = finding.at.column
        if name not in self._places:
            return
        home = self._row_of.get((name, finding.row))
        for mark in (finding.at, *finding.evidence):
            evidence = mark is not finding.at
            highlight = Highlight(mark.span, first + number, finding.severity, evidence)
            rows = self._rows_of(mark.column, mark.span, home)
            for row in rows:
                self._marks[mark.column, row].append(highlight)
            if not evidence and rows:
                self._homes[rows[0]].append(number)

    def _rows_of(self, column: str, span: Span, home: int | None) -> list[int]:
        """Rows of the panel whose cell in a column holds words of a span, or the place of an empty one."""
        places = self._places.get(column)
        if places is None:
            return []
        starts, ends, owners = places
        if not starts:
            return [home] if home is not None else []
        if len(span):
            found = owners[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
            if found:
                return list(dict.fromkeys(found))
        if home is not None and (not self._panel.rows[home].spans.get(column) or not len(span)):
            return [home]
        return [owners[max(bisect_right(starts, span.start) - 1, 0)]]  # white space goes with the words before it

    def homes(self, index: int) -> list[int]:
        """0-based numbers of the comparison's findings that begin in a row."""
        return self._homes.get(index, [])

    def view(self, index: int, anchor: str, label: str) -> RowView:
        """The row as the page shows it."""
        row = self._panel.rows[index]
        systems = [text for text in self._panel.columns if text.role is Role.HYPOTHESIS]
        cells, longest = [], 0
        findings: set[int] = set()
        for text in self._panel.columns:
            spans = row.spans.get(text.name, ())
            marks = self._marks.get((text.name, index), [])
            findings.update(h.number for h in marks if not h.evidence)
            notes = self._notes(row, text) if len(systems) > 1 else ()
            cells.append(self._cell(text, spans, marks, notes))
            wide = 2 if lang_of(text)[:2] in ("zh", "ja", "ko") else 1
            longest = max(longest, wide * sum(map(len, spans)))
        unsure = min(row.confidence.values(), default=1.0)
        kinds = _kinds(row, self._panel.columns, unsure)
        score = None
        if len(systems) == 1 and systems[0].name in self._scores:
            score = _mean(self._scores[systems[0].name], row.rows.get(systems[0].name, ()))
        return RowView(
            anchor,
            label,
            tuple(cells),
            kinds,
            tuple(sorted(findings)),
            score,
            unsure if unsure < UNSURE else None,
            1 + longest // 36,
        )

    def _notes(self, row: SynopticRow, text: Text) -> tuple[str, ...]:
        own = row.rows.get(text.name, ())
        notes = []
        score = self._scores.get(text.name)
        value = _mean(score, own) if score and own else None
        if score and value is not None:
            notes.append(f"{metric_name(score.metric)} {value:.1f}")
        if text.name in row.moved:
            notes.append("moved")
        if row.confidence.get(text.name, 1.0) < UNSURE:
            notes.append(f"unsure, {row.confidence[text.name]:.0%}")
        return tuple(notes)

    def _cell(self, text: Text, spans: Sequence[Span], marks: list[Highlight], notes: tuple[str, ...]) -> Cell:
        lang, way = lang_of(text), direction(text.lang)
        if spans:
            words = marked(text.text, spans, marks, self._begun)
            return Cell(plain(text.name), text.role.value, words, lang, way, notes=notes)
        said = "empty" if self._comparison.passage.paired else NOTHING[text.role]
        words = element(Markup(said), marks, self._begun) if marks else Markup(said)
        return Cell(plain(text.name), text.role.value, words, "en", "ltr", null=True, notes=notes)


def _places(rows: Sequence[SynopticRow], column: str) -> tuple[list[int], list[int], list[int]]:
    """Starts and ends of a column's pieces in order, and the row each belongs to."""
    found = sorted((s.start, s.end, index) for index, row in enumerate(rows) for s in row.spans.get(column, ()))
    return [start for start, _, _ in found], [end for _, end, _ in found], [index for _, _, index in found]


def _kinds(row: SynopticRow, columns: Iterable[Text], unsure: float) -> tuple[str, ...]:
    """What is odd about a row, in the words the page filters by."""
    sides = {role: [bool(row.spans.get(c.name)) for c in columns if c.role is role] for role in Role}
    others = sides[Role.REFERENCE] or sides[Role.SOURCE]
    kinds = []
    if sides[Role.HYPOTHESIS] and others and any(others) and not all(sides[Role.HYPOTHESIS]):
        kinds.append("omission")
    if any(sides[Role.HYPOTHESIS]) and others and not any(others):
        kinds.append("addition")
    if row.moved:
        kinds.append("moved")
    if unsure < UNSURE:
        kinds.append("unsure")
    return tuple(kinds)


def _mean(score: Score, own: Sequence[int]) -> float | None:
    """The score of a row of the synopsis: that of the hypothesis' own row, or the mean where it holds several."""
    values = [score.rows[i] for i in own if i < len(score.rows)]
    return sum(values) / len(values) if values else None


def by_rule(documents: Iterable[DocumentView]) -> dict[str, dict[Severity, int]]:
    """Number of findings by rule and severity."""
    counts: dict[str, dict[Severity, int]] = {}
    for one in documents:
        for finding in one.findings:
            level = Severity(finding.severity)
            of_rule = counts.setdefault(finding.rule, {})
            of_rule[level] = of_rule.get(level, 0) + 1
    return counts
