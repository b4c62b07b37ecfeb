"""Ignores: notes beside a text that say which findings are wanted so, and files of such notes for texts without.

A note (`hexapla.model.Unit.notes`, whichever column has it) that holds ``hexapla: ignore W101`` sets aside the findings of
that rule in its unit; several rules are parted by commas, no rule means all of them, and words after ``--`` are the reason:

    hexapla: ignore W101, quotation-marks -- the brand is written so

A file of ignores has one a line, with a rule (slug, code, code prefix, ``*``) or a finding's fingerprint, the words it flags
(all if none are given), and where: a pattern for document names with ``*`` and ``?``, and after a colon the id of a unit or
``column=NAME``. A reason may follow.

    W101 "OpenOffice"                  # the brand is written so
    P102 in legal/*.txt                # the ministry's own spacing
    8c1f0e7a90b2d3f4 in news/17.txt:12
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import regex

from hexapla.errors import InputError
from hexapla.model import Comparison, Finding, Passage, Status, Unit
from hexapla.triage.fingerprints import document_key, fingerprint, names

LARGEST = 1024 * 1024
"""Bytes a file of ignores may have."""

_NOTE = regex.compile(r"(?<![\w-])hexapla\s*:\s*ignore(?![\w-])[ \t]*(?P<rules>[^\n]*)", regex.IGNORECASE)
_NAME = regex.compile(r"\*|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_LINE = regex.compile(
    r"""\s*(?P<rule>\*|[A-Za-z0-9][A-Za-z0-9-]*+)
        (?:\s++"(?P<words>(?:[^"\\]|\\.)*+)")?
        (?:\s++in\s++(?P<where>\S++))?
        \s*+(?:\#\s*+(?P<reason>.*+))?""",
    regex.VERBOSE,
)
_FINGERPRINT = regex.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore.

    Attributes:
        rule: Slug, code, code prefix or ``*``; or a fingerprint.
        words: The words at fault, or None for any.
        where: Pattern of document names, or None for all.
        unit: Id of a unit, or None for all.
        place: Where it stands, as ``file:line``.
        reason: The reason given, or empty.
    """

    rule: str
    words: str | None = None
    where: str | None = None
    unit: str | None = None
    place: str = ""
    reason: str = ""

    @property
    def said(self) -> str:
        """What it says, on one line."""
        parts = [self.rule, f'"{self.words}"' if self.words is not None else ""]
        parts.append(f"in {self.where}{f':{self.unit}' if self.unit else ''}" if self.where else "")
        return " ".join(filter(None, parts))


class Ignores:
    """What is to be ignored besides the notes that texts have; remembers which of it was needed.

    Args:
        ignores: Those of files, in order.
        files: The names of the files.
        rules: (code, slug) of every rule there is, to tell an ignore that nothing needed from one whose rule has not run.
    """

    def __init__(
        self, ignores: Iterable[Ignore] = (), files: Iterable[str] = (), rules: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.ignores = tuple(ignores)
        self.files = tuple(files)
        self.rules = tuple(rules)
        self._needed: dict[Ignore, bool] = {}
        self._checked: set[str] = set()

    @classmethod
    def read(cls, paths: Iterable[Path | str], rules: Iterable[tuple[str, str]] = ()) -> Ignores:
        """The ignores of files.

        Args:
            paths: The files.
            rules: (code, slug) of every rule there is, to say which names are wrong; without, every name is taken.

        Raises:
            InputError: A line is no ignore or names no rule: says which.
        """
        known = tuple(rules)
        found: list[Ignore] = []
        files = []
        for path in map(Path, paths):
            files.append(path.as_posix())
            found += _read(path, known)
        return cls(found, files, known)

    @property
    def digest(self) -> str:
        """What identifies its content in a signature."""
        return hashlib.sha256("\n".join(i.said for i in self.ignores).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def heeded(self, comparison: Comparison) -> bool:
        """Whether there is anything to ignore for a comparison."""
        return bool(self.ignores) or any(
            unit.notes and any(_NOTE.search(note) for note in unit.notes)
            for text in comparison.passage.texts
            for unit in text.units
        )

    def apply(self, comparison: Comparison) -> tuple[Finding, ...]:
        """The findings of a comparison, those to be ignored marked so."""
        passage = comparison.passage
        run = comparison.run_of("check")
        self._checked.update(run.ran if run else ())
        notes = _Notes(passage)
        for ignore in (*notes.all, *self.ignores):
            self._needed.setdefault(ignore, False)
        if not (notes.all or self.ignores):
            return comparison.findings
        return tuple(self._one(finding, passage, notes) for finding in comparison.findings)

    def _one(self, finding: Finding, passage: Passage, notes: _Notes) -> Finding:
        if finding.status is not Status.NEW:
            return finding
        for ignore in notes.on(finding):
            if names(ignore.rule, finding.code, finding.rule):
                return self._set_aside(finding, ignore, Status.IGNORED)
        for ignore in self.ignores:
            if _means(ignore, finding, passage, notes):
                return self._set_aside(finding, ignore, Status.DISMISSED)
        return finding

    def _set_aside(self, finding: Finding, ignore: Ignore, status: Status) -> Finding:
        self._needed[ignore] = True
        return replace(finding, status=status, reason=": ".join(filter(None, (ignore.place, ignore.reason))))

    def unused(self) -> tuple[str, ...]:
        """The ignores that nothing needed although a rule they name has run, and those that name none."""
        return tuple(
            f"{ignore.place}: {ignore.said}"
            for ignore, needed in self._needed.items()
            if not needed and self._could_have_fired(ignore)
        )

    def _could_have_fired(self, ignore: Ignore) -> bool:
        named = [slug for code, slug in self.rules if names(ignore.rule, code, slug)]
        return not named or any(slug in self._checked for slug in named)


class _Notes:
    """The ignores in the notes of a passage's units, by column and place."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.all: list[Ignore] = []
        self._rows: dict[str, dict[int, list[Ignore]]] = {}
        for text in passage.texts:
            for row, unit in enumerate(text.units):
                found = [made for note in unit.notes for made in _in_note(note, _place(passage, text.name, unit))]
                if found:
                    self.all += found
                    self._rows.setdefault(text.name, {})[row] = found

    def unit_of(self, finding: Finding) -> Unit | None:
        """The unit of the hypothesis that a finding stands in."""
        row = self._row(finding)
        return None if row is None else self.passage.column(finding.at.column).units[row]

    def _row(self, finding: Finding) -> int | None:
        text = self.passage.column(finding.at.column)
        if self.passage.paired and finding.row < len(text.units):
            return finding.row
        at = finding.at.span
        return next((i for i, u in enumerate(text.units) if u.span.start <= at.start and at.end <= u.span.end), None)

    def on(self, finding: Finding) -> Iterator[Ignore]:
        """The ignores beside the unit a finding stands in; of a paired passage those of any column's same row."""
        row = self._row(finding) if self._rows else None
        if row is None:
            return
        columns = self._rows if self.passage.paired else [finding.at.column]
        for column in columns:
            yield from self._rows.get(column, {}).get(row, ())


