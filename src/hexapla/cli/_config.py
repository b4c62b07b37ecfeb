"""The configuration on the command line: what it gives the options, and ``hexapla config`` and ``hexapla init``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._options import F, _apply
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.config import Config
    from hexapla.model import Severity
    from hexapla.selection import RuleSetting, Selection
    from hexapla.summary import Setting

_KEY = "hexapla.config"


def config_options(function: F) -> F:
    """Which configuration to go by. Options that are not given get their values from it."""
    options = [
        click.option(
            "--no-config",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_without,
            help="Read no configuration.",
        ),
        click.option(
            "--config",
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=_with,
            help="The configuration. [default: the nearest hexapla.toml or pyproject.toml with [tool.hexapla]]",
        ),
    ]
    return _apply(options, function)


def _without(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_KEY] = None


def _with(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if _KEY in ctx.meta:
        if value:
            raise ConfigError("--config and --no-config exclude one another")
        return
    from hexapla.config import load

    found = load(Path(value) if value else None)
    ctx.meta[_KEY] = found
    ctx.default_map = {**(ctx.default_map or {}), **defaults(found)}


def current() -> Config | None:
    """The configuration that the running command goes by."""
    ctx = click.get_current_context(silent=True)
    found: Config | None = ctx.meta.get(_KEY) if ctx else None
    return found


def defaults(found: Config) -> dict[str, Any]:
    """Name of a command's parameter -> the value that a configuration gives it."""
    from hexapla.config.keys import KEYS

    made: dict[str, Any] = {}
    for values, keys in ((found.values, KEYS), (found.get("gate") or {}, KEYS["gate"].keys)):
        for name, value in values.items():
            key = keys[name]
            if key.kind in ("table", "tables", "array"):
                continue
            if key.kind == "numbers":
                value = [f"{one}={number:g}" for one, number in value.items()]
            elif key.kind == "paths" and isinstance(value, str):
                value = [value]
            made[key.option or name.replace("-", "_")] = value
    options = [
        f"{rule}:{name}={str(value).lower() if isinstance(value, bool) else value}"
        for rule, table in (found.get("rule") or {}).items()
        for name, value in table.items()
        if name not in KEYS["rule"].keys
    ]
    return {**made, "options": options} if options else made


_TOLD_ELSEWHERE = frozenset(
    "translation reference source references systems comparisons format_ output quiet verbose color progress jobs annotate".split()
)
"""Parameters that reports do not list: the texts are there with their digests, and the rest moves no result."""


def in_force() -> tuple[Setting, ...]:
    """The settings that the running command goes by, and where each comes from; none outside of a command."""
    from click.core import ParameterSource

    from hexapla.config import Config
    from hexapla.summary import Setting

    context = click.get_current_context(silent=True)
    if context is None:
        return ()
    given = [
        param
        for param in context.command.params
        if param.name in context.params
        and param.name not in _TOLD_ELSEWHERE
        and context.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
    ]
    found = current() or Config()
    overruled = {param.name for param in given} | _TOLD_ELSEWHERE
    made = []
    for path, value in _values(found.values):
        name = _parameter(path)
        if name in context.params and name not in overruled:
            made.append(Setting(".".join(map(_key, path)), _toml(value), _origin(found, path)))
    for param in given:
        value = context.params[str(param.name)]
        shown = _toml(list(value) if isinstance(value, tuple) else value)
        made.append(Setting(max(param.opts, key=len), shown, "command line"))
    return tuple(made)


def _parameter(path: tuple[str | int, ...]) -> str:
    """The parameter of a command that a value of the configuration belongs to."""
    from hexapla.config.keys import KEYS

    first, last = str(path[0]), str(path[-1])
    if first == "rule":
        return "rules" if last in KEYS["rule"].keys else "options"
    if first == "overrides":
        return "rules"
    name = str(path[1]) if first == "gate" else first
    key = KEYS["gate"].keys[name] if first == "gate" else KEYS[first]
    return key.option or name.replace("-", "_")


def _origin(found: Config, path: tuple[str | int, ...]) -> str:
    """Where a value comes from: itself, or the nearest table that holds it."""
    return next((found.origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in found.origins), "")


