"""Translations whose segments were lost, cut anew: ours beside mweralign's; ``scripts/bench score --resegment``."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scoring import metric

UNSPACED = {"ja", "th", "zh"}


def _records(path: str, most: int) -> dict[str, list[tuple[str, str]]]:
    """Language -> (translation, reference) of each segment, document by document."""
    found: dict[str, dict[tuple[Any, ...], tuple[str, str]]] = {}
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            pair = tuple(" ".join((record.get(key) or "").split()) for key in ("mt_clean", "reference"))
            if all(pair):
                key = (record["system"], record["doc"], record["seg"])
                found.setdefault(record["lang"], {})[key] = (pair[0], pair[1])
    return {lang: [pair for _, pair in sorted(of.items())][:most] for lang, of in found.items()}


def run(data: str | None, most: int) -> None:
    """Prints, for each language, how many segments come back whole, and chrF of the true and the new segments."""
    from hexapla.alignment.resegment import cut
    from hexapla.metrics import total

    if not data:
        sys.exit("score --resegment needs --data")
    print(f"{'lang':5} {'segments':>8} {'whole':>12} {'mweralign':>10} {'chrF':>7} {'ours':>7} {'mweralign':>10}")
    for lang, rows in sorted(_records(data, most).items()):
        true, references = [pair[0] for pair in rows], [pair[1] for pair in rows]
        joiner = "" if lang in UNSPACED else " "
        whole, rng = joiner.join(true), random.Random(3)
        words, lines = list(whole) if lang in UNSPACED else whole.split(), []
        while words:
            size = rng.randint(5, 40)
            lines.append(joiner.join(words[:size]))
            words = words[size:]
        text = "\n".join(lines)
        cuts = {"ours": [" ".join(span.of(text).split()) for span in cut(text, references)]}
        if find_spec("mweralign"):
            cuts["mweralign"] = _mweralign(lines, references, lang)
        made = metric("chrf", lang)
        scores = {
            name: made.score(total(made.statistics(found, [[ref] for ref in references])))
            for name, found in {"true": true, **cuts}.items()
        }
        same = {
            name: sum("".join(a.split()) == "".join(b.split()) for a, b in zip(true, found, strict=True))
            for name, found in cuts.items()
        }
        print(
            f"{lang:5} {len(true):8} {same['ours']:12} {same.get('mweralign', '-'):>10} {scores['true']:7.2f} "
            f"{scores['ours']:7.2f} {scores.get('mweralign', float('nan')):10.2f}",
            flush=True,
        )


def _mweralign(lines: list[str], references: list[str], lang: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("hyp", lines), ("ref", references)):
            Path(folder, name).write_text("\n".join(content) + "\n", encoding="utf-8")
        kind = ["-m", "cj", "-w"] if lang in UNSPACED else ["-m", "none"]
        program = str(Path(sys.executable).parent / "mweralign")
        command = [program, "-r", "ref", "-t", "hyp", "-o", "out", *kind]
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return Path(folder, "out").read_text(encoding="utf-8").removesuffix("\n").split("\n")
