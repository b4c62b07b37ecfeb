"""K102: a term that the rest of the document says otherwise."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from hexapla.model import Category, Fact, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import SOURCE, WideRule


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row: the stems of its words in source, translation and references."""

    fact: Fact
    source: dict[str, str]
    own: dict[str, str]
    references: frozenset[str]
    given: bool


class DriftingTerm(WideRule):
    """A word of the source that the document translates one way is translated another way here.

    Why it matters: readers look for a difference where there is none.
    Example (de): "Vergleich" for "settlement" in four rows, "Siedlung" in the fifth.
    Limits: knows no glossary but the document: a word of the source that comes in five rows and more, and a word that
    stands in the translation of nearly all of them and of hardly any other; with references, theirs must keep to one word.
    """

    code = "K102"
    category = Category.INCONSISTENT
    severity = Severity.MINOR
    message = "{source!r} is {usual!r} in {count} other rows of the document, and that word is not here"
    inputs = frozenset({SOURCE})
    preview = True
    yields_to: ClassVar[frozenset[str]] = frozenset({"wrong-term", "inconsistent-translation"})

    FEWEST = 5
    """Rows in which the word of the source must stand."""

    SHARE = 0.75
    """Least share of these rows that have the usual translation."""

    ELSEWHERE = 0.2
    """Most that the usual translation may stand in rows without the word of the source, as a share of its rows."""

    STEM = 5
    """First letters by which the forms of a word are taken for one."""

    EVERYDAY = 5.3
    """Zipf frequency from which a word is no term."""

    def note(self, pair: Pair) -> Iterator[Fact]:
        """The words of the row that may be terms."""
        if pair.source is None or not pair.hypothesis.words:
            return
        end = len(pair.hypothesis.text.rstrip())
        value = {
            "source": self._stems(pair.source),
            "own": self._stems(pair.hypothesis),
            "references": sorted({stem for row in pair.references for stem in self._stems(row)}),
            "given": bool(pair.references),
        }
        yield self.fact(pair, (end, end), "row", json.dumps(value, ensure_ascii=False))

    def _stems(self, row: Row) -> dict[str, str]:
        """Stem -> word as it stands, of the words that may be terms."""
        if not self.data.traits(row.lang).spaces:
            return {}
        found: dict[str, str] = {}
        for token in row.words:
            if len(token.key) >= self.STEM - 1 and self.data.words.frequency(token.key, row.lang) < self.EVERYDAY:
                found.setdefault(token.key[: self.STEM], token.text)
        return found

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Rows without the usual translation."""
        rows = []
        for fact in sorted(facts, key=lambda fact: fact.marks[0].span):
            value = json.loads(fact.value)
            rows.append(_Seen(fact, value["source"], value["own"], frozenset(value["references"]), value["given"]))
        holding: dict[str, list[_Seen]] = defaultdict(list)
        everywhere: Counter[str] = Counter()
        for row in rows:
            everywhere.update(row.own.keys())
            for stem in row.source:
                holding[stem].append(row)
        for stem, held in holding.items():
            if len(held) < self.FEWEST:
                continue
            usual = self._usual(held, everywhere)
            if usual is None or usual == stem:
                continue
            kept = self._usual_of_references(held)
            for row in held:
                if usual in row.own or (row.given and kept is None) or (kept and kept not in row.references):
                    continue
                yield self._found(row, stem, usual, held)

    def _usual(self, held: list[_Seen], everywhere: Counter[str]) -> str | None:
        counts = Counter(stem for row in held for stem in row.own)
        for stem, count in counts.most_common(3):
            if self.SHARE <= count / len(held) < 1 and (everywhere[stem] - count) <= self.ELSEWHERE * everywhere[stem]:
                return stem
        return None

    @staticmethod
    def _usual_of_references(held: list[_Seen]) -> str | None:
        """A word that the references of all these rows have."""
        common = frozenset.intersection(*(row.references for row in held))
        return min(common, default=None)

    def _found(self, row: _Seen, stem: str, usual: str, held: list[_Seen]) -> Finding:
        said = next(other.own[usual] for other in held if usual in other.own)
        return Finding(
            code=self.code,
            rule=self.slug(),
            at=row.fact.marks[0],
            message=self.message.format(
                source=row.source[stem], usual=said, count=sum(usual in other.own for other in held)
            ),
            severity=self.severity,
            category=self.category,
            confidence=0.7 if row.given else 0.5,
            row=row.fact.row,
            evidence=next(other.fact.marks for other in held if usual in other.own),
        )
