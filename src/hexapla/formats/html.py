"""HTML pages: the text a reader sees, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla.errors import InputError
from hexapla.formats import ColumnFormat
from hexapla.formats._blocks import of_blocks
from hexapla.formats._reading import decode, read_bytes, shown
from hexapla.model import Unit

_UNSEEN = frozenset("head script style template noscript svg math object iframe textarea select".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rt rp s samp small span "
    "strike strong sub sup time tt u var wbr img".split()
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Html(ColumnFormat):
    """The visible text of a page, a unit for each block (paragraph, heading, list item, cell ...).

    White space is as a browser shows it: runs of it are one space. The encoding is the one the page declares, else UTF-8.
    """

    extensions: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text of all blocks and a unit for each, with the line its element begins in."""
        from lxml import etree, html

        name = shown(path)
        text = _decoded(read_bytes(path), name)
        if not text.strip():
            return "", ()
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        try:
            root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
            raise InputError(f"this page cannot be read: {str(error).splitlines()[0]}", path=name) from None
        return of_blocks(((str(number), *block) for number, block in enumerate(_blocks(root), 1)), name)


def _decoded(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii").lower() if declared else "utf-8"
    if charset in ("utf-8", "utf8"):
        return decode(data, name)
    try:
        return data.decode(charset)
    except LookupError:
        raise InputError(f"the page declares the charset {charset!r}, which is unknown", path=name) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte {error.start} is not {charset}, which the page declares", path=name, line=line
        ) from None


def _blocks(root: Any) -> Iterator[tuple[str, int]]:
    """(text, line) of every block, without recursion: pages may nest deeply."""
    words: list[str] = []
    line = 0
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if not isinstance(element.tag, str):
            continue
        block = element.tag not in _INLINE
        if done or element.tag in _UNSEEN:
            if block and words:
                yield _joined(words), line
                words = []
            if element is not root and element.tail:
                if not words:
                    parent = element.getparent()
                    line = (parent.sourceline if parent is not None else 0) or 0
                words.append(element.tail)
            continue
        if block and words:
            yield _joined(words), line
            words = []
        if block or not words:
            line = element.sourceline or 0
        if element.text:
            words.append(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    if words:
        yield _joined(words), line


def _joined(words: list[str]) -> str:
    return _SPACE.sub(" ", "".join(words)).strip(" ")
