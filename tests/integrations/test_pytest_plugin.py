"""The pytest plug-in under real pytest, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

REF = "The council met on Monday in Paris.\nIt agreed on a new plan.\n"
BAD = "The councilmet on Monday in Paris.\nIt agreed on a new plan.\n"
TESTS = """
import pytest


def test_passes(hexapla):
    run = hexapla.compare("ref.txt", "ref.txt", lines=True, lang="en", metrics=["chrf"])
    assert run.scores == {"chrf": 100.0}
    assert run.findings == []
    run.expect(fail_on="minor", min={"chrf": 99}, max_per_1000_words=0)


def test_fails_readably(hexapla):
    hexapla.check("bad.txt", "ref.txt", lines=True, lang="en").expect(fail_on=["major", "W101"])


def test_fails_on_scores(hexapla):
    hexapla.compare("bad.txt", "ref.txt", lines=True, lang="en", metrics=["chrf++"]).expect(min={"chrf++": 99.5})


def test_goes_by_the_configuration(hexapla):
    hexapla.check("bad.txt", "ref.txt", lines=True).expect()


def test_strings(hexapla):
    run = hexapla.check_text(["The councilmet."], ["The council met."], paired=True, lang="en")
    assert [f.code for f in run.findings] == ["W101"]
    with pytest.raises(pytest.fail.Exception, match="W101 merged-words"):
        run.expect(max_minor=0)


def test_baseline(hexapla, tmp_path):
    run = hexapla.check("bad.txt", "ref.txt", lines=True, lang="en", baseline="accepted.tsv")
    assert run.findings == []
    run.expect(fail_on="minor")


def test_wrong_names(hexapla):
    with pytest.raises(TypeError, match="did you mean 'max_major'"):
        hexapla.check("ref.txt").expect(max_majors=3)
    with pytest.raises(TypeError, match="did you mean 'preset'"):
        hexapla.check("ref.txt", presets="quiet")
    with pytest.raises(Exception, match="no such file"):
        hexapla.check("nowhere.txt")
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    here = tmp_path_factory.mktemp("project")
    (here / "ref.txt").write_text(REF, encoding="utf-8")
    (here / "bad.txt").write_text(BAD, encoding="utf-8")
    (here / "hexapla.toml").write_text('lang = "en"\n[gate]\nmax-minor = 0\n', encoding="utf-8")
    (here / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (here / "test_mt.py").write_text(TESTS, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "HEXAPLA_"))}
    make = [
        sys.executable,
        "-m",
        "hexapla",
        "baseline",
        "create",
        "bad.txt",
        "ref.txt",
        "--lines",
        "-o",
        "accepted.tsv",
    ]
    subprocess.run(make, cwd=here, env=env, check=True, capture_output=True)
    plugin = [] if installed() else ["-p", "hexapla.pytest_plugin"]
    call = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *plugin, "test_mt.py"]
    done = subprocess.run(call, cwd=here, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def installed() -> bool:
    """Whether the entry point is known; it is not where the project was installed before it had one."""
    from importlib.metadata import entry_points

    return any(point.value == "hexapla.pytest_plugin" for point in entry_points(group="pytest11"))


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("test_passes", "PASSED"),
        ("test_fails_readably", "FAILED"),
        ("test_fails_on_scores", "FAILED"),
        ("test_goes_by_the_configuration", "FAILED"),
        ("test_strings", "PASSED"),
        ("test_baseline", "PASSED"),
        ("test_wrong_names", "PASSED"),
    ],
)
def test_results(output: str, name: str, result: str) -> None:
    assert re.search(rf"::{name} {result}", output), output


def test_failures_are_readable(output: str) -> None:
    (section,) = re.findall(r"_ test_fails_readably _+\n(.*?)\n_{5,}", output, re.DOTALL)
    assert "--fail-on W101: 1 finding is of W101, none is allowed" in section
    assert "--fail-on major" not in section
    assert "'councilmet' runs together 'council met'" in section
    assert "Traceback" not in section
    assert "pytest_plugin.py" not in section
    (section,) = re.findall(r"_ test_fails_on_scores _+\n(.*?)\n_{5,}", output, re.DOTALL)
    assert re.search(r"--min chrf\+\+=99.5: chrf\+\+ is \d+\.\d\d, least is 99.5", section)
    (section,) = re.findall(r"_ test_goes_by_the_configuration _+\n(.*?)\n=+", output, re.DOTALL)
    assert "--max-minor 0" in section


def test_the_plugin_is_light() -> None:
    code = "import sys, hexapla.pytest_plugin; print([m for m in ('numpy', 'click', 'rich', 'hexapla.cli') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
