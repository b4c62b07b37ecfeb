"""What our own processes ask of Python: in a process of its own, since it would last."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHOW = "import gc, os; from hexapla.process import settle; settle(); print(gc.get_threshold()[0], os.environ['OMP_NUM_THREADS'])"


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OMP_NUM_THREADS": "3"}, "3")])
def test_few_collections_and_one_thread_unless_the_user_says_otherwise(
    given: dict[str, str], threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    shown = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True).stdout.split()
    assert int(shown[0]) > 100_000
    assert shown[1] == threads
