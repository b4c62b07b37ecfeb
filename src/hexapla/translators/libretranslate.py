"""A LibreTranslate server, by its HTTP interface."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from hexapla.errors import ConfigError, PluginError
from hexapla.languages.tags import language
from hexapla.translators import Segment, Translator

URL, KEY, TIMEOUT = (f"HEXAPLA_LIBRETRANSLATE_{name}" for name in ("URL", "KEY", "TIMEOUT"))
"""Environment variables: the server if the option names none, the key to send, the seconds to wait for an answer."""

_SECONDS = 60.0  # to wait for an answer, unless the environment says otherwise
_TRIES = 5  # of a request that the server is too busy for
_PATIENCE = 120.0  # seconds a server may ask to be left alone for
_BUSY = (429, 503)
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


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
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{given!r} is not the address of a server (http://... or https://...)")
        self._url = given.rstrip("/")
        self._shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
        self._host = parts.hostname
        self._timeout = _seconds(os.environ.get(TIMEOUT))
        # A proxy cannot reach what listens on this machine.
        self._opener = build_opener(ProxyHandler({})) if parts.hostname in _LOCAL else build_opener()

    def languages(self) -> tuple[tuple[str, str], ...]:
        """The pairs that the server offers."""
        return tuple((source, target) for source, targets in self._offered.items() for target in targets)

    @cached_property
    def _offered(self) -> dict[str, tuple[str, ...]]:
        answer = self._ask("/languages", None)
        try:
            codes = [str(entry["code"]) for entry in answer]
            return {
                str(entry["code"]): tuple(c for c in entry.get("targets", codes) if c != entry["code"])
                for entry in answer
            }
        except (KeyError, TypeError, AttributeError):
            raise self._failure('its list of languages is not of the shape [{"code": ..., "targets": [...]}]') from None

    @cached_property
    def _release(self) -> str:
        try:
            return str(self._ask("/spec", None)["info"]["version"])
        except (PluginError, KeyError, TypeError):
            return "unknown"

    def _codes(self, source: str, target: str) -> tuple[str, str]:
        """The server's codes: the tag itself, or its bare language."""
        for one in dict.fromkeys((source, language(source))):
            for other in dict.fromkeys((target, language(target))):
                if other in self._offered.get(one, ()):
                    return one, other
        there = ", ".join(f"{a}-{b}" for a, b in self.languages()[:12]) or "none"
        raise ConfigError(f"{self._shown} does not translate from {source} to {target} (it offers {there} ...)")

    def version(self, source: str, target: str) -> str:
        """The server and the version it gives; it does not tell those of its models."""
        self._codes(source, target)
        return f"libretranslate:{self._release}|host:{self._host}"

    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> list[str]:
        """The lines in one request; see :class:`Translator`."""
        one, other = self._codes(source, target)
        body: dict[str, Any] = {"q": list(lines), "source": one, "target": other, "format": "text"}
        if os.environ.get(KEY):
            body["api_key"] = os.environ[KEY]
        answer = self._ask("/translate", body)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(line, str) for line in found):
            raise self._failure('its answer is not of the shape {"translatedText": [...]}')
        return found

    def _ask(self, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, data, {"Content-Type": "application/json"})
        for attempt in range(1, _TRIES + 1):
            try:
                with self._opener.open(request, timeout=self._timeout) as response:
                    return json.load(response)
            except HTTPError as error:
                if error.code not in _BUSY or attempt == _TRIES:
                    tries = f", {attempt} times" if attempt > 1 else ""
                    raise self._failure(f"it answered with {error.code} {error.reason}{_said(error)}{tries}") from None
                time.sleep(self._pause(error.headers.get("Retry-After"), attempt))
            except TimeoutError:
                raise self._failure(f"no answer within {self._timeout:g} seconds ({TIMEOUT} sets how long)") from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise self._failure(f"no connection within {self._timeout:g} seconds") from None
                raise self._failure(f"it cannot be reached ({error.reason}); is it running?") from None
            except (OSError, HTTPException) as error:
                raise self._failure(f"the connection broke off ({type(error).__name__})") from None
            except ValueError:
                raise self._failure("its answer is not JSON") from None
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, wanted: str | None, attempt: int) -> float:
        """Seconds to wait before asking again: as the server says (RFC 9110, 10.2.3), else longer each time."""
        seconds = 0.5 * 2.0**attempt
        if wanted:
            try:
                seconds = float(wanted)
            except ValueError:
                try:
                    until = parsedate_to_datetime(wanted)
                    seconds = (until - datetime.now(UTC)).total_seconds()
                except (ValueError, TypeError):
                    pass
        if seconds > _PATIENCE:
            raise self._failure(f"it is busy and asks to be left alone for {seconds:.0f} seconds; try again then")
        return max(0.0, seconds)

    def _failure(self, message: str) -> PluginError:
        return self.failure(f"{self._shown}: {message}")


def _said(error: HTTPError) -> str:
    """What the server adds to its refusal."""
    try:
        said = json.loads(error.read())["error"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return ""
    return f" ({said})" if isinstance(said, str) else ""


def _seconds(given: str | None) -> float:
    try:
        seconds = float(given or _SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ConfigError(f"{TIMEOUT} must be a number of seconds, not {given!r}")
    return seconds
