"""Comparisons survive JSON unchanged; flat findings quote their text; the published schemas hold."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from io import StringIO

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hexapla
from hexapla import interchange, pipeline
from hexapla.build import Plan
from hexapla.errors import InputError
from hexapla.model import Comparison, Span, Status, Unit
from hexapla.reports.json import Json
from hexapla.summary import Condition, Verdict

LINES = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return hexapla.compare(
        "Brazilindependently chose a plan on Monday. He livesin in Paris  .",
        "Brazil independently chose a plan on Monday. He lives in Paris.",
        source="Brasil eligió un plan el lunes. Vive en París.",
        lang="en",
    )


def test_round_trip(compared: Comparison) -> None:
    assert compared.findings
    assert interchange.load(json.loads(json.dumps(interchange.dump(compared)))) == compared


@settings(max_examples=40, deadline=None)
@given(LINES, st.data())
def test_round_trip_of_any_text(mt: list[str], data: st.DataObject) -> None:
    ref = data.draw(
        st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=len(mt), max_size=len(mt))
    )
    made = hexapla.compare(mt, ref, paired=True, lang="en")
    assert interchange.load(json.loads(json.dumps(interchange.dump(made)))) == made
    for finding in made.findings:
        flat = interchange.flat(finding, made.passage)
        assert flat["text"] == made.passage.column("mt").text[slice(*flat["span"])]
        assert flat["text"] in mt[finding.row]
        if flat["unit"] is not None:
            assert mt[int(flat["unit"]) - 1][slice(*flat["unit_span"])] == flat["text"]


def triaged(compared: Comparison) -> Comparison:
    """The comparison with every status among its findings and notes on its units."""
    finding = compared.findings[0]
    findings = tuple(replace(finding, status=status, reason=f"because {status}") for status in Status)
    source, *texts = compared.passage.texts
    noted = replace(source, units=(Unit(Span(0, 6), "1", ("hexapla: ignore W101", "Zeile\n2")), Unit(Span(6, 9), "2")))
    return replace(compared, passage=replace(compared.passage, texts=(noted, *texts)), findings=findings)


def test_round_trip_of_status_and_notes(compared: Comparison) -> None:
    made = triaged(compared)
    dumped = json.loads(json.dumps(interchange.dump(made)))
    assert interchange.load(dumped) == made
    jsonschema.validate(dumped, schema("comparison.schema.json"))
    assert [interchange.flat(f, made.passage)["status"] for f in made.findings] == list(Status)


def test_lines_of_schema_1_are_read(compared: Comparison) -> None:
    old = interchange.dump(compared)
    for finding in old["findings"]:
        del finding["status"], finding["reason"]
    assert interchange.load({**old, "schema": 1}) == compared


def test_summary_counts_only_what_is_new(compared: Comparison) -> None:
    summary = pipeline.summarise([triaged(compared)], Plan())
    assert sum(summary.counts.values()) == 1
    assert summary.set_aside == {Status.KNOWN: 1, Status.IGNORED: 1, Status.DISMISSED: 1}
    gate = Verdict((Condition("--max-major 0", False, "1 finding is major or worse, 0 are allowed"),))
    out = StringIO()
    report = Json(out)
    report.add(triaged(compared))
    report.finish(replace(summary, gate=gate))
    value = json.loads(out.getvalue())
    jsonschema.validate(value, schema("report.schema.json"))
    assert value["summary"]["gate"]["passed"] is False


def test_another_schema_is_refused(compared: Comparison) -> None:
    with pytest.raises(InputError, match="schema 99"):
        interchange.load({**interchange.dump(compared), "schema": 99})


def schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(files("hexapla").joinpath("schemas", name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def test_comparison_schema(compared: Comparison) -> None:
    jsonschema.validate(interchange.dump(compared), schema("comparison.schema.json"))


def test_report_schema(compared: Comparison) -> None:
    out = StringIO()
    report = Json(out)
    report.finish(pipeline.summarise([compared], Plan(), report.add))
    value = json.loads(out.getvalue())
    jsonschema.validate(value, schema("report.schema.json"))
    del value["documents"][0]["findings"][0]["fingerprint"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, schema("report.schema.json"))
