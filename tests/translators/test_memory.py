"""The translation memory: keyed by engine, version and words, bounded, and safe for several at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hexapla.errors import InputError
from hexapla.translators._memory import Memory, Remembering
from tests.translators.engines import Shouting


def test_what_is_known_is_not_asked_again(tmp_path: Path) -> None:
    path = str(tmp_path / "memory.sqlite")
    first = Shouting()
    assert Remembering(first, Memory(path)).translate(["a", "b", "a", "", " "], "en", "fr") == ["A", "B", "A", "", " "]
    again = Shouting()
    assert Remembering(again, Memory(path)).translate(["b", "c"], "en", "fr") == ["B", "C"]
    assert again.asked == [["c"]]


def test_another_version_or_language_is_another_memory(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "memory.sqlite"))
    Remembering(Shouting(), memory).translate(["a"], "en", "fr")
    for version, target in (("2", "fr"), ("1", "de")):
        engine = Shouting(version=version)
        Remembering(engine, memory).translate(["a"], "en", target)
        assert engine.asked == [["a"]]


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "memory.sqlite"), most=2_000)
    for n in range(30):
        memory.keep("x", {f"text {n}": "t" * 50})
        memory.find("x", ["text 0"])  # keeps it fresh
        assert memory.size <= 2_000
    found = memory.find("x", [f"text {n}" for n in range(30)])
    assert "text 0" in found
    assert "text 29" in found
    assert "text 5" not in found


def test_several_programs_use_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    code = f"""
from hexapla.translators._memory import Memory
memory = Memory({str(path)!r})
for n in range(60):
    memory.keep("x", {{f"text {{n}}": f"made {{n}}"}})
    assert memory.find("x", [f"text {{n}}"]) == {{f"text {{n}}": f"made {{n}}"}}
"""
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        assert process.communicate(timeout=120)[1] == b""
    memory = Memory(str(path))
    assert len(memory.find("x", [f"text {n}" for n in range(60)])) == 60
    assert memory.size == sum(len(f"made {n}") + 100 for n in range(60))


@pytest.mark.parametrize("content", [b"this is no database at all, but long enough to be looked at " * 20, b"SQLite"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match="memory cannot be used"):
        Memory(str(path))
    assert path.read_bytes() == content


def test_another_database_is_refused(tmp_path: Path) -> None:
    import sqlite3

    path = str(tmp_path / "other.sqlite")
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE theirs (x)")
    with pytest.raises(InputError, match="not a translation memory"):
        Memory(path)


def test_a_full_disk_is_said(small_disk: Path) -> None:
    memory = Memory(str(small_disk / "memory.sqlite"))
    with pytest.raises(InputError, match=r"memory cannot be used: .*full"):
        memory.keep("x", {f"text {n}": "long " * 1000 for n in range(300)})
    assert memory.find("x", ["text 0"]) == {}
