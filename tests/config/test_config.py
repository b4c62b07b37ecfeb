"""The configuration: what counts before what, complaints with their line, and the published schema beside the loader."""

from __future__ import annotations

import json
import time
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hexapla.config import Config, discover, load
from hexapla.config.keys import KEYS, schema
from hexapla.errors import ConfigError

SCHEMA = json.loads((files("hexapla") / "schemas" / "config.schema.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "hexapla.toml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(text: str, environment: dict[str, str] | None = None) -> Config:
    return load(written(text), environment or {})


GOOD = [
    "",
    'lang = "de"',
    'extends = "base.toml"',
    'extends = ["base.toml", "base.toml"]',
    'metrics = ["bleu:tokenize=intl"]\njobs = 4\nlines = true\nmin-confidence = 0.5',
    "min-confidence = 1",
    'preset = "quiet"\nbaseline = "b.tsv"\nignore-files = ["i.txt"]\nglossaries = "terms.csv"',
    '[gate]\nfail-on = ["major", "W101"]\nmax-major = 0\nmax-per-1000-words = 2.5\nmin = { "chrf++" = 55 }\nmax = {}',
    '[gate]\nmqm = "wmt"\n[gate.mqm-weights]\n"minor/Fluency" = 0.5',
    '[rule.W101]\nseverity = "minor"\nmin-confidence = 0.3\n[rule.exceeded-length]\ncharacters = 80\nstrict = true\nof = "x"',
    '[[overrides]]\npaths = ["a/*"]\nlangs = ["pt"]\nignore = ["P"]\n[overrides.rule.W]\nseverity = "major"',
    '[[files]]\ntranslation = "{lang}/*.txt"\nlang = "{lang}"',
]
BAD = [
    ('langs = "de"', "hexapla.toml:1: no key named 'langs'; did you mean 'lang'?"),
    ('\n\nlang = ""', "hexapla.toml:3: lang must not be empty"),
    ("lang = 3", "hexapla.toml:1: lang must be a string"),
    ('jobs = "4"', "hexapla.toml:1: jobs must be a whole number"),
    ("jobs = true", "must be a whole number"),
    ("jobs = 0", "hexapla.toml:1: jobs must be a whole number from 1 to 256"),
    ("jobs = 1.5", "must be a whole number"),
    ("min-confidence = 1.01", "must be a number from 0 to 1"),
    ("min-confidence = inf", "must be a number"),
    ("lines = 1", "lines must be true or false"),
    ('metrics = "bleu"', "metrics must be a list of strings"),
    ("metrics = [1]", "metrics must be a list of strings"),
    ('preset = "loud"', "preset must be strict, balanced or quiet, not 'loud'"),
    ('match = "row"', "match must be auto, rows or content"),
    ("baseline = [1]", "baseline must be a string"),
    ("gate = 3", "hexapla.toml:1: gate must be a table"),
    ('lang = "de"\n[gate]\nfail-no = ["major"]', "hexapla.toml:3: no key named 'fail-no'; did you mean 'fail-on'?"),
    ("[gate]\nmax-major = -1", "hexapla.toml:2: gate.max-major must be a whole number from 0"),
    ('[gate]\nmin = { chrf = "55" }', "hexapla.toml:2: gate.min must be a table of numbers"),
    ("[gate]\nalpha = 2", "gate.alpha must be a number from 0 to 1"),
    ('[rule.W101]\nseverity = "bad"', "hexapla.toml:2: rule.W101.severity must be neutral, minor, major or critical"),
    ("[rule]\nW101 = 3", "hexapla.toml:2: rule.W101 must be a table"),
    ("[rule.W101]\noption = [1]", "rule.W101.option must be a string, number, true or false"),
    ("overrides = 3", "overrides must be a list"),
    ("overrides = [3]", "overrides[1] must be a table"),
    (
        '[[overrides]]\nlangs = ["de"]\n[[overrides]]\nlang = ["de"]',
        "hexapla.toml:4: no key named 'lang'; did you mean 'langs'?",
    ),
    ('[[files]]\nsource = "a"', "hexapla.toml:1: files[1] needs translation"),
    ("lang = " + '"' + "x" * 2000 + '"', "lang is longer than 1000 characters"),
    ("rules = [" + '"W",' * 2000 + "]", "rules has 2000 entries"),
    ("[gate.min]\n" + "".join(f"m{i} = 1\n" for i in range(1001)), "has 1001 entries"),
]


@pytest.mark.parametrize("text", GOOD)
def test_schema_and_loader_accept(text: str) -> None:
    written("", "base.toml")
    loaded(text)
    jsonschema.validate(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message[-40:] for _, message in BAD])
def test_schema_and_loader_refuse(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        loaded(text)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    value = tomllib.loads(text)
    if "inf" not in text:  # JSON knows no infinity
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, SCHEMA)


def test_the_published_schema_is_that_of_the_keys() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert schema() == SCHEMA


def test_every_key_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    for name, key in KEYS.items():
        assert f"`{name}`" in page, name
        for inner in key.keys:
            assert f"`{inner}`" in page, f"{name}.{inner}"


def test_the_starter_is_a_configuration_with_and_without_its_comments() -> None:
    text = (files("hexapla") / "config" / "starter.toml").read_text("utf-8")
    jsonschema.validate(tomllib.loads(text), SCHEMA)
    live = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and ("=" in line or line.startswith("# [")) else line
        for line in text.splitlines()
        if "Everything is optional" not in line
    )
    assert set(loaded(live).values) >= {"lang", "gate", "rule", "overrides", "files", "baseline"}


