"""``hexapla corpus``: list, validate and evaluate corpora with a known truth."""

from __future__ import annotations

import sys

import click


@click.group()
def corpus() -> None:
    """Work with corpora that know where their defects are."""


@corpus.command("list")
@click.argument("folder", default="corpora")
def list_corpora(folder: str) -> None:
    """List the corpora below FOLDER.

    \b
    Example:
      hexapla corpus list
    """
    from hexapla.corpus import find_corpora

    for one in find_corpora(folder):
        kinds = [text["kind"] for text in one.manifest["text"]]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        languages = " ".join(one.manifest["languages"])
        click.echo(f"{one.name:16} {one.manifest['licence']:10} {languages}  ({counts})")


@corpus.command()
@click.argument("name")
def validate(name: str) -> None:
    """Check files, hashes, languages and offsets of the corpus NAME (a name or a folder).

    \b
    Example:
      hexapla corpus validate dispatches
    """
    from hexapla.corpus import open_corpus
    from hexapla.corpus import validate as problems_of

    one = open_corpus(name)
    problems = problems_of(one)
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo(f"{one.name}: {len(one.manifest['text'])} texts, all as they should be")


@corpus.command()
@click.argument("name")
@click.option("--source", metavar="TAG", help="Language of the source that rules get. [default: as the corpus says]")
@click.option("--no-source", is_flag=True, help="Check without a source.")
@click.option("--no-reference", is_flag=True, help="Check without the reference.")
@click.option("--show", is_flag=True, help="Show every defect that was missed and every false finding.")
def evaluate(name: str, source: str | None, no_source: bool, no_reference: bool, show: bool) -> None:
    """Measure rules and alignment on the corpus NAME (a name or a folder).

    \b
    Examples:
      hexapla corpus evaluate dispatches
      hexapla corpus evaluate dispatches --no-reference --show
    """
    from dataclasses import replace

    from hexapla import pipeline
    from hexapla.build import Plan
    from hexapla.corpus import evaluate as evaluated
    from hexapla.corpus import open_corpus, passages
    from hexapla.model import Passage, Role

    def without_reference(passage: Passage) -> Passage:
        return replace(passage, texts=tuple(t for t in passage.texts if t.role is not Role.REFERENCE))

    one = open_corpus(name)
    given = list(passages(one, source="" if no_source else source))
    items = [without_reference(p) if no_reference else p for _, p in given]
    checked = pipeline.check(items, Plan())
    result = evaluated(one, zip((record for record, _ in given), checked, strict=True))
    click.echo(f"{'type':22} {'gold':>5} {'recall':>7} {'flags':>6} {'precision':>9}")
    for kind, tally in sorted(result.types.items()):
        click.echo(f"{kind:22} {tally.gold:5} {tally.recall:7.3f} {tally.flags:6} {tally.precision:9.3f}")
    tally = result.every
    click.echo(f"{'any':22} {tally.gold:5} {tally.recall:7.3f} {tally.flags:6} {tally.precision:9.3f}")
    if not no_reference:
        right, predicted, gold = result.beads
        click.echo(f"alignment: F1 {result.bead_f1:.3f} ({right} of {gold} gold beads, {predicted} predicted)")
    if show:
        for defect in result.missed:
            click.echo(
                f"missed  {defect['hypothesis']}:{defect['start']} {defect['type']}: {defect['text']!r} for {defect['expected']!r}"
            )
        for path, finding, text in result.false:
            click.echo(f"false   {path}:{finding.at.span.start} {finding.rule}: {text!r} ({finding.message})")
