"""A baseline: findings that were there before anybody looked, in a file that is committed beside the texts.

One finding a line, sorted, so that changes of the file read like changes of the texts:

    # hexapla baseline 1
    document <TAB> column <TAB> code <TAB> fingerprint <TAB> count <TAB> words

Findings are recognised by their fingerprint (code, quoted words, quoted evidence; see `fingerprint`), never by offsets, so
an edit elsewhere in a document leaves its baseline as it is. The file is a multiset: a phrase accepted twice is new when it
appears a third time. The words are for people; only the other fields are compared.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from hexapla.errors import InputError
from hexapla.model import Comparison, Finding, Status
from hexapla.triage.fingerprints import document_key, fingerprint

HEADER = "# hexapla baseline 1"
FIELDS = ("document", "column", "code", "fingerprint", "count", "words")
LARGEST = 64 * 1024 * 1024
"""Bytes a baseline may have; one line is some 80."""

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_WORDS = 60
"""Characters of the words that are shown."""


class Key(NamedTuple):
    """What makes a finding the same one."""

    document: str
    column: str
    code: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """Accepted findings.

    Attributes:
        counts: Key -> how many findings of it are accepted.
        words: Key -> the words at fault, for people.
        path: The file it was read from; documents that are files go by their path from its folder.
        documents: The documents that were looked at when it was made, also those without findings.
    """

    counts: dict[Key, int] = field(default_factory=dict)
    words: dict[Key, str] = field(default_factory=dict)
    path: Path | None = None
    documents: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, comparisons: Iterable[Comparison], path: Path | None = None) -> Baseline:
        """A baseline of all findings that are not ignored, as it would stand in the file `path`."""
        made = cls(path=path)
        for comparison in comparisons:
            made.documents.add(document_key(comparison.passage, path.parent if path else None))
            for finding in comparison.findings:
                if finding.status in (Status.NEW, Status.KNOWN):
                    key = made.key(finding, comparison)
                    made.counts[key] = made.counts.get(key, 0) + 1
                    made.words.setdefault(
                        key, finding.at.span.of(comparison.passage.column(finding.at.column).text)[:_WORDS]
                    )
        return made

    @classmethod
    def read(cls, path: Path | str) -> Baseline:
        """The baseline of a file.

        Raises:
            InputError: The file is none, or a line of it is damaged: says which.
        """
        path = Path(path)
        made = cls(path=path)
        for number, line in _lines(path):
            if number == 1 and line != HEADER:
                raise InputError(
                    f"this is no baseline: its first line must be {HEADER!r} (hexapla baseline create makes one)",
                    path=str(path),
                    line=1,
                )
            if not line or line.startswith("#"):
                continue
            fields = [_plain(cell) for cell in line.split("\t")]
            if len(fields) != len(FIELDS) or not (fields[4].isascii() and fields[4].isdecimal()) or fields[4] == "0":
                raise InputError(
                    f"a line of a baseline has {len(FIELDS)} fields parted by tabs ({', '.join(FIELDS)}), the count a number from 1",
                    path=str(path),
                    line=number,
                )
            key = Key(*fields[:4])
            if key in made.counts:
                raise InputError("this finding is listed twice; add the counts up", path=str(path), line=number)
            made.counts[key] = int(fields[4][:9])
            made.words[key] = fields[5]
        return made

    @property
    def name(self) -> str:
        """The file's name, or ``baseline``."""
        return self.path.as_posix() if self.path else "baseline"

    @property
    def digest(self) -> str:
        """What identifies its content in a signature."""
        return hashlib.sha256("\n".join(self.lines()).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def __len__(self) -> int:
        return sum(self.counts.values())

    def tally(self) -> Counter[Key]:
        """How many findings of each key may still be accepted, for `apply` to use up."""
        return Counter(self.counts)

    def key(self, finding: Finding, comparison: Comparison) -> Key:
        """What a finding goes by here."""
        document = document_key(comparison.passage, self.path.parent if self.path else None)
        return Key(document, finding.at.column, finding.code, fingerprint(finding, comparison.passage))

    def apply(self, comparison: Comparison, findings: Iterable[Finding], left: Counter[Key]) -> tuple[Finding, ...]:
        """The findings of a comparison, known ones marked so.

        Args:
            comparison: What they were found in.
            findings: Its findings; those that are not new stay as they are.
            left: What may still be accepted (see `tally`); used up.
        """
        found = []
        for finding in findings:
            if finding.status is Status.NEW:
                key = self.key(finding, comparison)
                if left[key] > 0:
                    left[key] -= 1
                    finding = replace(finding, status=Status.KNOWN, reason=f"accepted in {self.name}")
            found.append(finding)
        return tuple(found)

    def merged(self, now: Baseline, *, add: bool, prune: bool) -> Baseline:
        """This baseline brought up to date with what is found now.

        Args:
            now: The baseline of a run; documents that it did not look at keep what they have.
            add: Whether findings that are not in it are accepted, too.
            prune: Whether accepted findings that are gone are dropped.
        """
        counts = {}
        for key in {**self.counts, **now.counts}:
            old, new = self.counts.get(key, 0), now.counts.get(key, 0)
            kept = max(old, new) if add else old
            if prune and key.document in now.documents:
                kept = min(kept, new)
            if kept:
                counts[key] = kept
        return Baseline(counts, {**now.words, **self.words}, self.path)

    def lines(self) -> Iterator[str]:
        """The lines of the file, without ends."""
        yield HEADER
        yield "# " + "\t".join(FIELDS)
        for key in sorted(self.counts):
            fields = [*key, str(self.counts[key]), self.words.get(key, "")]
            line = "\t".join(_escaped(cell) for cell in fields)
            yield f"\\{line}" if line.startswith("#") else line


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"a baseline of more than {LARGEST >> 20} MB is not read", path=str(path))
        text = path.read_text("utf-8")
    except OSError as error:
        message = "no such file (hexapla baseline create makes one)" if not path.exists() else error.strerror
        raise InputError(str(message), path=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte {error.start + 1}", path=str(path)) from None
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.removesuffix("\r")


def _escaped(cell: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in cell)


def _plain(cell: str) -> str:
    """A cell without its escapes."""
    if "\\" not in cell:
        return cell
    back = {"\\": "\\", "#": "#", "t": "\t", "n": "\n", "r": "\r"}
    parts, at = [], 0
    while at < len(cell):
        if cell[at] == "\\" and cell[at + 1 : at + 2] in back:
            parts.append(back[cell[at + 1]])
            at += 2
        else:
            parts.append(cell[at])
            at += 1
    return "".join(parts)
