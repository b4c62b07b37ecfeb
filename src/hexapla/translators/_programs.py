"""Engines that are programs: lines in on standard input, lines out on standard output."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence


class ProgramError(Exception):
    """A program cannot be started, or failed; says which and how."""


def run(command: Sequence[str], text: str) -> str:
    """What a program makes of a text.

    Raises:
        ProgramError: It is not there, stops with an error, or writes no UTF-8.
    """
    if shutil.which(command[0]) is None:
        raise ProgramError(f"there is no program {command[0]!r} on the path")
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    except OSError as error:
        raise ProgramError(f"{command[0]} cannot be started: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        raise ProgramError(f"{command[0]} ended with {how}" + (f": {said[-1]}" if said else ""))
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProgramError(f"{command[0]} wrote something that is not UTF-8 (byte {error.start})") from None


def lines(text: str) -> list[str]:
    r"""Lines as programs write them: parted by ``\n``, the last one ended or not."""
    found = text.replace("\r\n", "\n").split("\n")
    return found[:-1] if found[-1] == "" else found
