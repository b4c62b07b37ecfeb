"""How good alignments are, by level, language, set and size, and how far their confidence can be trusted.

Called by ``scripts/bench align --report``. A record is a JSON line: id, lang, level, n, two sides (mt and ref, or src and
tgt), gold (beads, as numbers of segments or as spans of running text), and optionally moved (numbers of gold beads that
moved). Predictions hold the same ids with beads, and confidences beside them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Side = tuple[int, ...]
TOLERANCE = 2
"""Characters by which the end of a span may be off."""
_DECILES = 10
_SIZES = ((100, "up to 99"), (1000, "100 to 999"), (10**9, "1000 and more"))


@dataclass
class Tally:
    """Counts that add up over records; shares are taken at the end."""

    counts: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def share(self, part: str, whole: str) -> float | None:
        """One count as a share of another, None if that is 0."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    def f1(self, kind: str) -> float | None:
        """Harmonic mean of precision and recall of a kind (strict, lax, link, lone)."""
        precision, recall = self.share(f"{kind} right", f"{kind} found"), self.share(f"{kind} met", f"{kind} wanted")
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def sides(record: dict[str, Any]) -> tuple[Any, Any]:
    """The two texts of a record: lists of segments, or strings."""
    return (record["mt"], record["ref"]) if "mt" in record else (record["src"], record["tgt"])


def tally(record: dict[str, Any], beads: Sequence[Any], confidence: Sequence[float]) -> Tally:
    """Predicted beads of one record held against its gold ones."""
    found = Tally()
    texts = sides(record)
    judge = _spans if isinstance(texts[0], str) else _numbers
    right = judge(found, record, beads, texts)
    for good, chance in zip(right, confidence, strict=False):
        decile = min(int(chance * _DECILES), _DECILES - 1)
        found.counts[f"decile {decile}"] += 1
        found.counts[f"decile {decile} right"] += good
        found.counts[f"decile {decile} sum"] += chance
    return found


def _numbers(found: Tally, record: dict[str, Any], beads: Sequence[Any], texts: Any) -> list[bool]:
    from hexapla.alignment.agreement import agreement

    gold = [(tuple(sorted(a)), tuple(sorted(b))) for a, b in record["gold"]]
    mine = [(tuple(sorted(a)), tuple(sorted(b))) for a, b in beads]
    agreed = agreement(gold, mine)
    for kind, lax in (("strict", False), ("lax", True)):
        found.counts[f"{kind} right"] = agreed.predicted.lax if lax else agreed.predicted.strict
        found.counts[f"{kind} met"] = agreed.gold.lax if lax else agreed.gold.strict
        found.counts[f"{kind} found"], found.counts[f"{kind} wanted"] = agreed.predicted.total, agreed.gold.total
    for side, text in enumerate(texts):
        alone = [
            set(range(len(text))) - {i for bead in some if bead[0] and bead[1] for i in bead[side]}
            for some in (gold, mine)
        ]
        both = len(alone[0] & alone[1])
        for name, value in (("right", both), ("met", both), ("found", len(alone[1])), ("wanted", len(alone[0]))):
            found.counts[f"lone {name}"] += value
    moved = [gold[number] for number in record.get("moved", [])]
    found.counts["moved"] = len(moved)
    found.counts["moved met"] = len(set(moved) & set(mine))
    known = set(gold)
    return [bead in known for bead in mine]


def _spans(found: Tally, record: dict[str, Any], beads: Sequence[Any], texts: tuple[str, str]) -> list[bool]:
    gold, mine = ([_trimmed(bead, texts) for bead in some] for some in (record["gold"], beads))
    right = [any(_close(bead, other) for other in gold) for bead in mine]
    wanted = [bead for bead in gold if bead[0] and bead[1]]
    found.counts["strict right"], found.counts["strict found"] = sum(right), len(mine)
    found.counts["strict met"] = sum(any(_close(bead, other) for other in mine) for bead in wanted)
    found.counts["strict wanted"] = len(wanted)
    owners = [_owners(some, len(texts[0])) for some in (gold, mine)]
    for at, character in enumerate(texts[0]):
        if character.isspace():
            continue
        one, other = owners[0][at], owners[1][at]
        shared = max(0, min(one[1], other[1]) - max(one[0], other[0])) if one and other else 0
        if other:
            found.counts["link found"] += 1
            found.counts["link right"] += shared / (other[1] - other[0])
        if one:
            found.counts["link wanted"] += 1
            found.counts["link met"] += shared / (one[1] - one[0])
    return right


