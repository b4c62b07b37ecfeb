"""Where checks run: the hook under real pre-commit, the GitHub action's script, the templates against their schemas."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
REF = "The council met on Monday in Paris. It agreed on a new plan.\n"
BAD = "The councilmet on Monday in Paris. It agreed on a new plan.\n"
CONFIG = """
lang = "en"
[gate]
fail-on = ["minor"]
[[files]]
translation = "{lang}/{file}.txt"
reference = "ref/{file}.txt"
"""


def tool(name: str) -> str:
    found = shutil.which(name, path=str(BIN)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def environment(**added: str) -> dict[str, str]:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return {**{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "HEXAPLA_"))}, "PATH": path, **added}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a reference, a garbled translation and a good one."""
    here = tmp_path / "project"
    for name, text in {"ref/a.txt": REF, "mt/a.txt": BAD, "good/a.txt": REF, "README.txt": "Read mefirst.\n"}.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    (here / "hexapla.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(here)
    return here


def run(line: str) -> Result:
    return CliRunner().invoke(main, line.split())


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        ("hook mt/a.txt", 1, {"mt/a.txt": 1}),
        ("hook good/a.txt", 0, {"good/a.txt": 0}),
        ("hook mt/a.txt good/a.txt", 1, {"mt/a.txt": 1, "good/a.txt": 0}),
        ("hook ref/a.txt", 1, {"good/a.txt": 0, "mt/a.txt": 1}),
        ("hook --all", 1, {"good/a.txt": 0, "mt/a.txt": 1}),
        ("hook --all --exit-zero", 0, {"good/a.txt": 0, "mt/a.txt": 1}),
    ],
)
def test_hook(project: Path, line: str, code: int, found: dict[str, int]) -> None:
    result = run(f"{line} -f json")
    assert result.exit_code == code, result.output
    documents = json.loads(result.stdout)["documents"]
    assert {d["id"]: len(d["findings"]) for d in documents} == found
    assert all({c["role"] for c in d["columns"]} == {"reference", "hypothesis"} for d in documents)


def test_files_that_belong_to_nothing_are_left_alone(project: Path) -> None:
    result = run("hook README.txt hexapla.toml")
    assert (result.exit_code, result.output) == (0, "")


def test_files_with_both_sides_need_no_entry(project: Path) -> None:
    row = {"source": "x", "mt": BAD.strip(), "ref": REF.strip()}
    Path("segments.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert run("hook segments.jsonl").exit_code == 1


def test_without_configuration_a_file_is_checked_by_itself(project: Path) -> None:
    result = run("hook README.txt --no-config --fail-on minor -f json")
    assert [d["id"] for d in json.loads(result.stdout)["documents"]] == ["README.txt"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hook", "give files, or --all"),
        ("hook --all mt/a.txt", "give files, or --all"),
        ("hook --all --no-config", "--all needs [[files]]"),
        ("hook lone/b.txt", "ref/b.txt: there is no such file"),
    ],
)
def test_hook_usage(project: Path, line: str, message: str) -> None:
    Path("lone").mkdir()
    Path("lone/b.txt").write_text(BAD, encoding="utf-8")
    result = run(line)
    assert result.exit_code == 2
    assert message in result.stderr


def git(*args: str) -> None:
    subprocess.run(
        [tool("git"), "-c", "user.name=T", "-c", "user.email=t@example.org", *args],
        check=True,
        capture_output=True,
        env=environment(),
    )


def test_pre_commit_runs_the_hook(project: Path, tmp_path: Path) -> None:
    pre_commit = tool("pre-commit")
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entry = next(line.partition(":")[2].strip() for line in hook.splitlines() if line.strip().startswith("entry:"))
    Path(".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: local\n  hooks:\n  - {{id: hexapla, name: hexapla, entry: {entry}, "
        "language: system, types: [text], require_serial: true}\n",
        encoding="utf-8",
    )
    git("init", "-q")
    git("add", ".")
    call = [pre_commit, "run", "--hook-stage", "pre-commit"]
    home = environment(PRE_COMMIT_HOME=str(tmp_path / "home"))
    failed = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", env=home, check=False)
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "Failed" in failed.stdout
    assert "W101 merged-words" in failed.stdout
    assert "README" not in failed.stdout

    Path("mt/a.txt").write_text(REF, encoding="utf-8")
    git("add", ".")
    passed = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", env=home, check=False)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout


