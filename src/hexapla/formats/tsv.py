"""Tab-separated values with a header line: one segment a line, its versions in columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._lines import line_file
from hexapla.formats._rows import NAMES, Parse, TableRow, known_fields, passages
from hexapla.model import Passage


class Tsv(TableFormat):
    """A table with a header; fields are taken as they stand, without quoting, as is usual in this field."""

    extensions: ClassVar[tuple[str, ...]] = (".tsv", ".tab")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document of the table; a large one comes in parts."""
        with line_file(path) as lines:
            header = next((line for _, _, line in lines), None)
            if header is None:
                raise InputError("the table is empty; its first line must name the columns", path=lines.path)
            yield from passages(lines, _parser(header.split("\t"), lines.path), languages)


def _parser(header: list[str], path: str) -> Parse:
    """What makes rows of the lines below a header."""
    found = known_fields(header)
    if "hypothesis" not in found:
        raise InputError(
            f"the header names no column for the translation ({', '.join(NAMES['hypothesis'])}); it has: {', '.join(header)}",
            path=path,
            line=1,
        )
    further = [h for h in header if h.startswith("ref") and h[-1:].isdigit()]

    def parse(number: int, line: str) -> TableRow | None:
        if number == 1:
            return None
        cells = line.split("\t")
        if len(cells) != len(header):
            message = f"this line has {len(cells)} fields, the header has {len(header)}"
            raise InputError(message, path=path, line=number)
        row = dict(zip(header, cells, strict=True))
        return TableRow(number, {k: row[v] for k, v in found.items()}, {k: row[k] for k in further})

    return parse
