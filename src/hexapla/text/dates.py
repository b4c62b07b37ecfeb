"""Months, days of the week and the halves of the day named in words beside the numbers of a text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import regex

from hexapla.languages.lexicons import lexicon_of
from hexapla.languages.traits import traits_of
from hexapla.text.numbers import Number, Value, has_digits, numbers
from hexapla.text.tokens import tokenize


@lru_cache(maxsize=4096)
def months(text: str, lang: str) -> tuple[tuple[int, int, int], ...]:
    """(start, end, 1 to 12) of the months named in words, in order."""
    return tuple(_named(text, lang, "months"))


@lru_cache(maxsize=4096)
def weekdays(text: str, lang: str) -> tuple[tuple[int, int, int], ...]:
    """(start, end, 1 to 7) of the days of the week named in words, in order."""
    return tuple(_named(text, lang, "weekdays"))


def _named(text: str, lang: str, table: str) -> Iterator[tuple[int, int, int]]:
    lexicon = lexicon_of(lang)
    names: dict[str, int] = getattr(lexicon, table)
    if not names:
        return
    if lexicon.number_digits:
        for match in _any_of(lang, table).finditer(text):
            yield match.start(), match.end(), names[match.group()]
        return
    cased = _cased(lang, table)
    for token in tokenize(text):
        if not token.is_word or (cased and token.text[0].islower()):
            continue
        number = _number_of(token.key, lang, table)
        if number is not None:
            yield token.start, token.end, number


@lru_cache(maxsize=65536)
def _number_of(key: str, lang: str, table: str) -> int | None:
    """The number of the month or weekday that a case-folded word names."""
    names: dict[str, int] = getattr(lexicon_of(lang), table)
    number = names.get(key)
    if number is None and len(key) > 3:
        number = next((n for form, n in _stems(lang, table).get(key[:3], ()) if _inflected(key, form)), None)
    return number


@cache
def _any_of(lang: str, table: str) -> regex.Pattern[str]:
    names = sorted(getattr(lexicon_of(lang), table), key=len, reverse=True)
    return regex.compile("(?<![一二三四五六七八九十\\d])(?:" + "|".join(map(regex.escape, names)) + ")")


@cache
def _cased(lang: str, table: str) -> bool:
    """Whether the language writes these names with a capital, so that "may" is no month."""
    numbered = lexicon_of(lang).cldr.get(table, {})
    return all(name[:1].isupper() for names in numbered.values() for name in names) if numbered else False


@cache
def _stems(lang: str, table: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """First three letters -> (form, number) of the long forms of an inflecting language."""
    found: dict[str, list[tuple[str, int]]] = {}
    if traits_of(lang).inflection:
        for form, number in getattr(lexicon_of(lang), table).items():
            if len(form) > 3:
                found.setdefault(form[:3], []).append((form, number))
    return {start: tuple(forms) for start, forms in found.items()}


def _inflected(word: str, form: str) -> bool:
    stem = max(3, len(form) - 1)
    return word[:stem] == form[:stem] and len(word) <= len(form) + 2


def day_halves(text: str, lang: str) -> tuple[tuple[int, int, int, Value], ...]:
    """Marks such as "a.m." or "in the evening" right beside an hour in digits: start, end, 0 or 1 (after noon), the hour."""
    marks = lexicon_of(lang).day_halves
    if not any(marks) or not has_digits(text):
        return ()
    folded, found = text.casefold(), []
    if len(folded) != len(text):  # offsets would be those of another text
        return ()
    for number in numbers(text, lang):
        hours = [hour for hour in (*number.written, *number.parts) if hour.denominator == 1 and 0 < hour <= 12]
        for half, words in enumerate(marks if hours and not number.scaled else ()):
            for word in words:
                spaced = lexicon_of(lang).lang not in _MARK_FIRST
                around = (
                    (number.end, number.end + 12 + len(word))
                    if spaced
                    else (number.start - 4 - len(word), number.start)
                )
                at = folded.find(word, max(0, around[0]), around[1])
                if at < 0 or _parted(text, word, at, number, spaced):
                    continue
                found.append((at, at + len(word), half, next(iter(number.written)) if not number.parts else hours[0]))
                break
    return tuple(sorted(found, key=lambda mark: mark[:2]))


_MINUTES = regex.compile(r"^[:.]\d\d(?!\d)")
_MARK_FIRST = frozenset({"zh", "ja", "ko"})
"""Languages that put the half of the day before the hour."""


def _parted(text: str, word: str, at: int, number: Number, spaced: bool) -> bool:
    """Whether something stands between an hour and a mark that tells the two apart, or the mark is part of a word."""
    between = _MINUTES.sub("", text[number.end : at]) if spaced else text[at + len(word) : number.start]
    if any(c.isdigit() or c in ",;:!?()«»“”" for c in between) or len(between.split()) > 1:
        return True
    if not spaced:
        return False
    return (at > 0 and text[at - 1].isalpha()) or text[at + len(word) : at + len(word) + 1].isalpha()
