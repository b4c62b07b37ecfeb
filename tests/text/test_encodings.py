"""Misread bytes and character references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.text.encodings import misread_stretches, misread_words, unescaped


@pytest.mark.parametrize("word", ["für", "tajemník", "точки", "已经在线", "’", "– gut"])
def test_utf8_read_as_windows_1252_is_taken_back(word: str) -> None:
    # bytes that Windows-1252 leaves undefined come out as control characters
    misread = "".join(
        bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in word.encode()
    )
    text = f"so {misread} so"
    repaired = text
    for start, end, meant in reversed(list(misread_stretches(text))):
        repaired = repaired[:start] + meant + repaired[end:]
    assert repaired == f"so {word} so"


def test_words_are_widened_and_joined() -> None:
    assert list(misread_words("ein pÅ™edplatnÃ© Wort")) == [(4, 16, "předplatné")]


def test_other_code_pages_need_several_letters() -> None:
    assert [meant for *_, meant in misread_words("РџСЂРёРІРµС‚ всем")] == ["Привет"]
    assert not list(misread_stretches("Рядом ЙІСІНІ, №5 — «СССР»"))


@pytest.mark.parametrize("text", ["CAFÉ® and «MANHÃ»", "Öl für Ägypten", "«Ñ»", "naïve café – 5 €", ""])
def test_good_text_is_left_alone(text: str) -> None:
    assert not list(misread_stretches(text))


@given(st.text(max_size=60))
def test_stretches_are_ordered_and_in_the_text(text: str) -> None:
    at = 0
    for start, end, meant in misread_stretches(text):
        assert at <= start < end <= len(text)
        assert meant != text[start:end]
        at = end


@pytest.mark.parametrize(
    ("reference", "meant"),
    [("&quot;", '"'), ("&amp;quot;", '"'), ("&#39;", "'"), ("&#x2019;", "’"), ("&nothing;", None), ("&amp;", "&")],
)
def test_references_are_resolved_however_often_escaped(reference: str, meant: str | None) -> None:
    assert unescaped(reference) == meant
