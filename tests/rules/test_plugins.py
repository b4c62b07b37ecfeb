"""Rules of other packages: an example package with real metadata, and packages that do not keep the contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla import build, registry
from hexapla.cli import main

EXAMPLE = Path(__file__).parent.parent / "plugin_example"

BROKEN = '''
from collections.abc import Iterator
from hexapla.model import Category, Change, Finding, Mark, Severity, Span
from hexapla.rules import Rule, WideRule


class Broken(Rule):
    """A rule that does not keep the contract."""

    code, name = "X902", "broken"
    category, severity, message = Category.OTHER, Severity.MINOR, "never"

    def check(self, pair):
        BODY


class BrokenWide(WideRule):
    """A wide rule that does not keep the contract."""

    code, name = "X903", "broken-wide"
    category, severity, message = Category.OTHER, Severity.MINOR, "never"

    def note(self, pair):
        return iter(())

    def conclude(self, facts):
        yield Finding("X903", "broken-wide", Mark("nowhere", Span(0, 1)), "", Severity.MINOR, Category.OTHER, 0.5, 0)
'''


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the example package is installed in, by pip, with its metadata."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    made = subprocess.run([*command, "--no-build-isolation", str(EXAMPLE)], capture_output=True, text=True, check=False)
    if made.returncode:  # hatchling is not installed here: let pip fetch it
        made = subprocess.run([*command, str(EXAMPLE)], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"pip cannot install the example package: {made.stderr[-300:]}")
    return folder


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts a module and the metadata that an installed distribution has on the path."""

    def forget() -> None:
        sys.modules.pop("broken_rules", None)
        for cached in (registry._entry_points, build._rule, build.made_kernel):
            cached.cache_clear()

    def put(source: str, *points: str) -> None:
        site = tmp_path / "site"
        metadata = site / "broken_rules-1.0.dist-info"
        metadata.mkdir(parents=True)
        (site / "broken_rules.py").write_text(source, "utf-8")
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-rules\nVersion: 1.0\n", "utf-8")
        (metadata / "entry_points.txt").write_text("[hexapla.rules]\n" + "\n".join(points) + "\n", "utf-8")
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.setenv("PYTHONPATH", str(site))  # for worker processes
        forget()

    yield put
    monkeypatch.undo()
    forget()


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def skipped(result: Result) -> dict[str, str]:
    """Why rules did not run, by slug."""
    assert result.exit_code in (0, 1), (result.stderr, result.exception)
    runs = json.loads(result.stdout)["documents"][0]["runs"]
    found: dict[str, str] = next(run["skipped"] for run in runs if run["stage"] == "check")
    return found


def hexapla(site: Path, *args: str | Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "hexapla", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, encoding="utf-8")


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    mt, ref = tmp_path / "mt.txt", tmp_path / "ref.txt"
    mt.write_text("This is IMPORTANT for everyone in the house.\n", "utf-8")
    ref.write_text("This is important for everyone in the house.\n", "utf-8")
    return [mt, ref]


