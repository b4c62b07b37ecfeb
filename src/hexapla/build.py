"""Plan -> kernel: the one place that wires plug-ins together.

A Plan is names and options, small enough to send to another process; a Kernel holds the plug-ins it names, each built on
first use. What one plug-in needs of another kind is handed to it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hexapla import registry
from hexapla._version import __version__
from hexapla.aligners import Aligner, Link
from hexapla.alignment.columns import NULL, Aligners
from hexapla.alignment.constraints import NO_CONSTRAINTS, Constraints
from hexapla.errors import ConfigError, MissingExtra
from hexapla.languages import LanguageData
from hexapla.languages.tags import language
from hexapla.metrics import Metric
from hexapla.model import Bead, Passage, Span
from hexapla.rules import Rule
from hexapla.segmenters import Segmenter

if TYPE_CHECKING:
    from hexapla.similarities import Comparer, Similarity

AUTO = "auto"
"""The similarity that is chosen by language: `LEXICAL` for one, `EMBED` for two where it is there and knows both."""
LEXICAL, EMBED = "lexical", "embed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, by name.

    Attributes:
        segmenter: Name of the segmenter.
        similarity: Name of the similarity, with its option where it takes one (``endpoint:URL#MODEL``), or ``auto``.
        aligner: Name of the aligner.
        metrics: Names of the metrics, each with options where wanted: ``chrf:char_order=4,word_order=1``.
        rules: Slugs or codes of the rules to run, or code prefixes such as ``W``; empty for all.
        ignore: Slugs, codes or code prefixes of rules not to run.
        keep_going: Whether a plug-in that fails is recorded as skipped, instead of ending the run.
        constraints: What is known of the alignment beforehand.
    """

    segmenter: str = "sentences"
    similarity: str = AUTO
    aligner: str = "lattice"
    metrics: tuple[str, ...] = ("bleu", "chrf", "chrf++", "ter")
    rules: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep_going: bool = False
    constraints: Constraints = NO_CONSTRAINTS


class Kernel:
    """The plug-ins of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.data = LanguageData()
        self._similarities: dict[str, Similarity] = {}
        self._aligners: dict[str, Aligner] = {}

    @cached_property
    def segmenter(self) -> Segmenter:
        """The segmenter."""
        made: Segmenter = registry.load("segmenters", self.plan.segmenter)()
        return made

    def similarity(self, spec: str) -> Similarity:
        """The similarity of a name, with its option behind a colon; made once.

        Raises:
            ConfigError: There is no such similarity, or it does not take that option.
            MissingExtra: It is not installed.
        """
        if spec not in self._similarities:
            name, _, option = spec.partition(":")
            kind: type[Similarity] = registry.load("similarities", name)
            inner = self.similarity(LEXICAL) if kind.uses_inner else None
            self._similarities[spec] = kind(option, inner=inner)
        return self._similarities[spec]

    def choose_similarity(self, left_lang: str, right_lang: str) -> tuple[str, str | None]:
        """The similarity for two languages, and why it is not a better one, if that is so."""
        if self.plan.similarity != AUTO:
            return self.plan.similarity, None
        if language(left_lang) == language(right_lang):
            return LEXICAL, None
        try:
            reason = self.similarity(EMBED).unfit(left_lang, right_lang)
        except MissingExtra as error:
            reason = str(error)
        return (LEXICAL, reason) if reason else (EMBED, None)

    def compare_documents(self, left: Sequence[str], right: Sequence[str], left_lang: str, right_lang: str) -> Comparer:
        """What the similarity for two languages knows about whole documents."""
        similarity = self.similarity(self.choose_similarity(left_lang, right_lang)[0])
        return similarity.compare(left, right, left_lang=left_lang, right_lang=right_lang)

    def aligner(self, left_lang: str, right_lang: str) -> Aligner:
        """The aligner for two languages, with its similarity inside."""
        spec, _ = self.choose_similarity(left_lang, right_lang)
        if spec not in self._aligners:
            self._aligners[spec] = registry.load("aligners", self.plan.aligner)(self.similarity(spec))
        return self._aligners[spec]

    @cached_property
    def aligners(self) -> Aligners:
        """The functions that segment and match."""
        return Aligners(self.segmenter.segment, self._segments, self._running, self.plan.constraints)

    def _segments(self, left: Sequence[str], right: Sequence[str], left_lang: str, right_lang: str) -> list[Link]:
        return self.aligner(left_lang, right_lang).align(left, right, left_lang=left_lang, right_lang=right_lang)

    def _running(self, left: str, right: str, left_lang: str, right_lang: str) -> list[Bead]:
        from hexapla.alignment.running_text import align_running_text  # brings numpy

        align = self.aligner(left_lang, right_lang).align
        found = align_running_text(
            left, right, left_lang=left_lang, right_lang=right_lang, segment=self._spans, align=align
        )
        return [
            Bead(
                (Span(*link.left) if link.left else NULL,),
                (Span(*link.right) if link.right else NULL,),
                link.confidence,
                link.moved,
            )
            for link in found
        ]

    def _spans(self, text: str, lang: str) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in self.segmenter.segment(text, lang)]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules the plan selects, in order of code.

        Raises:
            ConfigError: The plan names a rule that does not exist.
        """
        chosen = select_rules(all_rules(), self.plan.rules, self.plan.ignore)
        return tuple(rule(self.data) for rule in chosen)

    def metrics(self, lang: str, references: int) -> list[Metric]:
        """The metrics of the plan for a language and a number of references."""
        chosen = map(choose_metric, self.plan.metrics)
        return [made(lang, references, options) if options else made(lang, references) for made, options in chosen]

    def align_signature(self, passage: Passage) -> str:
        """What moves the alignment of a passage: one similarity for each pair of languages in it."""
        chosen = dict.fromkeys(self.choose_similarity(*langs)[0] for langs in _languages(passage))
        first = self.aligner(*_languages(passage)[0]).signature()
        parts = [self.segmenter.signature, first]
        parts += [self.similarity(spec).signature() for spec in list(chosen)[1:]]
        parts += [self.plan.constraints.signature] if self.plan.constraints else []
        return "|".join([*parts, f"hexapla:{__version__}"])

    def align_skipped(self, passage: Passage) -> tuple[tuple[str, str], ...]:
        """The similarities that would have been chosen for the languages of a passage, and why they were not."""
        reasons = (self.choose_similarity(*langs)[1] for langs in _languages(passage))
        return tuple((f"similarity {EMBED}", reason) for reason in dict.fromkeys(filter(None, reasons)))

    @property
    def check_signature(self) -> str:
        """What moves the findings."""
        codes = ",".join(rule.code for rule in self.rules)
        return f"rules:{codes}|{self.data.signature}|hexapla:{__version__}"


