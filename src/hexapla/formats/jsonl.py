"""JSON Lines: one segment a line with its versions as fields, or a stream of comparisons from an earlier stage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla import interchange
from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._lines import LineFile, line_file
from hexapla.formats._reading import check_text
from hexapla.formats._rows import NAMES, TableRow, known_fields, passages
from hexapla.model import Comparison, Passage


class JsonLines(TableFormat):
    """Objects with `source`, `hypothesis`, `reference` (also `src`/`mt`/`ref` and `src`/`tgt`/`ref`), or comparisons.

    A reference may be a list of strings: several references.
    """

    extensions: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")

    def read(self, path: str, languages: Languages) -> Iterator[Passage | Comparison]:
        """A passage for every document (a large one comes in parts), or the comparisons as they stand."""
        with line_file(path, LineFile) as lines:
            first = next((value for value in _objects(lines)), None)
            if first is None:
                raise InputError("the file is empty; it must hold one JSON object a line", path=lines.path)
            if first[1].get("kind") == "comparisons":
                yield from _comparisons(_objects(lines), lines.path)
                return
            yield from passages(lines, lambda number, line: _row(number, line, lines.path), languages)


def _objects(lines: LineFile) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, _, line in lines:
        value = _object(number, line, lines.path)
        if value is not None:
            yield number, value


def _object(number: int, line: str, name: str) -> dict[str, Any] | None:
    """The object of a line, or None for an empty line."""
    if not line.strip():
        return None
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", path=name, line=number) from None
    if not isinstance(value, dict):
        raise InputError(f"a JSON object is expected, not {type(value).__name__}", path=name, line=number)
    return value


def _comparisons(objects: Iterator[tuple[int, dict[str, Any]]], name: str) -> Iterator[Comparison]:
    complete = False
    next(objects)  # the header
    for number, value in objects:
        if "summary" in value:
            complete = True
            continue
        try:
            yield interchange.load(value)
        except InputError as error:
            raise InputError(str(error), path=name, line=number) from None
    if not complete:
        raise InputError(
            "the stream of comparisons breaks off before its summary line; run the earlier stage again", path=name
        )


def _row(number: int, line: str, name: str) -> TableRow | None:
    value = _object(number, line, name)
    if value is None:
        return None
    found = known_fields(value)
    if "hypothesis" not in found:
        message = f"no field holds the translation ({', '.join(NAMES['hypothesis'])}); there are: {', '.join(value) or 'none'}"
        raise InputError(message, path=name, line=number)
    fields: dict[str, str] = {}
    references: dict[str, str] = {}
    for meaning, key in found.items():
        cell = value[key]
        if cell is None:
            continue
        if meaning == "reference" and isinstance(cell, list):
            for i, text in enumerate(cell, 1):
                references[f"ref{i}"] = _string(text, f"{key}[{i - 1}]", number, name)
        elif meaning in ("id", "doc", "system") and isinstance(cell, int):
            fields[meaning] = str(cell)
        else:
            fields[meaning] = _string(cell, key, number, name)
    if "hypothesis" not in fields:
        raise InputError(
            f"field {found['hypothesis']!r} is null; give the translation, or an empty string", path=name, line=number
        )
    return TableRow(number, fields, references)


def _string(cell: Any, key: str, number: int, name: str) -> str:
    if not isinstance(cell, str):
        raise InputError(f"field {key!r} must be a string, not {type(cell).__name__}", path=name, line=number)
    return check_text(cell, name, number)
