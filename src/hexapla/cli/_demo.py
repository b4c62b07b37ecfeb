"""``hexapla demo``: the sample that travels with the package, compared, printed and written as a page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "-o", "--output", metavar="FILE", default="hexapla-demo.html", show_default=True, help="The page to write."
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def demo(output: str, color: str) -> None:
    """Compare a garbled sample with its reference, print the report and write it as a page.

    The sample is a news article of our own writing (CC0) with known defects.

    \b
    Example:
      hexapla demo -o demo.html
    """
    import sys
    from importlib.resources import as_file, files
    from importlib.util import find_spec

    from hexapla import pipeline
    from hexapla.build import Plan
    from hexapla.cli._output import in_color, opened
    from hexapla.model import Passage, Role, Text
    from hexapla.reports.html import Html
    from hexapla.reports.text import TextReport

    with as_file(files("hexapla") / "sample") as folder:
        columns = [
            ("source", Role.SOURCE, "es", "source.txt"),
            ("ref", Role.REFERENCE, "en", "reference.txt"),
            ("mt", Role.HYPOTHESIS, "en", "translation.txt"),
        ]
        texts = tuple(
            Text(name, role, lang, (folder / file).read_text("utf-8"), origin=file)
            for name, role, lang, file in columns
        )
    plan = Plan()
    (comparison,) = pipeline.compare([Passage("sample", texts, document="sample")], plan)
    with opened("-") as out, opened(output) as page_out:
        for report in (TextReport(out, color=in_color(color, sys.stdout)), Html(page_out)):
            report.finish(pipeline.summarise([comparison], plan, report.add))
    click.echo(f"\nThe same as a page: {Path(output).resolve()}")
    if find_spec("argostranslate") is None:
        click.echo("To see what an engine makes of your own text: pip install 'hexapla[argos-lite]'")
    else:
        click.echo("To see what an engine makes of your own text: hexapla models available, hexapla translate --help")
    click.echo("Next: hexapla compare YOUR_TRANSLATION.txt YOUR_REFERENCE.txt -o report.html")