def selection(given: dict[str, Any], configuration: Config | None = None) -> Selection:
    """Which findings the options and the configuration want (None for that of the running command)."""
    from hexapla.selection import USUAL, Override, Selection

    found = configuration or current()
    overrides = (found.get("overrides") if found else None) or []
    return Selection(
        preset=given.get("preset") or USUAL,
        min_confidence=given.get("min_confidence"),
        settings=_settings(found.get("rule") if found else None),
        overrides=tuple(
            Override(
                paths=tuple(table.get("paths", ())),
                langs=tuple(table.get("langs", ())),
                rules=tuple(table.get("rules", ())),
                ignore=tuple(table.get("ignore", ())),
                preset=table.get("preset"),
                min_confidence=table.get("min-confidence"),
                settings=_settings(table.get("rule")),
                root=table["root"],
            )
            for table in overrides
        ),
    )


def _settings(tables: dict[str, Any] | None) -> tuple[RuleSetting, ...]:
    from hexapla.selection import RuleSetting

    made = (
        RuleSetting(rule, _severity(table.get("severity")), table.get("min-confidence"))
        for rule, table in (tables or {}).items()
    )
    return tuple(made)


def _severity(name: str | None) -> Severity | None:
    from hexapla.model import Severity

    return Severity(name) if name else None


@click.group()
def config() -> None:
    """Show the configuration that counts here, or what one may hold.

    \b
    Examples:
      hexapla config show --origin
      hexapla config schema > hexapla.schema.json
    """


@config.command()
@click.option("--config", "path", metavar="FILE", help="A file, instead of the nearest one.")
@click.option("--origin", is_flag=True, help="Say where each value comes from.")
def show(path: str | None, origin: bool) -> None:
    """Show the configuration, with what it extends and what the environment says.

    \b
    Examples:
      hexapla config show
      HEXAPLA_LANG=de hexapla config show --origin
    """
    from hexapla.config import load

    found = load(Path(path) if path else None)
    if not found.values:
        where = (
            f"{found.path}: it is empty" if found.path else "there is no configuration here; hexapla init writes one"
        )
        click.echo(f"hexapla: note: {where}", err=True)
    for keys, value in _values(found.values):
        said = f"{'.'.join(map(_key, keys))} = {_toml(value)}"
        click.echo(f"{said:60}  # {_origin(found, keys)}" if origin else said)


def _values(values: Any, path: tuple[str | int, ...] = ()) -> Any:
    """(path, value) of every value that is no table of keys."""
    from hexapla.config.keys import KEYS

    plain_table = len(path) > 1 and path[0] == "gate" and KEYS["gate"].keys[str(path[1])].kind == "numbers"
    if isinstance(values, dict) and not plain_table:
        for name, value in values.items():
            if name != "root":
                yield from _values(value, (*path, name))
    elif isinstance(values, list) and values and all(isinstance(one, dict) for one in values):
        for number, value in enumerate(values):
            yield from _values(value, (*path, number))
    else:
        yield path, values


def _key(part: str | int) -> str:
    if isinstance(part, int):
        return str(part + 1)
    return part if part.replace("-", "").replace("_", "").isalnum() and part.isascii() else json.dumps(part)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@config.command()
def schema() -> None:
    """Print the JSON Schema of a configuration, for editors."""
    from importlib.resources import files

    click.echo((files("hexapla") / "schemas" / "config.schema.json").read_text("utf-8"), nl=False)


@click.command()
@click.option("-o", "--output", metavar="FILE", default="hexapla.toml", show_default=True, help="The file to write.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(output: str, force: bool) -> None:
    """Write a configuration to start from, with every choice explained.

    \b
    Example:
      hexapla init && hexapla config show --origin
    """
    from importlib.resources import files

    from hexapla.cli._output import opened

    if Path(output).exists() and not force:
        raise ConfigError(f"{output} is there already; --force replaces it")
    with opened(output) as out:
        out.write((files("hexapla") / "config" / "starter.toml").read_text("utf-8"))
    click.echo(f"hexapla: wrote {output}", err=True)
