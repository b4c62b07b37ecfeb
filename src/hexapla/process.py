"""What a process of our own - the command line, its workers, the benchmarks - asks of Python and its libraries.

A program that imports Hexapla decides for itself; nothing here is done on import.
"""

from __future__ import annotations

import gc
import os

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def settle() -> None:
    """Small products on one thread, and few looks through all objects; what the user has set stays.

    The arrays here are small: several threads of numpy's linear algebra only wait for one another, most of all when worker
    processes share the machine. Must be called before numpy is imported. Rows, spans and statistics come in tens of
    thousands and hold no circles; to look through them all again for every 700 new ones, as is Python's default, takes a
    fifth of the time.
    """
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")
    gc.set_threshold(200_000, 20, 20)
