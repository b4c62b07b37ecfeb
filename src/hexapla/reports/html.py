"""One HTML page that needs nothing but itself: the synopsis with its findings, scores, charts and provenance.

What the page is made of stands in ``hexapla/reports/_html``; here comparisons are collected and the page is written.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from hexapla._version import __version__
from hexapla.model import Comparison, Role, Run, Score, Severity
from hexapla.reports import CostTable, Report, cost_tables, higher_is_better, plugin, spread
from hexapla.reports._provenance import versions
from hexapla.summary import Summary

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from hexapla.reports._html.view import DocumentView

STAGES = ("align", "score", "check")
"""The stages a comparison can have been through, in order."""


class Html(Report):
    """A self-contained HTML page; it makes no request, and reads without a script too."""

    extensions: ClassVar[tuple[str, ...]] = (".html", ".htm")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documents: list[DocumentView] = []
        self._sections: list[Markup] = []
        self._runs: dict[Run, int] = {}
        self._metric = ""
        self._row_scores: dict[str, list[float]] = {}
        self._document_scores: dict[str, dict[str, float]] = {}
        self._findings = 0
        self._hypotheses = 0

    def add(self, comparison: Comparison) -> None:
        """Lays out one comparison; of its rows only the finished markup is kept."""
        from dataclasses import replace

        from hexapla.reports._html import view

        document = view.document(comparison, len(self._documents) + 1, self._findings + 1)
        self._findings += len(document.findings)
        self._sections.append(
            _render("document.html.jinja", document=document, checked=bool(comparison.run_of("check")))
        )
        self._documents.append(replace(document, panels=()))
        for run in comparison.runs:
            self._runs[run] = self._runs.get(run, 0) + 1
        self._hypotheses = max(self._hypotheses, len(comparison.passage.of_role(Role.HYPOTHESIS)))
        scores = view.row_scores(comparison)
        self._metric = self._metric or next((score.metric for score in scores.values()), "")
        for column, score in scores.items():
            if score.metric == self._metric:
                self._row_scores.setdefault(column, []).extend(score.rows)
                title = document.title
                if column in self._document_scores.get(title, {}):
                    title = f"{title} ({document.number})"
                self._document_scores.setdefault(title, {})[column] = score.value

    def finish(self, summary: Summary) -> None:
        """Writes the page."""
        findings = [finding for document in self._documents for finding in document.findings]
        levels = [(s.value, sum(f.severity == s.value for f in findings)) for s in reversed(Severity)]
        kinds: dict[str, int] = {}
        for document in self._documents:
            for kind, count in document.kinds.items():
                kinds[kind] = kinds.get(kind, 0) + count
        only = len(self._documents) == 1
        stages = {run.stage for run in self._runs}
        page = _render(
            "page.html.jinja",
            title=self._documents[0].title if only else f"{len(self._documents):,} documents",
            version=__version__,
            documents=self._documents,
            sections=self._sections,
            rows=sum(document.rows for document in self._documents),
            findings=findings,
            levels=levels,
            kinds=kinds,
            several=self._hypotheses > 1,
            checked="check" in stages,
            scored="score" in stages,
            rules=self._rules(),
            charts=self._charts(),
            runs=self._what_ran(),
            missing=[stage for stage in STAGES if stage not in stages],
            versions=list(versions().items()),
            configuration=summary.configuration,
            stage=self.stage,
            gate=summary.gate,
            aside=[(status.value, count) for status, count in sorted(summary.set_aside.items())],
            **_scores(summary),
            costs=[_costs(table) for table in cost_tables(summary)],
            **_assets(),
        )
        from hexapla.reports._html.marking import plain

        self.out.write(plain(str(page)))

    def _rules(self) -> list[dict[str, object]]:
        """The rules with findings, the most frequent first, and what each says of itself."""
        from hexapla.reports._html.view import by_rule

        codes = {finding.rule: finding.code for document in self._documents for finding in document.findings}
        counts = {rule: sum(levels.values()) for rule, levels in by_rule(self._documents).items()}
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [
            {"name": rule, "code": codes[rule], "count": n, "says": _first_line("rules", rule)} for rule, n in ordered
        ]

    def _charts(self) -> list[dict[str, object]]:
        from hexapla.reports._html import charts, view

        made: list[dict[str, object]] = []
        counts = view.by_rule(self._documents)
        if counts:
            made.append({"title": "Findings by rule", "drawing": charts.findings_by_rule(counts)})
        name = view.metric_name(self._metric)
        if any(self._row_scores.values()):
            made.append({"title": "Row scores", "drawing": charts.histograms(self._row_scores, name)})
        if len(self._document_scores) > 1:
            drawing = charts.scores_by_document(
                self._document_scores, name, higher_is_better=higher_is_better(self._metric)
            )
            made.append({"title": "Scores by document", "drawing": drawing})
        return made

    def _what_ran(self) -> list[dict[str, object]]:
        """The runs, equal ones once, in the order of the stages."""
        order = {stage: rank for rank, stage in enumerate(STAGES)}
        runs = sorted(self._runs.items(), key=lambda item: order.get(item[0].stage, len(order)))
        return [
            {"stage": run.stage, "ran": run.ran, "skipped": run.skipped, "signature": run.signature, "documents": n}
            for run, n in runs
        ]


def embedded(comparison: Comparison) -> str:
    """A comparison as a fragment of HTML for notebooks: self-contained, without a script, its styles scoped.

    Shows the rows with findings, or the first rows where there are none, each with its findings in words.
    """
    from markupsafe import Markup

    from hexapla.reports._html import view

    document = view.document(comparison, 1, 1, anchored=False)
    rows = [(panel, row) for panel in document.panels for row in panel.rows]
    chosen = [(panel, row) for panel, row in rows if row.findings] or rows
    fragment = _render(
        "embedded.html.jinja",
        document=document,
        style=Markup(_asset("embedded.css")),
        chosen=chosen[:SHOWN],
        rows=len(rows),
        findings={finding.number: finding for finding in document.findings},
        checked=comparison.run_of("check") is not None,
        scores=[(view.metric_name(score.metric), score.column, score.value) for score in comparison.scores],
        several=len({score.column for score in comparison.scores}) > 1,
    )
    from hexapla.reports._html.marking import plain

    return plain(str(fragment))


SHOWN = 25
"""Rows an embedded fragment shows at most."""


def _asset(name: str) -> str:
    """A file of the page, as it is."""
    return files("hexapla.reports").joinpath("_html", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _render(template: str, **values: object) -> Markup:
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(**values))


def _assets() -> dict[str, object]:
    """Style sheet and scripts, and the hashes by which the page's policy lets these scripts and no others run."""
    import base64
    import hashlib

    from markupsafe import Markup

    early, script = _asset("early.js"), _asset("page.js")
    hashes = (base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in (early, script))
    return {
        "style": Markup(_asset("page.css")),
        "early": Markup(early),
        "script": Markup(script),
        "script_hashes": Markup(" ".join(f"'sha256-{h}'" for h in hashes)),
    }


