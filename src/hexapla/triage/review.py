"""Review sheets read back: which findings a reviewer has accepted or rejected, and what was said of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hexapla.errors import InputError, MissingExtra

SHEET = "review"
VERDICT, COMMENT = "verdict", "comment"
VERDICTS = ("accepted", "rejected")
"""What a verdict may be: the finding is right, or it is a false alarm; empty where nobody has looked."""

LARGEST = 500 * 1024 * 1024
"""Bytes a workbook may hold once unpacked."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One finding with a reviewer's verdict or comment."""

    fingerprint: str
    document: str
    code: str
    text: str
    verdict: str
    comment: str


def read_review(path: str) -> Iterator[Reviewed]:
    """The findings of a review sheet that have a verdict or a comment.

    Raises:
        InputError: The file is no review sheet, or a verdict is neither `accepted` nor `rejected`; with the row.
        MissingExtra: openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise MissingExtra("xlsx", "reading a review sheet") from None
    try:
        with zipfile.ZipFile(Path(path)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise InputError(
                    f"unpacked it would be larger than {LARGEST // 1024**2} MiB; no review sheet is", path=path
                )
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
        raise InputError("this is no Excel workbook (.xlsx)", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from None
    try:
        if SHEET not in book.sheetnames:
            raise InputError(f"it has no sheet {SHEET!r}; review sheets are written with -f xlsx", path=path)
        lines = book[SHEET].iter_rows(values_only=True)
        head = [str(cell or "") for cell in next(lines, ())]
        missing = [name for name in (VERDICT, COMMENT, "fingerprint", "document", "code", "text") if name not in head]
        if missing:
            raise InputError(
                f"its first row lacks {', '.join(missing)}; keep the columns of the sheet", path=path, line=1
            )
        for number, values in enumerate(lines, 2):
            row = {
                name: str(value).strip() if value is not None else "" for name, value in zip(head, values, strict=False)
            }
            verdict = row.get(VERDICT, "").lower()
            if verdict and verdict not in VERDICTS:
                message = f"the verdict {verdict!r} is neither {' nor '.join(VERDICTS)}"
                raise InputError(message, path=path, line=number)
            if verdict or row.get(COMMENT):
                yield Reviewed(
                    row["fingerprint"], row["document"], row["code"], row["text"], verdict, row.get(COMMENT, "")
                )
    finally:
        book.close()
