"""The native extension and Python count alike; the extension is built where there is a compiler, and never missed."""

from __future__ import annotations

import random
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hexapla.metrics import _engine, _ter
from tests.metrics.engines import BUILT, needs_native
from tests.metrics.test_ter import rearranged

ROOT = Path(__file__).resolve().parents[2]


def native() -> Any:
    module = _engine.native()
    assert module is not None
    return module


@needs_native
def test_white_space_is_pythons() -> None:
    is_space = native().is_space
    assert [p for p in range(sys.maxunicode + 1) if is_space(p) != chr(p).isspace()] == []


@needs_native
@pytest.mark.parametrize("size", [70, 300, 700])
def test_long_segments_count_alike(size: int) -> None:
    """Texts of several 64-bit blocks, and such as are so long that only the rows a move changes are computed."""
    rng = random.Random(size)
    pairs = []
    for _ in range(6):
        reference = [f"w{int(rng.paretovariate(0.7)) % 400}" for _ in range(size)]
        pairs.append((rearranged(rng, reference, 5, size // 6), reference))
    out = np.zeros((2 * len(pairs), 2), np.int64)
    both = [*pairs, *(pair[::-1] for pair in pairs)]
    native().ter([" ".join(side) for pair in both for side in pair], out)
    assert out.tolist() == [[_ter.edits(*pair), len(pair[1])] for pair in both]


@needs_native
@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda m: m.ter(["a"], np.zeros((1, 2), np.int64)), ValueError),
        (lambda m: m.ter(["a", "b"], np.zeros((2, 2), np.int64)), ValueError),
        (lambda m: m.ter(["a", 1], np.zeros((1, 2), np.int64)), TypeError),
        (lambda m: m.chrf(["a", "b"], 6, 0, False, np.zeros(3, np.int64)), ValueError),
        (lambda m: m.bleu(("a", "b"), 2, m.SPLIT, 4, np.zeros((1, 10), np.int64)), ValueError),
    ],
)
def test_wrong_arguments_are_refused(call: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        call(native())


def test_the_engine_says_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXAPLA_NATIVE", "0")
    assert _engine.native() is None
    assert "HEXAPLA_NATIVE=0" in _engine.engine()
    monkeypatch.delenv("HEXAPLA_NATIVE")
    assert (_engine.engine()[4:] == "native extension") is BUILT


def wheel(folder: Path, **environment: str) -> tuple[str, list[str]]:
    """The name and the native files of a wheel of the project."""
    command = [
        sys.executable,
        "-c",
        "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))",
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        made = subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return path.name + made.stderr, [name for name in archive.namelist() if "_native" in name]


def test_a_wheel_without_a_compiler_is_pure(tmp_path: Path) -> None:
    said, files = wheel(tmp_path, CC=str(tmp_path / "no-compiler"), HEXAPLA_NATIVE="1")
    assert "py3-none-any" in said
    assert "was not built" in said
    assert files == ["hexapla/metrics/_native.pyi"]


@pytest.mark.skipif(not BUILT, reason="there was no compiler when the package was installed")
def test_a_wheel_with_a_compiler_serves_all_versions(tmp_path: Path) -> None:
    said, files = wheel(tmp_path)
    if "was not built" in said:
        pytest.skip("there is no compiler")
    assert "cp311-abi3-" in said
    suffix = ".pyd" if sysconfig.get_platform().startswith("win") else ".abi3.so"
    assert f"hexapla/metrics/_native{suffix}" in files
