"""Corpora: folders of texts with a known truth. Listing, validating and evaluating them.

A corpus is a folder with ``corpus.toml`` (name, title, licence, languages, sources, and a ``[[text]]`` for every file: path,
document, lang, kind, sha256), ``gold.jsonl`` (one defect a line) and ``beads.jsonl`` (one aligned pair of texts a line).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hexapla.errors import ConfigError, InputError
from hexapla.formats._reading import read_text
from hexapla.languages.tags import standard
from hexapla.model import Bead, Comparison, Finding, Passage, Role, Severity, Span, Text

SLACK = 2
"""Code points by which a finding may miss a gold span and still touch it."""

RULES = {
    "addition": ("added-text",),
    "displaced_phrase": ("displaced-phrase",),
    "duplication": ("duplicated-words", "looped-text"),
    "entity_swap": ("swapped-institution", "swapped-name"),
    "false_sentence_break": ("false-sentence-break",),
    "merged_words": ("merged-words",),
    "mojibake": ("mojibake",),
    "name_inconsistent": ("inconsistent-name",),
    "negation_dropped": ("lost-negation",),
    "number_date_unit": ("changed-number",),
    "omission": ("omitted-text",),
    "punct_spacing": ("punctuation-spacing",),
    "quote_error": ("quotation-marks",),
    "split_word": ("split-words",),
    "truncation": ("truncated-text",),
    "untranslated": ("untranslated-text",),
    "wrong_script": ("wrong-script",),
}
"""Type of a gold defect -> slugs of the rules that look for it."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The corpus' name."""
        return str(self.manifest["name"])

    def source_of(self, lang: str) -> str | None:
        """The language that texts in `lang` are taken to be translated from, or None if the corpus names none."""
        return next((tag for tag in self.manifest.get("sources", ()) if tag != lang), None)

    def lines(self, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The numbered objects of a JSON Lines file of the corpus."""
        for number, line in enumerate(read_text(str(self.folder / file)).split("\n"), 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    raise InputError(f"not JSON: {error}", path=str(self.folder / file), line=number) from None


def open_corpus(place: str) -> Corpus:
    """The corpus in a folder, or of a name in ``corpora`` of the working directory.

    Raises:
        ConfigError: There is none.
        InputError: Its manifest cannot be used.
    """
    for folder in (Path(place), Path("corpora") / place):
        manifest = folder / "corpus.toml"
        if manifest.is_file():
            try:
                return Corpus(folder, tomllib.loads(read_text(str(manifest))))
            except tomllib.TOMLDecodeError as error:
                raise InputError(str(error), path=str(manifest)) from None
    raise ConfigError(f"no corpus at {place!r}: a corpus is a folder with a corpus.toml")


def find_corpora(folder: str = "corpora") -> list[Corpus]:
    """The corpora below a folder, by name."""
    found = (open_corpus(str(path.parent)) for path in sorted(Path(folder).glob("*/corpus.toml")))
    return sorted(found, key=lambda corpus: corpus.name)


def validate(corpus: Corpus) -> list[str]:
    """What is wrong with a corpus: files, hashes, languages, offsets and quotations; empty if nothing is."""
    problems: list[str] = []
    listed: dict[str, str] = {}
    for text in corpus.manifest.get("text", []):
        path = corpus.folder / text["path"]
        if not path.is_file():
            problems.append(f"{text['path']}: listed, but there is no such file")
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != text["sha256"]:
            problems.append(f"{text['path']}: its SHA-256 is not the one in corpus.toml")
        try:
            if standard(text["lang"]) not in corpus.manifest["languages"]:
                problems.append(f"{text['path']}: {text['lang']} is not among the corpus' languages")
            listed[text["path"]] = read_text(str(path))
        except (ConfigError, InputError) as error:
            problems.append(f"{text['path']}: {error}")
    on_disk = {str(p.relative_to(corpus.folder).as_posix()) for p in corpus.folder.glob("*/**/*.txt")}
    problems += [f"{path}: not listed in corpus.toml" for path in sorted(on_disk - set(listed))]
    for number, gold in corpus.lines("gold.jsonl"):
        text = listed.get(gold["hypothesis"])
        where = f"gold.jsonl:{number}"
        if text is None:
            problems.append(f"{where}: its hypothesis {gold['hypothesis']} is not a text of the corpus")
        elif text[gold["start"] : gold["end"]] != gold["text"]:
            problems.append(f"{where}: [{gold['start']}, {gold['end']}) holds other words than {gold['text']!r}")
        if gold["type"] not in RULES:
            problems.append(f"{where}: unknown type {gold['type']!r}")
        if gold["severity"] not in tuple(Severity):
            problems.append(f"{where}: unknown severity {gold['severity']!r}")
    for number, record in corpus.lines("beads.jsonl"):
        where = f"beads.jsonl:{number}"
        for side, key in enumerate(("hypothesis", "reference")):
            text = listed.get(record[key])
            if text is None:
                problems.append(f"{where}: {record[key]} is not a text of the corpus")
            else:
                problems += _uncovered(text, [bead[side] for bead in record["beads"] if bead[side]], f"{where}: {key}")
    return problems


def _uncovered(text: str, spans: list[list[int]], where: str) -> list[str]:
    at = 0
    for start, end in sorted(spans):
        if start < at or end > len(text):
            return [f"{where}: the span [{start}, {end}) overlaps another or leaves the text"]
        if text[at:start].strip():
            return [f"{where}: {text[at:start].strip()[:40]!r} is in no bead"]
        at = end
    return [f"{where}: {text[at:].strip()[:40]!r} is in no bead"] if text[at:].strip() else []


@dataclass
class Tally:
    """Counts for precision and recall."""

    gold: int = 0
    found: int = 0
    flags: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Share of gold defects that were found; nan without any."""
        return self.found / self.gold if self.gold else float("nan")

    @property
    def precision(self) -> float:
        """Share of findings that touch a gold defect; nan without any."""
        return self.right / self.flags if self.flags else float("nan")


@dataclass
class Evaluation:
    """What evaluating a corpus gives.

    Attributes:
        types: Gold type -> counts; a finding counts as right if it touches a defect that its rule looks for.
        every: The same over all types, any finding on any defect counting.
        beads: (right, predicted, gold) beads that have both sides, with ends within SLACK code points.
        missed: Gold records that no finding touches.
        false: Findings that touch no gold record.
    """

    types: dict[str, Tally] = field(default_factory=dict)
    every: Tally = field(default_factory=Tally)
    beads: tuple[int, int, int] = (0, 0, 0)
    missed: list[dict[str, Any]] = field(default_factory=list)
    false: list[tuple[str, Finding, str]] = field(default_factory=list)

    @property
    def bead_f1(self) -> float:
        """F1 of the alignment's beads."""
        right, predicted, gold = self.beads
        return 2 * right / (predicted + gold) if predicted + gold else float("nan")


def passages(corpus: Corpus, *, source: str | None = None) -> Iterator[tuple[dict[str, Any], Passage]]:
    """Each record of the gold beads with its source, reference and hypothesis.

    Args:
        corpus: The corpus.
        source: Language of the source, in place of the one the corpus names; an empty string for no source.
    """
    for _, record in corpus.lines("beads.jsonl"):
        texts = []
        lang = corpus.source_of(record["lang"]) if source is None else source
        if lang and lang != record["lang"]:
            path = corpus.folder / record["document"] / f"{lang}.txt"
            texts.append(Text("source", Role.SOURCE, lang, read_text(str(path)), origin=str(path)))
        for name, role in (("reference", Role.REFERENCE), ("hypothesis", Role.HYPOTHESIS)):
            path = corpus.folder / record[name]
            texts.append(Text(name, role, record["lang"], read_text(str(path)), origin=str(path)))
        yield record, Passage(record["hypothesis"], tuple(texts), document=record["document"])


def evaluate(corpus: Corpus, compared: Iterable[tuple[dict[str, Any], Comparison]]) -> Evaluation:
    """Precision and recall of findings and beads against the gold.

    Args:
        corpus: The corpus.
        compared: Records of the gold beads with the comparison made of each (see `passages`).
    """
    gold: dict[str, list[dict[str, Any]]] = {}
    for _, record in corpus.lines("gold.jsonl"):
        gold.setdefault(record["hypothesis"], []).append(record)
    result = Evaluation()
    by_rule = {slug: kind for kind, slugs in RULES.items() for slug in slugs}
    right = predicted = wanted = 0
    for record, comparison in compared:
        defects = gold.get(record["hypothesis"], [])
        text = comparison.passage.column("hypothesis").text
        touched = [[d for d in defects if _touches(f, d, text)] for f in comparison.findings]
        for defect in defects:
            hits = [f for f, on in zip(comparison.findings, touched, strict=True) if defect in on]
            tally = result.types.setdefault(defect["type"], Tally())
            tally.gold += 1
            tally.found += any(f.rule in RULES[defect["type"]] for f in hits)
            result.every.gold += 1
            result.every.found += bool(hits)
            if not hits:
                result.missed.append(defect)
        for finding, on in zip(comparison.findings, touched, strict=True):
            tally = result.types.setdefault(by_rule.get(finding.rule, finding.rule), Tally())
            tally.flags += 1
            tally.right += any(finding.rule in RULES[d["type"]] for d in on)
            result.every.flags += 1
            result.every.right += bool(on)
            if not on:
                result.false.append((record["hypothesis"], finding, finding.at.span.of(text)))
        found, all_of_them, true = _beads(record, comparison)
        right, predicted, wanted = right + found, predicted + all_of_them, wanted + true
    result.beads = (right, predicted, wanted)
    return result


def _touches(finding: Finding, defect: dict[str, Any], text: str) -> bool:
    start, end = defect["start"] - SLACK, defect["end"] + SLACK
    span = finding.at.span
    if start == end - 2 * SLACK:  # a gap: white space around it belongs to no word
        while start > 0 and text[start - 1].isspace():
            start -= 1
        while end < len(text) and text[end].isspace():
            end += 1
    longest = 3 * (defect["end"] - defect["start"]) + 40
    return bool(span.start <= end and start <= span.end and len(span) <= longest)


def _beads(record: dict[str, Any], comparison: Comparison) -> tuple[int, int, int]:
    alignment = comparison.alignment_of("hypothesis")
    if alignment is None:  # checked without a reference
        return 0, 0, 0
    found = [s for s in map(_sides, alignment.beads) if s]
    gold = [(tuple(a), tuple(b)) for a, b in record["beads"] if a and b]
    near = {(x, y) for x in range(-SLACK, SLACK + 1) for y in range(-SLACK, SLACK + 1)}
    exact: dict[tuple[int, int], list[tuple[Any, Any]]] = {}
    for one in gold:
        exact.setdefault((one[0][0], one[1][0]), []).append(one)
    right = sum(
        any(
            abs(a[1] - one[0][1]) <= SLACK and abs(b[1] - one[1][1]) <= SLACK
            for x, y in near
            for one in exact.get((a[0] + x, b[0] + y), ())
        )
        for a, b in found
    )
    return right, len(found), len(gold)


def _sides(bead: Bead) -> tuple[tuple[int, int], tuple[int, int]] | None:
    text, hub = (Span(side[0].start, side[-1].end) for side in (bead.text, bead.hub))
    if text.start == text.end or hub.start == hub.end:
        return None
    return (text.start, text.end), (hub.start, hub.end)
