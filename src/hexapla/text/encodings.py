"""Text whose bytes were read in the wrong encoding, and character references that were never resolved.

A stretch counts as misread only if its bytes, taken back through the code page they were read in, are well-formed
UTF-8: sequences that no language writes. ftfy repairs whole texts the same way; here the exact places are needed.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache

import regex

from hexapla.text.scripts import scripts_in
from hexapla.text.tokens import UNSPACED

REFERENCE = regex.compile(r"&(?:amp;)*(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
"""A pattern for HTML character references, whether or not they stand for anything."""

CODE_PAGES = ("cp1252", "cp1251", "cp1250", "mac_roman", "cp437")
"""Single-byte encodings that UTF-8 is commonly misread in, the likeliest first."""

_FOLLOWERS = frozenset("«»®©™ªº°·’‘”“„‚…–—\u00a0")
"""What may stand after a capital letter in good text: ``CAFÉ®``, ``«MANHÃ»``."""

_LETTERS_BEFORE = regex.compile(rf"[[\p{{L}}\p{{M}}]--[{UNSPACED}]]*$", regex.VERSION1)
_LETTERS_AFTER = regex.compile(rf"[[\p{{L}}\p{{M}}]--[{UNSPACED}]]*", regex.VERSION1)

_UNSURE = frozenset({"cp1251", "cp1250", "mac_roman", "cp437"})


@cache
def _bytes_of(page: str) -> dict[str, int]:
    """Character -> byte of a code page; bytes it leaves undefined stand for the control characters of Latin-1."""
    table: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        try:
            table[bytes([byte]).decode(page)] = byte
        except UnicodeDecodeError:
            table[chr(byte)] = byte
    if page == "cp1252":
        for byte in range(0x80, 0xA0):
            table.setdefault(chr(byte), byte)
    return table


@cache
def _sequence(page: str) -> regex.Pattern[str]:
    """A pattern for runs of well-formed multi-byte UTF-8 sequences as they look in a code page."""
    by_byte: dict[int, set[str]] = {}
    for character, byte in _bytes_of(page).items():
        by_byte.setdefault(byte, set()).add(character)

    def among(low: int, high: int) -> str:
        return "[" + "".join(regex.escape(c) for b in range(low, high) for c in sorted(by_byte.get(b, ()))) + "]"

    more = among(0x80, 0xC0)
    one = f"{among(0xC2, 0xE0)}{more}|{among(0xE0, 0xF0)}{more}{{2}}|{among(0xF0, 0xF5)}{more}{{3}}"
    return regex.compile(f"(?:{one})+")


def misread_stretches(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of a text that are UTF-8 read in another encoding: start, end and the characters meant.

    A code page other than Windows-1252 is believed only where several sequences stand together, for there the look
    of a single one may be a word.
    """
    done = 0
    if text.isascii():
        return
    for page in CODE_PAGES:
        table = _bytes_of(page)
        found = []
        for match in _sequence(page).finditer(text):
            if match.start() < done and page != "cp1252":
                continue
            try:
                meant = bytes(table[c] for c in match.group()).decode("utf-8")
            except UnicodeDecodeError:
                continue
            if page in _UNSURE and not (len(meant) >= 3 and len(scripts_in(meant)) == 1 and meant.isalpha()):
                continue
            if len(match.group()) == 2 and match.group()[-1] in _FOLLOWERS and _may_be_meant(text, *match.span()):
                continue
            if len(meant) == 1 and meant.isalpha() and not _fits(text, meant, *match.span()):
                continue
            if meant.isprintable() or meant.isspace() or meant == "\u00ad":
                found.append((match.start(), match.end(), meant))
        if found:
            yield from found
            return


def misread_words(text: str) -> Iterator[tuple[int, int, str]]:
    """The same widened to whole words: start, end and the words meant."""
    words: list[tuple[int, int, str]] = []
    for start, end, meant in misread_stretches(text):
        before = _LETTERS_BEFORE.search(text, 0, start)
        after = _LETTERS_AFTER.match(text, end)
        first, last = before.start() if before else start, after.end() if after else end
        if words and first < words[-1][1]:
            held = words.pop()
            done = held[2][: len(held[2]) - (held[1] - start)]
            words.append((held[0], last, done + meant + text[end:last]))
        else:
            words.append((first, last, text[first:start] + meant + text[end:last]))
    yield from words


def _may_be_meant(text: str, start: int, end: int) -> bool:
    """Whether a capital letter and a mark at [start, end) may stand there by right: ``CAFÉ®``, ``«Ñ»``."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return (before.isupper() or before in "«»“”„‘’\"'") and before != "" and not after.islower()


def _fits(text: str, meant: str, start: int, end: int) -> bool:
    """Whether a lone letter is of the script of the letters beside it: the Czech ``ÚŽASNÉ`` hides no Arabic letter."""
    beside = text[start - 1 : start] if start else ""
    beside += text[end : end + 1]
    found = scripts_in(beside).keys()
    return not found or scripts_in(meant).keys() <= found


def unescaped(reference: str) -> str | None:
    """What an HTML character reference stands for, however often its ampersand was escaped; None if for nothing."""
    meant = reference
    for _ in range(4):
        further = html.unescape(meant)
        if further == meant:
            break
        meant = further
    resolved = meant != reference and len(meant) <= 2 and (meant == "&" or not meant.startswith("&"))
    return meant if resolved else None
