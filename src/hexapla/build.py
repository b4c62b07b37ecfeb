"""Plan -> kernel: the one place that wires plug-ins together.

A Plan is names and options, small enough to send to another process; a Kernel holds the plug-ins it names, each built on
first use. What one plug-in needs of another kind is handed to it here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla import registry
from hexapla._version import __version__
from hexapla.aligners import Aligner, Link
from hexapla.alignment.columns import NULL, Aligners
from hexapla.alignment.constraints import NO_CONSTRAINTS, Constraints
from hexapla.errors import ConfigError, HexaplaError, MissingExtra, PluginError
from hexapla.languages import LanguageData
from hexapla.languages.tags import language
from hexapla.metrics import Metric
from hexapla.model import Bead, Passage, Span
from hexapla.rules import Rule
from hexapla.segmenters import Segmenter
from hexapla.selection import USUAL_SELECTION, Selection

if TYPE_CHECKING:
    from hexapla.similarities import Comparer, Similarity
    from hexapla.translators import Translator

AUTO = "auto"
"""The similarity that is chosen by language: `LEXICAL` for one, `EMBED` for two where it is there and knows both."""
LEXICAL, EMBED = "lexical", "embed"
ARGOS = "argos"
"""The translator where none is named."""


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
        preview: Whether rules whose precision is not shown yet run as well.
        options: Settings of rules, each ``rule:option=value``, as in ``exceeded-length:characters=80``.
        glossaries: Paths of glossaries (TBX, CSV, TSV) that the terminology rules hold the translation to.
        rule_files: Paths of files with rules of the user's own (see ``hexapla.custom``).
        selection: Which findings of the rules are wanted where.
        keep_going: Whether a plug-in that fails is recorded as skipped, instead of ending the run.
        constraints: What is known of the alignment beforehand.
    """

    segmenter: str = "sentences"
    similarity: str = AUTO
    aligner: str = "lattice"
    metrics: tuple[str, ...] = ("bleu", "chrf", "chrf++", "ter")
    rules: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    options: tuple[str, ...] = ()
    glossaries: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    selection: Selection = USUAL_SELECTION
    keep_going: bool = False
    constraints: Constraints = NO_CONSTRAINTS


