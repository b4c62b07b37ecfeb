"""Engines: an ordered map with a bounded number of items under way. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Engine(ABC):
    """Applies a picklable function to a stream, yielding in order and never holding more than a bounded window.

    Args:
        workers: How many items may be worked on at once.
    """

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    @abstractmethod
    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """The results, in the order of the items."""
