"""Data frames in and out: pandas, polars, pyarrow, or anything that speaks the Arrow stream protocol; none is required.

    import pandas, hexapla
    from hexapla import tables

    frame = pandas.read_csv("segments.csv")                       # columns hypothesis, reference, source, doc, id ...
    comparisons = list(hexapla.compare_many(tables.passages(frame, lang="de")))
    tables.findings(comparisons).to_pandas()                      # or .to_polars(), .to_arrow(), .columns

Columns go by the names that tables in files have (``hypothesis`` or ``mt``, ``reference`` or ``ref``, ``source``, ``id``, ``doc``,
``lang``, ``source_lang``, ``system``, ``note``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hexapla.alignment.rows import hypotheses
from hexapla.errors import InputError
from hexapla.formats import Languages
from hexapla.formats._rows import NAMES, TableRow, gathered, known_fields
from hexapla.interchange import flat
from hexapla.languages.tags import standard
from hexapla.model import Comparison, Passage

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_FURTHER = re.compile(r"ref(?:erence)?[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length.

    Attributes:
        columns: Name -> values, as Python values.
    """

    columns: Mapping[str, list[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame."""
        import pandas

        return pandas.DataFrame(dict(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """A polars data frame."""
        import polars

        return polars.DataFrame(dict(self.columns), strict=False)

    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow table."""
        import pyarrow

        return pyarrow.table(dict(self.columns))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for whoever speaks the Arrow PyCapsule protocol; needs pyarrow."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def passages(table: Any, *, lang: str | None = None, source_lang: str | None = None) -> Iterator[Passage]:
    """The passages of a table with one segment a row, one for every document, rows side by side.

    Args:
        table: A pandas or polars data frame, a pyarrow table or batches, an object with ``__arrow_c_stream__`` (needs pyarrow),
            a mapping of columns, or an iterable of mappings. A reference may be a list: several references.
        lang: BCP 47 tag of hypotheses and references, where the table has none; else detected.
        source_lang: The same for the source.

    Raises:
        ConfigError: A tag is not a language tag.
        InputError: There is no column of hypotheses, or a cell is not text: says which row.
        TypeError: The object is no table.
    """
    languages = Languages(standard(lang) if lang else None, standard(source_lang) if source_lang else None)
    return gathered(_table_rows(table), "table", languages)


def findings(comparisons: Iterable[Comparison]) -> Table:
    """One row a finding: where, what, why; offsets are code points of the text as read."""
    names = (
        *("document", "column", "segment", "code", "rule", "severity", "category", "confidence", "text"),
        *("suggestion", "message", "fingerprint", "status", "reason", "unit"),
    )
    rows = []
    for comparison in comparisons:
        for finding in comparison.findings:
            its = flat(finding, comparison.passage)
            row = {name: its[name] for name in names}
            for name, span in (("", its["span"]), ("ref_", its["ref_span"]), ("source_", its["source_span"])):
                row[f"{name}start"], row[f"{name}end"] = span or (None, None)
            rows.append(row)
    spans = [f"{side}{edge}" for side in ("", "ref_", "source_") for edge in ("start", "end")]
    return _table(rows, [*names, *spans])


def scores(comparisons: Iterable[Comparison]) -> Table:
    """One row a document, hypothesis and metric."""
    rows = [
        {
            "document": comparison.passage.document or comparison.passage.id,
            "part": comparison.passage.part,
            "column": score.column,
            "metric": score.metric,
            "value": score.value,
            "signature": score.signature,
        }
        for comparison in comparisons
        for score in comparison.scores
    ]
    return _table(rows, ["document", "part", "column", "metric", "value", "signature"])


def segments(comparisons: Iterable[Comparison]) -> Table:
    """One row a row of a hypothesis: the texts side by side, its scores by metric, the number of its findings."""
    rows = []
    metrics: dict[str, None] = {}
    for comparison in comparisons:
        passage = comparison.passage
        for name, pairs in hypotheses(comparison):
            by_metric = {score.metric: score.rows for score in comparison.scores if score.column == name}
            metrics.update(dict.fromkeys(by_metric))
            counts: dict[int, int] = {}
            for finding in comparison.findings:
                if finding.at.column == name:
                    counts[finding.row] = counts.get(finding.row, 0) + 1
            for number, pair in enumerate(pairs):
                row = {
                    "document": passage.document or passage.id,
                    "part": passage.part,
                    "column": name,
                    "segment": number,
                    "hypothesis": pair.hypothesis.text,
                    "reference": pair.references[0].text if pair.references else None,
                    "source": pair.source.text if pair.source else None,
                    "findings": counts.get(number, 0),
                }
                rows.append({**row, **{metric: values[number] for metric, values in by_metric.items()}})
    fixed = ["document", "part", "column", "segment", "hypothesis", "reference", "source", "findings"]
    return _table(rows, [*fixed, *metrics])


def _table(rows: list[dict[str, Any]], names: list[str]) -> Table:
    return Table({name: [row.get(name) for row in rows] for name in names})


def _records(table: Any) -> Iterator[Mapping[Any, Any]]:
    """The rows of whatever it is."""
    if isinstance(table, Mapping):
        yield from _across(list(table), list(table.values()))
    elif hasattr(table, "iter_rows"):  # polars
        yield from table.iter_rows(named=True)
    elif hasattr(table, "to_batches"):  # a pyarrow table
        for batch in table.to_batches():
            yield from batch.to_pylist()
    elif hasattr(table, "to_pylist"):  # a pyarrow batch
        yield from table.to_pylist()
    elif hasattr(table, "iloc") and hasattr(table, "columns"):  # pandas
        names = list(table.columns)
        yield from _across(names, [table.iloc[:, i].tolist() for i in range(len(names))])
    elif hasattr(table, "__arrow_c_stream__"):
        import pyarrow

        for batch in pyarrow.RecordBatchReader.from_stream(table):
            yield from batch.to_pylist()
    elif isinstance(table, Iterable) and not isinstance(table, (str, bytes)):
        for row in table:
            if not isinstance(row, Mapping):
                raise TypeError(f"the rows of a table are mappings, not {type(row).__name__}")
            yield row
    else:
        raise TypeError(f"this is no table: {type(table).__name__}")


def _across(names: list[Any], columns: list[Any]) -> Iterator[Mapping[Any, Any]]:
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def _table_rows(table: Any) -> Iterator[TableRow]:
    for number, record in enumerate(_records(table), 1):
        found = known_fields(name for name in record if isinstance(name, str))
        if "hypothesis" not in found:
            raise InputError(
                f"no column holds the translation ({', '.join(NAMES['hypothesis'])}); there are: {', '.join(map(str, record))}",
                path="table",
                line=number,
            )
        fields: dict[str, str] = {}
        references: dict[str, str] = {}
        for meaning, name in found.items():
            cell = record[name]
            if meaning == "reference" and isinstance(cell, (list, tuple)):
                references |= {f"ref{i}": _text(one, name, number) for i, one in enumerate(cell, 1)}
            elif meaning in ("id", "doc", "system") and isinstance(cell, int):
                fields[meaning] = str(cell)
            elif not _missing(cell):
                fields[meaning] = _text(cell, name, number)
        for name, cell in record.items():
            if isinstance(name, str) and _FURTHER.fullmatch(name) and not _missing(cell):
                references[name.replace("erence", "")] = _text(cell, name, number)
        if "hypothesis" not in fields:
            raise InputError(f"{found['hypothesis']!r} is missing; give an empty string", path="table", line=number)
        yield TableRow(number, fields, references)


def _missing(cell: Any) -> bool:
    """Whether a cell is empty: None, NaN, or pandas' marks for that."""
    return cell is None or (isinstance(cell, float) and cell != cell) or type(cell).__name__ in ("NAType", "NaTType")


def _text(cell: Any, name: str, number: int) -> str:
    if not isinstance(cell, str):
        raise InputError(f"{name!r} must be text, not {type(cell).__name__}", path="table", line=number)
    return cell
