"""Tables of an analysis, and how they look as text, CSV, LaTeX, HTML and JSON. What stands in them is others' work."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from unicodedata import combining, east_asian_width

Cell = str | float | int | None

_BEST, _SHADED = ' class="best"', ' class="shaded"'

BAR = 24
"""Characters of the longest bar of a plot."""

_LATEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True)
class Table:
    """A table, with what is to be marked in it.

    Attributes:
        title: What it shows.
        head: Names of the columns.
        rows: Cells by row; the first is the row's name.
        best: (row, column) of the cells that are the best of their kind.
        shaded: Rows that share their neighbour's cluster less often than not: every second cluster is shaded.
        plot: Number of the column that is drawn as bars, or None.
        note: How it was made, or empty.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    best: frozenset[tuple[int, int]] = frozenset()
    shaded: frozenset[int] = frozenset()
    plot: int | None = None
    note: str = ""
    precision: int = field(default=2)

    def shown(self, cell: Cell) -> str:
        """A cell in characters."""
        if cell is None or cell != cell:
            return "–"
        return f"{cell:.{self.precision}f}" if isinstance(cell, float) else str(cell)

    def shares(self) -> list[float]:
        """For each row the length of its bar, from 0 to 1; empty without a plot."""
        if self.plot is None:
            return []
        values = [row[self.plot] for row in self.rows]
        numbers = [abs(float(v)) if isinstance(v, int | float) and v == v else 0.0 for v in values]
        longest = max(numbers, default=0.0)
        return [value / longest if longest else 0.0 for value in numbers]


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def as_text(tables: Sequence[Table]) -> str:
    """For the terminal: aligned columns, ``*`` at the best, ``|`` at shaded rows, bars at the end."""
    parts = []
    for table in tables:
        marked = [
            [table.shown(cell) + "*" * ((r, c) in table.best) for c, cell in enumerate(row)]
            for r, row in enumerate(table.rows)
        ]
        grid = [list(table.head), *marked]
        widths = [max(map(_width, column)) for column in zip(*grid, strict=True)]
        bars = ["", *("▇" * round(share * BAR) for share in table.shares() or [0.0] * len(marked))]
        lines = []
        for number, (row, bar) in enumerate(zip(grid, bars, strict=True)):
            cells = [
                cell + " " * (width - _width(cell)) if at == 0 else " " * (width - _width(cell)) + cell
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append(("| " if number - 1 in table.shaded else "  ") + f"{'  '.join(cells)}  {bar}".rstrip())
        parts.append("\n".join([table.title, *lines, *([f"  {table.note}"] if table.note else [])]))
    return "\n\n".join(parts) + "\n"


def as_csv(tables: Sequence[Table]) -> str:
    """Comma-separated values (RFC 4180), a line for the title before each table and an empty one after it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([table.title])
        writer.writerow(table.head)
        writer.writerows(["" if cell is None or cell != cell else cell for cell in row] for row in table.rows)
    return out.getvalue()


def as_latex(tables: Sequence[Table]) -> str:
    r"""LaTeX tables with booktabs' rules: the best in bold, shaded rows with ``\rowcolor`` of the package colortbl."""
    parts = []
    for table in tables:
        lines = [
            r"\begin{table}",
            rf"\caption{{{_latex(table.title)}}}",
            rf"\begin{{tabular}}{{l{'r' * (len(table.head) - 1)}}}",
            r"\toprule",
            " & ".join(map(_latex, table.head)) + r" \\",
            r"\midrule",
        ]
        for r, row in enumerate(table.rows):
            cells = [_latex(table.shown(cell)) for cell in row]
            cells = [rf"\textbf{{{cell}}}" if (r, c) in table.best else cell for c, cell in enumerate(cells)]
            lines.append((r"\rowcolor[gray]{0.92} " if r in table.shaded else "") + " & ".join(cells) + r" \\")
        parts.append("\n".join([*lines, r"\bottomrule", r"\end{tabular}", r"\end{table}"]))
    return "% needs \\usepackage{booktabs,colortbl}\n" + "\n\n".join(parts) + "\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)


_STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}
.best{font-weight:700}.shaded{background:#eef2f7}svg{display:block}rect{fill:#3b6ea5}.note{color:#555;font-size:.9em}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181c}th,td{border-color:#444}.shaded{background:#232a33}
rect{fill:#7fb0e6}.note{color:#aaa}}"""


def as_html(tables: Sequence[Table], title: str = "Analysis") -> str:
    """One page without scripts or anything from elsewhere; plots are SVG inside it."""
    body = []
    for table in tables:
        shares = table.shares()
        head = "".join(
            f'<th scope="col"><bdi>{escape(name)}</bdi></th>' for name in [*table.head, *([""] if shares else [])]
        )
        rows = []
        for r, row in enumerate(table.rows):
            cells = [
                f'<th scope="row"><bdi>{escape(table.shown(cell))}</bdi></th>'
                if c == 0
                else f"<td{_BEST if (r, c) in table.best else ''}><bdi>{escape(table.shown(cell))}</bdi></td>"
                for c, cell in enumerate(row)
            ]
            if shares:
                cells.append(
                    f'<td><svg width="160" height="12" role="img" aria-label="{shares[r]:.0%} of the longest">'
                    f'<rect width="{160 * shares[r]:.1f}" height="12"/></svg></td>'
                )
            rows.append(f"<tr{_SHADED if r in table.shaded else ''}>{''.join(cells)}</tr>")
        note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
        body.append(
            f"<table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>{note}"
        )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body><h1>{escape(title)}</h1>\n{chr(10).join(body)}\n</body></html>\n"
    )


def as_json(tables: Sequence[Table]) -> str:
    """A list of objects: title, columns, rows, the best cells, shaded rows and the note."""

    def value(cell: Cell) -> Any:
        return None if cell is None or cell != cell else cell

    made = [
        {
            "title": table.title,
            "columns": list(table.head),
            "rows": [list(map(value, row)) for row in table.rows],
            "best": sorted(map(list, table.best)),
            "shaded": sorted(table.shaded),
            "note": table.note,
        }
        for table in tables
    ]
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


FORMATS = {"text": as_text, "csv": as_csv, "latex": as_latex, "html": as_html, "json": as_json}
"""Name of a format -> what writes it."""
