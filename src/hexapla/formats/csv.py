"""Comma-separated values with a header line (RFC 4180): one segment a record, its versions in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._lines import LineFile, line_file
from hexapla.formats._reading import decode_line
from hexapla.formats._rows import known_fields, passages, table
from hexapla.model import Passage

SEPARATORS = (",", ";", "\t")
"""What may stand between fields; the header tells which it is."""

LONGEST = 1 << 20
"""Characters of one record at most: a quotation mark that is never closed must not swallow the rest of a large file."""


class Csv(TableFormat):
    """A table with a header; fields may stand in double quotes, and then hold separators, newlines and doubled quotes.

    Spreadsheets of some countries put semicolons between fields; the header shows it.
    """

    extensions: ClassVar[tuple[str, ...]] = (".csv",)

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document of the table; a large one comes in parts."""
        with line_file(path, _Records) as records:
            header = next((record for _, _, record in records), None)
            if header is None:
                raise InputError("the table is empty; its first line must name the columns", path=records.path)
            heads = {mark: _cells(mark, records.path, 1, header) for mark in SEPARATORS if mark in header}
            usual = next(iter(heads), SEPARATORS[0])
            separator = next((mark for mark, names in heads.items() if "hypothesis" in known_fields(names)), usual)
            names = heads.get(separator, [header.strip('"')])
            yield from passages(
                records, table(names, partial(_cells, separator, records.path), records.path), languages
            )


class _Records(LineFile):
    """The records of a file: a line, or several where a newline stands between quotation marks."""

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        """(1-based number of the first line, byte at which it begins, record) of every record."""
        held = _Held(self.path)
        for number, at, line in super().__iter__():
            if held.empty:
                held.begin(number, at)
            if held.add(line):
                yield held.number, held.offset, held.record()
        if not held.empty:
            held.unclosed()

    def at(self, offset: int, number: int) -> str:
        """The record that begins at a byte."""
        self._stream.seek(offset)
        held = _Held(self.path)
        held.begin(number, offset)
        while not held.add(self._text(self._stream.readline(), number, offset)):
            pass  # the record was whole when the file was read first
        return held.record()

    def _text(self, line: bytes, number: int, at: int) -> str:
        return decode_line(line, self.path, number, at)  # newlines stay: they may be of a field


class _Held:
    """Lines of a record that may not be whole yet."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: list[str] = []
        self.begin(0, 0)

    def begin(self, number: int, offset: int) -> None:
        self.number, self.offset = number, offset
        self.characters, self.open = 0, False

    @property
    def empty(self) -> bool:
        return not self.lines

    def add(self, line: str) -> bool:
        """Takes in a line; whether the record is whole now."""
        self.lines.append(line)
        self.characters += len(line)
        self.open ^= line.count('"') % 2 == 1
        if self.open and (self.characters > LONGEST or not line):
            self.unclosed()
        return not self.open

    def record(self) -> str:
        whole = "".join(self.lines).removesuffix("\n").removesuffix("\r")
        self.lines.clear()
        return whole

    def unclosed(self) -> None:
        message = 'a quotation mark in this record is never closed; within a field in quotation marks, write "" for one'
        raise InputError(message, path=self.path, line=self.number)


def _cells(separator: str, path: str, number: int, record: str) -> list[str]:
    """The fields of a record.

    Raises:
        InputError: Quotation marks stand where they may not.
    """
    if '"' not in record:
        return record.split(separator)
    cells, at = [], 0
    quoted, plain = re.compile('"((?:[^"]|"")*+)"'), re.compile(f'[^"{separator}]*+')
    while True:
        match = quoted.match(record, at)
        found = match or plain.match(record, at)
        assert found is not None  # the plain pattern matches the empty string, too
        cells.append(match[1].replace('""', '"') if match else found[0])
        at = found.end()
        if at == len(record):
            return cells
        if record[at] != separator:
            message = (
                f"field {len(cells)} of this record has a quotation mark in its midst; "
                'put the whole field in quotation marks and write "" for each within'
            )
            raise InputError(message, path=path, line=number)
        at += 1
