"""What only ``hexapla align`` takes: knowledge of the alignment beforehand, and a gold standard to hold it against."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.alignment.agreement import Agreement
    from hexapla.alignment.constraints import Constraints, Numbers
    from hexapla.model import Comparison

F = TypeVar("F", bound=Callable[..., Any])


def alignment_options(function: F) -> F:
    """Anchors, beads to keep, paragraphs, gold standard."""
    options: list[Callable[[Any], Any]] = [
        click.option(
            "--anchor",
            "anchors",
            metavar="I:J",
            multiple=True,
            help="With --lines: line I of the first text and J of the second (from 0) are in one bead; repeatable.",
        ),
        click.option("--anchors", "anchor_file", metavar="FILE", help="Such pairs, one a line."),
        click.option("--keep", "kept", metavar="FILE", help="With --lines: an alignment (ladder) whose beads to keep."),
        click.option(
            "--keep-from",
            type=click.FloatRange(0, 1),
            default=0.0,
            show_default=True,
            help="Keep beads with at least this confidence, and align the rest anew.",
        ),
        click.option("--paragraphs", is_flag=True, help="Paragraphs correspond one to one; align within each."),
        click.option("--evaluate", metavar="GOLD", help="Print agreement with this alignment (ladder or JSON)."),
    ]
    made: Any = function
    for option in reversed(options):
        made = option(made)
    return made  # type: ignore[no-any-return]  # click's decorators give back what they were given


def constraints(given: dict[str, Any]) -> Constraints:
    """What the options say about the alignment beforehand.

    Raises:
        ConfigError: An anchor is not of the form I:J.
        InputError: A file cannot be read.
    """
    from hexapla.alignment.constraints import Constraints
    from hexapla.alignment.ladder import parse

    pairs = []
    for anchor in given.get("anchors") or ():
        left, colon, right = anchor.partition(":")
        if not (colon and left.isdecimal() and right.isdecimal()):
            raise ConfigError(f"--anchor takes I:J, two line numbers from 0, not {anchor!r}")
        pairs.append((int(left), int(right)))
    if given.get("anchor_file"):
        for bead in parse(*_text(given["anchor_file"])):
            if not (bead.left and bead.right):
                raise InputError("an anchor needs a segment on both sides", path=given["anchor_file"])
            first = bead.left[0]
            pairs += [(first, number) for number in bead.right] + [(n, bead.right[0]) for n in bead.left[1:]]
    kept: list[Numbers] = parse(*_text(given["kept"])) if given.get("kept") else []
    beads = tuple((bead.left, bead.right) for bead in kept if bead.confidence >= given["keep_from"])
    return Constraints(tuple(dict.fromkeys(pairs)), beads, bool(given.get("paragraphs")))


def _text(path: str) -> tuple[str, str]:
    from hexapla.formats._reading import read_text, shown

    return read_text(path), shown(path)


class Evaluation:
    """Agreement with a gold standard, gathered as comparisons pass.

    Args:
        path: The file with the gold standard.

    Raises:
        InputError: It cannot be read.
    """

    def __init__(self, path: str) -> None:
        from hexapla.alignment.ladder import parse_gold

        self._path = path
        self._gold = parse_gold(*_text(path))
        self.found: dict[str, Agreement] = {}

    def watch(self, comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
        """The comparisons, each evaluated.

        Raises:
            InputError: The gold standard says nothing of one, or names segments that do not exist.
        """
        for comparison in comparisons:
            self._take(comparison)
            yield comparison

    def _take(self, comparison: Comparison) -> None:
        from hexapla.alignment.agreement import agreement
        from hexapla.alignment.ladder import numbered

        passage = comparison.passage
        if len(comparison.alignments) != 1:
            raise ConfigError("--evaluate needs two texts, since the gold standard aligns two")
        name = passage.document or passage.id
        gold = self._gold.get(name) or self._gold.get(None)
        if gold is None or (None in self._gold and self.found):
            raise InputError(f"it holds no beads for {name!r}; give each document a line with its id", path=self._path)
        (alignment,) = comparison.alignments
        beads = numbered(comparison, alignment)
        for side, column in enumerate((alignment.column, alignment.hub)):
            known = {number for bead in beads for number in (bead.left, bead.right)[side]}
            for bead in gold:
                for number in (bead.left, bead.right)[side]:
                    if number not in known:
                        message = f"segment {number} of {column} does not exist; it has {len(known)}, numbered from 0"
                        raise InputError(message, path=self._path)
        self.found[name] = agreement([bead[:2] for bead in gold], [bead[:2] for bead in beads])

    def shown(self, as_json: bool) -> str:
        """The figures of every document and of all together, as a table or as JSON."""
        from hexapla.alignment.agreement import Agreement

        rows = dict(self.found)
        if len(rows) != 1:
            rows["all"] = sum(rows.values(), Agreement())
        if as_json:
            return json.dumps({name: _figures(one) for name, one in rows.items()}, ensure_ascii=False, indent=2)
        names = list(_figures(Agreement()))
        lines = ["document".ljust(32) + " ".join(name.rjust(16) for name in names)]
        for name, one in rows.items():
            lines.append(name[-32:].ljust(32) + " ".join(f"{value:16.4f}" for value in _figures(one).values()))
        return "\n".join(lines)


def _figures(one: Agreement) -> dict[str, float]:
    return {
        f"{kind}_{name}": getattr(one, name)(lax)
        for kind, lax in (("strict", False), ("lax", True))
        for name in ("precision", "recall", "f1")
    }
