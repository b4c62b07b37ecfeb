"""Units that hold a text and its translation side by side, whatever the file: content with inline codes, and passages of them.

A `Content` is gathered piece by piece while a file is read; it knows at which byte each of its characters stands, so
that marks can be put around them later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from typing import TypeVar

from hexapla.errors import ConfigError, InputError
from hexapla.formats import Languages
from hexapla.formats._reading import check_text
from hexapla.languages.tags import standard
from hexapla.model import Code, Passage, Role, Span, Text, Unit

PART = 1000
"""Units of one passage at most: a large file comes as bounded parts of one document."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a content, the bytes of the file they were read from, and the number of the element they stand in."""

    text: str
    start: int
    at: int
    after: int
    element: int = 0

    def byte(self, offset: int, encoding: str) -> int:
        """The byte at which a character of the content begins; the byte after the piece for the one after its last."""
        if offset == self.start + len(self.text):
            return self.after  # a reference such as &amp; takes more bytes than its character
        return self.at + len(self.text[: offset - self.start].encode(encoding))


@dataclass
class Content:
    """The text of one side of a unit, with the inline codes in it, and where its characters stand in the file."""

    pieces: list[Piece] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """The text without its codes."""
        return "".join(piece.text for piece in self.pieces)

    def add(self, text: str, at: int = 0, after: int = 0, element: int = 0) -> None:
        """Adds characters that were read from these bytes."""
        self.pieces.append(Piece(text, self.length, at, after, element))
        self.length += len(text)

    def place(self, start: int, end: int, encoding: str) -> tuple[int, int] | None:
        """The bytes from one character to another, or None where an element begins or ends between them without the other.

        Args:
            start: First character.
            end: Character after the last; greater than `start`.
            encoding: The file's encoding.
        """
        first = next(piece for piece in self.pieces if piece.start <= start < piece.start + len(piece.text))
        last = next(piece for piece in self.pieces if piece.start < end <= piece.start + len(piece.text))
        if first.element != last.element:
            return None
        return first.byte(start, encoding), last.byte(end, encoding)

    def code(self, raw: str, id: str) -> None:  # noqa: A002  # the name of the field it fills
        """Adds an inline code at the end of what there is."""
        self.codes.append(Code(self.length, raw, id))


@dataclass
class BilingualUnit:
    """One unit: its two sides, and what the file says of it.

    Attributes:
        id: Unique within its document.
        source: The text to translate.
        target: Its translation, or None where the file has none yet.
        state: The state of the translation in the file's own words, or empty.
        locked: Whether the unit is not to be changed.
        notes: What people or tools wrote about it.
        line: 1-based line it begins in, for messages.
        document: Which of the file's documents it belongs to, or empty.
        languages: (source, target) tags where the unit has its own.
    """

    id: str
    source: Content
    target: Content | None
    state: str = ""
    locked: bool = False
    notes: tuple[str, ...] = ()
    line: int = 0
    document: str = ""
    languages: tuple[str | None, str | None] = (None, None)


U = TypeVar("U", bound=BilingualUnit)


@dataclass
class Reading:
    """What becomes of the units of one file on their way to passages.

    Attributes:
        path: How messages name the file.
        languages: The languages the user gave.
        only: Which units are wanted: ``translated`` (those whose state says so), ``unlocked``; both may be asked for.
        done: The states that mean translated, in the format's own words.
        left_out: Reason -> number of units that were left out for it.
    """

    path: str
    languages: Languages
    only: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    left_out: Counter[str] = field(default_factory=Counter)

    def wanted(self, units: Iterable[U]) -> Iterator[U]:
        """The units to look at. Those without a translation are not wrong, they are not there yet."""
        for unit in units:
            if unit.target is None or (not unit.target.text.strip() and unit.source.text.strip()):
                self.left_out["have no translation"] += 1
            elif "translated" in self.only and unit.state not in self.done:
                self.left_out["are not marked as translated"] += 1
            elif "unlocked" in self.only and unit.locked:
                self.left_out["are locked"] += 1
            else:
                yield unit

    def groups(self, units: Iterable[U]) -> Iterator[tuple[str, int, list[U]]]:
        """(document, part, units): `PART` wanted units at most, of one document and one pair of languages."""
        part, document = 0, None
        for key, run in groupby(self.wanted(units), key=lambda unit: (unit.document, unit.languages)):
            while group := list(islice(run, PART)):
                part = part + 1 if key[0] == document else 0
                document = key[0]
                yield key[0], part, group

    def passages(self, units: Iterable[BilingualUnit]) -> Iterator[Passage]:
        """A paired passage of each group."""
        for document, part, group in self.groups(units):
            yield self._passage(document, part, group)

    def _passage(self, document: str, part: int, group: Sequence[BilingualUnit]) -> Passage:
        source_lang, target_lang = group[0].languages
        sides = [
            ("source", Role.SOURCE, self.languages.source or source_lang, [unit.source for unit in group]),
            ("mt", Role.HYPOTHESIS, self.languages.target or target_lang, [unit.target or Content() for unit in group]),
        ]
        texts = tuple(self._text(group, *side) for side in sides)
        return Passage(self.id(document, part), texts, document=self.id(document, 0), part=part, paired=True)

    def id(self, document: str, part: int) -> str:
        """The id of the passage that a part of a document makes."""
        name = f"{self.path}#{document}" if document else self.path
        return f"{name}~{part}" if part else name

    def _text(
        self, group: Sequence[BilingualUnit], name: str, role: Role, lang: str | None, contents: list[Content]
    ) -> Text:
        from hexapla.languages.detect import detect  # loads a model

        try:
            tag = standard(lang) if lang else None
        except ConfigError as error:
            raise InputError(str(error), path=self.path, line=group[0].line) from None
        at, parts, units, codes = 0, [], [], []
        for unit, content in zip(group, contents, strict=True):
            words = check_text(content.text, self.path, unit.line)
            span = Span(at, at + len(words))
            about = (unit.notes, unit.state, unit.locked) if role is Role.HYPOTHESIS else ((), "", False)
            units.append(Unit(span, unit.id, *about, line=unit.line))
            codes += [replace(code, offset=at + code.offset) for code in content.codes]
            parts.append(words)
            at += len(words) + 1
        whole = "\n".join(parts)
        return Text(
            name, role, tag or detect(whole), whole, tuple(units), tuple(codes), self.path, detected=tag is None
        )

    @property
    def notes(self) -> list[str]:
        """What was left out, for the user."""
        return [f"{number:,} units of {self.path} {why} and were left out" for why, number in self.left_out.items()]
