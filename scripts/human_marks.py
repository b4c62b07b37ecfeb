"""What ``scripts/bench mqm`` does: findings and metrics held against the error marks and scores of human raters (MQM).

Of the findings: precision, recall and F1 in characters (as at the WMT shared tasks on error spans), the shares of marks
that a finding touches and of findings that touch a mark, by category too, and the share of outputs without marks that get
a finding. Of metrics, within segments: the share of pairs of outputs in the human order with ties as an order of their own
(Deutsch et al., EMNLP 2023), where scores nearer than a threshold count as tied; each half of the segments goes by the
threshold that suits the other half best. Of systems: soft pairwise accuracy (Thompson et al., WMT 2024), one less the mean
difference of the p-values that human scores and the metric give to "A is no better than B", by permutation of segments.

Data are JSON lines ``{id, set, lp, doc, seg, system, source, reference, hyp, mqm, errors: [{category, severity, start,
end}]}``, or a table of ratings as Marot and WMT have it (marks ``<v>`` and ``</v>`` in the text; no reference, so that
findings are made with the source alone and metrics that need a reference are left out).
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import flagging
import metric_quality

Record = dict[str, Any]
Spans = list[tuple[int, int]]

METRICS = ("composite", "chrf", "chrf++", "ter", "mqm-penalty")
TRIALS = 1000
"""Permutations behind a p-value."""

POINTS = {"major": 5.0, "critical": 5.0, "minor": 1.0}
"""What a mark takes off in a table without scores, as at WMT (Freitag et al., TACL 2021)."""


def records(path: str) -> list[Record]:
    """The rated outputs of a file of JSON lines or a table of ratings."""
    if path.endswith((".tsv", ".txt")):
        return list(_table(Path(path)))
    return list(metric_quality.records(path))


def _table(path: Path) -> Iterator[Record]:
    """The outputs of a table of ratings, with the mean score of their raters and the marks of all of them."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines, "").rstrip("\r\n").split("\t")
        needed = ("system", "doc", "source", "target", "category", "severity")
        if missing := [name for name in needed if name not in header]:
            sys.exit(f"{path}:1: this is no table of ratings: its header lacks {', '.join(missing)}")
        segment = next((name for name in ("docSegId", "seg_id", "doc_seg_id", "segId") if name in header), "")
        if not segment:
            sys.exit(f"{path}:1: this is no table of ratings: its header lacks docSegId")
        found: dict[tuple[str, str, str], Record] = {}
        for number, line in enumerate(lines, 2):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != len(header):
                sys.exit(f"{path}:{number}: this line has {len(cells)} fields, the header has {len(header)}")
            row = dict(zip(header, cells, strict=True))
            key = row["doc"], row[segment], row["system"]
            text = row["target"].replace("<v>", "").replace("</v>", "")
            record = found.setdefault(
                key,
                {
                    "id": ".".join(key),
                    "set": path.stem,
                    "lp": row.get("lp", "und-und"),
                    "doc": row["doc"],
                    "seg": row[segment],
                    "system": row["system"],
                    "source": row["source"].replace("<v>", "").replace("</v>", ""),
                    "reference": None,
                    "hyp": text,
                    "errors": [],
                    "by_rater": Counter(),
                },
            )
            severity = row["severity"].lower()
            record["by_rater"][row.get("rater", "")] -= POINTS.get(severity, 0.0)
            before, mark, rest = row["target"].partition("<v>")
            if severity in POINTS and mark:
                end = len(before) + len(rest.partition("</v>")[0])
                error = {"category": row["category"], "severity": severity, "start": len(before), "end": end}
                record["errors"].append(error)
    for record in found.values():
        scores = record.pop("by_rater")
        yield {**record, "mqm": sum(scores.values()) / len(scores)}


def findings(given: Sequence[Record]) -> dict[str, list[Record]]:
    """The findings of every output, through the public pipeline, each system's document read as one."""
    inputs = []
    for record in given:
        source, lang = record["lp"].split("-")
        known = {"reference": record["reference"]} if record.get("reference") else {}
        beside = {"source": record["source"], "src_lang": source, **known}
        text = {"id": record["id"], "lang": lang, "seg": _place(record["seg"]), "text": record["hyp"]}
        inputs.append({**text, "doc": f"{record['set']} {record['lp']} {record['doc']} {record['system']}", **beside})
    return dict(flagging.flagged(inputs, None))


def _place(name: Any) -> tuple[int, str]:
    """Segments in the order of their numbers, where they have numbers."""
    return (int(name), "") if str(name).isdecimal() else (0, str(name))


def _marks(record: Record, severities: Sequence[str]) -> list[Record]:
    return [
        e
        for e in record["errors"]
        if e.get("start") is not None and e["start"] < e["end"] and e["severity"].lower() in severities
    ]


