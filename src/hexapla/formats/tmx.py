"""TMX 1.4b: translation memories, read in flat memory however large they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import BilingualFormat, Languages
from hexapla.formats._bilingual import BilingualUnit, Content, Reading
from hexapla.formats._reading import shown
from hexapla.formats._xml import Characters, End, Event, Start, events
from hexapla.languages.tags import language
from hexapla.model import Passage

_XML = "http://www.w3.org/XML/1998/namespace"
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut", "x"})
_AROUND = frozenset({"hi"})


class Tmx(BilingualFormat):
    """A translation memory (TMX 1.4b, LISA 2005; older versions likewise), a unit for each ``tu``.

    Source is the language of ``srclang`` (or ``--source-lang``), translation the other one (or ``--lang``, needed where
    a file has more than two languages). A DOCTYPE is passed over, as other tools write it; entities are not accepted.
    """

    extensions: ClassVar[tuple[str, ...]] = (".tmx",)

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """The units in passages of bounded size; one document a file."""
        name = shown(path)
        reading = Reading(name, languages, self.only)
        yield from reading.passages(_units(events(path), name, languages))
        self.notes += reading.notes


def _units(given: Iterable[Event], path: str, languages: Languages) -> Iterator[BilingualUnit]:
    parser = _Parser(path, languages)
    for event in given:
        if isinstance(event, Start):
            parser.start(event)
        elif isinstance(event, End):
            unit = parser.end(event)
            if unit:
                yield unit
        else:
            parser.characters(event)


class _Parser:
    """Turns events into units; one instance a file."""

    def __init__(self, path: str, languages: Languages) -> None:
        self.path = path
        self.languages = languages
        self.root = False
        self.srclang = ""
        self.count = 0
        self.line = 0
        self.key = ""
        self.unit_srclang = ""
        self.notes: list[str] = []
        self.note: list[str] | None = None
        self.variants: dict[str, Content] = {}
        self.lang = ""
        self.content: Content | None = None
        self.code: list[str] = []
        self.code_depth = 0

    def start(self, tag: Start) -> None:
        if not self.root:
            if tag.name != "tmx":
                raise InputError(f"this is no TMX file: it begins with <{tag.name}>", path=self.path, line=tag.line)
            self.root = True
        elif self.content is not None:
            self._inline(tag)
        elif tag.name == "header":
            self.srclang = tag.get("srclang")
        elif tag.name == "tu":
            self.count += 1
            self.key, self.line = tag.get("tuid") or str(self.count), tag.line
            self.unit_srclang = tag.get("srclang") or self.srclang
            self.variants, self.notes = {}, []
        elif tag.name == "tuv":
            self.lang = tag.get("lang", _XML) or tag.get("lang")
            if not self.lang:
                raise InputError("a tuv names no language (xml:lang)", path=self.path, line=tag.line)
        elif tag.name == "seg":
            self.content = self.variants.setdefault(self.lang, Content())
        elif tag.name == "note":
            self.note = []

    def _inline(self, tag: Start) -> None:
        if self.code_depth or tag.name in _CODES:
            self.code_depth += 1
            self.code.append(f"<{tag.name}>")
        elif tag.name not in _AROUND:
            raise InputError(f"<{tag.name}> may not stand in a seg", path=self.path, line=tag.line)

    def characters(self, event: Characters) -> None:
        if self.note is not None:
            self.note.append(event.text)
        elif self.code_depth:
            self.code.append(event.text)
        elif self.content is not None:
            self.content.add(event.text, event.at, event.after)

    def end(self, tag: End) -> BilingualUnit | None:
        if self.code_depth:
            self.code_depth -= 1
            self.code.append(f"</{tag.name}>")
            if not self.code_depth and self.content is not None:
                self.content.code("".join(self.code), "")
                self.code = []
        elif tag.name == "seg":
            self.content = None
        elif tag.name == "note" and self.note is not None:
            self.notes.append("".join(self.note))
            self.note = None
        elif tag.name == "tu":
            return self._unit()
        return None

    def _unit(self) -> BilingualUnit:
        source = self._pick(self.languages.source or (self.unit_srclang if self.unit_srclang != "*all*" else ""), ())
        if source is None and len(self.variants) > 1 and not self.languages.source:
            source = next(iter(self.variants))
        target = self._pick(self.languages.target or "", (source,))
        others = [lang for lang in self.variants if lang != source]
        if target is None and not self.languages.target:
            if len(others) > 1:
                message = f"this unit has more than two languages ({', '.join(self.variants)}); say which with --source-lang and --lang"
                raise InputError(message, path=self.path, line=self.line)
            target = others[0] if others else None
        return BilingualUnit(
            self.key,
            self.variants[source] if source else Content(),
            self.variants[target] if target else None,
            notes=tuple(self.notes),
            line=self.line,
            languages=(source, target),
        )

    def _pick(self, wanted: str, not_these: tuple[str | None, ...]) -> str | None:
        """The variant in a language: the very tag if it is there, else one of the same bare language."""
        there = [lang for lang in self.variants if lang not in not_these]
        exact = [lang for lang in there if lang.lower() == wanted.lower()]
        near = [lang for lang in there if wanted and language(lang.lower()) == language(wanted.lower())]
        return next(iter(exact or near), None)
