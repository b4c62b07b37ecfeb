"""Formats: files -> texts, passages or comparisons. One a file; this module is their contract.

A *column* format holds one version of a text (running text, lines); a *table* format holds several side by side (TSV,
JSON Lines) or comparisons already made. Reading bytes safely is ``hexapla.formats._reading``'s work, and every complaint
names the file and, where there is one, the line.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from hexapla.errors import ConfigError
from hexapla.model import Comparison, Finding, Passage, Unit


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that the user gave (BCP 47), or None where they are to be found out."""

    target: str | None = None
    source: str | None = None


class Format(ABC):  # noqa: B024  # the two kinds of format below share only this
    """A file format.

    Class attributes:
        extensions: File name endings that mean this format.
    """

    extensions: ClassVar[tuple[str, ...]] = ()


class ColumnFormat(Format):
    """A format that holds one version of a text.

    Class attributes:
        timed: Whether the ids of its units are times, so that versions with the same ones stand row by row for one
            another.
    """

    timed: ClassVar[bool] = False

    @abstractmethod
    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text exactly as it stands in the file (``-`` is standard input), and its units, if the format has any.

        Raises:
            InputError: The file cannot be read as this format.
        """


class TableFormat(Format):
    """A format that holds several versions side by side."""

    @abstractmethod
    def read(self, path: str, languages: Languages) -> Iterator[Passage | Comparison]:
        """The passages or comparisons of the file (``-`` is standard input), in order.

        Raises:
            InputError: The file cannot be read as this format.
        """


class BilingualFormat(TableFormat):
    """A format of translation tools: units with source and translation, their states and locks.

    Args:
        only: Which units to read: ``translated``, ``unlocked``, or both; all that have a translation if empty.

    Attributes:
        notes: What was left out while reading, for the user; filled once reading is over.
    """

    def __init__(self, only: frozenset[str] = frozenset()) -> None:
        self.only = only
        self.notes: list[str] = []

    def annotate(
        self, path: str, languages: Languages, findings: Mapping[str, Sequence[Finding]], out: BinaryIO
    ) -> None:
        """Writes the file again with findings in it; every byte of it stays as it was, annotations are only added.

        Args:
            path: The file; what `read` makes of it is what was checked.
            languages: The languages that `read` was given.
            findings: Passage id -> its findings in the translation.
            out: Where to write.

        Raises:
            ConfigError: The format has no place for findings.
        """
        raise ConfigError(f"findings cannot be written into {type(self).__name__} files; use a report (-f)")
