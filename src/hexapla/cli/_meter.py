"""A bar for work that is measured in bytes, on stderr, once it has taken a second."""

from __future__ import annotations

import sys
import time
from typing import Any


class Meter:
    """A progress bar over a number of bytes.

    Args:
        what: What is going on, in a word.
        choice: ``always``, ``never``, or ``auto``: where stderr is a terminal.
        quiet: Whether the user wants nothing on stderr.
    """

    def __init__(self, what: str, choice: str = "auto", quiet: bool = False) -> None:
        self._what = what
        self._wanted = choice == "always" or (choice == "auto" and sys.stderr.isatty() and not quiet)
        self._delay = 0.0 if choice == "always" else 1.0
        self._started = time.perf_counter()
        self._bar: Any = None

    @property
    def seconds(self) -> float:
        """Time since the beginning."""
        return time.perf_counter() - self._started

    def show(self, done: int, total: int) -> None:
        """So many bytes of so many are done; 0 in all if that is not known."""
        if not self._wanted or self.seconds < self._delay:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

            columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._bar.add_task(self._what)
        self._bar.update(self._bar.task_ids[0], completed=done, total=total or None)

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *details: object) -> None:
        if self._bar is not None:
            self._bar.stop()
