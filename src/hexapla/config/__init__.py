"""The configuration: ``hexapla.toml``, or ``[tool.hexapla]`` in ``pyproject.toml``, and variables of the environment.

The nearest file from the working folder upwards counts; what it ``extends`` lies below it, the environment above it, the
command line above all. Keys and limits are in ``hexapla.config.keys``; what the values mean is the business of those who use
them. Nothing is read unless it is asked for: importing the package or calling ``hexapla.compare`` reads no configuration.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hexapla.config.keys import KEYS, Key, variable, wrong
from hexapla.config.places import line_of
from hexapla.errors import ConfigError
from hexapla.registry import unknown

FILE, PROJECT = "hexapla.toml", "pyproject.toml"
LARGEST = 1024 * 1024
"""Bytes a file may have."""
DEEPEST = 8
"""How many configurations may build on one another."""

_TOWER = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}""", re.ASCII)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Config:
    """A configuration.

    Attributes:
        values: The values by key; tables are nested. Paths are absolute, or relative to the working folder.
        origins: Path of a value (``gate``, ``fail-on``) -> where it comes from: ``file:line``, or a variable.
        path: The file, or None if there is none.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[Path_, str] = field(default_factory=dict)
    path: Path | None = None

    def get(self, *path: str) -> Any:
        """The value at a path, or None."""
        value: Any = self.values
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


def discover(folder: Path) -> Path | None:
    """The nearest configuration from a folder upwards; a repository's root (a folder with ``.git``) is the last looked at."""
    for here in (folder.absolute(), *folder.absolute().parents):
        if (here / FILE).is_file():
            return here / FILE
        if (here / PROJECT).is_file() and _section(here / PROJECT) is not None:
            return here / PROJECT
        if (here / ".git").exists():
            return None
    return None


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration of a file, with what the environment says above it.

    Args:
        path: The file; None looks for the nearest one, which need not be there.
        environment: Variables; None for those of the process.

    Raises:
        ConfigError: A file cannot be read, or holds a key or value that makes no sense: says where.
    """
    found = path or discover(Path.cwd())
    values: dict[str, Any] = {}
    origins: dict[Path_, str] = {}
    if found is not None:
        _add(found, values, origins, ())
    for key_path, key, name, text in _variables(os.environ if environment is None else environment):
        value = _parsed(key, text, name)
        problem = wrong(key, value)
        if problem:
            raise ConfigError(f"{name}: {problem}")
        target = values
        for part in key_path[:-1]:
            target = target.setdefault(part, {})
        target[key_path[-1]] = value
        origins[tuple(key_path)] = name
    return Config(values, origins, found)


def _shown(path: Path) -> str:
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _text(path: Path) -> str:
    name = _shown(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"{name}: a configuration of more than {LARGEST >> 20} MB is not read")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(f"{name}: {'no such file' if not path.exists() else error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: not UTF-8: byte {error.start + 1}") from None


def _read(path: Path) -> dict[str, Any]:
    text = _text(path).replace("\r\n", "\n")
    if _TOWER.search(text):  # the standard library's reader takes minutes over these
        raise ConfigError(f"{_shown(path)}: a key of more than 32 parts is not read")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{_shown(path)}: its values are nested too deeply") from None
    except ValueError as error:  # also of numbers with thousands of digits
        raise ConfigError(f"{_shown(path)}: not TOML: {error}") from None


def _section(path: Path) -> dict[str, Any] | None:
    """What a file says of us; None if it is a ``pyproject.toml`` that says nothing."""
    if path.name != PROJECT:
        return _read(path)
    if "hexapla" not in _text(path):  # most projects' files need not be read as TOML
        return None
    tool = _read(path).get("tool")
    section = tool.get("hexapla") if isinstance(tool, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigError(f"{_shown(path)}: tool.hexapla must be a table")
    return section


def _add(path: Path, values: dict[str, Any], origins: dict[Path_, str], above: tuple[Path, ...]) -> None:
    """Lays a file over values; what it extends lies below."""
    path = path.absolute()
    if path in above:
        raise ConfigError(f"{_shown(path)}: it extends itself, by way of {_shown(above[-1])}")
    if len(above) >= DEEPEST:
        raise ConfigError(f"{_shown(path)}: more than {DEEPEST} configurations build on one another")
    section = _section(path)
    if section is None:
        raise ConfigError(f"{_shown(path)}: it has no [tool.hexapla]")
    source = _Source(path)
    source.hold(section, KEYS, None, (), ())
    extended = section.pop("extends", [])
    for base in [extended] if isinstance(extended, str) else extended:
        _add(path.parent / base, values, origins, (*above, path))
    _lay(section, KEYS, values, origins, source, ())


class _Source:
    """A file and where its keys stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.prefix: Path_ = ("tool", "hexapla") if path.name == PROJECT else ()
        self._lines: dict[Path_, int | None] = {}

    def place(self, path: Path_) -> str:
        """``file:line`` of a value."""
        if path not in self._lines:
            self._lines[path] = line_of(_text(self.path).replace("\r\n", "\n"), (*self.prefix, *path))
        line = self._lines[path]
        return f"{_shown(self.path)}:{line}" if line else _shown(self.path)

    def fail(self, path: Path_, message: str) -> ConfigError:
        """A complaint about a value."""
        return ConfigError(f"{self.place(path)}: {message}")

    def hold(
        self, table: Any, keys: Mapping[str, Key], rest: Key | None, required: tuple[str, ...], path: Path_
    ) -> None:
        """Raises unless a table has the keys it may have, with values that fit."""
        if not isinstance(table, dict):
            raise self.fail(path, f"{_dotted(path)} must be a table")
        for name in required:
            if name not in table:
                raise self.fail(path, f"{_dotted(path)} needs {name}")
        for name, value in table.items():
            key = keys.get(name, rest)
            if key is None:
                raise self.fail((*path, name), unknown("key", name, keys))
            self._fits(key, value, (*path, name))

    def _fits(self, key: Key, value: Any, path: Path_) -> None:
        if key.kind == "table":
            self.hold(value, key.keys, key.rest, key.required, path)
        elif key.kind == "tables":
            if not isinstance(value, dict) or len(value) > 1000:
                raise self.fail(path, f"{_dotted(path)} must be a table of at most 1000 tables")
            for name, table in value.items():
                self.hold(table, key.keys, key.rest, key.required, (*path, name))
        elif key.kind == "array":
            if not isinstance(value, list) or len(value) > 1000:
                raise self.fail(path, f"{_dotted(path)} must be a list of at most 1000 tables")
            for number, table in enumerate(value):
                self.hold(table, key.keys, key.rest, key.required, (*path, number))
        else:
            problem = wrong(key, value)
            if problem:
                raise self.fail(path, f"{_dotted(path)} {problem}")


