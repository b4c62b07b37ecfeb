"""Time and memory of scoring beside sacreBLEU and the other packages that are installed; ``scripts/bench score --speed``.

Everything is measured in processor time, which a busy machine moves less than the clock, in one process or one child each,
interleaved, each round on new generated text; medians are shown, and the median of the rounds' ratios.
"""

from __future__ import annotations

import compileall
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hexapla import __file__ as package
from scoring import Pair, metric, news, sacre

Run = Callable[[Pair], Any]
HEADER = f"{'work':34} {'package':18} {'time':>12} {'ours is faster by':>18}"


@contextmanager
def in_python() -> Iterator[None]:
    """Leaves the native extension aside."""
    before = os.environ.get("HEXAPLA_NATIVE")
    os.environ["HEXAPLA_NATIVE"] = "0"
    try:
        yield
    finally:
        os.environ.pop("HEXAPLA_NATIVE")
        if before is not None:
            os.environ["HEXAPLA_NATIVE"] = before


def _ours(spec: str, by_row: bool, native: bool) -> Run:
    from hexapla.metrics import total

    def scored(pair: Pair) -> Any:
        made = metric(spec, "en")
        found = made.statistics(pair[0], [[ref] for ref in pair[1]])
        return made.row_scores(found) if by_row else made.score(total(found))

    def without(pair: Pair) -> Any:
        with in_python():
            return scored(pair)

    return scored if native else without


def _sacre(spec: str, by_row: bool) -> Run:
    def scored(pair: Pair) -> Any:
        made = sacre(spec, by_row)
        if by_row:
            return [made.sentence_score(one, [ref]).score for one, ref in zip(*pair, strict=True)]
        return made.corpus_score(pair[0], [pair[1]]).score

    return scored


def _peers() -> Iterator[tuple[str, str, Run]]:
    """Other packages that are installed: what they compute, their name, and how."""
    if find_spec("fastchrf"):
        import fastchrf

        yield "chrf, segments", "fastchrf", lambda pair: fastchrf.pairwise_chrf(*([[text] for text in s] for s in pair))
    if find_spec("bleuscore"):
        import bleuscore

        yield "bleu", "bleuscore", lambda pair: bleuscore.compute([[ref] for ref in pair[1]], pair[0])
    if find_spec("torchmetrics"):
        from torchmetrics.functional.text import chrf_score, translation_edit_rate

        yield "chrf++", "torchmetrics", lambda pair: chrf_score(pair[0], [[ref] for ref in pair[1]])
        yield "ter", "torchmetrics", lambda pair: translation_edit_rate(pair[0], [[ref] for ref in pair[1]])


