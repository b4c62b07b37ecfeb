"""``hexapla translate`` and ``--engine``: lines stay lines, bad input is said, engines stand side by side."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

SPANISH = "El Gobierno aprobó la ley el 14 de marzo.\n\nLa comisión pagará 48.500 euros.\r\n«Sí», dijo.\n"


def run(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def refused(result: Result, *parts: str) -> None:
    assert result.exit_code == 2, (result.output, result.exception)
    last = result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.output
    for part in parts:
        assert part in last, last


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "src.txt"
    path.write_bytes(SPANISH.encode())
    return path


def engine(folder: Path, code: str, name: str = "engine") -> str:
    """The option for an engine made of a line of Python, in which `line` is what it is given."""
    path = folder / f"{name}.py"
    path.write_text(
        "import sys, time\nsys.stdin.reconfigure(encoding='utf-8')\nsys.stdout.reconfigure(encoding='utf-8')\n"
        f"for line in map(str.strip, sys.stdin):\n    print({code}, flush=True)\n"
    )
    return "command:" + shlex.join([sys.executable, str(path)])


def test_lines_and_their_ends_stay(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "mt.txt"
    made = run(
        "translate", source, "--engine", engine(tmp_path, "line.upper()"), "--from", "es", "--to", "en", "-o", output
    )
    assert (made.exit_code, made.stdout) == (0, "")
    assert "4 lines" in made.stderr
    assert output.read_bytes() == SPANISH.upper().encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["engine.py", "mt.txt", "src.txt"]


def test_standard_input_and_output(tmp_path: Path) -> None:
    made = run(
        "translate",
        "-",
        "--engine",
        engine(tmp_path, "line[::-1]"),
        "--source-lang",
        "es",
        "--lang",
        "en",
        stdin=b"\xef\xbb\xbfuno\ndos",
    )
    assert (made.exit_code, made.stdout_bytes) == (0, b"onu\nsod")


def test_the_language_is_told_if_not_given(source: Path, tmp_path: Path) -> None:
    made = run("translate", source, "--engine", engine(tmp_path, "line"), "--to", "en")
    assert "looks like es" in made.stderr
    refused(run("translate", source, "--engine", engine(tmp_path, "line"), "--to", "es"), "in es already")


def test_a_memory_saves_asking_again(source: Path, tmp_path: Path) -> None:
    command = ["translate", source, "--engine", engine(tmp_path, "str(time.time())"), "--from", "es", "--to", "en"]
    first, again = (run(*command, "--memory", tmp_path / "memory.sqlite") for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == again.stdout
    assert run(*command).stdout != first.stdout


BAD = {
    "missing": (None, "no such file"),
    "not UTF-8": (b"bien\nma\xf1ana\n", "src.txt:2: byte 3 of this line (0xf1) is not UTF-8"),
    "UTF-16": ("mañana\n".encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    content, message = BAD[name]
    path = tmp_path / "src.txt"
    if content is not None:
        path.write_bytes(content)
    output = tmp_path / "mt.txt"
    refused(
        run("translate", path, "--engine", engine(tmp_path, "line"), "--from", "es", "--to", "en", "-o", output),
        message,
    )
    assert not output.exists()


def test_wrong_usage(source: Path, tmp_path: Path) -> None:
    plain = engine(tmp_path, "line")
    refused(
        run("translate", source, "--engine", plain, "--from", "es", "--to", "en", "-o", source), "overwrite its source"
    )
    refused(run("translate", source, "--engine", plain, "--from", "es", "--to", "en", "-o", tmp_path), "directory")
    refused(run("translate", source, "--engine", plain, "--from", "es", "--to", "english"), "not a language tag")
    refused(run("translate", source, "--engine", "argosy", "--to", "en"), "did you mean 'argos'")
    refused(run("translate", tmp_path, "--engine", plain, "--from", "es", "--to", "en"), "directory")
    digits = tmp_path / "digits.txt"
    digits.write_text("1 2 3\n")
    refused(run("translate", digits, "--engine", plain, "--to", "en"), "say it with --from")


def test_killed_in_the_middle_and_taken_up_again(tmp_path: Path) -> None:
    source, output = tmp_path / "src.txt", tmp_path / "mt.txt"
    source.write_text("".join(f"línea número {n}\n" for n in range(1600)), encoding="utf-8")
    slow = engine(tmp_path, "line.upper() if not time.sleep(0.0005) else ''")
    command = [
        sys.executable,
        "-m",
        "hexapla",
        "translate",
        str(source),
        "--engine",
        slow,
        "--from",
        "es",
        "--to",
        "en",
        "-o",
        str(output),
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    journal = tmp_path / ".mt.txt.unfinished"
    deadline = time.monotonic() + 60
    while (not journal.exists() or journal.read_bytes().count(b"\n") < 2) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not output.exists()
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "of them by an earlier run" in again.stderr
    assert output.read_text("utf-8") == source.read_text("utf-8").upper()
    assert not journal.exists()


def test_engines_stand_side_by_side(source: Path, tmp_path: Path) -> None:
    reference = tmp_path / "ref.txt"
    reference.write_text(
        "The Government approved the law on 14 March.\n\nThe commission will pay 48,500 euros.\n“Yes,” he said.\n"
    )
    good = engine(
        tmp_path,
        "{'El': 'The government approved the law on 14 March.', 'La': 'The commission pays 48,500 euros.'}.get(line[:2], '“Yes,” he said.')",
        "good",
    )
    bad = engine(
        tmp_path,
        "{'El': 'The government approved the law on 14 May.', 'La': 'The comission will pay 84,500 euros.'}.get(line[:2], '“Yes,” he said.')",
        "bad",
    )
    args = [
        "compare",
        "--source",
        source,
        "--ref",
        reference,
        "--source-lang",
        "es",
        "--lang",
        "en",
        "--engine",
        good,
        "--engine",
        bad,
        "-m",
        "chrf",
    ]
    made = run(*args, "-f", "json")
    assert made.exit_code == 0, made.output
    written = json.loads(made.stdout)
    (document,) = written["documents"]
    found = {(f["column"], f["rule"], f["text"]) for f in document["findings"]}
    assert ("command-2", "changed-number", "84,500") in found
    assert not [f for f in found if f[0] == "command"]
    certainty = written["summary"]["certainty"]
    assert (certainty["test"], certainty["baseline"]) == ("paired-bs", "command")
    assert {e["system"] for e in certainty["estimates"]} == {"command", "command-2"}
    assert "Paired bootstrap" in run(*args).stdout


def test_engines_vote_without_a_reference(source: Path, tmp_path: Path) -> None:
    engines = []
    for n, city in enumerate(("Geneva", "Vienna", "Vienna")):
        engines += ["--engine", engine(tmp_path, f"'They met in {city} on Monday.'", f"e{n}")]
    made = run(
        "check",
        "--source",
        source,
        "--source-lang",
        "es",
        "--lang",
        "en",
        "--rule",
        "outvoted-detail",
        *engines,
        "-f",
        "json",
    )
    findings = [f for d in json.loads(made.stdout)["documents"] for f in d["findings"]]
    assert {(f["column"], f["text"]) for f in findings} == {("command", "Geneva")}


def test_the_way_back_tells_what_got_lost(source: Path, tmp_path: Path) -> None:
    translation = tmp_path / "mt.txt"
    translation.write_text(
        "The government approved the law on 14 March.\n\nThe commission will pay.\n“Yes,” he said.\n"
    )
    back = engine(
        tmp_path,
        "{'The go': 'El Gobierno aprobó la ley el 15 de marzo.', 'The co': 'La comisión pagará.'}.get(line[:6], '«Sí», dijo.')",
    )
    made = run(
        "check",
        translation,
        "--source",
        source,
        "--source-lang",
        "es",
        "--lang",
        "en",
        "--round-trip",
        "--back",
        back,
        "--rule",
        "changed-number",
        "-f",
        "json",
    )
    assert made.exit_code == 0, made.output
    documents = json.loads(made.stdout)["documents"]
    assert len(documents) == 2
    (finding,) = [f for f in documents[1]["findings"] if f["rule"] == "changed-number"]
    assert finding["message"].startswith("translated back, line 1 of mt: '15' stands here")
    assert finding["severity"] == "minor"
    assert finding["confidence"] < 0.5


def test_engine_options_that_do_not_fit(source: Path, tmp_path: Path) -> None:
    plain = engine(tmp_path, "line")
    refused(run("compare", source, "--engine", plain), "--source and --ref")
    refused(run("check", "--engine", plain), "name it with --source")
    refused(run("check", "--source", source, "--engine", plain, "--engine", plain), "named twice")
    refused(run("check", source, "--back", plain), "--back goes with --round-trip")
    refused(run("check", source, "--round-trip", "--back", plain), "name it with --source")
    refused(run("check", "--source", source, "--engine", plain), "say it with --lang")
    refused(run("compare", "--source", source, "--engine", plain, "--lang", "en"), "needs a reference")
    refused(run("check", "--source", tmp_path / "no.txt", "--engine", plain, "--lang", "en"), "no such file")
