"""What ``scripts/bench flags`` does: flags for input files, figures on garbled data, speed and growth of every rule.

Data with known defects is a JSON Lines file of ``{id, lang, src_lang, doc, seg, source, reference, mt_clean, mt_garbled,
edits: [{type, start, end, alt?}]}``. Speed is measured on the project's own texts, garbled at random. Nothing else is read.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

TYPES = {
    "changed-number": "number_date_unit",
    "displaced-phrase": "displaced_phrase",
    "duplicated-words": "duplication",
    "false-sentence-break": "false_sentence_break",
    "inconsistent-name": "name_inconsistent",
    "looped-text": "duplication",
    "lost-negation": "negation_dropped",
    "merged-words": "merged_words",
    "omitted-text": "omission",
    "punctuation-spacing": "punct_spacing",
    "quotation-marks": "quote_error",
    "split-words": "split_word",
    "swapped-institution": "entity_swap",
    "swapped-name": "entity_swap",
    "truncated-text": "truncation",
    "untranslated-text": "untranslated",
    "wrong-script": "wrong_script",
}
"""Rule slug -> the benchmark's name of the defect; other rules go by their slug."""

GIVEN = {"ref": ("source", "reference"), "src": ("source",), "noref": ()}
"""What is given beside the translation, by the name of the mode."""

SLACK = 2
"""Characters by which a defect is widened on each side before flags are held against it."""

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "dispatches"
ROUNDS = 3
Record = dict[str, Any]


def records(path: str) -> Iterator[Record]:
    """The records of a JSON Lines file."""
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def passages(inputs: Iterable[Record]) -> Iterator[Any]:
    """Input records as paired passages; the segments of one document and language stand together, in order.

    Args:
        inputs: ``{id, lang, doc, seg, text[, source, src_lang][, reference]}``. Without `src_lang` the source's language is
            detected, as it is wherever texts are read.
    """
    from hexapla.languages.detect import detect
    from hexapla.model import Passage, Role, Span, Text, Unit

    documents: dict[tuple[Any, ...], list[Record]] = {}
    for record in inputs:
        given = (record.get(key) is not None for key in ("source", "reference"))
        key = (record["doc"], record["lang"], record.get("src_lang"), *given)
        documents.setdefault(key, []).append(record)

    def column(rows: list[Record], name: str, role: Role, key: str, lang: str) -> Text:
        at, units = 0, []
        for row in rows:
            units.append(Unit(Span(at, at + len(row[key])), row["id"]))
            at += len(row[key]) + 1
        return Text(name, role, lang, "\n".join(row[key] for row in rows), tuple(units))

    for number, ((doc, lang, src_lang, has_source, has_reference), rows) in enumerate(documents.items()):
        rows.sort(key=lambda row: row["seg"])
        texts = []
        if has_source:
            its_lang = (
                src_lang if src_lang not in (None, "", "und") else detect("\n".join(row["source"] for row in rows))
            )
            texts.append(column(rows, "source", Role.SOURCE, "source", its_lang))
        if has_reference:
            texts.append(column(rows, "ref", Role.REFERENCE, "reference", lang))
        texts.append(column(rows, "mt", Role.HYPOTHESIS, "text", lang))
        yield Passage(f"{doc}#{number}", tuple(texts), document=doc, paired=True)


