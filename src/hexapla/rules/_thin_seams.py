"""Where a string may be cut into words in a language whose list of words is short: Hindi, Icelandic, Slovak.

Such a list cannot say that a word does not exist. What it can say is which words of grammar stand alone: those that hardly
any listed word begins or ends with. A string that begins or ends with one, and falls into frequent words, is no word.
"""

from __future__ import annotations

from math import inf, log10
from typing import ClassVar

from hexapla.languages import LanguageData
from hexapla.languages.spelling import Affixes
from hexapla.pair import Pair
from hexapla.text.joins import Cut, best_cut


class ThinSeams:
    """Cuts of strings at words of grammar.

    Args:
        data: Word lists and traits.
    """

    LEAST_FREQUENCY: ClassVar[dict[int, float]] = {1: 6.9, 2: 6.0, 3: 5.0, 4: 4.0}
    """Letters of a part -> Zipf frequency it needs to count as a word of its own."""

    LEAST_FREQUENCY_LONG = 3.2

    GIVEN = 5.5
    """Zipf frequency that a word of the reference is given, and `NEAR` one that the document has elsewhere."""
    NEAR = 4.0

    GRAMMAR: ClassVar[dict[int, float]] = {2: 6.8, 3: 6.2}
    """Letters of a word -> Zipf frequency from which it is one of grammar, if the language's traits do not say so."""
    GRAMMAR_LONG = 6.0

    BUILDS = 3
    """Number of listed words that a word which stands alone may begin or end, where what remains is a word."""

    FREELY = 20
    """Times as many, from which on it stands nowhere alone."""

    ENDINGS = 50
    """Number of listed words that may end in its letters, whatever remains."""

    DOUBT = 6.0
    """log10 odds taken off for a word that builds ten times as many, and in a language that makes words of words."""
    DOUBT_COMPOUNDING = 9.0

    SHORTEST = 5
    """Letters of a string that is looked at."""

    ODDS = 1.5
    """log10 odds of several words against one unlisted word that a finding needs."""

    def __init__(self, data: LanguageData) -> None:
        self.data = data
        self.words = data.words

    def find(self, pair: Pair, at: int) -> tuple[Cut, float] | None:
        """The cut of a word of the hypothesis, by its number among the tokens, and its odds above the least; None if there is none."""
        key, lang = pair.hypothesis.tokens[at].key, pair.lang
        spelling, affixes = self.words.spelling(lang, full=False), self.words.affixes(lang, full=False)
        if spelling is None or affixes is None or len(key) < self.SHORTEST or self.data.traits(lang).prefixes:
            return None
        cut = best_cut(key, lambda part, start, end: self._zipf(pair, part))
        if cut is None or affixes.has_forms(key):
            return None
        odds = cut.log_probability - spelling.log_probability(key) - self._doubt(cut, lang, affixes)
        return (cut, odds - self.ODDS) if odds >= self.ODDS else None

    def _zipf(self, pair: Pair, part: str) -> float:
        """Zipf frequency of a part, 0 where it is no word."""
        listed = self.words.frequency(part, pair.lang)
        if len(part) > 2 and part in pair.reference_words:
            return max(listed, self.GIVEN)
        if listed >= self.LEAST_FREQUENCY.get(len(part), self.LEAST_FREQUENCY_LONG):
            return listed
        return self.NEAR if len(part) > 3 and pair.document.hypothesis_words[part] else 0.0

    def _doubt(self, cut: Cut, lang: str, affixes: Affixes) -> float:
        """log10 odds to take off since the words of grammar build words too; endless where there is none at a seam."""
        first, last = cut.parts[0], cut.parts[-1]
        doubts = [inf]
        if self._is_grammar(first, lang):
            doubts.append(self._less(affixes.starts(first), lang))
        if self._is_grammar(last, lang):
            doubts.append(
                self._less(max(affixes.ends(last), affixes.endings(last) * self.BUILDS // self.ENDINGS), lang)
            )
        doubts += [
            self._less(affixes.starts(part), lang) / 2 for part in cut.parts[1:-1] if self._is_grammar(part, lang)
        ]
        return min(doubts)

    def _less(self, builds: int, lang: str) -> float:
        """What is taken off the odds for a word that builds so many others."""
        if builds >= self.BUILDS * self.FREELY:
            return inf
        doubt = self.DOUBT_COMPOUNDING if self.data.traits(lang).compounding else self.DOUBT
        return doubt * log10(max(1.0, builds / self.BUILDS))

    def _is_grammar(self, part: str, lang: str) -> bool:
        """Whether a part is a word of grammar."""
        traits = self.data.traits(lang)
        if part in traits.never_final or part in traits.seldom_final:
            return True
        return len(part) > 1 and self.words.frequency(part, lang) >= self.GRAMMAR.get(len(part), self.GRAMMAR_LONG)