def _trimmed(bead: Any, texts: tuple[str, str]) -> tuple[Side, Side]:
    made: list[Side] = []
    for span, text in zip(bead, texts, strict=True):
        if not span:
            made.append(())
            continue
        start, end = span
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        made.append((start, start + len(words.strip())))
    return made[0], made[1]


def _close(one: tuple[Side, Side], other: tuple[Side, Side]) -> bool:
    return all(
        len(a) == len(b) and all(abs(x - y) <= TOLERANCE for x, y in zip(a, b, strict=True))
        for a, b in zip(one, other, strict=True)
    )


def _owners(beads: Iterable[tuple[Side, Side]], length: int) -> list[Side]:
    """For every character of the left text the span of the other side it is linked with."""
    owners: list[Side] = [()] * length
    for left, right in beads:
        if left:
            owners[left[0] : left[1]] = [right] * (left[1] - left[0])
    return owners


def groups(record: dict[str, Any]) -> list[str]:
    """What a record counts for: all, its level, its language, set and size."""
    size = next(name for limit, name in _SIZES if record.get("n", 0) < limit)
    level = record.get("level")
    return ["all", f"level {level}", *(f"{record.get('lang')} {what}" for what in ("all", level)), f"size {size}"]


def report(records: Iterable[dict[str, Any]], predicted: dict[str, dict[str, Any]]) -> str:
    """The figures as tables."""
    sums: dict[str, Tally] = defaultdict(Tally)
    for record in records:
        mine = predicted[record["id"]]
        one = tally(record, mine["beads"], mine.get("confidence", []))
        for group in groups(record):
            sums[group].counts["records"] += 1
            for name, value in one.counts.items():
                sums[group].counts[name] += value
    running = sums["all"].counts["link wanted"] > 0
    names = (
        ["records", "strict F1", "link F1"]
        if running
        else ["records", "strict F1", "lax F1", "lone P", "lone R", "moved R"]
    )
    lines = ["".ljust(22) + "".join(name.rjust(11) for name in names)]
    for group in sorted(sums, key=lambda name: (name != "all", not name.startswith(("level", "size")), name)):
        one = sums[group]
        values = {
            "records": one.counts["records"],
            "strict F1": one.f1("strict"),
            "lax F1": one.f1("lax"),
            "link F1": one.f1("link"),
            "lone P": one.share("lone right", "lone found"),
            "lone R": one.share("lone met", "lone wanted"),
            "moved R": one.share("moved met", "moved"),
        }
        lines.append(group.ljust(22) + "".join(_shown(values[name], name == "records").rjust(11) for name in names))
    return "\n".join([*lines, "", *_calibration(sums["all"])])


def _shown(value: float | None, whole: bool) -> str:
    return "-" if value is None else f"{value:.0f}" if whole else f"{value:.3f}"


def _calibration(one: Tally) -> list[str]:
    """How often beads are right among those of about one confidence, and the mean distance of the two."""
    lines = ["confidence".ljust(22) + "beads".rjust(11) + "mean".rjust(11) + "right".rjust(11)]
    off = total = 0.0
    for decile in range(_DECILES):
        number = one.counts[f"decile {decile}"]
        if number:
            mean, right = one.counts[f"decile {decile} sum"] / number, one.counts[f"decile {decile} right"] / number
            label = f"{decile / _DECILES:.1f} to {(decile + 1) / _DECILES:.1f}"
            lines.append(label.ljust(22) + f"{number:11.0f}{mean:11.3f}{right:11.3f}")
            off, total = off + abs(mean - right) * number, total + number
    return [*lines, f"expected calibration error {off / total:.3f}"] if total else []


def chosen(records: Iterable[dict[str, Any]], languages: str, longest: int) -> list[dict[str, Any]]:
    """The records of some languages (parted by commas; empty for all) with no more than so many segments."""
    wanted = [lang for lang in languages.split(",") if lang]
    kept = [record for record in records if not wanted or record.get("lang") in wanted]
    return [record for record in kept if not longest or record.get("n", 0) <= longest]


def use_weights(folder: Path) -> None:
    """Replace the aligner's weights in this process by those in a folder, such as some trained on part of the data."""
    from hexapla.aligners import _scorer, lattice
    from hexapla.alignment import _borders

    shipped = _scorer.load
    given = {
        kind: _scorer.read(folder / f"{kind}.json")
        for kind in ("lines", "pieces")
        if (folder / f"{kind}.json").exists()
    }
    lattice.load = lambda kind: given.get(kind) or shipped(kind)  # type: ignore[assignment]  # here only, to measure them
    if (folder / "borders.json").exists():
        weights = json.loads((folder / "borders.json").read_text("utf-8"))
        _borders._weights = lambda: weights  # type: ignore[assignment]
