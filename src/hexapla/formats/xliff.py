"""XLIFF of every version, SDLXLIFF and MQXLIFF: source and translation of every segment; findings written back as notes and ITS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.formats import BilingualFormat, Languages
from hexapla.formats._bilingual import Reading
from hexapla.formats._reading import shown
from hexapla.formats._xliff import TRANSLATED, units
from hexapla.formats._xml import events
from hexapla.model import Passage


class Xliff(BilingualFormat):
    """XLIFF 1.2 and 2.0 to 2.2; inline codes are kept as codes, states, locks and notes are read."""

    extensions: ClassVar[tuple[str, ...]] = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """The translated segments, in passages of bounded size, one document a ``file`` element."""
        reading = Reading(shown(path), languages, self.only, TRANSLATED)
        yield from reading.passages(units(events(path), shown(path)))
        self.notes += reading.notes
