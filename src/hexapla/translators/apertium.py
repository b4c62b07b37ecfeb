"""Apertium: rule-based translation between related languages, called as a program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

import regex

from hexapla.errors import ConfigError
from hexapla.languages.tags import language
from hexapla.translators import Translator
from hexapla.translators._programs import ProgramError, run

_MODE = regex.compile(r"([a-z]{2,3})-([a-z]{2,3})(_[A-Za-z_]+)?")
_GAP = "\n\n"


class Apertium(Translator):
    """Translates with Apertium and the language pairs that are installed (Debian: ``apt-get install apertium-eng-spa``).

    Apertium is free software under the GPL and no part of Hexapla: it is called as a program. Unknown words are left
    as they stand, without the mark that Apertium's developers want to see.
    """

    name = "apertium"
    batch: ClassVar[int] = 256

    def languages(self) -> tuple[tuple[str, str], ...]:
        """The pairs that are installed."""
        return tuple(sorted(set(self._modes)))

    @cached_property
    def _modes(self) -> dict[tuple[str, str], str]:
        """Languages -> the name Apertium has for the way from one to the other; plain ones before variants."""
        try:
            listed = run(["apertium", "-l"], "").split()
        except ProgramError as error:
            message = (
                f"{error}; Debian and Ubuntu have it: apt-get install apertium, and a pair such as apertium-eng-spa"
            )
            raise ConfigError(f"the engine apertium cannot be used: {message}") from None
        found: dict[tuple[str, str], str] = {}
        for mode in sorted(listed, key=len):
            match = _MODE.fullmatch(mode)
            if match:
                found.setdefault((_short(match[1]), _short(match[2])), mode)
        return found

    def _mode(self, source: str, target: str) -> str:
        mode = self._modes.get((language(source), language(target)))
        if mode is None:
            there = ", ".join(f"{a}-{b}" for a, b in self.languages()) or "none"
            raise ConfigError(
                f"apertium has no pair from {source} to {target} (installed: {there}); "
                "Debian and Ubuntu have more of them: apt-cache search apertium-"
            )
        return mode

    def version(self, source: str, target: str) -> str:
        """Versions of the program and of the language pair as Debian counts them, else the program's alone."""
        mode = self._mode(source, target)
        return f"apertium:{_debian('apertium')}|pair:{mode}-{_debian(_package(mode))}"

    def translate_lines(self, given: Sequence[str], source: str, target: str) -> list[str]:
        """The lines as paragraphs, so that no rule reaches from one into the next; see :class:`Translator`."""
        command = ["apertium", "-u", "-f", "txt", self._mode(source, target)]
        try:
            found = run(command, _GAP.join(given) + "\n").rstrip("\n").split(_GAP)
            if len(found) != len(given):  # a gap got lost between two of them: then one by one
                found = [run(command, line + "\n").rstrip("\n") for line in given]
        except ProgramError as error:
            raise self.failure(str(error)) from None
        return found


def _short(code: str) -> str:
    """The BCP 47 tag of an ISO 639-3 code."""
    from langcodes import standardize_tag

    return standardize_tag(code)


def _package(mode: str) -> str:
    """The Debian package a mode comes with, in either order of its languages."""
    first, second = mode.split("_")[0].split("-")
    names = [f"apertium-{first}-{second}", f"apertium-{second}-{first}"]
    return next((name for name in names if _debian(name) != "unknown"), names[0])


def _debian(package: str) -> str:
    """The version of an installed Debian package."""
    if not shutil.which("dpkg-query"):
        return "unknown"
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout or "unknown"
