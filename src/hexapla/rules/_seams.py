"""Where a string that no list has may be cut into words: what merged-words weighs without the words side by side.

Weighs cuts by word frequencies, the spelling of the language, and what builds words in it: prefixes, endings, compounds.
Which strings are looked at, and what is said of them, is the rule's to say.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import log10
from typing import ClassVar

from rapidfuzz.distance import Levenshtein

from hexapla.languages import LanguageData, Traits
from hexapla.languages.spelling import Affixes, Spelling
from hexapla.languages.tags import language
from hexapla.pair import Pair
from hexapla.text.institutions import less_clitics, same_stem
from hexapla.text.joins import Cut, best_cut, follows_apostrophe, precedes_apostrophe
from hexapla.text.tokens import Token


@dataclass(frozen=True, slots=True)
class Seam:
    """A cut that is believed, and by how much its log10 odds are above the least that is asked for."""

    cut: Cut
    margin: float


class Seams:
    """Cuts of strings into words.

    Args:
        data: Word lists and traits.
    """

    LEAST_FREQUENCY: ClassVar[dict[int, float]] = {1: 6.3, 2: 5.6, 3: 4.2, 4: 3.2, 5: 2.7, 6: 2.2}
    """Letters of a part -> Zipf frequency it needs to count as a word of its own."""

    LEAST_FREQUENCY_LONG = 1.5

    FUNCTION_WORD = 5.6
    """Zipf frequency of a function word."""

    VERY_FREQUENT = 6.5
    """Zipf frequency from which a word may end some longer words and still count as a function word."""

    CLITIC = 7.5
    """Zipf frequency that what is left of a word after its apostrophe is given: the s of it's."""

    NAME = 4.0
    """Zipf frequency that a name of the reference is given where it stands misspelt by one letter."""

    PREFIX = 30
    """Number of listed words from which a string that starts them counts as a prefix."""

    PREFIX_VERY_FREQUENT = 70

    PREFIX_LETTER = 130

    SUFFIX = 100
    """Number of listed words from which a string that ends them counts as a suffix."""

    SUFFIX_VERY_FREQUENT = 350

    BUILDS = 15
    """Number of listed words from which a word is not believed apart, though the document has it so elsewhere."""

    FEW = 8
    """Number of listed words that a word of its own may end."""

    CASE_ENDING = 1000
    """Number of listed words that a short string ends from which it counts as a case ending."""

    FORM_ENDING = 540
    """Number of listed words with the same end from which it counts as one in a language of many forms."""

    SHORTEST_AFTER = 4
    SHORTEST_BEFORE = 3
    """Letters of what may stand after, and before, a short word that is written on to nothing."""

    STEM = 2
    """Number of longer words that may begin with the first part in such a language; stems of compounds begin more."""

    FORMS_LISTED = 4.8
    """Zipf frequency of a word all of whose forms a list has."""

    LIKELY = 3.9
    """Zipf frequency of a word whose derivations, if there were any, a list would have."""

    PER_LETTER = 0.85
    """log10 by which each letter makes a string less likely as one word, at most."""

    LONG_NAME = 9
    """Letters of a long name, and log10 by which each letter beyond makes a string less likely as one."""
    PER_LETTER_BEYOND = 0.7

    ODDS = 0.8
    """log10 odds of several words against one unlisted word that a finding without a reference needs."""

    ODDS_INFLECTED = 1.2
    """The same in a language whose words take many forms, where no function word is among the parts."""

    ODDS_PREFIXES = -0.5
    """The same in a language whose letters tell little of how its words sound, so that any string may be one."""

    ODDS_REFERENCE = 0.0
    """The same where there is a reference and it lacks the string too."""

    PREFIXED = 1.0
    """log10 odds taken off for a short first part before a frequent word."""

    REFERENCE_JOINS = 4.0
    """log10 odds added where the reference has a form of the last part after the first."""

    ODDS_VOUCHED = -1.0
    """The same where reference or source have all the parts as words."""

    def __init__(self, data: LanguageData) -> None:
        self.data = data
        self.words = data.words

    def find(self, pair: Pair, at: int) -> Seam | None:
        """The cut of a word of the hypothesis, by its number among the tokens, that is likelier than the word itself.

        None also for a language without a full word list.
        """
        lang, token = pair.lang, pair.hypothesis.tokens[at]
        traits = self.data.traits(lang)
        spelling, affixes = self.words.spelling(lang), self.words.affixes(lang)
        if spelling is None or affixes is None:
            return None
        names = self._names_like(pair, token)
        cut = best_cut(token.key, lambda part, start, end: names.get(part) or self._zipf(pair, at, part, start, end))
        if cut is None or cut.log_probability - spelling.log_probability(token.key) < self.ODDS_VOUCHED:
            return None
        odds = self._odds(pair, at, cut, spelling, affixes)
        vouched = sum(self._vouched(pair, part) for part in cut.parts)
        function = any(self._is_function_word(part, lang, n == 0) for n, part in enumerate(cut.parts))
        least = self.ODDS if function or not traits.inflection else self.ODDS_INFLECTED
        if traits.prefixes:
            least = self.ODDS_PREFIXES
        if pair.references:
            least = self.ODDS_VOUCHED if vouched == len(cut.parts) else self.ODDS_REFERENCE
        if self._reference_joins(pair, cut):
            odds += self.REFERENCE_JOINS
        if odds < least or affixes.has_forms(token.key) or not self._seam(pair, at, cut, traits, affixes):
            return None
        if traits.prefixes and any(
            self.words.frequency(form, lang) for form in less_clitics(token.key, language(lang))
        ):
            return None
        return Seam(cut, odds - least)

    def builds_nothing(self, parts: tuple[str, ...], lang: str) -> bool:
        """Whether words that stand side by side elsewhere are such that no lawful word is made of them.

        Neither the first begins many words nor the last ends many; in a language that may make words of words, one is of grammar.
        """
        affixes = self.words.affixes(lang, full=False)
        traits = self.data.traits(lang)
        if affixes is None or parts[-1] in traits.enclitics or (traits.prefixes and len(parts[0]) < 3):
            return False
        compounds = traits.compounding or not self.words.has(lang)
        if compounds and not any(self.words.frequency(part, lang) >= self.FUNCTION_WORD for part in parts):
            return False
        return (
            affixes.starts(parts[0]) < self.BUILDS
            and max(affixes.ends(parts[-1]), affixes.endings(parts[-1]) // 20) < self.BUILDS
        )

    def _is_function_word(self, part: str, lang: str, first: bool) -> bool:
        """Whether a part is a frequent word that does not build longer words at this edge."""
        affixes = self.words.affixes(lang)
        if affixes is None or self.words.frequency(part, lang) < self.FUNCTION_WORD:
            return False
        if first:
            frequent = self.words.frequency(part, lang) >= self.VERY_FREQUENT
            most = self.PREFIX_LETTER if len(part) == 1 else self.PREFIX_VERY_FREQUENT if frequent else self.PREFIX
            return affixes.starts(part) < most
        most = self.SUFFIX_VERY_FREQUENT if self.words.frequency(part, lang) >= self.VERY_FREQUENT else self.SUFFIX
        return affixes.ends(part) < most

    def _names_like(self, pair: Pair, token: Token) -> dict[str, float]:
        """Beginnings of a capitalised word that misspell a name of the reference or the source -> Zipf frequency."""
        if not token.text[:1].isupper() or self.data.traits(pair.lang).noun_capitals:
            return {}
        names = {word.key for row in pair.beside for word in row.words if word.text[:1].isupper() and len(word.key) > 3}
        found: dict[str, float] = {}
        if any(token.key.startswith(name) for name in names):
            return found
        for size in range(4, len(token.key) - 1):
            part = token.key[:size]
            if any(abs(len(name) - size) < 2 and name[0] == part[0] and _one_edit(name, part) for name in names):
                found[part] = self.NAME
        return found

    @staticmethod
    def _reference_joins(pair: Pair, cut: Cut) -> bool:
        """Whether a reference has the first of two parts with a form of the other after it: "в таблице" for втаблицу."""
        if len(cut.parts) != 2 or len(cut.parts[1]) < 4 or cut.parts[0] not in pair.reference_words:
            return False
        first, last = cut.parts
        return any(
            one.key == first and same_stem(other.key, last)
            for reference in pair.references
            for one, other in itertools.pairwise(reference.words)
        )

    def _prefixed(self, pair: Pair, cut: Cut) -> bool:
        """Whether a short everyday word stands before a word so frequent that a list would have the two as one word."""
        if len(cut.parts) != 2 or len(cut.parts[0]) > 2:
            return False
        first, last = (self.words.frequency(part, pair.lang) for part in cut.parts)
        return first >= self.VERY_FREQUENT and last >= self.LIKELY and len(cut.parts[1]) > 3

    def _vouched(self, pair: Pair, part: str) -> bool:
        """Whether the reference or the source has a part as a word."""
        return part in pair.reference_words or (len(part) > 3 and part in pair.source_words)

    def _zipf(self, pair: Pair, at: int, part: str, start: int, end: int) -> float:
        """Zipf frequency of a part, 0 where it cannot be a word of its own there."""
        tokens = pair.hypothesis.tokens
        size = end - start
        listed = self.words.frequency(part, pair.lang)
        whole = len(tokens[at].key)
        if start == 0 and size <= 2 and follows_apostrophe(tokens, at):
            whole_form = f"{tokens[at - 2].key}'{part}"
            return self.CLITIC if self.words.frequency(whole_form, pair.lang) >= 3 else 0.0
        if start == 0 and follows_apostrophe(tokens, at) and not self.data.traits(pair.lang).elision:
            return 0.0  # the letters after an apostrophe begin no word: п'ятий
        if end == whole and size == 1 and precedes_apostrophe(tokens, at):
            return listed if listed >= 5 else 0.0
        if part in pair.reference_words and (size > 2 or listed >= self.LEAST_FREQUENCY[size] - 0.6 * (size == 2)):
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
        word = "".join(cut.parts)
        spelt = self._as_one_word(word, spelling, pair.lang)
        name = not self.data.traits(pair.lang).capitals or not pair.hypothesis.tokens[at].text[:1].islower()
        if name and not any(self._is_function_word(part, pair.lang, n == 0) for n, part in enumerate(cut.parts)):
            # a foreign name is oddly spelt for the language, which must not count as proof of a seam
            beyond = max(0, len(word) - self.LONG_NAME)
            spelt = max(spelt, -self.PER_LETTER * len(word) - self.PER_LETTER_BEYOND * beyond - 1)
        odds = cut.log_probability - spelt
        first, last = cut.parts[0], cut.parts[-1]
        tokens = pair.hypothesis.tokens
        if not (self._vouched(pair, first) and len(first) > 2) and not (
            len(first) <= 2 and follows_apostrophe(tokens, at)
        ):
            beginnings = ["".join(cut.parts[:n]) for n in range(1, len(cut.parts))]
            odds -= self.PREFIXED * self._prefixed(pair, cut) or max(
                self._penalty(affixes.starts(part), self.words.frequency(part, pair.lang)) for part in beginnings
            )
        if not (self._vouched(pair, last) and len(last) > 2) and not (
            len(last) == 1 and precedes_apostrophe(tokens, at)
        ):
            endings = ["".join(cut.parts[n:]) for n in range(1, len(cut.parts))]
            if not self._complete(pair, cut, affixes):
                odds -= max(
                    self._penalty(affixes.ends(part), self.words.frequency(part, pair.lang)) for part in endings
                )
        return odds

    def _as_one_word(self, word: str, spelling: Spelling, lang: str) -> float:
        """log10 probability of a string as one word, by its spelling or, if it is listed, its frequency."""
        frequency = self.words.frequency(word, lang)
        return max(spelling.log_probability(word), frequency - 9) if frequency else spelling.log_probability(word)

    def _penalty(self, built: int, frequency: float) -> float:
        """What is taken off the odds for a part that builds many words; function words are given more room."""
        if frequency >= self.FUNCTION_WORD:
            return 2 * log10(max(1.0, built / 30))
        return 6 * log10(max(1.0, built / 10))

    @staticmethod
    def _small(pair: Pair, text: str, last: str) -> bool:
        """Whether a noun would end in a word that the reference writes small, which no compound noun does."""
        small = any(word.key == last and word.text.islower() for row in pair.references for word in row.words)
        return text[:1].isupper() and small

    def _verb_after(self, pair: Pair, text: str, cut: Cut, affixes: Affixes) -> bool:
        """Whether a German word ends in a verb, which builds no noun, or in a word that builds nothing at all."""
        *firsts, last = cut.parts
        lang = pair.lang
        if text[:1].isupper():
            given = bool(pair.references)
            forms = [self.words.frequency(last + ending, lang) > 0 for ending in ("e", "en", "er")]
            participle = last.endswith(("t", "en")) and sum(forms) >= (2 if given else 3)
            infinitive = given and last.endswith("en") and self.words.frequency(f"{last[:-2]}t", lang) > 0
            if len(last) <= 5 or any(self.words.frequency(f"{stem}s", lang) for stem in (last, last[:-2])):
                return False  # a noun, by its genitive
            return participle or (infinitive and not affixes.starts("".join(firsts)))
        everyday = min(self.words.frequency(part, lang) for part in cut.parts) >= self.LIKELY
        return everyday and len(firsts) == 1 and not affixes.starts(firsts[0]) and affixes.ends(last) <= self.FEW

    def _capital_at_seam(self, text: str, cut: Cut, lang: str) -> bool:
        """Whether the capitals inside a word that begins small stand where its parts begin, and the parts are not English."""
        begins = list(itertools.accumulate(len(part) for part in cut.parts))
        if len(cut.parts[0]) < 3 or any(c.isupper() and at not in begins for at, c in enumerate(text)):
            return False
        own = [(self.words.frequency(part, lang), self.words.frequency(part, "en")) for part in cut.parts]
        return not text.isascii() or all(listed > english + 1 for listed, english in own)

    @staticmethod
    def _may_be_stem(cut: Cut, functions: list[bool], affixes: Affixes) -> bool:
        """Whether what stands before the short last parts may be the stem of one word."""
        parts = list(cut.parts[:-1])
        while len(parts) > 1 and len("".join(cut.parts[len(parts) - 1 :])) <= 3:
            parts.pop()
        return len(parts) == 1 or not any(functions[: len(parts)]) or affixes.extended("".join(parts)) > 0

    def _stand_alone(self, cut: Cut, functions: list[bool], traits: Traits, affixes: Affixes) -> bool:
        """Whether the short words at the edges are not written on to others, and no word begins, or ends, as the seam reads."""
        first, last = cut.parts[0], cut.parts[-1]
        after, before = "".join(cut.parts[1:]), "".join(cut.parts[:-1])
        if len(first) < 3:
            small = first in traits.never_final or (functions[0] and len(first) > 1)
            if not small or len(after) < self.SHORTEST_AFTER or affixes.starts(first + after[:2]) > self.FEW:
                return False
        if len(last) < 3:
            small = last in traits.never_final or (functions[-1] and len(last) > 1)
            return small and len(before) >= self.SHORTEST_BEFORE and affixes.endings(before[-2:] + last) <= self.FEW
        return True

    def _linked(self, cut: Cut, lang: str) -> bool:
        """Whether a middle part is but the s that links compounds and the beginning of the next word."""
        middle = enumerate(cut.parts[1:-1], 2)
        return any(p[0] == "s" and self.words.frequency(p[1:] + "".join(cut.parts[n:]), lang) > 0 for n, p in middle)

    def _complete(self, pair: Pair, cut: Cut, affixes: Affixes) -> bool:
        """Whether a short last part cannot be a case ending, because what it follows takes none."""
        stem, last = "".join(cut.parts[:-1]), cut.parts[-1]
        if stem in pair.reference_words and last in pair.reference_words:
            return True
        listed = self.words.frequency(cut.parts[-2], pair.lang)
        if len(cut.parts) == 2 and len(stem) >= self.SHORTEST_AFTER and listed >= self.FORMS_LISTED:
            return True
        return listed >= 4.2 and affixes.extended(cut.parts[-2]) <= 1

    def _seam(self, pair: Pair, at: int, cut: Cut, traits: Traits, affixes: Affixes) -> bool:
        """Whether the seams are such that no lawful word could look like this."""
        text = pair.hypothesis.tokens[at].text
        first, last = cut.parts[0], cut.parts[-1]
        functions = [self._is_function_word(part, pair.lang, index == 0) for index, part in enumerate(cut.parts)]
        vouched = all(self._vouched(pair, part) for part in cut.parts)
        if traits.prefixes and not self._stand_alone(cut, functions, traits, affixes):
            return False  # articles, prepositions and pronouns are written together by right
        ending = len(last) <= 2 and affixes.ends(last) >= self.CASE_ENDING
        ending |= traits.inflection and len(last) <= 3 and affixes.endings(last) >= self.FORM_ENDING
        if last in traits.enclitics and not vouched:
            return False  # empaquetar|los
        if traits.inflection and len(cut.parts) > 2 and max(map(len, cut.parts[-2:])) < 3 and not vouched:
            return False  # рулет|а|ми
        if self._reference_joins(pair, cut) or self._prefixed(pair, cut):
            return True
        inside = at > 0 and pair.hypothesis.tokens[at - 1].is_word and not traits.noun_capitals
        named = traits.capitals and text[:1].isupper() and not text[1:2].isupper() and len(first) > 1
        if inside and named and functions[0] and first not in pair.reference_words:
            return False  # a capital inside a sentence begins a name, not a small word
        if ending and not self._complete(pair, cut, affixes) and self._may_be_stem(cut, functions, affixes):
            return False
        small = {*traits.never_final, *traits.seldom_final}
        sentence = len(last) >= self.SHORTEST_AFTER and any(part in small for part in cut.parts[:-1])
        sentence &= len(cut.parts) > 2 and sum(map(len, cut.parts)) > self.LONG_NAME
        if (
            traits.inflection
            and not any(functions)
            and not vouched
            and affixes.starts(first) > self.STEM
            and not sentence
        ):
            return False  # низько|прибутковий
        if traits.compounding and len(cut.parts) > 2 and self.words.frequency(first + last, pair.lang) > 0:
            return False  # hinunter|zu|fallen
        if traits.compounding and self._linked(cut, pair.lang):
            return False  # kalibrering|s|informationen
        inner = any(a.islower() and b.isupper() for a, b in itertools.pairwise(text))
        if (
            inner
            and len(cut.parts) == 2
            and len(cut.parts[-1]) == 1
            and precedes_apostrophe(pair.hypothesis.tokens, at)
        ):
            inner = False  # maybeI'm
        if inner or (traits.capitals and text.isupper()):
            own = any(f and self.words.frequency(p, "en") < 5.5 for f, p in zip(functions, cut.parts, strict=True))
            nearly = pair.references and sum(self._vouched(pair, part) for part in cut.parts) >= len(cut.parts) - 1
            foreign = inner and not text[:1].isupper() and self._capital_at_seam(text, cut, pair.lang)
            return vouched or foreign or bool(pair.references and any(functions)) or (inner and (own or bool(nearly)))
        if traits.noun_capitals and text[:1].isupper() and at and pair.hypothesis.tokens[at - 1].is_word:
            functions[0] = False  # a noun: its first part cannot be a small word
        if traits.compounding:
            if any(functions) or not traits.noun_capitals:
                return any(functions)
            return self._small(pair, text, last) or self._verb_after(pair, text, cut, affixes)
        return True


def _one_edit(a: str, b: str) -> bool:
    """Whether two strings differ by one letter."""
    return Levenshtein.distance(a, b, score_cutoff=1) == 1
