"""Documents whose text stands in blocks (paragraphs, headings, cells, cues): blocks to one text with a unit for each."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from hexapla.errors import InputError
from hexapla.formats._reading import check_text
from hexapla.model import Span, Unit

LARGEST = 1 << 30
"""Bytes a packed document may hold once unpacked."""

SQUEEZED = 200
"""How many times larger than packed a document of more than a few megabytes may be."""


def of_blocks(blocks: Iterable[tuple[str, str, int]], path: str) -> tuple[str, tuple[Unit, ...]]:
    """The text of blocks, one after the other with a line feed between, and a unit for each.

    Args:
        blocks: (id, text, 1-based line of the file or 0) of each; those without any text are left out.
        path: How messages name the file.
    """
    at, parts, units = 0, [], []
    for name, text, line in blocks:
        if not text.strip():
            continue
        check_text(text, path, line)
        units.append(Unit(Span(at, at + len(text)), name, line=line))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(units)


def check_package(path: str, stream: BinaryIO) -> None:
    """Refuses a packed document (ZIP) that is none, that unpacks to something huge, or that carries macros.

    Raises:
        InputError: With what is wrong.
    """
    try:
        with zipfile.ZipFile(stream) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise InputError("this is no packed document (ZIP); is it really of that format?", path=path) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed_size = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > LARGEST or (unpacked > 1 << 24 and unpacked > SQUEEZED * packed_size):
        message = f"unpacked it would be {unpacked / 1024**2:,.0f} MiB, {unpacked // packed_size} times its size; this is taken for an attack"
        raise InputError(message, path=path)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise InputError("it carries macros; save it without them (as .docx)", path=path)
