"""Cutting strings into words, scripts, technical stretches, spacing and breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.text.breaks import count_ends, word_across
from hexapla.text.joins import best_cut, concatenations
from hexapla.text.scripts import in_script, look_alike, script_of
from hexapla.text.spacing import Slip, slips
from hexapla.text.technical import is_technical, technical_spans
from hexapla.text.tokens import tokenize

ZIPF = {"the": 7.7, "cat": 5.0, "sat": 4.8, "at": 6.7, "her": 6.2, "here": 6.0, "eon": 2.0, "on": 6.9}


def zipf(part: str, start: int, end: int) -> float:
    return ZIPF.get(part, 0.0)


def test_the_likeliest_cut_wins() -> None:
    cut = best_cut("hereon", zipf)
    assert cut is not None
    assert cut.parts == ("here", "on")
    assert cut.log_probability == pytest.approx(6.0 + 6.9 - 18)


def test_no_cut_where_letters_are_left_over() -> None:
    assert best_cut("thecatx", zipf) is None
    assert best_cut("the", zipf) is None
    assert best_cut("thecatsat", zipf, most=2) is None


@given(st.lists(st.sampled_from(sorted(ZIPF)), min_size=2, max_size=5))
def test_a_cut_gives_the_string_back(words: list[str]) -> None:
    cut = best_cut("".join(words), zipf)
    assert cut is not None
    assert "".join(cut.parts) == "".join(words)
    assert cut.log_probability >= sum(ZIPF[word] - 9 for word in words) - 1e-9


def test_neighbours_are_written_together_with_their_apostrophes() -> None:
    text = "the club's medical report, well-known men"
    joined = concatenations(text)
    assert joined["club'smedical"] == (1, 5)
    assert joined["well-knownmen"][1] == len(tokenize(text))
    assert "reportwell" not in joined
    assert "well-known" not in joined


def test_look_alikes_are_told_by_script() -> None:
    assert script_of("ж") == "Cyrillic"
    assert script_of("1") == ""
    assert look_alike("а", "Latin") == "a"
    assert look_alike("ж", "Latin") is None
    assert in_script("пoняли", "Cyrillic") == "поняли"
    assert in_script("ж", "Latin") is None


@pytest.mark.parametrize(
    "stretch",
    [
        "https://example.org/a?b=c", "www.example.org", "Example.com", "a.b@example.org", "@someone", "#hashtag",
        "<b class='x'>", "`f(a,b)`", "{name}", "snake_case", "notes.txt", "/usr/bin", "[PERSON12]", ":-)", "B2B", "&quot;",
    ],
)  # fmt: skip
def test_technical_stretches_are_seen_and_words_are_not(stretch: str) -> None:
    text = f"see {stretch} there"
    assert is_technical(text, 4, 4 + len(stretch))
    assert not is_technical(text, 0, 3)
    assert not is_technical(text, len(text) - 5, len(text))
    assert technical_spans("no such thing here, is there?") == ()


def test_slips_are_told_by_kind() -> None:
    found = [(place.slip, place.start, place.end) for place in slips("a b ,c d, ,e", spaced=True)]
    assert found == [(Slip.DOUBLED, 8, 11)]
    assert [p.slip for p in slips("so war es .", spaced=True)] == [Slip.SPACE_BEFORE]
    assert not list(slips("Quoi ?", spaced=True, space_before="?"))


def test_sentences_are_counted_by_their_marks() -> None:
    assert count_ends("Eins. Zwei! “Drei?” Vier...") == 4
    assert count_ends("一。二！三") == 2
    assert count_ends("3.5 und a.b") == 0


def test_a_word_across_a_break_must_be_likelier_than_the_break() -> None:
    words = {"大部分": 5.5, "大": 5.9, "部分": 5.6, "分": 5.0, "部": 5.1}
    assert word_across("的大", "部分员", words, 1.0) == "大部分"
    assert word_across("分", "大", words, 1.0) is None
