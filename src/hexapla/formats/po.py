"""Gettext PO and POT: messages with context, plural forms and flags; findings written back as translator comments."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, ClassVar

from hexapla.errors import ConfigError, InputError
from hexapla.formats import BilingualFormat, Languages
from hexapla.formats._bilingual import BilingualUnit, Content, Reading
from hexapla.formats._insertions import copy_with
from hexapla.formats._its import comment
from hexapla.formats._reading import opened, read_bytes, shown
from hexapla.languages.tags import standard
from hexapla.model import Finding, Passage

_LINE = re.compile(
    r'(#.*|(#~\s*)?(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d+\])?\s*"(?:[^"\\]|\\.)*")\s*', re.DOTALL
)
_CHARSET = re.compile(rb"charset=([A-Za-z0-9._-]+)")
_FORMS = re.compile(r"nplurals\s*=\s*(\d+)")


class Po(BilingualFormat):
    """A catalogue of messages (GNU gettext). Obsolete messages and the header are no texts and are passed over.

    Every plural form is a unit of its own, with ``[0]``, ``[1]`` ... behind its id; the first stands beside ``msgid``, the
    others beside ``msgid_plural``. The state is ``translated`` or ``fuzzy``; comments, flags and context are the notes.
    An id is the line the message begins in.
    """

    extensions: ClassVar[tuple[str, ...]] = (".po", ".pot")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """The translated messages, in passages of bounded size."""
        reading = Reading(shown(path), languages, self.only, frozenset({"translated"}))
        yield from reading.passages(_units(path, languages))
        self.notes += reading.notes

    def annotate(
        self, path: str, languages: Languages, findings: Mapping[str, Sequence[Finding]], out: BinaryIO
    ) -> None:
        """Writes the catalogue with a translator comment above each message that has findings, unless it is there."""
        reading = Reading(shown(path), languages, self.only, frozenset({"translated"}))
        data = read_bytes(path)
        charset = _charset(data, path)
        starts = [0, *(found.end() for found in re.finditer(b"\n", data))]
        newline = "\r\n" if b"\r\n" in data[:4096] else "\n"
        added = []
        written: dict[int, Counter[str]] = {}
        for document, part, group in reading.groups(_units(path, languages)):
            mine = findings.get(reading.id(document, part), ())
            for finding in mine:
                unit = group[finding.row]
                known = written.setdefault(unit.line, Counter("\n".join(unit.notes).split("\n")))
                said = f"hexapla: {comment(finding)}"
                if known[said]:
                    known[said] -= 1  # an earlier run wrote it
                else:
                    added.append((starts[unit.line - 1], f"# {said}{newline}".encode(charset, "backslashreplace")))
        with opened(path) as source:
            copy_with(source, out, added)


def _units(path: str, languages: Languages) -> Iterator[BilingualUnit]:
    name = shown(path)
    data = read_bytes(path)
    text = _decoded(data, _charset(data, name), name)
    catalogue = _parsed(text, name)
    tag = _language(catalogue.metadata.get("Language", ""), name)
    forms = _FORMS.search(catalogue.metadata.get("Plural-Forms", ""))
    for entry in catalogue:
        if entry.obsolete:
            continue
        for number, (source, target) in _forms(entry, int(forms[1]) if forms else 0, name):
            yield BilingualUnit(
                f"{entry.linenum}{number}",
                _content(source),
                _content(target) if target else None,
                "fuzzy" if entry.fuzzy else "translated",
                notes=tuple(filter(None, (entry.tcomment, entry.comment, entry.msgctxt, ", ".join(entry.flags)))),
                line=entry.linenum,
                languages=(None, languages.target or tag),
            )


def _parsed(text: str, name: str) -> Any:
    """The catalogue, after a check of every line: the library passes over what it does not understand."""
    import polib

    messages = translations = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not _LINE.fullmatch(line):
            message = "this is no line of a PO file (a comment, or a keyword and a text in quotation marks)"
            raise InputError(message, path=name, line=number)
        messages += bool(re.match(r"(#~\s*)?msgid\s", line))
        translations += bool(re.match(r"(#~\s*)?msgstr(\[0\])?\s", line))
    try:
        catalogue = polib.pofile(text)
    except (OSError, ValueError, IndexError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise InputError("PO syntax error", path=name, line=int(found[1]) if found else None) from None
    if translations < messages:
        message = (
            f"it has {messages} messages, but only {translations} of them have a msgstr; the file is damaged or cut off"
        )
        raise InputError(message, path=name)
    return catalogue


def _forms(entry: Any, forms: int, name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """(suffix of the id, (source, translation)) of each form of a message."""
    if not entry.msgid_plural:
        yield "", (entry.msgid, entry.msgstr)
        return
    indices = sorted(map(int, entry.msgstr_plural))
    wanted = list(range(forms or len(indices)))
    if indices != wanted:
        message = f"this message has the plural forms {indices}; the header (Plural-Forms) asks for {wanted}"
        raise InputError(message, path=name, line=entry.linenum)
    for index in indices:
        yield f"[{index}]", (entry.msgid_plural if index else entry.msgid, entry.msgstr_plural[index])


def _content(text: str) -> Content:
    content = Content()
    content.add(text)
    return content


def _charset(data: bytes, name: str) -> str:
    """The encoding the header declares; UTF-8 without one, as in templates that still say CHARSET."""
    found = _CHARSET.search(data[:4096])
    declared = found[1].decode("ascii") if found else "utf-8"
    if declared == "CHARSET":
        return "utf-8"
    try:
        return codecs.lookup(declared).name
    except LookupError:
        raise InputError(f"the header declares the charset {declared!r}, which is unknown", path=name) from None


def _decoded(data: bytes, charset: str, name: str) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode(charset)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not {charset}, the charset that the header declares"
        raise InputError(message, path=name, line=line) from None


def _language(given: str, name: str) -> str | None:
    """The BCP 47 tag of a locale name such as ``pt_BR`` or ``sr@latin``."""
    base, _, variant = given.strip().partition("@")
    tag = base.partition(".")[0].replace("_", "-")
    scripts = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva", "arabic": "Arab"}
    if variant in scripts:
        tag = "-".join([tag.split("-")[0], scripts[variant], *tag.split("-")[1:]])
    if not tag:
        return None
    try:
        return standard(tag)
    except ConfigError as error:
        raise InputError(f"the header's Language: {error}", path=name) from None
