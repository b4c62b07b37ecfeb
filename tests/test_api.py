"""The Python interface: streams, and tables of every make in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import hexapla
from hexapla import tables
from hexapla.build import Plan
from hexapla.errors import ConfigError, InputError
from hexapla.model import Comparison

ROWS: list[dict[str, Any]] = [
    {"doc": "a", "id": 1, "mt": "The councilmet.", "ref": "The council met.", "src": "Der Rat tagte."},
    {"doc": "a", "id": 2, "mt": "It rained.", "ref": "It rained.", "src": "Es regnete."},
    {"doc": "b", "id": 1, "mt": "All is well.", "ref": None, "src": "Alles ist gut."},
]
PLAN = Plan(metrics=("chrf",))


def pandas_frame() -> Any:
    return pytest.importorskip("pandas", reason="pandas is not installed").DataFrame(ROWS)


def pandas_nullable() -> Any:
    return pandas_frame().convert_dtypes()


def pandas_indexed() -> Any:
    return pandas_frame().set_index(pandas_frame()["mt"])


def polars_frame() -> Any:
    return pytest.importorskip("polars", reason="polars is not installed").DataFrame(ROWS)


def arrow_table() -> Any:
    return pytest.importorskip("pyarrow", reason="pyarrow is not installed").Table.from_pylist(ROWS)


def arrow_batch() -> Any:
    return arrow_table().to_batches()[0]


class Capsule:
    """Something that only speaks the Arrow protocol."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


MAKERS = {
    "records": lambda: ROWS,
    "generator": lambda: (row for row in ROWS),
    "columns": lambda: {name: [row[name] for row in ROWS] for name in ROWS[0]},
    "pandas": pandas_frame,
    "pandas nullable": pandas_nullable,
    "pandas indexed": pandas_indexed,
    "polars": polars_frame,
    "pyarrow": arrow_table,
    "pyarrow batch": arrow_batch,
    "arrow stream": lambda: Capsule(arrow_table()),
    "ours": lambda: tables.Table({name: [row[name] for row in ROWS] for name in ROWS[0]}).to_arrow(),
}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS.keys())
def test_tables_in(maker: Any) -> None:
    a, b = tables.passages(maker(), lang="en", source_lang="de")
    assert [(p.id, p.paired) for p in (a, b)] == [("a", True), ("b", True)]
    assert a.column("mt").text == "The councilmet.\nIt rained."
    assert a.column("mt").lang == "en"
    assert [unit.id for unit in a.column("ref").units] == ["1", "2"]
    assert [text.name for text in b.texts] == ["source", "mt"]


@pytest.fixture(scope="module")
def compared() -> list[Comparison]:
    made = list(hexapla.compare_many(tables.passages(ROWS[:2], lang="en", source_lang="de"), plan=PLAN))
    assert len(made) == 1
    return made


def test_findings_out(compared: list[Comparison]) -> None:
    found = tables.findings(compared)
    assert found.columns["text"] == ["councilmet"]
    assert found.columns["suggestion"] == ["council met"]
    assert (found.columns["document"], found.columns["segment"], found.columns["status"]) == (["a"], [0], ["new"])
    text = compared[0].passage.column("mt").text
    assert text[found.columns["start"][0] : found.columns["end"][0]] == "councilmet"


def test_segments_and_scores_out(compared: list[Comparison]) -> None:
    rows = tables.segments(compared)
    assert rows.columns["hypothesis"] == ["The councilmet.", "It rained."]
    assert rows.columns["source"] == ["Der Rat tagte.", "Es regnete."]
    assert rows.columns["findings"] == [1, 0]
    assert rows.columns["chrf"] == list(compared[0].scores[0].rows)
    values = tables.scores(compared)
    assert (values.columns["metric"], values.columns["value"]) == (["chrf"], [compared[0].scores[0].value])


