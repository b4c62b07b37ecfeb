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
    from hexapla.cli._options import Inputs
    from hexapla.fixes import Fixed
    from hexapla.model import Comparison, Passage, Text


def fix_options(function: F) -> F:
    """Whether to mend what can be mended safely, and where."""
    options = [
        click.option(
            "--fix",
            is_flag=True,
            help="Mend spacing, quotes, character references and words a reference proves to be merged: shows a diff and "
            "writes a copy (NAME.fixed.txt, FOLDER.fixed, or what -o names).",
        ),
        click.option("--fix-in-place", is_flag=True, help="The same, in the file itself."),
    ]
    return _apply(options, function)


def run_fixes(
    items: Iterator[Passage | Comparison],
    given: dict[str, Any],
    inputs: Inputs,
    outputs: Outputs,
    plan: Plan,
    judgement: Judgement,
) -> None:
    """Fixes every passage, shows what changed, writes the files, and leaves with the gate's exit code for what is left."""
    from hexapla import pipeline
    from hexapla.cli._output import in_color
    from hexapla.fixes import fix
    from hexapla.model import Comparison

    if outputs.format_:
        raise ConfigError("--fix shows a diff; run check again on what it wrote for a report (-f)")
    in_place = bool(given.get("fix_in_place"))
    paths = [path for path in (inputs.translation, *(system.partition("=")[2] for system in inputs.systems)) if path]
    writer = _Writer(in_place, outputs, [Path(path) for path in paths if path != "-" and Path(path).is_dir()])

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
    """Gathers the texts, so that no file is touched before all are fixed, and writes them.

    Args:
        in_place: Whether the files themselves are written.
        outputs: The output options.
        folders: The folders that translations were read from.
    """

    def __init__(self, in_place: bool, outputs: Outputs, folders: list[Path]) -> None:
        self.in_place = in_place
        self.outputs = outputs
        self.folders = folders
        self.done: list[tuple[Text, Text, int]] = []

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
            elif passage.part or not text.origin or _body(text.origin)[1] != _bytes(text):
                raise ConfigError("--fix writes plain texts and lines; of other files, report or annotate the findings")

    def take(self, done: Fixed) -> None:
        """Keeps the columns."""
        from hexapla.model import Role

        for text in done.before.of_role(Role.HYPOTHESIS):
            count = sum(finding.at.column == text.name for finding in done.findings)
            self.done.append((text, done.comparison.passage.column(text.name), count))

    def write(self, colored: Callable[[Any], bool]) -> None:
        """Shows the differences and writes the files.

        Raises:
            ConfigError: One file is named for several texts.
            InputError: A file is in the way, or changed in the meantime; nothing is written then.
        """
        from hexapla.cli._output import written

        planned = [(old, new, count, *self._planned(old, new)) for old, new, count in self.done]
        for old, new, count, target, data in planned:
            changed = new.text != old.text
            if changed:
                self._show(old, new, sys.stdout if target else sys.stderr, colored)
            if not target:
                sys.stdout.buffer.write(data)
            elif changed or not self.in_place:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                with written(target) as out:
                    out.write(data)
                note(self.outputs, f"{count} fixes in {old.origin}; wrote {target}")
        if not any(new.text != old.text for old, new, _ in self.done):
            note(self.outputs, "nothing that can be fixed safely")

    def _planned(self, old: Text, new: Text) -> tuple[str, bytes]:
        """Where a text goes (empty for standard output) and its bytes."""
        if _is_standard_input(old):
            return ("" if self.outputs.output == "-" else self.outputs.output), _bytes(new)
        mark, body = _body(old.origin)
        if body != _bytes(old):
            raise InputError("it changed while it was being fixed; nothing was written", path=old.origin)
        target, named = self._target(old)
        data = mark + _bytes(new)
        in_the_way = not (self.in_place or named) and target.exists() and target.read_bytes() != data
        if in_the_way:
            raise InputError(
                "there is such a file with other content; remove it, or name one with -o", path=str(target)
            )
        return str(target), data

    def _target(self, text: Text) -> tuple[Path, bool]:
        """The file a text goes to, and whether the user named it."""
        given, named = Path(text.origin), self.outputs.output != "-"
        if self.in_place:
            return given, True
        folder = next((folder for folder in self.folders if given.is_relative_to(folder)), None)
        if folder is not None:
            if named and len(self.folders) > 1:
                raise ConfigError("-o names one folder, and several were fixed; leave it out, or use --fix-in-place")
            base = Path(self.outputs.output) if named else folder.with_name(f"{folder.name}.fixed")
            return base / given.relative_to(folder), named
        if named and len(self.done) > 1:
            raise ConfigError("-o names one file, and several were fixed; leave it out, or use --fix-in-place")
        return (Path(self.outputs.output) if named else given.with_name(f"{given.stem}.fixed{given.suffix}")), named

    @staticmethod
    def _show(old: Text, new: Text, out: Any, colored: Callable[[Any], bool]) -> None:
        """A unified difference, line by line."""
        color = colored(out)
        lines = (old.text.split("\n"), new.text.split("\n"))
        for line in difflib.unified_diff(*lines, old.origin, f"{old.origin} (fixed)", n=1, lineterm=""):
            shown = line.replace("\r", "")
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if color else None
            click.echo(click.style(shown, fg=style) if style else shown, file=out, color=color)


def _is_standard_input(text: Text) -> bool:
    from hexapla.formats._reading import STDIN, shown

    return text.origin == shown(STDIN)


def _bytes(text: Text) -> bytes:
    return text.text.encode("utf-8", "surrogatepass")


def _body(path: str) -> tuple[bytes, bytes]:
    """The byte order mark of a file, and what follows it."""
    raw = Path(path).read_bytes()
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return mark, raw[len(mark) :]
