"""XLIFF of every version, SDLXLIFF and MQXLIFF: source and translation of every segment; findings written back into the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import BinaryIO, ClassVar
from xml.sax.saxutils import escape, quoteattr

from hexapla.formats import BilingualFormat, Languages
from hexapla.formats._bilingual import Content, Reading
from hexapla.formats._insertions import copy_with
from hexapla.formats._its import NAMESPACE, VERSION, attributes, comment
from hexapla.formats._reading import opened, shown
from hexapla.formats._xliff import TRANSLATED, XliffUnit, units
from hexapla.formats._xml import Start, encoding, events
from hexapla.model import Finding, Passage

NOTES_FROM = "hexapla"
"""Who the notes say they are from."""


class Xliff(BilingualFormat):
    """XLIFF 1.2 and 2.0 to 2.2; inline codes are kept as codes, states, locks and notes are read.

    Findings are written back as notes of their unit and, but for version 2.0, which knows no ITS, as localization
    quality issues (ITS 2.0) on ``mrk`` elements around the words, where these do not cut through an inline element. What
    a note of an earlier run says already is not written again.
    """

    extensions: ClassVar[tuple[str, ...]] = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """The translated segments, in passages of bounded size, one document a ``file`` element."""
        reading = Reading(shown(path), languages, self.only, TRANSLATED)
        yield from reading.passages(units(events(path), shown(path)))
        self.notes += reading.notes

    def annotate(
        self, path: str, languages: Languages, findings: Mapping[str, Sequence[Finding]], out: BinaryIO
    ) -> None:
        """Writes the file with notes and marks for the findings added."""
        reading = Reading(shown(path), languages, self.only, TRANSLATED)
        writer = _Writer(encoding(path), _newline(path))
        for document, part, group in reading.groups(units(events(path), shown(path))):
            mine = findings.get(reading.id(document, part), ())
            at = 0
            for row, unit in enumerate(group):
                writer.unit(unit, [f for f in mine if f.row == row], at)
                at += (unit.target.length if unit.target else 0) + 1
        with opened(path) as source:
            copy_with(source, out, writer.insertions())


class _Writer:
    """Gathers what is put into the file."""

    def __init__(self, encoding: str, newline: str) -> None:
        self.encoding = encoding
        self.newline = newline
        self.marks: list[tuple[int, bytes]] = []
        self.notes: dict[int, tuple[XliffUnit, list[Finding]]] = {}
        self.written: dict[int, Counter[str]] = {}
        self.root: tuple[int, bytes] | None = None

    def unit(self, unit: XliffUnit, findings: Sequence[Finding], start: int) -> None:
        """Takes in the findings of a unit whose translation begins at `start` of its passage's text."""
        findings = self._new(unit, findings)
        if not findings:
            return
        self.notes.setdefault(unit.place.note, (unit, []))[1].extend(findings)
        if unit.version == "2.0" or unit.target is None:
            return
        marked = -1
        for finding in sorted(findings, key=lambda f: f.at.span):
            span = finding.at.span
            place = self._place(unit.target, span.start - start, span.end - start) if len(span) else None
            if place and place[0] >= marked:
                self._mark(unit, finding, place)
                marked = place[1]

    def _new(self, unit: XliffUnit, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that no note of an earlier run tells of."""
        known = self.written.setdefault(unit.place.note, Counter(unit.notes)) if findings else Counter()
        new = []
        for finding in findings:
            if known[_said(finding)]:
                known[_said(finding)] -= 1
            else:
                new.append(finding)
        return new

    def _place(self, content: Content, start: int, end: int) -> tuple[int, int] | None:
        return content.place(max(start, 0), min(end, content.length), self.encoding)

    def _mark(self, unit: XliffUnit, finding: Finding, place: tuple[int, int]) -> None:
        assert unit.root is not None
        element = f"{unit.root.prefix}:mrk" if unit.root.prefix else "mrk"
        its = self._declared(unit.root)
        if unit.version.startswith("2"):
            ids = unit.place.ids
            name = next(name for number in count(1) if (name := f"hexapla{number}") not in ids)
            ids.add(name)
            kind = f'id="{name}" type="its:generic"'  # a value of XLIFF's, whatever prefix the file uses
        else:
            kind = 'mtype="x-its"'
        issue = "".join(f" {its}:{name}={quoteattr(value)}" for name, value in attributes(finding).items())
        self.marks.append((place[0], self._bytes(f"<{element} {kind}{issue}>")))
        self.marks.append((place[1], self._bytes(f"</{element}>")))

    def _declared(self, root: Start) -> str:
        """The prefix of ITS; the root declares it and the version of ITS, as that standard asks, if it does not yet."""
        prefix = next((name for name, uri in root.declared.items() if uri == NAMESPACE and name), "")
        added = ""
        if not prefix:
            prefix = next(name for name in ("its", "its20", "hexapla-its") if name not in root.declared)
            added = f' xmlns:{prefix}="{NAMESPACE}"'
        if not root.get("version", NAMESPACE):
            added += f' {prefix}:version="{VERSION}"'
        self.root = (root.after - len(self._bytes(">")), self._bytes(added))
        return prefix

    def insertions(self) -> list[tuple[int, bytes]]:
        """Everything to put in."""
        return [
            *([self.root] if self.root else []),
            *self.marks,
            *(self._note(*noted) for noted in self.notes.values()),
        ]

    def _note(self, unit: XliffUnit, findings: Sequence[Finding]) -> tuple[int, bytes]:
        assert unit.root is not None
        prefix = f"{unit.root.prefix}:" if unit.root.prefix else ""
        second = unit.version.startswith("2")
        kind = f'category="{NOTES_FROM}"' if second else f'annotates="target" from="{NOTES_FROM}"'
        gap = unit.place.gap.replace("\n", self.newline)
        notes = [f"<{prefix}note {kind}>{escape(_said(finding))}</{prefix}note>" for finding in findings]
        if not second:
            return unit.place.note, self._bytes("".join(gap + note for note in notes))
        if not unit.place.notes_open:
            notes = [f"<{prefix}notes>", *notes, f"</{prefix}notes>"]
        return unit.place.note, self._bytes("".join(note + gap for note in notes))

    def _bytes(self, text: str) -> bytes:
        return text.encode(self.encoding, "xmlcharrefreplace")


def _said(finding: Finding) -> str:
    changes = "; ".join(f"suggestion: {change.text}" for change in finding.changes if change.text.strip())
    return f"{comment(finding)} ({changes})" if changes else comment(finding)


def _newline(path: str) -> str:
    with opened(path) as stream:
        first = stream.readline()
    return "\r\n" if first.rstrip(b"\n\0").endswith(b"\r") else "\n"
