"""Finds plug-ins by folder and by entry point.

A module of a plug-in folder whose name does not start with ``_`` is a plug-in and holds exactly one class of the
folder's kind; its name, with hyphens, is the plug-in's name. Other distributions declare an entry point in the group
``hexapla.<folder>``. Nothing is imported until it is asked for by name. Building plug-ins is ``hexapla.build``'s work.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from hexapla.errors import ConfigError, PluginError

KINDS = {
    "aligners": "Aligner",
    "engines": "Engine",
    "formats": "Format",
    "metrics": "Metric",
    "reports": "Report",
    "rules": "Rule",
    "segmenters": "Segmenter",
    "similarities": "Similarity",
    "translators": "Translator",
}
"""Plug-in folder -> name of the base class that the folder's ``__init__`` defines."""


def _slug(module: str) -> str:
    """The plug-in name of a module: hyphens for underscores; a final ``pp`` stands for ``++``, as in ``chrf++``."""
    name = module.replace("_", "-")
    return f"{name[:-2]}++" if name.endswith("pp") else name


@cache
def _entry_points(kind: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"hexapla.{kind}")}


@cache
def _modules(kind: str) -> dict[str, str]:
    package = importlib.import_module(f"hexapla.{kind}")
    found = (m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    return {_slug(name): f"hexapla.{kind}.{name}" for name in found}


def names(kind: str) -> tuple[str, ...]:
    """The names of all plug-ins of a kind (a folder's name), sorted, without importing any."""
    return tuple(sorted({*_modules(kind), *_entry_points(kind)}))


def load(kind: str, name: str) -> Any:
    """The plug-in class of a kind and name; options that follow the name after a colon are not looked at.

    Raises:
        ConfigError: There is no such plug-in; names the nearest one.
        PluginError: The plug-in cannot be imported, or is not a class of its kind.
    """
    name = name.partition(":")[0]
    base = getattr(importlib.import_module(f"hexapla.{kind}"), KINDS[kind])
    if name in _modules(kind):
        module = importlib.import_module(_modules(kind)[name])
        found = [
            c
            for c in vars(module).values()
            if inspect.isclass(c)
            and issubclass(c, base)
            and c.__module__ == module.__name__
            and not c.__name__.startswith("_")
        ]
        if len(found) != 1:
            raise PluginError(f"{kind} {name}", f"its module must hold exactly one {base.__name__}, not {len(found)}")
        return found[0]
    if name in _entry_points(kind):
        try:
            plugin = _entry_points(kind)[name].load()
        except Exception as error:
            raise PluginError(f"{kind} {name}", f"cannot be imported: {error}") from error
        if not (inspect.isclass(plugin) and issubclass(plugin, base)):
            raise PluginError(f"{kind} {name}", f"its entry point is not a {base.__name__}")
        return plugin
    raise ConfigError(unknown(KINDS[kind].lower(), name, names(kind)))


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """A message for a name that does not exist, with the nearest one that does."""
    from rapidfuzz import process  # only needed when something is wrong

    known = sorted(known)
    near = process.extractOne(name[:80], known, score_cutoff=60)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
    return f"no {what} named {name!r:.80}; {hint}"
