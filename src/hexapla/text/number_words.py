"""Numbers written in words: what the words of a text can stand for, and where number words stand.

Numbers in digits are ``hexapla.text.numbers``'.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache

import regex

from hexapla.languages.lexicons import lexicon_of
from hexapla.languages.traits import traits_of
from hexapla.text.dates import months
from hexapla.text.numbers import Number, Value, Values, has_digits, size_of, whole_if_possible, with_unit
from hexapla.text.tokens import Token, tokenize

_HAN = regex.compile(r"[零〇一二两兩三四五六七八九十百千万萬亿億兆]+")
_ROMAN = regex.compile(r"\b(?=[IVX]{2}|[VX]\b)X{0,3}(?:IX|IV|V?I{0,3})\b")


_Item = tuple[Value | None, int]
"""A word of a number: its value, or None and its power of ten."""


@lru_cache(maxsize=4096)
def number_words(text: str, lang: str) -> tuple[Number, ...]:
    """The numbers from two up that are written in words, in order, with their units; by the words that can hardly mean anything else.

    Left out are one, numbers that are not whole ("one and a half"), parts and multiples ("third" is in, "quarter",
    "double" and "both" are not), what stands beside digits, and the languages that write number words closed or in Han
    characters.
    """
    if lexicon_of(lang).number_digits:
        return ()
    found: list[Number] = []
    run: list[tuple[int, int, _Item]] = []
    joined = False
    for start, end, form in (*_forms(tokenize(text), lang), (len(text), len(text), "")):
        item = _plain_word(form, lang)
        if item and (not run or (_adds(run[-1][2], item) if joined else _follows(run[-1][2], item))):
            run.append((start, end, item))
            joined = False
            continue
        if run and not joined and (form in _LINKS or form.casefold() in _joiners(lang)):
            joined = form not in _LINKS
            continue
        if run:
            value = _total([item for _, _, item in run])
            first, last = run[0][0], run[-1][1]
            beside = text[max(0, first - 2) : first] + text[last : last + 2]
            if value > 1 and value.denominator == 1 and run[0][2][0] is not None and not has_digits(beside):
                values: Values = frozenset({value})
                found.append(with_unit(text, lexicon_of(lang), first, last, values))
        run, joined = [(start, end, item)] if item else [], False
    return tuple(found)


def _forms(tokens: tuple[Token, ...], lang: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and form of the tokens.

    Words that an apostrophe joins (Ukrainian п'ять) are one, with a plain apostrophe; an "and" that is written as one with
    a number word (Hebrew, Arabic) is a word of its own.
    """
    joiner = lexicon_of(lang).joiner if traits_of(lang).prefixes else ""
    if not joiner and all(token.text not in _APOSTROPHES for token in tokens):
        yield from ((token.start, token.end, token.text) for token in tokens)
        return
    i = 0
    while i < len(tokens):
        token, rest = tokens[i], tokens[i + 1 : i + 3]
        if (
            token.is_word
            and len(rest) == 2
            and rest[0].text in _APOSTROPHES
            and rest[1].is_word
            and rest[1].start - token.end == 1
        ):
            yield token.start, rest[1].end, f"{token.text}'{rest[1].text}"
            i += 3
            continue
        rest_of_it = token.text[len(joiner) :] if joiner and token.text.startswith(joiner) else ""
        if rest_of_it and _plain_word(token.text, lang) is None and _plain_word(rest_of_it, lang):
            yield token.start, token.start + len(joiner), joiner
            yield token.start + len(joiner), token.end, rest_of_it
        else:
            yield token.start, token.end, token.text
        i += 1


def _follows(one: _Item, other: _Item) -> bool:
    """Whether a number word right behind another is part of the same number: not so in "two fifths"."""
    (value, _), (more, _) = one, other
    if value is not None and value.denominator == _HALF:
        return value == Fraction(1, _HALF) or more is None  # Hindi "साढ़े तीन"
    return value is None or more is None or value > more or (value, more) == (4, 20)  # quatre-vingts


def _adds(one: _Item, other: _Item) -> bool:
    """Whether "and" between two number words makes one number of them."""
    (value, power), (more, _) = one, other
    if more is None:
        return False
    if value is None:
        return bool(power) and more < 100
    tens, ones = max(value, more), min(value, more)  # Arabic says "five and twenty"
    return tens >= 20 > ones and tens % 10 == 0 and (value > more or ones < 10)


@cache
def _joiners(lang: str) -> frozenset[str]:
    return frozenset({lexicon_of(lang).joiner, "and", "et", "y", "e", "и"} - {""})


_LINKS = frozenset("-‐‑")
_APOSTROPHES = frozenset("'’ʼ")

_HALF = 2
"""Denominator of the numbers that are a word of their own with a half."""

_SHORT_STEM = 5
"""Letters up to which a word must be a number word, not only begin like one."""


@lru_cache(maxsize=65536)
def _plain_word(form: str, lang: str) -> _Item | None:
    """The value of a word that is a number and little else, or None and its power of ten; None if it is no such word."""
    lexicon, key = lexicon_of(lang), form.casefold()
    if not form[:1].isalpha() or key in lexicon.vague_numbers:
        return None
    value: Value | None = lexicon.fractions.get(key) or _number_forms(lang)[0].get(key)
    if value is None:
        value = _word_value(key, lang)
        value = value if len(key) > _SHORT_STEM else None
    if value is not None:
        return value, 0
    power = size_of(form, lexicon) if len(key) > 2 else None
    return None if power is None else (None, power)


