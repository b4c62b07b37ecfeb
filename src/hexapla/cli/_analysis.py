"""``hexapla analyze``: where systems are good and bad, by buckets of rows, phrases, segments and metrics."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._options import Outputs, input_options, metric_options, note, plugin_options
from hexapla.errors import InputError

if TYPE_CHECKING:
    from hexapla.analysis.buckets import RowAt, Tables
    from hexapla.analysis.tables import Cell, Table
    from hexapla.metrics import Metric, Statistics
    from hexapla.model import Comparison

BY = ("document", "domain", "entity", "frequency", "label", "length", "number", "punctuation", "question", "rare")
USUAL = ("length", "number", "question")
SHOWN = 15


class Gathered:
    """Rows and statistics of all systems."""

    def __init__(self) -> None:
        self.metrics: dict[str, Metric] = {}
        self.statistics: dict[str, dict[str, list[Statistics]]] = {}
        self.rows: dict[str, list[RowAt]] = {}

    def watch(self, comparisons: Iterator[Comparison]) -> Iterator[Comparison]:
        """The comparisons, unchanged."""
        from hexapla.alignment.rows import hypotheses
        from hexapla.analysis.buckets import RowAt
        from hexapla.build import make_metric
        from hexapla.model import Role

        for comparison in comparisons:
            passage = comparison.passage
            source = next((text.lang for text in passage.of_role(Role.SOURCE)), "")
            references = len(passage.of_role(Role.REFERENCE))
            for score in comparison.scores:
                made = self.metrics.setdefault(
                    score.metric, make_metric(score.metric, passage.column(score.column).lang, references, source)
                )
                if made.signature != score.signature:
                    raise InputError(
                        f"{score.metric} was computed in different ways and cannot be added up: "
                        f"{made.signature} and {score.signature}"
                    )
                self.statistics.setdefault(score.column, {}).setdefault(score.metric, []).extend(score.statistics)
            for name, pairs in hypotheses(comparison):
                document = passage.document or passage.id
                self.rows.setdefault(name, []).extend(RowAt(document, pair.index, pair) for pair in pairs)
            yield comparison

    def score(self, system: str, metric: str, rows: Sequence[int] | None = None) -> float:
        """A system's score over all rows or some of them."""
        from hexapla.metrics import total

        held = self.statistics[system][metric]
        return self.metrics[metric].score(total(held if rows is None else [held[row] for row in rows]))


@click.command()
@click.argument("translation", metavar="[MT]", required=False)
@click.argument("reference", metavar="[REF]", required=False)
@input_options
@metric_options
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(BY),
    help=f"Score rows bucket by bucket; repeatable. [default: {', '.join(USUAL)}]",
)
@click.option("--domains", metavar="FILE", help="For --by domain: a document and its domain a line, tab between.")
@click.option("--labels", metavar="FILE", help="For --by label: one label a row, line by line.")
@click.option("--frequencies", metavar="FILE", help="For --by frequency: a word and its count a line, tab between.")
@click.option(
    "--phrases", type=click.IntRange(0), default=SHOWN, show_default=True, help="N-grams to list, per system."
)
@click.option(
    "--segments", type=click.IntRange(0), default=5, show_default=True, help="Segments to list, per two systems."
)
@plugin_options
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "csv", "latex", "html", "json"]),
    help="[default: by the ending of -o (.csv, .tex, .html, .json), else text]",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write. [default: standard output]")
