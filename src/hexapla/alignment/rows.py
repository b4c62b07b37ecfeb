"""Rows and pairs: what follows from a comparison's alignments, computed when needed and never saved.

A row is the finest cut on which a hypothesis and all references agree; the source follows. Rows are in the order of the
hypothesis, with what it leaves out at its place. Other hypotheses play no part in the cut, so a score never depends on
which systems stand beside the one being scored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from hexapla.model import Alignment, Bead, Code, Comparison, Role, Span, Text
from hexapla.pair import Document, Pair, Row

Placed: TypeAlias = dict[str, dict[tuple[Span, ...], Row]]
"""Hypothesis -> place in the hub -> its row there."""
_NOWHERE = (Span(0, 0),)


@dataclass(frozen=True, slots=True)
class RowCut:
    """The spans of one row by column (an empty tuple is a null side), and what the aligner thinks of it."""

    spans: dict[str, tuple[Span, ...]]
    confidence: float = 1.0
    moved: bool = False


class _Atoms:
    """The hub cut at every border that any of some alignments has, and the atoms that their beads tie together."""

    def __init__(self, alignments: Sequence[Alignment]) -> None:
        borders = sorted({at for a in alignments for bead in a.beads for s in bead.hub for at in (s.start, s.end)})
        self._starts = borders
        self._parent = list(range(len(borders)))
        self._covered: set[int] = set()
        for alignment in alignments:
            for bead in alignment.beads:
                atoms = self._of(bead)
                self._covered.update(atoms)
                for atom in atoms[1:]:
                    self._parent[self._find(atom)] = self._find(atoms[0])

    def _of(self, bead: Bead) -> list[int]:
        atoms: list[int] = []
        for span in bead.hub:
            if span.start < span.end:
                atoms.extend(range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)))
        return atoms

    def _find(self, atom: int) -> int:
        while self._parent[atom] != atom:
            self._parent[atom] = self._parent[self._parent[atom]]
            atom = self._parent[atom]
        return atom

    def group(self, bead: Bead) -> int | None:
        """The group of atoms a bead belongs to; None if its hub side is null."""
        atoms = self._of(bead)
        return self._find(atoms[0]) if atoms else None

    def by_group(self) -> dict[int, list[Span]]:
        """The hub's spans by group, in order."""
        found: dict[int, list[Span]] = {}
        ends = [*self._starts[1:], self._starts[-1]] if self._starts else []
        for atom in sorted(self._covered):
            spans = found.setdefault(self._find(atom), [])
            if spans and spans[-1].end == self._starts[atom]:
                spans[-1] = Span(spans[-1].start, ends[atom])
            else:
                spans.append(Span(self._starts[atom], ends[atom]))
        return found


def _is_null(spans: tuple[Span, ...]) -> bool:
    return all(span.start == span.end for span in spans)


def cut_rows(comparison: Comparison, hypothesis: str) -> list[RowCut]:
    """The rows of one hypothesis.

    Args:
        comparison: An aligned passage.
        hypothesis: Name of the column.

    Raises:
        KeyError: There is no such column.
    """
    hub = comparison.passage.hub
    if hub is None or hypothesis == hub.name:
        return [RowCut({hypothesis: (span,)}) for span in comparison.segments_of(hypothesis)]
    roles = {text.name: text.role for text in comparison.passage.texts}
    beside = [
        alignment
        for alignment in comparison.alignments
        if alignment.column != hypothesis and roles[alignment.column] is not Role.HYPOTHESIS
    ]
    own = comparison.alignment_of(hypothesis)
    assert own is not None  # every column but the hub is aligned with it
    if comparison.passage.paired:
        return [
            RowCut({hypothesis: bead.text, hub.name: bead.hub, **{a.column: a.beads[i].text for a in beside}})
            for i, bead in enumerate(own.beads)
        ]
    hub_atoms = _Atoms([own, *beside])
    sides = {alignment.column: _by_group(alignment, hub_atoms) for alignment in beside}
    hub_side = hub_atoms.by_group()

    rows: dict[object, RowCut] = {}
    for number, bead in enumerate(own.beads):
        group = hub_atoms.group(bead)
        key: object = group if group is not None else ("added", number)
        text = () if _is_null(bead.text) else bead.text
        if key in rows:
            row = rows[key]
            spans = {**row.spans, hypothesis: tuple(sorted((*row.spans[hypothesis], *text)))}
            rows[key] = RowCut(spans, min(row.confidence, bead.confidence), row.moved or bead.moved)
            continue
        spans = {hypothesis: text, hub.name: () if group is None else tuple(hub_side[group])}
        for column, by_group in sides.items():
            spans[column] = () if group is None else tuple(by_group.get(group, ()))
        rows[key] = RowCut(spans, bead.confidence, bead.moved)
    return list(rows.values())


def count_rows(comparison: Comparison, hypothesis: str) -> int:
    """How many rows `cut_rows` gives."""
    own = comparison.alignment_of(hypothesis)
    if comparison.passage.paired and own is not None:
        return len(own.beads)
    return len(cut_rows(comparison, hypothesis))


