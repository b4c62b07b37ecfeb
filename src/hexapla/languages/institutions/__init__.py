"""The table of institutions: one TOML file a domain, and its loader.

Each entry holds a body's names and acronyms by language, what it is confused with, and the public source its names
were seen in. Finding the names in a text is ``hexapla.text.institutions``' work.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Institution:
    """One body.

    Attributes:
        id: Stable identifier, from the English name.
        kind: What sort of body, such as ``un-body`` or ``central-bank``.
        names: language -> names, the citation form first.
        acronyms: language -> acronyms.
        confused_with: Ids of bodies that are mixed up with this one.
        includes: Ids of bodies that a general name ("Ministry of Justice") can stand for.
        verified: Whether the names were seen in `source`.
        source: The public source of the names.
    """

    id: str
    kind: str
    names: dict[str, tuple[str, ...]]
    acronyms: dict[str, tuple[str, ...]]
    confused_with: frozenset[str] = frozenset()
    includes: frozenset[str] = frozenset()
    verified: bool = False
    source: str = ""


class Institutions:
    """A set of bodies, looked up by id."""

    def __init__(self, bodies: Iterable[Institution]) -> None:
        self._bodies = {body.id: body for body in bodies}

    def __iter__(self) -> Iterator[Institution]:
        return iter(self._bodies.values())

    def __len__(self) -> int:
        return len(self._bodies)

    def __getitem__(self, body: str) -> Institution:
        return self._bodies[body]

    @cached_property
    def signature(self) -> str:
        """Number of bodies and a short digest of their names."""
        content = repr(sorted((b.id, sorted(b.names.items()), sorted(b.acronyms.items())) for b in self))
        return f"{len(self)}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


@cache
def load_institutions() -> tuple[Institution, ...]:
    """All bodies of the table that ships with the package, in order of file and id."""
    folder = files("hexapla.languages.institutions")
    bodies = []
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        for entry in tomllib.loads(path.read_text("utf-8"))["institution"]:
            bodies.append(
                Institution(
                    id=entry["id"],
                    kind=entry["kind"],
                    names={lang: tuple(names) for lang, names in entry["names"].items()},
                    acronyms={lang: tuple(names) for lang, names in entry.get("acronyms", {}).items()},
                    confused_with=frozenset(entry["confused_with"]),
                    includes=frozenset(entry.get("includes", ())),
                    verified=entry["verified"],
                    source=entry["source"],
                )
            )
    return tuple(bodies)
