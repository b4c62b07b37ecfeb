"""What ``scripts/bench translate`` does: speed, memory and interruption of ``hexapla translate`` with Argos Translate.

Uses the demo engine and sentences its patterns make; nothing else is read.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from demo_sentences import FOLDER, pairs

MODEL = FOLDER / "translate-es_en-1_0.argosmodel"
SEED = 7
"""Of the sentences; the demo engine has learnt from others."""


def add_to(commands: Any) -> None:
    """The command's options."""
    command = commands.add_parser("translate", help="speed, memory and interruption of translating")
    command.add_argument("--segments", type=int, default=10_000)
    command.add_argument("--one-by-one", type=int, default=300, help="segments for the comparison with single calls")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Prints every figure."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("DATA", "CONFIG", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ.pop("ARGOS_PACKAGES_DIR", None)
        from hexapla.translators._models import install

        install(MODEL)
        sentences = [spanish for spanish, _ in pairs(args.segments, SEED)]
        single(sentences[: args.one_by_one])
        source = folder / "source.txt"
        source.write_text("".join(f"{sentence}\n" for sentence in sentences), encoding="utf-8")
        whole, broken = folder / "whole.txt", folder / "broken.txt"
        started = time.perf_counter()
        peaks = watched(command(source, whole))
        seconds = time.perf_counter() - started
        used = sum(os.times()[2:4])  # of processes that have ended: this one alone
        print(
            f"{len(sentences)} segments in {seconds:.1f} s, {len(sentences) / seconds:.0f} a second; "
            f"{used:.1f} s of processor time, {len(sentences) / used:.0f} a second of it"
        )
        third = max(1, len(peaks) // 3)
        print(
            f"memory: {max(peaks[third : 2 * third] or peaks):.0f} MB in the middle third, {max(peaks):.0f} MB at most"
        )
        killed(command(source, broken), folder / ".broken.txt.unfinished")
        again = subprocess.run(command(source, broken), capture_output=True, text=True, check=True)
        print(f"killed in the middle and started again: {again.stderr.strip()}")
        print(f"the same result: {'yes' if whole.read_bytes() == broken.read_bytes() else 'NO'}")


def command(source: Path, output: Path) -> list[str]:
    """The command that is measured."""
    languages = ["--from", "es", "--to", "en"]
    return [
        sys.executable,
        "-m",
        "hexapla",
        "translate",
        str(source),
        "--engine",
        "argos",
        *languages,
        "-o",
        str(output),
    ]


def watched(words: list[str]) -> list[float]:
    """Runs a command; its resident memory in MB, four times a second (on Linux)."""
    process, peaks = subprocess.Popen(words, stderr=subprocess.DEVNULL), [0.0]
    status = Path(f"/proc/{process.pid}/statm")
    while process.poll() is None:
        if status.exists():
            fields = status.read_text().split()
            peaks.append(int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if fields else 0.0)
        time.sleep(0.25)
    if process.returncode:
        sys.exit(f"{' '.join(words)} failed")
    return peaks


def killed(words: list[str], journal: Path) -> None:
    """Starts a command and kills it once some batches are finished."""
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    while process.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < 20):
        time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()


def single(sentences: list[str]) -> None:
    """The engine's batches beside one call of Argos Translate for every segment."""
    from argostranslate import sbd, translate

    from hexapla.build import Plan, kernel

    engine = kernel(Plan()).translator("argos")
    engine.translate(sentences[:1], "es", "en")

    class Ours(sbd.ISentenceBoundaryDetectionModel):  # type: ignore[misc]  # its own would be downloaded
        def split_sentences(self, text: str) -> list[str]:
            return [text[start:end] for start, end in engine.segment(text, "es")]

    translate.get_translation_from_codes("es", "en").underlying.sentencizer = Ours()
    translate.translate(sentences[0], "es", "en")
    clock = time.perf_counter()
    theirs = [translate.translate(sentence, "es", "en") for sentence in sentences]
    one_by_one = time.perf_counter() - clock
    clock = time.perf_counter()
    ours = engine.translate(sentences, "es", "en")
    batched = time.perf_counter() - clock
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    print(
        f"{len(sentences)} segments: {one_by_one:.2f} s one call each, {batched:.2f} s in batches "
        f"({one_by_one / batched:.1f} times as fast), {same} of {len(sentences)} the same"
    )