def test_an_installed_package_s_rule_runs_in_worker_processes_too(installed: Path, texts: list[Path]) -> None:
    assert "X901  shouted-words" in hexapla(installed, "list", "rules").stdout
    assert "readers take it for shouting" in hexapla(installed, "explain", "X901").stdout
    for jobs in ("1", "2"):
        done = hexapla(installed, "check", *texts, "--lang", "en", "-f", "json", "-j", jobs, "--rule", "X901")
        report = json.loads(done.stdout)
        (found,) = report["documents"][0]["findings"]
        assert (found["code"], found["text"], found["suggestion"]) == ("X901", "IMPORTANT", "important")
    args: list[str | Path] = ["check", *texts, "--lang", "en", "--rule", "X901", "--set"]
    assert hexapla(installed, *args, "shouted-words:shortest=10").returncode == 0
    done = hexapla(installed, *args, "shouted-words:shorttest=10")
    assert done.returncode == 2
    assert "'shortest'" in done.stderr


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise RuntimeError('out of order')", "RuntimeError: out of order"),
        ("yield self.finding(pair, (0, 1)); raise KeyError('late')", "KeyError: 'late'"),
        ("return [self.finding(pair, (4000, 4001)).__class__]", "instead of a finding"),
        ("yield 'nonsense'", "instead of a finding"),
        ("yield self.finding(pair, (0, 1), confidence=7.0)", "confidence"),
        ("yield self.finding(pair, (0, 1), changes=[((0, 3), 'a'), ((2, 5), 'b')])", "overlap"),
        ("import dataclasses; yield dataclasses.replace(self.finding(pair, (0, 1)), code='W101')", "W101"),
        (
            "import dataclasses; yield dataclasses.replace(self.finding(pair, (0, 1)), at=Mark('mt', Span(900, 901)))",
            "outside mt",
        ),
        (
            "import dataclasses; yield dataclasses.replace(self.finding(pair, (0, 1)), changes=(Change(Span(0, 900), ''),))",
            "outside the text",
        ),
    ],
)
def test_a_rule_that_breaks_the_contract_is_named_and_isolated(
    body: str, message: str, broken: Callable[..., None], texts: list[Path]
) -> None:
    broken(BROKEN.replace("BODY", body), "broken = broken_rules:Broken")
    args: list[str | Path] = ["check", *texts, "--lang", "en", "--rule", "broken", "--rule", "mojibake"]
    done = run(*args)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert "rule broken failed on passage" in line
    assert message in line
    going = run(*args, "--keep-going", "-f", "json")
    assert message in skipped(going)["broken"]
    report = json.loads(going.stdout)["documents"][0]
    assert report["findings"] == []
    assert [run["ran"] for run in report["runs"] if run["stage"] == "check"] == [["mojibake"]]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_wide_rule_that_points_nowhere(jobs: str, broken: Callable[..., None], texts: list[Path]) -> None:
    broken(BROKEN, "broken-wide = broken_rules:BrokenWide")
    done = run("check", *texts, "--lang", "en", "--rule", "broken-wide", "-j", jobs)
    assert done.exit_code == 2, done.output
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("hexapla: error: rule broken-wide failed on passage")
    assert "'nowhere'" in line


def test_a_failure_on_one_system_is_told_though_the_rule_ran_on_another(
    broken: Callable[..., None], texts: list[Path]
) -> None:
    broken(
        BROKEN.replace("BODY", "assert 'IMPORTANT' not in pair.hypothesis.text; return iter(())"),
        "broken = broken_rules:Broken",
    )
    systems = ["--system", f"A={texts[0]}", "--system", f"B={texts[1]}"]
    going = run("check", *systems, "--lang", "en", "--rule", "broken", "--keep-going", "-f", "json")
    assert "AssertionError" in skipped(going)["broken"]


@pytest.mark.parametrize(
    ("source", "point", "message"),
    [
        ("raise ImportError('no such engine')", "broken = broken_rules:Broken", "no such engine"),
        ("Broken = 3", "broken = broken_rules:Broken", "not a Rule"),
        (BROKEN.replace("BODY", "pass"), "other = broken_rules:Broken", "calls itself 'broken'"),
        (
            "from hexapla.rules import Rule\nclass Broken(Rule):\n    code, name = 'X902', 'broken'",
            "broken = broken_rules:Broken",
            "lacks category",
        ),
    ],
)
def test_a_package_that_cannot_be_loaded(
    source: str, point: str, message: str, broken: Callable[..., None], texts: list[Path]
) -> None:
    broken(source, point)
    done = run("check", *texts, "--lang", "en")
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert message in line
    going = run("check", *texts, "--lang", "en", "--keep-going", "--ignore", "W", "-f", "json")
    assert message in skipped(going)[point.partition(" ")[0]]
