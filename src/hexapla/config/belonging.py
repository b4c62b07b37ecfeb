"""Which files belong together: the ``[[files]]`` of a configuration, asked about paths.

A pattern has ``{name}`` for a part of a path that its counterparts share (never across ``/``) and ``*`` for any part of a
name. ``locales/{lang}/{file}.txt`` with the source ``locales/en/{file}.txt`` says that ``locales/de/menu.txt`` is translated
from ``locales/en/menu.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

from hexapla.errors import ConfigError

MOST = 3
"""Parts that a pattern may leave open between two slashes: matching takes a time that grows with every one."""

_OPEN = re.compile(r"\{([a-z][a-z0-9-]*)\}|\*")


@dataclass(frozen=True, slots=True)
class Group:
    """Files that belong together; paths are from the working folder.

    Attributes:
        translation: The translation.
        reference, source: Its counterparts, or None.
        lang, source_lang: Their languages, or None where they are to be detected.
        lines: Whether they hold one segment a line.
    """

    translation: str
    reference: str | None = None
    source: str | None = None
    lang: str | None = None
    source_lang: str | None = None
    lines: bool = False


class Belonging:
    """What the ``[[files]]`` of a configuration say.

    Args:
        tables: The tables, each with its ``root``, the folder that its patterns start from.

    Raises:
        ConfigError: A pattern makes no sense.
    """

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        self._tables = [_Table(table) for table in tables]

    def of(self, path: str) -> Iterator[Group]:
        """The groups that a file is part of: one as a translation, all translations as a source or reference."""
        absolute = Path(path).absolute().as_posix()
        for table in self._tables:
            group = table.as_translation(absolute)
            if group is not None:
                yield group
                return
        for table in self._tables:
            yield from table.as_counterpart(absolute)

    def all(self) -> Iterator[Group]:
        """Every group that is there, in order of the tables and of their translations."""
        for table in self._tables:
            yield from table.all()


class _Table:
    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._root = Path(table["root"]).absolute()
        self._names = set(_OPEN.findall(table["translation"])) - {""}
        pattern = table["translation"]
        if "**" in pattern or ".." in pattern.split("/") or Path(pattern).is_absolute() or pattern.startswith("/"):
            raise ConfigError(f"files: translation {pattern!r} must lie below the configuration, without ** and ..")
        self._translation = self._pattern("translation")
        self._counterparts = {role: self._pattern(role) for role in ("reference", "source") if role in table}
        for key in ("reference", "source", "lang", "source-lang"):
            unknown = set(_OPEN.findall(table.get(key, ""))) - self._names - {""}
            if unknown:
                raise ConfigError(f"files: {key} has {{{min(unknown)}}}, which its translation has not")
            if "*" in table.get(key, ""):
                raise ConfigError(f"files: {key} must name one file or language, without *")

    def _pattern(self, key: str) -> re.Pattern[str]:
        pattern = self._table[key]
        seen: set[str] = set()
        folders = [self._part(key, part, seen) for part in pattern.split("/")]
        return re.compile("/".join([re.escape(self._root.as_posix().rstrip("/")), *folders]))

    def _part(self, key: str, pattern: str, seen: set[str]) -> str:
        """The expression for a name between slashes; atomic, so that a name is never matched in a second way."""
        if len(_OPEN.findall(pattern)) > MOST:
            raise ConfigError(f"files: {key} leaves more than {MOST} parts of a name open")
        parts, at = [], 0
        for found in _OPEN.finditer(pattern):
            parts.append(re.escape(pattern[at : found.start()]))
            name = (found[1] or "").replace("-", "_")
            if name in seen:
                parts.append(f"(?P={name})")
            else:
                parts.append(f"(?P<{name}>[^/]+)" if name else "[^/]*")
            seen.update({name} - {""})
            at = found.end()
        return f"(?>{''.join(parts)}{re.escape(pattern[at:])})"

    def as_translation(self, path: str) -> Group | None:
        match = self._translation.fullmatch(path)
        if match is None or any(self._filled(role, match) == path for role in self._counterparts):
            return None  # en is not translated from en
        return self._group(path, match)

    def _group(self, path: str, match: re.Match[str]) -> Group:
        return Group(
            _from_here(path),
            reference=self._counterpart("reference", match),
            source=self._counterpart("source", match),
            lang=self._filled("lang", match),
            source_lang=self._filled("source-lang", match),
            lines=bool(self._table.get("lines")),
        )

    def _filled(self, key: str, match: re.Match[str]) -> str | None:
        if key not in self._table:
            return None
        text = _OPEN.sub(lambda part: match[part[1].replace("-", "_")], self._table[key])
        return (self._root / text).as_posix() if key in self._counterparts else text

    def _counterpart(self, role: str, match: re.Match[str]) -> str | None:
        path = self._filled(role, match)
        return _from_here(path) if path else None

    def as_counterpart(self, path: str) -> Iterator[Group]:
        for pattern in self._counterparts.values():
            match = pattern.fullmatch(path)
            if match:
                yield from self._matching(match.groupdict())
                return

    def all(self) -> Iterator[Group]:
        yield from self._matching({})

    def _matching(self, known: Mapping[str, str]) -> Iterator[Group]:
        """The groups whose translations are there and have these parts."""
        pattern, parts, at = self._table["translation"], [], 0
        for found in _OPEN.finditer(pattern):
            name = (found[1] or "").replace("-", "_")
            parts += [escape(pattern[at : found.start()]), escape(known[name]) if name in known else "*"]
            at = found.end()
        parts.append(escape(pattern[at:]))
        for path in sorted(self._root.glob("".join(parts))):
            group = self.as_translation(path.absolute().as_posix()) if path.is_file() else None
            if group:
                yield group


def _from_here(path: str) -> str:
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path
