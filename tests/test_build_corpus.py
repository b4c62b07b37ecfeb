"""The corpus builder: on a small corpus made here, and that our own corpora are current."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "build_corpus"
HEAD = """\
# The head keeps [[text]] in a comment.
name = "toy"
title = "Toy"
licence = "CC0-1.0"
languages = ["en", "zh"]
"""
REFERENCE = "The court ruled. Nobody objected.\nIt rained. The sun came out.\n"
BEADS = """\
# a comment
The ⟦merged_words/minor|courtruled|court ruled⟧ 😀. ||| The court ruled.
Tea was served. |||
||| Nobody objected.
¶
~ The sun ⟦omission/major|came|came out⟧. ||| The sun came out.
It ⟦negation_dropped/critical|snowed|rained⟧. ||| It rained.
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, encoding="utf-8")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one document with a garbled version, not yet built."""
    (tmp_path / "doc" / "garbled").mkdir(parents=True)
    (tmp_path / "corpus.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "doc" / "en.txt").write_text(REFERENCE, encoding="utf-8")
    (tmp_path / "doc" / "garbled" / "en.beads").write_text(BEADS, encoding="utf-8")
    return tmp_path


def test_the_garbled_text_loses_marks_and_keeps_paragraphs(corpus: Path) -> None:
    assert run(corpus).returncode == 0
    text = (corpus / "doc/garbled/en.txt").read_text(encoding="utf-8")
    assert text == "The courtruled 😀. Tea was served.\nThe sun came. It snowed.\n"


def test_gold_spans_quote_the_garbled_text_and_point_at_the_reference(corpus: Path) -> None:
    run(corpus)
    text = (corpus / "doc/garbled/en.txt").read_text(encoding="utf-8")
    gold = lines(corpus / "gold.jsonl")
    assert all(text[record["start"] : record["end"]] == record["text"] for record in gold)
    found = [(g["type"], g["text"], g["expected"], g["ref_start"] is not None) for g in gold]
    assert found == [
        ("merged_words", "courtruled", "court ruled", True),
        ("addition", "Tea was served.", "", False),
        ("omission", "", "Nobody objected.", True),
        ("omission", "came", "came out", True),
        ("negation_dropped", "snowed", "rained", True),
    ]
    assert gold[2]["start"] == text.index("\n")
    assert REFERENCE[gold[4]["ref_start"] : gold[4]["ref_end"]] == "It rained."


def test_beads_cover_both_texts_and_name_the_moved_ones(corpus: Path) -> None:
    run(corpus)
    (version,) = lines(corpus / "beads.jsonl")
    text = (corpus / version["hypothesis"]).read_text(encoding="utf-8")
    pairs = [(hyp and text[slice(*hyp)], ref and REFERENCE[slice(*ref)]) for hyp, ref in version["beads"]]
    assert pairs == [
        ("The courtruled 😀.", "The court ruled."),
        ("Tea was served.", []),
        ([], "Nobody objected."),
        ("The sun came.", "The sun came out."),
        ("It snowed.", "It rained."),
    ]
    assert version["moved"] == [3]


def test_the_manifest_keeps_its_head_and_lists_every_text(corpus: Path) -> None:
    (corpus / "doc/machine").mkdir()
    (corpus / "doc/zh.txt").write_text("法院作出裁决。\n", encoding="utf-8")
    (corpus / "doc/machine/zh.toy.txt").write_text("法院裁决。\n", encoding="utf-8")
    entry = {"path": "doc/machine/zh.toy.txt", "engine": "toy", "version": "1.0", "source": "doc/en.txt"}
    machine = "[[machine]]\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items())
    (corpus / "machine.toml").write_text(machine, encoding="utf-8")
    assert run(corpus).returncode == 0
    manifest = (corpus / "corpus.toml").read_text(encoding="utf-8")
    assert manifest.startswith(HEAD)
    texts = tomllib.loads(manifest)["text"]
    assert [(t["path"], t["lang"], t["kind"]) for t in texts] == [
        ("doc/en.txt", "en", "reference"),
        ("doc/zh.txt", "zh", "reference"),
        ("doc/garbled/en.txt", "en", "garbled"),
        ("doc/machine/zh.toy.txt", "zh", "machine"),
    ]
    assert texts[3]["engine"] == {"name": "toy", "version": "1.0", "direction": "en-zh", "source": "doc/en.txt"}
    assert texts[0]["sha256"] == hashlib.sha256((corpus / "doc/en.txt").read_bytes()).hexdigest()


def test_sentences_of_unspaced_languages_are_joined_without_a_space(corpus: Path) -> None:
    (corpus / "doc/zh.txt").write_text("下雨了。天晴了。\n", encoding="utf-8")
    (corpus / "doc/garbled/zh.beads").write_text("下雪了。 ||| 下雨了。\n晴天了。 ||| 天晴了。\n", encoding="utf-8")
    assert run(corpus).returncode == 0
    assert (corpus / "doc/garbled/zh.txt").read_text(encoding="utf-8") == "下雪了。晴天了。\n"


def test_check_sees_what_is_not_current_and_writes_nothing(corpus: Path) -> None:
    assert run(corpus, "--check").returncode == 1
    assert not (corpus / "gold.jsonl").exists()
    run(corpus)
    assert run(corpus, "--check").returncode == 0
    (corpus / "doc/garbled/en.txt").write_text("Edited by hand.\n", encoding="utf-8")
    done = run(corpus, "--check")
    assert done.returncode == 1
    assert "doc/garbled/en.txt: not current" in done.stdout.replace("\\", "/")


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("||| Nobody objected.\n", "", "no bead for the reference text 'Nobody objected.'", 6),
        ("||| It rained.", "||| It poured.", "not in the reference", 7),
        ("merged_words/minor", "joined/minor", "unknown defect type 'joined'", 2),
        ("merged_words/minor", "merged_words/small", "unknown severity 'small'", 2),
        ("|court ruled⟧", "⟧", "a mark is not of the form", 2),
        ("|came out⟧", "|came⟧", "the mark changes nothing", 6),
        ("Tea was served. |||", "Tea was served.", "exactly one '|||'", 3),
        ("~ The sun", "The sun", "not in the reference from offset 62 on", 7),
        ("It ⟦", "~ Again. ||| It rained.\nIt ⟦", "no free place in the reference", 7),
    ],
)
def test_a_wrong_line_is_named(corpus: Path, old: str, new: str, message: str, line: int) -> None:
    path = corpus / "doc/garbled/en.beads"
    path.write_text(BEADS.replace(old, new), encoding="utf-8")
    done = run(corpus)
    assert done.returncode == 2
    assert message in done.stderr
    assert f"en.beads:{line}:" in done.stderr
    assert not (corpus / "gold.jsonl").exists()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in ROOT.glob("corpora/*/corpus.toml")))
def test_our_own_corpora_are_current(name: str) -> None:
    done = run(name, "--check")
    assert done.returncode == 0, done.stdout + done.stderr
