"""What ``scripts/bench formats`` does: reads a large translation memory and a large table, and measures time and memory.

The files are generated from the sentences of the demo, which are numbered so that no two units are the same, and removed at
the end. Each is read in a process of its own, whose peak memory the system tells.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from demo_sentences import pairs

SEED = 11
DISTINCT = 5_000
"""Pairs of sentences that the units are made of."""

CHECKED = 2_000
"""Units whose findings are looked for, too."""

LIMIT = 400
"""Megabytes that reading may take at most."""

DOCUMENT = 200
"""Rows of a document in the table."""


def add_to(commands: Any) -> None:
    """The command's options."""
    command = commands.add_parser("formats", help="time and memory of reading large files")
    command.add_argument("--megabytes", type=int, default=200, help="size of each file")
    command.add_argument("--kind", choices=sorted(WRITERS), action="append", help="only this format; repeatable")
    command.add_argument("--read", metavar="FILE", help=argparse.SUPPRESS)  # the work of the measured process
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Prints units a second and peak memory of each format; fails where one takes too much memory."""
    if args.read:
        print(json.dumps(_measured(args.read)))
        return
    failed = False
    for kind in args.kind or sorted(WRITERS):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"large.{kind}"
            size = _write(path, args.megabytes * 1_000_000, WRITERS[kind])
            command = [sys.executable, str(Path(__file__).with_name("bench")), "formats", "--read", str(path)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        found = json.loads(done.stdout)
        failed |= found["peak"] > LIMIT
        print(
            f"{kind}: {size / 1e6:,.0f} MB, {found['units']:,} units in {found['seconds']:.0f} s "
            f"({found['processor']:.0f} s of processor time), {found['units'] / found['processor']:,.0f} units a second "
            f"of it; {found['findings']} findings in the first {found['checked']:,}; peak memory {found['peak']:.0f} MB"
        )
    if failed:
        sys.exit(f"more than {LIMIT} MB")


def _measured(path: str) -> dict[str, float]:
    """Reads a file to its end, and checks the first units of it."""
    from hexapla import pipeline, registry
    from hexapla.build import Plan
    from hexapla.formats import Languages
    from hexapla.model import Passage

    begun, used = time.perf_counter(), time.process_time()
    passages = registry.load("formats", Path(path).suffix[1:])().read(path, Languages("en", "es"))
    first: list[Passage] = []
    units = 0
    for passage in passages:
        first.append(passage)
        units += len(passage.texts[0].units)
        if units >= CHECKED:
            break
    findings = sum(len(comparison.findings) for comparison in pipeline.check(first, Plan()))
    checked = units
    first.clear()
    for passage in passages:
        units += len(passage.texts[0].units)
    return {
        "units": units,
        "checked": checked,
        "findings": findings,
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
    }


def _write(path: Path, size: int, pieces: Callable[[], Iterator[str]]) -> int:
    """Writes pieces until the file has the size, then the last piece; gives the size in bytes."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        made = pieces()
        tail = next(made)
        for piece in made:
            written += out.write(piece)  # sentences are nearly all ASCII: characters are near enough to bytes
            if written >= size:
                break
        out.write(tail)
    return path.stat().st_size


def _numbered() -> Iterator[tuple[int, str, str]]:
    known = list(pairs(DISTINCT, SEED))
    for number in count():
        source, target = known[number % DISTINCT]
        yield number, f"{source} ({number})", f"{target} ({number})"


def _tmx() -> Iterator[str]:
    yield "</body>\n</tmx>\n"
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header srclang="es" segtype="sentence"/>\n<body>\n'
    for number, source, target in _numbered():
        yield (
            f'<tu tuid="{number}">\n<tuv xml:lang="es"><seg>{escape(source)}</seg></tuv>\n'
            f'<tuv xml:lang="en"><seg>{escape(target)}</seg></tuv>\n</tu>\n'
        )


def _jsonl() -> Iterator[str]:
    yield ""
    for number, source, target in _numbered():
        row = {"doc": f"d{number // DOCUMENT}", "id": number, "source": source, "hypothesis": target}
        yield json.dumps(row, ensure_ascii=False) + "\n"


WRITERS: dict[str, Callable[[], Iterator[str]]] = {"jsonl": _jsonl, "tmx": _tmx}
"""Format -> what gives the end of a file, and then its pieces."""
