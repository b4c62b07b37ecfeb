"""What Hexapla knows about languages: traits, word lists, institutions. Plain data files and their loaders.

Nothing here looks at a particular text. Everything is loaded on first use and kept; `LanguageData` is what rules and
other plug-ins are handed, and a test can hand them one of its own making.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from hexapla.languages.institutions import Institution, Institutions, load_institutions
from hexapla.languages.meanings import Meanings
from hexapla.languages.terms import Term
from hexapla.languages.traits import Traits, traits_of
from hexapla.languages.wordings import wordings
from hexapla.languages.words import WordLists

__all__ = ["Institution", "Institutions", "LanguageData", "Meanings", "Term", "Traits", "WordLists", "traits_of"]


class LanguageData:
    """The language data a plug-in may use, each part loaded on first use.

    Args:
        institutions: A table to use instead of the one that ships with the package.
        terms: The terms of the user's glossaries.
        meanings: Whether rules may look at vectors of words, where the extra ``embed`` is installed.
    """

    def __init__(
        self,
        institutions: tuple[Institution, ...] | None = None,
        terms: tuple[Term, ...] = (),
        *,
        meanings: bool = False,
    ) -> None:
        self._given, self._by_meaning = institutions, meanings
        self.terms = terms

    def traits(self, lang: str) -> Traits:
        """The traits of a language (BCP 47 tag)."""
        return traits_of(lang)

    @cached_property
    def words(self) -> WordLists:
        """Word frequencies of the languages that have a list."""
        return WordLists()

    @cached_property
    def meanings(self) -> Meanings:
        """What words mean, in some languages, where the extra ``embed`` is installed."""
        return Meanings(self.words, used=self._by_meaning)

    @cached_property
    def institutions(self) -> Institutions:
        """Names of institutions in many languages."""
        return Institutions(load_institutions() if self._given is None else self._given)

    def wordings(self, table: str) -> dict[str, Any]:
        """A table of ``languages/wordings``: fixed wordings by language, such as ``chatter``."""
        return wordings(table)

    @cached_property
    def signature(self) -> str:
        """Versions of the data, in ``k:v|k:v`` shape."""
        meanings = "" if self.meanings.signature == "none" else f"|meanings:{self.meanings.signature}"
        return f"words:{self.words.signature}|institutions:{self.institutions.signature}{meanings}"