@pytest.mark.parametrize("make", [tables.findings, tables.segments, tables.scores])
def test_every_library_takes_them(compared: list[Comparison], make: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    polars = pytest.importorskip("polars", reason="polars is not installed")
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    made = make(compared)
    names = list(made.columns)
    assert list(made.to_pandas().columns) == names
    assert made.to_polars().columns == names
    assert made.to_arrow().column_names == names
    assert len(made.to_pandas()) == len(made.to_polars()) == made.to_arrow().num_rows == len(made)
    assert pyarrow.table(made).column_names == names
    assert polars.DataFrame(made).columns == names
    empty = make([])
    assert len(empty) == len(empty.to_pandas()) == 0
    assert isinstance(empty.to_pandas(), pandas.DataFrame)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([{"text": "x"}], "no column holds the translation"),
        ([{"mt": 3}], "table:1: 'mt' must be text, not int"),
        ([{"mt": "x"}, {"mt": None}], "table:2: 'mt' is missing"),
        ([{"mt": "x", "ref": 2.5}], "'ref' must be text, not float"),
        ([{"mt": "x", "id": 1}, {"mt": "y", "id": 1}], "row '1' of mt was given before"),
        ([{"mt": "x", "lang": "not a tag"}], "table:1"),
    ],
)
def test_bad_tables(table: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(tables.passages(table))


@pytest.mark.parametrize("table", ["text", b"bytes", 3, None, [["mt"]]])
def test_what_is_no_table(table: Any) -> None:
    with pytest.raises(TypeError):
        list(tables.passages(table))


def test_a_wrong_tag_is_refused() -> None:
    with pytest.raises(ConfigError):
        list(tables.passages(ROWS, lang="not a tag"))


def test_several_references() -> None:
    row = {"mt": "a", "ref": ["b", "c"], "lang": "en"}
    (made,) = tables.passages([row])
    assert [text.name for text in made.texts] == ["ref1", "ref2", "mt"]
    (made,) = tables.passages([{"mt": "a", "ref1": "b", "reference2": "c", "lang": "en"}])
    assert [text.name for text in made.texts] == ["ref1", "ref2", "mt"]


def test_streams_are_read_as_they_are_needed() -> None:
    taken = []

    def texts() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            taken.append(number)
            yield {"hypothesis": "He livesin Rome.", "reference": "He lives in Rome.", "lang": "en"}

    stream = hexapla.check_many(texts(), plan=Plan(rules=("W101",)))
    first = next(stream)
    assert (first.passage.id, len(first.findings)) == ("1", 1)
    assert len(taken) < 50


@pytest.mark.parametrize("name", ["align", "score", "check", "compare"])
def test_streams_and_single_calls_agree(name: str) -> None:
    texts: dict[str, Any] = {
        "hypothesis": "He livesin Rome.",
        "reference": "He lives in Rome.",
        "lang": "en",
        "id": "x",
    }
    one = getattr(hexapla, name)(texts["hypothesis"], texts["reference"], lang="en", id="x", plan=PLAN)
    many = getattr(hexapla, f"{name}_many")
    assert list(many([texts], plan=PLAN)) == [one]
    assert list(many([hexapla.passage(**texts)], plan=PLAN)) == [one]
    assert list(many([], plan=PLAN)) == []


def test_stages_follow_one_another() -> None:
    aligned = hexapla.align_many([{"hypothesis": "He livesin Rome.", "reference": "He lives in Rome.", "lang": "en"}])
    (done,) = hexapla.check_many(hexapla.score_many(aligned, plan=PLAN), plan=PLAN)
    assert [run.stage for run in done.runs] == ["align", "score", "check"]


def test_workers_give_the_same() -> None:
    texts = [
        {"hypothesis": f"He livesin {c}.", "reference": f"He lives in {c}.", "lang": "en"} for c in ("Rome", "Oslo")
    ]
    assert list(hexapla.check_many(texts, plan=PLAN, jobs=2)) == list(hexapla.check_many(texts, plan=PLAN))


def test_every_public_name_is_there_and_documented() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
    for name in hexapla.__all__:
        assert getattr(hexapla, name) is not None
        assert f"`{name}`" in page or f"`hexapla.{name}`" in page, name
    with pytest.raises(AttributeError):
        hexapla.no_such_thing  # noqa: B018
