"""Golden files: what Hexapla makes of the corpora, so that every change of behaviour shows up in a diff.

``scripts/test --update-golden`` writes them anew; what differs lands in ``tests/actual``.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from hexapla import pipeline, registry
from hexapla.build import Plan
from hexapla.corpus import open_corpus, passages
from hexapla.interchange import suggestion
from hexapla.model import Comparison

ROOT = Path(__file__).parent
CORPUS = open_corpus(str(ROOT.parent / "corpora" / "dispatches"))
PLAN = Plan(similarity="lexical", metrics=("chrf",))
"""The same whichever extras are installed."""


def held(name: str, content: str, update: bool) -> None:
    content = re.sub(r"\b\d+\.\d+\.\d+\b", "VERSION", content)  # another release of a package changes no behaviour
    golden = ROOT / "golden" / CORPUS.name / name
    if update:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(content.encode())
        return
    if not golden.exists() or golden.read_bytes() != content.encode():
        actual = ROOT / "actual" / CORPUS.name / name
        actual.parent.mkdir(parents=True, exist_ok=True)
        actual.write_bytes(content.encode())
        pytest.fail(f"differs from {golden}; see {actual}, and --update-golden if the change is meant")


def findings(comparison: Comparison) -> str:
    """A line a finding: place, rule, words, suggestion, message."""
    text = comparison.passage.column("hypothesis").text
    lines = []
    for finding in comparison.findings:
        words = finding.at.span.of(text)
        mended = suggestion(finding, comparison.passage)
        shown = "" if mended is None else f" -> {mended!r}"
        where = f"{finding.at.span.start}-{finding.at.span.end}"
        lines.append(f"{where}\t{finding.code} {finding.rule}\t{finding.severity}\t{words!r}{shown}\t{finding.message}")
    return "\n".join(lines) + "\n"


def test_findings_in_the_garbled_articles(request: pytest.FixtureRequest) -> None:
    content = []
    given = [passage for _, passage in passages(CORPUS, source="en")]
    for comparison in pipeline.check(given, PLAN):
        content.append(f"# {comparison.passage.id}\n{findings(comparison)}")
    held("findings.txt", "\n".join(content), request.config.getoption("--update-golden"))


@pytest.mark.parametrize("report", [name for name in registry.names("reports") if name not in ("html", "xlsx")])
def test_reports_of_one_article(report: str, request: pytest.FixtureRequest) -> None:
    chosen = [
        p for record, p in passages(CORPUS, source="es") if record["hypothesis"] == "strasbourg-ruling/garbled/en.txt"
    ]
    plan = PLAN
    out = io.StringIO()
    made = registry.load("reports", report)(out)
    made.finish(pipeline.summarise(pipeline.compare(chosen, plan), plan, made.add))
    content = out.getvalue().replace(str(ROOT.parent.as_posix()) + "/", "")
    held(f"{report}.txt", content, request.config.getoption("--update-golden"))