def segments(rows: int, rounds: int) -> None:
    """Prints the time of a segment for each metric and package."""
    from hexapla.metrics._engine import native

    works: dict[str, tuple[int, dict[str, Run]]] = {}
    for name, spec, by_row, share in (
        ("bleu", "bleu", False, 1),
        ("bleu, intl", "bleu:tokenize=intl", False, 1),
        ("chrf, segments", "chrf", True, 1),
        ("chrf++, segments", "chrf++", True, 1),
        ("chrf++", "chrf++", False, 1),
        ("ter", "ter", False, 8),
    ):
        ours = {"hexapla, native": _ours(spec, by_row, True)} if native() else {}
        ours["hexapla, Python"] = _ours(spec, by_row, False)
        works[name] = (max(1, rows // share), {**ours, "sacrebleu": _sacre(spec, by_row)})
    for work, peer, run in _peers():
        works[work][1][peer] = run
    for name, (size, runs) in works.items():
        times: dict[str, list[float]] = {who: [] for who in runs}
        for number in range(-1, rounds):
            pair = news(number, size if number >= 0 else min(size, 20))
            for who, run in runs.items():
                started = time.process_time()
                run(pair)
                if number >= 0:
                    times[who].append((time.process_time() - started) / size * 1e6)
        _show(f"{name} ({size})", times, "µs")


def _show(work: str, times: dict[str, list[float]], unit: str) -> None:
    """Lines of the table: the time of each package, and how often it holds that of each of ours."""
    ours = [who for who in times if who.startswith("hexapla")]
    for who, taken in times.items():
        ratios = []
        for mine in ours if who not in ours else ():
            median = statistics.median(other / own for other, own in zip(taken, times[mine], strict=True))
            ratios.append(f"{median:.1f}x")
        print(f"{work:34} {who:18} {statistics.median(taken):9.2f} {unit:2} {' / '.join(ratios):>18}", flush=True)


def _child(command: list[str], folder: str) -> tuple[float, float]:
    """Processor seconds and peak memory (MB) of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
        "stderr=subprocess.DEVNULL).returncode; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, int(done.stdout) / (1 << (20 if sys.platform == "darwin" else 10))


def commands(rows: int, rounds: int) -> None:
    """Prints the time of whole commands, start-up included."""
    import random

    hexapla, theirs = [sys.executable, "-m", "hexapla"], [sys.executable, "-m", "sacrebleu"]
    compileall.compile_dir(str(Path(package).parent), quiet=1)  # as an installer does, for sacreBLEU too
    with tempfile.TemporaryDirectory() as folder:
        hypotheses, references = news(99, rows)
        words = " ".join(references).split()
        Path(folder, "ref").write_text("\n".join(references) + "\n", encoding="utf-8")
        Path(folder, "ref50").write_text("\n".join(references[:50]) + "\n", encoding="utf-8")
        names = [f"s{number}" for number in range(12)]
        for number, name in enumerate(names):
            rng, lines = random.Random(number), []
            for line in hypotheses:
                found = line.split()
                for _ in range(number % 5):
                    found[rng.randrange(len(found))] = rng.choice(words)
                lines.append(" ".join(found))
            Path(folder, name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            Path(folder, name + "-50").write_text("\n".join(lines[:50]) + "\n", encoding="utf-8")
        systems = [part for name in names for part in ("--system", f"{name}={name}")]
        ours = [*hexapla, "score", "--lines", "--lang", "en", "-q"]
        three = ["-m", "bleu", "chrf", "ter"]
        table: list[tuple[str, int, list[str], list[str]]] = []
        for kind in ("bs", "ar"):
            mine = [*ours, *systems, "--ref", "ref", f"--paired-{kind}", "-m", "bleu", "-m", "chrf"]
            table.append(
                (
                    f"paired {kind}, 12 systems, bleu chrf",
                    rounds,
                    mine,
                    [*theirs, "ref", "-i", *names, "-m", "bleu", "chrf", f"--paired-{kind}", "-f", "text"],
                )
            )
        whole = [*hexapla, "compare", "s0", "ref", "--lines", "--lang", "en", "-q", "--confidence"]
        table.append(("compare / 3 metrics, intervals", 1, whole, [*theirs, "ref", "-i", "s0", *three, "--confidence"]))
        cold = [*ours, "s0-50", "ref50"]
        table.append(("score, 50 segments, cold", rounds, cold, [*theirs, "ref50", "-i", "s0-50", *three]))
        for work, times, mine, other in table:
            found: dict[str, list[float]] = {"hexapla": [], "sacrebleu": []}
            for _ in range(times):
                found["hexapla"].append(_child(mine, folder)[0])
                found["sacrebleu"].append(_child(other, folder)[0])
            _show(work, found, "s")


_MEMORY = """
import sys; sys.path.insert(0, sys.argv[1])
import scoring
pair = scoring.news(1, int(sys.argv[2]))
if sys.argv[3] == "hexapla":
    made = scoring.metric("chrf++", "en")
    from hexapla.metrics import total
    made.score(total(made.statistics(pair[0], [[ref] for ref in pair[1]])))
elif sys.argv[3] == "sacrebleu":
    scoring.sacre("chrf++").corpus_score(pair[0], [pair[1]])
"""


def memory(rows: int) -> None:
    """Prints the peak memory of chrF++ over many segments, above that of the texts themselves."""
    here = str(Path(__file__).resolve().parent)
    used = {
        who: _child([sys.executable, "-c", _MEMORY, here, str(rows), who], here)[1]
        for who in ("texts", "hexapla", "sacrebleu")
    }
    for who in ("hexapla", "sacrebleu"):
        ratio = f"{(used[who] - used['texts']) / max(1.0, used['hexapla'] - used['texts']):.1f}x" * (who != "hexapla")
        print(f"{f'chrf++, memory ({rows})':34} {who:18} {used[who] - used['texts']:9.0f} MB {ratio:>18}", flush=True)


def run(rows: int, rounds: int, process_rows: int, memory_rows: int) -> None:
    """Prints the whole table."""
    from hexapla.metrics._engine import engine

    logging.disable(logging.WARNING)
    print(f"metrics are counted by {engine()}; {rounds} rounds\n{HEADER}", flush=True)
    segments(rows, rounds)
    if memory_rows:
        memory(memory_rows)
    if process_rows:
        commands(process_rows, min(rounds, 3))
