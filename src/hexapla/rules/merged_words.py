"""W101: words run together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import log10
from typing import ClassVar

from hexapla.languages import LanguageData, Traits
from hexapla.languages.spelling import Affixes, Spelling
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.joins import Cut, best_cut, concatenations
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token

_APOSTROPHES = "'’ʼ"


class MergedWords(Rule):
    """Two or more words run together.

    Why it matters: the reader must guess where the words part, and search and speech output both fail on the result.
    Example (en): "Petrovsaid so" for "Petrov said so".
    Limits: closed compounds are legal in German and its like, so that there the seam must be at a function word, or
    the reference must have the parts side by side; silent on names with capitals inside, on addresses and on code.
    """

    code = "W101"
    category = Category.SPELLING
    severity = Severity.MINOR
    needs: ClassVar[frozenset[str]] = frozenset({"spaces"})
    message = "{found!r} runs together {wanted!r}: {why}"

    SHORTEST = 4
    """Letters a string needs to be looked at without a reference that has it parted."""

    LEAST_FREQUENCY: ClassVar[dict[int, float]] = {1: 6.3, 2: 5.8, 3: 4.7, 4: 3.7}
    """Letters of a part -> Zipf frequency it needs to count as a word of its own."""
    LEAST_FREQUENCY_LONG = 2.9

    FUNCTION_WORD = 6.0
    """Zipf frequency of a function word."""

    AFFIX = 100
    """Number of listed words from which a string that starts (or ends) them counts as a prefix (or suffix)."""

    CLOSED_FORM = 2.6
    """Zipf frequency from which the closed form is a word, whatever the reference writes."""

    ODDS = 3.2
    """log10 odds of several words against one unlisted word that a finding without a reference needs."""

    ODDS_REFERENCE = 1.5
    """The same where words of the reference vouch for the parts."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self.words = data.words

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at words that are no words, but several."""
        words = self.words
        lang = pair.lang
        tokens = pair.hypothesis.tokens
        for at, token in enumerate(tokens):
            if not token.is_word or len(token.text) < 3 or not token.text.isalpha():
                continue
            if words.frequency(token.key, lang) >= self.CLOSED_FORM:
                continue
            key = token.key
            if key in pair.reference_words or key in pair.source_words:
                continue
            if is_technical(pair.hypothesis.text, token.start, token.end):
                continue
            found = self._beside_each_other(pair, at)
            if found is None and len(key) >= self.SHORTEST and words.frequency(key, lang) == 0:
                found = self._cut(pair, at)
            if found:
                yield found

    def _beside_each_other(self, pair: Pair, at: int) -> Finding | None:
        """A finding where a reference has the parts of the word side by side."""
        tokens, token = pair.hypothesis.tokens, pair.hypothesis.tokens[at]
        start, end = chunk(tokens, at)
        for reference in pair.references:
            joined = concatenations(reference.tokens)
            for first, last in dict.fromkeys(((start, end), (at, at))):
                form = "".join(t.key for t in tokens[first : last + 1]).replace("’", "'")
                place = joined.get(form) or joined.get(form.replace("'", "’"))
                if not place:
                    continue
                if self.data.traits(pair.lang).compounding and self._compound(pair, token, reference.tokens, place):
                    continue
                begin, stop = reference.tokens[place[0]].start, reference.tokens[place[1] - 1].end
                wanted = cased(reference.text[begin:stop], pair.hypothesis.text[tokens[first].start : tokens[last].end])
                return self.finding(
                    pair,
                    (tokens[first].start, tokens[last].end),
                    evidence=[(reference, (begin, stop))],
                    suggestion=wanted,
                    confidence=0.97,
                    found=pair.hypothesis.text[tokens[first].start : tokens[last].end],
                    wanted=wanted,
                    why=f"the reference has {reference.text[begin:stop]!r}",
                )
        return None

    def _compound(self, pair: Pair, token: Token, reference: tuple[Token, ...], place: tuple[int, int]) -> bool:
        """Whether the closed form may be a compound the reference writes open: capital nouns throughout."""
        parts = [t for t in reference[place[0] : place[1]] if t.is_word]
        if any(self._is_function_word(part.key, pair.lang, index == 0) for index, part in enumerate(parts)):
            return False
        if self.data.traits(pair.lang).noun_capitals:
            return all(part.text[:1].isupper() for part in parts)
        return len(parts) == 2

    def _is_function_word(self, part: str, lang: str, first: bool) -> bool:
        """Whether a part is a frequent word that does not build longer words at this edge."""
        affixes = self.words.affixes(lang)
        if affixes is None or self.words.frequency(part, lang) < self.FUNCTION_WORD:
            return False
        return (affixes.starts(part) if first else affixes.ends(part)) < self.AFFIX

    def _cut(self, pair: Pair, at: int) -> Finding | None:
        """A finding where the word is in no list but falls into words."""
        lang, token = pair.lang, pair.hypothesis.tokens[at]
        traits = self.data.traits(lang)
        document = pair.document
        if document.hypothesis_words[token.key] > 2 or token.key in document.source_words:
            return None
        if token.key in document.reference_words:
            return None
        spelling, affixes = self.words.spelling(lang), self.words.affixes(lang)
        if spelling is None or affixes is None:
            return None
        if not pair.references and lang.split("-")[0] != "en" and self.words.frequency(token.key, "en") > 0:
            return None
        cut = best_cut(token.key, lambda part, start, end: self._zipf(pair, at, part, start, end))
        if cut is None:
            return None
        odds = self._odds(pair, at, cut, spelling, affixes)
        vouched = sum(self._vouched(pair, part) for part in cut.parts)
        least = self.ODDS_REFERENCE if pair.references and vouched == len(cut.parts) else self.ODDS
        if odds < least or not self._seam(pair, at, cut, traits, affixes):
            return None
        wanted = " ".join(_parted(token.text, cut.parts))
        strength = 1 / (1 + 10 ** -((odds - least) / 2 + 0.5))
        return self.finding(
            pair,
            (token.start, token.end),
            suggestion=wanted,
            confidence=min(0.97, strength),
            found=token.text,
            wanted=wanted,
            why=f"{token.text!r} is in no word list" + (", nor in the reference" if pair.references else ""),
        )

    def _vouched(self, pair: Pair, part: str) -> bool:
        """Whether the reference or the source has a part as a word."""
        return part in pair.reference_words or (len(part) > 3 and part in pair.source_words)

    def _zipf(self, pair: Pair, at: int, part: str, start: int, end: int) -> float:
        """Zipf frequency of a part, 0 where it cannot be a word of its own there."""
        tokens = pair.hypothesis.tokens
        size = end - start
        listed = self.words.frequency(part, pair.lang)
        whole = len(tokens[at].key)
        if start == 0 and at >= 2 and size <= 2 and tokens[at - 1].text in _APOSTROPHES and _touch(tokens, at - 1, at):
            return listed if listed >= 5 else 0.0  # it's|terrible
        if end == whole and size == 1 and at + 1 < len(tokens) and tokens[at + 1].text in _APOSTROPHES:
            return listed if listed >= 5 and _touch(tokens, at, at + 1) else 0.0  # maybe|I'm
        if size == 1 and not (start == 0 or part in pair.reference_words):
            return 0.0
        if part in pair.reference_words and (size > 2 or listed >= 5):
            return max(listed, 5.5)
        if listed >= self.LEAST_FREQUENCY.get(size, self.LEAST_FREQUENCY_LONG):
            return listed
        if size > 3 and (part in pair.source_words or part in pair.document.reference_words):
            return max(listed, 5.0)
        if size > 3 and pair.document.hypothesis_words[part]:
            return max(listed, 4.0)
        return 0.0

    def _odds(self, pair: Pair, at: int, cut: Cut, spelling: Spelling, affixes: Affixes) -> float:
        """log10 odds of the cut against the string being one unlisted word, less for parts that build words."""
        odds = cut.log_probability - spelling.log_probability("".join(cut.parts))
        first, last = cut.parts[0], cut.parts[-1]
        if not (self._vouched(pair, first) and len(first) > 2):
            odds -= 2 * log10(max(1.0, affixes.starts(first) / 30))
        if not (self._vouched(pair, last) and len(last) > 2):
            odds -= 2 * log10(max(1.0, affixes.ends(last) / 30))
        return odds

    def _seam(self, pair: Pair, at: int, cut: Cut, traits: Traits, affixes: Affixes) -> bool:
        """Whether the seams are such that no lawful word could look like this."""
        text = pair.hypothesis.tokens[at].text
        functions = [self._is_function_word(part, pair.lang, index == 0) for index, part in enumerate(cut.parts)]
        inner = any(a.islower() and b.isupper() for a, b in itertools.pairwise(text))
        vouched = all(self._vouched(pair, part) for part in cut.parts)
        if inner or (traits.capitals and text.isupper()):
            return vouched or (any(functions) and pair.references != ())
        if traits.compounding:
            return any(functions) or (vouched and min(map(len, cut.parts)) >= 4)
        return True


def chunk(tokens: tuple[Token, ...], at: int) -> tuple[int, int]:
    """First and last token of the words and apostrophes or hyphens that touch the token at `at`."""
    first = last = at
    while first >= 2 and tokens[first - 1].text in "'’-" and _touch(tokens, first - 2, first - 1, first):
        first -= 2
    while last + 2 < len(tokens) and tokens[last + 1].text in "'’-" and _touch(tokens, last, last + 1, last + 2):
        last += 2
    return first, last


def cased(wanted: str, like: str) -> str:
    """Words from the reference with the first letter's case of the words they are to replace."""
    if like[:1].isupper() and wanted[:1].islower():
        return wanted[:1].upper() + wanted[1:]
    if like[:1].islower() and wanted[:1].isupper():
        return wanted[:1].lower() + wanted[1:]
    return wanted


def _parted(text: str, parts: tuple[str, ...]) -> Iterator[str]:
    """The pieces of `text` that the case-folded parts stand for; the last takes what folding may have shifted."""
    start = 0
    for part in parts[:-1]:
        end = start + 1
        while end < len(text) and len(text[start:end].casefold()) < len(part):
            end += 1
        yield text[start:end]
        start = end
    yield text[start:]


def _touch(tokens: tuple[Token, ...], *indices: int) -> bool:
    """Whether tokens with these neighbouring indices stand side by side without white space."""
    return all(tokens[b].start == tokens[a].end for a, b in itertools.pairwise(indices))
