"""What the GitHub action does: installs Hexapla, runs it once, and reports to the places where GitHub shows things.

Inputs come from the environment (see action.yml). The exit code is that of the run. Standard library only: it runs before
anything is installed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COMMANDS = ("check", "compare", "score", "hook")


def given(name: str) -> str:
    """An input of the action."""
    return os.environ.get(f"INPUT_{name}", "").strip()


def stop(message: str) -> None:
    """Ends the step as bad usage."""
    print(f"::error::{message}")
    sys.exit(2)


def install() -> None:
    """Installs the version asked for, else the action's own; what is there already is left alone if it will do."""
    version = given("VERSION")
    if not version and shutil.which("hexapla"):
        return
    if version and not re.fullmatch(r"[0-9][0-9A-Za-z.+!-]*", version):
        stop("version must be a version, as in 1.2.0")
    wanted = f"hexapla=={version}" if version else str(Path(__file__).resolve().parent.parent)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", wanted], check=True)


def report(run: Path, name: str, output: str) -> str:
    """Another report of the same run; gives what it wrote to standard output."""
    call = ["hexapla", "report", str(run), "-f", name, "-q", "--no-config", "-o", output or "-"]
    done = subprocess.run(call, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.decode("utf-8")


def further(run: Path, output: str) -> None:
    """The report whose ending says which it is."""
    done = subprocess.run(["hexapla", "report", str(run), "-q", "--no-config", "-o", output], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def append(variable: str, text: str) -> None:
    """Adds to a file that GitHub reads."""
    if os.environ.get(variable):
        with Path(os.environ[variable]).open("a", encoding="utf-8") as out:
            out.write(text)


def main() -> None:
    """Runs the command and reports."""
    command = given("COMMAND") or "check"
    if command not in COMMANDS:
        stop(f"command must be one of {', '.join(COMMANDS)}")
    try:
        args = shlex.split(given("ARGS"))
    except ValueError as error:
        stop(f"args: {error}")
    install()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run.jsonl"
        code = subprocess.run(["hexapla", command, *args, "-f", "jsonl", "-o", str(run)], check=False).returncode
        append("GITHUB_OUTPUT", f"exit-code={code}\n")
        if run.exists():
            summary = json.loads(run.read_text("utf-8").rstrip("\n").rsplit("\n", 1)[-1])["summary"]
            append("GITHUB_OUTPUT", f"findings={sum(one['count'] for one in summary['findings'])}\n")
            sys.stdout.write(report(run, "github", ""))
            append("GITHUB_STEP_SUMMARY", report(run, "markdown", ""))
            if given("SARIF"):
                report(run, "sarif", given("SARIF"))
            if given("REPORT"):
                further(run, given("REPORT"))
    sys.exit(code)


if __name__ == "__main__":
    main()
