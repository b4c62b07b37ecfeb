"""The whole rule set on texts that no rule was made for: none may fail, hang or see faults in what is right.

Each text is checked alone, beside itself as its reference, and beside a source, through the public pipeline.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from hexapla import pipeline
from hexapla.build import Plan
from hexapla.model import Comparison, Passage, Role, Span, Text, Unit

SENTENCE = "The ferry left the harbour at noon, and the pilot, who had slept badly, waved to nobody in particular. "
LONG = {
    "en": SENTENCE,
    "zh": "渡轮中午离开港口，傍晚返回。“没有人挥手，”船长说。",
    "ar": "غادرت العبارة الميناء ظهرا ثم عادت مساء، وقال القبطان: «لم يلوح أحد». ",
}
SLIPS = {"en": "Nobody waved back .", "zh": "没有人挥手 。", "ar": "لم يلوح أحد ."}
ZALGO = "".join(letter + "\u0316\u0353\u030d\u0346\u0489" for letter in "The harbour is closed")
CLEAN = {
    "code": (
        "en",
        "Call `openGate(key=None)` before\n\n    for item in items:\n        print(item['name'])\n\nruns again.",
    ),
    "a table": ("en", "| Port | Ships | Tonnes |\n|---|---:|---:|\n| Velk | 12 | 3,400 |\n| Lund | 7 | 1,250 |"),
    "a poem": (
        "en",
        "so much waits\n  upon\n\na grey\n  ferry\n\nglazed by the\n  morning\n\nbeside the white\n  cranes",
    ),
    "a German poem": ("de", "Still der Hafen,\nstill die Nacht,\nnur der alte\nLotse wacht."),
    "capitals": ("en", "THE COUNCIL OF LUND HEREBY GIVES NOTICE THAT THE FERRY WILL NOT SAIL ON SUNDAYS."),
    "capitals, Russian": ("ru", "ПАРОМ НЕ ХОДИТ ПО ВОСКРЕСЕНЬЯМ, КАССА ЗАКРЫТА."),
    "names": (
        "en",
        "Anna Lindqvist, Bo Lindqvist, Carla de Souza, Dmitri Petrov, Eun-ji Park, Fatima al-Sayed, Li Wei, Ó Briain.",
    ),
    "addresses": (
        "en",
        "See https://example.org/caf%C3%A9/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC?q=a%20b&lang=ru#top or ask ops@example.org.",
    ),
    "Markdown": (
        "en",
        "## Timetable\n\n- **Noon**: the *first* ferry ([map](https://example.org/map_1.png))\n- `POST /v1/tickets` sells one\n\n> No dogs.",
    ),
    "HTML": (
        "en",
        '<p class="note">The <em>first</em> ferry leaves at noon.<br/>The <a href="/next">next</a> one at two.</p>',
    ),
    "mixed directions": ("he", "המעבורת Aurora יוצאת בשעה 12:30 מרציף B7, ואז שבה."),
    "Arabic with Latin": ("ar", "تغادر العبارة Aurora الرصيف B7 في الساعة 12:30 ثم تعود."),
    "emoji": ("en", "First ferry of the year 🚢🎉 and the crew 👩🏽‍✈️👨‍👩‍👧‍👦 waved 🏴󠁧󠁢󠁳󠁣󠁴󠁿 back!"),
    "Georgian": ("ka", "ბორანი ნავსადგურს შუადღისას ტოვებს და საღამოს ბრუნდება."),
    "Amharic": ("am", "ጀልባው እኩለ ቀን ላይ ወደቡን ለቆ ወጣ፤ ማታ ተመለሰ።"),
    "Cherokee": ("chr", "ᎣᏏᏲ ᏂᎦᏓ ᎠᏂᏴᏫ ᏙᎯᏱ ᎨᏎᏍᏗ."),
    "a language nobody knows": ("qaa", "Velu tamo rik nesso, pandi u rik tamo vel."),
    "Thai": ("th", "เรือข้ามฟากออกจากท่าตอนเที่ยงและกลับมาตอนเย็น"),
    "Icelandic": ("is", "Ferjan fór frá höfninni um hádegi og kom aftur um kvöldið."),
    "Hindi": ("hi", "नौका दोपहर में बंदरगाह से निकली और शाम को लौट आई।"),
    "Korean": ("ko", "여객선은 정오에 항구를 떠나 저녁에 돌아왔다."),
    "Ukrainian": ("uk", "Пором вийшов із порту опівдні й повернувся ввечері."),
    "Japanese": ("ja", "連絡船は正午に港を出て、夕方に戻った。"),
    "French": ("fr", "« Nous nous reverrons demain », dit-elle ; le bac partit à midi, puis l’on n’en parla plus."),
}
HARD = {
    "nothing": ("en", ""),
    "spaces": ("en", " \t \u00a0\u2009\u3000 "),
    "marks": ("en", "…?!—–-''\"\"«»()[]{}<>/\\|@#$%^&*~`;:,."),
    "zalgo": ("en", ZALGO),
    "control characters": ("en", "The\u0000 ferry\u0007 left\u200b the\ufeff harbour\u202e at\u2066 noon\u2069."),
    "lone surrogates of a bad reader": ("en", "The ferry \udcff left \ud83d the harbour."),
    "one letter": ("de", "a"),
    "a thousand marks": ("en", "." * 1000 + '"' * 1000 + "," * 1000),
    "one word over and over": ("en", "ferry " * 500),
    "a word without end": ("de", "fähren" * 2000),
    "mixed newlines": ("en", "The ferry\r\nleft the\rharbour\u2028at noon\u0085and\vcame\fback."),
    "half of a reference": ("en", "Fish &amp;amp;amp; chips &#x; &nosuch; &"),
    "characters without words": ("zh", "，。！？「」『』"),
}
BESIDE = ("alone", "reference", "source")


def checked(lang: str, text: str, beside: str, rows: int = 1) -> Comparison:
    """A text checked as so many equal rows."""
    units = tuple(Unit(Span(n * (len(text) + 1), n * (len(text) + 1) + len(text)), str(n)) for n in range(rows))
    whole = "\n".join([text] * rows)
    texts = [Text("mt", Role.HYPOTHESIS, lang, whole, units)]
    if beside == "reference":
        texts.insert(0, Text("ref", Role.REFERENCE, lang, whole, units))
    if beside == "source":
        texts.insert(0, Text("source", Role.SOURCE, "en" if lang != "en" else "fr", whole, units))
    (comparison,) = pipeline.check([Passage("p", tuple(texts), paired=True)], Plan())
    return comparison


@pytest.mark.parametrize("beside", ["alone", "reference"])
@pytest.mark.parametrize("name", CLEAN)
def test_good_text_of_an_unusual_kind_yields_nothing(name: str, beside: str) -> None:
    lang, text = CLEAN[name]
    found = checked(lang, text, beside).findings
    assert not found, [(f.rule, f.message) for f in found]


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("name", HARD)
def test_hard_text_breaks_no_rule(name: str, beside: str) -> None:
    lang, text = HARD[name]
    comparison = checked(lang, text, beside)
    for finding in comparison.findings:
        assert 0 <= finding.at.span.start <= finding.at.span.end <= len(text)
        assert 0 < finding.confidence <= 1
        assert finding.message
        spans = sorted(change.span for change in finding.changes)
        assert not any(one.overlaps(other) for one, other in pairwise(spans))


def test_a_language_without_data_says_which_rules_are_off() -> None:
    comparison = checked("qaa", "Velu tamo rik nesso.", "alone")
    run = comparison.run_of("check")
    assert run is not None
    assert set(run.ran).isdisjoint(dict(run.skipped))
    assert "punctuation-spacing" in run.ran


@pytest.mark.parametrize("beside", ["reference", "source"])
@pytest.mark.parametrize("lang", LONG)
def test_a_huge_segment_is_read_to_its_end(lang: str, beside: str) -> None:
    """200,000 characters in one row; ``scripts/bench flags --speed`` shows how the time of every rule grows."""
    text = LONG[lang] * (200_000 // len(LONG[lang]))
    wrong = f"{text}{SLIPS[lang]}"
    assert not checked(lang, text, beside).findings
    assert checked(lang, wrong, "alone").findings[-1].at.span.end == len(wrong)
