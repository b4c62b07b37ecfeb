"""Marot's table (and the MQM ratings of WMT before it): the segments that were rated, without the ratings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._lines import LineFile, line_file
from hexapla.formats._rows import Parse, TableRow, passages
from hexapla.model import Passage

SEGMENT = ("docSegId", "doc_seg_id", "seg_id", "segId")
"""What the column with a segment's number in its document is called, the most usual first."""


class Marot(TableFormat):
    """Ratings, a line each; every segment of every system becomes one row, its marks ``<v>`` and ``</v>`` left out."""

    extensions: ClassVar[tuple[str, ...]] = ()

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document, with a column for every system."""
        with line_file(path, LineFile) as lines:
            header = next((line for _, _, line in lines), None)
            if header is None:
                raise InputError("the table is empty; its first line must name the columns", path=lines.path)
            yield from passages(lines, _parser(header.split("\t"), lines.path), languages)


def _parser(header: list[str], path: str) -> Parse:
    segment = next((name for name in SEGMENT if name in header), "")
    missing = [name for name in ("system", "doc", "source", "target") if name not in header]
    if missing or not segment:
        what = ", ".join([*missing, *([] if segment else [SEGMENT[0]])])
        raise InputError(f"this is no table of ratings: its header lacks {what}", path=path, line=1)
    places = [header.index(name) for name in ("system", "doc", segment, "source", "target")]
    rated: dict[tuple[str, str, str], tuple[int, int]] = {}

    def parse(number: int, line: str) -> TableRow | None:
        if number == 1:
            return None
        cells = line.split("\t")
        if len(cells) != len(header):
            message = f"this line has {len(cells)} fields, the header has {len(header)}"
            raise InputError(message, path=path, line=number)
        system, document, name, *texts = (cells[at] for at in places)
        source, target = (text.replace("<v>", "").replace("</v>", "") for text in texts)
        first, known = rated.setdefault((document, system, name), (number, hash((source, target))))
        if known != hash((source, target)):
            message = f"segment {name} of {system} in {document} has another text than on line {first}"
            raise InputError(message, path=path, line=number)
        if first != number:
            return None
        fields = {"id": name, "doc": document, "system": system, "source": source, "hypothesis": target}
        return TableRow(number, fields)

    return parse
