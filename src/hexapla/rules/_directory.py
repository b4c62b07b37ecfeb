"""What the rows of a document tell about its names: which of its texts have one, and how the translation writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hexapla.pair import Document, Pair, Row
from hexapla.text.institutions import same_stem
from hexapla.text.names import Name, names, same_sound

_KEPT = 0.6
"""Share of the rows in which the translation must write a name like the source, for it to be missed elsewhere."""


@dataclass(frozen=True)
class Directory:
    """The names a document's texts have, but those that only begin sentences.

    Attributes:
        document: The document.
        of: Gives the names of a row.
    """

    document: Document
    of: Callable[[Row], Sequence[Name]]
    _kept: dict[str, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)

    @cached_property
    def sources(self) -> frozenset[str]:
        """Names of the source."""
        return frozenset(name.key for row in self.document.sources for name in self.of(row) if not name.initial)

    @cached_property
    def references(self) -> frozenset[str]:
        """Names of the references."""
        return frozenset(name.key for row in self.document.references for name in self.of(row) if not name.initial)

    def named(self, key: str, in_source: bool) -> bool:
        """Whether a word that begins a sentence is a name elsewhere in the texts it is from."""
        return key in (self.sources if in_source else self.references)

    @cached_property
    def own(self) -> Counter[str]:
        """Names of the hypothesis and how often they stand there."""
        rows = self.document.hypotheses
        return Counter(n.key for row in rows for n in names(row.text, row.lang) if not n.initial)

    @cached_property
    def _beside(self) -> list[tuple[Counter[str], Counter[str]]]:
        """Row by row the names of the hypothesis and of its other texts, where the document's rows match."""
        own, sources = self.document.hypotheses, self.document.sources
        references = self.document.references
        if sources and len(sources) != len(own):
            return []
        if references and len(references) % max(1, len(own)):
            return []
        rows = []
        for i, row in enumerate(own):
            others = [*sources[i : i + 1], *references[i :: len(own)]]
            theirs = [Counter(name.key for name in names(other.text, other.lang)) for other in others]
            most = Counter[str]()
            for counts in theirs:
                most |= counts
            rows.append((Counter(name.key for name in names(row.text, row.lang)), most))
        return rows

    def translates(self, key: str, other: str) -> bool:
        """Whether the document keeps putting one name for another, as a translation does."""
        if key in self.sources or key in self.references:
            return False  # a name of its own
        times = 0
        for i in self._rows_of.get(key, ()):
            own, theirs = self._beside[i]
            if other in theirs and other not in own and key not in theirs:
                times += min(own[key], theirs[other])
        return times > 1

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """Name of the hypothesis -> the rows of `_beside` that have it."""
        found: dict[str, list[int]] = {}
        for i, (own, _) in enumerate(self._beside):
            for key in own:
                found.setdefault(key, []).append(i)
        return found

    def elsewhere(self, key: str, pair: Pair) -> bool:
        """Whether a word is a name of another row."""
        if key in self.references or key in self.sources:
            return True
        if pair.references and self.again(key, pair):
            return True
        if any(same_stem(key, other) for other in self.references):
            return True
        return any(same_sound(key, other) for other in self.sources)

    @cached_property
    def _source_rows(self) -> dict[str, set[int]]:
        """Name of the source -> the rows that have it; empty where the document's rows do not match."""
        found: dict[str, set[int]] = {}
        if len(self.document.sources) == len(self.document.hypotheses):
            for i, row in enumerate(self.document.sources):
                for name in self.of(row):
                    if name.key in self.sources:
                        found.setdefault(name.key, set()).add(i)
        return found

    def again(self, key: str, pair: Pair) -> bool:
        """Whether another row of the hypothesis has this name too."""
        return self.own[key] > sum(n.key == key for n in names(pair.hypothesis.text, pair.lang) if not n.initial)

    @cached_property
    def _own_rows(self) -> dict[str, list[int]]:
        """Name of the hypothesis -> its rows; empty where the document's rows do not match."""
        found: dict[str, list[int]] = {}
        if len(self.document.sources) == len(self.document.hypotheses):
            for i, row in enumerate(self.document.hypotheses):
                for key in {name.key for name in names(row.text, row.lang)}:
                    found.setdefault(key, []).append(i)
        return found

    def companions(self, key: str, pair: Pair) -> frozenset[str]:
        """Words of the source that stand in most of the other rows in which the hypothesis has a name, and in few others."""
        rows = [i for i in self._own_rows.get(key, ()) if i != pair.index]
        often = Counter(word for i in rows for word in {token.key for token in self.document.sources[i].words})
        most = 2 * len(rows) + 1
        return frozenset(
            word for word, times in often.items() if times >= _KEPT * len(rows) and self._source_counts[word] <= most
        )

    def stands_for(self, key: str, wanted: str, pair: Pair) -> bool:
        """Whether the source has some words in another row in which the hypothesis has a name, so that they may be its own."""
        rows = [i for i in self._own_rows.get(key, ()) if i != pair.index]
        return any(wanted in self.document.sources[i].text for i in rows)

    @cached_property
    def _source_counts(self) -> Counter[str]:
        """How many rows of the source have each word."""
        return Counter(word for row in self.document.sources for word in {token.key for token in row.words})

    def keeps(self, key: str, pair: Pair) -> bool:
        """Whether the translation of other rows writes a name of the source as the source does, or by its sound."""
        if key not in self._kept:
            rows = self._source_rows.get(key, set())
            kept = frozenset(
                i for i in rows if any(same_sound(key, token.key) for token in self.document.hypotheses[i].words)
            )
            self._kept[key] = frozenset(rows), kept
        rows_, kept_ = self._kept[key]
        others, there = rows_ - {pair.index}, kept_ - {pair.index}
        return bool(there) and len(there) >= _KEPT * len(others)
