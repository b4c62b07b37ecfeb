"""Flags on clean text that were judged true: the table that ships, and figures with and without them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def flagging(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module behind ``scripts/bench flags``."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    module = importlib.import_module("flagging")

    yield module
    sys.modules.pop("flagging", None)


def test_the_table_is_in_order(flagging: ModuleType) -> None:
    """Every row is a place, the rows stand in order and none twice."""
    path = SCRIPTS / "judged_flags.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")][1:]
    places = [(name, kind, int(start), int(end)) for name, kind, start, end in rows]
    assert places == sorted(set(places))
    assert all(0 <= start < end for _, _, start, end in places)
    assert flagging.judged_true(str(path)) == frozenset(places)


def test_judged_flags_are_told_from_the_others(flagging: ModuleType) -> None:
    """A flag on clean text counts twice over: among all, and among those that are true."""
    record = {"id": "1", "lang": "en", "mt_clean": "a ,b c ,d", "mt_garbled": "a ,b c ,d", "edits": []}
    flags = [{"type": "punct_spacing", "start": 1, "end": 3}, {"type": "punct_spacing", "start": 6, "end": 8}]
    judged = frozenset({("1", "punct_spacing", 6, 8)})
    found = flagging.tallies([record], {"1": [], "1#clean": flags}, judged)["punct_spacing"]
    assert (found.clean, found.judged, found.segments) == (2, 1, 1)


def test_confidence_is_held_against_what_was_right(flagging: ModuleType) -> None:
    """Flags are counted by tenths of confidence; one that the clean text gets too counts once."""
    record = {
        "id": "1",
        "mt_clean": "a ,b cd",
        "mt_garbled": "a ,b c d",
        "edits": [{"type": "x", "start": 5, "end": 8}],
    }
    same = {"type": "y", "start": 1, "end": 3, "confidence": 0.65}
    hit = {"type": "x", "start": 5, "end": 8, "confidence": 1.0}
    found = flagging.sureness([record], {"1": [same, hit], "1#clean": [same]})
    assert found == [(0.6, 1, 0, 0.65), (0.9, 1, 1, 1.0)]
