"""What ``scripts/bench score`` does: scores of line files, speed beside other packages, equality with sacreBLEU.

All text for speed and equality is generated; nothing is read but the files of ``--hyp`` and ``--ref``.
"""

from __future__ import annotations

import json
import logging
import random
import sys
from pathlib import Path
from typing import Any

METRICS = {"BLEU": "bleu", "chrF2": "chrf", "chrF2++": "chrf++", "TER": "ter"}
"""sacreBLEU's name -> ours."""

EQUAL = [
    "bleu",
    "bleu:tokenize=intl",
    "bleu:tokenize=zh",
    "bleu:tokenize=char",
    "bleu:tokenize=none",
    "bleu:lowercase=true,smooth_method=add-k",
    "chrf",
    "chrf++",
    "chrf:lowercase=true,whitespace=true",
    "ter",
    "ter:normalized=true,asian_support=true",
    "ter:no_punct=true,case_sensitive=true",
]
"""What ``--fuzz`` compares."""

Pair = tuple[list[str], list[str]]


def metric(spec: str, lang: str, references: int = 1) -> Any:
    """A metric of ours."""
    from hexapla.build import choose_metric

    kind, given = choose_metric(spec)
    return kind(lang, references, given)


def lines(path: str) -> list[str]:
    """The lines of a file; only line feeds end a line."""
    text = Path(path).read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n") if text else []


