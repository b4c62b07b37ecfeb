"""What ``scripts/bench demetr`` and ``scripts/bench corr`` do: a metric's scores for perturbed pairs and for human-scored outputs.

Prints the accuracy as well: on DEMETR (Karpinska et al., EMNLP 2022) the share of pairs whose perturbed text scores lower,
by category; for human scores the share of pairs of outputs for one segment that are put in the human order, a tie as half.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

BATCH = 500
Row = tuple[str, str, str]
"""Hypothesis, reference, source."""


def records(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, gzipped or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else Path(path).open(encoding="utf-8") as lines
    ):
        yield from (json.loads(line) for line in lines if line.strip())


NAMES = {
    "arabic": "ar",
    "chinese": "zh",
    "czech": "cs",
    "english": "en",
    "french": "fr",
    "german": "de",
    "hindi": "hi",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "ukrainian": "uk",
}
"""English name of a language -> its tag."""


def source_tag(name: str) -> str:
    """The tag of a language given as DEMETR names it (``chinese_simple``), or as a tag."""
    return NAMES.get(name.partition("_")[0].lower(), name if len(name) < 4 else "und")


class Scorer:
    """Scores rows of one metric, each once, with the source or without; the higher the better, whatever the metric."""

    def __init__(self, spec: str, source: bool) -> None:
        self.spec, self.source = spec, source
        self._metrics: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str, Row], float] = {}

    def metric(self, lang: str, source: str) -> Any:
        """The metric of a language."""
        from hexapla.build import make_metric

        key = lang, source if self.source else ""
        if key not in self._metrics:
            self._metrics[key] = make_metric(self.spec, lang, 1, key[1])
        return self._metrics[key]

    def __call__(self, lang: str, source: str, rows: Sequence[Row]) -> list[float]:
        """The score of each row."""
        made = self.metric(lang, source)
        new = [row for row in dict.fromkeys(rows) if (lang, source, row) not in self._known]
        for at in range(0, len(new), BATCH):
            part = new[at : at + BATCH]
            pairs = [_pair(lang, source if self.source else "", *row) for row in part]
            found = made.row_scores(made.row_statistics(pairs))
            found = found if made.higher_is_better else [-score for score in found]
            self._known.update(((lang, source, row), score) for row, score in zip(part, found, strict=True))
        return [self._known[lang, source, row] for row in rows]


def _pair(lang: str, source_lang: str, hypothesis: str, reference: str, source: str) -> Any:
    from hexapla.model import Span
    from hexapla.pair import Pair, Row

    def row(column: str, tag: str, text: str) -> Row:
        return Row(column, tag, text, ((0, Span(0, len(text))),))

    beside = row("source", source_lang, source) if source_lang else None
    return Pair(0, row("mt", lang, hypothesis), (row("ref", lang, reference),), beside)


def demetr(args: Any) -> None:
    """Scores the texts and the perturbed texts."""
    score = Scorer(args.metric, not args.no_source)
    found = list(records(args.data))
    started = time.perf_counter()
    by_source: dict[str, list[dict[str, Any]]] = {}
    for record in found:
        by_source.setdefault(source_tag(record["src_lang"]), []).append(record)
    kinds: dict[str, list[bool]] = {}
    with Path(args.out).open("w", encoding="utf-8") as out:
        for source, group in by_source.items():
            rows = [(r[key], r["reference"], r["source"]) for r in group for key in ("mt", "perturbed")]
            scores = score("en", source, rows)
            for record, good, bad in zip(group, scores[::2], scores[1::2], strict=True):
                out.write(json.dumps({"id": record["id"], "mt": good, "perturbed": bad}) + "\n")
                kinds.setdefault(record["cat"], []).append(good > bad)
    for kind, right in sorted(kinds.items()):
        print(f"{kind:36} {100 * sum(right) / len(right):5.1f}  of {len(right)}")
    counted = [good for kind, right in kinds.items() if not kind.startswith("base_id35") for good in right]
    print(f"{'all but base_id35':36} {100 * sum(counted) / max(len(counted), 1):5.2f}  of {len(counted)}")
    _finish(score.metric("en", next(iter(by_source), "")), 2 * len(found), time.perf_counter() - started)


def corr(args: Any) -> None:
    """Scores the outputs of systems."""
    score = Scorer(args.metric, not args.no_source)
    groups = list(records(args.data))
    started, outputs = time.perf_counter(), 0
    hits: dict[str, list[float]] = {}
    with Path(args.out).open("w", encoding="utf-8") as out:
        for lp in dict.fromkeys(group["lp"] for group in groups):
            source, lang = lp.split("-")
            mine = [group for group in groups if group["lp"] == lp]
            rows = [(s["hyp"], g["reference"], g["source"]) for g in mine for s in g["systems"].values()]
            outputs += len(rows)
            scores = iter(score(lang, source, rows))
            for group in mine:
                of = {name: next(scores) for name in group["systems"]}
                for name, value in of.items():
                    out.write(json.dumps({"id": group["id"], "system": name, "score": value}) + "\n")
                hits.setdefault(f"{group['set']} {lp}", []).extend(_agreements(group, of))
    for name, found in sorted(hits.items()):
        print(f"{name:24} {sum(found) / max(len(found), 1):.3f}  of {len(found)} pairs")
    if hits:
        print(f"{'mean of the sets':24} {sum(sum(f) / max(len(f), 1) for f in hits.values()) / len(hits):.4f}")
        _finish(score.metric(lang, source), outputs, time.perf_counter() - started)


def _agreements(group: dict[str, Any], of: dict[str, float]) -> Iterator[float]:
    for (a, one), (b, other) in combinations(group["systems"].items(), 2):
        human, ours = one["mqm"] - other["mqm"], of[a] - of[b]
        if human and one["hyp"] != other["hyp"]:
            yield 0.5 if ours == 0 else float((ours > 0) == (human > 0))


def _finish(made: Any, texts: int, seconds: float) -> None:
    print(made.signature)
    print(f"{texts} texts in {seconds:.1f} s, {texts / max(seconds, 1e-9):.0f} a second", file=sys.stderr)


def add_to(commands: Any) -> None:
    """The two commands and their options."""
    runs: dict[str, tuple[Callable[[Any], None], str]] = {
        "demetr": (demetr, "scores of texts and their perturbed versions, and how often the latter are lower"),
        "corr": (corr, "scores of outputs that human raters scored, and the agreement within segments"),
    }
    for name, (run, text) in runs.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("--data", required=True, help="JSON lines, gzipped or not")
        command.add_argument("--out", required=True, help="where to write the scores")
        command.add_argument("--metric", default="composite", help="a metric with its options [composite]")
        command.add_argument("--no-source", action="store_true", help="do not show the source to the metric")
        command.set_defaults(run=run)
