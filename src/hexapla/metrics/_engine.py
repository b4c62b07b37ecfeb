"""Which engine counts for the metrics: the native extension where it was built, else Python. The numbers are the same.

``_native.c`` is compiled while the package is installed if there is a C compiler, and is never needed. The environment
variable ``HEXAPLA_NATIVE=0`` leaves it aside.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

REVISION = 1
"""Of what the extension's functions take and give; a module left over from another revision is not used."""

BATCH = 4096
"""Rows that are handed to the extension at once."""


def native() -> Any | None:
    """The extension module, or nothing where Python does the counting."""
    return None if os.environ.get("HEXAPLA_NATIVE") == "0" else _loaded()[0]


def engine() -> str:
    """Which engine counts, and why, in a few words."""
    if os.environ.get("HEXAPLA_NATIVE") == "0":
        return "Python (HEXAPLA_NATIVE=0)"
    return _loaded()[1]


@cache
def _loaded() -> tuple[Any | None, str]:
    try:
        from hexapla.metrics import _native
    except ImportError:
        return None, "Python (the native extension was not built)"
    if _native.REVISION != REVISION:
        return None, "Python (the native extension is of another version; install the package again)"
    return _native, "the native extension"
