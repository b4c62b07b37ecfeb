"""Time, peak memory and quality of aligners on generated text: Hexapla and the peers that are installed, in one run.

Called by ``scripts/bench align --speed``. Every measurement is a process of its own; rounds are interleaved, so that a
machine that slows down slows all of them; times are processor time, with one thread of linear algebra, as the command
line sets it. Peers are never required: whichever of galechurch, mweralign and sentweave
(``bench`` dependency group) can be imported takes part.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")

Lines = list[str]
Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]


def generated(lines: int, seed: int = 5) -> tuple[Lines, Lines, Beads]:
    """A reference of made-up words, a noisy version of it, and the beads between the version and the reference.

    One line in twenty is dropped, another one inserted, one in twelve joined with the next, one in twelve split; one
    word in five differs.
    """
    rng = random.Random(seed)
    syllables = [a + b for a in "b d f g k l m n p r s t v sch tr".split() for b in "a e i o u an er on".split()]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(6000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]

    def sentence() -> Lines:
        return rng.choices(words, weights, k=max(3, int(rng.lognormvariate(2.8, 0.5))))

    def noisy(sentence: Lines) -> str:
        return " ".join(rng.choice(words) if rng.random() < 0.2 else word for word in sentence).capitalize() + "."

    sentences = [sentence() for _ in range(lines)]
    version: Lines = []
    beads: Beads = []
    at = 0
    while at < lines:
        what = rng.random()
        here = len(version)
        if what < 0.05:
            beads.append(((), (at,)))
            at += 1
        elif what < 0.1:
            version.append(noisy(sentence()))
            beads.append(((here,), ()))
        elif what < 0.18 and at + 1 < lines:
            version.append(noisy(sentences[at]) + " " + noisy(sentences[at + 1]))
            beads.append(((here,), (at, at + 1)))
            at += 2
        elif what < 0.26 and len(sentences[at]) > 7:
            middle = len(sentences[at]) // 2
            version += [noisy(sentences[at][:middle]), noisy(sentences[at][middle:])]
            beads.append(((here, here + 1), (at,)))
            at += 1
        else:
            version.append(noisy(sentences[at]))
            beads.append(((here,), (at,)))
            at += 1
    return version, [" ".join(one).capitalize() + "." for one in sentences], beads


def _hexapla(left: Lines, right: Lines) -> Beads | None:
    from hexapla.build import Plan, kernel

    return [(link.left, link.right) for link in kernel(Plan()).aligners.segments(left, right, "und", "und")]


def _galechurch(left: Lines, right: Lines) -> Beads | None:
    import galechurch

    found = galechurch.align(left, right).beads
    return [
        (tuple(range(bead.source_start, bead.source_end)), tuple(range(bead.target_start, bead.target_end)))
        for bead in found
    ]


def _mweralign(left: Lines, right: Lines) -> Beads | None:
    import mweralign

    mweralign.align_texts("\n".join(right), "\n".join(left))
    return None  # it cuts the words of one side anew; its lines are no beads of the other's


def _sentweave(left: Lines, right: Lines) -> Beads | None:
    import sentweave

    found = sentweave.align(left, right, encoder=_vectors).alignments
    return [(tuple(one.src_indices), tuple(one.tgt_indices)) for one in found]


def _vectors(texts: Lines) -> object:
    """Vectors of 256 hashed words: a stand-in for a model that costs next to nothing."""
    from zlib import crc32

    import numpy as np

    made = np.zeros((len(texts), 256), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            value = crc32(word.strip(".").encode())
            made[row, value % 256] += 1 if value & 256 else -1
    length = np.linalg.norm(made, axis=1, keepdims=True)
    return made / np.maximum(length, 1e-6)


ALIGNERS: dict[str, Callable[[Lines, Lines], Beads | None]] = {
    "hexapla": _hexapla,
    "galechurch": _galechurch,
    "mweralign": _mweralign,
    "sentweave": _sentweave,
}


def measure(name: str, lines: int) -> None:
    """Prints seconds of processor time, peak memory and strict F1 of one aligner, as JSON; warmed up on a few lines."""
    import resource

    from hexapla.alignment.agreement import agreement

    align = ALIGNERS[name]
    align(*generated(20, 1)[:2])
    left, right, gold = generated(lines)
    started = time.process_time()
    found = align(left, right)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    f1 = agreement(gold, found).f1() if found is not None else None
    print(json.dumps({"seconds": seconds, "megabytes": peak, "f1": f1}))


def run(sizes: list[int], rounds: int, limit: float) -> None:
    """Measures all aligners there are, and prints medians and ratios; what takes longer than `limit` seconds is stopped."""
    names = [name for name in ALIGNERS if find_spec(name)]
    missing = [name for name in ALIGNERS if name not in names]
    if missing:
        print(f"not installed: {', '.join(missing)} (pip install {' '.join(missing)})", file=sys.stderr)
    found: dict[tuple[str, int], list[dict[str, float]]] = {}
    slow: set[str] = set()
    for lines in sizes:
        for _ in range(rounds):
            for name in names:
                if name not in slow:
                    result = _measured(name, lines, limit)
                    found.setdefault((name, lines), []).extend([result] if result else [])
                    slow |= set() if result else {name}
    for lines in sizes:
        left, right, _ = generated(lines)
        print(f"\n{len(left)} x {len(right)} lines, {rounds} rounds, medians")
        print(f"{'':12}{'seconds':>10}{'ratio':>8}{'peak MB':>9}{'strict F1':>11}{'x time of ' + str(sizes[0]):>20}")
        ours = _median(found.get(("hexapla", lines), []), "seconds")
        for name in names:
            rows = found.get((name, lines), [])
            seconds, first = _median(rows, "seconds"), _median(found.get((name, sizes[0]), []), "seconds")
            if seconds is None:
                print(f"{name:12}{'> ' + format(limit, 'g'):>10}" if name in slow else f"{name:12}{'failed':>10}")
                continue
            f1 = rows[0]["f1"]
            print(
                f"{name:12}{seconds:10.2f}{seconds / ours if ours else 0:8.2f}{_median(rows, 'megabytes') or 0:9.0f}"
                f"{'-' if f1 is None else format(f1, '.3f'):>11}{seconds / first if first else 0:20.1f}"
            )


def _median(rows: list[dict[str, float]], key: str) -> float | None:
    return statistics.median(row[key] for row in rows) if rows else None


def _measured(name: str, lines: int, limit: float) -> dict[str, float] | None:
    command = [sys.executable, str(Path(__file__).resolve()), name, str(lines)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit + 30, check=False, env=ONE_THREAD | os.environ
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2]))
