"""The stage commands: align, score, check, compare, and report for what an earlier one wrote."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._alignment import Evaluation, alignment_options, constraints
from hexapla.cli._annotate import Annotation, annotate_option
from hexapla.cli._config import config_options, in_force, selection
from hexapla.cli._engines import Engines, engine_options
from hexapla.cli._fix import fix_options
from hexapla.cli._gate import Judgement, finding_gate_options, gate_options, triage_options
from hexapla.cli._impact import ScoreImpact, impact_options
from hexapla.cli._options import (
    Inputs,
    Outputs,
    input_options,
    metric_options,
    note,
    output_options,
    plugin_options,
    rule_options,
)
from hexapla.cli._significance import Significance, significance_options
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.build import Plan
    from hexapla.config import Config
    from hexapla.engines import Engine
    from hexapla.model import Comparison, Passage
    from hexapla.summary import Summary


def _inputs(given: dict[str, Any]) -> Inputs:
    return Inputs(**{name: given.pop(name) for name in Inputs.__slots__ if name in given})


def _outputs(given: dict[str, Any]) -> Outputs:
    return Outputs(**{name: given.pop(name) for name in Outputs.__slots__ if name in given})


def _plan(given: dict[str, Any], configuration: Config | None = None) -> Plan:
    from hexapla import registry
    from hexapla.build import AUTO, Plan, choose_metric, kernel

    plain = ("segmenter", "aligner", "similarity", "metrics", "rules", "ignore", "preview", "options")
    chosen: dict[str, Any] = {name: given.get(name) for name in (*plain, "glossaries", "rule_files")}
    chosen = {name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items()}
    if given.get("anchors") or given.get("anchor_file") or given.get("kept") or given.get("paragraphs"):
        chosen["constraints"] = constraints(given)
    plan = Plan(
        selection=selection(given, configuration),
        keep_going=bool(given.get("keep_going")),
        **{k: v for k, v in chosen.items() if v},
    )
    for metric in plan.metrics:
        choose_metric(metric)  # a wrong name is better said before any file is read
    registry.load("segmenters", plan.segmenter)
    if plan.similarity != AUTO:
        kernel(plan).similarity(plan.similarity)
    if plan.selection.signature or plan.rules or plan.ignore or plan.options or plan.glossaries or plan.rule_files:
        _ = kernel(plan).rules
    return plan


def _engine(jobs: int) -> Engine:
    from hexapla import registry

    engine: Engine = registry.load("engines", "serial" if jobs == 1 else "processes")(jobs)
    return engine


def run(stage: str, given: dict[str, Any], several: Sequence[Inputs] = ()) -> None:
    """Reads, runs a stage of the pipeline, writes the report, and leaves with the exit code of the gate.

    Args:
        stage: Name of the stage.
        given: The options.
        several: Inputs to read one after the other, instead of those of the options.
    """
    from hexapla import pipeline
    from hexapla.build import kernel
    from hexapla.cli._inputs import read

    plan = _plan(given)
    engines = Engines(given, plan)
    inputs = several[0] if several else _inputs(given)
    outputs = _outputs(given)
    judgement = Judgement(stage, given, plan)
    annotation = Annotation(given["annotate"], inputs) if given.get("annotate") else None
    compare = kernel(plan).compare_documents if inputs.pair_by == "content" else None
    remark = partial(note, outputs)
    texts = chain.from_iterable(
        read(one, align_lines=stage == "align", note=remark, compare=compare) for one in several or [inputs]
    )
    items = engines.add(texts, inputs.lang)
    work = partial(getattr(pipeline, stage), plan=plan, engine=_engine(given.get("jobs") or 1))
    if given.get("fix") or given.get("fix_in_place"):
        from hexapla.cli._fix import run_fixes

        if annotation:
            raise ConfigError("--annotate and --fix do not go together; annotate what --fix wrote")
        if inputs.docs:
            raise ConfigError("--docs and --fix do not go together; fixing lines needs no documents")
        run_fixes(_fitting(stage, items), given, inputs, outputs, plan, judgement)
        return
    impact = ScoreImpact.wanted(given, plan)
    significance = Significance.wanted(given)
    if significance is None and stage == "compare" and len(engines.specs) > 1:
        significance = Significance("paired_bs")  # which engine is better is what was asked
    comparisons = engines.with_way_back(_fitting(stage, items), work)
    if not given.get("evaluate"):
        judgement.leave(_write(stage, comparisons, outputs, plan, judgement, annotation, significance, impact))
        return
    evaluation = Evaluation(given["evaluate"])
    comparisons = evaluation.watch(comparisons)
    if outputs.output != "-":
        _write(stage, comparisons, outputs, plan, judgement)
    else:
        deque(comparisons, maxlen=0)
    click.echo(evaluation.shown(as_json=outputs.format_ == "json" and outputs.output == "-"))


def prepared(
    stage: str,
    given: dict[str, Any],
    configuration: Config | None = None,
    *,
    quiet: bool = False,
    items: Iterator[Passage | Comparison] | None = None,
) -> tuple[Plan, Iterator[Comparison]]:
    """The plan that options ask for, and the comparisons of the texts that they name, with the status of findings.

    Args:
        stage: Name of the stage.
        given: The options.
        configuration: Where settings by rule, document and language stand; None for that of the running command.
        quiet: Whether notes are left out.
        items: What to work on, instead of what the options name.
    """
    from hexapla import pipeline
    from hexapla.build import kernel
    from hexapla.cli._gate import triage
    from hexapla.cli._inputs import read

    plan = _plan(given, configuration)
    chosen = triage(given, plan)
    if items is None:
        inputs = _inputs(given)
        compare = kernel(plan).compare_documents if inputs.pair_by == "content" else None
        items = read(inputs, align_lines=False, note=partial(note, Outputs(quiet=quiet)), compare=compare)
    work = getattr(pipeline, stage)
    return plan, chosen.apply(work(_fitting(stage, items), plan, _engine(given.get("jobs") or 1)))


def _fitting(stage: str, items: Iterator[Passage | Comparison]) -> Iterator[Passage | Comparison]:
    """The items, each of which must hold what the stage needs."""
    from hexapla.model import Comparison, Role

    for item in items:
        passage = item.passage if isinstance(item, Comparison) else item
        if stage == "align" and isinstance(item, Comparison):
            raise InputError("these comparisons are aligned already; align takes texts")
        if stage == "align" and len(passage.texts) < 2:
            raise ConfigError("align needs two texts: a translation and a reference, or --source")
        if stage in ("score", "compare") and not passage.of_role(Role.REFERENCE):
            hint = "hexapla check works without"
            raise ConfigError(f"{stage} needs a reference; {hint} (hexapla check MT [--source SRC])")
        yield item


def _write(
    stage: str,
    comparisons: Iterator[Comparison],
    outputs: Outputs,
    plan: Plan,
    judgement: Judgement,
    annotation: Annotation | None = None,
    significance: Significance | None = None,
    impact: ScoreImpact | None = None,
) -> Summary:
    """Writes the report and says the gate's verdict; gives the summary."""
    from hexapla import pipeline, registry
    from hexapla.cli._output import in_color, opened, progress, report_name

    name = report_name(outputs)
    made = registry.load("reports", name)
    with opened(outputs.output, binary=made.binary) as out:
        report = made(out, stage=stage, color=not made.binary and in_color(outputs.color, out), verbose=outputs.verbose)
        judged = judgement.watch(impact.watch(comparisons) if impact else comparisons)
        if significance:
            judged = significance.watch(judged)
        watched = progress(annotation.watch(judged) if annotation else judged, outputs, None)
        summary = judgement.judge(pipeline.summarise(watched, plan, report.add))
        if significance:
            summary = replace(summary, certainty=significance.result())
        summary = impact.add_to(summary) if impact else summary
        summary = replace(summary, configuration=in_force())
        report.finish(summary)
    if annotation:
        annotation.write()
    if summary.certainty and name not in ("html", "json", "text"):
        from hexapla.reports._certainty import shown

        click.echo(shown(summary.certainty), err=True)  # these reports have no place for it
    if outputs.output != "-" and not outputs.quiet:
        click.echo(f"hexapla: wrote {outputs.output}", err=True)
    if outputs.verbose and summary.scores:
        from hexapla.metrics._engine import engine

        note(outputs, f"metrics were counted by {engine()}")
    judgement.say(summary, outputs, shown=name == "text" and outputs.output == "-")
    return summary


