"""Engines for tests of what stands around engines: they translate by a rule that shows what they got."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hexapla.translators import Translator


class Shouting(Translator):
    """Gives what it gets in capitals, and counts."""

    name = "shouting"
    batch = 4

    def __init__(self, change: Callable[[list[str]], list[str]] | None = None, version: str = "1") -> None:
        super().__init__()
        self.asked: list[list[str]] = []
        self._change, self._version = change or (lambda lines: lines), version

    def languages(self) -> tuple[tuple[str, str], ...]:
        return (("en", "fr"),)

    def version(self, source: str, target: str) -> str:
        return f"shouting:{self._version}"

    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> list[str]:
        self.asked.append(list(lines))
        return self._change([line.upper() for line in lines])
