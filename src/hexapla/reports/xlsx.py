"""A review sheet: findings in an Excel workbook, with columns for a reviewer's verdict and comment.

``hexapla review`` reads it back (``hexapla.triage.review`` knows its columns).
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, ClassVar

from hexapla.errors import MissingExtra
from hexapla.model import Comparison, Severity
from hexapla.reports import Report
from hexapla.reports._findings import COLUMNS, rows
from hexapla.summary import Summary
from hexapla.triage.review import COMMENT, SHEET, VERDICT, VERDICTS

SHOWN = (
    "document", "line", "severity", "rule", "text", "suggestion", "message", "translation", "reference", "source",
    "code", "confidence", "status", "unit", "row", "column", "start", "end", "category", "path", "reason", "fingerprint",
)  # fmt: skip
"""The columns in the order a reviewer reads them; verdict and comment stand before them."""

WIDTHS = {
    "text": 28,
    "suggestion": 28,
    "message": 44,
    "translation": 60,
    "reference": 60,
    "source": 60,
    "document": 28,
    COMMENT: 32,
}
FILLS = {
    Severity.CRITICAL: "F4C7C3",
    Severity.MAJOR: "FCE8B2",
    Severity.MINOR: "DCE9F7",
    Severity.NEUTRAL: "EEEEEE",
}
LONGEST = 32_767
"""Characters a cell may hold."""

assert set(SHOWN) == set(COLUMNS)


class Xlsx(Report):
    """An Office Open XML workbook: a sheet to review the findings in, and a sheet with what was run.

    Nothing in it is a formula: every text is stored as text. A cell that would be longer than the format allows ends in
    an ellipsis.
    """

    extensions: ClassVar[tuple[str, ...]] = (".xlsx",)
    binary: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if find_spec("openpyxl") is None:
            raise MissingExtra("xlsx", "the report xlsx")
        self._rows: list[dict[str, str | int | float]] = []
        self._runs: dict[tuple[str, str], None] = {}

    def add(self, comparison: Comparison) -> None:
        """Keeps a line for each finding of one comparison."""
        for run in comparison.runs:
            self._runs[run.stage, run.signature] = None
        self._rows += rows(comparison)

    def finish(self, summary: Summary) -> None:
        """Writes the workbook."""
        from openpyxl import Workbook
        from openpyxl.worksheet.datavalidation import DataValidation

        book = Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        names = [VERDICT, COMMENT, *SHOWN]
        for number, name in enumerate(names, 1):
            sheet.column_dimensions[_letter(number)].width = WIDTHS.get(name, 13)
        sheet.freeze_panes = "C2"
        sheet.append([self._cell(sheet, name, bold=True) for name in names])
        for row in self._rows:
            fill = FILLS[Severity(str(row["severity"]))]
            cells = [self._cell(sheet, row[name], fill=fill if name == "severity" else None) for name in SHOWN]
            sheet.append([self._cell(sheet, ""), self._cell(sheet, ""), *cells])
        last = max(len(self._rows) + 1, 2)
        sheet.auto_filter.ref = f"A1:{_letter(len(SHOWN) + 2)}{last}"
        choice = DataValidation(type="list", formula1=f'"{",".join(VERDICTS)}"', allow_blank=True)
        choice.add(f"A2:A{last}")
        sheet.data_validations.append(choice)
        about = book.create_sheet("run")
        for stage, signature in self._runs:
            about.append([self._cell(about, stage), self._cell(about, signature)])
        book.save(self.out)

    def _cell(self, sheet: Any, value: object, *, bold: bool = False, fill: str | None = None) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = WriteOnlyCell(sheet)
        if isinstance(value, str):
            text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
            cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            cell.data_type = "s"  # else a text that begins with = would be a formula
        else:
            cell.value = value
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if bold:
            cell.font = Font(bold=True)
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        return cell


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))
