"""The Python interface: strings or texts in, a Comparison out. The command line and it share ``hexapla.pipeline``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hexapla import pipeline
from hexapla.build import Plan, kernel
from hexapla.engines import Engine
from hexapla.languages.detect import detect
from hexapla.languages.tags import standard
from hexapla.model import Comparison, Passage, Role, Span, Text, Unit

Texts = str | Sequence[str]
"""Running text as one string, or segments as a sequence of strings."""


def passage(
    hypothesis: Texts | Mapping[str, Texts],
    reference: Texts | None = None,
    *,
    references: Sequence[Texts] = (),
    source: Texts | None = None,
    lang: str | None = None,
    source_lang: str | None = None,
    paired: bool = False,
    id: str = "passage",  # noqa: A002  # the name of the field it fills
) -> Passage:
    """A passage made of strings.

    Args:
        hypothesis: The machine translation: running text, or a sequence of segments; or several by system name.
        reference: The reference, likewise.
        references: Further references.
        source: The source text.
        lang: BCP 47 tag of hypotheses and references; detected if not given.
        source_lang: The same for the source.
        paired: Whether the sequences stand row by row for one another.
        id: Id of the passage.

    Raises:
        ConfigError: A tag is not a language tag.
        ValueError: `paired` without sequences of one length.
    """
    systems = dict(hypothesis) if isinstance(hypothesis, Mapping) else {"mt": hypothesis}
    given = [*([reference] if reference is not None else []), *references]
    names = ["ref"] if len(given) == 1 else [f"ref{i}" for i in range(1, len(given) + 1)]
    columns: list[tuple[str, Role, Texts, str | None]] = []
    if source is not None:
        columns.append(("source", Role.SOURCE, source, source_lang))
    columns += [(name, Role.REFERENCE, text, lang) for name, text in zip(names, given, strict=True)]
    columns += [(name, Role.HYPOTHESIS, text, lang) for name, text in systems.items()]
    if paired and len({len(text) if not isinstance(text, str) else -1 for _, _, text, _ in columns}) != 1:
        raise ValueError("paired texts must be sequences of segments, as many in each")
    return Passage(id, tuple(_text(*column) for column in columns), document=id, paired=paired)


def _text(name: str, role: Role, given: Texts, lang: str | None) -> Text:
    units: tuple[Unit, ...] = ()
    whole = given if isinstance(given, str) else "\n".join(given)
    if not isinstance(given, str):
        at, found = 0, []
        for number, segment in enumerate(given, 1):
            found.append(Unit(Span(at, at + len(segment)), str(number)))
            at += len(segment) + 1
        units = tuple(found)
    tag = standard(lang) if lang else detect(whole)
    return Text(name, role, tag, whole, units, detected=lang is None)


def align(
    hypothesis: Texts | Mapping[str, Texts],
    reference: Texts | None = None,
    *,
    plan: Plan | None = None,
    **texts: object,
) -> Comparison:
    """The texts aligned. Arguments as for `passage`; a Plan chooses plug-ins."""
    return next(iter(pipeline.align([passage(hypothesis, reference, **texts)], plan or Plan())))  # type: ignore[arg-type]


def score(
    hypothesis: Texts | Mapping[str, Texts],
    reference: Texts | None = None,
    *,
    plan: Plan | None = None,
    **texts: object,
) -> Comparison:
    """The texts aligned and scored. Arguments as for `passage`; a Plan chooses plug-ins."""
    return next(iter(pipeline.score([passage(hypothesis, reference, **texts)], plan or Plan())))  # type: ignore[arg-type]


def check(
    hypothesis: Texts | Mapping[str, Texts],
    reference: Texts | None = None,
    *,
    plan: Plan | None = None,
    **texts: object,
) -> Comparison:
    """The texts aligned and checked. Arguments as for `passage`; a Plan chooses plug-ins."""
    return next(iter(pipeline.check([passage(hypothesis, reference, **texts)], plan or Plan())))  # type: ignore[arg-type]


def compare(
    hypothesis: Texts | Mapping[str, Texts],
    reference: Texts | None = None,
    *,
    plan: Plan | None = None,
    **texts: object,
) -> Comparison:
    """The texts aligned, scored and checked. Arguments as for `passage`; a Plan chooses plug-ins.

    >>> found = compare("He livesin Paris.", "He lives in Paris.", lang="en").findings
    >>> found[0].changes[0].text
    'lives in'
    """
    return next(iter(pipeline.compare([passage(hypothesis, reference, **texts)], plan or Plan())))  # type: ignore[arg-type]


Item = Passage | Comparison | Mapping[str, Any]
"""What the streaming functions take: a passage, a comparison of an earlier stage, or the arguments of `passage`."""


def align_many(items: Iterable[Item], *, plan: Plan | None = None, jobs: int = 1) -> Iterator[Comparison]:
    """Every item aligned, one at a time and in order, so that a stream of any length needs little memory.

    Args:
        items: Passages (`passage` makes them, `hexapla.tables.passages` reads them from data frames), or mappings of the
            arguments of `passage`; one without an id gets its number.
        plan: Chooses plug-ins.
        jobs: Worker processes; a few items each are under way at once.
    """
    return pipeline.align((_only_passage(item) for item in _items(items)), plan or Plan(), _engine(jobs))


def score_many(items: Iterable[Item], *, plan: Plan | None = None, jobs: int = 1) -> Iterator[Comparison]:
    """Every item aligned and scored. Arguments as for `align_many`; comparisons of earlier stages are taken, too."""
    return pipeline.score(_items(items), plan or Plan(), _engine(jobs))


def check_many(items: Iterable[Item], *, plan: Plan | None = None, jobs: int = 1) -> Iterator[Comparison]:
    """Every item aligned and checked. Arguments as for `align_many`; comparisons of earlier stages are taken, too."""
    return pipeline.check(_items(items), plan or Plan(), _engine(jobs))


def compare_many(items: Iterable[Item], *, plan: Plan | None = None, jobs: int = 1) -> Iterator[Comparison]:
    """Every item aligned, scored and checked. Arguments as for `align_many`.

    >>> texts = ({"hypothesis": f"He livesin {city}.", "reference": f"He lives in {city}."} for city in ("Rome", "Paris"))
    >>> [len(comparison.findings) for comparison in compare_many(texts)]
    [1, 1]
    """
    return pipeline.compare(_items(items), plan or Plan(), _engine(jobs))


def translate(text: Texts, *, lang: str, source_lang: str | None = None, engine: str = "argos") -> Texts:
    """What an engine makes of a text, or of each of several segments: a string for a string, a list for a sequence.

    Args:
        text: Running text, whose lines stay lines, or a sequence of segments.
        lang: The language wanted, a BCP 47 tag.
        source_lang: The language of the text; detected if not given.
        engine: Name of the engine, with its option behind a colon: ``libretranslate:http://localhost:5000``.

    Raises:
        ConfigError: There is no such engine, or it does not translate between these languages.
        MissingExtra: The engine is not installed.
        PluginError: The engine failed.
    """
    segments = [text] if isinstance(text, str) else list(text)
    source = standard(source_lang) if source_lang else detect("\n".join(segments))
    made = kernel(Plan()).translator(engine).translate(segments, source, standard(lang))
    return made[0] if isinstance(text, str) else made


def _items(items: Iterable[Item]) -> Iterator[Passage | Comparison]:
    for number, item in enumerate(items, 1):
        yield passage(**{"id": str(number), **item}) if isinstance(item, Mapping) else item


def _only_passage(item: Passage | Comparison) -> Passage:
    return item.passage if isinstance(item, Comparison) else item


def _engine(jobs: int) -> Engine:
    from hexapla import registry

    made: Engine = registry.load("engines", "serial" if jobs == 1 else "processes")(jobs)
    return made
