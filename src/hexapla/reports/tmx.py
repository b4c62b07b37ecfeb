"""The alignment as a translation memory: TMX 1.4b, a translation unit a row."""

from __future__ import annotations

import re
from typing import ClassVar
from xml.sax.saxutils import escape, quoteattr

from hexapla._version import __version__
from hexapla.model import Comparison, Text
from hexapla.reports import Report
from hexapla.reports._table import joined
from hexapla.summary import Summary

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="hexapla" creationtoolversion={version} segtype="block" o-tmf="hexapla" adminlang="en" \
srclang={language} datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Tmx(Report):
    """A translation memory (TMX 1.4b) of the aligned texts; each bead with words on both sides is a translation unit.

    Confidence, moved passages, column and document stand beside each unit as ``x-`` properties. Beads without
    counterpart have nothing to remember and are left out, as are characters that XML does not allow.
    """

    extensions: ClassVar[tuple[str, ...]] = (".tmx",)
    _begun = False

    def add(self, comparison: Comparison) -> None:
        """Writes the units of one passage."""
        passage = comparison.passage
        hub = passage.hub
        self._begin(hub.lang if hub else "*all*")
        for alignment in comparison.alignments:
            assert hub is not None  # columns are aligned with nothing else
            column = passage.column(alignment.column)
            for bead in alignment.beads:
                sides = [(hub, joined(hub.text, bead.hub)), (column, joined(column.text, bead.text))]
                if not all(words for _, words in sides):
                    continue
                properties = {"confidence": f"{bead.confidence:.3f}", "document": passage.document or passage.id}
                if bead.moved:
                    properties["moved"] = "yes"
                self.out.write(_unit(sides, {**properties, "column": column.name}))

    def finish(self, summary: Summary) -> None:
        """Closes the document."""
        self._begin("*all*")
        self.out.write(_TAIL)

    def _begin(self, language: str) -> None:
        if not self._begun:
            self._begun = True
            # a source language is that of the first passage; units of others say their own
            self.out.write(_HEAD.format(version=quoteattr(__version__), language=quoteattr(language)))


def _unit(sides: list[tuple[Text, str]], properties: dict[str, str]) -> str:
    lines = [f"<tu srclang={quoteattr(sides[0][0].lang)}>"]
    lines += [f'<prop type="x-{name}">{_xml(value)}</prop>' for name, value in properties.items()]
    lines += [f"<tuv xml:lang={quoteattr(text.lang)}><seg>{_xml(words)}</seg></tuv>" for text, words in sides]
    return "\n".join([*lines, "</tu>\n"])


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
