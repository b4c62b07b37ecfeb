"""``--annotate``: the findings written back into a copy of the user's own file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.cli._options import Inputs
    from hexapla.model import Comparison, Finding


annotate_option = click.option(
    "--annotate",
    metavar="FILE",
    help="Write the findings into a copy of the XLIFF or PO file that was checked; nothing else in it changes.",
)


class Annotation:
    """Gathers the new findings of a run and writes them into a copy of the file that was read.

    Args:
        target: Where the annotated copy goes; may be the file itself.
        inputs: The input options.

    Raises:
        ConfigError: The input is no single file of a format that holds findings.
    """

    def __init__(self, target: str, inputs: Inputs) -> None:
        from hexapla.cli._inputs import table_of
        from hexapla.formats import BilingualFormat

        kind = table_of(inputs)
        if kind is None or not issubclass(kind, BilingualFormat) or inputs.translation in (None, "-"):
            raise ConfigError(
                "--annotate writes into a copy of one file of a translation tool (XLIFF, PO); give such a file"
            )
        self.target = target
        self.inputs = inputs
        self.kind = kind
        self.findings: dict[str, list[Finding]] = {}

    def watch(self, comparisons: Iterator[Comparison]) -> Iterator[Comparison]:
        """The comparisons as they come, their findings kept."""
        from hexapla.model import Status

        for comparison in comparisons:
            new = [finding for finding in comparison.findings if finding.status is Status.NEW]
            if new:
                self.findings[comparison.passage.id] = new
            yield comparison

    def write(self) -> None:
        """Writes the copy, whole or not at all."""
        from hexapla.cli._inputs import languages_of
        from hexapla.cli._output import written

        assert self.inputs.translation is not None
        made = self.kind(frozenset(self.inputs.only))
        with written(self.target) as out:
            made.annotate(self.inputs.translation, languages_of(self.inputs), self.findings, out)
