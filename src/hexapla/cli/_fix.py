"""``hexapla check --fix``: safe fixes written into a copy of the translation, or into the file itself."""

from __future__ import annotations

import codecs
import difflib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._options import F, Outputs, _apply, note
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.build import Plan
    from hexapla.cli._gate import Judgement
    from hexapla.fixes import Fixed
    from hexapla.model import Comparison, Passage, Text


def fix_options(function: F) -> F:
    """Whether to mend what can be mended safely, and where."""
    options = [
        click.option(
            "--fix",
            is_flag=True,
            help="Mend spacing, quotes, character references and words a reference proves to be merged: shows a diff and "
            "writes a copy (NAME.fixed.txt, or -o FILE).",
        ),
        click.option("--fix-in-place", is_flag=True, help="The same, in the file itself."),
    ]
    return _apply(options, function)


def run_fixes(
    items: Iterator[Passage | Comparison], given: dict[str, Any], outputs: Outputs, plan: Plan, judgement: Judgement
) -> None:
    """Fixes every passage, shows what changed, writes the files, and leaves with the gate's exit code for what is left."""
    from hexapla import pipeline
    from hexapla.cli._output import in_color
    from hexapla.fixes import fix
    from hexapla.model import Comparison

    if outputs.format_:
        raise ConfigError("--fix shows a diff; run check again on what it wrote for a report (-f)")
    in_place = bool(given.get("fix_in_place"))
    writer = _Writer(in_place, outputs)

    def fixed() -> Iterator[Comparison]:
        for item in items:
            passage = item.passage if isinstance(item, Comparison) else item
            writer.refuse(passage)
            done = fix(passage, plan, lambda comparison: next(judgement.triage.apply([comparison])))
            if done.given_up:
                note(outputs, f"{passage.id}: the fixes go round in a circle; none was made")
            writer.take(done)
            judgement.gate.take(done.comparison)
            yield done.comparison

    summary = judgement.judge(pipeline.summarise(fixed(), plan))
    writer.write(lambda stream: in_color(outputs.color, stream))
    judgement.say(summary, outputs, shown=False)
    judgement.leave(summary)


class _Writer:
    """Gathers the changed texts, so that no file is touched before all are fixed, and writes them."""

    def __init__(self, in_place: bool, outputs: Outputs) -> None:
        self.in_place = in_place
        self.outputs = outputs
        self.changed: list[tuple[Text, Text, int]] = []
        self.texts = 0

    def refuse(self, passage: Passage) -> None:
        """Says so where a passage does not come from files of plain text.

        Raises:
            ConfigError: It does not.
        """
        from hexapla.model import Role

        for text in passage.of_role(Role.HYPOTHESIS):
            if _is_standard_input(text):
                if self.in_place:
                    raise ConfigError("standard input cannot be fixed in place")
            elif not text.origin or passage.part or Path(text.origin).suffix.lower() in _OTHERS:
                raise ConfigError("--fix writes plain texts and lines; of other files, report the findings")

    def take(self, done: Fixed) -> None:
        """Keeps the columns that changed."""
        from hexapla.model import Role

        after = done.comparison.passage
        for text in done.before.of_role(Role.HYPOTHESIS):
            self.texts += 1
            new = after.column(text.name)
            if new.text != text.text or _is_standard_input(text):
                count = sum(finding.at.column == text.name for finding in done.findings)
                self.changed.append((text, new, count))

    def write(self, colored: Callable[[Any], bool]) -> None:
        """Shows the differences and writes the files."""
        from hexapla.cli._output import written

        named = self.outputs.output != "-"
        if named and self.texts > 1:
            raise ConfigError("-o names one file, and several were fixed; leave it out, or use --fix-in-place")
        for old, new, count in self.changed:
            if _is_standard_input(old) and not named:
                self._show(old, new, sys.stderr, colored)
                sys.stdout.buffer.write(new.text.encode("utf-8"))
                continue
            target = old.origin if self.in_place else self.outputs.output if named else _copy_of(old.origin)
            data = new.text.encode("utf-8", "surrogatepass")
            if not _is_standard_input(old):
                raw = Path(old.origin).read_bytes()
                mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
                if raw[len(mark) :] != old.text.encode("utf-8", "surrogatepass"):
                    raise InputError("it changed while it was being fixed; nothing was written", path=old.origin)
                data = mark + data
            if not self.in_place and not named and Path(target).exists() and Path(target).read_bytes() != data:
                raise InputError("there is such a file with other content; remove it, or name one with -o", path=target)
            self._show(old, new, sys.stdout, colored)
            with written(target) as out:
                out.write(data)
            note(self.outputs, f"{count} fixes in {old.origin}; wrote {target}")
        if not self.changed:
            note(self.outputs, "nothing that can be fixed safely")

    @staticmethod
    def _show(old: Text, new: Text, out: Any, colored: Callable[[Any], bool]) -> None:
        """A unified difference, line by line."""
        color = colored(out)
        lines = (old.text.split("\n"), new.text.split("\n"))
        for line in difflib.unified_diff(*lines, old.origin, f"{old.origin} (fixed)", n=1, lineterm=""):
            shown = line.replace("\r", "")
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if color else None
            click.echo(click.style(shown, fg=style) if style else shown, file=out, color=color)


_OTHERS = frozenset(
    {".tsv", ".tab", ".csv", ".jsonl", ".ndjson", ".xlf", ".xliff", ".po", ".pot", ".tmx", ".srt", ".vtt", ".docx"}
)


def _is_standard_input(text: Text) -> bool:
    from hexapla.formats._reading import STDIN, shown

    return text.origin == shown(STDIN)


def _copy_of(path: str) -> str:
    """Where the copy of a file goes: ``mt.fixed.txt`` beside ``mt.txt``."""
    given = Path(path)
    return str(given.with_name(f"{given.stem}.fixed{given.suffix}"))
