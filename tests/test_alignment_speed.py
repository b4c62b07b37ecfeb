"""The speed benchmark's texts know how they are aligned, and Hexapla finds it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).parent.parent / "scripts" / "alignment_speed.py"


@pytest.fixture(scope="module")
def speed() -> ModuleType:
    spec = importlib.util.spec_from_file_location("alignment_speed", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_texts_are_covered_by_their_beads(speed: ModuleType) -> None:
    left, right, beads = speed.generated(200)
    assert [i for bead in beads for i in bead[0]] == list(range(len(left)))
    assert [j for bead in beads for j in bead[1]] == list(range(len(right)))
    assert {(len(a), len(b)) for a, b in beads} == {(1, 1), (1, 0), (0, 1), (1, 2), (2, 1)}
    assert speed.generated(200) == (left, right, beads)


def test_a_measurement(speed: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows does not tell a process its peak memory this way")
    speed.measure("hexapla", 60)
    found = json.loads(capsys.readouterr().out)
    assert found["f1"] > 0.9
    assert found["seconds"] > 0
    assert found["megabytes"] > 10
