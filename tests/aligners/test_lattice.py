"""What the default aligner promises for any texts, and what it finds in some that we made."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.aligners import Link
from hexapla.aligners.lattice import Lattice
from hexapla.similarities.lexical import Lexical

ALIGNER = Lattice(Lexical())
SYLLABLES = "ba ko mi ru te sa no li va du pe ga zo hi fu".split()


def align(left: Sequence[str], right: Sequence[str], left_lang: str = "en", right_lang: str = "en") -> list[Link]:
    links = ALIGNER.align(left, right, left_lang=left_lang, right_lang=right_lang)
    assert sorted(i for link in links for i in link.left) == list(range(len(left)))
    assert sorted(j for link in links for j in link.right) == list(range(len(right)))
    for link in links:
        assert link.left or link.right
        assert (link.left and link.right) or len(link.left + link.right) == 1
        assert 0 <= link.confidence <= 1
        assert list(link.left) == list(range(link.left[0], link.left[-1] + 1)) if link.left else True
    firsts = [link.left[0] for link in links if link.left]
    assert firsts == sorted(firsts)
    return links


def sides(links: list[Link]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.left, link.right) for link in links]


def sentences(count: int, seed: int = 1) -> list[str]:
    """Made-up sentences that share no more words than chance has it."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        words = ["".join(dice.choice(SYLLABLES) for _ in range(dice.randint(1, 4))) for _ in range(dice.randint(6, 14))]
        made.append(" ".join(words).capitalize() + ".")
    return made


def worn(lines: list[str], seed: int = 2) -> list[str]:
    """The sentences with every fifth word replaced."""
    dice = random.Random(seed)
    return [" ".join(w if dice.random() < 0.8 else dice.choice(SYLLABLES) * 2 for w in line.split()) for line in lines]


LINES = st.lists(st.text(alphabet="ab cdé.я語🙂\u0301", max_size=12), max_size=7)


@given(LINES, LINES)
@settings(max_examples=25, deadline=None)
def test_every_segment_is_in_exactly_one_link_and_always_the_same(left: list[str], right: list[str]) -> None:
    assert align(left, right) == align(left, right)


@given(st.lists(st.sampled_from(sentences(40)), min_size=1, max_size=9, unique=True))
@settings(max_examples=15, deadline=None)
def test_a_text_aligns_with_itself_line_by_line(lines: list[str]) -> None:
    assert sides(align(lines, lines)) == [((i,), (i,)) for i in range(len(lines))]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exchanged_sides_give_the_mirror_image(seed: int) -> None:
    left, right = sentences(20, seed), worn(sentences(20, seed))
    right[4:6] = [" ".join(right[4:6])]
    del right[11]
    there = {(link.left, link.right) for link in align(left, right)}
    assert there == {(link.right, link.left) for link in align(right, left)}


@given(st.lists(st.sampled_from(range(30)), min_size=6, max_size=12, unique=True), st.data())
@settings(max_examples=15, deadline=None)
def test_what_is_found_does_not_depend_on_which_side_is_which(chosen: list[int], data: st.DataObject) -> None:
    """Texts of a few lines are left out: there two readings can be as good as one another, and either may win."""
    lines = sentences(30, 7)
    left = [lines[number] for number in sorted(chosen)]
    right = worn(left)
    place = data.draw(st.integers(0, len(right) - 1))
    right[place : place + 2] = data.draw(st.sampled_from([[], [" ".join(right[place : place + 2])], right[place:][:1]]))
    there = {(link.left, link.right, link.moved) for link in align(left, right)}
    assert there == {(link.right, link.left, link.moved) for link in align(right, left)}


def test_joined_split_dropped_and_inserted_segments_are_found() -> None:
    left = sentences(24)
    right = worn(left)
    first, *rest = right[3].split(" ", 4)
    right[3:4] = [" ".join([first, *rest[:3]]), rest[3]]  # 3 -> 3, 4
    right[9:11] = [" ".join(right[9:11])]  # 8, 9 -> 9
    del right[14]  # 14 has no counterpart
    right.insert(18, "Quite another thing was said about the weather in Lisbon.")
    found = sides(align(left, right))
    assert ((3,), (3, 4)) in found
    assert ((8, 9), (9,)) in found
    assert ((14,), ()) not in found or ((15,), ()) not in found
    assert ((), (18,)) in found


