"""Translating into a file: nothing finished is lost, whatever interrupts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.errors import ConfigError, InputError, PluginError
from hexapla.translators._journal import place, translate_into
from tests.translators.engines import Shouting

LINES = [f"line {n}\n" for n in range(10)]
DONE = "".join(LINES).upper()


def run(output: Path, engine: Shouting, lines: list[str] = LINES, notes: list[str] | None = None) -> list[bool]:
    note: Callable[[str], None] = (notes if notes is not None else []).append
    return [before for _, before in translate_into(output, lines, engine, "en", "fr", size=2, note=note)]


def interrupted(output: Path, after: int) -> None:
    """A run that fails after so many lines."""

    def change(lines: list[str]) -> list[str]:
        if f"LINE {after}" in lines:
            raise RuntimeError("power cut")
        return lines

    with pytest.raises(RuntimeError, match="power cut"):
        run(output, Shouting(change))


def test_a_whole_run(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    assert run(output, Shouting()) == [False] * 5
    assert output.read_text("utf-8") == DONE
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_an_interrupted_run_is_taken_up_again(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    output.write_text("what was there before")
    interrupted(output, 6)
    assert output.read_text() == "what was there before"
    engine = Shouting()
    assert run(output, engine) == [True, True, True, False, False]
    assert [line for batch in engine.asked for line in batch] == [line.strip() for line in LINES[6:]]
    assert output.read_text("utf-8") == DONE


def test_a_torn_last_line_is_done_again(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    interrupted(output, 6)
    journal = place(output)
    journal.write_bytes(journal.read_bytes()[:-9])
    assert run(output, Shouting()) == [True, True, False, False, False]
    assert output.read_text("utf-8") == DONE


def test_another_version_begins_again(tmp_path: Path) -> None:
    output, notes = tmp_path / "out.txt", list[str]()
    interrupted(output, 6)
    assert run(output, Shouting(version="2"), notes=notes) == [False] * 5
    assert "another engine, version" in notes[0]
    assert output.read_text("utf-8") == DONE


def test_a_source_that_changed_is_taken_up_where_it_changed(tmp_path: Path) -> None:
    output, notes = tmp_path / "out.txt", list[str]()
    interrupted(output, 6)
    lines = [*LINES[:2], "another\n", *LINES[3:]]
    assert run(output, Shouting(), lines, notes) == [True, False, False, False, False]
    assert notes == ["the source is not what it was from line 3 on; going on from there"]
    assert output.read_text("utf-8") == "".join(lines).upper()


def test_a_source_that_got_shorter(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    interrupted(output, 6)
    assert run(output, Shouting(), LINES[:4]) == [True, True]
    assert output.read_text("utf-8") == "".join(LINES[:4]).upper()


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    first = translate_into(output, LINES, Shouting(), "en", "fr", size=2, note=print)
    next(first)
    with pytest.raises(ConfigError, match=r"another run is writing .*out\.txt"):
        run(output, Shouting())
    first.close()
    assert run(output, Shouting()) == [True, False, False, False, False]


def test_a_full_disk_keeps_what_is_finished(small_disk: Path) -> None:
    output = small_disk / "out.txt"
    lines = [f"{n} {'word ' * 2_000}\n" for n in range(60)]
    with pytest.raises(
        InputError, match=r"out\.txt: cannot be written: No space left on device; what is finished is kept"
    ):
        run(output, Shouting(), lines)
    assert not output.exists()
    kept = place(output).stat().st_size
    assert kept > 500_000
    short = lines[:20]  # what fits, with its journal
    place_before = run(output, Shouting(), short)
    assert place_before == [True] * 10
    assert output.read_text("utf-8") == "".join(short).upper()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        run(tmp_path / "nowhere" / "out.txt", Shouting())


def test_an_engine_that_drops_lines_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="it got 2 lines and gave 1"):
        run(tmp_path / "out.txt", Shouting(lambda lines: lines[:1]))
    assert not (tmp_path / "out.txt").exists()
