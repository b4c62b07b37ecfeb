"""Rules written without code: what a file may say, its cases, and how wrong files are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import hexapla
from hexapla import pipeline
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.custom import load_rules, run_cases
from hexapla.engines.processes import Processes
from hexapla.errors import InputError, PluginError
from hexapla.model import Severity

GOOD = """
[[rule]]
code = "X101"
name = "house-style"
message = "write {wanted!r}, not {found!r}"
words = { utilise = "use", "in order to" = "to", "网路" = "网络", "интернет сайт" = "веб-сайт" }
severity = "major"
category = "terminology"
[[rule.case]]
text = "We [[utilise]] it [[in order to]] win. UTILISEd is no such word, nor is reutilise."
lang = "en"
suggestion = "to"
[[rule.case]]
text = "这是[[网路]]。"
lang = "zh"
[[rule.case]]
text = "Наш [[Интернет сайт]] открыт."
lang = "ru"
suggestion = "Веб-сайт"

[[rule]]
code = "X102"
name = "spaced-units"
about = "A number and its unit need a space between."
message = "{found!r} needs a space"
pattern = '(\\d)(km|kg)\\b'
suggestion = '\\1 \\2'
unless_reference = '\\dkm'
lang = "en"
[[rule.case]]
text = "It is [[5km]] away."
suggestion = "5 km"
[[rule.case]]
text = "It is 5km away."
reference = "It is 5km away."
[[rule.case]]
text = "Es sind 5km."
lang = "de"

[[rule]]
code = "X103"
name = "no-board"
message = "{found!r} is the wrong sense of the source's word"
pattern = 'board'
where_source = 'Gremium'
[[rule.case]]
text = "The [[board]] met."
source = "Das Gremium tagte."
[[rule.case]]
text = "The board broke."
source = "Das Brett brach."
"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "house.toml"
    path.write_text(GOOD, "utf-8")
    return path


