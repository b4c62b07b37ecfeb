"""Bad input and usage: one clear line on stderr, exit code 2, no traceback, nothing half-written; hard input is done."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main

GOOD = "The council met on Monday in Paris. It agreed on a new plan for the coming year.\n"


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def refused(result: Result, *parts: str) -> None:
    """One line, exit code 2, and every part of the message."""
    assert result.exit_code == 2, (result.output, result.exception)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    for part in parts:
        assert part in lines[0], lines[0]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def written(folder: Path, data: bytes, name: str = "bad.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_missing_file(good: Path, tmp_path: Path) -> None:
    refused(run("compare", tmp_path / "nowhere.txt", good), "nowhere.txt", "no such file")


def test_directory_where_a_file_is_meant(good: Path, tmp_path: Path) -> None:
    refused(run("compare", good, tmp_path), "directory")


def test_both_sides_empty(tmp_path: Path) -> None:
    a, b = written(tmp_path, b"", "a.txt"), written(tmp_path, b"", "b.txt")
    refused(run("compare", a, b), "empty", "a.txt", "b.txt")


def test_only_white_space(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, " \n\t\u3000\n".encode()), good), "bad.txt", "nothing but white space")


def test_binary_file(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), good), "bad.txt:3", "NUL")


def test_nul_byte(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b"one\ntwo\0\n"), good), "bad.txt:2", "byte 7", "NUL")


def test_invalid_utf8_says_line_and_byte(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b"fine\ncaf\xe9 noir\n"), good), "bad.txt:2", "byte 4", "0xe9", "UTF-8")


def test_lone_surrogate_in_bytes(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b"a \xed\xa0\x80 b\n"), good), "bad.txt:1", "0xed")


def test_lone_surrogate_in_json(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"mt": "a", "ref": "b"}\n{"mt": "\\ud800", "ref": "b"}\n', "bad.jsonl")
    refused(run("compare", path), "bad.jsonl:2", "U+D800")


def test_utf16(good: Path, tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, GOOD.encode("utf-16")), good), "UTF-16", "iconv")


@pytest.mark.parametrize("tag", ["klingon", "xx", "en_", "123"])
def test_unknown_language(good: Path, tag: str) -> None:
    refused(run("compare", good, good, "--lang", tag), repr(tag), "BCP 47")


def test_swapped_arguments(tmp_path: Path) -> None:
    english = written(tmp_path, (GOOD * 3).encode(), "en.txt")
    spanish = written(
        tmp_path,
        ("El consejo se reunió el lunes en París y acordó un nuevo plan para el año próximo.\n" * 3).encode(),
        "es.txt",
    )
    refused(run("compare", english, spanish), "en.txt", "es.txt", "looks like", "right order")
    result = run("compare", english, spanish, "--lang", "en")
    assert result.exit_code == 0
    assert "looks like" in result.stderr


def test_short_texts_in_other_scripts(tmp_path: Path) -> None:
    english, russian = written(tmp_path, b"A first sentence.\n", "a.txt"), tmp_path / "b.txt"
    russian.write_text("Первое предложение.\n", encoding="utf-8")
    result = run("align", english, russian)
    assert result.exit_code == 0
    assert "Latin" in result.stderr
    assert "Cyrillic" in result.stderr
    assert "letters" not in run("align", english, russian, "--lang", "en").stderr


def test_broken_json_line(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"mt": "a", "ref": "b"}\n{"mt": "a", \n', "bad.jsonl")
    refused(run("compare", path), "bad.jsonl:2", "not JSON")


def test_json_line_without_translation(tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b'{"ref": "b"}\n', "bad.jsonl")), "bad.jsonl:1", "hypothesis", "ref")


def test_json_of_another_type(tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b'{"mt": 3, "ref": "b"}\n', "bad.jsonl")), "bad.jsonl:1", "'mt'", "int")


def test_tsv_without_the_needed_column(tmp_path: Path) -> None:
    refused(
        run("compare", written(tmp_path, b"source\treference\na\tb\n", "t.tsv")),
        "t.tsv:1",
        "translation",
        "source, reference",
    )


def test_tsv_with_a_ragged_line(tmp_path: Path) -> None:
    refused(run("compare", written(tmp_path, b"mt\tref\na\tb\na\n", "t.tsv")), "t.tsv:3", "1 fields", "2")


def test_missing_reference(good: Path) -> None:
    refused(run("compare", good), "needs a reference", "hexapla check")


def test_unwritable_output(good: Path, tmp_path: Path) -> None:
    refused(run("compare", good, good, "-o", tmp_path / "no" / "where.json"), "where.json", "cannot be written")
    refused(run("compare", good, good, "-f", "json", "-o", tmp_path), "directory")


def test_a_failed_run_leaves_the_old_file(good: Path, tmp_path: Path) -> None:
    out = written(tmp_path, b"precious", "report.json")
    bad = written(tmp_path, b"\xff")
    refused(run("compare", bad, good, "-o", out), "bad.txt:1")
    assert out.read_bytes() == b"precious"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.txt", "good.txt", "report.json"]


def test_unknown_names_suggest_the_nearest(good: Path) -> None:
    refused(run("compare", good, good, "-f", "jsn"), "'jsn'", "json")
    refused(run("score", good, good, "-m", "chrff"), "'chrff'", "chrf")
    refused(run("check", good, "--rule", "merged-word"), "'merged-word'", "merged-words")
    refused(run("compare", good, good, "--system", "x"), "NAME=FILE")


def test_standard_input_only_once() -> None:
    refused(run("compare", "-", "-"), "only once")


def test_folders_with_unmatched_files(tmp_path: Path) -> None:
    for folder, names in (("a", ["1.txt", "2.txt"]), ("b", ["1.txt"])):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text(GOOD)
    refused(run("compare", tmp_path / "a", tmp_path / "b"), "2.txt", "paired by file name")


def test_rows_of_different_number_on_demand(tmp_path: Path) -> None:
    a, b = written(tmp_path, b"one\ntwo\n", "a.txt"), written(tmp_path, b"one\n", "b.txt")
    refused(run("score", a, b, "--lines", "--match", "rows"), "2 lines", "1 lines")


def test_a_comparison_that_was_tampered_with(good: Path, tmp_path: Path) -> None:
    made = run("align", good, good, "-f", "jsonl", "-q").stdout.splitlines()
    value = json.loads(made[1])
    value["texts"][0]["text"] += "more"
    path = written(tmp_path, "\n".join([made[0], json.dumps(value), made[2]]).encode(), "run.jsonl")
    refused(run("score", path), "run.jsonl:2", "changed after")
    path = written(tmp_path, "\n".join(made[:2]).encode(), "torn.jsonl")
    refused(run("score", path), "torn.jsonl", "breaks off")


def test_one_empty_side_is_processed_with_a_note(good: Path, tmp_path: Path) -> None:
    empty = written(tmp_path, b"", "empty.txt")
    for pair, word in (((empty, good), "left out"), ((good, empty), "added")):
        result = run("compare", *pair, "-f", "json")
        assert result.exit_code == 0, result.output
        assert word in result.stderr
        (document,) = json.loads(result.stdout)["documents"]
        (rows,) = document["rows"].values()
        assert len(rows) == 2
        assert all(not row["spans"]["ref" if pair[1] == empty else "mt"] for row in rows)


def test_byte_order_mark_and_mixed_newlines(tmp_path: Path) -> None:
    a = written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode().replace(b"\n", b"\r\n"), "a.txt")
    b = written(tmp_path, GOOD.replace("Paris. ", "Paris.\r").encode(), "b.txt")
    result = run("compare", a, b, "-f", "json", "-q")
    assert result.exit_code == 0
    assert all(
        score["value"] == 100 for score in json.loads(result.stdout)["summary"]["scores"] if score["metric"] == "chrf"
    )


def test_lines_split_on_line_feed_only(tmp_path: Path) -> None:
    a = written(tmp_path, "one\u2028two\n\nthree\x0cfour\r\n".encode(), "a.txt")
    result = run("score", a, a, "--lines", "-f", "jsonl", "-m", "chrf", "-q")
    line = json.loads(result.stdout.split("\n")[1])
    assert [unit[1:] for unit in line["texts"][0]["units"]] == [[0, 7], [8, 8], [9, 19]]
    assert len(line["scores"][0]["rows"]) == 3


def test_help_of_every_command() -> None:
    """Every command shows how it is used, by itself or in the help of its group."""
    waiting: list[tuple[str, click.Command, bool]] = [(name, command, False) for name, command in main.commands.items()]
    while waiting:
        names, command, shown = waiting.pop()
        result = run(*names.split(), "--help")
        assert result.exit_code == 0
        shown = shown or "Example" in result.output
        if isinstance(command, click.Group):
            waiting += [(f"{names} {name}", inner, shown) for name, inner in command.commands.items()]
        else:
            assert shown, names


def program(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "hexapla", *map(str, args)]


def test_a_closed_pipe_ends_silently(tmp_path: Path) -> None:
    path = written(tmp_path, ("A fairly long line of words goes here.\n" * 3000).encode(), "long.txt")
    process = subprocess.Popen(
        program("align", path, path, "--lines", "-f", "text"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(200)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_interrupt_ends_with_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        program("compare", "-", written(tmp_path, GOOD.encode())),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a background job of a shell ignores the signal, and its children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    process.stdin.write(b"word " * 100_000)
    process.stdin.flush()  # more than a pipe holds: once it is gone, the program is reading
    for _ in range(60):  # a signal that comes between two reads is seen after the next
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
            break
    assert process.returncode == 130
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()


def test_a_very_long_line(tmp_path: Path) -> None:
    sentence = "The committee of {} ministers agreed on item {} of the list on day {}. "
    text = "".join(sentence.format(i * 7 % 1000, i, i * 3 % 365) for i in range(4000)).encode()
    path = written(tmp_path, text, "line.txt")
    result = run("align", path, path, "--lang", "en", "-f", "json")
    assert result.exit_code == 0, result.output


def test_many_short_lines(tmp_path: Path) -> None:
    path = written(tmp_path, b"".join(b"word%d\n" % (i % 5000) for i in range(20_000)), "words.txt")
    result = run("score", path, path, "--lines", "--lang", "en", "-m", "chrf", "-f", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["summary"]["scores"][0]["value"] == 100
