"""WMT's XML: documents with source, references and the outputs of systems, paragraph by paragraph, segment by segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._reading import check_text, shown
from hexapla.formats._rows import TableRow, gathered
from hexapla.formats._xml import Characters, End, Event, Start, events
from hexapla.languages.tags import language
from hexapla.model import Passage

SIDES = ("src", "ref", "hyp")


class WmtXml(TableFormat):
    """``dataset`` with ``doc`` elements of ``src``, ``ref`` and ``hyp``, whose ``p`` hold ``seg``; read document by document.

    Every system is a column, every reference (``translator``) another. `Languages.target` chooses where a file holds
    translations into several languages.
    """

    extensions: ClassVar[tuple[str, ...]] = (".xml",)

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document that has a translation.

        Raises:
            InputError: It is no such file, has no translations, or a translation has other segments than its source.
        """
        name = shown(path)
        for document in _documents(events(path), name):
            yield from gathered(document.rows(name, languages), name, languages)


@dataclass
class _Side:
    """One version of a document."""

    kind: str
    name: str
    lang: str
    line: int
    segments: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


@dataclass
class _Document:
    id: str
    line: int
    sides: list[_Side] = field(default_factory=list)

    def rows(self, path: str, languages: Languages) -> Iterator[TableRow]:
        """A row for every segment of every system."""
        wanted = [side for side in self.sides if side.kind != "src" and _fits(side.lang, languages.target)]
        langs = sorted({side.lang for side in wanted if side.lang})
        if len(langs) > 1 and not languages.target:
            message = f"the document {self.id!r} is translated into {' and '.join(langs)}; say which with --lang"
            raise InputError(message, path=path, line=self.line)
        source = next((side for side in self.sides if side.kind == "src"), None)
        systems = [side for side in wanted if side.kind == "hyp"]
        references = [side for side in wanted if side.kind == "ref"]
        if not systems:
            there = ", ".join(side.lang or "und" for side in self.sides if side.kind == "hyp") or "none at all"
            wish = f" into {languages.target}" if languages.target else ""
            message = f"the document {self.id!r} has no translation by a system{wish} (hyp); it has {there}"
            raise InputError(message, path=path, line=self.line)
        for side in (*systems, *references):
            _same_segments(side, source or systems[0], path)
        for side in systems:
            for key, text in side.segments.items():
                fields = {"id": key, "doc": self.id, "system": side.name, "hypothesis": text, "lang": side.lang}
                if source:
                    fields |= {"source": source.segments[key], "source_lang": source.lang}
                yield TableRow(side.lines[key], fields, {ref.name: ref.segments[key] for ref in references})


def _fits(lang: str, wanted: str | None) -> bool:
    return not wanted or not lang or language(lang.lower()) == language(wanted.lower())


def _same_segments(side: _Side, model: _Side, path: str) -> None:
    missing = [key for key in model.segments if key not in side.segments]
    more = [key for key in side.segments if key not in model.segments]
    if missing or more:
        what = f"lacks the segment {missing[0]!r}" if missing else f"has a segment {more[0]!r}, which is not there"
        message = f"<{side.kind}> {side.name!r} {what} of <{model.kind}> {model.name!r}"
        raise InputError(message.replace("which is not there of", "which is not in"), path=path, line=side.line)


def _documents(given: Iterable[Event], path: str) -> Iterator[_Document]:
    parser = _Parser(path)
    for event in given:
        if isinstance(event, Start):
            parser.start(event)
        elif isinstance(event, Characters):
            if parser.text is not None:
                parser.text.append(event.text)
        else:
            done = parser.end(event)
            if done:
                yield done


class _Parser:
    """Turns events into documents; one instance a file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root = False
        self.document: _Document | None = None
        self.side: _Side | None = None
        self.ids: set[str] = set()
        self.key = ""
        self.text: list[str] | None = None

    def start(self, tag: Start) -> None:
        if not self.root:
            if tag.name != "dataset":
                self._refuse(f"this is no WMT file: it begins with <{tag.name}>, not <dataset>", tag)
            self.root = True
        elif self.text is not None:
            self._refuse(f"<{tag.name}> may not stand in a seg", tag)
        elif tag.name == "doc":
            if not tag.get("id") or tag.get("id") in self.ids:
                said = f"the document id {tag.get('id')!r} stands twice" if tag.get("id") else "a doc has no id"
                self._refuse(said, tag)
            self.ids.add(tag.get("id"))
            self.document = _Document(tag.get("id"), tag.line)
        elif tag.name in SIDES:
            self._side(tag)
        elif tag.name == "seg":
            if self.side is None:
                self._refuse("a seg stands outside of src, ref and hyp", tag)
                return
            self.key, self.text = tag.get("id"), []
            if not self.key or self.key in self.side.segments:
                said = f"the segment id {self.key!r} stands twice" if self.key else "a seg has no id"
                self._refuse(f"{said} in <{self.side.kind}>", tag)
            self.side.lines[self.key] = tag.line

    def _side(self, tag: Start) -> None:
        if self.document is None:
            self._refuse(f"<{tag.name}> stands outside of a doc", tag)
            return
        taken = {side.name for side in self.document.sides}
        name = {"src": "source", "ref": f"ref{tag.get('translator')}", "hyp": tag.get("system") or "mt"}[tag.name]
        if tag.name == "ref" and name in taken:
            name = next(f"ref{n}" for n in range(2, len(taken) + 3) if f"ref{n}" not in taken)
        if name in taken:
            self._refuse(f"the document {self.document.id!r} has two versions named {name!r}", tag)
        self.side = _Side(tag.name, name, tag.get("lang"), tag.line)
        self.document.sides.append(self.side)

    def end(self, tag: End) -> _Document | None:
        if tag.name == "seg" and self.side is not None and self.text is not None:
            text = check_text("".join(self.text), self.path, self.side.lines[self.key])
            self.side.segments[self.key] = text
            self.text = None
        elif tag.name in SIDES:
            self.side = None
        elif tag.name == "doc":
            done, self.document = self.document, None
            return done
        return None

    def _refuse(self, message: str, tag: Start) -> None:
        raise InputError(message, path=self.path, line=tag.line)
