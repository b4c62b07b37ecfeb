"""The contract of translators: texts in one language -> as many texts in another. One a file.

A translator is named with its option behind a colon where it takes one: ``argos``, ``libretranslate:http://localhost:5000``,
``command:my-engine --from {source} --to {target}``. What is common to all stands here: a text is handed over line by line,
blank lines and the white space around lines stay as they are, and what comes back is counted. Keeping translations on
disk is ``_memory``'s work, looking after Argos' models ``_models``'.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

import regex

from hexapla.errors import ConfigError, PluginError

Segment = Callable[[str, str], Sequence[tuple[int, int]]]
"""Text and its language -> (start, end) of its sentences, in order."""

_BREAK = regex.compile(r"([\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+)")
_INSIDE = regex.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")


class Translator(ABC):
    """A machine translation engine.

    Class attributes:
        name: Name of the plug-in.
        option: What may follow the name and a colon, such as ``URL``; empty if nothing may.
        batch: Lines handed to the engine at a time.
        wants_sentences: Whether it cuts lines into sentences with `segment`.

    Args:
        option: What the user gave after the colon.
        segment: Finds sentences, for engines that want them one by one; without it a line is taken for one.
        segmenter: Name and version of what finds them.

    Raises:
        ConfigError: It takes no option, or not this one.
        MissingExtra: What it needs is not installed.
    """

    name: ClassVar[str]
    option: ClassVar[str] = ""
    batch: ClassVar[int] = 64
    wants_sentences: ClassVar[bool] = False

    def __init__(self, option: str = "", *, segment: Segment | None = None, segmenter: str = "lines") -> None:
        if option and not self.option:
            raise ConfigError(f"the engine {self.name} takes no option, but {option!r} was given after the colon")
        self.chosen = option
        self.segmenter = segmenter if segment else "lines"
        self.segment: Segment = segment or (lambda text, lang: [(0, len(text))])

    @abstractmethod
    def languages(self) -> tuple[tuple[str, str], ...]:
        """The pairs (source, target) it can translate as it stands, as BCP 47 tags; empty if it cannot tell."""

    @abstractmethod
    def version(self, source: str, target: str) -> str:
        """Versions of the engine and of its model for two languages, as ``key:value|key:value``.

        Raises:
            ConfigError: It does not translate between them; says what to do.
        """

    @abstractmethod
    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> Sequence[str]:
        """One translation for each line; at most `batch` lines, none of them blank or holding a line break.

        Raises:
            ConfigError: It does not translate between these languages; says what to do.
            PluginError: The engine failed.
        """

    def signature(self, source: str, target: str) -> str:
        """What moves its translations: ``engine:NAME``, its versions, the languages and what finds sentences."""
        sentences = f"|{self.segmenter}" if self.wants_sentences else ""
        return f"engine:{self.name}|{self.version(source, target)}|from:{source}|to:{target}{sentences}"

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """One translation for each text, with the lines and the white space around them as they were.

        Equal lines are translated once a call.

        Args:
            texts: Any number of texts.
            source: Their language, a BCP 47 tag.
            target: The language wanted.

        Raises:
            ConfigError: The engine does not translate between these languages.
            PluginError: The engine failed, or gave more or fewer lines than it got.
        """
        cut = [_BREAK.split(text) for text in texts]
        lines = list(dict.fromkeys(line.strip() for parts in cut for line in parts[::2] if line.strip()))
        found: dict[str, str] = {}
        for start in range(0, len(lines), self.batch):
            given = lines[start : start + self.batch]
            made = self.translate_lines(given, source, target)
            if len(made) != len(given):
                raise self.failure(f"it got {len(given)} lines and gave {len(made)}")
            found.update(zip(given, (_INSIDE.sub(" ", line).strip() for line in made), strict=True))
        return ["".join(_replaced(part, found) for part in parts) for parts in cut]

    def failure(self, message: str) -> PluginError:
        """An error of this engine."""
        return PluginError(f"engine {self.name}", message)


def _replaced(part: str, found: dict[str, str]) -> str:
    """A line with its translation in place of its words; white space and line breaks stay."""
    core = part.strip()
    if not core:
        return part
    start = part.index(core)
    return f"{part[:start]}{found[core]}{part[start + len(core) :]}"
