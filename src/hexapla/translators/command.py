"""Any program that reads lines and writes as many."""

from __future__ import annotations

import hashlib
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from hexapla.errors import ConfigError
from hexapla.translators import Segment, Translator
from hexapla.translators._programs import ProgramError, lines, run


class Command(Translator):
    """Translates with a program of your choice: one line of UTF-8 in, one line out.

    The option is its command line, quoted as for a shell, which is not asked; ``{source}`` and ``{target}`` stand for
    the languages: ``--engine 'command:my-engine --from {source} --to {target}'``. It is started for every few hundred
    lines.
    """

    name = "command"
    option = "PROGRAM ARGUMENTS"
    batch: ClassVar[int] = 512

    def __init__(self, option: str = "", *, segment: Segment | None = None, segmenter: str = "lines") -> None:
        super().__init__(option, segment=segment, segmenter=segmenter)
        try:
            self._words = shlex.split(option)
        except ValueError as error:
            raise ConfigError(f"the command line {option!r} cannot be read: {error}") from None
        if not self._words:
            raise ConfigError("name the program: command:PROGRAM ARGUMENTS")
        if shutil.which(self._words[0]) is None:
            raise ConfigError(f"there is no program {self._words[0]!r} on the path")

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Nothing: only the program knows."""
        return ()

    def version(self, source: str, target: str) -> str:
        """The command line, and a checksum of the program file, so that another build is another version."""
        program = Path(shutil.which(self._words[0]) or self._words[0])
        digest = hashlib.sha256(program.read_bytes()).hexdigest()[:12] if program.is_file() else "unknown"
        return f"program:{shlex.join(self._words).replace('|', '¦')}|sha256:{digest}"

    def translate_lines(self, given: Sequence[str], source: str, target: str) -> list[str]:
        """The lines through the program; see :class:`Translator`."""
        fill = {"{source}": source, "{target}": target}
        words = [_filled(word, fill) for word in self._words]
        try:
            return lines(run(words, "".join(line + "\n" for line in given)))
        except ProgramError as error:
            raise self.failure(str(error)) from None


def _filled(word: str, fill: dict[str, str]) -> str:
    for mark, value in fill.items():
        word = word.replace(mark, value)
    return word
