"""The index of models that can be downloaded: fetched when it can be, kept for when it cannot."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import regex

from hexapla.errors import ConfigError, InputError
from hexapla.translators._models import Progress, settings

SECONDS = 20.0
"""To wait for the server at any one time."""
_MOST_INDEX = 32 << 20  # bytes of an index; the public one has a tenth of a megabyte
_CHUNK = 1 << 16
_AGENT = {"User-Agent": "hexapla"}


@dataclass(frozen=True, slots=True)
class Available:
    """A model that can be downloaded.

    Attributes:
        source: Argos' code of the language it translates from.
        target: The same of the language it translates to.
        version: Version of the model.
        links: Where to get it; any will do.
        sha256: What its bytes must come to, or empty if the index does not say.
    """

    source: str
    target: str
    version: str
    links: tuple[str, ...]
    sha256: str = ""


def available() -> tuple[list[Available], str]:
    """The models of the index, and a remark if it could not be fetched and is the copy of an earlier time.

    Raises:
        ConfigError: It cannot be fetched and there is no copy; says what to do.
        InputError: It is no index of models.
    """
    found = settings()
    address, copy = str(found.remote_package_index), Path(found.local_package_index)
    try:
        data = _fetched(address)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        try:
            data = copy.read_bytes()
        except OSError:
            raise ConfigError(
                f"the index of models at {address} cannot be reached ({reason}) and there is no earlier copy of it; "
                "without a network: hexapla models install FILE.argosmodel; ARGOS_PACKAGE_INDEX names another index"
            ) from None
        return _read(
            data, str(copy), address
        ), f"the index at {address} cannot be reached ({reason}); this is the copy of last time"
    models = _read(data, address, address)
    _keep(data, copy)
    return models, ""


def _fetched(address: str) -> bytes:
    with urlopen(Request(address, headers=_AGENT), timeout=SECONDS) as response:
        data: bytes = response.read(_MOST_INDEX + 1)
    if len(data) > _MOST_INDEX:
        raise ValueError("it is larger than any index")
    return data


def _keep(data: bytes, copy: Path) -> None:
    """Replaces the copy in one step, so that a reader never sees half of it."""
    handle, name = tempfile.mkstemp(prefix=".index.", dir=copy.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    Path(name).replace(copy)


def _read(data: bytes, name: str, address: str) -> list[Available]:
    try:
        entries = json.loads(data)
        return [_entry(entry, address) for entry in entries if entry.get("type", "translate") == "translate"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "this is no index of Argos models (a JSON list with from_code, to_code, links)", path=name
        ) from None


def _entry(entry: dict[str, Any], address: str) -> Available:
    links = tuple(urljoin(address, link) for link in entry["links"] if isinstance(link, str))
    return Available(
        str(entry["from_code"]),
        str(entry["to_code"]),
        str(entry.get("package_version", "")),
        links,
        str(entry.get("sha256", "")),
    )


def newest(models: list[Available]) -> dict[tuple[str, str], Available]:
    """The newest model for every pair of languages."""

    def order(model: Available) -> tuple[int, ...]:
        return tuple(int(number) for number in regex.findall(r"\d+", model.version))

    return {(model.source, model.target): model for model in sorted(models, key=order)}


def download(model: Available, folder: Path, progress: Progress | None = None) -> Path:
    """Downloads a model into a folder; the next link is tried where one fails.

    Raises:
        ConfigError: No link works; says what each answered.
        InputError: The disk is full.
    """
    target = folder / f"{model.source}_{model.target}.argosmodel"
    troubles = []
    for link in model.links:
        if urlsplit(link).scheme not in ("http", "https", "file"):
            troubles.append(f"{link}: not an http address")
            continue
        try:
            with urlopen(Request(link, headers=_AGENT), timeout=SECONDS) as response:
                _copy(response, target, progress)
        except (OSError, HTTPException, ValueError) as error:
            troubles.append(f"{link}: {_reason(error)}")
        else:
            return target
    raise ConfigError(
        f"the model {model.source}-{model.target} cannot be downloaded: {'; '.join(troubles) or 'the index gives no link'}"
    )


def _reason(error: Exception) -> str:
    """What went wrong on the network, without Python's wrapping."""
    if isinstance(error, HTTPError):
        return f"{error.code} {error.reason}"
    return str(getattr(error, "reason", None) or error)


def _copy(response: Any, target: Path, progress: Progress | None) -> None:
    """Writes an answer to a file; ValueError if it is shorter than announced."""
    total, done = int(response.headers.get("Content-Length") or 0), 0
    with target.open("wb") as out:
        while chunk := response.read(_CHUNK):
            try:
                out.write(chunk)
                out.flush()
            except OSError as error:
                raise InputError(f"cannot be written: {error.strerror}", path=str(target)) from None
            done += len(chunk)
            if progress:
                progress(done, total)
    if done < total:
        raise ValueError(f"broke off after {done} of {total} bytes")
