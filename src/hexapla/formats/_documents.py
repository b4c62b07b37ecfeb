"""Lines that belong to documents: the files that say which, and passages parted by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hexapla.errors import InputError
from hexapla.formats._lines import units_of_lines
from hexapla.formats._reading import read_text, shown
from hexapla.model import Passage, Span, Text


def document_ids(path: str) -> list[str]:
    """The document of every line, as WMT's ``.docs`` files give it: the last field of each line.

    Raises:
        InputError: The file cannot be read, or a line is empty.
    """
    text = read_text(path)
    ids = [unit.span.of(text).split("\t")[-1] for unit in units_of_lines(text)]
    for number, name in enumerate(ids, 1):
        if not name.strip():
            raise InputError("this line names no document; each must hold one id", path=shown(path), line=number)
    return ids


def by_document(passage: Passage, path: str) -> Iterator[Passage]:
    """A passage of lines as one passage for every document, in order of their first lines.

    Args:
        passage: Paired; its units are lines.
        path: The file with a document id for each of them.

    Raises:
        InputError: It has not as many lines.
    """
    ids = document_ids(path)
    lines = len(passage.texts[0].units)
    if not passage.paired and len(passage.texts) > 1:
        raise InputError("documents are told by lines, so all files must have as many and be matched by row", path=path)
    if len(ids) != lines:
        message = f"it has {len(ids)} lines, {passage.texts[0].origin} has {lines}; give one document id for each line"
        raise InputError(message, path=path)
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(ids):
        rows.setdefault(name, []).append(row)
    for name, mine in rows.items():
        texts = tuple(_some(text, mine) for text in passage.texts)
        yield replace(passage, id=name, document=name, texts=texts)


def _some(text: Text, rows: Sequence[int]) -> Text:
    """Some of the lines of a text; their units keep their numbers."""
    at, units, parts = 0, [], []
    for row in rows:
        unit = text.units[row]
        words = unit.span.of(text.text)
        units.append(replace(unit, span=Span(at, at + len(words)), line=row + 1))
        parts.append(words)
        at += len(words) + 1
    return replace(text, text="\n".join(parts), units=tuple(units))