def files(hyp: str, refs: list[str], out: str, lang: str) -> None:
    """Writes the corpus scores of line files, keyed by sacreBLEU's names, and under `signatures` theirs."""
    from hexapla.metrics import total

    hypotheses, streams = lines(hyp), [lines(ref) for ref in refs]
    for ref, stream in zip(refs, streams, strict=True):
        if len(stream) != len(hypotheses):
            sys.exit(f"{hyp} has {len(hypotheses)} lines, {ref} has {len(stream)}")
    if not hypotheses:
        sys.exit(f"{hyp} is empty")
    rows = list(zip(*streams, strict=True))
    found: dict[str, Any] = {"signatures": {}}
    for name, spec in METRICS.items():
        made = metric(spec, lang, len(refs))
        found[name] = made.score(total(made.statistics(hypotheses, rows)))
        found["signatures"][name] = made.signature
    Path(out).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def news(seed: int, rows: int) -> Pair:
    """Hypotheses and references of made-up words in the lengths and with the overlap of translated news."""
    rng = random.Random(seed)
    made = random.Random(0)
    shares = [made.lognormvariate(1.45, 0.5) for _ in range(8000)]
    letters = "eeeeetttaaaooiinnsshhrrddlucmfwypvbgkjqxz"
    words = ["".join(made.choices(letters, k=max(1, min(14, round(share))))) for share in shares]

    def word() -> str:
        return words[min(len(words) - 1, int(rng.paretovariate(0.55)) - 1)]

    def reference() -> str:
        found = [word() for _ in range(max(4, min(70, round(rng.lognormvariate(3.05, 0.5)))))]
        for _ in range(len(found) // 12):
            found[rng.randrange(len(found))] += ","
        found[rng.randrange(len(found))] = f"{rng.randint(1, 30)}.{rng.randint(0, 9)}%"
        return " ".join(found).capitalize() + "."

    def translated(text: str) -> str:
        found = text.split()
        for _ in range(round(len(found) * rng.uniform(0.1, 0.5))):
            at = rng.randrange(len(found))
            found[at : at + 1] = rng.choice([[word()], [word()], [], [found[at], word()]]) or [word()]
        for _ in range(rng.randint(0, 3)):
            start, size = rng.randrange(len(found)), rng.randint(1, 5)
            block, rest = found[start : start + size], found[:start] + found[start + size :]
            target = rng.randint(0, len(rest))
            found = rest[:target] + block + rest[target:]
        return " ".join(found)

    references = [reference() for _ in range(rows)]
    return [translated(text) for text in references], references


def sacre(spec: str, by_row: bool = False) -> Any:
    """SacreBLEU's object for a metric of ours."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    from hexapla.build import choose_metric

    name, given = spec.partition(":")[0], choose_metric(spec)[1]
    if name == "bleu":
        return BLEU(**{**given, **({"effective_order": True} if by_row else {})})
    if name == "ter":
        return TER(**given)
    return CHRF(**{"word_order": 2 if name == "chrf++" else 0, **given})


def fuzz(count: int, longest: int) -> None:
    """Compares every row's statistics, every score and the signature with sacreBLEU's; exits with 1 on a difference."""
    from hexapla.metrics import total

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.metrics.random_pairs import pairs

    logging.disable(logging.WARNING)
    failed = False
    for spec in EQUAL:
        differ, largest = 0, 0.0
        for seed, start in enumerate(range(0, count, 500)):
            size = min(500, count - start)
            references = 1 + seed % 3
            hypotheses, refs = pairs(seed, size, references, longest)
            mine, whole = metric(spec, "en", references), sacre(spec)
            rows = mine.statistics(hypotheses, refs)
            streams = list(map(list, zip(*refs, strict=True)))
            wanted = whole._extract_corpus_statistics(hypotheses, streams)
            bad = [row for row, (a, b) in enumerate(zip(rows, wanted, strict=True)) if list(a) != list(b)]
            for row in bad[:3]:
                print(f"{spec}: {hypotheses[row]!r} against {refs[row]!r}: {rows[row]}, not {wanted[row]}")
            difference = abs(mine.score(total(rows)) - whole.corpus_score(hypotheses, streams).score)
            single = sacre(spec, by_row=True)
            scores = [single._compute_score_from_stats(list(row)).score for row in wanted]
            largest = max(
                largest, difference, *(abs(a - b) for a, b in zip(mine.row_scores(rows), scores, strict=True))
            )
            differ += len(bad) + (mine.signature != str(whole.get_signature()))
        failed = failed or bool(differ) or largest != 0
        print(f"{spec}: {count} pairs, {differ} differ, largest difference of a score {largest:g}", flush=True)
    sys.exit(failed)


def run(args: Any) -> None:
    """Does what the command line asks for."""
    if args.speed:
        import scoring_speed

        scoring_speed.run(args.rows, args.rounds, args.process_rows, args.memory_rows)
    elif args.resegment:
        import scoring_resegment

        scoring_resegment.run(args.data, args.rows)
    elif args.fuzz:
        fuzz(args.fuzz, args.longest)
    elif args.hyp and args.ref and args.out:
        files(args.hyp, args.ref, args.out, args.lang)
    else:
        sys.exit("score needs --speed, --resegment, --fuzz N, or --hyp, --ref and --out")


def add_to(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser("score", help="scores of line files; speed beside, and equality with, sacreBLEU")
    command.add_argument("--hyp", help="the translation, one segment a line")
    command.add_argument("--ref", action="append", help="a reference, line by line; repeatable")
    command.add_argument("--out", help="where to write the scores")
    command.add_argument("--lang", default="en", help="language of the translation [en]")
    command.add_argument("--speed", action="store_true", help="time a segment takes, here and in other packages")
    command.add_argument("--rows", type=int, default=1000, help="segments a round of --speed [1000; an eighth for TER]")
    command.add_argument("--rounds", type=int, default=5, help="rounds of --speed [5]")
    command.add_argument(
        "--process-rows", type=int, default=2000, help="segments of whole commands in --speed; 0 for none [2000]"
    )
    command.add_argument(
        "--memory-rows", type=int, default=20_000, help="segments whose memory --speed measures; 0 for none [20000]"
    )
    command.add_argument("--resegment", action="store_true", help="cuts of translations beside mweralign's")
    command.add_argument("--data", help="with --resegment: JSON Lines with lang, doc, seg, system, reference, mt_clean")
    command.add_argument("--fuzz", type=int, metavar="N", help="compare N random pairs for each of many options")
    command.add_argument("--longest", type=int, default=10, help="words of the longest line of --fuzz [10]")
    command.set_defaults(run=run)