_TEXTS = """MT and REF are files (- is standard input), or two directories whose files are paired by name. MT alone may be a
    table (.tsv or .csv with a header, .jsonl) that holds all versions, or comparisons that an earlier stage wrote."""


def _with_texts(function: Any) -> Any:
    function.__doc__ = function.__doc__.replace("TEXTS", _TEXTS)
    return click.argument("translation", metavar="[MT]", required=False)(
        click.argument("reference", metavar="[REF]", required=False)(function)
    )


@click.command()
@_with_texts
@input_options
@engine_options
@metric_options
@impact_options
@significance_options
@rule_options
@plugin_options
@output_options
@config_options
@annotate_option
@triage_options
@finding_gate_options
@gate_options
def compare(**given: Any) -> None:
    """Align, score and check a translation against a reference.

    TEXTS

    \b
    Examples:
      hexapla compare mt.txt ref.txt
      hexapla compare mt.txt ref.txt --source src.txt -o report.html
      hexapla compare --system A=a.txt --system B=b.txt --ref ref.txt
      hexapla compare mt_folder ref_folder --lang de -f json -o report.json
      hexapla compare segments.tsv --fail-on critical
      hexapla compare mt.txt ref.txt -m chrf++ -m composite --impact
      hexapla compare --source src.txt --ref ref.txt --engine argos --engine apertium
    """
    run("compare", given)


