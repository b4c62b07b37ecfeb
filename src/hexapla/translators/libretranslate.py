"""A LibreTranslate server, by its HTTP interface."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from hexapla.errors import ConfigError, PluginError
from hexapla.languages.tags import language
from hexapla.servers import Server
from hexapla.translators import Segment, Translator

URL, KEY, TIMEOUT = (f"HEXAPLA_LIBRETRANSLATE_{name}" for name in ("URL", "KEY", "TIMEOUT"))
"""Environment variables: the server if the option names none, the key to send, the seconds to wait for an answer."""


class LibreTranslate(Translator):
    """Translates with a LibreTranslate server: your own, or a public one, to which your texts are then sent.

    ``libretranslate:http://localhost:5000`` names it, or HEXAPLA_LIBRETRANSLATE_URL; a key goes in
    HEXAPLA_LIBRETRANSLATE_KEY, the seconds to wait for an answer in HEXAPLA_LIBRETRANSLATE_TIMEOUT. A server that says
    it is busy is asked again after the time it names.
    """

    name = "libretranslate"
    option = "URL"
    batch: ClassVar[int] = 32

    def __init__(self, option: str = "", *, segment: Segment | None = None, segmenter: str = "lines") -> None:
        super().__init__(option, segment=segment, segmenter=segmenter)
        given = option or os.environ.get(URL, "")
        if not given:
            raise ConfigError(f"name the server: {self.name}:http://localhost:5000, or set {URL}")
        self._server = Server(given, TIMEOUT, self.failure)

    def languages(self) -> tuple[tuple[str, str], ...]:
        """The pairs that the server offers."""
        return tuple((source, target) for source, targets in self._offered.items() for target in targets)

    @cached_property
    def _offered(self) -> dict[str, tuple[str, ...]]:
        answer = self._server.ask(None, "/languages")
        try:
            codes = [str(entry["code"]) for entry in answer]
            return {
                str(entry["code"]): tuple(c for c in entry.get("targets", codes) if c != entry["code"])
                for entry in answer
            }
        except (KeyError, TypeError, AttributeError):
            raise self._server.failure(
                'its list of languages is not of the shape [{"code": ..., "targets": [...]}]'
            ) from None

    @cached_property
    def _release(self) -> str:
        try:
            return str(self._server.ask(None, "/spec")["info"]["version"])
        except (PluginError, KeyError, TypeError):
            return "unknown"

    def _codes(self, source: str, target: str) -> tuple[str, str]:
        """The server's codes: the tag itself, or its bare language."""
        for one in dict.fromkeys((source, language(source))):
            for other in dict.fromkeys((target, language(target))):
                if other in self._offered.get(one, ()):
                    return one, other
        there = ", ".join(f"{a}-{b}" for a, b in self.languages()[:12]) or "none"
        raise ConfigError(f"{self._server.shown} does not translate from {source} to {target} (it offers {there} ...)")

    def version(self, source: str, target: str) -> str:
        """The server and the version it gives; it does not tell those of its models."""
        self._codes(source, target)
        return f"libretranslate:{self._release}|host:{self._server.host}"

    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> list[str]:
        """The lines in one request; see :class:`Translator`."""
        one, other = self._codes(source, target)
        body: dict[str, Any] = {"q": list(lines), "source": one, "target": other, "format": "text"}
        if os.environ.get(KEY):
            body["api_key"] = os.environ[KEY]
        answer = self._server.ask(body, "/translate")
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(line, str) for line in found):
            raise self._server.failure('its answer is not of the shape {"translatedText": [...]}')
        return found