@pytest.mark.parametrize(("start", "size"), [(0, 20), (25, 20), (45, 5), (30, 1)])
def test_an_excerpt_is_found_in_the_whole(start: int, size: int) -> None:
    whole, excerpt = sentences(60), worn(sentences(60))[start : start + size]
    links = sides(align(whole, excerpt))
    assert [link for link in links if all(link)] == [((start + k,), (k,)) for k in range(size)]
    assert [link for link in sides(align(excerpt, whole)) if all(link)] == [((k,), (start + k,)) for k in range(size)]


def test_a_moved_passage_is_found_and_marked() -> None:
    left = sentences(40)
    right = worn(left[:5] + left[20:26] + left[5:20] + left[26:])
    links = align(left, right)
    moved = {(link.left, link.right) for link in links if link.moved}
    assert moved == {((20 + k,), (5 + k,)) for k in range(6)}
    assert all(len(link.left) == len(link.right) == 1 for link in links)


def test_long_texts_are_cut_and_passages_may_move_between_the_parts() -> None:
    left = sentences(600)
    right = worn(left[:100] + left[400:408] + left[100:400] + left[408:450] + left[460:])
    links = align(left, right)
    found = {(link.left, link.right): link for link in links}
    assert sum(len(a) == len(b) == 1 for a, b in found) >= 570  # made-up sentences are alike by chance, too
    assert all(found[(400 + k,), (100 + k,)].moved for k in range(8))
    assert sum(not b for _, b in found) == 10


def test_long_texts_without_anything_in_common() -> None:
    align(sentences(220), ["слово за словом"] * 180, "en", "ru")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([], []),
        ([], ["one", "two"]),
        (["one"], []),
        (["one"], ["quite different"]),
        (["", "a", ""], ["a", ""]),
        (["x"] * 30, ["x"] * 30),
        (["x"] * 30, ["x"] * 20),
        (["the same line"] * 700, ["the same line"] * 650),
        (["word " * 20_000, "b"], ["word " * 20_000]),
        (sentences(3), sentences(300, 5)),
        (["🙂🙂", "🎉", "👍"], ["🙂", "🙂", "🎉", "👍"]),
        (["\ud800 lone", "ok"], ["ok"]),
        (["🙂🙂🙂"] * 40, ["🙂🙂🙂"] * 40 + ["🎉"]),
        (["one"], sentences(100, 5)),
        (["x" * 100_000, "语" * 100_000], ["语" * 100_000]),
        (["...", "?"], ["?"]),
    ],
)
def test_extremes(left: list[str], right: list[str]) -> None:
    align(left, right)


@pytest.mark.parametrize(
    ("lang", "left", "right"),
    [
        ("th", ["สวัสดีครับ", "วันนี้อากาศดีมาก", "ขอบคุณ"], ["สวัสดี", "อากาศวันนี้ดีมาก", "ขอบคุณมาก"]),
        ("km", ["សួស្តីពិភពលោក", "ថ្ងៃនេះអាកាសធាតុល្អ", "អរគុណច្រើន"], ["សួស្តីពិភពលោកទាំងមូល", "អាកាសធាតុថ្ងៃនេះល្អ", "អរគុណ"]),
        ("ar", ["مرحبا بالعالم", "كيف حالك اليوم؟", "شكرا جزيلا"], ["مرحبا أيها العالم", "كيف الحال اليوم؟", "شكرا"]),
        (
            "en",
            ["the red door is open", "nobody went in", "rain fell"],
            ["the red door stands open", "nobody went in there", "rain"],
        ),
        ("he", ["שלום עולם", "מה שלומך היום?", "תודה"], ["שלום לעולם", "מה שלומך?", "תודה רבה"]),
        ("ja", ["今日は良い天気です。", "明日は雨が降ります。"], ["今日の天気は良いです。", "明日は雨でしょう。"]),
    ],
)
def test_any_script(lang: str, left: list[str], right: list[str]) -> None:
    assert sides(align(left, right, lang, lang)) == [((i,), (i,)) for i in range(len(left))]


def test_the_signature_names_weights_and_similarity() -> None:
    fields = dict(part.split(":", 1) for part in ALIGNER.signature().split("|"))
    assert fields["align"] == "lattice"
    assert fields["sim"] == "lexical"
    assert fields["weights"]
