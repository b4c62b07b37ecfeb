"""A translation memory on disk: what an engine has translated once is not asked for again.

An SQLite file that several programs may use at once. A translation is kept under the engine's signature (name, versions,
languages) and the words, so another version of a model never gets the translations of an older one. When the file has
reached its size, what was used longest ago makes way.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from hexapla.errors import InputError
from hexapla.translators import Translator

MOST_BYTES = 256 << 20
"""Bytes of text the memory holds at most, unless told otherwise."""
_KEPT = 0.8  # share that stays when it has to make room
_WAIT = 60.0  # seconds to wait for another program that is writing
_VERSION = 1
_SCHEMA = (
    "CREATE TABLE translation (key BLOB PRIMARY KEY, text TEXT NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL)",
    "CREATE INDEX translation_used ON translation (used)",
    "CREATE TABLE held (size INTEGER NOT NULL)",
    "INSERT INTO held VALUES (0)",
    f"PRAGMA user_version = {_VERSION}",
)


class Memory:
    """A translation memory.

    Args:
        path: The file; made if it is not there.
        most: Bytes of text it holds at most.

    Raises:
        InputError: The file is no translation memory, or cannot be written.
    """

    def __init__(self, path: str, most: int = MOST_BYTES) -> None:
        self._path, self._most = path, most
        try:
            with closing(self._open()) as base:
                with suppress(sqlite3.OperationalError):  # another program is at it
                    base.execute("PRAGMA journal_mode = WAL")
                base.execute("BEGIN IMMEDIATE")
                (version,) = base.execute("PRAGMA user_version").fetchone()
                (tables,) = base.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if version != _VERSION and tables:
                    raise InputError("this is not a translation memory of this version; name another file", path=path)
                for statement in () if tables else _SCHEMA:
                    base.execute(statement)
                base.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(Path(self._path), timeout=_WAIT, isolation_level=None)

    def _trouble(self, error: sqlite3.Error) -> InputError:
        return InputError(f"the translation memory cannot be used: {error}", path=self._path)

    def find(self, signature: str, texts: Sequence[str]) -> dict[str, str]:
        """The translations it has of these texts by this engine."""
        keys = {_key(signature, text): text for text in texts}
        found: dict[str, str] = {}
        try:
            with closing(self._open()) as base:
                wanted = list(keys)
                for at in range(0, len(wanted), 500):
                    some = wanted[at : at + 500]
                    marks = ",".join("?" * len(some))
                    rows = base.execute(f"SELECT key, text FROM translation WHERE key IN ({marks})", some).fetchall()
                    found.update((keys[key], text) for key, text in rows)
                    base.execute(
                        f"UPDATE translation SET used = ? WHERE key IN ({marks})",
                        [time.time_ns(), *(key for key, _ in rows), *([b""] * (len(some) - len(rows)))],
                    )
        except sqlite3.Error as error:
            raise self._trouble(error) from None
        return found

    def keep(self, signature: str, translations: dict[str, str]) -> None:
        """Adds translations by this engine."""
        now = time.time_ns()
        rows = [
            (_key(signature, text), made, len(made.encode("utf-8", "replace")) + 100, now)
            for text, made in translations.items()
        ]
        try:
            with closing(self._open()) as base:
                base.execute("BEGIN IMMEDIATE")
                added = 0
                for row in rows:
                    if base.execute("INSERT OR IGNORE INTO translation VALUES (?, ?, ?, ?)", row).rowcount:
                        added += row[2]
                base.execute("UPDATE held SET size = size + ?", (added,))
                self._make_room(base)
                base.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def _make_room(self, base: sqlite3.Connection) -> None:
        (held,) = base.execute("SELECT size FROM held").fetchone()
        if held <= self._most:
            return
        gone, oldest = [], base.execute("SELECT key, size FROM translation ORDER BY used, key")
        for key, size in oldest:
            if held <= self._most * _KEPT:
                break
            gone.append((key,))
            held -= size
        base.executemany("DELETE FROM translation WHERE key = ?", gone)
        base.execute("UPDATE held SET size = ?", (held,))

    @property
    def size(self) -> int:
        """Bytes of text it holds, as it counts them."""
        with closing(self._open()) as base:
            (held,) = base.execute("SELECT size FROM held").fetchone()
        return int(held)


class Remembering:
    """A translator that asks its memory first.

    Args:
        translator: Who is asked what the memory does not know.
        memory: The memory.
    """

    def __init__(self, translator: Translator, memory: Memory) -> None:
        self._translator, self._memory = translator, memory

    def signature(self, source: str, target: str) -> str:
        """The translator's; the memory moves nothing."""
        return self._translator.signature(source, target)

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """See :class:`Translator`."""
        signature = self.signature(source, target)
        wanted = list(dict.fromkeys(text for text in texts if text.strip()))
        found = self._memory.find(signature, wanted)
        missing = [text for text in wanted if text not in found]
        if missing:
            made = dict(zip(missing, self._translator.translate(missing, source, target), strict=True))
            self._memory.keep(signature, made)
            found |= made
        return [found.get(text, text) for text in texts]


def _key(signature: str, text: str) -> bytes:
    return hashlib.blake2b(f"{signature}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
