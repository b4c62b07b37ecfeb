"""Tab-separated values with a header line: one segment a line, its versions in columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._lines import LineFile, line_file
from hexapla.formats._rows import passages, table
from hexapla.model import Passage


class Tsv(TableFormat):
    """A table with a header; fields are taken as they stand, without quoting, as is usual in this field."""

    extensions: ClassVar[tuple[str, ...]] = (".tsv", ".tab")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document of the table; a large one comes in parts."""
        with line_file(path, LineFile) as lines:
            header = next((line for _, _, line in lines), None)
            if header is None:
                raise InputError("the table is empty; its first line must name the columns", path=lines.path)
            parse = table(header.split("\t"), lambda number, line: line.split("\t"), lines.path)
            yield from passages(lines, parse, languages)