def test_the_manifest_is_one_that_pre_commit_takes() -> None:
    done = subprocess.run(
        [tool("pre-commit"), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=False, env=environment()
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("schema", "file"), [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", ".gitlab/hexapla.yml")]
)
def test_templates_fit_their_schemas(schema: str, file: str) -> None:
    call = [tool("check-jsonschema"), "--builtin-schema", schema, str(ROOT / file)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_container_file_is_clean() -> None:
    done = subprocess.run(
        [tool("hadolint"), str(ROOT / ".github" / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    lines = (ROOT / ".github" / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 1000" in lines
    assert all("slim" in line for line in lines if line.startswith("FROM"))
    for line in lines:
        if line.startswith("COPY"):
            assert all((ROOT / name).exists() for name in line.split()[1:-1])
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    built = (ROOT / "pyproject.toml").read_text("utf-8")
    assert {"pyproject.toml", "README.md", "LICENSE", "src"} <= copied
    assert ("hatch_build.py" in copied) is ("hooks.custom" in built)
    kept = (ROOT / ".github" / "Dockerfile.dockerignore").read_text("utf-8")
    assert all(f"!{name}\n" in kept for name in copied)


def act(**inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs the action's script as the action does."""
    given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    return subprocess.run(
        [sys.executable, str(ROOT / ".github" / "action.py")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(GITHUB_OUTPUT="outputs.txt", GITHUB_STEP_SUMMARY="summary.md", **given),
        check=False,
    )


def test_the_action(project: Path) -> None:
    done = act(args="--all", command="hook", sarif="findings.sarif", report="report.html")
    assert done.returncode == 1, done.stderr
    annotation = next(line for line in done.stdout.splitlines() if line.startswith("::"))
    assert "file=mt/a.txt" in annotation
    assert "councilmet" in annotation
    assert Path("outputs.txt").read_text("utf-8") == "exit-code=1\nfindings=1\n"
    assert "councilmet" in Path("summary.md").read_text("utf-8")
    sarif = json.loads(Path("findings.sarif").read_text("utf-8"))
    assert sarif["version"] == "2.1.0"
    assert Path("report.html").read_text("utf-8").startswith("<!doctype html>")

    done = act(args="good/a.txt 'ref/a.txt' --lang en")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"command": "rm -rf", "args": "x"}, "command must be one of"),
        ({"args": "'open"}, "args: No closing quotation"),
        ({"args": "x", "version": "1.0; rm"}, "version must be a version"),
    ],
)
def test_the_action_refuses(project: Path, inputs: dict[str, str], message: str) -> None:
    done = act(**inputs)
    assert done.returncode == 2
    assert message in done.stdout


def test_the_action_runs_no_shell(project: Path) -> None:
    done = act(args="mt/a.txt; touch hacked $(touch hacked) `touch hacked`")
    assert done.returncode == 2
    assert not Path("hacked").exists()


def test_the_action_has_an_input_for_every_one_the_script_reads() -> None:
    script, action = (ROOT / ".github" / "action.py").read_text("utf-8"), (ROOT / "action.yml").read_text("utf-8")
    for name in ("COMMAND", "ARGS", "VERSION", "SARIF", "REPORT"):
        assert f'given("{name}")' in script
        assert f"INPUT_{name}: ${{{{ inputs.{name.lower()} }}}}" in action


def test_the_gitlab_job(project: Path) -> None:
    text = (ROOT / ".gitlab" / "hexapla.yml").read_text("utf-8")
    lines = text.partition("  script:\n")[2].partition("  artifacts:")[0].splitlines()
    script = "\n".join(line.strip().removeprefix("- ") for line in lines)
    call = [tool("bash"), "-e", "-o", "pipefail", "-c", script]

    def job(command: str) -> int:
        return subprocess.run(call, check=False, env=environment(HEXAPLA_COMMAND=command)).returncode

    assert job("hook --all") == 1
    (issue,) = json.loads(Path("gl-code-quality-report.json").read_text("utf-8"))
    assert issue["location"]["path"] == "mt/a.txt"
    assert "councilmet" in Path("hexapla-junit.xml").read_text("utf-8")
    assert job("check good/a.txt ref/a.txt") == 0
    assert job("hook --nonsense") == 2
