"""The configuration on the command line: what it gives the options, and that the command line counts before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

REF = "The council met on Monday in Paris. It agreed on a new plan.\n"
BAD = "The councilmet on Monday in Paris . It agreed on a new plan.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "legal").mkdir()
    for name, text in {"bad.txt": BAD, "legal/bad.txt": BAD, "ref.txt": REF}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> Result:
    return CliRunner().invoke(main, line.split())


def configured(text: str, line: str) -> Result:
    Path("hexapla.toml").write_text(f'lang = "en"\n{text}', encoding="utf-8")
    return run(line)


def report(text: str, line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(configured(text, f"{line} -f json").stdout)
    return found


def codes(value: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in value["documents"][0]["findings"]]


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("", "", ["W101", "P103"]),
        ('ignore = ["P"]', "", ["W101"]),
        ('ignore = ["P"]', "--ignore W101", ["P103"]),
        ('ignore = ["P"]', "--no-config --lang en", ["W101", "P103"]),
        ('rules = ["P103"]', "", ["P103"]),
        ('rules = ["P103"]', "--rule W101", ["W101"]),
        ("min-confidence = 1.0", "", []),
        ("min-confidence = 1.0", "--min-confidence 0", ["W101", "P103"]),
        ("[rule.W101]\nmin-confidence = 1.0", "", ["P103"]),
        ('[[overrides]]\npaths = ["legal/*"]\nignore = ["W"]', "", ["W101", "P103"]),
        ('[[overrides]]\nlangs = ["de"]\nignore = ["W"]', "", ["W101", "P103"]),
        ('[[overrides]]\nlangs = ["en"]\nignore = ["W"]', "", ["P103"]),
    ],
)
def test_findings(text: str, options: str, expected: list[str]) -> None:
    assert codes(report(text, f"check bad.txt ref.txt {options}")) == expected


def test_paths_start_from_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[[overrides]]\npaths = ["legal/*"]\nignore = ["W"]'
    assert codes(report(text, "check legal/bad.txt ref.txt")) == ["P103"]
    monkeypatch.chdir("legal")
    assert codes(json.loads(run("check bad.txt ../ref.txt -f json").stdout)) == ["P103"]


def test_severities_and_the_gate() -> None:
    text = '[gate]\nfail-on = ["critical"]\n[rule.W101]\nseverity = "critical"'
    result = configured(text, "check bad.txt ref.txt -f json")
    assert result.exit_code == 1
    assert "gate failed: --fail-on critical" in result.stderr
    assert run("check bad.txt ref.txt -f json --fail-on never").exit_code == 0
    assert run("check bad.txt ref.txt -f json --exit-zero").exit_code == 0


def test_bounds_metrics_and_reports() -> None:
    text = 'metrics = ["chrf"]\nformat = "json"\n[gate]\nmin = { chrf = 101, mqm = 10 }\nmqm-weights = { minor = 2 }'
    result = configured(text, "compare bad.txt ref.txt")
    assert result.exit_code == 1
    summary = json.loads(result.stdout)["summary"]
    assert {score["metric"] for score in summary["scores"]} == {"chrf", "mqm"}
    assert [c["passed"] for c in summary["gate"]["conditions"]] == [False, True]
    assert "minor:2" in next(s["signature"] for s in summary["scores"] if s["metric"] == "mqm")


def test_variables_count_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXAPLA_IGNORE", "W,C")
    monkeypatch.setenv("HEXAPLA_GATE_FAIL_ON", "P103")
    result = configured('ignore = ["P"]', "check bad.txt ref.txt -f json")
    assert codes(json.loads(result.stdout)) == ["P103"]
    assert result.exit_code == 1


def test_a_baseline_of_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured("", "baseline create bad.txt ref.txt -o accepted.tsv").exit_code == 0
    text = 'baseline = "accepted.tsv"\nnew-only = true\n[gate]\nmax-neutral = 0'
    assert report(text, "check bad.txt ref.txt")["documents"][0]["findings"] == []
    monkeypatch.chdir("legal")
    assert run("check ../bad.txt ../ref.txt").exit_code == 0


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('ingore = ["P"]', "check bad.txt", "hexapla.toml:2: no key named 'ingore'; did you mean 'ignore'?"),
        ("[rule.W999]\nseverity = 'major'", "check bad.txt", "no rule named 'W999'"),
        ("[rule.W101]\nnonsense = 3", "check bad.txt", "the rule merged-words has no options"),
        ('[[overrides]]\nignore = ["W999"]', "check bad.txt", "no rule named 'W999'"),
        ('metrics = ["cherf"]', "compare bad.txt ref.txt", "did you mean 'chrf'"),
        ('format = "../../etc/passwd"', "check bad.txt", "no report named '../../etc/passwd'"),
        ('[gate]\nfail-on = ["majr"]', "check bad.txt", "did you mean 'major'"),
        ('baseline = "none.tsv"', "check bad.txt", "none.tsv: no such file"),
        ("", "check bad.txt --config nowhere.toml", "nowhere.toml: no such file"),
        ("", "check bad.txt -f ../../etc/passwd", "no report named '../../etc/passwd'"),
        ("", "check bad.txt -f ../json", "no report named '../json'"),
        ("", "check bad.txt -o ../nowhere/x.json", "cannot be written"),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, line: str, message: str) -> None:
    result = configured(text, line)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_help_needs_no_configuration() -> None:
    assert configured("nonsense = [", "check --help").exit_code == 0
    assert run("--help").exit_code == 0
    assert run("check bad.txt ref.txt --no-config --lang en").exit_code == 0


def test_show_says_where_values_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXAPLA_JOBS", "2")
    Path("base.toml").write_text('ignore = ["P"]\n[gate.min]\n"chrf++" = 55', encoding="utf-8")
    result = configured(
        'extends = "base.toml"\n[[overrides]]\nlangs = ["ar"]\npreset = "quiet"', "config show --origin"
    )
    shown = dict(line.split("  # ") for line in result.stdout.splitlines())
    assert {key.strip(): origin for key, origin in shown.items()} == {
        'lang = "en"': "hexapla.toml:1",
        'ignore = ["P"]': "base.toml:1",
        'gate.min = { "chrf++" = 55 }': "base.toml:2",
        'overrides.1.langs = ["ar"]': "hexapla.toml:4",
        'overrides.1.preset = "quiet"': "hexapla.toml:5",
        "jobs = 2": "HEXAPLA_JOBS",
    }
    assert "#" not in run("config show").stdout


def test_schema_is_printed() -> None:
    assert json.loads(run("config schema").stdout)["title"] == "Configuration of Hexapla"


def test_init_writes_a_starter_and_replaces_nothing() -> None:
    assert run("init").exit_code == 0
    assert 'gate.fail-on = ["major"]' in run("config show").stdout
    assert run("check bad.txt ref.txt --lang en").exit_code == 0
    result = run("init")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert run("init --force").exit_code == 0
