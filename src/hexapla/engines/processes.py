"""Several worker processes on this machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from hexapla.engines import A, B, Engine
from hexapla.process import settle

WINDOW = 4
"""Items under way for each worker."""


class Processes(Engine):
    """Works in a pool of processes; memory is bounded by the window, results come in order."""

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """The results; an exception of the function is raised where its result would have stood."""
        from multiprocessing import get_context

        with ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=settle) as pool:
            under_way: deque[Future[B]] = deque()
            try:
                for item in items:
                    under_way.append(pool.submit(function, item))
                    if len(under_way) >= self.workers * WINDOW:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for future in under_way:
                    future.cancel()
