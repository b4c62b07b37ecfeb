"""One item after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hexapla.engines import A, B, Engine


class Serial(Engine):
    """Works in the calling process; lazy, so a stream stays a stream."""

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """The results, each computed when it is asked for."""
        return map(function, items)
