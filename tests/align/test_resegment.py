"""A translation cut anew has the reference's segments, and files that do not go line by line say where they part."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hexapla import pipeline
from hexapla.alignment.parting import parting
from hexapla.alignment.resegment import cut, resegmented
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.errors import ConfigError, InputError
from hexapla.interchange import dump, load

CASES = [
    (
        "en",
        ["The court met on Monday.", "It heard two cases from Spain.", "A ruling is expected in May."],
        ["The court sat Monday.", "It has heard two Spanish cases.", "The decision is awaited in May."],
    ),
    (
        "zh",
        ["法院星期一开庭。", "它审理了两起案件。", "预计五月作出裁决。"],
        ["星期一法院开庭。", "法庭审理了两个案件。", "裁决预计在五月作出。"],
    ),
    (
        "ar",
        ["اجتمعت المحكمة يوم الاثنين.", "نظرت في قضيتين من إسبانيا.", "من المتوقع صدور حكم في مايو."],
        ["اجتمعت المحكمة الاثنين.", "واستمعت إلى قضيتين من إسبانيا.", "ويتوقع صدور الحكم في مايو."],
    ),
]


@pytest.mark.parametrize(("lang", "reference", "translation"), CASES, ids=[case[0] for case in CASES])
def test_running_text_gets_its_segments_back(lang: str, reference: list[str], translation: list[str]) -> None:
    text = ("" if lang == "zh" else " ").join(translation)
    assert [span.of(text) for span in cut(text, reference)] == translation


def test_wherever_the_lines_were_broken() -> None:
    rng = random.Random(5)
    words = [f"w{int(rng.paretovariate(0.5))}" for _ in range(600)]
    reference = [" ".join(words[at : at + 12]) + " ." for at in range(0, 600, 12)]
    translation = [" ".join(w for w in line.split() if rng.random() > 0.1 or w == ".") for line in reference]
    tokens = " ".join(translation).split()
    lines = [" ".join(tokens[at : at + 17]) for at in range(0, len(tokens), 17)]
    made = resegmented(passage(lines, reference, lang="en"))
    column = made.column("mt")
    found = [" ".join(unit.span.of(column.text).split()) for unit in column.units]
    assert sum(one == other for one, other in zip(found, translation, strict=True)) > 40
    assert " ".join(found).split() == tokens
    scored = next(iter(pipeline.score([made], Plan(metrics=("chrf",)))))
    assert scored.scores[0].context == "rows:resegmented"
    assert load(dump(scored)) == scored


@given(st.text(max_size=40), st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_nothing_but_white_space_is_lost(text: str, segments: list[str]) -> None:
    spans = cut(text, segments)
    assert len(spans) == len(segments)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


def test_what_cannot_be_cut() -> None:
    with pytest.raises(ConfigError, match="takes a reference"):
        resegmented(passage(["a"], lang="en"))
    with pytest.raises(InputError, match="not given"):
        resegmented(passage(["a"], "running text", lang="en"))
    with pytest.raises(InputError, match="ref2 has 2 segments, ref1 has 1"):
        resegmented(passage(["a"], ["b"], references=[["b", "c"]], lang="en"))


def test_the_line_from_which_files_part() -> None:
    lines = [f"line {n} speaks of {word} alone" for n, word in enumerate("oak elm ash fir yew box may bay fig".split())]
    assert parting(lines, [*lines[:3], *lines[4:]]) == 3
    assert parting([*lines[:5], *lines[6:]], lines) == 5
    assert parting(lines[:4], lines) == 4
    assert parting([], lines) == 0


def test_files_of_different_length(tmp_path: Path) -> None:
    lines = [f"Line {n} speaks of the {word} alone." for n, word in enumerate("oak elm ash fir yew box".split())]
    (tmp_path / "ref.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "mt.txt").write_text("\n".join([*lines[:2], *lines[3:]]) + "\n", encoding="utf-8")
    given = ["score", str(tmp_path / "mt.txt"), str(tmp_path / "ref.txt"), "--lines", "--lang", "en", "-m", "chrf"]
    refused = CliRunner().invoke(main, [*given, "--match", "rows"])
    assert refused.exit_code == 2
    for part in ("mt.txt has 5 lines", "ref.txt has 6 lines", "part at line 3", "the ash alone", "--match content"):
        assert part in refused.stderr
    noted = CliRunner().invoke(main, given)
    assert noted.exit_code == 0
    assert "aligned by content" in noted.stderr
    recut = CliRunner().invoke(main, [*given, "--resegment", "-v"])
    assert recut.exit_code == 0, recut.output
    assert "rows:resegmented" in recut.stdout
    assert "metrics were counted by" in recut.stderr
