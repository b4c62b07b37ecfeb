"""Similarity of meaning by a sentence-transformers model that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from hexapla.errors import ConfigError, MissingExtra, PluginError
from hexapla.similarities import Floats, Similarity, Translate
from hexapla.similarities._vectors import VectorSimilarity


class SentenceTransformers(VectorSimilarity):
    """Segments are alike when a sentence-transformers model of your choice gives them similar vectors.

    The model is a name on its hub or a folder, such as ``sentence-transformers:LaBSE``; which languages it knows is
    for you to know. Beginnings and ends of segments are judged by common characters.
    """

    name = "sentence-transformers"
    option = "MODEL"

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        super().__init__(option, inner=inner, translate=translate)
        if not option:
            raise ConfigError(f"name a model: {self.name}:MODEL (a name on the hub, or a folder)")
        if find_spec("sentence_transformers") is None:
            raise MissingExtra(self.name, f"the similarity {self.name}")
        self._model: Any = None

    def signature(self) -> str:
        """``sim:sentence-transformers|model:NAME|sentence-transformers:VERSION``."""
        try:
            release = version("sentence-transformers")
        except PackageNotFoundError:
            release = "unknown"
        return f"sim:{self.name}|model:{self.chosen}|sentence-transformers:{release}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, see :class:`VectorSimilarity`."""
        try:
            if self._model is None:
                from sentence_transformers import SentenceTransformer  # brings torch

                self._model = SentenceTransformer(self.chosen)
            vectors: Floats = self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        except Exception as error:  # of whatever kind the model's own code raises
            message = f"the model {self.chosen!r}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
            raise PluginError(f"similarity {self.name}", message) from error
        return vectors
