"""The values every stage takes and gives: immutable, without behaviour beyond looking things up in themselves.

A Passage (named versions of one text) becomes a Comparison (aligned); scores, findings and one Run for each finished
stage are added to it with ``dataclasses.replace``. What follows from these values (rows, tokens, edits, pairs) is
computed by ``hexapla.alignment``, ``hexapla.text`` and ``hexapla.pair`` and never saved; turning them into JSON and back is
``hexapla.interchange``' business; what a whole run comes to is in ``hexapla.summary``. Standard library only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

SCHEMA = 2
"""Number of the JSON form of a Comparison; raised whenever an older reader would misread a newer line.

2: findings have a status, units have notes. A line with an older number is read as what it says.
"""


class Role(StrEnum):
    """What a column of a passage is to the comparison."""

    SOURCE = "source"
    REFERENCE = "reference"
    HYPOTHESIS = "hypothesis"


class Severity(StrEnum):
    """MQM severity levels, mildest first."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for neutral up to 3 for critical, for comparing levels."""
        return tuple(Severity).index(self)


class Status(StrEnum):
    """What triage made of a finding. Only new findings count: at the gate, in rates and in summaries."""

    NEW = "new"
    """Nobody has accepted it. Also every finding of a run without triage."""
    KNOWN = "known"
    """It is in the baseline."""
    IGNORED = "ignored"
    """A note in the checked file itself says so (``hexapla: ignore W101``)."""
    DISMISSED = "dismissed"
    """Something outside of the file says so: a file of ignores, or a reviewer."""


class Category(StrEnum):
    """MQM error types (dimension/type) that rules use, in the names of themqm.org's core typology."""

    MISTRANSLATION = "Accuracy/Mistranslation"
    OMISSION = "Accuracy/Omission"
    ADDITION = "Accuracy/Addition"
    UNTRANSLATED = "Accuracy/Untranslated"
    TERMINOLOGY = "Terminology/Wrong term"
    INCONSISTENT = "Terminology/Inconsistent use"
    SPELLING = "Linguistic conventions/Spelling"
    GRAMMAR = "Linguistic conventions/Grammar"
    PUNCTUATION = "Linguistic conventions/Punctuation"
    DUPLICATION = "Linguistic conventions/Duplication"
    WORD_ORDER = "Linguistic conventions/Word order"
    ENCODING = "Linguistic conventions/Character encoding"
    NUMBER_FORMAT = "Locale conventions/Number format"
    MARKUP = "Design and markup/Markup"
    OTHER = "Custom/Other"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, counted in the original text and never in a normalised copy; may be empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True

    def of(self, text: str) -> str:
        """The words the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """The same span `by` code points further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a text whose borders are given and never crossed: a line, a table row, a cue, an XLIFF segment.

    Attributes:
        span: Where it stands.
        id: What its format calls it.
        notes: Comments that its format keeps beside it, such as XLIFF notes. ``hexapla: ignore W101`` in one of them
            is heeded by triage.
        state: How far its translation is, in the file's own words, or empty.
        locked: Whether its file says that it is not to be changed.
        line: 1-based line of the file it stands in, where the text's own lines are not the file's; else 0.
    """

    span: Span
    id: str
    notes: tuple[str, ...] = ()
    state: str = ""
    locked: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code (a tag, a placeholder of the file format): it has a place but no width and is not in the text."""

    offset: int
    raw: str
    id: str


@dataclass(frozen=True, slots=True)
class Text:
    """One version of the text: a column of the passage.

    Attributes:
        name: Name of the column, unique in its passage (``mt``, ``ref``, a system's name).
        role: What the column is to the comparison.
        lang: BCP 47 tag, ``und`` if unknown.
        text: The text exactly as read.
        units: Given hard boundaries, in order, or empty where the text is running text.
        codes: Inline codes, in order of offset.
        origin: Where it was read from (a path, ``-`` for standard input), or empty.
        detected: Whether `lang` was found by a detector rather than given.
    """

    name: str
    role: Role
    lang: str
    text: str
    units: tuple[Unit, ...] = ()
    codes: tuple[Code, ...] = ()
    origin: str = ""
    detected: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """Named versions of one text.

    Attributes:
        id: Unique within a run.
        texts: The columns; names are unique.
        document: Id of the document the passage belongs to (a passage may be a part of a large one).
        part: 0-based number of the part within its document.
        paired: Whether the units of all columns stand row by row for one another, as in a table, so that there is
            nothing left to align.
        recut: Whether the hypotheses were cut anew to make them so.
    """

    id: str
    texts: tuple[Text, ...]
    document: str = ""
    part: int = 0
    paired: bool = False
    recut: bool = False

    def __post_init__(self) -> None:
        names = [text.name for text in self.texts]
        if len(set(names)) != len(names):
            raise ValueError(f"column names of a passage must be unique: {names}")

    def column(self, name: str) -> Text:
        """The column of that name; KeyError if there is none."""
        for text in self.texts:
            if text.name == name:
                return text
        raise KeyError(name)

    def of_role(self, role: Role) -> tuple[Text, ...]:
        """The columns that play a role, in order."""
        return tuple(text for text in self.texts if text.role is role)

    @property
    def hub(self) -> Text | None:
        """The column all others are aligned with: the first reference, else the source, else none."""
        return next(iter(self.of_role(Role.REFERENCE) or self.of_role(Role.SOURCE)), None)