@click.command()
@_with_texts
@input_options
@alignment_options
@plugin_options
@output_options
@config_options
def align(**given: Any) -> None:
    """Find which segments of a translation and a reference stand for one another.

    TEXTS

    \b
    Examples:
      hexapla align mt.txt ref.txt
      hexapla align mt.txt --source src.txt
      hexapla align mt.txt ref.txt -f jsonl | hexapla score - -m chrf
      hexapla align mt.txt ref.txt --lines --anchor 12:14 -o beads.tsv
      hexapla align mt.txt ref.txt --lines --evaluate gold.ladder
      hexapla align mt_folder --source src_folder --pair-by content -o memory.tmx
    """
    run("align", given)


@click.command()
@_with_texts
@input_options
@metric_options
@significance_options
@plugin_options
@output_options
@config_options
@gate_options
def score(**given: Any) -> None:
    """Score a translation against references with sacreBLEU's metrics.

    TEXTS

    \b
    Examples:
      hexapla score mt.txt ref.txt --lines -m bleu -m chrf++
      hexapla score --system A=a.txt --system B=b.txt --ref r1.txt --ref r2.txt --lines
      hexapla score --system A=a.txt --system B=b.txt --ref ref.txt --lines --paired-bs
    """
    run("score", given)


@click.command()
@_with_texts
@input_options
@engine_options
@rule_options
@plugin_options
@fix_options
@output_options
@config_options
@annotate_option
@triage_options
@finding_gate_options
@gate_options
def check(**given: Any) -> None:
    """Flag garbled phrases of a translation, with or without a reference or a source.

    TEXTS

    \b
    Examples:
      hexapla check mt.txt
      hexapla check mt.txt ref.txt --fail-on critical
      hexapla check mt.txt --source src.txt --rule changed-number -f json
      hexapla check mt.txt ref.txt --ignore P --ignore duplicated-words
      hexapla check mt.txt ref.txt --fix -o mended.txt
      hexapla check mt.txt --source src.txt --glossary terms.csv --rules-file house.toml
      hexapla check mt.txt --source src.txt --round-trip --back argos
    """
    run("check", given)


@click.command()
@click.argument("comparisons", metavar="FILE")
@output_options
@config_options
@triage_options
@finding_gate_options
@gate_options
def report(comparisons: str, **given: Any) -> None:
    """Write a report of comparisons that an earlier stage wrote with -f jsonl (- is standard input).

    \b
    Examples:
      hexapla report run.jsonl -o report.html
      hexapla compare mt.txt ref.txt -f jsonl | hexapla report - -f json
    """
    from hexapla.build import Plan
    from hexapla.formats import Languages
    from hexapla.formats.jsonl import JsonLines
    from hexapla.model import Comparison

    def read() -> Iterator[Comparison]:
        for item in JsonLines().read(comparisons, Languages()):
            if not isinstance(item, Comparison):
                raise InputError("these are texts, not comparisons; run `hexapla compare` on them", path=comparisons)
            yield item

    plan = Plan()
    judgement = Judgement("report", given, plan)
    judgement.leave(_write("report", read(), _outputs(given), plan, judgement))
