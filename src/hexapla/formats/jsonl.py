"""JSON Lines: one segment a line with its versions as fields, or a stream of comparisons from an earlier stage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla import interchange
from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._reading import check_text, read_text, shown
from hexapla.formats._rows import NAMES, TableRow, known_fields, passages
from hexapla.model import Comparison, Passage


class JsonLines(TableFormat):
    """Objects with `source`, `hypothesis`, `reference` (also `src`/`mt`/`ref` and `src`/`tgt`/`ref`), or comparisons.

    A reference may be a list of strings: several references.
    """

    extensions: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")

    def read(self, path: str, languages: Languages) -> Iterator[Passage | Comparison]:
        """A passage for every document, or the comparisons as they stand."""
        name = shown(path)
        objects = _objects(path, name)
        first = next(objects, None)
        if first is None:
            raise InputError("the file is empty; it must hold one JSON object a line", path=name)
        if first[1].get("kind") == "comparisons":
            yield from _comparisons(objects, name)
            return
        yield from passages(_rows(first, objects, name), name, languages)


def _objects(path: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise InputError(f"not JSON: {error}", path=name, line=number) from None
        if not isinstance(value, dict):
            raise InputError(f"a JSON object is expected, not {type(value).__name__}", path=name, line=number)
        yield number, value


def _comparisons(objects: Iterator[tuple[int, dict[str, Any]]], name: str) -> Iterator[Comparison]:
    complete = False
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


def _rows(
    first: tuple[int, dict[str, Any]], objects: Iterator[tuple[int, dict[str, Any]]], name: str
) -> Iterator[TableRow]:
    number, value = first
    while True:
        yield _row(number, value, name)
        following = next(objects, None)
        if following is None:
            return
        number, value = following


def _row(number: int, value: dict[str, Any], name: str) -> TableRow:
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
