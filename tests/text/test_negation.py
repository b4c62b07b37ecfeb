"""Where negations stand, in the languages that have lists of them."""

from __future__ import annotations

import pytest

from hexapla.languages import LanguageData
from hexapla.text.negation import negations, softeners, unfinished

WORDS = LanguageData().words


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("fr", "Le traité ne s’applique pas ici.", ["ne"]),
        ("fr", "Il n’y a que deux ponts.", []),
        ("fr", "Elle n’est plus là.", ["n"]),
        ("fr", "Une personne est partie, sans faire un pas.", []),
        ("fr", "Non seulement il vient, mais il paie.", []),
        ("ar", "وليس الجميع مقتنعين.", ["وليس"]),
        ("ar", "ولا يزال يعمل", []),
        ("ar", "لا سيما في الشمال", []),
        ("he", "הוא אמר שלא יבוא", ["שלא"]),
        ("he", "ואין סיכוי", ["ואין"]),
        ("he", "לא רק זה", []),
        ("he", "הם הלכו אל הבית", []),
        ("he", "הדלי מלא מים", []),
        ("ja", "見えなかった", ["なかった"]),
        ("ja", "彼は行きません", ["ません"]),
        ("ja", "言わずに帰った", ["ずに"]),
        ("ja", "行かなければならない。", []),
        ("ja", "しまいました", []),
        ("ja", "少なくとも必ず来る", []),
        ("ja", "やむを得ず中止した", []),
        ("hi", "उसने भुगतान नहीं किया है।", ["नहीं"]),
        ("hi", "वह न केवल गया", []),
        ("uk", "Грошей немає", ["немає"]),
        ("uk", "Вона не п’є", ["не"]),
        ("uk", "Він не лише прийшов до незалежної країни", []),
        ("is", "Enginn kom og hún vissi ekki neitt", ["Enginn", "ekki"]),
        ("is", "Hann kom ekki fyrr en í mars, þótt hann eigi hús", []),
        ("ko", "그는 가지 않았다", ["않았다"]),
        ("ko", "뿐만 아니라 끊임없이 일한다", []),
        ("hr", "Nije došao", ["Nije"]),
        ("cs", "Necestuj daleko, nedávno pršelo", ["Necestuj"]),
        ("en", "They don't come, not until Monday", ["don't"]),
    ],
)
def test_places(lang: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in negations(text, lang, WORDS)] == found


@pytest.mark.parametrize(
    ("lang", "text", "missing"),
    [
        ("ru", "Ни одна другая страна заходит так далеко", "Ни одна"),
        ("ru", "Ни одна страна не заходит", ""),
        ("uk", "Жоден із них прийшов на збори", "Жоден із"),
        ("hu", "Senki látta a házat tegnap", "Senki látta"),
        ("ro", "Nimeni a văzut casa ieri", "Nimeni a"),
        ("fr", "Il ne vient à la fête ce soir", "ne vient"),
        ("cs", "Nikdo neviděl dům včera", ""),
    ],
)
def test_a_second_part_is_missed(lang: str, text: str, missing: str) -> None:
    found = [text[start:end] for start, end in unfinished(text, lang)]
    assert [words[: len(missing)] for words in found] == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "an impossible and undisclosed sum", ("impossible", "undisclosed")),
        ("en", "information inside the district was discovered", ()),
        ("fr", "des informations importantes", ()),
        ("ru", "несколько независимых стран", ()),
        ("he", "ובלי ספק", ("ובלי", "ספק")),
    ],
)
def test_words_that_carry_the_sense(lang: str, text: str, found: tuple[str, ...]) -> None:
    assert softeners(text, lang, WORDS) == found
