"""Addresses in a text: of pages, of mail, and paths of files. What may happen to one is the rules' to say."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

import regex

_HINT = regex.compile(r"[@\\]|://|www\.|/\p{L}[\p{L}\p{N}_.-]*/", regex.IGNORECASE)
_STOP = r"\s<>\"“”«»„，。；、！？：」』）】（【\]"
_ADDRESS = regex.compile(
    rf"""
    (?P<page>\b(?:[a-z][a-z0-9+.-]{{1,9}}://|www\.)[^{_STOP}]{{2,}})
  | (?P<mail>(?<![\p{{L}}\p{{N}}._%+@-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)
  | (?P<drive>\b[A-Za-z]:\\(?:[\p{{L}}\p{{N}}_.$~()-]+\\)*[\p{{L}}\p{{N}}_.$~-]+)
  | (?P<path>(?<![\p{{L}}\p{{N}}/\\.:<~_-])(?:~|\.\.?)?/[A-Za-z][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)+)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_TAIL = ".,;:!?'’)]}…*_"


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its place, its kind (``page``, ``mail``, ``drive``, ``path``), and what two equal ones share."""

    start: int
    end: int
    text: str
    kind: str
    key: str


def addresses(text: str) -> list[Address]:
    """The addresses of a text, in order, without the punctuation after them."""
    if not _HINT.search(text):
        return []
    found = []
    for match in _ADDRESS.finditer(text):
        form = match.group()
        while form and form[-1] in _TAIL:
            if form[-1] == ")" and form.count("(") >= form.count(")"):
                break
            form = form[:-1]
        kind = match.lastgroup or ""
        if len(form) > 4:
            found.append(Address(match.start(), match.start() + len(form), form, kind, _key(form, kind)))
    return found


def _key(form: str, kind: str) -> str:
    if kind in ("drive", "path"):
        return form
    if kind == "mail":
        return form.lower()
    rest = regex.sub(r"^https?://", "", form, flags=regex.IGNORECASE)
    host, slash, path = rest.partition("/")
    return (
        host.lower().removeprefix("www.") + slash + unquote(path).rstrip("/")
        if path
        else host.lower().removeprefix("www.")
    )


def localised(one: str, other: str) -> bool:
    """Whether two addresses differ in a language or country code only: ``/en/`` and ``/de/``, ``en.`` and ``de.``."""
    code = r"(?<=^|[/._=-])[a-z]{2}(?:[-_][a-zA-Z]{2})?(?=$|[/._&?#-])"
    return regex.sub(code, "*", one) == regex.sub(code, "*", other)
