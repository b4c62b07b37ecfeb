"""How sure the scores of a run are: ``--confidence``, ``--paired-bs``, ``--paired-ar`` and what goes with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexapla.cli._engines import BACK
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.metrics import Metric, Statistics
    from hexapla.model import Comparison, Score
    from hexapla.summary import Certainty

F = TypeVar("F", bound=Callable[..., Any])

TESTS = {"confidence": "--confidence", "paired_bs": "--paired-bs", "paired_ar": "--paired-ar"}
_NEEDS_TEST = {
    "trials": "--trials",
    "by": "--by document",
    "documents": "--documents",
    "exact_sums": "--exact-sums",
    "rank": "--rank",
    "visible": "--visible",
}


def significance_options(function: F) -> F:
    """How sure the scores are."""
    options = [
        click.option("--confidence", is_flag=True, help="Add a bootstrap interval to every score."),
        click.option("--paired-bs", is_flag=True, help="Compare systems with the first: paired bootstrap."),
        click.option("--paired-ar", is_flag=True, help="Compare systems with the first: approximate randomisation."),
        click.option("--trials", type=click.IntRange(1), help="Number of trials. [default: 1000; randomisation 10000]"),
        click.option(
            "--by",
            type=click.Choice(["segment", "document"]),
            default="segment",
            show_default=True,
            help="What is drawn: segments, or whole documents, whose segments are not independent.",
        ),
        click.option("--documents", metavar="FILE", help="With --lines: a document's name for every line."),
        click.option("--rank", is_flag=True, help="Compare every system with every other: clusters and rank ranges."),
        click.option(
            "--visible",
            type=float,
            metavar="POINTS",
            help="With --rank: say how many segments it takes to see such a difference.",
        ),
        click.option("--exact-sums", is_flag=True, help="Add samples up in whole numbers, not as sacreBLEU does."),
    ]
    decorated: Any = function
    for option in reversed(options):
        decorated = option(decorated)
    made: F = decorated
    return made


class Significance:
    """Gathers the statistics of scores, and the rates of findings, as they pass, and tests them at the end.

    Args:
        test: One of `TESTS`.
        trials: How many; None for the usual number of the test.
        by: ``segment`` or ``document``.
        documents: A file with a document's name for every row; else every passage is of its own document.
        rank: Whether every system is compared with every other.
        visible: A difference in points of which to say how many segments it takes to see it.
        exact_sums: Whether samples are added up in whole numbers.
    """

    def __init__(
        self,
        test: str,
        trials: int | None = None,
        by: str = "segment",
        documents: str | None = None,
        rank: bool = False,
        visible: float | None = None,
        exact_sums: bool = False,
    ) -> None:
        from hexapla.analysis.significance import BOOTSTRAP, RANDOMISATION, default_seed

        self.test, self.by, self.rank, self.visible, self.exact = test, by, rank, visible, exact_sums
        self.trials = trials or (RANDOMISATION if test == "paired_ar" else BOOTSTRAP)
        self.seed = default_seed()
        self._names = _lines(documents) if documents else None
        self._documents_file = documents
        self._rows: dict[str, dict[str, list[Statistics]]] = {}
        self._documents: dict[str, list[str]] = {}
        self._metrics: dict[str, Metric] = {}
        self._found: dict[str, list[dict[str, int]]] = {}
        self._words: dict[str, list[float]] = {}

    @classmethod
    def wanted(cls, given: dict[str, Any]) -> Significance | None:
        """What the options ask for, if anything.

        Raises:
            ConfigError: They ask for several tests at once, or for what only goes with a test.
            InputError: The file of documents cannot be read.
        """
        chosen = [test for test in TESTS if given.get(test)]
        if len(chosen) > 1:
            raise ConfigError(f"choose one of {', '.join(TESTS[test] for test in chosen)}")
        extra = {name: given[name] for name in _NEEDS_TEST if given.get(name) not in (None, False, "segment")}
        if extra and not chosen:
            raise ConfigError(f"{_NEEDS_TEST[next(iter(extra))]} goes with --confidence, --paired-bs or --paired-ar")
        if not chosen:
            return None
        if extra.get("documents") and extra.get("by") != "document":
            raise ConfigError("--documents goes with --by document")
        if extra.get("rank") and chosen == ["confidence"]:
            raise ConfigError("--rank goes with --paired-bs or --paired-ar")
        if extra.get("visible") is not None and not extra.get("rank"):
            raise ConfigError("--visible goes with --rank")
        if extra.get("visible") is not None and not extra["visible"] > 0:
            raise ConfigError(f"--visible is a number of points above 0, not {extra['visible']:g}")
        if extra.get("exact_sums") and chosen == ["paired_ar"] and not extra.get("rank"):
            raise ConfigError("approximate randomisation adds up exactly anyway; --exact-sums goes with a bootstrap")
        return cls(chosen[0], **extra)

    def watch(self, comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
        """The comparisons, unchanged."""
        from hexapla.model import Role

        for comparison in comparisons:
            systems = [text.name for text in comparison.passage.of_role(Role.HYPOTHESIS)]
            for system in systems:
                if system.endswith(BACK):  # the way back is no system
                    continue
                scores = [score for score in comparison.scores if score.column == system]
                for score in scores:
                    self._take(score, comparison)
                if comparison.run_of("check"):
                    self._take_findings(system, comparison)
                document = comparison.passage.document or comparison.passage.id
                rows = len(scores[0].statistics) if scores else 0
                self._documents.setdefault(system, []).extend([document] * rows)
            yield comparison

    def _take(self, score: Score, comparison: Comparison) -> None:
        from hexapla.build import make_metric
        from hexapla.model import Role

        if score.metric not in self._metrics:
            passage = comparison.passage
            source = next((text.lang for text in passage.of_role(Role.SOURCE)), "")
            references = len(passage.of_role(Role.REFERENCE))
            lang = passage.column(score.column).lang
            self._metrics[score.metric] = make_metric(score.metric, lang, references, source)
        if self._metrics[score.metric].signature != score.signature:
            known = self._metrics[score.metric].signature
            raise InputError(
                f"{score.metric} cannot be tested over texts scored in different ways: {known} and {score.signature}"
            )
        self._rows.setdefault(score.column, {}).setdefault(score.metric, []).extend(score.statistics)

    def _take_findings(self, column: str, comparison: Comparison) -> None:
        from hexapla.alignment.rows import cut_rows
        from hexapla.model import Status
        from hexapla.triage.mqm import count_words

        text = comparison.passage.column(column)
        cuts = cut_rows(comparison, column)
        counts: list[dict[str, int]] = [{} for _ in cuts]
        for finding in comparison.findings:
            if finding.at.column == column and finding.status is Status.NEW:
                of_row = counts[finding.row]
                of_row[finding.rule] = of_row.get(finding.rule, 0) + 1
        self._found.setdefault(column, []).extend(counts)
        self._words.setdefault(column, []).extend(
            sum(count_words(span.of(text.text), text.lang) for span in cut.spans.get(column, ())) for cut in cuts
        )

    def result(self) -> Certainty:
        """What the test found.

        Raises:
            ConfigError: A paired test of a single system.
            InputError: There are no segments, or the systems were not scored on the same ones.
        """
        from hexapla.analysis import ranking, significance
        from hexapla.summary import Certainty

        if not any(rows for of in self._rows.values() for rows in of.values()):
            raise InputError("there are no segments to resample")
        paired = self.test != "confidence"
        if paired and len(self._rows) < 2:
            raise ConfigError(f"{TESTS[self.test]} compares systems; there is only {next(iter(self._rows))}")
        self._add_rates()
        systems, metrics = self._units(), self._metrics
        if self.test == "confidence":
            estimates = significance.confidence(metrics, systems, self.trials, self.seed, exact=self.exact)
        elif self.test == "paired_bs":
            estimates = significance.paired_bootstrap(metrics, systems, self.trials, self.seed, exact=self.exact)
        else:
            estimates = significance.paired_randomisation(metrics, systems, self.trials, self.seed)
        differences: list[Any] = []
        if self.rank:
            differences = ranking.differences(
                metrics,
                systems,
                "randomisation" if self.test == "paired_ar" else "bootstrap",
                self.trials,
                self.seed,
                exact=self.exact,
                visible=self.visible,
            )
        trials = {"seed": str(self.seed).lower(), "ar" if self.test == "paired_ar" else "bs": self.trials}
        return Certainty(
            test=self.test.replace("_", "-"),
            trials=self.trials,
            seed=self.seed,
            unit=self.by,
            units=max(len(rows) for of in systems.values() for rows in of.values()),
            sums="exact" if self.exact or self.test == "paired_ar" else "single",
            baseline=next(iter(systems)) if paired else "",
            estimates=estimates,
            signatures={name: metric.sampled_signature(**trials) for name, metric in metrics.items()},
            differences=tuple(differences),
            places=tuple(ranking.places(metrics, systems, differences)) if differences else (),
        )

    def _add_rates(self) -> None:
        """The rates of findings, of all rules together and of each that has any, beside the scores."""
        from hexapla.analysis.rates import FindingRate

        if set(self._found) != set(self._rows):
            return
        rules = sorted({rule for rows in self._found.values() for row in rows for rule in row})
        for rule in ["", *rules]:
            metric = FindingRate(rule)
            self._metrics[metric.label] = metric
            for system, rows in self._found.items():
                counts = [row.get(rule, 0) if rule else sum(row.values()) for row in rows]
                self._rows[system][metric.label] = metric.rows(counts, self._words[system])

    def _units(self) -> dict[str, dict[str, list[Statistics]]]:
        """Statistics of what is drawn: of segments, or summed up by document."""
        from hexapla.analysis.significance import by_document

        if self.by == "segment":
            return self._rows
        documents = self._documents
        if self._names is not None:
            for system, rows in documents.items():
                if len(rows) != len(self._names):
                    raise InputError(
                        f"has {len(self._names)} lines, but {system} has {len(rows)} segments; every segment needs its "
                        "document's name (with --match rows every line is a segment)",
                        path=self._documents_file,
                    )
            documents = dict.fromkeys(documents, self._names)
        return {
            system: {name: by_document(rows, documents[system]) for name, rows in of.items()}
            for system, of in self._rows.items()
        }


def _lines(path: str) -> list[str]:
    from hexapla.formats._reading import read_text

    names = read_text(path).removesuffix("\n").split("\n")
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise InputError("a document's name is missing", path=path, line=number)
    return [name.strip() for name in names]
