"""Similarity of meaning by an HTTP endpoint that gives embeddings in the shape of OpenAI's."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import numpy as np

from hexapla.errors import ConfigError, PluginError
from hexapla.similarities import Floats, Similarity, Translate
from hexapla.similarities._vectors import VectorSimilarity

URL, MODEL, KEY, TIMEOUT = (f"HEXAPLA_EMBEDDINGS_{name}" for name in ("URL", "MODEL", "KEY", "TIMEOUT"))
"""Environment variables: what the option leaves out, the key to send, and the seconds to wait for an answer."""

_BATCH = 64  # texts a request
_SECONDS = 60.0  # to wait for an answer, unless the environment says otherwise
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


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
        self._url = url or os.environ.get(URL, "")
        self._model = model or os.environ.get(MODEL, "")
        if not self._url:
            raise ConfigError(f"name the embedding endpoint: {self.name}:URL#MODEL, or set {URL} and {MODEL}")
        parts = urlsplit(self._url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{url or URL!r} is not the address of an endpoint (http://... or https://...)")
        self._host = parts.hostname
        self._shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"  # no password in messages
        self._timeout = _seconds(os.environ.get(TIMEOUT))
        # A proxy cannot reach what listens on this machine.
        self._opener = build_opener(ProxyHandler({})) if self._host in _LOCAL else build_opener()

    def signature(self) -> str:
        """``sim:endpoint|model:NAME|host:HOST``."""
        return f"sim:{self.name}|model:{self._model or 'default'}|host:{self._host}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, see :class:`VectorSimilarity`."""
        batches = [self._ask(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        if len({batch.shape[1] for batch in batches}) > 1:
            raise self._failure("it gave vectors of different lengths")
        return np.concatenate(batches)

    def _ask(self, texts: Sequence[str]) -> Floats:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        headers = {"Content-Type": "application/json"}
        if os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {os.environ[KEY]}"
        request = Request(self._url, json.dumps(body).encode(), headers)
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                answer = json.load(response)
        except HTTPError as error:
            raise self._failure(f"it answered with {error.code} {error.reason}") from None
        except TimeoutError:
            raise self._failure(f"no answer within {self._timeout:g} seconds ({TIMEOUT} sets how long)") from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._failure(f"no connection within {self._timeout:g} seconds") from None
            raise self._failure(f"it cannot be reached ({error.reason})") from None
        except (OSError, HTTPException) as error:
            raise self._failure(f"the connection broke off ({type(error).__name__})") from None
        except ValueError:
            raise self._failure("its answer is not JSON") from None
        return self._checked(answer, len(texts))

    def _checked(self, answer: Any, number: int) -> Floats:
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            places = [row["index"] for row in rows]
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (KeyError, TypeError, ValueError):
            raise self._failure('its answer is not of the shape {"data": [{"index": 0, "embedding": [...]}]}') from None
        if places != list(range(number)):
            raise self._failure(f"it gave {len(rows)} vectors for {number} texts")
        if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
            raise self._failure("it gave vectors that are empty or hold what is no number")
        return vectors

    def _failure(self, message: str) -> PluginError:
        return PluginError(f"similarity {self.name}", f"{self._shown}: {message}")


def _seconds(given: str | None) -> float:
    try:
        seconds = float(given or _SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ConfigError(f"{TIMEOUT} must be a number of seconds, not {given!r}")
    return seconds
