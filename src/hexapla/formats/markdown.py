"""Markdown: the prose of a document, block by block, without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla.formats import ColumnFormat
from hexapla.formats._blocks import of_blocks
from hexapla.formats._reading import read_text, shown
from hexapla.model import Unit

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)


class Markdown(ColumnFormat):
    """CommonMark with tables: paragraphs, headings, list items and cells are units; code blocks and HTML are left out.

    Emphasis and links are shown by their words, code spans by their content. A block of metadata at the beginning (between
    lines of ``---``) is no text.
    """

    extensions: ClassVar[tuple[str, ...]] = (".md", ".markdown")

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text of all blocks and a unit for each, with the line it begins in."""
        from markdown_it import MarkdownIt

        text = read_text(path)
        head = _FRONT_MATTER.match(text)
        if head:  # lines keep their numbers
            text = "\n" * head[0].count("\n") + text[head.end() :]
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
        return of_blocks(_blocks(tokens), shown(path))


def _blocks(tokens: list[Any]) -> Iterator[tuple[str, str, int]]:
    line = 0
    number = 0
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type == "inline":
            number += 1
            yield str(number), _prose(token.children or []), line


def _prose(children: list[Any]) -> str:
    parts = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(_prose(child.children or []))
    return "".join(parts)
