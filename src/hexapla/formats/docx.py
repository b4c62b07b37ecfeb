"""Word documents (Office Open XML): paragraphs and table cells in the order in which they stand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla.errors import InputError, MissingExtra
from hexapla.formats import ColumnFormat
from hexapla.formats._blocks import check_package, of_blocks
from hexapla.formats._reading import read_bytes, shown
from hexapla.model import Unit


class Docx(ColumnFormat):
    """The running text of a document: body paragraphs and tables, cell by cell; a unit for each paragraph.

    Headers, footers, notes, comments and deleted text are left out; formatting is not looked at.
    """

    extensions: ClassVar[tuple[str, ...]] = (".docx",)

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text of all paragraphs and a unit for each, numbered from 1."""
        try:
            import docx
        except ImportError:
            raise MissingExtra("docx", "reading Word documents") from None
        data = io.BytesIO(read_bytes(path))
        check_package(shown(path), data)
        data.seek(0)
        try:
            document = docx.Document(data)
            paragraphs = list(_paragraphs(document))
        except Exception as error:  # the library lets what its parsers raise through
            raise InputError(f"this Word document cannot be read: {_first_line(error)}", path=shown(path)) from None
        return of_blocks(((str(number), text, 0) for number, text in enumerate(paragraphs, 1)), shown(path))


def _paragraphs(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            seen = set()
            for row in block.rows:
                for cell in row.cells:
                    if cell._tc not in seen:  # a merged cell stands in several places of the grid
                        seen.add(cell._tc)
                        yield from _paragraphs(cell)
        else:
            yield block.text


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
