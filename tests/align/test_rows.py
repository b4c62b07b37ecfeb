"""Rows: the finest cut on which a hypothesis and its references agree, with every character in exactly one row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.aligners import Link
from hexapla.alignment.columns import Aligners, align_columns, in_order
from hexapla.alignment.rows import count_rows, cut_rows, pairs, row_texts
from hexapla.model import Alignment, Bead, Comparison, Passage, Role, Segmentation, Span, Text, Unit


def text(name: str, role: Role, segments: list[str]) -> Text:
    at, units = 0, []
    for i, segment in enumerate(segments):
        units.append(Unit(Span(at, at + len(segment)), str(i)))
        at += len(segment) + 1
    return Text(name, role, "en", "\n".join(segments), tuple(units))


def comparison(texts: list[Text], links: dict[str, list[tuple[list[int], list[int], bool]]]) -> Comparison:
    hub = texts[0]
    alignments = []
    for column in texts[1:]:
        beads = [
            Bead(
                tuple(column.units[i].span for i in left) or (Span(0, 0),),
                tuple(hub.units[j].span for j in right) or (Span(0, 0),),
                0.5,
                moved,
            )
            for left, right, moved in links[column.name]
        ]
        alignments.append(Alignment(column.name, hub.name, in_order(beads)))
    segmentations = tuple(Segmentation(t.name, tuple(u.span for u in t.units)) for t in texts)
    return Comparison(Passage("p", tuple(texts)), segmentations, tuple(alignments))


def texts_are_those_of_the_pairs(found: Comparison, hypothesis: str) -> None:
    """What metrics that look at words alone are given is what the pairs hold."""
    made = pairs(found, hypothesis)
    assert row_texts(found, hypothesis) == (
        [pair.hypothesis.text for pair in made],
        [[row.text for row in pair.references] for pair in made],
    )
    assert count_rows(found, hypothesis) == len(made)


def shown(found: Comparison, hypothesis: str) -> list[dict[str, str]]:
    texts_are_those_of_the_pairs(found, hypothesis)
    return [{row.column: row.text for row in (pair.hypothesis, *pair.references)} for pair in pairs(found, hypothesis)]


def test_joined_split_added_and_omitted() -> None:
    found = comparison(
        [
            text("ref", Role.REFERENCE, ["a1", "a2", "b", "c", "d"]),
            text("mt", Role.HYPOTHESIS, ["A", "X", "B1", "B2", "D"]),
        ],
        {"mt": [([0], [0, 1], False), ([1], [], False), ([2, 3], [2], False), ([], [3], False), ([4], [4], False)]},
    )
    assert shown(found, "mt") == [
        {"mt": "A", "ref": "a1\na2"},
        {"mt": "X", "ref": ""},
        {"mt": "B1\nB2", "ref": "b"},
        {"mt": "", "ref": "c"},
        {"mt": "D", "ref": "d"},
    ]
    assert pairs(found, "mt")[3].hypothesis.span(0, 0) == Span(9, 9)  # behind B2, where it is missing


def test_a_second_reference_joins_rows_another_system_does_not() -> None:
    found = comparison(
        [
            text("ref", Role.REFERENCE, ["a", "b", "c"]),
            text("ref2", Role.REFERENCE, ["ab", "c", "extra"]),
            text("mt", Role.HYPOTHESIS, ["A", "B", "C"]),
            text("other", Role.HYPOTHESIS, ["ABC"]),
        ],
        {
            "ref2": [([0], [0, 1], False), ([1], [2], False), ([2], [], False)],
            "mt": [([i], [i], False) for i in range(3)],
            "other": [([0], [0, 1, 2], False)],
        },
    )
    assert shown(found, "mt") == [
        {"mt": "A\nB", "ref": "a\nb", "ref2": "ab"},
        {"mt": "C", "ref": "c", "ref2": "c\nextra"},
    ]
    without = comparison(
        [t for t in found.passage.texts if t.name != "other"],
        {
            "ref2": [([0], [0, 1], False), ([1], [2], False), ([2], [], False)],
            "mt": [([i], [i], False) for i in range(3)],
        },
    )
    assert cut_rows(without, "mt") == cut_rows(found, "mt")


def test_moved_rows_stand_where_the_hypothesis_has_them() -> None:
    found = comparison(
        [text("ref", Role.REFERENCE, ["a", "b", "c"]), text("mt", Role.HYPOTHESIS, ["C", "A", "B"])],
        {"mt": [([0], [2], True), ([1], [0], False), ([2], [1], False)]},
    )
    assert [pair.hypothesis.text for pair in pairs(found, "mt")] == ["C", "A", "B"]
    assert [pair.moved for pair in pairs(found, "mt")] == [True, False, False]


WORDS = st.lists(st.sampled_from(["one", "two words", "", "три", "四", "five\r"]), min_size=0, max_size=6)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.randoms())
def test_every_segment_is_in_exactly_one_row(left: list[str], right: list[str], rng: object) -> None:
    def link(a: object, b: object, *_: object) -> list[Link]:
        assert isinstance(a, list)
        assert isinstance(b, list)
        both = min(len(a), len(b))
        links = [Link((i,), (i,), 0.9, False) for i in range(both)]
        links += [Link((i,), (), 0.9, False) for i in range(both, len(a))]
        return links + [Link((), (j,), 0.9, False) for j in range(both, len(b))]

    ref, mt = text("ref", Role.REFERENCE, right), text("mt", Role.HYPOTHESIS, left)
    found = align_columns(Passage("p", (ref, mt)), Aligners(lambda t, lang: [], link, lambda *_: []))
    rows = cut_rows(found, "mt")
    for column in (ref, mt):
        spans = [span for row in rows for span in row.spans[column.name] if span.start < span.end]
        assert sorted(spans) == [u.span for u in column.units if u.span.of(column.text).strip()]


def test_empty_rows_of_a_table_are_kept() -> None:
    passage = Passage(
        "p", (text("ref", Role.REFERENCE, ["", "", "x"]), text("mt", Role.HYPOTHESIS, ["", "y", ""])), paired=True
    )
    found = align_columns(passage, Aligners(lambda t, lang: [], lambda *_: [], lambda *_: []))
    assert shown(found, "mt") == [{"mt": "", "ref": ""}, {"mt": "y", "ref": ""}, {"mt": "", "ref": "x"}]


def test_paired_rows_of_two_systems_and_references() -> None:
    texts = [
        text("r1", Role.REFERENCE, ["a", "", "b c"]),
        text("r2", Role.REFERENCE, ["d", "e", ""]),
        text("m1", Role.HYPOTHESIS, ["", "x", "y"]),
        text("m2", Role.HYPOTHESIS, ["p", "q", " r "]),
    ]
    aligners = Aligners(lambda words, lang: [], lambda *sides: [], lambda *sides: [])
    found = align_columns(Passage("p", tuple(texts), paired=True), aligners)
    for name in ("m1", "m2"):
        texts_are_those_of_the_pairs(found, name)
    assert row_texts(found, "m2") == (["p", "q", " r "], [["a", "d"], ["", "e"], ["b c", ""]])
