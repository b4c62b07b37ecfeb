"""``hexapla list`` and ``hexapla explain``: what there is, and what a rule is about."""

from __future__ import annotations

import click

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
def list_plugins(kind: str) -> None:
    """List what there is of a KIND: rules, metrics, formats, reports, languages ...

    \b
    Examples:
      hexapla list rules
      hexapla list reports
    """
    for name, about in _listed(kind):
        click.echo(f"{name:26} {about}".rstrip())


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
    """Explain a RULE, by code or slug.

    \b
    Examples:
      hexapla explain W101
      hexapla explain merged-words
    """
    from hexapla.build import all_rules, select_rules
    from hexapla.catalogue import described

    found = select_rules(all_rules(), [rule], [])
    click.echo("\n\n".join(described(one) for one in found))