def flagged(inputs: Iterable[Record], rules: str | None, *, every: bool = False) -> Iterator[tuple[str, list[Record]]]:
    """The id and the flags of every input record, through the public pipeline.

    Args:
        inputs: The records.
        rules: Rules to run, parted by commas; None for all.
        every: Whether findings that the usual preset leaves out, and rules in preview, are wanted, too.
    """
    from hexapla import pipeline
    from hexapla.build import Plan
    from hexapla.selection import Selection

    plan = Plan(rules=tuple(rules.split(",")) if rules else ())
    if every:
        plan = replace(plan, preview=True, selection=Selection(preset="strict"))
    for comparison in pipeline.check(passages(inputs), plan):
        units = comparison.passage.column("mt").units
        found: dict[str, list[Record]] = {unit.id: [] for unit in units}
        for finding in comparison.findings:
            unit = units[finding.row]
            span = finding.at.span
            flag = {
                "type": TYPES.get(finding.rule, finding.rule),
                "start": span.start - unit.span.start,
                "end": span.end - unit.span.start,
                "confidence": finding.confidence,
                "rule": finding.rule,
                "severity": finding.severity.value,
                "suggestion": finding.changes[0].text if finding.changes else None,
            }
            found[unit.id].append(flag)
        yield from found.items()


def write(inputs: str, out: str, rules: str | None) -> None:
    """Writes the flags of every segment of an input file."""
    started, segments = time.perf_counter(), 0
    with Path(out).open("w", encoding="utf-8") as lines:
        for name, its in flagged(records(inputs), rules):
            segments += 1
            lines.write(json.dumps({"id": name, "flags": its}, ensure_ascii=False) + "\n")
    seconds = time.perf_counter() - started
    print(f"{segments} segments in {seconds:.1f} s, {segments / seconds:.0f} a second", file=sys.stderr)


@dataclass
class Tally:
    """What a type of defect, or a language, comes to.

    Attributes:
        edits: Seeded defects.
        found: Those that a flag of their type touches.
        flags: Flags on garbled text, but for those that the clean text gets too.
        right: Those of them that touch a defect of their type.
        clean: Flags on clean text.
        judged: Those of them that a person judged true.
        segments: Clean segments.
    """

    edits: int = 0
    found: int = 0
    flags: int = 0
    right: int = 0
    clean: int = 0
    judged: int = 0
    segments: int = 0
    languages: dict[str, Tally] = field(default_factory=dict)

    def of(self, lang: str) -> Tally:
        """The same for one language."""
        return self.languages.setdefault(lang, Tally())


def touches(flag: Record, edit: Record) -> bool:
    """Whether a flag points at a defect: it overlaps it, or another place where it can be seen, and is not far longer."""
    start, end = flag["start"], flag["end"]
    for first, last in ((edit["start"], edit["end"]), *edit.get("alt", ())):
        if start < last + SLACK and end > first - SLACK and end - start <= 3 * (last - first) + 40:
            return True
    return False


Judged = frozenset[tuple[str, str, int, int]]
"""Id, type, start and end of flags on clean text that a person judged true."""


