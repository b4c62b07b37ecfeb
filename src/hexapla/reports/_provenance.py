"""What every report with a place for it says of its making, beside what the runs and texts themselves hold."""

from __future__ import annotations

import sys

from hexapla._version import __version__


def versions() -> dict[str, str]:
    """What moves the numbers of a report and what wrote it -> version number."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"Hexapla": __version__, "Python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("sacrebleu", "sentencex", "rapidfuzz", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
