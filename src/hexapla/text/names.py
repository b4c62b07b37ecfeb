"""Words of a text that look like names, and whether two such words can be one name: inflected, respelt, transliterated.

Generous on purpose: what can be the same name is never held against a translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex
from rapidfuzz.distance import Indel, Levenshtein

from hexapla.languages import traits_of
from hexapla.text.institutions import same_stem
from hexapla.text.tokens import Token, tokenize

SHORTEST = 3
"""Letters a name must have to be looked at."""

_ALIKE = 0.72
_ALIKE_SOUNDS = 0.74
_CLOSE = 0.8
_RESPELT = 0.5
_TRANSLITERATED = 0.68
_CLOSELY = 0.84
_ONE_SOUND = str.maketrans("wjyqc", "viikk")
_LATIN = regex.compile(r"^[\p{Latin}\p{M}]")
_KATAKANA = regex.compile(r"[ァ-ヴー]{3,}")
_SOFT = regex.compile(r"c(?=[eiy])")
_SOUNDS = (
    ("tsch", "s"),
    ("dzh", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("zh", "s"),
    ("ch", "s"),
    ("ts", "s"),
    ("tz", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "k"),
    ("gh", "k"),
    ("ck", "k"),
    ("qu", "kv"),
    ("x", "ks"),
)
_CLASSES = str.maketrans("bpvfwcqgkzsjdtlrmn", "bbffvkkkkssstdlrmm".replace("d", "t").replace("v", "f"))
_MERGED = str.maketrans("lf", "rb")
_ENDERS = frozenset(".!?…。！？।؟۔:：")
_OPENERS = frozenset("\"'“„«‘‚»”’([-–—•*")


@dataclass(frozen=True, slots=True)
class Name:
    """A word that looks like a name.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        key: Case-folded form.
        initial: Whether it begins a sentence, where its capital proves nothing.
    """

    start: int
    end: int
    key: str
    initial: bool


@lru_cache(maxsize=4096)
def names(text: str, lang: str) -> tuple[Name, ...]:
    """The words with a capital, in any text; katakana words as well in Japanese."""
    found = list(_capitalised(tokenize(text), frozenset(traits_of(lang).abbreviations)))
    if lang.split("-")[0] == "ja":
        found += [Name(m.start(), m.end(), m.group(), False) for m in _KATAKANA.finditer(text)]
        found.sort(key=lambda name: name.start)
    return tuple(found)


def _capitalised(tokens: Iterable[Token], abbreviations: frozenset[str]) -> Iterator[Name]:
    initial, before = True, ""
    for token in tokens:
        if token.is_word:
            before = token.key
            if token.text[0].isupper() and len(token.text) >= SHORTEST:
                yield Name(token.start, token.end, token.key, initial)
            initial = False
        elif token.text in _ENDERS:
            initial = initial or token.text != "." or (len(before) > 1 and before not in abbreviations)
        elif token.text not in _OPENERS:
            initial = False


def tells_names(lang: str) -> bool:
    """Whether a capital inside a sentence marks a name in a language."""
    traits = traits_of(lang)
    return traits.capitals and not traits.noun_capitals


@lru_cache(maxsize=262144)
def same_name(one: str, other: str) -> bool:
    """Whether two case-folded words can be the same name."""
    if one == other or same_stem(one, other):
        return True
    left, right = _roman(one), _roman(other)
    if not left or not right or min(len(one), len(other)) < 2:
        return False
    if left[:4] == right[:4] and min(len(left), len(right)) >= 4:
        return True
    if _is_latin(one) and _is_latin(other):
        sound = _sounds(one)
        respelt_ = len(sound) >= SHORTEST and sound == _sounds(other) and abs(len(one) - len(other)) <= 2
        return respelt_ or Levenshtein.normalized_similarity(left, right) >= _ALIKE
    if Indel.normalized_similarity(left, right) >= _ALIKE + 0.06:
        return True
    left, right = _sounds(one), _sounds(other)
    return (
        min(len(left), len(right)) >= 2
        and left[:1] == right[:1]
        and Indel.normalized_similarity(left, right) >= _ALIKE_SOUNDS
    )


@lru_cache(maxsize=262144)
def same_sound(one: str, other: str) -> bool:
    """Whether two case-folded words are so alike, by letters or across scripts, that one stands for the other."""
    if same_stem(one, other):
        return True
    if one.isascii() and other.isascii():
        return False
    left, right = _sounds(one), _sounds(other)
    if min(len(left), len(right)) < 3 or left[:2] != right[:2]:
        return False
    return left == right or Indel.normalized_similarity(_roman(one), _roman(other)) >= _CLOSE


@lru_cache(maxsize=262144)
def heard(one: str, other: str) -> bool:
    """Whether two case-folded words sound alike, scripts that write one letter for two sounds (katakana) allowed for."""
    if same_name(one, other):
        return True
    left, right = _sounds(one).translate(_MERGED), _sounds(other).translate(_MERGED)
    if min(len(left), len(right)) < 2 or left[:1] != right[:1] or _is_latin(one) == _is_latin(other):
        return False
    if min(len(left), len(right)) < SHORTEST:
        return left == right
    return Indel.normalized_similarity(left, right) >= _ALIKE_SOUNDS


@lru_cache(maxsize=65536)
def transliterated(one: str, other: str, *, closely: bool = False) -> bool:
    """Whether two case-folded words are so alike that both may write one name of another script (Tscherbakow, Shcherbakov)."""
    left, right = (plain_letters(word) for word in (one, other))
    return Indel.normalized_similarity(left, right) >= (_CLOSELY if closely else _TRANSLITERATED)


@lru_cache(maxsize=65536)
def plain_letters(word: str) -> str:
    """A word in Latin letters, those alike that languages write one sound with, no letter twice running."""
    form = (
        _roman(word)
        .replace("tsch", "ch")
        .replace("tch", "ch")
        .replace("sch", "sh")
        .replace("cz", "ch")
        .translate(_ONE_SOUND)
    )
    return "".join(c for i, c in enumerate(form) if i == 0 or c != form[i - 1])


def same_in_kana(one: str, other: str) -> bool:
    """Whether two case-folded words, one of them in katakana, sound alike as katakana tells sounds."""
    if one.isascii() and other.isascii():
        return False  # nearly always
    kana = _KATAKANA.search(one) or _KATAKANA.search(other)
    return kana is not None and not _kana_sounds(one).isdisjoint(_kana_sounds(other))


@lru_cache(maxsize=65536)
def _kana_sounds(word: str) -> frozenset[str]:
    """The classes of a word's consonants as katakana tells them: one for l and r, b and v, ti as chi, and th as t or s."""
    soft = word.replace("ti", "chi")
    forms = (_sounds(form).translate(_MERGED) for form in (word, soft, soft.replace("th", "s")))
    return frozenset(form for form in forms if len(form) > 1)


def respelt(one: str, other: str) -> bool:
    """Whether two case-folded words begin alike and are so alike that one may be a spelling of the other in another tongue."""
    left, right = _roman(one), _roman(other)
    if left[:1] != right[:1]:
        return False
    return Levenshtein.normalized_similarity(left, right) >= _RESPELT or heard(one, other)


@lru_cache(maxsize=65536)
def _roman(word: str) -> str:
    """A word in plain Latin letters."""
    from anyascii import anyascii

    return "".join(c for c in anyascii(word).lower() if c.isalpha())


@lru_cache(maxsize=65536)
def _is_latin(word: str) -> bool:
    return _LATIN.search(word) is not None


@lru_cache(maxsize=65536)
def _sounds(word: str) -> str:
    """The classes of a word's consonants, one for each group that transliterations confuse."""
    form = _SOFT.sub("s", _roman(word))
    for letters, sound in _SOUNDS:
        form = form.replace(letters, sound)
    first = form[:1] if form[:1] in "aeiouy" else ""
    classes = [c.translate(_CLASSES) for c in form if c not in "aeiouyhw'"]
    kept = [c for i, c in enumerate(classes) if i == 0 or c != classes[i - 1]]
    return ("a" if first else "") + "".join(kept)