def _place(passage: Passage, column: str, unit: Unit) -> str:
    origin = passage.column(column).origin or passage.document or passage.id
    return f"{origin}, note of {unit.id}"


def _in_note(note: str, place: str) -> Iterator[Ignore]:
    for match in _NOTE.finditer(note):
        named, _, reason = match["rules"].partition("--")
        rules = []
        for part in named.split(","):
            name = _NAME.match(part.strip())
            if name is None:
                break
            rules.append(name.group())
            if name.group() != part.strip():  # the comment goes on after the last rule
                break
        for rule in rules or ["*"]:
            # a comment's end such as --> is no reason
            yield Ignore(rule, place=place, reason=reason.strip(" \t->*/"))


def _means(ignore: Ignore, finding: Finding, passage: Passage, notes: _Notes) -> bool:
    if _FINGERPRINT.fullmatch(ignore.rule):
        if fingerprint(finding, passage) != ignore.rule:
            return False
    elif not names(ignore.rule, finding.code, finding.rule):
        return False
    if ignore.words is not None and finding.at.span.of(passage.column(finding.at.column).text) != ignore.words:
        return False
    if ignore.where is not None and not fnmatchcase(document_key(passage), ignore.where):
        return False
    unit = notes.unit_of(finding) if ignore.unit is not None else None
    return ignore.unit is None or (unit is not None and unit.id == ignore.unit)


def _read(path: Path, rules: tuple[tuple[str, str], ...]) -> Iterator[Ignore]:
    name = path.as_posix()
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"a file of ignores of more than {LARGEST >> 20} MB is not read", path=name)
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise InputError("no such file" if not path.exists() else str(error.strerror), path=name) from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte {error.start + 1}", path=name) from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise InputError(
                'an ignore is written RULE ["words"] [in DOCUMENT[:UNIT]] [# reason]', path=name, line=number
            )
        rule = match["rule"]
        if rules and not _FINGERPRINT.fullmatch(rule) and not any(names(rule, *known) for known in rules):
            from hexapla.registry import unknown  # only needed when something is wrong

            known_names = [word for known in rules for word in known]
            raise InputError(unknown("rule", rule, known_names), path=name, line=number)
        where, _, unit = (match["where"] or "").partition(":")
        words = regex.sub(r"\\(.)", r"\1", match["words"]) if match["words"] is not None else None
        yield Ignore(rule, words, where or None, unit or None, f"{name}:{number}", match["reason"] or "")
