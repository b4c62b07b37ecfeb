"""Similarity of meaning by an HTTP endpoint that gives embeddings in the shape of OpenAI's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from hexapla.errors import ConfigError, PluginError
from hexapla.servers import Server
from hexapla.similarities import Floats, Similarity, Translate
from hexapla.similarities._vectors import VectorSimilarity

URL, MODEL, KEY, TIMEOUT = (f"HEXAPLA_EMBEDDINGS_{name}" for name in ("URL", "MODEL", "KEY", "TIMEOUT"))
"""Environment variables: what the option leaves out, the key to send, and the seconds to wait for an answer."""

_BATCH = 64  # texts a request


class Endpoint(VectorSimilarity):
    """Segments are alike when an embedding server of your choice gives them similar vectors.

    The server answers ``POST {"model": ..., "input": [...]}`` with ``{"data": [{"index": 0, "embedding": [...]}]}``,
    as OpenAI, llama.cpp, Ollama, vLLM and Text Embeddings Inference do. Its address and the model are given as
    ``endpoint:http://localhost:8080/v1/embeddings#MODEL`` or in HEXAPLA_EMBEDDINGS_URL and HEXAPLA_EMBEDDINGS_MODEL, a
    key in HEXAPLA_EMBEDDINGS_KEY, the seconds to wait for an answer in HEXAPLA_EMBEDDINGS_TIMEOUT. Your texts are sent
    there. Beginnings and ends of segments are judged by common characters.
    """

    name = "endpoint"
    option = "URL#MODEL"

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        super().__init__(option, inner=inner, translate=translate)
        url, _, model = option.partition("#")
        url = url or os.environ.get(URL, "")
        self._model = model or os.environ.get(MODEL, "")
        if not url:
            raise ConfigError(f"name the embedding endpoint: {self.name}:URL#MODEL, or set {URL} and {MODEL}")
        self._server = Server(url, TIMEOUT, lambda message: PluginError(f"similarity {self.name}", message))

    def signature(self) -> str:
        """``sim:endpoint|model:NAME|host:HOST``."""
        return f"sim:{self.name}|model:{self._model or 'default'}|host:{self._server.host}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, see :class:`VectorSimilarity`."""
        batches = [self._ask(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        if len({batch.shape[1] for batch in batches}) > 1:
            raise self._server.failure("it gave vectors of different lengths")
        return np.concatenate(batches)

    def _ask(self, texts: Sequence[str]) -> Floats:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        headers = {"Authorization": f"Bearer {os.environ[KEY]}"} if os.environ.get(KEY) else {}
        return self._checked(self._server.ask(body, headers=headers), len(texts))

    def _checked(self, answer: Any, number: int) -> Floats:
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            places = [row["index"] for row in rows]
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (KeyError, TypeError, ValueError):
            raise self._server.failure(
                'its answer is not of the shape {"data": [{"index": 0, "embedding": [...]}]}'
            ) from None
        if places != list(range(number)):
            raise self._server.failure(f"it gave {len(rows)} vectors for {number} texts")
        if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
            raise self._server.failure("it gave vectors that are empty or hold what is no number")
        return vectors