def _sure(summary: Summary, score: Score) -> dict[str, str]:
    """The interval of a score and its stars, with what they mean; empty where nothing was resampled."""
    from hexapla.reports import _certainty

    found = summary.certainty
    estimate = found.estimates.get(score.column, {}).get(score.metric) if found else None
    if found is None or estimate is None:
        return {}
    interval = "" if estimate.interval is None else f"\u00a0± {estimate.interval:.2f}"
    return {
        "says": interval + _certainty.stars(estimate),
        "title": f"{_certainty.title(found)}: {_certainty.cell(estimate)}",
    }


def _costs(table: CostTable) -> dict[str, object]:
    """A table of points by metric and system, as the page shows it."""
    from hexapla.reports._html.view import metric_name

    several = len({column for column, _ in table.columns}) > 1
    rows = [
        {"name": name, "cells": ["–" if points is None else f"{points:.2f}" for points in cells]}
        for name, cells in table.rows
    ]
    names = [f"{column} {metric_name(metric)}" if several else metric_name(metric) for column, metric in table.columns]
    return {"title": table.title, "kind": table.kind.capitalize(), "columns": names, "rows": rows}


def _scores(summary: Summary) -> dict[str, object]:
    """The score table: systems by metrics, a value for each signature, the best of several systems marked."""
    from hexapla.reports._html.view import metric_name

    metrics = list(dict.fromkeys(score.metric for score in summary.scores))
    names = list(dict.fromkeys(score.column for score in summary.scores))
    best: dict[tuple[str, str], float] = {}
    for score in summary.scores:
        key = (score.metric, score.signature)
        choose = max if higher_is_better(score.metric) else min
        best[key] = choose(best.get(key, score.value), score.value)
    systems = []
    for name in names:
        cells = [
            [
                {
                    "value": s.value,
                    "best": len(names) > 1 and s.value == best[s.metric, s.signature],
                    "sure": _sure(summary, s),
                    "spread": {} if s.uncertainty is None else {"says": f"(±{s.uncertainty:.2f})", "title": spread(s)},
                }
                for s in summary.scores
                if s.column == name and s.metric == metric
            ]
            for metric in metrics
        ]
        systems.append({"name": name, "cells": cells})
    signatures: dict[tuple[str, str, str], list[str]] = {}
    for score in summary.scores:
        signatures.setdefault((score.metric, score.signature, score.context), []).append(score.column)
    return {
        "metrics": [{"name": metric_name(m), "up": higher_is_better(m)} for m in metrics],
        "systems": systems,
        "signatures": [
            {
                "metric": metric_name(metric),
                "text": text,
                "context": context,
                "systems": ", ".join(columns) if set(columns) != set(names) else "",
            }
            for (metric, text, context), columns in signatures.items()
        ],
    }


def _first_line(kind: str, name: str) -> str:
    from hexapla.catalogue import first_line

    made = plugin(kind, name)
    return first_line(made) if made else ""