def judge_spans(given: Sequence[Record], found: dict[str, list[Record]], severities: Sequence[str]) -> dict[str, float]:
    """How findings and human marks overlap."""
    sums: Counter[str] = Counter()
    for record in given:
        marks, flags = _marks(record, severities), found[record["id"]]
        human: set[int] = set().union(*(range(e["start"], e["end"]) for e in marks))
        ours: set[int] = set().union(*(range(f["start"], f["end"]) for f in flags))
        sums.update(both=len(human & ours), human=len(human), ours=len(ours), marks=len(marks), flags=len(flags))
        sums["touched"] += sum(any(_touch(f, e) for f in flags) for e in marks)
        sums["right"] += sum(any(_touch(f, e) for e in marks) for f in flags)
        if not record["errors"]:
            sums.update(clean=1, disturbed=bool(flags))
    precision, recall = (sums["both"] / max(sums[side], 1) for side in ("ours", "human"))
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "marks": sums["marks"],
        "marks touched": sums["touched"] / max(sums["marks"], 1),
        "findings": sums["flags"],
        "findings on a mark": sums["right"] / max(sums["flags"], 1),
        "clean outputs": sums["clean"],
        "clean outputs with a finding": sums["disturbed"] / max(sums["clean"], 1),
    }


def _touch(flag: Record, mark: Record) -> bool:
    """Whether they overlap; a finding of missing words, which is empty, counts where it stands at or in the mark."""
    if flag["start"] == flag["end"]:
        return bool(mark["start"] <= flag["start"] <= mark["end"])
    return bool(flag["start"] < mark["end"] and mark["start"] < flag["end"])


def by_category(given: Sequence[Record], found: dict[str, list[Record]]) -> dict[str, tuple[int, int]]:
    """Category -> marks, and those that a finding touches; the most frequent first."""
    marks: Counter[str] = Counter()
    touched: Counter[str] = Counter()
    for record in given:
        for mark in _marks(record, tuple(POINTS)):
            marks[mark["category"]] += 1
            touched[mark["category"]] += any(_touch(flag, mark) for flag in found[record["id"]])
    return {name: (count, touched[name]) for name, count in marks.most_common()}


def tied_accuracy(pairs: Sequence[tuple[str, float, float]]) -> tuple[float, float]:
    """Pairwise accuracy with calibrated ties, and without.

    Args:
        pairs: For each pair of outputs of a segment: the segment, the human difference, the metric's.

    Returns:
        The share of pairs on whose order, ties among them, both agree; and of the pairs without a human tie the share in
        the human order, a tie of the metric as half.
    """
    import zlib

    import numpy as np

    half = np.array([zlib.crc32(segment.encode()) % 2 for segment, _, _ in pairs])
    human, ours = (np.array([pair[k] for pair in pairs]) for k in (1, 2))
    right = 0
    for side in (0, 1):
        mine, other = half == side, half != side
        threshold = _threshold(human[other], ours[other])
        agreed = np.where(abs(ours) <= threshold, 0, np.sign(ours)) == np.sign(human)
        right += int(agreed[mine].sum())
    differ = human != 0
    ordered = (np.sign(ours) == np.sign(human)) + 0.5 * (ours == 0)
    return right / max(len(pairs), 1), float(ordered[differ].mean()) if differ.any() else float("nan")


def _threshold(human: Any, ours: Any) -> float:
    """The difference up to which a metric's scores had best count as tied."""
    import numpy as np

    if not len(ours):
        return 0.0
    order = np.argsort(abs(ours), kind="stable")
    sizes = abs(ours)[order]
    gained = np.cumsum((human[order] == 0).astype(int) - (np.sign(ours) == np.sign(human))[order] * (human[order] != 0))
    last = np.append(sizes[1:] != sizes[:-1], True)  # those equally far apart are tied together
    best = int(np.argmax(np.where(last, gained, -len(ours))))
    return float(sizes[best]) if gained[best] > 0 else 0.0


def soft_accuracy(human: Any, ours: Any, seed: int = 0) -> float:
    """Soft pairwise accuracy of a metric.

    Args:
        human: Human scores, segments (rows) of systems (columns).
        ours: The metric's, the higher the better.
        seed: Of the permutations.
    """
    import numpy as np

    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (TRIALS, len(human)))

    def better_by_chance(scores: Any, a: int, b: int) -> float:
        differences = scores[:, a] - scores[:, b]
        return float((signs @ differences >= differences.sum() - 1e-9).mean())

    found = [
        abs(better_by_chance(human, a, b) - better_by_chance(ours, a, b))
        for a, b in combinations(range(human.shape[1]), 2)
    ]
    return 1 - sum(found) / len(found)


