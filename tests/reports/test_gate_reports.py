"""Reports for the places where findings are looked at: code scanning, build servers, merge requests."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from hexapla import pipeline, registry
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.model import Comparison, Span, Status
from hexapla.reports._locations import locate, uri
from hexapla.summary import Condition, Verdict

HOSTILE = 'He said said "]]> & <script>alert(1)</script> | `x` ::error::%0A\x07 "'


def written(name: str, *comparisons: Comparison, gate: Verdict | None = None) -> str:
    out = io.StringIO()
    report = registry.load("reports", name)(out, stage="check")
    report.finish(replace(pipeline.summarise(iter(comparisons), Plan(), report.add), gate=gate))
    return out.getvalue()


@pytest.fixture
def checked() -> Comparison:
    """One hostile text, with a new, a known and an ignored finding."""
    lines = [HOSTILE, "It is is fine.", "They are are here.", "All is well."]
    (made,) = pipeline.check([passage(lines, lang="en")], Plan(rules=("W103",)))
    assert len(made.findings) == 3
    one, two, three = made.findings
    aside = (replace(two, status=Status.KNOWN, reason="baseline"), replace(three, status=Status.IGNORED, reason="note"))
    return replace(made, findings=(one, *aside))


def test_sarif_is_what_others_read(checked: Comparison) -> None:
    content = json.loads(written("sarif", checked))
    Sarif.model_validate(content)
    (run,) = content["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(
        registry.load("rules", name).code for name in registry.names("rules")
    )
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    states = [
        (result.get("baselineState"), [s["kind"] for s in result.get("suppressions", [])]) for result in run["results"]
    ]
    assert states == [("new", []), ("unchanged", []), ("new", ["inSource"])]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_of_a_clean_run_declares_every_rule() -> None:
    clean = next(iter(pipeline.check([passage("All is well here.", lang="en")], Plan(rules=("W103",)))))
    (run,) = json.loads(written("sarif", clean))["runs"]
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(registry.names("rules"))


def test_fingerprints_keep_when_lines_move() -> None:
    def prints(*lines: str) -> list[str]:
        (made,) = pipeline.check([passage(list(lines), lang="en")], Plan(rules=("W103",)))
        (run,) = json.loads(written("sarif", made))["runs"]
        return [result["partialFingerprints"]["hexapla/v1"] for result in run["results"]]

    assert prints("It is is fine.", "They are are here.") == prints(
        "Well.", "It is is fine.", "Hm.", "They are are here."
    )
    twice = prints("It is is fine.", "It is is fine.")
    assert len(set(twice)) == 2


def test_junit_has_a_case_for_every_row(checked: Comparison) -> None:
    suites = JUnitXml.fromstring(written("junit", checked).encode())
    (suite,) = list(suites)
    cases = list(suite)
    assert (suites.tests, suites.failures, len(cases)) == (4, 1, 4)
    assert [len(case.result) for case in cases] == [1, 0, 0, 0]
    (failure,) = cases[0].result
    assert failure.type == "W103 duplicated-words"
    assert "<script>" not in written("junit", checked)
    assert "suggestion: said" in failure.text
    assert "known: " in cases[1].system_out


def test_workflow_commands_cannot_be_forged(checked: Comparison) -> None:
    lines = written("github", checked).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::warning title=W103 duplicated-words::")
    evil = replace(checked.findings[0], message="one\n::error::two, 100%")
    shown = written("github", replace(checked, findings=(evil,)))
    assert shown.splitlines()[0].endswith("::one%0A::error::two, 100%25: said said")


def test_gitlab_fingerprints_are_unique() -> None:
    (made,) = pipeline.check([passage(["It is is fine."] * 3, lang="en")], Plan(rules=("W103",)))
    issues = json.loads(written("gitlab", made))
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert {issue["severity"] for issue in issues} == {"minor"}
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [1, 2, 3]


def test_markdown_takes_nothing_for_markup(checked: Comparison) -> None:
    evil = replace(checked.findings[0], message="<img src=x> | [a](b) `c`\nd")
    gate = Verdict((Condition("--max-minor 0", False, "1 finding is minor or worse, 0 are allowed"),))
    shown = written("markdown", replace(checked, findings=(evil,)), gate=gate)
    assert "**Failed.** 1 new findings (1 minor)" in shown
    assert "&lt;img src=x\\> \\| \\[a\\]\\(b\\) \\`c\\` d" in shown
    table = [line for line in shown.splitlines() if line.startswith("| minor")]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in table] == [7]


def test_places_count_code_points_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b.txt"
    path.write_text("First 😀 line.\nNext 😀😀 it is is fine.\n", encoding="utf-8")
    out = tmp_path / "o.sarif"
    result = CliRunner().invoke(main, ["check", str(path), "--lang", "en", "-o", str(out), "--rule", "W103", "-q"])
    assert result.exit_code == 0, result.output
    (run,) = json.loads(out.read_text("utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 17}
    assert place["artifactLocation"]["uri"] == uri(str(path))
    assert "%20" in uri(str(path))


def test_places_in_tables_are_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("mt\tid\nfine\ta\nit is is\tb\n", encoding="utf-8")
    out = tmp_path / "o.json"
    CliRunner().invoke(main, ["check", str(path), "--lang", "en", "-f", "gitlab", "-o", str(out), "-q"])
    assert [issue["location"]["lines"]["begin"] for issue in json.loads(out.read_text("utf-8"))] == [3]


def test_an_empty_span_has_a_place() -> None:
    text = passage("ab\ncd", lang="en").column("mt")
    place = locate(text, Span(5, 5))
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 3, 2, 3)


FORMULA = '=HYPERLINK("http://example.org", "said said")'


def sheet(folder: Path) -> Path:
    """A review sheet of two findings, one of them in a text that begins like a formula."""
    path = folder / "mt.txt"
    path.write_text(f"{FORMULA} it is is.\nThey are are here.\n", encoding="utf-8")
    out = folder / "findings.xlsx"
    arguments = ["check", str(path), "--lines", "--lang", "en", "--rule", "W103", "-q", "-o", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return out


def test_a_review_sheet_is_read_back(tmp_path: Path) -> None:
    path = sheet(tmp_path)
    book = openpyxl.load_workbook(path)
    names = [cell.value for cell in book["review"][1]]
    assert names[:2] == ["verdict", "comment"]
    texts = {str(row[names.index("text")].value): row for row in book["review"].iter_rows(min_row=2)}
    assert {"is is", "are are"} <= set(texts)
    assert all(cell.data_type != "f" for row in texts.values() for cell in row)
    texts["is is"][0].value, texts["is is"][1].value = "Rejected", "wanted\nso"
    texts["are are"][0].value = "accepted"
    book.save(path)
    ignores = tmp_path / "reviewed.ignore"
    result = CliRunner().invoke(main, ["review", str(path), "-o", str(ignores)])
    assert result.exit_code == 0, result.output
    assert "W103: 1 accepted, 1 rejected" in result.stderr
    assert "wanted so" in ignores.read_text("utf-8")
    arguments = ["check", str(tmp_path / "mt.txt"), "--lines", "--lang", "en", "--rule", "W103", "-f", "json", "-q"]
    shown = json.loads(CliRunner().invoke(main, [*arguments, "--ignore-file", str(ignores)]).stdout)
    statuses = {f["text"]: f["status"] for d in shown["documents"] for f in d["findings"]}
    assert (statuses["is is"], statuses["are are"]) == ("dismissed", "new")


@pytest.mark.parametrize(("verdict", "said"), [("maybe", "'maybe'"), (None, "verdict")])
def test_a_spoilt_review_sheet_is_refused(tmp_path: Path, verdict: str | None, said: str) -> None:
    path = sheet(tmp_path)
    book = openpyxl.load_workbook(path)
    book["review"].cell(2 if verdict else 1, 1).value = verdict or "judgement"
    book.save(path)
    result = CliRunner().invoke(main, ["review", str(path)])
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"verdict,comment\n"])
def test_a_file_that_is_no_review_sheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["review", str(path)])
    assert result.exit_code == 2
    assert "no Excel workbook" in result.stderr


def test_tables_of_findings_hold_no_formula(checked: Comparison) -> None:
    first = checked.findings[0]
    evil = replace(checked, findings=(replace(first, message=FORMULA), *checked.findings[1:]))
    lines = list(csv.DictReader(io.StringIO(written("findings-csv", evil).removeprefix("\ufeff"))))
    assert [line["status"] for line in lines] == ["new", "known", "ignored"]
    assert lines[0]["message"] == f"'{FORMULA}"
    assert lines[0]["text"] == "said said"
    assert lines[0]["translation"] == HOSTILE
    table = [line.split("\t") for line in written("findings-tsv", checked).splitlines()]
    assert {len(row) for row in table} == {22}


MARKED = ["The vote vote was held.", "All is well.", "They are are here."]


def test_ratings_quote_the_words_of_their_segment() -> None:
    systems = {"A": MARKED, "B": ["Good.", "All is is well.", "They left."]}
    rows = passage(
        systems, source=["Hubo voto.", "Todo bien.", "Están aquí."], lang="en", source_lang="es", paired=True
    )
    (made,) = pipeline.check([rows], Plan(rules=("W103",)))
    lines = [line.split("\t") for line in written("mt-metrics-eval", made).splitlines()]
    assert [line[0] for line in lines] == ["A"] * 3 + ["B"] * 3
    quoted = [
        [systems[name][i % 3][e["start"] : e["end"]] for e in json.loads(rating)["errors"]]
        for i, (name, rating, _) in enumerate(lines)
    ]
    assert quoted == [["vote vote"], [], ["are are"], [], ["is is"], []]

    table = list(csv.DictReader(io.StringIO(written("marot", made)), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["category"] for row in table].count("no-error") == 3
    assert {row["target"] for row in table} >= {"The <v>vote vote</v> was held.", "Good."}
    assert {(row["globalSegId"], row["source"]) for row in table} == {
        ("1", "Hubo voto."),
        ("2", "Todo bien."),
        ("3", "Están aquí."),
    }

    items = [json.loads(line) for line in written("esa", made).splitlines()]
    assert [item["tgt"]["B"] for item in items] == systems["B"]
    (span,) = items[1]["error_spans"]["B"]
    assert items[1]["tgt"]["B"][span["start_i"] : span["end_i"] + 1] == "is is"