class Kernel:
    """The plug-ins of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.failures: dict[str, str] = {}
        """Rules that could not be made, with the reason, where the plan says to keep going."""
        self._similarities: dict[str, Similarity] = {}
        self._aligners: dict[str, Aligner] = {}
        self._translators: dict[str, Translator] = {}

    @cached_property
    def data(self) -> LanguageData:
        """The language data, with the terms of the plan's glossaries, and vectors of words if a similarity may use such.

        Raises:
            InputError: A glossary cannot be used.
        """
        meanings = self.plan.similarity in (AUTO, EMBED)
        if not self.plan.glossaries:
            return LanguageData(meanings=meanings)
        from hexapla.glossaries import load_terms

        return LanguageData(terms=load_terms(self.plan.glossaries), meanings=meanings)

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
            translate = self.translator(option or ARGOS).translate if kind.uses_translator else None
            self._similarities[spec] = kind(option, inner=inner, translate=translate)
        return self._similarities[spec]

    def translator(self, spec: str) -> Translator:
        """The translator of a name, with its option behind a colon; made once.

        Raises:
            ConfigError: There is no such translator, or it does not take that option.
            MissingExtra: It is not installed.
        """
        if spec not in self._translators:
            name, _, option = spec.partition(":")
            made: type[Translator] = registry.load("translators", name)
            self._translators[spec] = made(option, segment=self._spans, segmenter=self.segmenter.signature)
        return self._translators[spec]

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
    def known_rules(self) -> tuple[type[Rule], ...]:
        """Every rule that the plan could select: those there are, and those of its rule files.

        Raises:
            ConfigError: Two rules share a code or a name.
        """
        known = (*all_rules(self.failures if self.plan.keep_going else None), *self.own_rules)
        _differ(known)
        return known

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules the plan selects, in order of code.

        Raises:
            ConfigError: The plan names a rule that does not exist.
        """
        plan, known = self.plan, self.known_rules
        for name in plan.selection.named:
            select_rules(known, [name], [])  # a wrong name is an error wherever it stands
        settings = rule_settings(known, plan.options)
        chosen = select_rules(known, plan.rules, plan.ignore, preview=plan.preview)
        return tuple(filter(None, (self._made(rule, settings.get(rule.slug(), {})) for rule in chosen)))

    def _made(self, rule: type[Rule], settings: dict[str, Any]) -> Rule | None:
        try:
            made = rule(self.data)
        except HexaplaError:
            raise
        except Exception as error:
            failure = PluginError(f"rule {rule.slug()}", f"cannot be set up: {type(error).__name__}: {error}")
            if not self.plan.keep_going:
                raise failure from error
            self.failures[rule.slug()] = f"failed: {type(error).__name__}: {error}"
            return None
        for option, value in settings.items():
            setattr(made, option, value)
        return made

    @cached_property
    def own_rules(self) -> tuple[type[Rule], ...]:
        """The rules of the plan's rule files."""
        if not self.plan.rule_files:
            return ()
        from hexapla.custom import load_rules

        return load_rules(self.plan.rule_files)

    def metrics(self, lang: str, references: int, source: str = "") -> list[Metric]:
        """The metrics of the plan for a language, a number of references and the source's language, if there is one."""
        return [make_metric(spec, lang, references, source) for spec in self.plan.metrics]

    @property
    def needs_findings(self) -> bool:
        """Whether a metric of the plan counts findings."""
        return any(choose_metric(spec)[0].needs_findings for spec in self.plan.metrics)

    def align_signature(self, passage: Passage) -> str:
        """What moves the alignment of a passage: one similarity for each pair of languages in it."""
        chosen = dict.fromkeys(self.choose_similarity(*langs)[0] for langs in _languages(passage))
        first = self.aligner(*_languages(passage)[0]).signature()
        parts = [self.segmenter.signature, first]
        parts += [self.similarity(spec).signature() for spec in list(chosen)[1:]]
        parts += self._translators_of(passage)
        parts += [self.plan.constraints.signature] if self.plan.constraints else []
        return "|".join([*parts, f"hexapla:{__version__}"])

    def _translators_of(self, passage: Passage) -> list[str]:
        """The signatures of the translators that similarities use on the languages of a passage."""
        found = []
        for left, right in dict.fromkeys(_languages(passage)):
            spec, _ = self.choose_similarity(left, right)
            if self.similarity(spec).uses_translator and language(left) != language(right):
                found.append(self.translator(spec.partition(":")[2] or ARGOS).signature(right, left))
        return found

    def align_skipped(self, passage: Passage) -> tuple[tuple[str, str], ...]:
        """The similarities that would have been chosen for the languages of a passage, and why they were not."""
        reasons = (self.choose_similarity(*langs)[1] for langs in _languages(passage))
        return tuple((f"similarity {EMBED}", reason) for reason in dict.fromkeys(filter(None, reasons)))

    @cached_property
    def check_signature(self) -> str:
        """What moves the findings."""
        codes = ",".join(rule.code for rule in self.rules)
        options = f"options:{','.join(self.plan.options)}|" if self.plan.options else ""
        files = "".join(f"file:{name}|" for name in map(_digest, (*self.plan.glossaries, *self.plan.rule_files)))
        selection = f"{self.plan.selection.signature}|".removeprefix("|")
        return f"rules:{codes}|{options}{files}{selection}{self.data.signature}|hexapla:{__version__}"


def _digest(path: str) -> str:
    """What a file is recognised by in a signature."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _languages(passage: Passage) -> list[tuple[str, str]]:
    """The languages of every column that is aligned, with the hub's."""
    hub = passage.hub
    return [(text.lang, hub.lang) for text in passage.texts if hub and text.name != hub.name]


def kernel(plan: Plan) -> Kernel:
    """The kernel of a plan, built once a process, and again where one of its files has changed."""
    return made_kernel(plan, tuple(map(_stamp, (*plan.glossaries, *plan.rule_files))))


@lru_cache(maxsize=8)
def made_kernel(plan: Plan, stamps: tuple[tuple[int, int], ...]) -> Kernel:
    """The kernel of a plan and the stamps of its files."""
    return Kernel(plan)


def _stamp(path: str) -> tuple[int, int]:
    """When a file was changed last, and its size; zeros where there is none, which reading it will say."""
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


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


