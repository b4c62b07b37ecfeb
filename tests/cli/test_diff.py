"""``hexapla diff`` and ``--against`` on what real runs wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

ROWS = [
    f"The {w} council met on Monday and chose a plan for the year."
    for w in "first second third fourth fifth sixth seventh eighth".split()
]


def run(line: str) -> Result:
    return CliRunner().invoke(main, line.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of a good and of a bad translation of the same rows."""
    here = tmp_path_factory.mktemp("runs")
    texts = {
        "ref": ROWS,
        "good": [row.replace("met", "gathered") for row in ROWS],
        "bad": [row.replace("council met", "councilmet").replace("for the year", "then") for row in ROWS],
    }
    for name, rows in texts.items():
        (here / f"{name}.txt").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    for name in ("good", "bad"):
        for ending in ("json", "jsonl"):
            line = f"compare {here}/{name}.txt {here}/ref.txt --lines --lang en -m chrf -m ter -q -o {here}/{name}.{ending}"
            assert run(line).exit_code == 0
    return here


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_diff_finds_what_changed(folder: Path, ending: str) -> None:
    result = run(f"diff {folder}/good.{ending} {folder}/bad.{ending} -f json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert {f["text"] for f in value["new"]} >= {"councilmet"}
    assert len([f for f in value["new"] if f["text"] == "councilmet"]) == len(ROWS)
    chrf = next(c for c in value["changes"] if c["what"] == "chrf")
    assert chrf["worse"]
    assert chrf["p_value"] < 0.05
    assert chrf["units"] == len(ROWS)
    back = json.loads(run(f"diff {folder}/bad.{ending} {folder}/good.{ending} -f json").stdout)
    assert len(back["fixed"]) == len(value["new"])
    assert not next(c for c in back["changes"] if c["what"] == "findings")["worse"]


def test_scores_of_comparisons_are_the_metrics_own(folder: Path) -> None:
    value = json.loads(run(f"diff {folder}/good.jsonl {folder}/bad.jsonl -f json").stdout)
    report = json.loads((folder / "bad.json").read_text("utf-8"))
    for score in report["summary"]["scores"]:
        change = next(c for c in value["changes"] if c["what"] == score["metric"])
        assert change["new"] == pytest.approx(score["value"])


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_readable_forms(folder: Path, kind: str) -> None:
    result = run(f"diff {folder}/good.json {folder}/bad.json -f {kind}")
    assert "councilmet" in result.stdout
    assert "new, 0 fixed" in result.stdout
    assert "chrf" in result.stdout


def test_nothing_changed(folder: Path) -> None:
    result = run(f"diff {folder}/bad.json {folder}/bad.json --fail-on minor")
    assert result.exit_code == 0
    assert "0 new, 0 fixed, 0 moved" in result.stdout


def test_fail_on_new_findings(folder: Path) -> None:
    assert run(f"diff {folder}/good.json {folder}/bad.json --fail-on minor").exit_code == 1
    assert run(f"diff {folder}/good.json {folder}/bad.json --fail-on critical").exit_code == 0


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_against(folder: Path, ending: str) -> None:
    call = (
        f"compare {folder}/{{}}.txt {folder}/ref.txt --lines --lang en -m chrf -f json --against {folder}/{{}}.{ending}"
    )
    worse = run(call.format("bad", "good"))
    assert worse.exit_code == 1
    assert "significantly worse: chrf of mt" in worse.stderr
    same = run(call.format("good", "good"))
    assert same.exit_code == 0
    assert "gate passed" in same.stderr
    assert run(call.format("good", "bad")).exit_code == 0


def test_markdown_is_not_injected(folder: Path, tmp_path: Path) -> None:
    report = json.loads((folder / "bad.json").read_text("utf-8"))
    finding = report["documents"][0]["findings"][0]
    finding.update(text="|`<script>`](x)\n| @team", document="](evil)|", message="a|b\n# head", fingerprint="0" * 16)
    (tmp_path / "evil.json").write_text(json.dumps(report), encoding="utf-8")
    shown = run(f"diff {folder}/bad.json {tmp_path}/evil.json -f markdown").stdout
    (line,) = [line for line in shown.splitlines() if "script" in line]
    assert "\\|\\`\\<script\\>\\`\\]" in line
    assert "\\@team" in line
    assert line.count(" | ") == 5


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("{", "x.json", "not JSON"),
        ("[" * 100_000, "x.json", "not JSON"),
        ("{}", "x.json", "no report"),
        ('{"mt": "a"}', "x.jsonl", "these are texts"),
        ("", "x.json", "not JSON"),
    ],
)
def test_bad_input(folder: Path, tmp_path: Path, text: str, name: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    for line in (
        f"diff {tmp_path}/{name} {folder}/bad.json",
        f"compare {folder}/nowhere.txt {folder}/ref.txt --against {tmp_path}/{name}",
    ):
        result = run(line)
        assert result.exit_code == 2
        assert message in result.stderr
        assert name in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_missing_file(folder: Path) -> None:
    result = run(f"diff nowhere.json {folder}/bad.json")
    assert result.exit_code == 2
    assert "nowhere.json" in result.stderr
