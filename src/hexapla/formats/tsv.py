"""Tab-separated values with a header line: one segment a line, its versions in columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._reading import read_text, shown
from hexapla.formats._rows import NAMES, TableRow, known_fields, passages
from hexapla.model import Passage


class Tsv(TableFormat):
    """A table with a header; fields are taken as they stand, without quoting, as is usual in this field."""

    extensions: ClassVar[tuple[str, ...]] = (".tsv", ".tab")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document of the table."""
        yield from passages(self._rows(path), shown(path), languages)

    def _rows(self, path: str) -> Iterator[TableRow]:
        name = shown(path)
        lines = [line.removesuffix("\r") for line in read_text(path).split("\n")]
        if lines and not lines[-1]:
            lines.pop()
        if not lines:
            raise InputError("the table is empty; its first line must name the columns", path=name)
        header = lines[0].split("\t")
        found = known_fields(header)
        if "hypothesis" not in found:
            raise InputError(
                f"the header names no column for the translation ({', '.join(NAMES['hypothesis'])}); it has: {', '.join(header)}",
                path=name,
                line=1,
            )
        further = [h for h in header if h.startswith("ref") and h[-1:].isdigit()]
        for number, line in enumerate(lines[1:], 2):
            cells = line.split("\t")
            if len(cells) != len(header):
                message = f"this line has {len(cells)} fields, the header has {len(header)}"
                raise InputError(message, path=name, line=number)
            row = dict(zip(header, cells, strict=True))
            yield TableRow(number, {k: row[v] for k, v in found.items()}, {k: row[k] for k in further})
