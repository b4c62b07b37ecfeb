"""D104: one source text translated in several ways, and one translation of several source texts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import regex
from rapidfuzz import fuzz

from hexapla.languages import LanguageData
from hexapla.model import Category, Fact, Finding, Severity
from hexapla.pair import Document, Pair
from hexapla.rules import SOURCE, WideRule

_SPACE = regex.compile(r"\s+")
_MARKS = " .,!?…:;\"'“”„«»。！？、，：；「」"


class InconsistentTranslation(WideRule):
    """The same source text is translated otherwise elsewhere in the document, or another source text the same way.

    Why it matters: one button gets two names; or a row was filled with a neighbour's translation.
    Example (de): "Save your changes" as "Änderungen speichern" here and "Sichern Sie die Änderungen" there.
    Limits: rows of three words and more (six characters where there are no spaces), exactly alike but for case and marks;
    silent where the references vary as well, and on one translation of sources that resemble each other.
    """

    code = "D104"
    category = Category.INCONSISTENT
    severity = Severity.MINOR
    message = "{what}"
    inputs = frozenset({SOURCE})

    FEWEST_WORDS = 3
    """Words of the source of a row that is looked at."""

    FEWEST_CHARACTERS = 6
    """The same in characters, for languages without spaces."""

    LONG = 5
    """Words of a translation that two different sources are unlikely to share."""

    DIFFERENT = 45
    """Per cent of likeness below which two sources are taken for different texts."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._document: Document | None = None
        self._repeated: frozenset[str] = frozenset()

    def _is_repeated(self, pair: Pair, *texts: str) -> bool:
        """Whether one of these texts comes several times in the document's sources or translations."""
        if pair.document is not self._document:
            self._document = pair.document
            sides = (pair.document.sources, pair.document.hypotheses)
            counts = [Counter(_plain(row.text) for row in side) for side in sides]
            self._repeated = frozenset(text for count in counts for text, times in count.items() if times > 1)
        return any(text in self._repeated for text in texts)

    def note(self, pair: Pair) -> Iterator[Fact]:
        """What the row says in source, translation and references."""
        text = pair.hypothesis.text
        if pair.source is None or not text.strip() or not pair.source.text.strip():
            return
        source, target = _plain(pair.source.text), _plain(text)
        if not self._is_repeated(pair, source, target):
            return
        spaced = self.data.traits(pair.source.lang).spaces
        if len(pair.source.words) < (self.FEWEST_WORDS if spaced else self.FEWEST_CHARACTERS):
            return
        value = {
            "text": _SPACE.sub(" ", text.strip()),
            "plain": target,
            "words": len(pair.hypothesis.words) if self.data.traits(pair.lang).spaces else len(text) // 2,
            "references": [_plain(row.text) for row in pair.references],
        }
        first = len(text) - len(text.lstrip())
        yield self.fact(pair, (first, len(text.rstrip())), source, json.dumps(value, ensure_ascii=False))

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Rarer translations of one source, and rows that share their translation with a source unlike their own."""
        by_source: dict[str, list[tuple[Fact, dict[str, object]]]] = defaultdict(list)
        by_target: dict[str, list[tuple[Fact, dict[str, object]]]] = defaultdict(list)
        for fact in sorted(facts, key=lambda fact: fact.marks[0].span):
            value = json.loads(fact.value)
            by_source[fact.key].append((fact, value))
            by_target[value["plain"]].append((fact, value))
        for rows in by_source.values():
            yield from self._several(rows)
        for rows in by_target.values():
            yield from self._shared(rows)

    def _several(self, rows: list[tuple[Fact, dict[str, object]]]) -> Iterator[Finding]:
        counts = Counter(str(value["plain"]) for _, value in rows)
        if len(counts) < 2:
            return
        usual, most = counts.most_common(1)[0]
        kept = next((fact, value) for fact, value in rows if value["plain"] == usual)
        for fact, value in rows:
            if value["plain"] == usual or counts[str(value["plain"])] == most > 1:
                continue
            if value["references"] and value["references"] != kept[1]["references"]:
                continue
            what = f"the same source text is translated {kept[1]['text']!r} in row {kept[0].row + 1}"
            yield self._finding(fact, kept[0], what, 0.75)

    def _shared(self, rows: list[tuple[Fact, dict[str, object]]]) -> Iterator[Finding]:
        sources = {fact.key for fact, _ in rows}
        if len(sources) < 2 or int(str(rows[0][1]["words"])) < self.LONG:
            return
        first, value = rows[0]
        for fact, other in rows[1:]:
            if fact.key == first.key or fuzz.ratio(fact.key, first.key) >= self.DIFFERENT:
                continue
            if value["references"] and value["references"] == other["references"]:
                continue
            what = f"this is also the translation of another source text, in row {first.row + 1}"
            yield self._finding(fact, first, what, 0.75)

    def _finding(self, fact: Fact, other: Fact, what: str, confidence: float) -> Finding:
        return Finding(
            code=self.code,
            rule=self.slug(),
            at=fact.marks[0],
            message=self.message.format(what=what),
            severity=self.severity,
            category=self.category,
            confidence=confidence,
            row=fact.row,
            evidence=other.marks,
        )


def _plain(text: str) -> str:
    """What two texts share that are alike but for case and the marks around them."""
    return text.casefold().strip(_MARKS)