def _dotted(path: Path_) -> str:
    return ".".join(f"[{part + 1}]" if isinstance(part, int) else part for part in path).replace(".[", "[")


def _lay(
    section: dict[str, Any],
    keys: Mapping[str, Key],
    values: dict[str, Any],
    origins: dict[Path_, str],
    source: _Source,
    path: Path_,
) -> None:
    """Lays checked values over others: tables join, lists of tables grow, everything else is replaced."""
    for name, value in section.items():
        key = keys.get(name)
        here = (*path, name)
        if key is not None and key.kind == "table":
            _lay(value, key.keys, values.setdefault(name, {}), origins, source, here)
        elif key is not None and key.kind == "tables":
            for inner, table in value.items():
                _lay(
                    table, key.keys, values.setdefault(name, {}).setdefault(inner, {}), origins, source, (*here, inner)
                )
        elif key is not None and key.kind == "array":
            held = values.setdefault(name, [])
            for number, table in enumerate(value):
                for inner in table:
                    origins[(*here, len(held), inner)] = source.place((*here, number, inner))
                held.append({**table, "root": str(source.path.parent)})
        else:
            if key is not None and key.kind in ("path", "paths"):
                value = _from(source.path.parent, value)
            values[name] = value
            origins[here] = source.place(here)


def _from(folder: Path, value: str | list[str]) -> str | list[str]:
    """Paths of a file, as they are from the working folder."""
    if isinstance(value, list):
        return [_relative(folder / one) for one in value]
    return _relative(folder / value)


def _relative(path: Path) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Key, str, str]]:
    """(path, key, variable, text) of every key that the environment sets."""
    plain: dict[tuple[str, ...], Key] = {(name,): key for name, key in KEYS.items()}
    plain |= {("gate", name): key for name, key in KEYS["gate"].keys.items()}
    for path, key in plain.items():
        name = variable(path)
        if key.kind not in ("table", "tables", "array") and path != ("extends",) and environment.get(name):
            yield path, key, name, environment[name]


def _parsed(key: Key, text: str, name: str) -> Any:
    """What a variable's text stands for; lists are parted by commas."""
    if key.kind in ("strings", "paths"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if key.kind == "boolean":
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigError(f"{name}: must be true or false, not {text!r}")
    try:
        if key.kind == "integer":
            return int(text)
        if key.kind == "number":
            return float(text)
        if key.kind == "numbers":
            pairs = (part.rpartition("=") for part in text.split(",") if part.strip())
            return {metric.strip(): float(value) for metric, _, value in pairs}
    except ValueError:
        raise ConfigError(
            f"{name}: must be {'NAME=NUMBER' if key.kind == 'numbers' else 'a number'}, not {text!r}"
        ) from None
    return text


__all__ = ["Config", "discover", "load"]
