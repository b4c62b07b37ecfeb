"""Bytes to text without guessing: UTF-8 with or without a byte order mark, or a clear refusal."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hexapla.errors import InputError

STDIN = "-"
"""The name of standard input."""

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def read_text(path: str) -> str:
    """The text of a file, or of standard input for ``-``, with its newlines as they stand and without byte order mark.

    Raises:
        InputError: The file is missing, no regular file, binary, or not UTF-8; says which byte of which line.
    """
    return decode(read_bytes(path), shown(path))


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    with opened(path) as stream:
        return stream.read()


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file, or standard input for ``-``, to read bytes from.

    Raises:
        InputError: It is missing, a directory, or cannot be read.
    """
    if path == STDIN:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115  # only opening it is guarded here
    except FileNotFoundError:
        raise InputError("there is no such file", path=path) from None
    except IsADirectoryError:
        raise InputError("this is a directory; give a file, or a directory on both sides", path=path) from None
    except PermissionError as error:
        if Path(path).is_dir():  # what Windows answers for a directory
            raise InputError("this is a directory; give a file, or a directory on both sides", path=path) from None
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    with stream:
        yield stream


def shown(path: str) -> str:
    """How messages name an input."""
    return "standard input" if path == STDIN else path


def decode(data: bytes, path: str) -> str:
    """UTF-8 bytes as text, without byte order mark.

    Raises:
        InputError: With file, line and byte of the first thing that is not text.
    """
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            raise InputError(f"this is {name}; convert it to UTF-8 (iconv -f {name} -t UTF-8)", path=path)
    data = data.removeprefix(codecs.BOM_UTF8)
    bad = data.find(b"\0")
    if bad < 0:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            bad = error.start
    start, end = data.rfind(b"\n", 0, bad) + 1, data.find(b"\n", bad)
    line = data[start : end if end >= 0 else len(data)]
    return decode_line(line, path, data.count(b"\n", 0, bad) + 1, start)  # says what is wrong with it


def decode_line(line: bytes, path: str, number: int, at: int) -> str:
    """One line of UTF-8 bytes as text.

    Args:
        line: Its bytes.
        path: How messages name the file.
        number: 1-based number of the line.
        at: Byte of the file at which it begins.

    Raises:
        InputError: With file, line and byte of the first thing that is not text.
    """
    nul = line.find(b"\0")
    if nul >= 0:
        message = f"byte {at + nul} is NUL, so this is no text file; give text in UTF-8"
        raise InputError(message, path=path, line=number)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = f"0x{line[error.start]:02x}"
        message = (
            f"byte {error.start + 1} of this line ({bad}, byte {at + error.start} of the file) is not UTF-8; "
            "convert the file to UTF-8"
        )
        raise InputError(message, path=path, line=number) from None


def check_text(text: str, path: str, line: int) -> str:
    """A string from a structured file, refused if it holds lone surrogates or NUL."""
    found = _NO_TEXT.search(text)
    if found:
        what = "NUL" if found[0] == "\0" else f"the lone surrogate U+{ord(found[0]):04X}"
        raise InputError(f"character {found.start()} of a text is {what}, which no text may hold", path=path, line=line)
    return text
