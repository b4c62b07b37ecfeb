"""Copies a file with bytes put in between: everything that was there stays as it is and in its order."""

from __future__ import annotations

from collections.abc import Iterable
from shutil import copyfileobj
from typing import BinaryIO

_CHUNK = 1 << 20


def copy_with(source: BinaryIO, out: BinaryIO, insertions: Iterable[tuple[int, bytes]]) -> None:
    """Copies `source` to `out`; each insertion (byte offset, bytes) goes before the byte at its offset.

    Args:
        source: Open at its beginning.
        out: Where the copy goes.
        insertions: In any order; those at one offset keep the order they are given in.
    """
    at = 0
    for offset, added in sorted(insertions, key=lambda insertion: insertion[0]):
        while at < offset:
            chunk = source.read(min(_CHUNK, offset - at))
            if not chunk:
                break
            out.write(chunk)
            at += len(chunk)
        out.write(added)
    copyfileobj(source, out, _CHUNK)