def judged_true(path: str) -> Judged:
    """The flags of a table of id, type, start and end, tab-separated with a header; lines that begin with # are remarks."""
    lines = [line for line in Path(path).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = set()
    for line in lines[1:]:
        name, kind, start, end = line.split("\t")
        found.add((name, kind, int(start), int(end)))
    return frozenset(found)


def tallies(data: list[Record], flags: dict[str, list[Record]], judged: Judged = frozenset()) -> dict[str, Tally]:
    """The figures by type, each with those of its languages; flags of clean versions go by ``<id>#clean``."""
    found: dict[str, Tally] = {}
    for record in data:
        lang, mine, clean = record["lang"], flags[record["id"]], flags[f"{record['id']}#clean"]
        before = Counter((flag["type"], record["mt_clean"][flag["start"] : flag["end"]]) for flag in clean)
        types = {x["type"] for x in (*record["edits"], *mine, *clean)}
        for kind in types:
            for tally in (found.setdefault(kind, Tally()), found[kind].of(lang)):
                edits = [edit for edit in record["edits"] if edit["type"] == kind]
                own = [flag for flag in mine if flag["type"] == kind]
                tally.edits += len(edits)
                tally.found += sum(any(touches(flag, edit) for flag in own) for edit in edits)
                right = [any(touches(flag, edit) for edit in edits) for flag in own]
                others = [any(touches(flag, edit) for edit in record["edits"]) for flag in own]
                known = before.copy()
                for flag, hit in zip(own, others, strict=True):
                    key = (kind, record["mt_garbled"][flag["start"] : flag["end"]])
                    if not hit and known[key] > 0:
                        known[key] -= 1
                        continue
                    tally.flags += 1
                tally.right += sum(right)
                raised = [(record["id"], kind, flag["start"], flag["end"]) for flag in clean if flag["type"] == kind]
                tally.clean += len(raised)
                tally.judged += sum(flag in judged for flag in raised)
    langs = Counter(record["lang"] for record in data)
    for tally in found.values():
        tally.segments = len(data)
        for lang, its in tally.languages.items():
            its.segments = langs[lang]
    return found


def sureness(data: list[Record], flags: dict[str, list[Record]]) -> list[tuple[float, int, int, float]]:
    """How often flags were right beside how sure they said they were: flags on garbled and on clean text, by confidence.

    A flag is right if it touches a defect. Flags of the clean text count once, as wrong, and not again where the garbled
    text gets the same.

    Returns:
        For each tenth of confidence that has flags: its lower end, flags, right ones, and their mean confidence.
    """
    bands: dict[float, list[tuple[bool, float]]] = {}
    for record in data:
        clean = flags[f"{record['id']}#clean"]
        before = Counter((flag["type"], record["mt_clean"][flag["start"] : flag["end"]]) for flag in clean)
        judged = [(False, flag["confidence"]) for flag in clean]
        for flag in flags[record["id"]]:
            hit = any(touches(flag, edit) for edit in record["edits"])
            key = (flag["type"], record["mt_garbled"][flag["start"] : flag["end"]])
            if not hit and before[key] > 0:
                before[key] -= 1
            else:
                judged.append((hit, flag["confidence"]))
        for hit, confidence in judged:
            bands.setdefault(min(math.floor(confidence * 10 + 1e-9), 9) / 10, []).append((hit, confidence))
    return [
        (low, len(its), sum(hit for hit, _ in its), sum(confidence for _, confidence in its) / len(its))
        for low, its in sorted(bands.items())
    ]


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z / of
    middle, half = share + square / 2, z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def byar(count: int, z: float = 1.96) -> tuple[float, float]:
    """Byar's 95 % interval of the mean of a Poisson count."""
    high = count + 1
    least = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    return max(0.0, least), high * (1 - 1 / (9 * high) + z / (3 * math.sqrt(high))) ** 3


def _share(hits: int, of: int) -> str:
    if not of:
        return f"{'-':>17}"
    low, high = wilson(hits, of)
    return f"{hits / of:5.3f} {low:5.3f}-{high:5.3f}"


def _rate(count: int, segments: int) -> str:
    low, high = byar(count)
    thousand = 1000 / segments if segments else 0.0
    return f"{count * thousand:6.2f} {low * thousand:5.2f}-{high * thousand:.2f}"


def _line(name: str, tally: Tally, indent: int = 0, judged: bool = False) -> str:
    rate = f"{_rate(tally.clean, tally.segments):<21}" + (
        f"   {_rate(tally.clean - tally.judged, tally.segments)}" if judged else ""
    )
    found, right = _share(tally.found, tally.edits), _share(tally.right, tally.flags)
    return f"{' ' * indent + name:22} {tally.edits:6} {found:>19} {tally.flags:6} {right:>19}   {rate}".rstrip()


def both(data: list[Record], mode: str) -> list[Record]:
    """Input records of the garbled and of the clean version of every record, with what a mode gives."""
    inputs = []
    for record in data:
        given = {key: record[key] for key in GIVEN[mode] if record.get(key)}
        if "source" in given:
            given["src_lang"] = record.get("src_lang") or ""
        for mark, text in (("", record["mt_garbled"]), ("#clean", record["mt_clean"])):
            base = {"id": record["id"] + mark, "doc": f"{record['doc']}{mark}", "text": text}
            inputs.append({**base, "lang": record["lang"], "seg": record["seg"], **given})
    return inputs


def measure(path: str, modes: list[str], rules: str | None, by_lang: bool, judged: str | None = None) -> None:
    """Prints recall, precision and flags on clean text by type and language for data with known defects.

    With a table of flags that were judged true, also those on clean text beside them.
    """
    data = list(records(path))
    true = judged_true(judged) if judged else frozenset()
    for mode in modes:
        flags = dict(flagged(both(data, mode), rules))
        found = tallies(data, flags, true)
        print(
            f"\n{mode}: {len(data)} segments, garbled and clean; {', '.join(('translation', *GIVEN[mode]))}; 95 % intervals"
        )
        head = ("recall", "flags", "precision", f"{'flags per 1,000 clean':<21}", "   beside true ones" if true else "")
        print(f"{'type':22} {'edits':>6} {head[0]:>19} {head[1]:>6} {head[2]:>19}   {head[3]}{head[4]}".rstrip())
        for kind in sorted(found):
            print(_line(kind, found[kind], judged=bool(true)))
            for lang in sorted(found[kind].languages) if by_lang else ():
                print(_line(lang, found[kind].languages[lang], indent=2, judged=bool(true)))
        every = [edit for record in data for edit in record["edits"]]
        hits = sum(
            any(touches(flag, edit) for flag in flags[record["id"]]) for record in data for edit in record["edits"]
        )
        quiet = sum(bool(flags[f"{record['id']}#clean"]) for record in data)
        print(f"any flag on a defect: {_share(hits, len(every))} of {len(every)}")
        print(f"clean segments with any flag: {_share(quiet, len(data))} of {len(data)}", flush=True)
        print("confidence   flags    mean  right, of flags on garbled and clean text")
        for low, count, right, mean in sureness(data, flags):
            print(f"{low:.1f}-{low + 0.1:.1f}     {count:6}   {mean:.3f}  {_share(right, count)}")
        if true:
            others = sum(
                any((record["id"], flag["type"], flag["start"], flag["end"]) not in true for flag in its)
                for record in data
                if (its := flags[f"{record['id']}#clean"])
            )
            print(f"the same beside true ones:    {_share(others, len(data))} of {len(data)}", flush=True)


def demetr(path: str, rules: str | None) -> None:
    """How often a new flag stands where a perturbed translation was changed, by category, with source and reference.

    The file is JSON Lines, plain or gzipped: ``{id, cat, source, reference, mt, perturbed, spans: [[start, end, ...]]}`` with
    English translations, and optionally ``lp`` (``de-en``) or ``src_lang`` (``german``); the places are those in the perturbed
    one (DEMETR, 2022).
    """
    from metric_quality import source_tag

    raw = Path(path).read_bytes()
    text = (gzip.decompress(raw) if path.endswith(".gz") else raw).decode("utf-8")
    data = [json.loads(line) for line in text.split("\n") if line.strip()]
    inputs = []
    for record in data:
        named = (source_tag(record.get("src_lang") or "und"), "en")
        source_lang, lang = record["lp"].split("-") if "lp" in record else named
        shared = {"lang": lang, "src_lang": source_lang, "seg": 0, "source": record["source"]}
        for which in ("mt", "perturbed"):
            name = f"{record['id']}#{which}"
            inputs.append(shared | {"id": name, "doc": name, "reference": record["reference"], "text": record[which]})
    flags = dict(flagged(inputs, rules))
    counts: dict[str, Counter[str]] = {}
    for record in data:
        count = counts.setdefault(record["cat"], Counter())
        before = {(f["type"], record["mt"][f["start"] : f["end"]]) for f in flags[f"{record['id']}#mt"]}
        after = flags[f"{record['id']}#perturbed"]
        new = [f for f in after if (f["type"], record["perturbed"][f["start"] : f["end"]]) not in before]
        count["pairs"] += 1
        count["original"] += bool(before)
        count["located"] += any(
            f["start"] < end + SLACK and f["end"] > start - SLACK for f in new for start, end, *_ in record["spans"]
        )
    print(f"{'category':<36}{'pairs':>6}  {'flagged at the right place':<28}  original flagged")
    for name, count in sorted(counts.items()):
        shares = [_share(count[key], count["pairs"]) for key in ("located", "original")]
        print(f"{name:<36}{count['pairs']:>6}  {shares[0]:<28}  {shares[1]}")


def texts(seed: int, rows: int, length: int, lang: str = "en") -> list[Record]:
    """Records of about `length` characters from the project's corpus, each garbled a little, of one document.

    The reference is the corpus' text, the translation the same with words dropped, doubled, exchanged and moved, and the
    source what stands at a like place of the French article.
    """
    rng = random.Random(seed)
    articles = sorted(path.parent.name for path in CORPUS.glob(f"*/{lang}.txt"))
    words = {
        (name, tag): (CORPUS / name / f"{tag}.txt").read_text("utf-8").split()
        for name in articles
        for tag in (lang, "fr")
    }
    found = []
    for row in range(rows):
        name = rng.choice(articles)
        there = words[name, lang]
        start = rng.randrange(len(there) - 1)
        piece, at = [], start
        while sum(map(len, piece)) + len(piece) < length:
            piece.append(there[at % len(there)])
            at += 1
        own = list(piece)
        for _ in range(max(1, len(own) // 6)):
            place = rng.randrange(len(own))
            own[place : place + 1] = rng.choice(([], [own[place]] * 2, [rng.choice(there)], own[place : place + 1]))
            own = own or list(piece)
        cut = rng.randrange(len(own))
        own = own[cut:] + own[:cut] if rng.random() < 0.2 else own
        beside = words[name, "fr"]
        first = int(start / len(there) * len(beside))
        source = (
            (beside[first:] + beside)[: len(piece)]
            if len(piece) < len(beside)
            else beside * (len(piece) // len(beside))
        )
        mark = f" {rng.choice(there).strip('.,').capitalize()}{rng.randrange(10**6)}"  # so that no two rows are alike
        found.append(
            {
                "id": f"{seed}.{row}",
                "lang": lang,
                "src_lang": "fr",
                "doc": f"{seed}",
                "seg": row,
                "text": " ".join(own) + mark,
                "reference": " ".join(piece) + mark,
                "source": " ".join(source) + mark,
            }
        )
    return found


def _given(rows: list[Record], mode: str) -> list[Record]:
    return [
        {key: value for key, value in row.items() if key not in ("source", "reference") or key in GIVEN[mode]}
        for row in rows
    ]


def _seconds(rule: Any, pairs: list[Any]) -> float:
    """Processor time of one rule on pairs."""
    from hexapla.rules import WideRule

    started = time.process_time()
    if isinstance(rule, WideRule):
        list(rule.conclude([fact for pair in pairs for fact in rule.note(pair)]))
    else:
        for pair in pairs:
            list(rule.check(pair))
    return time.process_time() - started


def _pairs(rows: list[Record]) -> list[Any]:
    """The pairs that rules see, with what all rules share (tokens, their alignment) made already."""
    from hexapla.alignment.columns import align_columns
    from hexapla.alignment.rows import pairs
    from hexapla.build import Plan, kernel

    (passage,) = passages(rows)
    found = pairs(align_columns(passage, kernel(Plan()).aligners), "mt")
    for pair in found:
        _ = pair.aligned, pair.hypothesis.words, pair.source and pair.source.words
    return found


def speed(rows: int, length: int, rules: str | None) -> None:
    """Prints segments a second by mode, then for every rule its time a segment and how it grows.

    Growth is the exponent by which time grows when a document has twice the rows, and a segment twice the characters: 1
    is linear, 2 quadratic.
    """
    from hexapla import pipeline
    from hexapla.build import Plan, kernel

    plan = Plan(rules=tuple(rules.split(",")) if rules else ())
    started = time.process_time()
    list(pipeline.check(passages(_given(texts(99, 20, length), "ref")), plan))
    print(f"start-up, with the word lists of two languages: {time.process_time() - started:.2f} s")
    for mode in GIVEN:
        taken = []
        for seed in range(ROUNDS):
            documents = [_given(texts(1000 * seed + n, 20, length), mode) for n in range(max(1, rows // 20))]
            ready = [passage for document in documents for passage in passages(document)]
            started = time.process_time()
            list(pipeline.check(ready, plan))
            taken.append((time.process_time() - started) / (20 * len(documents)))
        given = " and ".join(("translation", *GIVEN[mode]))
        print(f"{1 / min(taken):7.0f} segments a second and core of {length} characters: {given}")

    print(
        f"\n{'rule':22} {'µs a segment, with reference':>29} {'without':>9} {'growth by rows':>15} {'by characters':>14}"
    )
    chosen = kernel(plan).rules
    made: dict[tuple[str, int], list[list[Any]]] = {}
    for what, shapes in (("rows", ((rows, length), (2 * rows, length))), ("characters", ((1, 20_000), (1, 40_000)))):
        for k, (count, size) in enumerate(shapes):
            made[what, k] = [_pairs(texts(7 + seed + 50 * k, count, size)) for seed in range(ROUNDS)]
    bare = [_pairs(_given(texts(300 + seed, rows, length), "noref")) for seed in range(ROUNDS)]
    for rule in chosen:
        least = {key: min(_seconds(rule, pairs) for pairs in its) for key, its in made.items()}
        alone = min(_seconds(rule, pairs) for pairs in bare)
        growth = [_exponent(least[what, 0], least[what, 1]) for what in ("rows", "characters")]
        print(
            f"{rule.slug():22} {least['rows', 0] / rows * 1e6:29.1f} {alone / rows * 1e6:9.1f} {growth[0]:>15} {growth[1]:>14}",
            flush=True,
        )


def _exponent(once: float, twice: float) -> str:
    """By which power time grows; nothing where it is too short to say."""
    return f"{math.log2(twice / once):.2f}" if once > 0.002 else "-"


def run(args: Any) -> None:
    """Does what the command line asks for."""
    if args.speed:
        speed(args.rows, args.length, args.rules)
    elif args.demetr:
        demetr(args.demetr, args.rules)
    elif args.data:
        measure(args.data, args.mode or list(GIVEN), args.rules, args.by_lang, args.judged)
    elif args.inputs and args.out:
        write(args.inputs, args.out, args.rules)
    else:
        sys.exit("flags needs --inputs and --out, --data FILE, --demetr FILE, or --speed")


def add_to(commands: Any) -> None:
    """The command and its options."""
    command = commands.add_parser("flags", help="flags for input files, figures on garbled data, speed of every rule")
    command.add_argument("--inputs", help="segments to flag, as JSON Lines")
    command.add_argument("--out", help="where to write the flags of --inputs")
    command.add_argument("--rules", help="slugs or codes of the rules to run, parted by commas")
    command.add_argument("--data", metavar="FILE", help="garbled data whose defects are known: print figures on it")
    command.add_argument("--mode", action="append", choices=list(GIVEN), help="with --data: what is given [all three]")
    command.add_argument("--by-lang", action="store_true", help="with --data: every type by language")
    command.add_argument("--judged", metavar="FILE", help="with --data: flags on clean text that were judged true")
    command.add_argument("--demetr", metavar="FILE", help="perturbed translations: where new flags stand, by category")
    command.add_argument("--speed", action="store_true", help="time of every rule, and how it grows")
    command.add_argument("--rows", type=int, default=400, help="with --speed: segments of a document [400]")
    command.add_argument("--length", type=int, default=150, help="with --speed: characters of a segment [150]")
    command.set_defaults(run=run)
