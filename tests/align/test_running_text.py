"""Beads of running text: they cover both texts, mend false breaks and lost full stops, and follow what moved."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.aligners.lattice import Lattice
from hexapla.alignment._borders import Version, borders, likelihood, lower_shares
from hexapla.alignment.running_text import SpanLink, align_running_text
from hexapla.similarities.lexical import Lexical

ALIGNER = Lattice(Lexical())


def segment(text: str, lang: str) -> list[tuple[int, int]]:
    """Sentences by their full stops; a line break parts them as well."""
    return [m.span() for m in re.finditer(r"[^\s.!?\n][^.!?\n]*[.!?]*|[.!?]+", text)]


def align(left: str, right: str, lang: str = "en") -> list[SpanLink]:
    links = align_running_text(left, right, left_lang=lang, right_lang=lang, segment=segment, align=ALIGNER.align)
    for text, spans in ((left, [link.left for link in links]), (right, [link.right for link in links])):
        covered = sorted(span for span in spans if span)
        assert "".join("".join(text[a:b].split()) for a, b in covered) == "".join(text.split())
        assert all(a < b and not text[a].isspace() and not text[b - 1].isspace() for a, b in covered)
        assert all(x[1] <= y[0] for x, y in pairwise(covered))
    assert all(link.left or link.right for link in links)
    return links


def words(left: str, right: str, links: list[SpanLink]) -> list[tuple[str, str]]:
    return [
        (left[slice(*link.left)] if link.left else "", right[slice(*link.right)] if link.right else "")
        for link in links
    ]


@given(st.text(alphabet="ab. \nÉ語。,-3", max_size=40), st.text(alphabet="ab. \nÉ語。,-3", max_size=40))
@settings(max_examples=40, deadline=None)
def test_the_beads_cover_both_texts_and_are_always_the_same(left: str, right: str) -> None:
    assert align(left, right) == align(left, right)


def test_a_false_break_is_mended() -> None:
    right = "The harbour master closed the gates. The ferry from Tallinn waited outside until dawn. Nobody complained."
    left = "The harbour master closed the gates. The ferry from Tallinn.\nWaited outside until dawn. Nobody complained."
    assert (
        "The ferry from Tallinn.\nWaited outside until dawn.",
        "The ferry from Tallinn waited outside until dawn.",
    ) in words(left, right, align(left, right))


def test_a_lost_full_stop_is_found() -> None:
    right = "The council met in Graz on Monday. It refused the budget for the new bridge. The mayor left early."
    left = "The council met in Graz on Monday It refused the budget for the new bridge. The mayor left early. it"
    left = left.removesuffix(" it") + " Asked later, he said it was late."
    right += " Asked later, he said it was late."
    found = words(left, right, align(left, right))
    assert ("The council met in Graz on Monday", "The council met in Graz on Monday.") in found


def test_what_has_no_counterpart_stays_alone() -> None:
    right = "The goalkeeper broke a finger. The match ended without goals."
    left = (
        "The goalkeeper broke a finger. Tickets for the opera are sold out until March. The match ended without goals."
    )
    assert ("Tickets for the opera are sold out until March.", "") in words(left, right, align(left, right))


@pytest.mark.parametrize(
    ("lang", "left", "right"),
    [
        ("th", "สวัสดีครับ วันนี้อากาศดีมาก ขอบคุณ", "สวัสดี อากาศวันนี้ดีมาก ขอบคุณมาก"),
        ("km", "សួស្តីពិភពលោក។ ថ្ងៃនេះអាកាសធាតុល្អ។", "សួស្តីពិភពលោក។ អាកាសធាតុល្អណាស់។"),
        ("he", "שלום עולם. מה שלומך היום? תודה.", "שלום לעולם. מה שלומך? תודה רבה."),
        ("ja", "今日は良い天気です。明日は雨が降ります。", "今日の天気は良いです。明日は雨でしょう。"),
        (
            "en",
            "no punctuation at all here and no capitals either",
            "there are no capitals and there is no punctuation",
        ),
        ("en", "🙂🙂 🎉\n👍", "🙂 🎉 👍👍"),
        ("en", "word " * 20_000, "word " * 200 + "Something else."),
        ("de", "Ein Satz.", "Ein Satz. " + "Noch ein anderer Satz, mit Zahlen wie 17. " * 100),
    ],
)
def test_any_script_and_any_proportion(lang: str, left: str, right: str) -> None:
    there = align(left, right, lang)
    assert all(0 <= link.confidence <= 1 for link in there)
    back = {(link.right, link.left) for link in align(right, left, lang)}
    assert len(back & {(link.left, link.right) for link in there}) > 0


def test_titles_without_a_full_stop_are_parted() -> None:
    title, other = "Harbour closed for repairs until the end of May", "Ferries use the northern quay"
    body = "The harbour master announced the closure on Tuesday. Nobody complained about it."
    left = f"{title}\n{body}\n{other}\nThe quay was built in 1904."
    right = f"{title} {body} {other} The quay was built in 1904."
    found = words(left, right, align(left, right))
    assert ("The quay was built in 1904.", "The quay was built in 1904.") in found
    assert (title, title) in found


def test_what_looks_like_a_border_is_weighed() -> None:
    """A line break, a full stop, an abbreviation and a capital within a sentence, from likely to unlikely."""
    text = "The ferry left at noon.\nIt came back late. Dr. Ito waited with the Tallinn Harbour Board for hours."
    version = Version(text, "en", segment(text, "en"))
    lower = lower_shares((text,))
    likely = {border.place: likelihood(border) for border in borders(version, version, lower)}
    after = {name: likely.get(text.index(name), 0.0) for name in ("It came", "Dr. Ito", "Ito", "Harbour")}
    assert after["It came"] > 0.8
    assert after["Dr. Ito"] > 0.4
    assert after["Ito"] < after["Dr. Ito"] / 2
    assert after["Harbour"] < 0.1


def test_marks_set_off_by_spaces_are_no_borders() -> None:
    text = "Il a dit : « Venez donc ! » Ensuite Nora ( la voisine ) est partie . Merci ."
    version = Version(text, "fr", [(0, len(text))])
    places = {border.place for border in borders(version, version, lower_shares((text,)))}
    assert not places & {text.index(mark) for mark in ("! »", "» Ens", ") est", ". Merci", "Venez", "la voisine")}
    assert text.index("Merci") in places


def test_empty_texts() -> None:
    assert align("", "") == []
    assert [link.right for link in align("  \n", "One. Two.")] == [(0, 4), (5, 9)]
