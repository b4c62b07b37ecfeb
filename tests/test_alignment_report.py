"""The report on alignments counts what it says, and training gives the same weights each time."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


def loaded(name: str) -> ModuleType:
    path = SCRIPTS / name
    loader = SourceFileLoader(path.stem, str(path))
    spec = importlib.util.spec_from_loader(path.stem, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def report() -> ModuleType:
    return loaded("alignment_report.py")


def lines(text: str) -> dict[str, list[str]]:
    return {line[:22].strip(): line[22:].split() for line in text.splitlines() if line}


SEGMENTS = {
    "id": "a",
    "lang": "en",
    "level": "light",
    "n": 4,
    "mt": list("wxyz"),
    "ref": list("wxy"),
    "gold": [[[0], [0]], [[1, 2], [1]], [[3], []], [[], [2]]],
    "moved": [0],
}
RUNNING = {
    "id": "b",
    "lang": "en",
    "level": "none",
    "mt": "One two. Three.",
    "ref": "One two. Three.",
    "gold": [[[0, 8], [0, 8]], [[9, 15], [9, 15]]],
}


def test_segments(report: ModuleType) -> None:
    beads = [[[0], [0]], [[1], [1]], [[2], []], [[3], []], [[], [2]]]
    shown = lines(report.report([SEGMENTS], {"a": {"beads": beads, "confidence": [0.9, 0.9, 0.2, 0.2, 0.2]}}))
    strict = 2 * (3 / 5) * (1 / 2) / (3 / 5 + 1 / 2)
    assert shown["all"][:2] == ["1", f"{strict:.3f}"]
    assert shown["all"][3:] == [f"{2 / 3:.3f}", "1.000", "1.000"]
    assert shown["level light"] == shown["en light"] == shown["size up to 99"] == shown["all"]
    assert shown["0.2 to 0.3"] == ["3", "0.200", f"{2 / 3:.3f}"]
    assert shown["0.9 to 1.0"] == ["2", "0.900", "0.500"]
    assert shown["expected calibration e"][-1] == f"{(3 * (2 / 3 - 0.2) + 2 * 0.4) / 5:.3f}"


def test_running_text_within_two_characters(report: ModuleType) -> None:
    near = [[[0, 9], [0, 9]], [[8, 15], [8, 15]]]
    assert lines(report.report([RUNNING], {"b": {"beads": near}}))["all"] == ["1", "1.000", "1.000"]
    one = [[[0, 15], [0, 15]]]
    strict, link = lines(report.report([RUNNING], {"b": {"beads": one}}))["all"][1:]
    assert strict == "0.000"
    held = 13  # characters that are no white space, 7 and 6 of them in beads of 8 and 6
    precision = (7 * 8 / 15 + 6 * 6 / 15) / held
    assert float(link) == pytest.approx(2 * precision / (precision + 1), abs=1e-3)


def test_records_are_chosen_by_language_and_size(report: ModuleType) -> None:
    assert report.chosen([SEGMENTS, RUNNING], "", 0) == [SEGMENTS, RUNNING]
    assert report.chosen([SEGMENTS, RUNNING], "de", 0) == []
    assert report.chosen([SEGMENTS, RUNNING], "de,en", 3) == [RUNNING]


@pytest.mark.parametrize("kind", ["lines", "borders", "pieces"])
def test_training_gives_weights_that_load_and_are_always_the_same(kind: str, tmp_path: Path) -> None:
    from hexapla.aligners import _scorer

    speed = loaded("alignment_speed.py")
    data = tmp_path / "data.jsonl"
    with data.open("w", encoding="utf-8") as out:
        for seed in range(3):
            left, right, gold = speed.generated(24, seed)
            record = {"id": str(seed), "lang": "en", "mt": left, "ref": right, "gold": gold}
            out.write(json.dumps(record) + "\n")
    made = []
    for name in ("one.json", "two.json"):
        command = [sys.executable, str(SCRIPTS / "train_aligner"), kind, "--data", str(data), "--epochs", "1"]
        done = subprocess.run([*command, "--out", str(tmp_path / name)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append((tmp_path / name).read_text("utf-8"))
    assert made[0] == made[1]
    if kind == "borders":
        assert json.loads(made[0])["bias"]
    else:
        assert _scorer.read(tmp_path / "one.json").types[0] == (1, 1)
