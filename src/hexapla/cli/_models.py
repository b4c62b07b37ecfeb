"""``hexapla models``: the models of Argos Translate, listed, installed, removed and verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hexapla.cli._meter import Meter
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.translators._models import Model


@click.group()
def models() -> None:
    """Look after the models of the engine argos.

    A PAIR is two languages with a hyphen between, as in es-en. Models live where Argos Translate keeps them:
    ARGOS_PACKAGES_DIR, or argos-translate/packages in XDG_DATA_HOME.

    \b
    Examples:
      hexapla models available
      hexapla models install es-en
      hexapla models verify es-en
    """


@models.command("list")
def list_models() -> None:
    """List the models that are installed, and what they reach together."""
    from hexapla.translators._models import folder, installed, route, tag

    found = installed()
    for model in found:
        click.echo(f"{model.source}-{model.target:8} {model.version:8} {_size(model.size):>9}  {model.path}")
    pairs = [(model.source, model.target) for model in found]
    ends = sorted({end for pair in pairs for end in pair})
    ways = [route(pairs, [a], [b]) for a in ends for b in ends if a != b]
    for way in ways:
        if len(way) > 1:
            through = " and ".join(tag(target) for _, target in way[:-1])
            click.echo(f"{way[0][0]}-{way[-1][1]:8} through {through}")
    if not found:
        click.echo(f"There are no models in {folder()}.", err=True)
        click.echo(
            "hexapla models available says what there is to download; hexapla models install es-en gets one.", err=True
        )


@models.command()
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
def available(languages: tuple[str, ...]) -> None:
    """List the models that can be downloaded, all or those from or to each LANGUAGE.

    The list comes from Argos Translate's index (or ARGOS_PACKAGE_INDEX); without a network, the last copy of it is
    shown.
    """
    from hexapla.translators._index import available as listed
    from hexapla.translators._index import newest
    from hexapla.translators._models import codes, installed

    found, remark = listed()
    if remark:
        click.echo(f"hexapla: note: {remark}", err=True)
    here = {(model.source, model.target): model.version for model in installed()}
    for pair, model in sorted(newest(found).items()):
        if all(set(codes(language)) & set(pair) for language in languages):
            state = f"installed ({here[pair]})" if pair in here else ""
            click.echo(f"{model.source}-{model.target:8} {model.version:8} {state}".rstrip())


@models.command()
@click.argument("what", metavar="PAIR|FILE", nargs=-1, required=True)
@click.option("--sha256", metavar="HEX", help="What the SHA-256 of the file must be.")
@click.option("--progress", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def install(what: tuple[str, ...], sha256: str | None, progress: str) -> None:
    """Install models, from the index by PAIR or from an .argosmodel FILE.

    An archive is checked before anything is written. Where there is no model for a pair, those of the shortest way
    through other languages are installed.

    \b
    Examples:
      hexapla models install es-en
      hexapla models install translate-es_en-1_0.argosmodel --sha256 9f86d0...
    """
    import tempfile

    from hexapla.translators._index import available as listed
    from hexapla.translators._index import download, newest
    from hexapla.translators._models import install as installed_from
    from hexapla.translators._models import installed, settings

    settings()  # without the engine there is nothing to install models for
    if sha256 and len(what) > 1:
        raise ConfigError("--sha256 goes with one file")
    for one in what:
        if not _is_file(one):
            _ends(one)  # what is no pair is better said before the first is installed
    for one in what:
        if _is_file(one):
            with Meter("unpacking", progress) as meter:
                model = installed_from(Path(one), sha256=sha256, progress=meter.show)
            _tell(model)
            continue
        found, remark = listed()
        if remark:
            click.echo(f"hexapla: note: {remark}", err=True)
        offered = newest(found)
        here = {(model.source, model.target) for model in installed()}
        for pair in _way(one, list(offered), here):
            with tempfile.TemporaryDirectory(prefix="hexapla-") as folder:
                with Meter(f"downloading {'-'.join(pair)}", progress) as meter:
                    path = download(offered[pair], Path(folder), meter.show)
                with Meter("unpacking", progress) as meter:
                    model = installed_from(path, sha256=sha256 or offered[pair].sha256 or None, progress=meter.show)
            _tell(model)


@models.command()
@click.argument("pair")
def remove(pair: str) -> None:
    """Remove the model of a PAIR."""
    from hexapla.translators._models import remove as removed

    for model in _chosen(pair):
        size = _size(model.size)
        removed(model)
        click.echo(f"removed {model.source}-{model.target} {model.version} ({size})")


@models.command()
@click.argument("what", metavar="[PAIR|FILE]", required=False)
@click.option("--sha256", metavar="HEX", help="What the SHA-256 of the file must be.")
def verify(what: str | None, sha256: str | None) -> None:
    """Check that models are whole and can be loaded: all that are installed, those of a PAIR, or an .argosmodel FILE."""
    from hexapla.translators._models import check_archive, installed
    from hexapla.translators._models import verify as problems_of

    if what and _is_file(what):
        _, model = check_archive(Path(what), sha256)
        click.echo(f"{what}: a whole model {model.source}-{model.target} {model.version}")
        return
    if sha256:
        raise ConfigError("--sha256 goes with a file")
    broken = False
    for model in _chosen(what) if what else installed():
        problems = problems_of(model)
        broken = broken or bool(problems)
        for problem in problems or [f"{model.source}-{model.target} {model.version}: all as it should be"]:
            click.echo(problem)
    if broken:
        sys.exit(1)


def _is_file(what: str) -> bool:
    return what.endswith(".argosmodel") or "/" in what or Path(what).is_file()


def _ends(pair: str) -> tuple[list[str], list[str]]:
    """Argos' codes for the two languages of a pair."""
    from hexapla.languages.tags import standard
    from hexapla.translators._models import codes

    for cut in (at for at, c in enumerate(pair) if c in "-_"):
        try:
            return codes(standard(pair[:cut])), codes(standard(pair[cut + 1 :]))
        except ConfigError:
            continue
    raise ConfigError(f"{pair!r} is neither a pair of languages, such as es-en, nor a file")


def _way(pair: str, offered: list[tuple[str, str]], here: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs to install so that a pair can be translated."""
    from hexapla.translators._models import route

    sources, targets = _ends(pair)
    way = route(offered, sources, targets)
    if not way:
        near = sorted({f"{a}-{b}" for a, b in offered if a in sources or b in targets})
        hint = f"; there are {', '.join(near[:12])}" if near else "; hexapla models available lists what there is"
        raise ConfigError(f"the index has no models that lead from {sources[0]} to {targets[0]}{hint}")
    if len(way) == 1:
        return way  # asked for by name: a newer version may have come out
    click.echo(f"hexapla: note: no model {pair}; through {', '.join(b for _, b in way[:-1])}", err=True)
    return [step for step in way if step not in here]


def _chosen(pair: str) -> list[Model]:
    from hexapla.translators._models import installed

    sources, targets = _ends(pair)
    found = [model for model in installed() if model.source in sources and model.target in targets]
    if not found:
        there = ", ".join(f"{m.source}-{m.target}" for m in installed()) or "none"
        raise ConfigError(f"no model {pair} is installed (there are: {there})")
    return found


def _tell(model: Model) -> None:
    click.echo(f"installed {model.source}-{model.target} {model.version} ({_size(model.size)}) in {model.path}")


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
