"""Readings of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.languages.traits import traits_of
from hexapla.text.quotes import Fault, Reading, read_quotes


def read(text: str, lang: str) -> Reading:
    traits = traits_of(lang)
    return read_quotes(text, traits.quotes, traits.spaces, "»" in traits.space_before)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", 'He said "yes" and "no".'),
        ("en", "“Yes,” he said (“no”) – “never”."),
        ("en", 'A 17" screen, 5\' 8" wide.'),
        ("de", "„Ja“, sagte er, »nein«."),
        ("fr", "« Oui », dit-il, «\u00a0non\u00a0»."),
        ("sv", "Han sade ”ja” och ”nej”."),
        ("ru", "Газета «Труд „и“ мир»."),
        ("he", 'דובר צה"ל אמר כי ה"מבצע" הסתיים.'),
        ("ja", "彼は「『はい』と言え」と言った。"),
        ("zh", "他说：“好。”她说：“不好。”"),
    ],
)
def test_good_quotations_have_neither_faults_nor_strays(lang: str, text: str) -> None:
    reading = read(text, lang)
    assert not reading.faults
    assert not reading.strays
    assert reading.pairs or "17" in text


def test_a_mark_between_spaces_has_no_partner() -> None:
    (stray,) = read("the weapons of “ the future", "en").strays
    assert (stray.at, stray.mark, stray.adrift) == (15, "“", True)


def test_a_closing_mark_turned_round_is_told_with_what_should_stand() -> None:
    (fault,) = read("他说：“我们走吧。“", "zh").faults
    assert (fault.fault, fault.start, fault.end, fault.wanted) == (Fault.REVERSED, 9, 10, "”")


def test_spaces_on_the_inner_side_are_faults_unless_the_language_sets_them() -> None:
    assert [f.fault for f in read('" Yes" he said', "en").faults] == [Fault.SPACE_INSIDE]
    assert not read("« Oui » dit-il", "fr").faults


def test_an_open_quotation_is_a_stray_that_opens() -> None:
    (stray,) = read('She called it "a good day.', "en").strays
    assert stray.opens
    assert not stray.adrift


@given(st.text(alphabet='ab. ,“”„"«»「」\u00a0', max_size=40), st.sampled_from(["en", "de", "fr", "zh", "he"]))
def test_every_mark_is_read_once(text: str, lang: str) -> None:
    reading = read(text, lang)
    ends = [at for pair in reading.pairs for at in pair] + [quote.at for quote in reading.strays]
    assert len(ends) == len(set(ends))
    assert all(text[quote.at] == quote.mark for quote in reading.strays)
    assert all(0 <= fault.start < fault.end <= len(text) for fault in reading.faults)
