"""Documents are paired by what is in them."""

from __future__ import annotations

from hexapla.alignment.documents import DocumentPair, pair_documents
from hexapla.similarities import Comparer
from hexapla.similarities.lexical import Lexical

TEXTS = [
    "The harbour of Valmera was closed after the storm. Captain Ortiz lost two ferries and 300 crates of oranges.",
    "Scientists in Tromsø counted 4,512 whales this spring, more than ever. Professor Lund called it a surprise.",
    "The orchestra of Graz plays Bruckner on Friday. Tickets cost 25 euros, and the mayor will open the evening.",
    "A new bridge over the Drina opens in May. Engineers from Tuzla tested it with forty lorries full of gravel.",
]


def compare(left: object, right: object, left_lang: str, right_lang: str) -> Comparer:
    return Lexical().compare(left, right, left_lang=left_lang, right_lang=right_lang)  # type: ignore[arg-type]


def pairs(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    found = pair_documents(left, right, "en", "en", compare)
    assert all(0 <= pair.confidence <= 1 for pair in found)
    return [(pair.left, pair.right) for pair in found]


def garbled(text: str) -> str:
    return text.replace(" of ", "of ").replace("The ", "A ").replace("was", "is")


def test_documents_in_another_order_and_some_missing() -> None:
    left, right = TEXTS[:3], [garbled(TEXTS[k]) for k in (3, 2, 0)]
    assert pairs(left, right) == [(0, 2), (2, 1)]


def test_a_lone_pair() -> None:
    assert pairs(TEXTS[:1], [garbled(TEXTS[0])]) == [(0, 0)]


def test_nothing_in_common_or_nothing_there() -> None:
    assert pairs(TEXTS[:2], ["Ψηλά στο βουνό", "高い山"]) == []
    assert pairs([], TEXTS) == []
    assert pairs(["", " "], TEXTS) == []


def test_the_same_document_twice_is_no_clear_choice() -> None:
    found = pair_documents(TEXTS[:2], [TEXTS[0], TEXTS[0], TEXTS[1]], "en", "en", compare)
    assert found[0] == DocumentPair(0, 0, 0.0)
    assert found[1].confidence > 0.8


def test_long_documents_are_compared_by_parts() -> None:
    filler = "Nothing much happened on that day in the valley. " * 2000
    left = [filler + text + filler for text in TEXTS]
    assert pairs(left, left[::-1]) == [(0, 3), (1, 2), (2, 1), (3, 0)]
