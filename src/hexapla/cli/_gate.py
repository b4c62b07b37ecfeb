"""Options of triage and of the gate, and what they come to at the end of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexapla.cli._options import F, Outputs, _apply, complete_plugins
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.build import Plan
    from hexapla.model import Comparison
    from hexapla.summary import Summary
    from hexapla.triage import Triage
    from hexapla.triage.gate import Gate, Judge
    from hexapla.triage.mqm import Weights

T = TypeVar("T")

NEVER = "never"
LEVELS = ("neutral", "minor", "major", "critical")


def triage_options(function: F) -> F:
    """Which findings are known or to be ignored."""
    options = [
        click.option("--baseline", metavar="FILE", help="Accepted findings; see `hexapla baseline --help`."),
        click.option("--new-only", is_flag=True, help="Leave out findings that are accepted or ignored."),
        click.option(
            "--ignore-file", "ignore_files", metavar="FILE", multiple=True, help="A file of ignores; repeatable."
        ),
    ]
    return _apply(options, function)


def finding_gate_options(function: F) -> F:
    """From which findings on the command exits with 1."""
    options = [
        click.option(
            "--fail-on",
            multiple=True,
            metavar="SEVERITY|RULE",
            shell_complete=complete_plugins("rules"),
            help="Exit with 1 if a finding is this severe or worse (minor, major, critical), or of this rule; never for "
            "no condition; repeatable. [default: major for check without other conditions, else never]",
        ),
        *(
            click.option(
                f"--max-{level}",
                type=click.IntRange(0),
                metavar="N",
                help=f"At most N findings {level}{' or worse' if level != LEVELS[-1] else ''}.",
            )
            for level in reversed(LEVELS)
        ),
        click.option("--max-per-1000-words", type=float, metavar="X", help="At most X findings in 1,000 words."),
        click.option("--mqm", metavar="PRESET", help="Add the score of error weights: generic or wmt."),
        click.option(
            "--mqm-weight", "mqm_weights", multiple=True, metavar="NAME=X", help="A weight, as in major=10; repeatable."
        ),
    ]
    return _apply(options, function)


def gate_options(function: F) -> F:
    """From which scores on the command exits with 1, and whether it does at all."""
    options = [
        click.option("--min", "least", multiple=True, metavar="METRIC=X", help="A score's least value, as in chrf=55."),
        click.option(
            "--max", "most", multiple=True, metavar="METRIC=X", help="A score's greatest value, as in ter=40."
        ),
        click.option(
            "--against", metavar="OLD", help="A report (.json, .jsonl) that nothing may be significantly worse than."
        ),
        click.option("--alpha", type=float, metavar="P", help="The level of significance for that. [default: 0.05]"),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever the gate says."),
    ]
    return _apply(options, function)


class Judgement:
    """Triage and gate of one run, as the options ask for them.

    Raises:
        ConfigError: The options name a rule or metric that does not exist, or do not fit the stage.
        InputError: A file they name cannot be used.
    """

    def __init__(self, stage: str, given: dict[str, Any], plan: Plan) -> None:
        self.triage = triage(given, plan, rules=stage not in ("align", "score"))
        self.gate, self._asked = gate(stage, given, plan)
        self._exit_zero = bool(given.get("exit_zero"))

    def watch(self, comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
        """The comparisons with the status of their findings; the gate sees each."""
        for comparison in self.triage.apply(comparisons):
            self.gate.take(comparison)
            yield comparison

    def judge(self, summary: Summary) -> Summary:
        """The summary with the verdict."""
        from dataclasses import replace

        return self.gate.judge(replace(summary, unused_ignores=self.triage.unused()))

    def say(self, summary: Summary, outputs: Outputs, *, shown: bool) -> None:
        """Says the verdict on stderr; only what fails if it was asked to be quiet.

        Args:
            summary: The judged summary.
            outputs: The output options.
            shown: Whether the report has said so on the terminal already.
        """
        if shown:
            return
        if not outputs.quiet:
            for ignore in summary.unused_ignores:
                click.echo(f"hexapla: note: unused ignore: {ignore}", err=True)
        if summary.gate is None:
            return
        for condition in summary.gate.conditions:
            if not condition.passed:
                click.echo(f"hexapla: gate failed: {condition.name}: {condition.message}", err=True)
        if summary.gate.passed and self._asked and not outputs.quiet:
            count = len(summary.gate.conditions)
            click.echo(f"hexapla: gate passed: {count} condition{'s' * (count != 1)}", err=True)

    def leave(self, summary: Summary) -> None:
        """Ends the program with 1 if the gate has failed."""
        if summary.gate and not summary.gate.passed and not self._exit_zero:
            sys.stdout.flush()
            sys.exit(1)


def triage(given: dict[str, Any], plan: Plan, *, rules: bool = True) -> Triage:
    """What gives findings their status, as the options ask for it; `rules` says whether there will be any."""
    from hexapla.triage import Baseline, Ignores, Triage

    baseline = Baseline.read(given["baseline"]) if given.get("baseline") else None
    if given.get("new_only") and baseline is None and not given.get("ignore_files"):
        raise ConfigError("--new-only needs a --baseline or an --ignore-file")
    from hexapla.build import kernel

    known = ((rule.code, rule.slug()) for rule in kernel(plan).known_rules) if rules else ()
    return Triage(baseline, Ignores.read(given.get("ignore_files") or (), known), new_only=bool(given.get("new_only")))


def gate(stage: str, given: dict[str, Any], plan: Plan) -> tuple[Gate, bool]:
    """The gate that options ask for, and whether they ask for any."""
    from hexapla.model import Severity
    from hexapla.triage.gate import AtMost, Gate, PerThousandWords

    judges: list[Judge] = []
    fail_on = list(given.get("fail_on") or ())
    judges += [_fail_on(name, plan) for name in fail_on if name != NEVER]
    for level in LEVELS:
        if given.get(f"max_{level}") is not None:
            judges.append(AtMost(Severity(level), given[f"max_{level}"]))
    if given.get("max_per_1000_words") is not None:
        judges.append(PerThousandWords(given["max_per_1000_words"]))
    weights = _weights(given)
    for option, least in (("least", True), ("most", False)):
        for text in given.get(option) or ():
            judges.append(_bound(text, least, stage, plan, weights))
    if given.get("against"):
        judges.append(_against(given["against"], given.get("alpha")))
    elif given.get("alpha") is not None:
        raise ConfigError("--alpha goes with --against")
    asked = bool(judges or fail_on)
    if stage == "check" and not asked:
        judges.append(_fail_on("major", plan))
    return Gate(judges, weights.values()), asked


def _against(path: str, alpha: float | None) -> Judge:
    from hexapla.analysis.regression import ALPHA, Against
    from hexapla.cli._diff import make_metric, snapshot

    return Against(snapshot(path), make_metric, ALPHA if alpha is None else alpha)


def _fail_on(name: str, plan: Plan) -> Judge:
    from hexapla import registry
    from hexapla.build import kernel, select_rules
    from hexapla.model import Severity
    from hexapla.triage.gate import AtMost, NoneOf

    if name in LEVELS:
        return AtMost(Severity(name), 0, f"--fail-on {name}")
    rules = kernel(plan).known_rules
    try:
        select_rules(rules, [name], [])
    except ConfigError:
        known = [*LEVELS, NEVER, *(word for rule in rules for word in (rule.code, rule.slug()))]
        raise ConfigError(f"--fail-on: {registry.unknown('severity or rule', name, known)}") from None
    return NoneOf(name)


def _weights(given: dict[str, Any]) -> dict[str, Weights]:
    """Label of the score -> the weights, for every set that is asked for."""
    from hexapla.triage.mqm import PRESETS, Weights

    changed = []
    for text in given.get("mqm_weights") or ():
        name, equals, value = text.rpartition("=")
        changed.append((name, _number("--mqm-weight", text, value if equals else "")))
    presets = [given["mqm"]] if given.get("mqm") else []
    bounds = [text.rpartition("=")[0] for text in (*(given.get("least") or ()), *(given.get("most") or ()))]
    presets += [preset for preset in PRESETS if Weights(preset).label in bounds]
    if changed and not presets:
        raise ConfigError("--mqm-weight goes with --mqm generic or --mqm wmt")
    made = (Weights(preset, tuple(changed)) for preset in dict.fromkeys(presets))
    return {weights.label: weights for weights in made}


def _number(option: str, text: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise ConfigError(f"{option} takes NAME=NUMBER, not {text!r}") from None


def _bound(text: str, least: bool, stage: str, plan: Plan, weights: dict[str, Weights]) -> Judge:
    from hexapla.build import choose_metric, kernel
    from hexapla.triage.gate import Bound

    option, other = ("--min", "--max") if least else ("--max", "--min")
    metric, equals, value = text.rpartition("=")
    number = _number(option, text, value if equals else "")
    if metric in weights:
        if stage == "score":
            raise ConfigError(f"{metric} is made of findings; score has none (hexapla compare has)")
        better = weights[metric].higher_is_better
    else:
        better = choose_metric(metric)[0].higher_is_better
        if stage == "check":
            raise ConfigError(f"{option} {text}: check computes no {metric}; hexapla compare does")
        known = [made.label for made in kernel(plan).metrics("en", 1)]
        if stage != "report" and metric not in known:
            raise ConfigError(
                f"{option} {text}: {metric} is not computed (there are: {', '.join(known)}); add -m {metric}"
            )
    if better is not least:
        worse = "lower is better" if least else "higher is better"
        raise ConfigError(f"{option} {text}: of {metric} {worse}; write {other} {text}")
    return Bound(metric, number, least=least)