def _total(run: list[_Item]) -> Value:
    """What a run of number words comes to."""
    total: Value = 0
    current: Value = 0
    for value, power in run:
        if value is not None:
            current = current * value if (value, current) == (20, 4) else current + value  # quatre-vingts
            continue
        current = (current or 1) * 10**power
        if power >= 3:
            total, current = total + current, 0
    return whole_if_possible(total + current)


def spoken(text: str, lang: str) -> Values:
    """The values that number words, Han numerals, Roman numerals and months of a text can stand for.

    Generous: every word and every run of words counts, so it can explain a number but not prove one.
    """
    return _spoken(text, lang)


@lru_cache(maxsize=4096)
def _spoken(text: str, lang: str) -> Values:
    lexicon = lexicon_of(lang)
    found: set[Value] = {number for _, _, number in months(text, lang)}
    if lexicon.number_digits:
        for match in _HAN.finditer(text):
            found |= _han(match.group())
        return frozenset(found)
    for match in _ROMAN.finditer(text):
        found.add(_roman(match.group()))
    run: list[_Item] = []
    joined = False
    for _, _, form in _forms(tokenize(text), lang):
        if form[0].isalpha() or (not form[0].isdigit() and any(map(str.isalpha, form))):
            closed, item = _number_word(form, lang)
            if closed:
                found |= closed
            if item:
                if run and not joined and not _follows(run[-1], item):
                    found |= _run_values(run)
                    run = []
                run.append(item)
                joined = False
                continue
            if run and form.casefold() in _joiners(lang):
                joined = True
                continue
        elif form in "-‐–" and run:
            continue
        if run:
            found |= _run_values(run)
            run = []
    return frozenset(found | _run_values(run))


@lru_cache(maxsize=65536)
def _number_word(form: str, lang: str) -> tuple[Values, _Item | None]:
    """What a word can stand for if it is several number words written closed, and what it is in a run of them."""
    key = form.casefold()
    value: Value | None = lexicon_of(lang).fractions.get(key)
    value, power = _word_value(key, lang) if value is None else value, size_of(form, lexicon_of(lang))
    item = None if value is None and power is None else (value, power or 0)
    return _compound(key, lang), item


def _run_values(run: list[_Item]) -> set[Value]:
    """What a run of number words and multipliers comes to, and every word of it alone."""
    found: set[Value] = set()
    total: Value = 0
    current: Value = 0
    for value, power in run:
        if value is not None:
            found.add(value)
            current = current * value if (value, current) == (20, 4) else current + value  # quatre-vingts
        else:
            current = (current or 1) * 10**power
            found |= {whole_if_possible(current), 10**power}
            if power >= 3:
                total, current = total + current, 0
    return found | {whole_if_possible(total + current)} if run else found


@lru_cache(maxsize=65536)
def _word_value(key: str, lang: str) -> int | None:
    exact, beginnings = _number_forms(lang)
    value = exact.get(key)
    if value is None:
        value = next((v for beginning, v in beginnings if key.startswith(beginning)), None)
    return value


@cache
def _number_forms(lang: str) -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    exact: dict[str, int] = {}
    beginnings: list[tuple[str, int]] = []
    for value, forms in lexicon_of(lang).number_words:
        for form in forms.exact:
            exact.setdefault(form, value)
        beginnings += [(form, value) for form in forms.beginnings]
    return exact, tuple(sorted(beginnings, key=lambda x: -len(x[0])))


@lru_cache(maxsize=65536)
def _compound(key: str, lang: str) -> Values:
    """What a number word written closed stands for (German ``einundzwanzig``); empty if it is none."""
    exact, beginnings = _number_forms(lang)
    lexicon = lexicon_of(lang)
    if len(key) < 6 or not exact:
        return frozenset()
    forms = dict(beginnings) | exact
    pieces: list[_Item] = []
    at = 0
    while at < len(key):
        for length in range(min(16, len(key) - at), 1, -1):
            part = key[at : at + length]
            if part in forms:
                pieces.append((forms[part], 0))
                break
            if part in lexicon.sizes:
                pieces.append((None, lexicon.sizes[part]))
                break
        else:
            if pieces and lexicon.joiner and key.startswith(lexicon.joiner, at):
                at += len(lexicon.joiner)
                continue
            return frozenset()
        at += length
    return frozenset(_run_values(pieces)) if len(pieces) > 1 else frozenset()


_HAN_DIGITS = {c: i % 10 for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_SIZES = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_HAN_ABOUT = regex.compile(
    r"(?<![零〇一二三四五六七八九])(一[二两兩]|二三|[两兩]三|三四|四五|五六|六七|七八|八九)(?![零〇一二三四五六七八九])"
)


def _han(run: str) -> set[Value]:
    """What a run of Han numerals stands for, by place value and digit by digit; 六七千 is six or seven thousand."""
    runs = [run]
    if about := _HAN_ABOUT.search(run):
        runs += [run[: about.start()] + digit + run[about.end() :] for digit in about.group()]
    found: set[Value] = {_HAN_DIGITS[c] for c in run if c in _HAN_DIGITS}
    for one in runs:
        total = section = current = 0
        for c in one:
            if c in _HAN_DIGITS:
                current = current * 10 + _HAN_DIGITS[c]
            elif _HAN_SIZES[c] < 4:
                section += (current or 1) * 10 ** _HAN_SIZES[c]
                current = 0
            else:
                total += (section + current or 1) * 10 ** _HAN_SIZES[c]
                section = current = 0
        found.add(total + section + current)
    return found


def _roman(form: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    numbers_ = [values[c] for c in form]
    return sum(-v if i + 1 < len(numbers_) and v < numbers_[i + 1] else v for i, v in enumerate(numbers_))
