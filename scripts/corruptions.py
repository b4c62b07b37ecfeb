"""Damage of our own making, to train a metric on: each function takes a text's damage in one known way, or finds no place for it.

Many kinds of damage that test sets hold are left out on purpose, so that those tests remain tests: nothing here changes
negation, gender, tense, aspect, case of pronouns, part of speech or function words, nor swaps names, antonyms or hypernyms,
mixes languages, shuffles a sentence or lower-cases all of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from hexapla.text.tokens import Token, TokenKind, tokenize

Damage = Callable[[str, random.Random, Sequence[str]], str | None]

_LOOK_ALIKE = str.maketrans("aeocpxyABEHKMOPCTXаеосрхуАВЕНКМОРСТХ", "аеосрхуАВЕНКМОРСТХaeocpxyABEHKMOPCTX")


def _words(text: str) -> list[Token]:
    return [token for token in tokenize(text) if token.is_word]


def _cut(text: str, start: int, end: int) -> str:
    """The text without a range, and with one space less where two would be left."""
    if end < len(text) and text[end] == " " and (start == 0 or text[start - 1] == " "):
        end += 1
    return text[:start] + text[end:]


def word_dropped(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A word is missing, sometimes the next one with it."""
    found = _words(text)
    if len(found) < 5:
        return None
    at = dice.randrange(1, len(found) - 1)
    last = found[min(at + (dice.random() < 0.3), len(found) - 1)]
    return _cut(text, found[at].start, last.end)


def word_added(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A word of another text stands between two words."""
    found = _words(text)
    if len(found) < 4 or not words:
        return None
    at = dice.choice(found[1:])
    space = " " if " " in text else ""
    return text[: at.start] + dice.choice(words) + space + text[at.start :]


def word_replaced(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A word of another text instead of one of four letters or more."""
    found = [token for token in _words(text) if len(token.text) > 3 or len(text) < 3 * text.count(" ") + 20]
    if not found or not words:
        return None
    at, other = dice.choice(found), dice.choice(words)
    return text[: at.start] + other + text[at.end :] if other.casefold() != at.key else None


def words_swapped(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """Two neighbouring words in each other's place."""
    found = _words(text)
    places = [k for k in range(1, len(found) - 1) if text[found[k].end : found[k + 1].start].strip() == ""]
    places = [k for k in places if found[k].key != found[k + 1].key]
    if not places:
        return None
    one, other = found[(k := dice.choice(places))], found[k + 1]
    return text[: one.start] + other.text + text[one.end : other.start] + one.text + text[other.end :]


def phrase_moved(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """Two to five words stand elsewhere."""
    found = _words(text)
    if len(found) < 9:
        return None
    size = dice.randint(2, 5)
    at = dice.randrange(1, len(found) - size)
    start, end = found[at].start, found[at + size - 1].end
    rest = _cut(text, start, end)
    target = dice.choice(_words(rest)[1:]).start
    if abs(target - start) < 12:
        return None
    space = " " if " " in text else ""
    return rest[:target] + text[start:end] + space + rest[target:]


def words_merged(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """The space between two words is missing."""
    found = _words(text)
    places = [k for k in range(len(found) - 1) if text[found[k].end : found[k + 1].start] == " "]
    if not places:
        return None
    at = found[dice.choice(places)].end
    return text[:at] + text[at + 1 :]


def word_split(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A space stands inside a word."""
    found = [token for token in _words(text) if len(token.text) > 5]
    if not found:
        return None
    token = dice.choice(found)
    at = dice.randint(token.start + 2, token.end - 2)
    return text[:at] + " " + text[at:]


def word_doubled(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A word stands there twice."""
    found = _words(text)
    if len(found) < 3:
        return None
    token = dice.choice(found)
    return text[: token.end] + (" " if " " in text else "") + token.text + text[token.end :]


def letters_changed(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A letter is missing, doubled, or in the place of its neighbour."""
    found = [token for token in _words(text) if len(token.text) > 3]
    if not found:
        return None
    token = dice.choice(found)
    at = dice.randint(token.start + 1, token.end - 2)
    kind = dice.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if text[at] != text[at + 1] else None


def letter_of_another_script(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A Latin letter is a Cyrillic one of the same look, or the other way round."""
    places = [k for k, c in enumerate(text) if c.translate(_LOOK_ALIKE) != c]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + text[at].translate(_LOOK_ALIKE) + text[at + 1 :]


def number_changed(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A digit of a number is another."""
    places = [k for k, c in enumerate(text) if c.isdecimal() and c.isascii()]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + dice.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def end_changed(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """The full stop at the end is missing, or a comma."""
    if not text or text[-1] not in ".。।":
        return None
    return text[:-1] + dice.choice(["", ","])


def mark_added(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A comma, colon or semicolon follows a word that had none."""
    found = _words(text)
    places = [token.end for token in found[:-1] if text[token.end : token.end + 1] == " "]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + dice.choice(",:;") + text[at:]


def mark_dropped(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A mark inside the text is missing."""
    found = [t for t in tokenize(text)[:-1] if t.kind is TokenKind.MARK and t.text in ',;:()"“”„«»，、']
    if not found:
        return None
    token = dice.choice(found)
    return text[: token.start] + text[token.end :]


def marks_spaced(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """Spaces stand before the marks."""
    found = [t.start for t in tokenize(text) if t.kind is TokenKind.MARK and t.text in ".,;:!?" and t.start]
    found = [at for at in found if not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()]
    if not found or " " not in text:
        return None
    for at in reversed(found[: dice.randint(1, 3)]):
        text = text[:at] + " " + text[at:]
    return text


def capital_changed(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """A word has a capital that had none, or the other way round."""
    found = [token for token in _words(text) if token.text[0].swapcase() != token.text[0]]
    if not found:
        return None
    token = found[0] if dice.random() < 0.4 else dice.choice(found)
    return text[: token.start] + text[token.start].swapcase() + text[token.start + 1 :]


def truncated(text: str, dice: random.Random, words: Sequence[str]) -> str | None:
    """The end is missing."""
    found = _words(text)
    if len(found) < 8:
        return None
    return text[: found[dice.randint(len(found) // 2, len(found) - 2)].end]


DAMAGES: tuple[Damage, ...] = (
    word_dropped,
    word_added,
    word_replaced,
    words_swapped,
    phrase_moved,
    words_merged,
    word_split,
    word_doubled,
    letters_changed,
    letter_of_another_script,
    number_changed,
    end_changed,
    mark_added,
    mark_dropped,
    marks_spaced,
    capital_changed,
    truncated,
)
"""All kinds of damage."""