def make_metric(spec: str, lang: str, references: int, source: str = "") -> Metric:
    """A metric with the options that a text asks for, and with vectors if it uses them and they can be had.

    Raises:
        ConfigError: There is no such metric or option, or the value does not fit the option.
        MissingExtra: It cannot work without a package that is not installed.
    """
    kind, options = choose_metric(spec)
    extra: dict[str, Any] = {"source": source} if source else {}
    if kind.uses_vectors and (vectors := _vectors()):
        extra["vectors"] = vectors
    return kind(lang, references, options, **extra) if options or extra else kind(lang, references)


@lru_cache(maxsize=1)
def _vectors() -> Any:
    """What makes vectors of meaning, or None where it is not installed."""
    try:
        return registry.load("similarities", EMBED)(inner=None)
    except MissingExtra:
        return None


def _option_value(option: str, kind: Any, value: str) -> Any:
    if isinstance(kind, tuple):
        if value in kind:
            return value
        raise ConfigError(registry.unknown(f"value of {option}", value, kind))
    if kind is str:
        return value
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


def all_rules(failures: dict[str, str] | None = None) -> tuple[type[Rule], ...]:
    """Every rule class that is installed, in order of code.

    Args:
        failures: Takes slug and reason of rules that cannot be loaded; without it they are an error.

    Raises:
        PluginError: A rule cannot be loaded, or breaks the contract.
        ConfigError: Two rules share a code.
    """
    found = []
    for name in registry.names("rules"):
        try:
            found.append(_rule(name))
        except PluginError as error:
            if failures is None:
                raise
            failures[name] = str(error)
    found.sort(key=lambda rule: rule.code)
    _differ(found)
    return tuple(found)


def _differ(rules: Iterable[type[Rule]]) -> None:
    """Raises a ConfigError where two rules share a code or a slug."""
    codes: dict[str, str] = {}
    slugs: set[str] = set()
    for rule in rules:
        if rule.code in codes:
            raise ConfigError(f"the rules {codes[rule.code]} and {rule.slug()} share the code {rule.code}")
        if rule.slug() in slugs:
            raise ConfigError(f"two rules share the name {rule.slug()}")
        codes[rule.code] = rule.slug()
        slugs.add(rule.slug())


@cache
def _rule(name: str) -> type[Rule]:
    rule: type[Rule] = registry.load("rules", name)
    lacking = [a for a in ("code", "category", "severity", "message") if not hasattr(rule, a)]
    if lacking:
        raise PluginError(f"rule {name}", f"its class lacks {', '.join(lacking)}")
    if rule.slug() != name:
        raise PluginError(f"rule {name}", f"its class calls itself {rule.slug()!r}; give it name = {name!r}")
    return rule


def rule_settings(rules: Iterable[type[Rule]], options: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Slug -> option -> value, of texts such as ``exceeded-length:characters=80,times=1.5``.

    Raises:
        ConfigError: There is no such rule or option (names the nearest one), or the value does not fit the option.
    """
    found: dict[str, dict[str, Any]] = {}
    for text in options:
        name, _, given = text.partition(":")
        rule = select_rules(rules, [name], [])[0]
        for part in filter(None, given.split(",")):
            option, _, value = part.partition("=")
            if not rule.options:
                raise ConfigError(f"the rule {rule.slug()} has no options")
            if option not in rule.options:
                raise ConfigError(registry.unknown(f"option of {rule.slug()}", option, rule.options))
            kind = rule.options[option]
            found.setdefault(rule.slug(), {})[option] = _option_value(f"{rule.slug()}:{option}", kind, value)
    return found


def select_rules(
    rules: Iterable[type[Rule]], only: Sequence[str], ignore: Sequence[str], *, preview: bool = True
) -> list[type[Rule]]:
    """The rules that `only` names (all if empty) and `ignore` does not, by slug, code or code prefix.

    Without `preview`, a preview rule is left out unless `only` names it by its slug or whole code.

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
        if (not only or any(_named(rule, name) for name in only))
        and not any(_named(rule, name) for name in ignore)
        and (preview or not rule.preview or rule.slug() in only or rule.code in map(str.upper, only))
    ]


def _named(rule: type[Rule], name: str) -> bool:
    return rule.slug() == name or (name.isupper() and rule.code.startswith(name)) or rule.code == name.upper()