def _languages(passage: Passage) -> list[tuple[str, str]]:
    """The languages of every column that is aligned, with the hub's."""
    hub = passage.hub
    return [(text.lang, hub.lang) for text in passage.texts if hub and text.name != hub.name]


@lru_cache(maxsize=8)
def kernel(plan: Plan) -> Kernel:
    """The kernel of a plan, built once a process."""
    return Kernel(plan)


def choose_metric(spec: str) -> tuple[type[Metric], dict[str, Any]]:
    """The metric class and the options that a text such as ``bleu:tokenize=intl,lowercase=true`` asks for.

    Raises:
        ConfigError: There is no such metric or option (names the nearest one), or the value does not fit the option.
    """
    name, _, given = spec.partition(":")
    metric: type[Metric] = registry.load("metrics", name)
    options = {}
    for part in filter(None, given.split(",")):
        option, _, value = part.partition("=")
        if option not in metric.options:
            raise ConfigError(registry.unknown(f"option of {name}", option, metric.options))
        options[option] = _option_value(f"{name}:{option}", metric.options[option], value)
    return metric, options


def _option_value(option: str, kind: Any, value: str) -> Any:
    if isinstance(kind, tuple):
        if value in kind:
            return value
        raise ConfigError(registry.unknown(f"value of {option}", value, kind))
    if kind is bool:
        if value.lower() in ("true", "yes", "on", "1"):
            return True
        if value.lower() in ("false", "no", "off", "0"):
            return False
        raise ConfigError(f"{option} is true or false, not {value!r}")
    try:
        number = kind(value)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise ConfigError(f"{option} is {'a whole' if kind is int else 'a'} number from 0, not {value!r}")
    return number


@lru_cache(maxsize=1)
def all_rules() -> tuple[type[Rule], ...]:
    """Every rule class there is, in order of code.

    Raises:
        ConfigError: Two rules share a code.
    """
    found = sorted((registry.load("rules", name) for name in registry.names("rules")), key=lambda rule: rule.code)
    for one, other in pairwise(found):
        if one.code == other.code:
            raise ConfigError(f"the rules {one.slug()} and {other.slug()} share the code {one.code}")
    return tuple(found)


def select_rules(rules: Iterable[type[Rule]], only: Sequence[str], ignore: Sequence[str]) -> list[type[Rule]]:
    """The rules that `only` names (all if empty) and `ignore` does not, by slug, code or code prefix.

    Raises:
        ConfigError: A name fits no rule; names the nearest one.
    """
    rules = list(rules)
    for name in (*only, *ignore):
        if not any(_named(rule, name) for rule in rules):
            raise ConfigError(registry.unknown("rule", name, [w for r in rules for w in (r.slug(), r.code)]))
    return [
        rule
        for rule in rules
        if (not only or any(_named(rule, name) for name in only)) and not any(_named(rule, name) for name in ignore)
    ]


def _named(rule: type[Rule], name: str) -> bool:
    return rule.slug() == name or (name.isupper() and rule.code.startswith(name)) or rule.code == name.upper()
