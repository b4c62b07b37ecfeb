"""A server that answers in JSON: its address, how long to wait for it, and one line for all that can go wrong with it.

What is asked and what the answers mean stays with who asks (``translators.libretranslate``, ``similarities.endpoint``).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from hexapla.errors import ConfigError, PluginError

_SECONDS = 60.0  # to wait for an answer, unless the environment says otherwise
_TRIES = 5  # of a request that the server is too busy for
_PATIENCE = 120.0  # seconds a server may ask to be left alone for
_BUSY = (429, 503)
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


class Server:
    """A server, asked again after the time it names when it says that it is busy.

    Attributes:
        shown: Its address without a password, for messages.
        host: The host's name, for signatures.
    """

    def __init__(self, url: str, timeout: str, fail: Callable[[str], PluginError]) -> None:
        """Looks at the address; nothing is sent yet.

        Args:
            url: The address, http or https.
            timeout: Name of the environment variable with the seconds to wait for an answer.
            fail: Makes an error of a message.

        Raises:
            ConfigError: The address or the number of seconds is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{url!r} is not the address of a server (http://... or https://...)")
        self.host = parts.hostname
        self.shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
        self._url = url.rstrip("/")
        self._variable, self._timeout = timeout, _seconds(timeout)
        self._fail = fail
        # A proxy cannot reach what listens on this machine.
        self._opener = build_opener(ProxyHandler({})) if parts.hostname in _LOCAL else build_opener()

    def ask(self, body: Mapping[str, Any] | None, path: str = "", headers: Mapping[str, str] | None = None) -> Any:
        """What the server answers to a body (POST) or without one (GET).

        Raises:
            PluginError: There is no answer, it is a refusal, or it is not JSON.
        """
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, data, {"Content-Type": "application/json", **(headers or {})})
        for attempt in range(1, _TRIES + 1):
            try:
                with self._opener.open(request, timeout=self._timeout) as response:
                    return json.load(response)
            except HTTPError as error:
                if error.code not in _BUSY or attempt == _TRIES:
                    tries = f", {attempt} times" if attempt > 1 else ""
                    raise self.failure(f"it answered with {error.code} {error.reason}{_said(error)}{tries}") from None
                time.sleep(self._pause(error.headers.get("Retry-After"), attempt))
            except TimeoutError:
                message = f"no answer within {self._timeout:g} seconds ({self._variable} sets how long)"
                raise self.failure(message) from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise self.failure(f"no connection within {self._timeout:g} seconds") from None
                raise self.failure(f"it cannot be reached ({error.reason}); is it running?") from None
            except (OSError, HTTPException) as error:
                raise self.failure(f"the connection broke off ({type(error).__name__})") from None
            except ValueError:
                raise self.failure("its answer is not JSON") from None
        raise AssertionError("the last attempt returns or raises")

    def failure(self, message: str) -> PluginError:
        """The error that says something of this server."""
        return self._fail(f"{self.shown}: {message}")

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
            raise self.failure(f"it is busy and asks to be left alone for {seconds:.0f} seconds; try again then")
        return max(0.0, seconds)


def _said(error: HTTPError) -> str:
    """What the server adds to its refusal, in LibreTranslate's shape or in OpenAI's."""
    try:
        said = json.loads(error.read())["error"]
        said = said["message"] if isinstance(said, dict) else said
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return ""
    return f" ({said})" if isinstance(said, str) else ""


def _seconds(variable: str) -> float:
    given = os.environ.get(variable)
    try:
        seconds = float(given or _SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ConfigError(f"{variable} must be a number of seconds, not {given!r}")
    return seconds
