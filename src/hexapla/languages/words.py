"""Word lists with frequencies, from the `wordfreq` package, guarded by exact language.

`wordfreq` silently answers with another language's list for a language it lacks, so the list is only asked after its
own catalogue names the language. Thin lists count as present but `thin`: rules that call a word unknown must not use
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
from itertools import islice

from hexapla.languages.spelling import Affixes, Spelling
from hexapla.languages.tags import language

THIN = frozenset({"bn", "fil", "hi", "is", "lt", "lv", "ms", "sk", "sl", "ta", "ur"})
"""Languages whose list is too thin to say that a word does not exist."""

_SPELLING_WORDS = 20_000
"""How many of the most frequent words of a language its spelling is learnt from."""

_SEGMENTED = frozenset({"ja", "ko", "th", "zh"})
"""Languages whose look-up would need a word segmenter that is not installed."""


class WordLists:
    """Zipf frequencies of words (log10 per billion words: 7 is 'the', 3 is one in a million, 0 is unknown)."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, float] | None] = {}
        self._frequencies: dict[str, dict[str, float]] = {}
        self._spellings: dict[str, Spelling] = {}
        self._affixes: dict[str, Affixes] = {}
        self._common: dict[str, dict[str, float]] = {}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages (bare tags) that have a list of their own."""
        from wordfreq import available_languages

        return frozenset(available_languages("best")) - _SEGMENTED

    @cached_property
    def _large(self) -> frozenset[str]:
        """The languages with a list of hundreds of thousands of words."""
        from wordfreq import available_languages

        return frozenset(available_languages("large"))

    @cached_property
    def signature(self) -> str:
        """Package and version of the lists."""
        return f"wordfreq-{version('wordfreq')}"

    def has(self, lang: str, *, full: bool = True) -> bool:
        """Whether the language has a list of its own; with `full`, one that can tell that a word does not exist."""
        bare = language(lang)
        return bare in self.languages and not (full and (bare in THIN or bare not in self._large))

    def frequency(self, word: str, lang: str) -> float:
        """Zipf frequency of a word, 0 where it is not listed or the language has no list of its own."""
        listed = self.frequencies(lang)
        found = listed.get(word)
        if found is None and listed and not word.islower():
            found = listed.get(word.casefold())
        return found or 0.0

    def frequencies(self, lang: str) -> Mapping[str, float]:
        """Case-folded words and their Zipf frequencies; empty where `frequency` gives 0 for every word."""
        listed = self._frequencies.get(lang)
        if listed is None:
            bare = language(lang)
            listed = self._frequencies[lang] = (self._list(bare) if bare in self.languages else None) or {}
        return listed

    def most_frequent(self, lang: str, count: int) -> list[str]:
        """The most frequent words of letters of a language, the segmented ones' too; fewer where its list is shorter."""
        from wordfreq import iter_wordlist

        return list(islice(filter(str.isalpha, iter_wordlist(language(lang))), count))

    def dictionary(self, lang: str) -> dict[str, float]:
        """All listed words of a language with their Zipf frequencies, case-folded, the most frequent first.

        Empty without a list. Also for languages whose texts need a word segmenter, where strings can be looked up but not texts cut.
        """
        return self._list(language(lang)) or {}

    def common(self, lang: str) -> Mapping[str, float]:
        """The language's words from a Zipf frequency of about 3 up, case-folded; quicker to load than all of them.

        Empty where `frequency` gives 0 for every word.
        """
        bare = language(lang)
        if bare not in self.languages or bare in self._lists:
            return self.frequencies(lang)
        if bare not in self._common:
            self._common[bare] = self._load(bare, "small") or {}
        return self._common[bare]

    def spelling(self, lang: str, *, full: bool = True) -> Spelling | None:
        """How the language spells its words, learnt from its list; None without one (with `full`, without a full one)."""
        bare = language(lang)
        if not self.has(bare, full=full):
            return None
        if bare not in self._spellings:
            frequent = filter(str.isalpha, self.dictionary(bare))  # the dictionary is in order of frequency
            self._spellings[bare] = Spelling(islice(frequent, _SPELLING_WORDS))
        return self._spellings[bare]

    def affixes(self, lang: str, *, full: bool = True) -> Affixes | None:
        """What starts and ends words of the language; None without a list (with `full`, without a full one)."""
        bare = language(lang)
        if not self.has(bare, full=full):
            return None
        if bare not in self._affixes:
            self._affixes[bare] = Affixes(self.dictionary(bare))
        return self._affixes[bare]

    def _list(self, bare: str) -> dict[str, float] | None:
        if bare not in self._lists:
            self._lists[bare] = self._load(bare)
        return self._lists[bare]

    def _load(self, bare: str, size: str = "best") -> dict[str, float] | None:
        from wordfreq import available_languages, read_cBpack

        there = available_languages(size)
        if bare not in there:
            return None
        # words by frequency, each list a centibel rarer than the one before: a word's first place is its highest
        folded: dict[str, float] = {}
        for rank, words in enumerate(read_cBpack(there[bare])):
            zipf = round(9 - rank / 100, 2)
            for word in words:
                folded.setdefault(word if word.isascii() else word.casefold(), zipf)
        return folded