@dataclass(frozen=True, slots=True)
class Bead:
    """A smallest group of segments that stand for one another.

    Attributes:
        text: Spans of the segments on the column's side; for a null side one empty span at its place.
        hub: The same on the hub's side.
        confidence: 0 to 1, the aligner's own estimate that the bead is exactly right.
        moved: Whether the two sides stand at different places in the order of their texts.
    """

    text: tuple[Span, ...]
    hub: tuple[Span, ...]
    confidence: float = 1.0
    moved: bool = False

    def __post_init__(self) -> None:
        if not self.text or not self.hub:
            raise ValueError("a side of a bead needs a span, an empty one if it is null")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The beads between a column and the hub, in the order of the column's text; they cover all but white space."""

    column: str
    hub: str
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span in a named column."""

    column: str
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """New words for a span of the hypothesis. Changes of one finding never overlap."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What a finding costs: the points of a metric that mending it gains, in its row and in its whole text."""

    metric: str
    row: float
    text: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase that a rule holds to be wrong.

    Attributes:
        code: Stable code of the rule, such as ``W101``.
        rule: Slug of the rule, such as ``merged-words``.
        at: The words at fault in the hypothesis; an empty span where words are missing.
        evidence: Where the proof stands: marks on references, source, or elsewhere in the hypothesis.
        changes: Changes to the hypothesis that would mend it; empty if none is justified.
        message: One sentence that a reviewer understands.
        severity: MQM severity.
        category: MQM error type.
        confidence: 0 to 1, the estimate that the finding is right.
        row: 0-based row of the hypothesis (see ``hexapla.alignment``) the finding stands in.
        status: What triage made of it.
        reason: Why it is not new: where the baseline, note or ignore stands that says so, and the reason given there.
        costs: What it costs in points of each metric, if that was asked for.
    """

    code: str
    rule: str
    at: Mark
    message: str
    severity: Severity
    category: Category
    confidence: float
    row: int
    evidence: tuple[Mark, ...] = ()
    changes: tuple[Change, ...] = ()
    status: Status = Status.NEW
    reason: str = ""
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value for one column.

    Attributes:
        metric: Name of the metric, such as ``chrf++``.
        column: The hypothesis that was scored.
        value: The score over all rows; follows from `statistics`.
        statistics: Additive statistics, one tuple per row.
        rows: The score of each row on its own, in the same order.
        signature: Everything that moves the number. For sacreBLEU's metrics its own signature, verbatim.
        context: What moves the number beyond the metric itself: rows, segmenter, aligner.
        uncertainty: In a summary, the standard deviation of human scores around the value, in points, for a metric that
            was held against such scores.
    """

    metric: str
    column: str
    value: float
    statistics: tuple[tuple[float, ...], ...]
    rows: tuple[float, ...]
    signature: str
    context: str = ""
    uncertainty: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """The record of a finished stage: its signature, what ran, and what did not and why."""

    stage: str
    signature: str
    ran: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What a wide rule noted about one row, to be weighed once all rows of a document have been seen.

    `key` and `value` are the rule's own business; `marks` say where it was seen.
    """

    rule: str
    passage: str
    column: str
    row: int
    key: str
    value: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments of one column, in order."""

    column: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An aligned passage with whatever later stages added.

    Attributes:
        passage: The texts.
        segments: One segmentation per column.
        alignments: One per column other than the hub; empty if the passage has a single column.
        runs: One per finished stage: a stage without a run has not been done, which is not the same as found nothing.
        scores: One per metric and hypothesis.
        findings: In order of column and place.
    """

    passage: Passage
    segments: tuple[Segmentation, ...]
    alignments: tuple[Alignment, ...]
    runs: tuple[Run, ...] = ()
    scores: tuple[Score, ...] = ()
    findings: tuple[Finding, ...] = ()

    def segments_of(self, column: str) -> tuple[Span, ...]:
        """The segments of a column; KeyError if there is no such column."""
        for segmentation in self.segments:
            if segmentation.column == column:
                return segmentation.spans
        raise KeyError(column)

    def alignment_of(self, column: str) -> Alignment | None:
        """The alignment of a column with the hub, or None for the hub itself and for a lone column."""
        return next((a for a in self.alignments if a.column == column), None)

    def run_of(self, stage: str) -> Run | None:
        """The record of a stage, or None if it has not been done."""
        return next((run for run in self.runs if run.stage == stage), None)

    def _repr_html_(self) -> str:
        """The report of this comparison as HTML, for notebooks."""
        from hexapla.reports.html import embedded  # a notebook asks; no other use of a comparison needs the report

        return embedded(self)