def _by_group(alignment: Alignment, atoms: _Atoms) -> dict[int, list[Span]]:
    """A column's spans by group of atoms; what has no counterpart in the hub stays with what stands before it."""
    found: dict[int, list[Span]] = {}
    last: int | None = None
    early: list[Span] = []
    for bead in alignment.beads:
        group = atoms.group(bead)
        text = [span for span in bead.text if span.start < span.end]
        if group is not None:
            last = group
            found.setdefault(last, []).extend((*early, *text))
            early = []
        elif last is None:
            early.extend(text)
        else:
            found[last].extend(text)
    return {group: sorted(spans) for group, spans in found.items()}


def pairs(comparison: Comparison, hypothesis: str, placed: Placed | None = None) -> list[Pair]:
    """The rows of one hypothesis with their texts, as rules and metrics see them.

    Args:
        comparison: An aligned passage.
        hypothesis: Name of the column.
        placed: The rows of all hypotheses by their place, for a caller who asks for several.
    """
    passage = comparison.passage
    column = passage.column(hypothesis)
    references = passage.of_role(Role.REFERENCE)
    source = next(iter(passage.of_role(Role.SOURCE)), None)
    codes = {text.name: _Codes(text.codes) for text in passage.texts}
    cuts = cut_rows(comparison, hypothesis)
    place = 0

    def side(of: Text, cut: RowCut) -> Row:
        spans = cut.spans.get(of.name, ())
        row = Row.of(of.name, of.lang, of.text, spans or (Span(place, place) if of is column else Span(0, 0),))
        return codes[of.name].put(row)

    hub = passage.hub
    placed = _placed(comparison) if placed is None else placed
    systems = [rows for name, rows in placed.items() if name != hypothesis]
    own, others, sources = [], [], []
    for cut in cuts:
        row = side(column, cut)
        place = max(place, row.pieces[-1][1].end)
        own.append(row)
        others.append(tuple([side(ref, cut) for ref in references]))
        sources.append(side(source, cut) if source else None)
    document = Document(
        tuple(own),
        tuple(ref for refs in others for ref in refs),
        tuple(row for row in sources if row),
    )
    made = []
    for index, (row, refs, beside, cut) in enumerate(zip(own, others, sources, cuts, strict=True)):
        at = _place(hub, cut) if systems else ()
        alike = tuple([rows[at] for rows in systems if at in rows]) if at else ()
        made.append(Pair(index, row, refs, beside, alike, document, cut.confidence, cut.moved))
    return made


def _place(hub: Text | None, cut: RowCut) -> tuple[Span, ...]:
    """Where a row stands in the hub; empty if nowhere."""
    return tuple([span for span in cut.spans.get(hub.name, ()) if span.start < span.end]) if hub else ()


def _placed(comparison: Comparison) -> Placed:
    """The rows of every hypothesis, by their place in the hub; none where there are no others to stand beside."""
    hub, texts = comparison.passage.hub, comparison.passage.of_role(Role.HYPOTHESIS)
    if hub is None or len(texts) < 2:
        return {}
    found: Placed = {}
    for text in texts:
        cuts = ((_place(hub, cut), cut.spans[text.name]) for cut in cut_rows(comparison, text.name))
        found[text.name] = {at: Row.of(text.name, text.lang, text.text, spans) for at, spans in cuts if at and spans}
    return found


class _Codes:
    """The inline codes of a column, each of which goes to the first row that it stands in or at the edge of."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self._left = sorted(codes, key=lambda code: code.offset)
        self._offsets = [code.offset for code in self._left]
        self._given: set[int] = set()

    def put(self, row: Row) -> Row:
        """The row with its codes."""
        if not self._left or not row.text:
            return row
        mine = []
        for _, span in row.pieces:
            for at in range(bisect_left(self._offsets, span.start), bisect_right(self._offsets, span.end)):
                if at not in self._given:
                    self._given.add(at)
                    mine.append(self._left[at])
        return replace(row, codes=tuple(mine)) if mine else row


def row_texts(comparison: Comparison, hypothesis: str) -> tuple[list[str], list[list[str]]]:
    """The texts of the pairs of one hypothesis and nothing else: much less work where that is all one looks at.

    Args:
        comparison: An aligned passage.
        hypothesis: Name of the column.

    Returns:
        The hypothesis' text of each row, and for each row those of all references; empty for a null side.
    """
    passage = comparison.passage
    own, hub = comparison.alignment_of(hypothesis), passage.hub
    names = [text.name for text in passage.of_role(Role.REFERENCE)]
    spans: dict[str, Iterable[tuple[Span, ...]]]
    if passage.paired and own is not None and hub is not None:
        spans = {a.column: [bead.text for bead in a.beads] for a in comparison.alignments if a.column in names}
        spans |= {hub.name: [bead.hub for bead in own.beads], hypothesis: [bead.text for bead in own.beads]}
    else:
        cuts = cut_rows(comparison, hypothesis)
        spans = {name: [cut.spans.get(name, ()) for cut in cuts] for name in (hypothesis, *names)}

    def texts(name: str) -> list[str]:
        text = passage.column(name).text
        return [
            text[of_row[0].start : of_row[0].end]
            if len(of_row) == 1
            else Row.of(name, "", text, of_row or _NOWHERE).text
            for of_row in spans[name]
        ]

    return texts(hypothesis), list(map(list, zip(*map(texts, names), strict=True)))


def hypotheses(comparison: Comparison) -> Iterator[tuple[str, list[Pair]]]:
    """Each hypothesis of a comparison with its pairs."""
    placed = _placed(comparison)
    for text in comparison.passage.of_role(Role.HYPOTHESIS):
        yield text.name, pairs(comparison, text.name, placed)
