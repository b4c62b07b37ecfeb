"""What follows what, and runs of words that another version has elsewhere."""

from __future__ import annotations

import pytest

from hexapla.text.joints import Joints, class_of, joints_of
from hexapla.text.moves import FEATURES, LEAST_GAIN, moves
from hexapla.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("The bridge, 12 years old.", ["the", "-ge", ",", "#", "-rs", "-ld", "."]),
        ("«Мост» готов!", ['"', "+ст", '"', "-ов", "."]),
        ("यह पुल है।", ["-यह", "-ुल", "-है", "."]),
    ],
)
def test_words_are_classes_or_their_endings(text: str, classes: list[str]) -> None:
    assert [class_of(token, {"the"}) for token in tokenize(text)] == classes


def test_a_word_put_where_it_belongs_fits_better() -> None:
    joints = Joints(
        {"in", "the", "gulf", "of"}, {"in the": 2.0, "the gulf": 1.0, "in gulf": -1.0, "the .": -2.0, ". gulf": -1.0}
    )
    left, hole, right = tokenize("in the gulf")
    assert joints.room([left, right], hole, hole) == 4.0
    assert joints.against_break(hole, right) == 1.0 + 3.0 + 0.5
    assert joints.room([left], hole, hole) == 0.0


@pytest.mark.parametrize(
    ("lang", "going_on", "ending"),
    [("en", "of the", "the end"), ("fr", "de la", "la fin"), ("he", "של ה", "את זה"), ("uk", "та в", "в місті")],
)
def test_function_words_end_no_sentence(lang: str, going_on: str, ending: str) -> None:
    joints = joints_of(lang)
    assert joints is not None
    assert joints.ends(tokenize(going_on)[0]) < joints.ends(tokenize(ending)[-1])


def test_a_language_it_was_not_learnt_for_is_said_to_be_unknown() -> None:
    assert joints_of("xx") is None


def found(own: str, theirs: str) -> set[str]:
    tokens = tokenize(own)
    runs = moves(tokens, tokenize(theirs), lambda key: 4.0, (), None, shortest=1, longest=6)
    assert all(len(run.features) == len(FEATURES) for run in runs)
    assert all(run.features[FEATURES.index("gain")] >= LEAST_GAIN for run in runs)
    return {own[tokens[run.own[0]].start : tokens[run.own[1] - 1].end] for run in runs}


def test_a_run_that_stands_elsewhere_is_seen() -> None:
    theirs = "The new bridge over the wide river was opened on Monday."
    assert "over the wide river" in found("The new bridge was opened on over the wide river Monday.", theirs)
    assert found(theirs, theirs) == set()