@click.option("-q", "--quiet", is_flag=True, help="No notes on stderr.")
def analyze(format_: str | None, output: str, quiet: bool, **given: Any) -> None:
    """Show where systems are good and bad: buckets, phrases, segments, metrics.

    MT and REF are files, folders or tables as for `hexapla score`; or MT holds comparisons that an earlier stage wrote.

    \b
    Examples:
      hexapla analyze mt.txt ref.txt --lines -m chrf++
      hexapla analyze --system A=a.txt --system B=b.txt --ref ref.txt --lines --by length --by rare -o analysis.html
      hexapla analyze run.jsonl --by domain --domains domains.tsv -f latex
    """
    from hexapla.analysis.tables import FORMATS
    from hexapla.cli._output import opened

    tables = _tables(given, quiet)
    endings = {".csv": "csv", ".tex": "latex", ".html": "html", ".json": "json"}
    ending = next((name for end, name in endings.items() if output.endswith(end)), "text")
    write: Callable[[Sequence[Table]], str] = FORMATS[format_ or ending]
    with opened(output) as out:
        out.write(write(tables))
    if output != "-" and not quiet:
        click.echo(f"hexapla: wrote {output}", err=True)


def _tables(given: dict[str, Any], quiet: bool) -> list[Table]:
    from hexapla import pipeline
    from hexapla.analysis.buckets import Tables
    from hexapla.build import kernel
    from hexapla.cli import _stages
    from hexapla.cli._inputs import read
    from hexapla.model import Comparison

    tables = Tables(
        domains=_two_columns(given["domains"]),
        labels=tuple(_lines(given["labels"])),
        counts={
            word.casefold(): _count(count, given["frequencies"])
            for word, count in _two_columns(given["frequencies"]).items()
        },
    )
    plan = _stages._plan(given)
    inputs = _stages._inputs(given)
    compare = kernel(plan).compare_documents if inputs.pair_by == "content" else None
    items = read(inputs, align_lines=False, note=partial(note, Outputs(quiet=quiet)), compare=compare)
    gathered = Gathered()
    asked = bool(given.get("metrics"))

    def scored() -> Iterator[Comparison]:
        for item in _stages._fitting("score", items):
            if isinstance(item, Comparison) and item.scores and not asked:
                yield item
            else:
                yield from pipeline.score([item], plan)

    deque(gathered.watch(scored()), maxlen=0)
    if not any(gathered.rows.values()):
        raise InputError("there are no rows to analyze")
    return [
        *_systems(gathered),
        *_buckets(gathered, given["by"] or USUAL, tables),
        *_agreement(gathered),
        *_phrases(gathered, given["phrases"]),
        *_segments(gathered, given["segments"]),
    ]


def _systems(gathered: Gathered) -> Iterator[Table]:
    """All systems with all metrics; the best marked, clusters of the first metric shaded."""
    from hexapla.analysis.tables import Table

    names, metrics = list(gathered.statistics), list(gathered.metrics)
    shaded: frozenset[int] = frozenset()
    text = ""
    if len(names) > 1 and len({len(of[metrics[0]]) for of in gathered.statistics.values()}) == 1:
        from hexapla.analysis.ranking import differences, places

        first = {metrics[0]: gathered.metrics[metrics[0]]}
        found = places(first, gathered.statistics, differences(first, gathered.statistics))
        names = [place.system for place in found]
        shaded = frozenset(at for at, place in enumerate(found) if place.cluster % 2 == 0)
        text = f"* best; every second cluster by {metrics[0]} shaded (paired bootstrap, corrected by Holm)"
    rows: list[list[Cell]] = [[name, *(gathered.score(name, metric) for metric in metrics)] for name in names]
    best = set()
    for column, metric in enumerate(metrics, 1):
        choose = max if gathered.metrics[metric].higher_is_better else min
        values = [float(str(row[column])) for row in rows]
        best |= {(at, column) for at, value in enumerate(values) if len(names) > 1 and value == choose(values)}
    yield Table("Systems", ["system", *map(_arrow(gathered), metrics)], rows, frozenset(best), shaded, note=text)


def _arrow(gathered: Gathered) -> Callable[[str], str]:
    return lambda metric: metric + ("" if gathered.metrics[metric].higher_is_better else " ↓")


