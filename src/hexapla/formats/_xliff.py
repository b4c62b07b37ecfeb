"""The units of XLIFF files of every version, one after the other, with the places where annotations may go.

XLIFF 1.2 (OASIS Standard 2008) and its dialects SDLXLIFF and MQXLIFF; XLIFF 2.0, 2.1 and 2.2. The skeleton, other
namespaces, alternative translations and everything else that is no translation are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hexapla.errors import InputError
from hexapla.formats._bilingual import BilingualUnit, Content
from hexapla.formats._xml import Characters, End, Event, Start

V1 = frozenset({"", "urn:oasis:names:tc:xliff:document:1.1", "urn:oasis:names:tc:xliff:document:1.2"})
V2 = frozenset({"urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2"})
SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
MEMOQ = "MQXliff"
XML = "http://www.w3.org/XML/1998/namespace"

TRANSLATED = frozenset(
    # XLIFF 1.2, XLIFF 2, SDLXLIFF (conf), MQXLIFF (mq:status)
    "translated signed-off final needs-review-translation needs-review-adaptation needs-review-l10n yes "
    "reviewed Translated ApprovedTranslation ApprovedSignOff Confirmed ManuallyConfirmed Proofread "
    "Reviewer1Confirmed Reviewer2Confirmed".split()
)
"""States that mean the unit has been translated."""

_NATIVE = frozenset({"ph", "it", "bpt", "ept"})
"""Elements of 1.2 whose content is native code, not text (but for ``sub``)."""

_LONE = frozenset({"x", "bx", "ex", "ph", "sc", "ec", "cp"})
"""Elements that are a code and hold nothing."""

_AROUND = frozenset({"g", "pc"})
"""Elements that are a pair of codes around text."""

_ANNOTATION = frozenset({"mrk", "sm", "em"})
"""Elements that say something of the text and are no code of it."""


@dataclass
class Place:
    """Where in the file's bytes annotations of a unit may be put.

    Attributes:
        note: Byte at which a note (or, in version 2, the notes) can be inserted.
        notes_open: Whether that place is inside an element ``notes`` already.
        gap: White space that stands before the unit's last text, so that what is put in can be indented likewise.
        ids: The ids of marks that are in the unit.
    """

    note: int = 0
    notes_open: bool = False
    gap: str = ""
    ids: set[str] = field(default_factory=set)


@dataclass
class XliffUnit(BilingualUnit):
    """A unit with its places, and the version of the file it stands in."""

    place: Place = field(default_factory=Place)
    version: str = ""
    root: Start | None = None


@dataclass
class _Segment:
    """A segment of a unit while it is read."""

    id: str
    source: Content | None = None
    target: Content | None = None
    state: str = ""
    locked: bool = False


@dataclass
class _Open:
    """A unit while it is read."""

    id: str
    line: int
    locked: bool
    state: str
    segments: dict[str, _Segment] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    place: Place = field(default_factory=Place)

    def segment(self, key: str) -> _Segment:
        return self.segments.setdefault(key, _Segment(key))


def units(given: Iterable[Event], path: str) -> Iterator[XliffUnit]:
    """The units of an XLIFF file, segment by segment, in order.

    A unit's id is that of its ``trans-unit`` or ``unit``, followed by ``/`` and the segment's where there are several
    segments or the segment has one of its own.

    Raises:
        InputError: It is no XLIFF, mixes versions, or repeats an id.
    """
    yield from _Parser(path).parse(given)


class _Parser:
    """Turns events into units; one instance a file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Start | None = None
        self.version = ""
        self.stack: list[tuple[Start, int]] = []
        self.elements = 0
        self.skipping = 0
        self.document = ""
        self.documents: dict[str, int] = {}
        self.ids: set[str] = set()
        self.languages: tuple[str | None, str | None] = (None, None)
        self.unit: _Open | None = None
        self.side = ""
        self.contents: list[list[Content]] = []
        self.native: list[list[str]] = []
        self.subflows: dict[str, int] = {}
        self.note: list[str] | None = None
        self.gap = ""

    def parse(self, given: Iterable[Event]) -> Iterator[XliffUnit]:
        for event in given:
            if isinstance(event, Start):
                if self.skipping:
                    self.skipping += 1
                else:
                    self._start(event)
            elif isinstance(event, End):
                if self.skipping:
                    self.skipping -= 1
                else:
                    yield from self._end(event)
            elif not self.skipping:
                self._characters(event)
        if self.root is None:
            raise InputError("this is no XLIFF file: it is empty", path=self.path)

    # what begins

    def _start(self, tag: Start) -> None:
        if self.root is None:
            self._begin(tag)
        elif tag.namespace != self.root.namespace:
            self._foreign(tag)
            return
        elif self.contents:
            self._inline(tag)
            return
        else:
            self._outer(tag)
            if self.skipping:
                return
        self.gap = ""
        self._push(tag)

    def _push(self, tag: Start) -> None:
        self.elements += 1
        self.stack.append((tag, self.elements))

    def _begin(self, tag: Start) -> None:
        if tag.name != "xliff" or tag.namespace not in V1 | V2:
            raise InputError(
                f"this is no XLIFF file: it begins with <{tag.name}>{f' of {tag.namespace}' if tag.namespace else ''}",
                path=self.path,
                line=tag.line,
            )
        self.root = tag
        self.version = tag.get("version")
        if (self.version[:1] == "2") != (tag.namespace in V2):
            message = (
                f"the version is {self.version!r}, but the namespace is that of another ({tag.namespace or 'none'})"
            )
            raise InputError(message, path=self.path, line=tag.line)
        if self.second:
            self.languages = (tag.get("srcLang") or None, tag.get("trgLang") or None)

    @property
    def second(self) -> bool:
        """Whether the file is of version 2."""
        return self.root is not None and self.root.namespace in V2

    def _foreign(self, tag: Start) -> None:
        """An element of another namespace: of interest only where it states what SDLXLIFF says of segments."""
        if tag.namespace == SDL and tag.name == "seg-defs" and self.unit:
            self._push(tag)
        elif tag.namespace == SDL and tag.name == "seg" and self.unit:
            segment = self.unit.segment(tag.get("id"))
            segment.state = tag.get("conf")
            segment.locked = tag.get("locked") == "true"
            self._push(tag)
        elif tag.namespace in V1 | V2 and tag.namespace and tag.name in ("xliff", "file", "trans-unit", "unit"):
            self._mixed(tag)
        else:
            self.skipping = 1

    def _mixed(self, tag: Start) -> None:
        message = f"<{tag.name}> belongs to another version of XLIFF than the file, which says {self.version or 'none'}"
        raise InputError(message, path=self.path, line=tag.line)

    def _outer(self, tag: Start) -> None:
        name = tag.name
        if name in ("trans-unit", "bin-unit", "body") if self.second else name in ("unit", "segment"):
            self._mixed(tag)
        if name == "file":
            self._file(tag)
        elif name in ("trans-unit", "unit"):
            self._open(tag)
        elif self.unit is None:
            if name not in ("group", "body"):
                self.skipping = 1
        elif name in ("source", "target", "seg-source"):
            self._side(tag)
        elif name == "segment":
            self._segment(tag)
        elif name == "notes":
            pass
        elif name == "note":
            self.note = []
        else:
            if name == "originalData" and not self.unit.place.note:
                self.unit.place.note, self.unit.place.gap = tag.at, self.gap
            self.skipping = 1

    def _file(self, tag: Start) -> None:
        name = tag.get("original") or tag.get("id")
        seen = self.documents.get(name, 0)
        self.documents[name] = seen + 1
        self.document = f"{name} ({seen + 1})" if seen else name
        self.ids = set()
        if not self.second:
            self.languages = (tag.get("source-language") or None, tag.get("target-language") or None)

    def _open(self, tag: Start) -> None:
        if tag.get("restype") == "x-gettext-domain-header":  # the header of a PO file, which is no text
            self.skipping = 1
            return
        key = tag.get("id")
        if key in self.ids:
            raise InputError(f"the id {key!r} stands twice in one file element", path=self.path, line=tag.line)
        self.ids.add(key)
        inherited = any(above.get("translate") == "no" for above, _ in self.stack)
        locked = inherited or tag.get("translate") == "no" or tag.get("locked", MEMOQ) == "locked"
        state = tag.get("status", MEMOQ) or ("final" if tag.get("approved") == "yes" else "")
        self.unit = _Open(key, tag.line, locked, state)
        self.subflows = {}

    def _segment(self, tag: Start) -> None:
        assert self.unit is not None
        if not self.unit.place.note:
            self.unit.place.note, self.unit.place.gap = tag.at, self.gap
        key = tag.get("id") or f"~{len(self.unit.segments) + 1}"
        if key in self.unit.segments:
            raise InputError(f"the segment id {key!r} stands twice in one unit", path=self.path, line=tag.line)
        self.unit.segment(key).state = tag.get("state") or "initial"

    def _side(self, tag: Start) -> None:
        assert self.unit is not None
        self.side = "target" if tag.name == "target" else "source"
        segment = next(reversed(self.unit.segments.values())) if self.second and self.unit.segments else None
        content = Content()
        if tag.name == "seg-source":
            pass  # only its segments matter; as a whole it repeats the source
        elif segment is not None:
            setattr(segment, self.side, content)
        else:
            whole = self.unit.segment("")
            setattr(whole, self.side, content)
            if tag.name == "target" and not self.unit.state:
                self.unit.state = tag.get("state")
        self.contents.append([content])
        if not self.second:
            self.unit.place.gap = self.gap

    # inside a text

    def _inline(self, tag: Start) -> None:
        if self.native and tag.name != "sub":
            self.native[-1].append(_shown(tag))
        elif tag.name == "sub":
            self._subflow()
        elif tag.name in _NATIVE and not self.second:
            self.native.append([_shown(tag)])
        elif tag.name in _LONE:
            self._code(_shown(tag, alone=True), tag.get("id"))
        elif tag.name in _AROUND:
            self._code(_shown(tag), tag.get("id"))
        elif tag.name == "mrk" and tag.get("mtype") == "seg" and not self.second:
            self._marked(tag)
        elif tag.name not in _ANNOTATION:
            raise InputError(f"<{tag.name}> may not stand in a text", path=self.path, line=tag.line)
        elif self.unit:
            self.unit.place.ids.add(tag.get("id"))
        self._push(tag)

    def _code(self, raw: str, key: str) -> None:
        for content in self.contents[-1]:
            content.code(raw, key)

    def _marked(self, tag: Start) -> None:
        """A segment inside a text: its words belong to it and to the whole."""
        assert self.unit is not None
        content = Content()
        segment = self.unit.segment(tag.get("mid"))
        if getattr(segment, self.side) is not None:
            message = f"the segment {tag.get('mid')!r} stands twice in one text"
            raise InputError(message, path=self.path, line=tag.line)
        setattr(segment, self.side, content)
        self.contents[-1].append(content)

    def _subflow(self) -> None:
        """A text inside a code: a segment of its own."""
        assert self.unit is not None
        number = self.subflows[self.side] = self.subflows.get(self.side, 0) + 1
        content = Content()
        setattr(self.unit.segment(f"sub{number}"), self.side, content)
        self.contents.append([content])
        self.native.append([])

    def _characters(self, event: Characters) -> None:
        if self.note is not None:
            self.note.append(event.text)
        elif self.native and self.native[-1]:
            self.native[-1].append(event.text)
        elif self.contents:
            for content in self.contents[-1]:
                content.add(event.text, event.at, event.after, self.stack[-1][1])
        elif event.text == "\n":
            self.gap = "\n"
        elif self.gap and event.text.isspace():
            self.gap += event.text

    # what ends

    def _end(self, tag: End) -> Iterator[XliffUnit]:
        opened, _ = self.stack.pop()
        if self.contents:
            self._end_inline(opened, tag)
        elif self.unit is not None:
            if tag.name == "note" and self.note is not None:
                self.unit.notes.append("".join(self.note))
                self.note = None
            elif tag.name == "notes":
                self.unit.place.note, self.unit.place.notes_open = tag.at, True
                self.unit.place.gap = ""
            elif tag.name in ("trans-unit", "unit"):
                yield from self._close()

    def _end_inline(self, opened: Start, tag: End) -> None:
        if tag.name == "sub":
            self.contents.pop()
            self.native.pop()
            if self.native:
                self.native[-1].append("<sub/>")
        elif tag.name in ("source", "target", "seg-source"):
            self.contents.pop()
            if self.unit and not self.second and tag.name != "seg-source":
                self.unit.place.note = tag.after
        elif self.native and self.native[-1]:
            self.native[-1].append(f"</{tag.name}>")
            if tag.name in _NATIVE:
                self._code("".join(self.native.pop()), opened.get("id"))
        elif tag.name in _AROUND:
            self._code(f"</{tag.name}>", opened.get("id"))
        elif tag.name == "mrk" and opened.get("mtype") == "seg" and not self.second:
            self.contents[-1].pop()

    def _close(self) -> Iterator[XliffUnit]:
        unit = self.unit
        assert unit is not None
        self.unit = None
        whole = unit.segments.pop("", None)
        parts = [s for s in unit.segments.values() if s.source is not None]
        subflows = [s for s in parts if s.id.startswith("sub")]
        inner = [s for s in parts if not s.id.startswith("sub")]
        if whole is not None and not (inner and any(s.target is not None for s in inner)):
            inner = [whole]
        for segment in (*inner, *subflows):
            yield XliffUnit(
                unit.id if len(inner) == 1 and segment is inner[0] else f"{unit.id}/{segment.id.lstrip('~')}",
                segment.source or Content(),
                segment.target,
                segment.state or unit.state,
                segment.locked or unit.locked,
                tuple(unit.notes),
                unit.line,
                self.document,
                self.languages,
                unit.place,
                self.version,
                self.root,
            )


def _shown(tag: Start, *, alone: bool = False) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in tag.attributes.items())
    return f"<{tag.name}{attributes}{'/' if alone else ''}>"
