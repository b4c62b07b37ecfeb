"""The exception tree: everything the package raises on purpose.

    HexaplaError
    ├── InputError     a text or file that cannot be used: says file, line and what to do
    ├── ConfigError    an option, name or configuration value that cannot be used
    ├── PluginError    a plug-in that raised or broke its contract: says which one, on which passage
    └── MissingExtra   an optional dependency is not installed: says what to install

The command line turns each of them into one line on stderr and exit code 2.
"""

from __future__ import annotations

from typing import Any


class HexaplaError(Exception):
    """Base class of every error the package raises on purpose; each can be sent from a worker process."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _revived, (type(self), self.args, self.__dict__)


def _revived(kind: type[HexaplaError], args: tuple[Any, ...], state: dict[str, Any]) -> HexaplaError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class InputError(HexaplaError):
    """A text or file that cannot be used.

    Args:
        message: What is wrong and what to do about it.
        path: The file, or None for a text that came from memory.
        line: 1-based line number within the file, where one is known.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        self.path = path
        self.line = line
        place = path or ""
        if line is not None:
            place = f"{place}:{line}" if place else f"line {line}"
        super().__init__(f"{place}: {message}" if place else message)


class ConfigError(HexaplaError):
    """An option, a name or a configuration value that cannot be used."""


class PluginError(HexaplaError):
    """A plug-in raised, or gave something its contract does not allow.

    Args:
        plugin: Kind and name of the plug-in, such as ``rule merged-words``.
        message: What happened.
        passage: Id of the passage it was looking at, if any.
    """

    def __init__(self, plugin: str, message: str, *, passage: str | None = None) -> None:
        self.plugin = plugin
        self.passage = passage
        where = f" on passage {passage!r}" if passage else ""
        super().__init__(f"{plugin} failed{where}: {message}")


class MissingExtra(HexaplaError):
    """An optional dependency is not installed.

    Args:
        extra: Name of the extra that brings it.
        purpose: What needs it.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an optional part: pip install 'hexapla[{extra}]'")
