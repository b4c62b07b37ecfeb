"""Readers: what the field's files hold becomes passages with the text exactly as it stands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.errors import InputError
from hexapla.formats import Languages
from hexapla.formats._lines import units_of_lines
from hexapla.formats._reading import decode
from hexapla.formats.jsonl import JsonLines
from hexapla.formats.tsv import Tsv
from hexapla.model import Passage, Role


def read(path: Path, content: str, **languages: str) -> list[Passage]:
    path.write_text(content, encoding="utf-8")
    reader = Tsv() if path.suffix == ".tsv" else JsonLines()
    found = list(reader.read(str(path), Languages(**languages)))
    assert all(isinstance(item, Passage) for item in found)
    return [item for item in found if isinstance(item, Passage)]


@pytest.mark.parametrize(
    "row",
    [
        '{"source": "q", "hypothesis": "h", "reference": "r"}',
        '{"src": "q", "mt": "h", "ref": "r"}',
        '{"src": "q", "tgt": "h", "ref": "r", "item_id": 4}',
    ],
)
def test_field_names_of_the_ecosystem(tmp_path: Path, row: str) -> None:
    (passage,) = read(tmp_path / "a.jsonl", row + "\n")
    assert {text.role: text.text for text in passage.texts} == {
        Role.SOURCE: "q",
        Role.REFERENCE: "r",
        Role.HYPOTHESIS: "h",
    }


def test_systems_and_documents(tmp_path: Path) -> None:
    rows = "\n".join(
        f'{{"doc": "d{d}", "id": {i}, "system": "{s}", "mt": "{s}{d}{i}", "ref": "r{d}{i}"}}'
        for d in (1, 2)
        for s in "AB"
        for i in (1, 2)
    )
    first, second = read(tmp_path / "a.jsonl", rows, target="en")
    assert [text.name for text in first.texts] == ["ref", "A", "B"]
    assert first.column("A").text == "A11\nA12"
    assert second.column("ref").text == "r21\nr22"
    assert [unit.id for unit in first.column("B").units] == ["1", "2"]
    assert first.paired


def test_several_references(tmp_path: Path) -> None:
    (passage,) = read(tmp_path / "a.jsonl", '{"mt": "h", "ref": ["one", "two"]}')
    assert [text.text for text in passage.of_role(Role.REFERENCE)] == ["one", "two"]
    (passage,) = read(tmp_path / "a.tsv", "mt\tref1\tref2\nh\tone\ttwo\n")
    assert [text.text for text in passage.of_role(Role.REFERENCE)] == ["one", "two"]


def test_a_row_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.jsonl:2: row '1' of mt"):
        read(tmp_path / "a.jsonl", '{"id": 1, "mt": "h"}\n{"id": 1, "mt": "h"}\n')


def test_tsv_keeps_quotes_and_empty_cells(tmp_path: Path) -> None:
    (passage,) = read(tmp_path / "a.tsv", 'mt\tref\r\n"he said\t\r\n\tx\r\n', target="en")
    assert passage.column("mt").text == '"he said\n'
    assert [unit.span.of(passage.column("ref").text) for unit in passage.column("ref").units] == ["", "x"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_lines_cover_the_text(text: str) -> None:
    units = units_of_lines(text)
    pieces = text.split("\n")
    if pieces[-1] == "":
        pieces.pop()
    assert [u.span.of(text) for u in units] == [p.removesuffix("\r") for p in pieces]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_decoding_changes_nothing(text: str) -> None:
    assert decode(text.encode(), "x") == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), "x") == text


def test_documents_whose_rows_stand_apart_and_large_ones_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexapla.formats._rows.PART", 2)
    rows = "".join(f'{{"doc": "{d}", "mt": "{d}{i}"}}\n' for i in range(3) for d in "ab")
    found = read(tmp_path / "a.jsonl", rows, target="en")
    assert [(p.id, p.document, p.part, p.column("mt").text) for p in found] == [
        ("a", "a", 0, "a0\na1"),
        ("a~1", "a", 1, "a2"),
        ("b", "b", 0, "b0\nb1"),
        ("b~1", "b", 1, "b2"),
    ]
    assert [unit.line for unit in found[1].column("mt").units] == [5]


def test_a_table_from_a_pipe(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "hexapla",
        "check",
        "-",
        "--input-format",
        "tsv",
        "--lang",
        "en",
        "-f",
        "gitlab",
        "-q",
    ]
    done = subprocess.run(command, input=b"\xef\xbb\xbfmt\r\nit is is\r\n", capture_output=True, check=False)
    assert [issue["location"]["lines"]["begin"] for issue in json.loads(done.stdout)] == [2]


@pytest.mark.parametrize("data", [b"mt\na\0b\n", b"mt\n\xffb\n", "mt\na".encode("utf-16")])
def test_lines_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.tsv"):
        list(Tsv().read(str(path), Languages("en")))