def test_the_nearest_file_counts_and_the_repository_is_the_border(tmp_path: Path) -> None:
    written('lang = "de"', "hexapla.toml")
    written("[tool.other]\n", "a/pyproject.toml")
    written('[tool.hexapla]\nlang = "fr"\n', "a/b/pyproject.toml")
    written("", "a/c/.git/x")
    assert discover(Path("a")) == tmp_path / "hexapla.toml"
    assert discover(Path("a/b")) == tmp_path / "a" / "b" / "pyproject.toml"
    assert discover(Path("a/c")) is None


def test_a_broken_project_file_that_is_not_ours_is_nobodys_business() -> None:
    written("[tool.other\n", "pyproject.toml")
    assert load(environment={}).values == {}


def test_what_counts_before_what(monkeypatch: pytest.MonkeyPatch) -> None:
    written(
        'lang = "de"\nignore = ["P"]\nmetrics = ["ter"]\n[gate.min]\nbleu = 1\n[rule.W101]\nseverity = "minor"',
        "shared/base.toml",
    )
    written('extends = "shared/base.toml"\nignore = ["W"]\n[gate]\nmax-major = 1\n[rule.W101]\nmin-confidence = 0.5')
    found = load(
        environment={"HEXAPLA_METRICS": "chrf, bleu:tokenize=intl", "HEXAPLA_GATE_MIN": "chrf=5", "HEXAPLA_OTHER": "x"}
    )
    assert found.values["lang"] == "de"
    assert found.values["ignore"] == ["W"]
    assert found.values["metrics"] == ["chrf", "bleu:tokenize=intl"]
    assert found.values["gate"] == {"min": {"chrf": 5.0}, "max-major": 1}
    assert found.values["rule"] == {"W101": {"severity": "minor", "min-confidence": 0.5}}
    assert found.origins["lang",] == "shared/base.toml:1"
    assert found.origins["ignore",] == "hexapla.toml:2"
    assert found.origins["gate", "max-major"] == "hexapla.toml:4"
    assert found.origins["gate", "min"] == "HEXAPLA_GATE_MIN"
    assert found.origins["rule", "W101", "min-confidence"] == "hexapla.toml:6"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("HEXAPLA_JOBS", "many", "HEXAPLA_JOBS: must be a number, not 'many'"),
        ("HEXAPLA_JOBS", "0", "HEXAPLA_JOBS: must be a whole number from 1"),
        ("HEXAPLA_LINES", "perhaps", "HEXAPLA_LINES: must be true or false"),
        ("HEXAPLA_PRESET", "loud", "HEXAPLA_PRESET: must be strict"),
        ("HEXAPLA_GATE_MIN", "chrf", "HEXAPLA_GATE_MIN: must be NAME=NUMBER"),
        ("HEXAPLA_GATE_MAX_PER_1000_WORDS", "nan", "HEXAPLA_GATE_MAX_PER_1000_WORDS: must be a number"),
    ],
)
def test_bad_variables(name: str, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match="HEXAPLA_") as raised:
        load(environment={name: text})
    assert message in str(raised.value)


