"""Reports say how they came about, and the same inputs give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hexapla import registry
from hexapla.cli import main

WRITE_ALL = """
import sys
from click.testing import CliRunner
from hexapla import registry
from hexapla.cli import main
from pathlib import Path
folder = Path(sys.argv[1])
for name in registry.names("reports"):
    command = ["compare", "mt.txt", "ref.txt", "--source", "src.txt", "--lines", "-m", "chrf", "-m", "bleu", "-q"]
    made = CliRunner().invoke(main, [*command, "--similarity", "lexical", "-f", name, "-o", str(folder / name)])
    assert made.exit_code in (0, 1), made.output
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Every report of the same texts, written by two processes that hash strings differently."""
    base = tmp_path_factory.mktemp("texts")
    (base / "mt.txt").write_text("The council council met in Paris.\nIt rose by 3 %.\nHe said he he was there .\n")
    (base / "ref.txt").write_text("The council met in Berlin.\nIt rose by 4 %.\nHe said he was there.\n")
    (base / "src.txt").write_text("Der Rat tagte in Berlin.\nEs stieg um 4 %.\nEr sagte, er sei dort gewesen.\n")
    for seed in ("1", "2"):
        (base / seed).mkdir()
        command = [sys.executable, "-c", WRITE_ALL, seed]
        subprocess.run(command, cwd=base, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    return base / "1", base / "2"


def content(path: Path) -> dict[str, bytes]:
    if not zipfile.is_zipfile(path):
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as archive:  # a workbook holds the time at which it was written
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("name", registry.names("reports"))
def test_the_same_inputs_give_the_same_bytes(name: str, twice: tuple[Path, Path]) -> None:
    one, other = (content(folder / name) for folder in twice)
    assert any(one.values())
    assert one == other


def test_reports_say_how_they_came_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mt.txt").write_text("All is is well.\n")
    Path("hexapla.toml").write_text('lang = "en"\npreset = "quiet"\nformat = "json"\n[gate]\nmax-major = 3\n')
    command = ["check", "mt.txt", "--preset", "strict", "--rule", "W", "--ignore", "W102", "-q"]
    report = json.loads(CliRunner().invoke(main, command).stdout)
    schema = Path(str(registry.__file__)).parent / "schemas" / "report.schema.json"
    jsonschema.validate(report, json.loads(schema.read_text("utf-8")))
    settings = [
        {"name": "lang", "value": '"en"', "origin": "hexapla.toml:1"},
        {"name": "gate.max-major", "value": "3", "origin": "hexapla.toml:5"},
        {"name": "--rule", "value": '["W"]', "origin": "command line"},
        {"name": "--ignore", "value": '["W102"]', "origin": "command line"},
        {"name": "--preset", "value": '"strict"', "origin": "command line"},
    ]
    assert sorted(report["summary"]["configuration"], key=str) == sorted(settings, key=str)
    assert report["versions"]["Python"] == ".".join(map(str, sys.version_info[:3]))
    (run,) = json.loads(CliRunner().invoke(main, [*command, "-f", "sarif"]).stdout)["runs"]
    assert sorted(run["properties"]["configuration"], key=str) == sorted(settings, key=str)
    digest = report["documents"][0]["columns"][0]["digest"]
    assert [(one["column"], one["sha-256"]) for one in run["properties"]["inputs"]] == [("mt", digest)]
    assert "duplicated-words" in run["properties"]["ran"]
    assert "split-words" not in run["properties"]["ran"]
    page = CliRunner().invoke(main, [*command, "-f", "html"]).stdout
    for shown in (digest, "hexapla.toml:5", "command line", "&#34;strict&#34;"):
        assert shown in page
