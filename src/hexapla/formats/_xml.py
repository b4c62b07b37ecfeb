"""XML as a stream of events with byte offsets, hardened: the ground of every XML format here.

Expat is used directly because it is the one parser that tells the byte at which a tag or a run of characters stands,
in whatever encoding the file declares. That is what lets annotations be put into a file whose every other byte stays as
it was, and it reads files of any size in flat memory. What XML can do harm with is refused: entity declarations,
undefined entities, nesting deeper than `DEEPEST`. External things (a DTD named in a DOCTYPE) are never fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from hexapla.errors import InputError
from hexapla.formats._reading import opened, shown

DEEPEST = 500
"""Elements within one another; real files hardly reach a tenth."""

_DECLARED = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_CHUNK = 1 << 16
_NAMESPACE_END = "}"


class Start(NamedTuple):
    """A start tag, or an empty element's tag (which an `End` follows at once).

    Attributes:
        namespace: Namespace URI, or empty.
        name: Local name.
        prefix: Prefix it is written with, or empty.
        attributes: Local names, or ``{namespace}name`` for those with a prefix of their own.
        at: Byte at which the tag begins.
        after: Byte after its end.
        line: 1-based line.
        declared: Prefix (empty for the default one) -> namespace URI, of the declarations that the tag holds.
    """

    namespace: str
    name: str
    prefix: str
    attributes: dict[str, str]
    at: int
    after: int
    line: int
    declared: dict[str, str]

    def get(self, name: str, namespace: str = "") -> str:
        """An attribute, or empty."""
        return self.attributes.get(f"{{{namespace}}}{name}" if namespace else name, "")


class End(NamedTuple):
    """An end tag: where it begins and the byte after it; for an empty element's tag both are its end."""

    namespace: str
    name: str
    at: int
    after: int


class Characters(NamedTuple):
    """Character data that stands in one piece of the file: text, a CDATA section's content, or one reference."""

    text: str
    at: int
    after: int


Event = Start | End | Characters


@dataclass
class _Reader:
    """Collects expat's events; each waits for the next to know where it ends."""

    path: str
    parser: expat.XMLParserType
    ready: list[Event] = field(default_factory=list)
    waiting: tuple[str, str, dict[str, str], int, int] | None = None
    depth: int = 0
    declared: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)

    def flush(self) -> None:
        if self.waiting is None:
            return
        kind, name, attributes, at, line = self.waiting
        self.waiting = None
        after = self.parser.CurrentByteIndex
        if kind == "text":
            self.ready.append(Characters(name, at, after))
            return
        namespace, local, prefix = _parts(name)
        if kind == "start":
            named = {_attribute(key): value for key, value in attributes.items()}
            self.ready.append(Start(namespace, local, prefix, named, at, after, line, self.begun))
        else:
            self.ready.append(End(namespace, local, at, after))

    def wait(self, kind: str, name: str, attributes: dict[str, str] | None = None) -> None:
        self.flush()
        self.waiting = (kind, name, attributes or {}, self.parser.CurrentByteIndex, self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"elements stand more than {DEEPEST} deep within one another; no file of this kind does that")
        self.wait("start", name, attributes)
        self.begun, self.declared = self.declared, {}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.flush()  # declarations come before the tag that holds them
        self.declared[prefix or ""] = uri or ""

    def end(self, name: str) -> None:
        self.depth -= 1
        self.wait("end", name)

    def characters(self, text: str) -> None:
        self.wait("text", text)

    def other(self, data: str) -> None:
        """Comments, processing instructions, CDATA borders: they only end what came before; an entity is refused."""
        self.flush()
        if data.startswith("&"):
            self.refuse(f"the entity {data} is not defined in the file; write the character itself, or as &#...;")

    def entity(self, name: str, *_: object) -> None:
        self.refuse(f"it declares the entity {name!r}; entity declarations are not accepted, for safety")

    def refuse(self, message: str) -> None:
        raise InputError(message, path=self.path, line=self.parser.CurrentLineNumber)


@cache
def _parts(name: str) -> tuple[str, str, str]:
    """(namespace, local name, prefix) of a name as expat gives it."""
    parts = name.split(_NAMESPACE_END)
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


@cache
def _attribute(name: str) -> str:
    namespace, local, _ = _parts(name)
    return f"{{{namespace}}}{local}" if namespace else local


def encoding(path: str) -> str:
    """The encoding of an XML file, as its byte order mark or its declaration says; UTF-8 without either.

    Raises:
        InputError: The file cannot be read.
    """
    with opened(path) as stream:
        head = stream.read(1024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    if head.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if head.startswith(b"<\0") else "utf-16-be"
    declared = _DECLARED.search(head)
    return declared[1].decode("ascii") if declared else "utf-8"


def events(path: str) -> Iterator[Event]:
    """The events of an XML file (``-`` is standard input), in order, in flat memory.

    Raises:
        InputError: The file cannot be read, is not well-formed, or holds what is refused; with its line.
    """
    with opened(path) as stream:
        yield from _events(stream, shown(path))


def _events(stream: BinaryIO, path: str) -> Iterator[Event]:
    parser = expat.ParserCreate(namespace_separator=_NAMESPACE_END)
    parser.buffer_text = False
    parser.namespace_prefixes = True
    reader = _Reader(path, parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartNamespaceDeclHandler = reader.declare
    parser.CharacterDataHandler = reader.characters
    parser.EntityDeclHandler = reader.entity
    parser.DefaultHandler = reader.other
    chunk = stream.read(_CHUNK)
    while True:
        last = not chunk
        try:
            parser.Parse(chunk, last)
        except expat.ExpatError as error:
            message = expat.ErrorString(error.code)
            raise InputError(
                f"not well-formed XML: {message} (column {error.offset + 1})", path=path, line=error.lineno
            ) from None
        except (LookupError, ValueError) as error:  # what the declared encoding leads to
            raise InputError(f"its declared encoding cannot be read: {error}", path=path, line=1) from None
        yield from reader.ready
        reader.ready.clear()
        if last:
            break
        chunk = stream.read(_CHUNK)
