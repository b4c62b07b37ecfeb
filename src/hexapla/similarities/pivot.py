"""Similarity by machine translation: the right side is translated into the left side's language and compared there."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.errors import ConfigError, PluginError
from hexapla.languages.tags import language
from hexapla.similarities import Comparer, Similarity, Translate


class Pivot(Similarity):
    """Segments are alike when a machine translation of one shares rare character n-grams with the other.

    Needs a translator between the two languages; good alignments come of poor translations, too (Sennrich and Volk
    2010, Bleualign). Texts in one language are compared as they are.
    """

    name = "pivot"
    option = "TRANSLATOR"
    uses_inner = True
    uses_translator = True

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        super().__init__(option, inner=inner, translate=translate)
        if inner is None or translate is None:
            raise ConfigError("the similarity pivot needs a translator, and there is none; use embed or lexical")
        self._compare, self._translate = inner, translate

    def signature(self) -> str:
        """``sim:pivot|translator:NAME`` and the signature of the similarity that compares the translation."""
        return f"sim:{self.name}|translator:{self.chosen or 'default'}|{self._compare.signature()}"

    def compare(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> Comparer:
        """Translate the right side if need be and compare; see :class:`Similarity`."""
        if language(left_lang) != language(right_lang):
            translated = list(self._translate(right, right_lang, left_lang))
            if len(translated) != len(right):
                message = f"the translator gave {len(translated)} translations of {len(right)} segments"
                raise PluginError(f"similarity {self.name}", message)
            right = translated
        return self._compare.compare(left, right, left_lang=left_lang, right_lang=left_lang)