def test_paths_start_from_the_file_they_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    written('baseline = "accepted.tsv"\nglossaries = ["t/a.csv"]', "conf/hexapla.toml")
    Path("conf/deep").mkdir()
    monkeypatch.chdir("conf/deep")
    found = load(environment={})
    assert Path(found.values["baseline"]).resolve() == Path("../accepted.tsv").resolve()
    assert Path(found.values["glossaries"][0]).resolve() == Path("../t/a.csv").resolve()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"gate"."max-major" = -1', 1),
        ("gate.max-major = -1", 1),
        ("[ gate ]\n# c\n'max-major' = -1", 3),
        ('lang = """\nmax-major = 1\n"""\n[gate]\nmax-major = -1', 5),
        ("gate = { max-major = -1 }", 1),
    ],
)
def test_lines_are_found_however_it_is_written(text: str, line: int) -> None:
    with pytest.raises(ConfigError, match=f"^hexapla.toml:{line}: "):
        loaded(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lang = ", "not TOML"),
        ("a = " + "[" * 100_000, "hexapla.toml: "),
        ("jobs = " + "9" * 100_000, "hexapla.toml: not TOML"),
        ("x." * 50_000 + "y = 1", "more than 32 parts"),
        ("'x' . \"x\"." * 50_000 + "y = 1", "more than 32 parts"),
        ("x" * 500_000 + " = 1", "hexapla.toml:1: no key named"),
        ("a" + "-" * 500_000, "not TOML"),
        ("jobs = 1\njobs = 2", "not TOML"),
        ('extends = "hexapla.toml"', "extends itself"),
        ('extends = "../../../../../nowhere.toml"', "no such file"),
        ('extends = "."', "irectory"),
        ("# " + "x" * (1024 * 1024), "more than 1 MB"),
    ],
    ids=[
        "torn",
        "deep",
        "digits",
        "dotted",
        "quoted",
        "long",
        "dashes",
        "twice",
        "circle",
        "nowhere",
        "folder",
        "huge",
    ],
)
def test_hostile_files_are_refused_quickly(text: str, message: str) -> None:
    started = time.process_time()
    with pytest.raises(ConfigError) as raised:
        loaded(text)
    assert message in str(raised.value)
    assert len(str(raised.value)) < 1000
    assert time.process_time() - started < 3


def test_circles_and_towers_of_configurations_are_refused() -> None:
    written('extends = "b.toml"', "a.toml")
    written('extends = "a.toml"', "b.toml")
    with pytest.raises(ConfigError, match="extends itself"):
        load(Path("a.toml"), {})
    for number in range(12):
        written(f'extends = "{number + 1}.toml"', f"{number}.toml")
    with pytest.raises(ConfigError, match="more than 8"):
        load(Path("0.toml"), {})


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "hexapla.toml").write_bytes(b'lang = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8: byte 9"):
        load(environment={})


def test_every_kind_of_key_has_a_value_that_is_refused() -> None:
    # an object is no value of any key, whatever its kind; the loader and the schema must both say so
    wrong: Any
    for name, key in KEYS.items():
        wrong = {"x": {"y": {"z": [{}]}}} if key.kind != "array" else [[]]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({name: wrong}, SCHEMA)
