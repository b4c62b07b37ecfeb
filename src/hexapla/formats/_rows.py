"""Passages from rows that hold source, hypothesis and reference side by side."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.errors import ConfigError, InputError
from hexapla.formats import Languages
from hexapla.formats._lines import LineFile
from hexapla.languages.tags import standard
from hexapla.model import Passage, Role, Span, Text, Unit

NAMES = {
    "source": ("source", "src"),
    "hypothesis": ("hypothesis", "mt", "tgt", "hyp", "translation", "target"),
    "reference": ("reference", "ref"),
    "id": ("id", "item_id", "seg_id", "seg"),
    "doc": ("doc", "document", "docid", "doc_id"),
    "lang": ("lang", "target_lang", "tgt_lang"),
    "source_lang": ("source_lang", "src_lang"),
    "system": ("system",),
    "note": ("note", "notes", "comment"),
}
"""What a table's fields are -> the names they go by, the most usual first."""


PART = 5000
"""Rows of one passage at most, where all are of one system."""


@dataclass
class _Column:
    name: str
    role: Role
    lang: str | None
    cells: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass
class _Document:
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, _Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its line in the file and its fields by the names in `NAMES`; further references by name."""

    line: int
    fields: Mapping[str, str]
    references: Mapping[str, str] = field(default_factory=dict)


def known_fields(given: Iterable[str]) -> dict[str, str]:
    """Field -> the name a table gives it, for the fields it has."""
    given = list(given)
    found = {}
    for meaning, names in NAMES.items():
        name = next((n for n in names if n in given), None)
        if name is not None:
            found[meaning] = name
    return found


Parse = Callable[[int, str], TableRow | None]
"""(line number, line) -> the row it holds, or None for a line that holds none."""


def table(header: Sequence[str], split: Callable[[int, str], Sequence[str]], path: str) -> Parse:
    """What makes rows of the lines below a header on line 1.

    Args:
        header: The names of the columns; ``ref1``, ``ref2`` ... are several references.
        split: (line number, line) -> its cells.
        path: How messages name the file.

    Raises:
        InputError: No column holds the translation, or two have one name.
    """
    found = known_fields(header)
    if "hypothesis" not in found:
        raise InputError(
            f"the header names no column for the translation ({', '.join(NAMES['hypothesis'])}); it has: {', '.join(header)}",
            path=path,
            line=1,
        )
    twice = next((name for i, name in enumerate(header) if name in header[:i]), None)
    if twice is not None:
        raise InputError(f"the header names the column {twice!r} twice", path=path, line=1)
    further = [name for name in header if name.startswith("ref") and name[-1:].isdigit()]

    def parse(number: int, line: str) -> TableRow | None:
        if number == 1:
            return None
        cells = split(number, line)
        if len(cells) != len(header):
            message = f"this line has {len(cells)} fields, the header has {len(header)}"
            raise InputError(message, path=path, line=number)
        row = dict(zip(header, cells, strict=True))
        return TableRow(number, {k: row[v] for k, v in found.items()}, {k: row[k] for k in further})

    return parse


def passages(lines: LineFile, parse: Parse, languages: Languages) -> Iterator[Passage]:
    """A paired passage for every document, in order; rows of several systems with one id share source and reference.

    The file is read twice: once to find out which lines belong to which document, wherever they stand, and then
    document by document, so that one document at a time is held in memory. A document of one system with more than
    `PART` rows comes in parts.

    Raises:
        InputError: A line is no row, a row repeats an id and system, or a language tag is wrong.
    """
    places: dict[str, array[int]] = {}
    systems: dict[str, set[str]] = {}
    for number, at, line in lines:
        row = parse(number, line)
        if row is not None:
            name = row.fields.get("doc", "")
            places.setdefault(name, array("Q")).extend((number, at))
            systems.setdefault(name, set()).add(row.fields.get("system", ""))
    first = 1
    for name, where in places.items():
        rows = len(where) // 2
        size = PART if len(systems[name]) == 1 else rows
        known: dict[str, str] = {}
        for part, begin in enumerate(range(0, rows, size)):
            document = _Document()
            for k in range(begin, min(begin + size, rows)):
                number, at = where[2 * k], where[2 * k + 1]
                row = parse(number, lines.at(at, number))
                assert row is not None  # it was a row when the file was read first
                _take(document, row, first + k, lines.path, languages)
            yield _passage(name, document, lines.path, part, known)
        first += rows


def gathered(rows: Iterable[TableRow], path: str, languages: Languages) -> Iterator[Passage]:
    """The same of rows that are in memory; `path` is what to call them in complaints.

    Raises:
        InputError: A row repeats an id and system, or a language tag is wrong.
    """
    documents: dict[str, _Document] = {}
    for number, row in enumerate(rows, 1):
        _take(documents.setdefault(row.fields.get("doc", ""), _Document()), row, number, path, languages)
    for name, document in documents.items():
        yield _passage(name, document, path, 0, {})


def _take(document: _Document, row: TableRow, number: int, path: str, languages: Languages) -> None:
    system = row.fields.get("system") or "mt"
    key = row.fields.get("id") or str(number)
    document.rows.setdefault(key, len(document.rows))
    target = _tag(row.fields.get("lang"), path, row.line) or languages.target
    source = _tag(row.fields.get("source_lang"), path, row.line) or languages.source
    cells = [(system, Role.HYPOTHESIS, target, row.fields["hypothesis"])]
    if "source" in row.fields:
        cells.append(("source", Role.SOURCE, source, row.fields["source"]))
    if "reference" in row.fields:
        cells.append(("ref", Role.REFERENCE, target, row.fields["reference"]))
    cells += [(name, Role.REFERENCE, target, text) for name, text in row.references.items()]
    for name, role, lang, text in cells:
        column = document.columns.setdefault(name, _Column(name, role, lang))
        if column.role is not role:
            raise InputError(
                f"the system name {name!r} is also the name of a {column.role.value}", path=path, line=row.line
            )
        if column.lang != lang and lang is not None:
            message = f"{name} changes its language from {column.lang} to {lang} within a document; give them different documents"
            raise InputError(message, path=path, line=row.line)
        if key in column.cells and (role is Role.HYPOTHESIS or column.cells[key] != text):
            raise InputError(f"row {key!r} of {name} was given before, on an earlier line", path=path, line=row.line)
        column.cells[key] = text
        column.lines[key] = row.line
        if role is Role.HYPOTHESIS and row.fields.get("note"):
            column.notes[key] = row.fields["note"]


def _tag(given: str | None, path: str, line: int) -> str | None:
    if not given:
        return None
    try:
        return standard(given)
    except ConfigError as error:
        raise InputError(str(error), path=path, line=line) from None


def _passage(name: str, document: _Document, path: str, part: int, known: dict[str, str]) -> Passage:
    """One part of a document; `known` keeps the languages detected in its first part for the later ones."""
    order = {Role.SOURCE: 0, Role.REFERENCE: 1, Role.HYPOTHESIS: 2}
    texts = []
    for column in sorted(document.columns.values(), key=lambda c: order[c.role]):
        at, units, parts = 0, [], []
        for key in document.rows:
            cell = column.cells.get(key, "")
            notes = (column.notes[key],) if key in column.notes else ()
            units.append(Unit(Span(at, at + len(cell)), key, notes, line=column.lines.get(key, 0)))
            parts.append(cell)
            at += len(cell) + 1
        texts.append(_text(column, "\n".join(parts), tuple(units), path, known))
    whole = name or path
    return Passage(f"{whole}~{part}" if part else whole, tuple(texts), document=whole, part=part, paired=True)


def _text(column: _Column, whole: str, units: tuple[Unit, ...], path: str, known: dict[str, str]) -> Text:
    from hexapla.languages.detect import detect  # loads a model

    lang = column.lang or known.get(column.name) or detect(whole)
    known[column.name] = lang
    return Text(column.name, column.role, lang, whole, units, origin=path, detected=column.lang is None)