def test_the_cases_of_a_file_are_run(good: Path) -> None:
    assert [case.problem for case in run_cases([str(good)])] == [None] * 8
    done = run("rules", "test", good)
    assert done.exit_code == 0, done.output
    assert "3 rules, 8 of 8 cases" in done.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "It is [[5km]] away.",
            "It is 5km away.",
            "FAILED X102 spaced-units case 1: '5km' was found and is not marked",
        ),
        ("这是[[网路]]。", "[[这是]]网路。", "FAILED X101 house-style case 2: '这是' was not found"),
        ('suggestion = "5 km"', 'suggestion = "5-km"', "the suggestion is '5 km', not '5-km'"),
        ("The [[board]] met.", "The panel met.", "FAILED X103 no-board: no case in which it must find something"),
    ],
)
def test_a_case_that_fails_is_shown(good: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    good.write_text(GOOD.replace(old, new), "utf-8")
    done = run("rules", "test", good)
    assert done.exit_code == 1
    assert message in done.output


def test_rules_of_a_file_run_beside_the_others_in_any_process(good: Path) -> None:
    plan = Plan(rules=("X", "merged-words"), rule_files=(str(good),))
    texts = [passage("We utilise it.\nIt is 5km away.", lang="en", id=str(n)) for n in range(3)]
    alone, shared = list(pipeline.check(texts, plan)), list(pipeline.check(texts, plan, Processes(2)))
    assert alone == shared
    first, second = alone[0].findings
    assert (first.code, first.severity, first.changes[0].text) == ("X101", Severity.MAJOR, "use")
    assert (second.rule, second.changes[0].text) == ("spaced-units", "5 km")
    assert "X101,X102,X103" in alone[0].runs[-1].signature
    assert "file:" in alone[0].runs[-1].signature


def test_a_file_that_changed_is_read_again(good: Path) -> None:
    plan = Plan(rules=("X101",), rule_files=(str(good),))
    assert len(hexapla.check("We utilise it.", lang="en", plan=plan).findings) == 1
    good.write_text(GOOD.replace("utilise", "leverage"), "utf-8")
    assert hexapla.check("We utilise it.", lang="en", plan=plan).findings == ()
    assert len(hexapla.check("We leverage it.", lang="en", plan=plan).findings) == 1


def test_the_command_line_takes_rule_files(good: Path, tmp_path: Path) -> None:
    mt = tmp_path / "mt.txt"
    mt.write_text("We utilise it.\n", "utf-8")
    done = run("check", mt, "--lang", "en", "--rules-file", good, "-f", "json")
    assert done.exit_code == 1, done.output
    assert [f["code"] for f in json.loads(done.stdout)["documents"][0]["findings"]] == ["X101"]
    assert run("check", mt, "--lang", "en", "--rules-file", good, "--ignore", "house-style").exit_code == 0
    assert run("check", mt, "--lang", "de", "--rules-file", good, "--rule", "spaced-units").exit_code == 0


RULE = '[[rule]]\ncode = "X1"\nname = "one"\nmessage = "m"\npattern = "a"\n'


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("[[rule]\n", [":1:", "not TOML"]),
        ("", ["no [[rule]]"]),
        ("[rules]\n", ["unknown key 'rules'"]),
        (RULE + RULE, [":6:", "code X1 is taken"]),
        (RULE + RULE.replace("X1", "X2"), [":6:", "name one is taken"]),
        (RULE.replace('"a"', '"(a"'), [":1:", "rule one", "no regular expression", "missing )"]),
        (RULE.replace("X1", "x1"), ["code is capitals and digits"]),
        (RULE.replace("one", "One"), ["name is small letters"]),
        (RULE + 'words = { a = "b" }\n', ["either a pattern or words"]),
        (RULE.replace("pattern", "patern"), ["did you mean 'pattern'"]),
        (RULE.replace('"m"', '"{what}"'), ["{what}"]),
        (RULE.replace('"m"', '"{"'), ["message cannot be used"]),
        (RULE.replace('"m"', "3"), ["message must be a string, not 3"]),
        (RULE + 'severity = "fatal"\n', ["severity is one of neutral, minor, major, critical"]),
        (RULE + 'category = "odd"\n', ["category is one of"]),
        (RULE + "confidence = 2\n", ["confidence"]),
        (RULE + 'lang = ["english"]\n', ["BCP 47"]),
        (RULE + 'suggestion = "\\\\2"\n', ["does not fit the pattern"]),
        (RULE + 'where_source = "["\n', ["no regular expression"]),
        (RULE + '[[rule.case]]\nlang = "en"\n', ["case 1 has no text"]),
        (RULE.replace('pattern = "a"', "words = { a = 1 }"), ["words is a table"]),
        ("\n" + RULE + "\n" + RULE.replace("X1", "X2").replace("one", "two") + "safe_fix = 1\n", [":8:", "rule two", "true or false"]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, content: str, parts: list[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, "utf-8")
    done = run("rules", "test", path)
    assert done.exit_code == 2, (done.output, done.exception)
    (line,) = done.stderr.strip().splitlines()
    for part in ("bad.toml", *parts):
        assert part in line
    if "case" not in content:
        with pytest.raises(InputError):
            load_rules([str(path)])


def test_a_code_that_is_taken_by_an_installed_rule(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(RULE.replace("X1", "W101"), "utf-8")
    (tmp_path / "mt.txt").write_text("Some text.\n", "utf-8")
    done = run("check", tmp_path / "mt.txt", "--lang", "en", "--rules-file", tmp_path / "bad.toml")
    assert done.exit_code == 2
    assert "the rules merged-words and one share the code W101" in done.stderr


def test_a_missing_file(tmp_path: Path) -> None:
    done = run("rules", "test", tmp_path / "none.toml")
    assert done.exit_code == 2
    assert "no such file" in done.stderr


def test_a_pattern_that_would_never_come_back_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hexapla.rules import _own

    monkeypatch.setattr(_own, "TIMEOUT", 0.1)
    path = tmp_path / "slow.toml"
    path.write_text(RULE.replace('"a"', '"(a|aa|a?)+$"'), "utf-8")
    plan = Plan(rules=("one",), rule_files=(str(path),))
    text = "a" * 60 + "b " + "a" * 5000 + "!"
    with pytest.raises(PluginError, match="rule one failed on passage 'passage': TimeoutError"):
        hexapla.check(text, lang="en", plan=plan)
    going = hexapla.check(text, lang="en", plan=Plan(rules=("one",), rule_files=(str(path),), keep_going=True))
    assert "TimeoutError" in dict(going.runs[-1].skipped)["one"]
