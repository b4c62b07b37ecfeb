"""``--engine`` and ``--round-trip``: translations that are made on the way, of the source or back into its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexapla.cli._options import complete_plugins
from hexapla.cli._translate import MEMORY
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.build import Plan
    from hexapla.model import Comparison, Finding, Passage, Text
    from hexapla.translators._journal import Engine

F = TypeVar("F", bound=Callable[..., Any])

BACK = " (back)"
"""What the name of a translation gets when it has been translated back."""
WEIGHT = 0.4
"""What the confidence in a finding is worth when half of what it looks at is the work of the engine that went back."""
LOSSES = ("C", "E", "N")
"""First letters of the rules that tell what got lost; how the way back is written is no fault of the translation."""


def engine_options(function: F) -> F:
    """Which engines to set side by side, and whether to go back."""
    options = [
        click.option(
            "--engine",
            "engines",
            multiple=True,
            metavar="NAME[:OPTION]",
            shell_complete=complete_plugins("translators"),
            help="Translate --source with this engine and look at the result; repeatable.",
        ),
        click.option("--round-trip", is_flag=True, help="Translate back as well, and report what got lost."),
        click.option(
            "--back",
            metavar="NAME[:OPTION]",
            shell_complete=complete_plugins("translators"),
            help="With --round-trip: the engine that translates back. [default: argos]",
        ),
        click.option("--memory", metavar="FILE", envvar=MEMORY, help=f"Translation memory to use; also {MEMORY}."),
    ]
    decorated: Any = function
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]  # click's decorators are typed for commands only


class Engines:
    """The engines that the options ask for.

    Raises:
        ConfigError: The options do not fit together, or an engine does not exist.
        MissingExtra: An engine is not installed.
    """

    def __init__(self, given: dict[str, Any], plan: Plan) -> None:
        self.specs: tuple[str, ...] = given.get("engines") or ()
        self._round_trip = bool(given.get("round_trip"))
        self._memory = given.get("memory")
        if self.specs and (given.get("translation") or given.get("reference")):
            raise ConfigError("with --engine, name the texts with --source and --ref; it makes the translations itself")
        if self.specs and not given.get("source"):
            raise ConfigError("--engine translates a source; name it with --source")
        if len(set(self.specs)) < len(self.specs):
            raise ConfigError("an engine is named twice; it would give the same translation")
        if given.get("back") and not self._round_trip:
            raise ConfigError("--back goes with --round-trip")
        self._engines = dict(zip(self._names(), (self._engine(spec, plan) for spec in self.specs), strict=True))
        self._back = self._engine(given.get("back") or "argos", plan) if self._round_trip else None

    def _names(self) -> list[str]:
        """A column's name for each engine: its own, with a number where it is asked for with several options."""
        names: list[str] = []
        for spec in self.specs:
            name = spec.partition(":")[0]
            taken = sum(other.partition("-")[0] == name for other in names)
            names.append(f"{name}-{taken + 1}" if taken else name)
        return names

    def _engine(self, spec: str, plan: Plan) -> Engine:
        from hexapla.build import kernel
        from hexapla.translators._memory import Memory, Remembering

        engine = kernel(plan).translator(spec)
        return Remembering(engine, Memory(self._memory)) if self._memory else engine

    def add(self, items: Iterable[Passage | Comparison], lang: str | None) -> Iterator[Passage | Comparison]:
        """The passages with a translation by each engine.

        Args:
            items: What was read.
            lang: The language wanted, if the user named it; else that of the reference.
        """
        from hexapla.model import Comparison

        for item in items:
            if not self._engines:
                yield item
            elif isinstance(item, Comparison):
                raise ConfigError("--engine takes texts; these are comparisons already")
            else:
                yield self._translated(item, lang)

    def _translated(self, passage: Passage, lang: str | None) -> Passage:
        from hexapla.languages.tags import UNKNOWN, standard
        from hexapla.model import Role

        (source,) = passage.of_role(Role.SOURCE)
        references = passage.of_role(Role.REFERENCE)
        target = standard(lang) if lang else references[0].lang if references else None
        if target is None:
            raise ConfigError("it cannot be told what language to translate into; say it with --lang")
        for tag, option in ((source.lang, "--source-lang"), (target, "--lang")):
            if tag == UNKNOWN:
                raise ConfigError(f"a language cannot be told; say it with {option}")
        made = [_made(source, name, engine, target) for name, engine in self._engines.items()]
        return replace(passage, texts=(*passage.texts, *made))

    def with_way_back(
        self,
        items: Iterable[Passage | Comparison],
        work: Callable[[Iterable[Passage | Comparison]], Iterator[Comparison]],
    ) -> Iterator[Comparison]:
        """What a stage makes of items, each followed by what it makes of its way back, if that is wanted."""
        if self._back is None:
            yield from work(items)
            return
        back = self._back

        def doubled() -> Iterator[Passage | Comparison]:
            from hexapla.model import Comparison

            for item in items:
                yield item
                yield _gone_back(item.passage if isinstance(item, Comparison) else item, back)

        for number, comparison in enumerate(work(doubled())):
            yield _weighed(comparison) if number % 2 else comparison


def _made(text: Text, name: str, engine: Engine, target: str) -> Text:
    """A text's translation, with its units where it has any."""
    from hexapla.model import Role, Span, Text, Unit

    if not text.units:
        (whole,) = engine.translate([text.text], text.lang, target)
        return Text(name, Role.HYPOTHESIS, target, whole, origin=engine.signature(text.lang, target))
    at, units = 0, []
    segments = engine.translate([unit.span.of(text.text) for unit in text.units], text.lang, target)
    for unit, segment in zip(text.units, segments, strict=True):
        units.append(Unit(Span(at, at + len(segment)), unit.id))
        at += len(segment) + 1
    signature = engine.signature(text.lang, target)
    return Text(name, Role.HYPOTHESIS, target, "\n".join(segments), tuple(units), origin=signature)


def _gone_back(passage: Passage, engine: Engine) -> Passage:
    """The source as what is to be met, and every translation translated back into its language."""
    from hexapla.model import Passage, Role

    source = next(iter(passage.of_role(Role.SOURCE)), None)
    if source is None:
        raise ConfigError("--round-trip compares with the source; name it with --source")
    texts = [replace(source, role=Role.REFERENCE)]
    texts += [_made(text, text.name + BACK, engine, source.lang) for text in passage.of_role(Role.HYPOTHESIS)]
    return Passage(passage.id + BACK, tuple(texts), passage.document + BACK, passage.part, passage.paired)


def _weighed(comparison: Comparison) -> Comparison:
    """The findings of a way back: those that tell what got lost, with little weight, and with their line."""
    from hexapla.model import Severity

    def weighed(finding: Finding) -> Finding:
        text = comparison.passage.column(finding.at.column).text
        line = text.count("\n", 0, finding.at.span.start) + 1
        column = finding.at.column.removesuffix(BACK)
        return replace(
            finding,
            severity=Severity.MINOR,
            confidence=round(finding.confidence * WEIGHT, 3),
            message=f"translated back, line {line} of {column}: {finding.message}",
            changes=(),
        )

    kept = (weighed(f) for f in comparison.findings if f.code.startswith(LOSSES))
    return replace(comparison, findings=tuple(kept))
