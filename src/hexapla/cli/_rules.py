"""``hexapla rules``: rules of the user's own, written without code."""

from __future__ import annotations

import sys

import click


@click.group()
def rules() -> None:
    """Rules of your own, in TOML files: patterns and pairs of words.

    \b
    A file holds [[rule]] tables:
      [[rule]]
      code = "X101"
      name = "house-style"
      message = "write {wanted!r}, not {found!r}"
      words = { utilise = "use" }
      lang = ["en"]
      [[rule.case]]
      text = "We [[utilise]] it."
      [[rule.case]]
      text = "We use it."

    \b
    Instead of words: pattern = '(?i)\\bteh\\b', and suggestion = "the" where one is justified.
    Further keys: about, severity, category, confidence, where_source, unless_source,
    unless_reference, safe_fix. Run them with `hexapla check MT --rules-file FILE`.
    """


@rules.command("test")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-q", "--quiet", is_flag=True, help="Only say what fails.")
def test_rules(files: tuple[str, ...], quiet: bool) -> None:
    """Run the cases that stand in rule files. Exit 1 if one fails or a rule has none that must fire.

    \b
    Examples:
      hexapla rules test house.toml
      hexapla rules test rules/*.toml
    """
    from hexapla.custom import run_cases

    tried = list(run_cases(files))
    for case in tried:
        where = f"{case.rule.code} {case.rule.slug()}" + (f" case {case.number}" if case.number else "")
        if case.problem:
            click.echo(f"FAILED {where}: {case.problem}")
        elif not quiet:
            click.echo(f"ok     {where}")
    failed = sum(case.problem is not None for case in tried)
    if not quiet or failed:
        count = len({case.rule.code for case in tried})
        click.echo(f"{count} rules, {len(tried) - failed} of {len(tried)} cases as they should be")
    if failed:
        sys.stdout.flush()
        sys.exit(1)