def scores_of(given: Sequence[Record], spec: str, found: dict[str, list[Record]]) -> dict[str, float]:
    """The score of every output, the higher the better; that of ``mqm-penalty`` follows from the findings."""
    if spec.startswith("mqm-penalty"):
        return {
            record["id"]: -sum(POINTS.get(flag["severity"], 0.0) for flag in found[record["id"]]) for record in given
        }
    score = metric_quality.Scorer(spec, source=True)
    result: dict[str, float] = {}
    for lp in dict.fromkeys(record["lp"] for record in given):
        mine = [record for record in given if record["lp"] == lp]
        source, lang = lp.split("-")
        rows = [(record["hyp"], record["reference"], record["source"]) for record in mine]
        result.update(zip((record["id"] for record in mine), score(lang, source, rows), strict=True))
    return result


def judge_metric(given: Sequence[Record], scores: dict[str, float]) -> dict[str, float]:
    """How far a metric agrees with human scores, in one set and language pair."""
    import numpy as np

    segments: dict[str, list[Record]] = {}
    for record in given:
        segments.setdefault(f"{record['doc']}\t{record['seg']}", []).append(record)
    pairs = [
        (name, a["mqm"] - b["mqm"], scores[a["id"]] - scores[b["id"]])
        for name, rated in segments.items()
        for a, b in combinations(rated, 2)
    ]
    calibrated, plain = tied_accuracy(pairs)
    counts = Counter(record["system"] for record in given)
    systems = [
        name for name, count in counts.items() if count >= 0.9 * max(counts.values())
    ]  # others were rated too little
    by_system = [{r["system"]: r for r in rated} for rated in segments.values()]
    full = [rated for rated in by_system if all(name in rated for name in systems)]
    soft = float("nan")
    if len(systems) > 1 and len(full) > 1:
        soft = soft_accuracy(
            np.array([[rated[name]["mqm"] for name in systems] for rated in full]),
            np.array([[scores[rated[name]["id"]] for name in systems] for rated in full]),
        )
    return {"pairs": len(pairs), "accuracy, ties calibrated": calibrated, "accuracy": plain, "soft accuracy": soft}


def run(args: Any) -> None:
    """Prints the figures, and writes them to a file where one is named."""
    given = records(args.data)
    if not given:
        sys.exit(f"{args.data} has no outputs")
    started = time.perf_counter()
    found = findings(given)
    print(f"{len(given)} outputs checked in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    sets: dict[str, list[Record]] = {}
    for record in given:
        sets.setdefault(f"{record['set']} {record['lp']}", []).append(record)
    result: dict[str, Any] = {"spans": {}, "categories": {}, "metrics": {}}
    for title, severities in (("all marks", tuple(POINTS)), ("major marks", ("major", "critical"))):
        for name, mine in [*sorted(sets.items()), ("all", given)]:
            of = judge_spans(mine, found, severities)
            result["spans"].setdefault(title, {})[name] = of
            print(
                f"{title:12} {name:16} characters P {of['precision']:.3f} R {of['recall']:.3f} F1 {of['f1']:.3f}   "
                f"marks touched {of['marks touched']:.3f} of {of['marks']}   findings on a mark "
                f"{of['findings on a mark']:.3f} of {of['findings']}   clean outputs with a finding "
                f"{of['clean outputs with a finding']:.4f} of {of['clean outputs']}"
            )
    for name, (marks, touched) in list(by_category(given, found).items())[: args.categories]:
        result["categories"][name] = {"marks": marks, "touched": touched}
        print(f"  {name:44} {touched:5} of {marks}")
    for spec in args.metric or METRICS:
        scored = [r for r in given if r.get("reference") or spec.startswith("mqm-penalty")]
        if len(scored) < len(given):
            print(f"{spec:14} leaves out {len(given) - len(scored)} outputs without a reference")
        scores = scores_of(scored, spec, found)
        for name, mine in sorted(sets.items()):
            figures = judge_metric([record for record in mine if record["id"] in scores], scores)
            result["metrics"].setdefault(spec, {})[name] = figures
            if not figures["pairs"]:
                continue
            print(
                f"{spec:14} {name:16} pair accuracy, ties calibrated {figures['accuracy, ties calibrated']:.3f}   "
                f"without ties {figures['accuracy']:.3f}   of {figures['pairs']:.0f} pairs   "
                f"systems, soft pairwise accuracy {figures['soft accuracy']:.3f}"
            )
    if args.out:
        Path(args.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def add_to(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser("mqm", help="findings and metrics held against human error marks and scores")
    command.add_argument("--data", required=True, help="JSON lines, gzipped or not, or a table of ratings (.tsv)")
    command.add_argument("--out", help="where to write the figures as JSON")
    command.add_argument("--metric", action="append", help=f"a metric; repeatable [{', '.join(METRICS)}]")
    command.add_argument("--categories", type=int, default=15, help="categories of marks to list [15]")
    command.set_defaults(run=run)
