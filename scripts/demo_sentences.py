"""Makes Spanish-English sentence pairs from the patterns in ``corpora/demo-engine/sentences.toml``. Standard library only."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "corpora" / "demo-engine"
SPEECH = 0.25
"""Share of sentences with somebody's words in them."""
BARE = 0.04
"""Share of sentences without a full stop, as headings are."""

_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERED = re.compile(r"\d+$")
_NUMBERS = {"day", "year", "small", "whole", "money", "decimal", "percent"}
_PLURALS = {"deeds": "deed", "predicates": "predicate"}

Forms = tuple[str, str, str]
"""Spanish with a singular subject, Spanish with a plural one, English."""


class Sentences:
    """Draws sentence pairs; the same seed draws the same ones.

    Args:
        seed: Of the random numbers.
        folder: Where ``sentences.toml`` is.
    """

    def __init__(self, seed: int, folder: Path = FOLDER) -> None:
        self._patterns: dict[str, list[str]] = tomllib.loads((folder / "sentences.toml").read_text("utf-8"))
        self._random = random.Random(seed)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        while True:
            speech = self._random.random() < SPEECH
            spanish, _, english = self._draw("speech" if speech else "sentence")
            if not speech and self._random.random() >= BARE:
                spanish, english = spanish + ".", english + "."
            yield _begun(_contracted(spanish)), _begun(english)

    def _draw(self, slot: str) -> Forms:
        if slot in _NUMBERS:
            return self._number(slot)
        if slot == "name":
            full = f"{self._random.choice(self._patterns['given'])} {self._random.choice(self._patterns['surname'])}"
            return full, full, full
        parts = self._random.choice(self._patterns[slot]).split(" | ")
        if len(parts) == 1:
            return parts[0], parts[0], parts[0]
        singular, plural, english = (parts[0], parts[0], parts[1]) if len(parts) == 2 else parts
        drawn: dict[str, Forms] = {}

        def spanish(match: re.Match[str]) -> str:
            name = match[1]
            for preposition in ("de_", "a_"):
                if name.startswith(preposition):
                    return f"{preposition[:-1]} {self._bound(name.removeprefix(preposition), drawn)[0]}"
            return self._bound(name, drawn)[_NUMBERED.sub("", name) in _PLURALS]

        made = [_SLOT.sub(spanish, part) for part in (singular, plural)]
        return made[0], made[1], _SLOT.sub(lambda match: self._bound(match[1], drawn)[2], english)

    def _bound(self, name: str, drawn: dict[str, Forms]) -> Forms:
        """What a slot is filled with: the same on both sides of a pattern; a number at its end asks for another draw."""
        number = _NUMBERED.search(name)
        base = _NUMBERED.sub("", name)
        base = _PLURALS.get(base, base)
        key = base + (number[0] if number else "")
        if key not in drawn:
            drawn[key] = self._draw(base)
        return drawn[key]

    def _number(self, slot: str) -> Forms:
        pick = self._random
        if slot in ("day", "year", "small"):
            low, high = {"day": (1, 31), "year": (1980, 2029), "small": (2, 40)}[slot]
            text = str(pick.randint(low, high))
            return text, text, text
        if slot == "decimal" or (slot == "percent" and pick.random() < 0.7):
            whole, part = pick.randint(0, 99) if slot == "percent" else pick.randint(1, 99), pick.randint(1, 99)
            part = part if pick.random() < 0.3 else max(1, part // 10)
            return f"{whole},{part}", f"{whole},{part}", f"{whole}.{part}"
        if slot == "percent":
            text = str(pick.randint(1, 100))
            return text, text, text
        value = (
            pick.randint(1, 9) * 10 ** pick.randint(2, 5) if pick.random() < 0.3 else int(10 ** pick.uniform(1.3, 6))
        )
        english = f"{value:,}"
        spanish = str(value) if 1000 <= value < 10_000 and pick.random() < 0.5 else english.replace(",", ".")
        return spanish, spanish, english


def _contracted(spanish: str) -> str:
    """``de el`` and ``a el`` as one word."""
    return re.sub(r"\ba el ", "al ", re.sub(r"\bde el ", "del ", spanish))


def _begun(sentence: str) -> str:
    """The sentence with a capital at its beginning, and after an opening quotation mark."""
    return re.sub(r"(^|[«“])(\w)", lambda match: match[1] + match[2].upper(), sentence)


def pairs(number: int, seed: int, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """So many different pairs whose Spanish side is not among the given ones."""
    found: dict[str, str] = {}
    for spanish, english in Sentences(seed):
        if spanish not in without:
            found.setdefault(spanish, english)
        if len(found) == number:
            break
    return list(found.items())
