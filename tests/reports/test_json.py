"""The JSON report is written as Python's own module would write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.reports.json import _indented

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(scalars, lambda of: st.lists(of) | st.dictionaries(st.text(), of) | st.tuples(of, of))


@pytest.mark.parametrize(
    "value",
    [{}, [], (), [[]], {"a": {}}, [1, True, 2], [0, False], [1.0, 1], {'\u2028"\\': ["\x00é𝒳"]}, [1e22, -0.0, 5e-324]],
)
def test_written_as_by_the_standard_library(value: Any) -> None:
    assert _indented(value, "\n") == json.dumps(value, ensure_ascii=False, indent=2)


@given(values)
def test_any_value(value: Any) -> None:
    assert _indented(value, "\n") == json.dumps(value, ensure_ascii=False, indent=2)
