"""What rules have been shown to do: how it is counted, and what is shown of it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from hexapla import catalogue, measures
from hexapla.build import all_rules
from hexapla.cli import main
from hexapla.languages import LanguageData

SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    sys.path.insert(0, str(SCRIPTS))
    loader = importlib.machinery.SourceFileLoader("build_measures", str(SCRIPTS / "build_measures"))
    spec = importlib.util.spec_from_loader("build_measures", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_measures"] = module
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("hits", "precision", "level"),
    [
        ([(0.9, True)] * 10, 0.9, 0.0),
        ([(0.9, True)] * 9, 0.9, None),
        ([(0.9, True)] * 10 + [(0.5, False)] * 10, 0.9, 0.9),
        ([(0.9, True)] * 10 + [(0.5, False)] * 10, 0.5, 0.0),
        ([(0.9, True), (0.9, False)] * 10, 0.9, None),
        ([(0.9, True)] * 10 + [(0.8, True), (0.8, False)] * 10 + [(0.1, False)] * 30, 0.6, 0.8),
        ([], 0.5, None),
    ],
)
def test_thresholds(script: ModuleType, hits: list[tuple[float, bool]], precision: float, level: float | None) -> None:
    assert script.least(hits, precision) == level


def record(name: str, clean: str, garbled: str, *edits: tuple[str, str]) -> dict[str, Any]:
    made = [{"type": kind, "start": garbled.index(w), "end": garbled.index(w) + len(w)} for kind, w in edits]
    return {"id": name, "lang": "en", "doc": "d", "mt_clean": clean, "mt_garbled": garbled, "edits": made}


def flag(text: str, words: str, rule: str, confidence: float = 0.9) -> dict[str, Any]:
    return {"rule": rule, "start": text.index(words), "end": text.index(words) + len(words), "confidence": confidence}


def test_counting(script: ModuleType) -> None:
    data = [
        record("1", "He lives in the town of Rome.", "He livesin the town of Rome.", ("merged_words", "livesin")),
        record("2", "It is oddone.", "It is oddone.", ("omission", "It")),
    ]
    flags = {
        "1": [
            flag("He livesin the town of Rome.", "livesin", "merged-words"),
            flag("He livesin the town of Rome.", "Rome", "merged-words", 0.4),
        ],
        "1#clean": [],
        "2": [flag("It is oddone.", "oddone", "merged-words")],
        "2#clean": [flag("It is oddone.", "oddone", "merged-words")],
    }
    its = script.count(data, flags)["merged-words", "all"]
    assert (its.defects, its.found, its.right, its.clean) == (1, 1, 1, 1)
    assert sorted(its.weighed) == [(0.4, False), (0.9, True)]


def test_the_file_is_about_rules_that_are_there() -> None:
    known = {rule.code for rule in all_rules()}
    (table, about), thresholds = measures._measures(), measures._thresholds()
    assert set(table) <= known
    assert bool(table) == bool(about)
    for code, entries in table.items():
        for one in entries:
            assert one.inputs in measures.INPUTS
            assert 0 <= one.right <= one.flagged, code
            assert 0 <= one.found <= one.defects, code
    for (code, inputs), levels in thresholds.items():
        assert code in known
        assert inputs in measures.INPUTS
        assert levels.get("balanced", measures.OFF) <= levels.get("quiet", measures.OFF)
        assert [m for m in table[code] if m.inputs == inputs and m.lang == "all" and m.flagged >= 10]


def test_figures() -> None:
    made = measures.Measure("en", "alone", defects=10, found=9, flagged=8, right=6, clean=3, segments=2000)
    assert (made.recall, made.precision, made.per_thousand) == (0.9, 0.75, 1.5)
    none = measures.Measure("en", "alone", 0, 0, 0, 0, 0, 0)
    assert (none.recall, none.precision, none.per_thousand) == (None, None, None)


def test_measures_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(rule for rule in all_rules() if rule.code == "W101")
    figures = [
        measures.Measure("all", "alone", 10, 9, 8, 6, 3, 2000),
        measures.Measure("de", "alone", 0, 0, 0, 0, 0, 9),
    ]
    monkeypatch.setattr(measures, "_measures", lambda: ({"W101": figures}, "made-up data"))
    monkeypatch.setattr(measures, "_thresholds", lambda: {("W101", "alone"): {"balanced": 0.0}})
    shown = catalogue.measured(rule)
    assert "Measured on made-up data:" in shown
    assert [line.split() for line in shown.splitlines()[2:4]] == [
        ["by", "itself", "all", "0.90", "10", "0.75", "8", "1.5"],
        ["de", "-", "0", "-", "0", "0.0"],
    ]
    assert "strict from 0.00, balanced from 0.00, quiet off" in shown
    assert measures.threshold("quiet", "W101", "alone") == measures.OFF
    assert measures.threshold("quiet", "W101", "reference") == measures.UNMEASURED["quiet"]


def run(line: str) -> str:
    result = CliRunner().invoke(main, line.split())
    assert result.exit_code == 0, result.output
    return result.output


def test_explain_says_where_a_rule_works() -> None:
    shown = run("explain W101")
    assert "Languages: " in shown
    assert "th" in shown
    assert "lacks spaces" in shown
    assert run("explain mojibake").count("Languages: all") == 1


@pytest.mark.parametrize(("lang", "expected"), [("th", "off: th lacks spaces"), ("de", "on")])
def test_rules_of_a_language(lang: str, expected: str) -> None:
    (line,) = [line for line in run(f"list rules --lang {lang}").splitlines() if "merged-words" in line]
    assert line.split(maxsplit=2)[2] == expected


def test_coverage_counts_the_languages_where_a_rule_works() -> None:
    (line,) = [line for line in run("list rules --coverage").splitlines() if "lost-negation" in line]
    rule = next(rule for rule in all_rules() if rule.slug() == "lost-negation")
    off = catalogue.uncovered(rule, LanguageData())
    assert off
    assert all(rule(LanguageData()).unavailable(lang) for lang in off)
    on, total = (int(word) for word in line.split() if word.isdigit())
    assert total - on == len(off)


def test_coverage_is_about_rules() -> None:
    result = CliRunner().invoke(main, ["list", "metrics", "--coverage"])
    assert result.exit_code == 2
    assert "go with rules" in result.stderr
