"""The gate, baselines and ignores from the command line: exit codes, what is said and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

REF = "Brazil independently chose a plan on Monday. He lives in Paris and works hard.\n"
BAD = "Brazilindependently chose a plan on Monday. He lives in Paris and works hard.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("bad.txt").write_text(BAD, encoding="utf-8")
    Path("ref.txt").write_text(REF, encoding="utf-8")
    return tmp_path


def run(line: str) -> Result:
    return CliRunner().invoke(main, line.split())


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ("compare bad.txt ref.txt", 0, ""),
        ("compare bad.txt ref.txt --fail-on minor", 1, "gate failed: --fail-on minor: 1 finding is minor or worse"),
        ("compare bad.txt ref.txt --fail-on major", 0, "gate passed: 1 condition"),
        ("compare bad.txt ref.txt --fail-on W101", 1, "gate failed: --fail-on W101"),
        ("compare bad.txt ref.txt --fail-on major --fail-on W", 1, "gate failed: --fail-on W:"),
        ("compare bad.txt ref.txt --fail-on W101 --exit-zero", 0, "gate failed: --fail-on W101"),
        ("compare bad.txt ref.txt --fail-on W101 -q", 1, "gate failed: --fail-on W101"),
        ("compare bad.txt ref.txt --max-minor 1", 0, "gate passed"),
        ("compare bad.txt ref.txt --max-minor 0", 1, "1 finding is minor or worse, none is allowed"),
        ("compare bad.txt ref.txt --max-per-1000-words 10", 1, "in 13 words, 76.92 a thousand; 10 are allowed"),
        ("compare bad.txt ref.txt --min chrf=20 --max ter=50", 0, "gate passed: 2 conditions"),
        ("compare bad.txt ref.txt --min chrf=100.5", 1, "--min chrf=100.5: chrf is"),
        ("compare bad.txt ref.txt --min mqm=99", 1, "--min mqm=99: mqm is 92.31"),
        ("compare bad.txt ref.txt --max mqm-wmt=0.5", 0, "gate passed"),
        ("compare bad.txt ref.txt --max mqm-wmt=0.5 --mqm-weight minor=2", 1, "mqm-wmt is 1.00"),
        ("score bad.txt ref.txt --min bleu=99", 1, "gate failed: --min bleu=99"),
        ("check bad.txt ref.txt", 0, ""),
        ("check ref.txt ref.txt --fail-on never", 0, ""),
        ("report run.jsonl --fail-on minor", 1, "gate failed: --fail-on minor"),
    ],
)
def test_exit_codes(options: str, code: int, said: str) -> None:
    run("compare bad.txt ref.txt --lang en -o run.jsonl")
    result = run(f"{options}{'' if options.startswith('report') else ' --lang en'} -f json")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    verdict = json.loads(result.stdout)["summary"]["gate"]
    if options in ("compare bad.txt ref.txt", "check ref.txt ref.txt --fail-on never"):
        assert verdict is None
    else:
        assert verdict["passed"] is (code == 0 and "--exit-zero" not in options)


def test_the_terminal_says_it_once() -> None:
    result = run("check bad.txt ref.txt --lang en --fail-on minor")
    assert result.exit_code == 1
    assert "gate failed  --fail-on minor" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--fail-on majr", "no severity or rule named 'majr'; did you mean 'major'"),
        ("--fail-on W999", "no severity or rule named 'W999'"),
        ("--min chrf", "--min takes NAME=NUMBER, not 'chrf'"),
        ("--min chrf=high", "--min takes NAME=NUMBER"),
        ("--min chrf=nan", "must be a number"),
        ("--min cherf=3", "did you mean 'chrf'"),
        ("--min ter=3", "write --max ter=3"),
        ("--max chrf=3", "write --min chrf=3"),
        ("-m bleu --min chrf=3", "chrf is not computed (there are: bleu); add -m chrf"),
        ("--max-major -1", "-1 is not in the range"),
        ("--max-per-1000-words -1", "takes a number from 0"),
        ("--mqm wnt", "weights are generic or wmt, not 'wnt'"),
        ("--mqm wmt --mqm-weight serious=3", "a weight is for neutral, minor, major, critical"),
        ("--mqm-weight major=3", "--mqm-weight goes with --mqm"),
        ("--new-only", "--new-only needs a --baseline"),
        ("--baseline none.tsv", "none.tsv: no such file"),
        ("--ignore-file none.txt", "none.txt: no such file"),
    ],
)
def test_usage_errors_come_before_anything_is_read(options: str, message: str) -> None:
    result = run(f"compare nowhere.txt ref.txt {options}")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "nowhere.txt" not in result.stderr


def test_a_baseline_from_create_to_prune() -> None:
    assert run("baseline create bad.txt ref.txt --lang en -o accepted.tsv").exit_code == 0
    assert "Brazilindependently" in Path("accepted.tsv").read_text(encoding="utf-8")
    assert run("check bad.txt ref.txt --lang en --baseline accepted.tsv --fail-on minor").exit_code == 0

    Path("bad.txt").write_text("He livesin Rome, she said then. " + BAD, encoding="utf-8")
    result = run("check bad.txt --lang en --baseline accepted.tsv --fail-on minor -f json --ignore P")
    found = {f["text"]: f["status"] for f in json.loads(result.stdout)["documents"][0]["findings"]}
    assert found["livesin"] == "new"
    assert result.exit_code == 1

    assert run("baseline update bad.txt ref.txt --lang en -o accepted.tsv").exit_code == 0
    assert "livesin" in Path("accepted.tsv").read_text(encoding="utf-8")
    result = run("check bad.txt ref.txt --lang en --baseline accepted.tsv --new-only --fail-on minor -f json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["documents"][0]["findings"] == []

    Path("bad.txt").write_text(REF, encoding="utf-8")
    result = run("baseline prune bad.txt ref.txt --lang en -o accepted.tsv")
    assert result.exit_code == 0
    assert "0 accepted, 3 before" in result.stderr
    assert [line for line in Path("accepted.tsv").read_text(encoding="utf-8").splitlines() if line[0] != "#"] == []


def test_create_replaces_nothing_unasked() -> None:
    Path("accepted.tsv").write_text("mine\n", encoding="utf-8")
    result = run("baseline create bad.txt ref.txt --lang en -o accepted.tsv")
    assert result.exit_code == 2
    assert "use update, prune, or --force" in result.stderr
    assert Path("accepted.tsv").read_text(encoding="utf-8") == "mine\n"
    assert run("baseline create bad.txt ref.txt --lang en -o accepted.tsv --force").exit_code == 0


def test_ignores_of_a_file_and_of_notes_and_what_is_not_needed() -> None:
    Path("ignores.txt").write_text('W101 "Brazilindependently"\nP102\n', encoding="utf-8")
    result = run("check bad.txt ref.txt --lang en --ignore-file ignores.txt --fail-on minor -f json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert [f["status"] for f in value["documents"][0]["findings"]] == ["dismissed"]
    assert value["summary"]["set_aside"] == {"dismissed": 1}
    assert value["summary"]["unused_ignores"] == ["ignores.txt:2: P102"]
    assert "unused ignore: ignores.txt:2: P102" in result.stderr

    row = {"mt": BAD.strip(), "ref": REF.strip(), "lang": "en"}
    Path("noted.jsonl").write_text(json.dumps({**row, "note": "hexapla: ignore W101 -- a name"}), encoding="utf-8")
    result = run("check noted.jsonl --fail-on minor -f json")
    (finding,) = json.loads(result.stdout)["documents"][0]["findings"]
    assert (finding["status"], result.exit_code) == ("ignored", 0)
    assert "a name" in finding["reason"]
