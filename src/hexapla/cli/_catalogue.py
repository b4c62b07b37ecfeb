"""``hexapla list`` and ``hexapla explain``: what there is, and what a rule is about."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hexapla.errors import ConfigError

_KINDS = [
    "aligners",
    "engines",
    "formats",
    "languages",
    "metrics",
    "reports",
    "rules",
    "segmenters",
    "similarities",
    "translators",
]


@click.command("list")
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--coverage", is_flag=True, help="With rules: in how many languages each works.")
@click.option("--lang", metavar="TAG", help="With rules: which work in a language, and why the others do not.")
def list_plugins(kind: str, coverage: bool, lang: str | None) -> None:
    """List what there is of a KIND: rules, metrics, formats, reports, languages ...

    \b
    Examples:
      hexapla list rules
      hexapla list rules --lang hi
      hexapla list rules --coverage
      hexapla list reports
    """
    if coverage or lang:
        if kind != "rules":
            raise ConfigError("--coverage and --lang go with rules")
        for name, about in _covered(lang):
            click.echo(f"{name:26} {about}")
        return
    for name, about in _listed(kind):
        click.echo(f"{name:26} {about}".rstrip())


def _covered(lang: str | None) -> Iterator[tuple[str, str]]:
    """(rule, in how many languages it works); of one language, whether it does."""
    from hexapla.build import all_rules
    from hexapla.catalogue import uncovered
    from hexapla.languages import LanguageData
    from hexapla.languages.tags import standard
    from hexapla.languages.traits import described

    tag, data = standard(lang) if lang else None, LanguageData()
    for rule in all_rules():
        status = " (preview)" if rule.preview else ""
        if tag:
            reason = rule(data).unavailable(tag)
            yield f"{rule.code}  {rule.slug()}", f"{f'off: {reason}' if reason else 'on'}{status}"
        else:
            total = len(described())
            yield f"{rule.code}  {rule.slug()}", f"{total - len(uncovered(rule, data)):3} of {total} languages{status}"


def _listed(kind: str) -> list[tuple[str, str]]:
    from hexapla import registry
    from hexapla.catalogue import first_line

    if kind == "rules":
        from hexapla.build import all_rules

        return [
            (f"{rule.code}  {rule.slug()}", f"{'(preview) ' if rule.preview else ''}{first_line(rule)}")
            for rule in all_rules()
        ]
    if kind == "languages":
        from hexapla.languages.traits import described, traits_of

        return [(tag, f"{traits_of(tag).script} {traits_of(tag).direction}") for tag in described()]
    return [(name, first_line(registry.load(kind, name))) for name in registry.names(kind)]


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE, by code or slug: what it is about, in which languages it works, what it has been shown to do.

    \b
    Examples:
      hexapla explain W101
      hexapla explain merged-words
    """
    from hexapla.build import all_rules, select_rules
    from hexapla.catalogue import coverage, described, measured
    from hexapla.languages import LanguageData

    data = LanguageData()
    found = select_rules(all_rules(), [rule], [])
    parts = ((described(one), coverage(one, data), measured(one)) for one in found)
    click.echo("\n\n".join("\n".join(filter(None, part)) for part in parts))