def _buckets(gathered: Gathered, by: Sequence[str], tables: Tables) -> Iterator[Table]:
    from hexapla.analysis.buckets import sort_into
    from hexapla.analysis.tables import Table

    several = len(gathered.rows) > 1
    for kind in dict.fromkeys(by):
        for metric, made in gathered.metrics.items():
            found = {system: sort_into(kind, rows, tables) for system, rows in gathered.rows.items()}
            names = list(dict.fromkeys(name for of in found.values() for name in of))
            rows: list[list[Cell]] = []
            best = set()
            for at, name in enumerate(names):
                values = [
                    gathered.score(system, metric, of[name]) if of.get(name) else None for system, of in found.items()
                ]
                count = max(len(of.get(name, ())) for of in found.values())
                rows.append([name, count, *values])
                known = [value for value in values if value is not None]
                chosen = (max if made.higher_is_better else min)(known)
                best |= {(at, c) for c, value in enumerate(values, 2) if several and value == chosen}
            title = f"{metric} by {kind}"
            yield Table(title, [kind, "rows", *found], rows, frozenset(best), plot=None if several else 2)


def _agreement(gathered: Gathered) -> Iterator[Table]:
    from hexapla.analysis.agreement import correlations
    from hexapla.analysis.tables import Table

    if len(gathered.metrics) < 2:
        return
    scores = {
        name: [
            value * (1 if metric.higher_is_better else -1)
            for of in gathered.statistics.values()
            for value in metric.row_scores(of[name])
        ]
        for name, metric in gathered.metrics.items()
    }
    rows: list[list[Cell]] = [[f"{one}, {other}", p, s] for one, other, p, s in correlations(scores)]
    text = "over the scores of rows, signs turned so that higher is better"
    yield Table("Agreement of metrics", ["metrics", "Pearson", "Spearman"], rows, note=text)


def _phrases(gathered: Gathered, count: int) -> Iterator[Table]:
    from hexapla.analysis.phrases import odd_phrases
    from hexapla.analysis.tables import Table

    for system, rows in gathered.rows.items() if count else ():
        found = odd_phrases([row.pair for row in rows if row.pair.references])[:count]
        cells: list[list[Cell]] = [[p.words, p.hypothesis, p.reference, p.ratio, f"{p.adjusted:.3g}"] for p in found]
        title = f"Phrases more or less often than in the reference: {system}"
        text = "log-likelihood ratio; p corrected by Holm for all n-grams of 1 to 3 words"
        if cells:
            yield Table(title, ["phrase", "here", "reference", "ratio", "p"], cells, plot=3, note=text)


def _segments(gathered: Gathered, count: int) -> Iterator[Table]:
    from itertools import combinations

    from hexapla.analysis.agreement import most_different
    from hexapla.analysis.tables import Table

    metric = next(iter(gathered.metrics))
    made = gathered.metrics[metric]
    for one, other in combinations(gathered.statistics, 2) if count else ():
        sides = [made.row_scores(gathered.statistics[name][metric]) for name in (one, other)]
        if len(sides[0]) != len(sides[1]):
            continue  # the two are cut into other rows, so that rows do not stand for one another
        cells: list[list[Cell]] = []
        for row, apart in most_different(sides[0], sides[1], count):
            at = gathered.rows[one][row]
            texts = [" ".join(gathered.rows[name][row].pair.hypothesis.text.split()) for name in (one, other)]
            cells.append([f"{at.document}:{at.row + 1}", apart, *texts])
        if cells:
            title = f"Segments with the greatest difference in {metric}: {one} minus {other}"
            yield Table(title, ["row", "difference", one, other], cells)


def _lines(path: str | None) -> list[str]:
    from hexapla.formats._reading import read_text

    if path is None:
        return []
    text = read_text(path)
    return text.removesuffix("\n").split("\n") if text else []


def _two_columns(path: str | None) -> dict[str, str]:
    found = {}
    for number, line in enumerate(_lines(path), 1):
        name, tab, value = line.partition("\t")
        if not tab or not value.strip():
            raise InputError("this line has no second column; put a tab between the two", path=path, line=number)
        found[name] = value.strip()
    return found


def _count(text: str, path: str | None) -> int:
    if not text.isdecimal():
        raise InputError(f"{text!r} is no count; write a word, a tab and a whole number", path=path)
    return int(text)
