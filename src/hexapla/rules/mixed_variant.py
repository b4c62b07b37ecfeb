"""D103: a word of another variant of the language: American in British English, European in Brazilian Portuguese ..."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from hexapla.languages import LanguageData
from hexapla.model import Category, Change, Fact, Finding, Mark, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import WideRule
from hexapla.text.scripts import script_of
from hexapla.text.technical import is_technical

_SIMPLIFIED, _TRADITIONAL = "zh-Hans", "zh-Hant"
_TAGS = {
    "zh-CN": _SIMPLIFIED,
    "zh-SG": _SIMPLIFIED,
    "zh-TW": _TRADITIONAL,
    "zh-HK": _TRADITIONAL,
    "zh-MO": _TRADITIONAL,
}
_AS_BRITISH = ("en-AU", "en-NZ", "en-IE", "en-ZA", "en-IN")


class MixedVariant(WideRule):
    """A word or character of another variant of the language than the rest of the text.

    Why it matters: readers of either variant find it foreign, and a search misses it.
    Example (en-GB): "the color of the harbour"
    Limits: knows British and American English, European and Brazilian Portuguese, simplified and traditional Chinese; the
    language's tag says which is wanted, else a strong majority in the document; names and what a reference writes as
    well are let through.
    """

    code = "D103"
    category = Category.OTHER
    severity = Severity.MINOR
    message = "{found!r} is {theirs}; the text is {own}"

    FEWEST = 4
    """Words of a variant that a document needs to count as written in it, where its tag says nothing."""

    SHARE = 0.85
    """Least share of those words among all that tell variants apart."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._words = _table(data)

    def unavailable(self, lang: str) -> str | None:
        """Off where no variants are known."""
        bare = lang.split("-")[0]
        if bare != "zh" and bare not in self._words:
            return "its variants are not listed"
        return super().unavailable(lang)

    def note(self, pair: Pair) -> Iterator[Fact]:
        """Words and characters that only one variant uses."""
        lang = pair.lang.split("-")[0]
        text = pair.hypothesis.text
        if lang == "zh":
            yield from self._characters(pair)
            return
        listed = self._words[lang]
        for token in pair.hypothesis.words:
            found = listed.get(token.key)
            if found is None or is_technical(text, token.start, token.end):
                continue
            if token.text[0].isupper() and token.start and lang == "en":
                continue  # part of a name: Pearl Harbor
            known = self._beside(token.key, pair.references)
            value = {"variant": found[0], "known": known, "wanted": found[1], "tag": pair.lang}
            yield self.fact(pair, (token.start, token.end), token.text, json.dumps(value))

    def _characters(self, pair: Pair) -> Iterator[Fact]:
        text = pair.hypothesis.text
        simplified, traditional = _han()
        beside = "".join(row.text for row in pair.beside)
        for variant, characters in ((_SIMPLIFIED, simplified), (_TRADITIONAL, traditional)):
            for character in characters.intersection(text):
                at = text.index(character)
                value = {"variant": variant, "known": character in beside, "wanted": "", "tag": pair.lang}
                yield self.fact(pair, (at, at + 1), character, json.dumps(value))

    @staticmethod
    def _beside(word: str, references: Iterable[Row]) -> bool:
        return any(word == token.key for row in references for token in row.words)

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Words of a variant that is neither the tag's nor the majority's."""
        seen = [(fact, json.loads(fact.value)) for fact in facts]
        if not seen:
            return
        counts = Counter(value["variant"] for _, value in seen)
        tag = seen[0][1]["tag"]
        own = _of_tag(tag) if _of_tag(tag) in _opposites(tag.split("-")[0]) else ""
        sure = bool(own)
        if not own:
            own, most = counts.most_common(1)[0]
            if most < self.FEWEST or most < self.SHARE * counts.total():
                return
        if sure and counts[own] < counts.total() / 2 and counts.total() >= self.FEWEST:
            return  # the tag is wrong, or the whole text is; that is not a slip
        for fact, value in sorted(seen, key=lambda item: item[0].marks[0].span):
            if value["variant"] == own or value["known"]:
                continue
            yield self._found(fact, value, own, sure)

    def _found(self, fact: Fact, value: dict[str, str], own: str, sure: bool) -> Finding:
        names = {
            "en-GB": "British English", "en-US": "American English", "pt-BR": "Brazilian Portuguese",
            "pt-PT": "European Portuguese", _SIMPLIFIED: "simplified Chinese", _TRADITIONAL: "traditional Chinese",
        }  # fmt: skip
        mark: Mark = fact.marks[0]
        return Finding(
            code=self.code,
            rule=self.slug(),
            at=mark,
            message=self.message.format(found=fact.key, theirs=names[value["variant"]], own=names[own]),
            severity=self.severity,
            category=self.category,
            confidence=0.9 if sure else 0.8,
            row=fact.row,
            changes=(Change(mark.span, _in_case_of(fact.key, value["wanted"])),) if value["wanted"] else (),
        )


def _in_case_of(found: str, wanted: str) -> str:
    if len(found) > 1 and found.isupper():
        return wanted.upper()
    return wanted[:1].upper() + wanted[1:] if found[:1].isupper() else wanted


def _of_tag(tag: str) -> str:
    if tag in _AS_BRITISH:
        return "en-GB"
    parts = tag.split("-")
    script = next((f"zh-{part}" for part in parts[1:] if part in ("Hans", "Hant")), None)
    return script or _TAGS.get(tag, tag)


def _opposites(lang: str) -> tuple[str, ...]:
    return {"en": ("en-GB", "en-US"), "pt": ("pt-BR", "pt-PT"), "zh": (_SIMPLIFIED, _TRADITIONAL)}[lang]


@cache
def _table(data: LanguageData) -> dict[str, dict[str, tuple[str, str]]]:
    """Language -> word -> (variant, what the other variant says at that place of the pair, or empty)."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for pair in data.wordings("variants")["pair"]:
        lang = pair["of"][0].split("-")[0]
        listed = found.setdefault(lang, {})
        for entry in pair["words"]:
            sides = [[w.strip() for w in side.split("|") if w.strip()] for side in entry.split("/")]
            for n, side in enumerate(sides):
                other = sides[1 - n]
                for place, word in enumerate(side):
                    if " " not in word and "-" not in word:
                        wanted = other[place] if len(other) == len(side) else ""
                        listed[word.casefold()] = (pair["of"][n], wanted)
    return found


@cache
def _han() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only simplified, and only traditional Chinese uses, among the common ones of GB 2312 and Big5."""

    def decoded(first: range, second: Iterable[int], encoding: str) -> set[str]:
        found = set()
        second = list(second)
        for a in first:
            for b in second:
                try:
                    character = bytes((a, b)).decode(encoding)
                except UnicodeDecodeError:
                    continue
                if script_of(character) == "Han":
                    found.add(character)
        return found

    ends = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    simplified = decoded(range(0xB0, 0xD8), range(0xA1, 0xFF), "gb2312")
    traditional = decoded(range(0xA4, 0xC7), ends, "big5")
    all_simplified = simplified | decoded(range(0xD8, 0xF8), range(0xA1, 0xFF), "gb2312")
    all_traditional = traditional | decoded(range(0xC9, 0xFA), ends, "big5")
    return frozenset(simplified - all_traditional), frozenset(traditional - all_simplified)
