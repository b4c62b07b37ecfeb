"""Names that reference and source agree on and the translation lacks, and the strange names that stand in their stead.

Which of the two belong together is decided here; what other rows of the document know is `swapped_name`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.languages import LanguageData
from hexapla.languages.lexicons import lexicon_of
from hexapla.pair import Pair, Row
from hexapla.rules._swaps import Missing, abbreviates, distance, grouped, in_block, shared_dates, shouted, widened
from hexapla.rules._unfounded import Unfounded
from hexapla.text.institutions import Mention, same_stem
from hexapla.text.names import SHORTEST, Name, heard, names, respelt, same_name, same_sound

COMMON = 4.2
"""Zipf frequency from which a word with a capital is taken for a common noun, unless it is a listed place."""

RARE = 3.5
"""The same for a word that begins a sentence."""

FAR = 0.3
"""How far apart, as a share of the row, a lost name and a strange one may stand where there are others."""

EVERYDAY = 5.0
"""The same where another word with a capital stands beside it: parts of names are often words."""

UNUSUAL = 3.3
"""Frequency below which a word with a capital is a name even if no source tells."""

WORD = 4.5
"""Zipf frequency from which a name is a word of the source's language that a translation may well translate."""

OURS = 3.0
"""Zipf frequency from which an acronym is one of the language that its reference is in, and spelt out by its own letters."""

UNUSUAL_PLACED = 3.9
"""The same inside a sentence, in one changed stretch with a lost name."""

BLOCK_ALONE = 5
"""Tokens of a changed stretch in which a strange name stands for a lost one if no source tells."""

BLOCK = 8
"""Tokens of a changed stretch in which a strange name is taken to stand for a lost one."""

PLACES = ("nation/", "city/", "continent/")

Finder = Callable[[Row], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Swap:
    """A strange name and the lost one that it stands for, if that is known."""

    start: int
    end: int
    lost: Missing | None
    near: bool


class LostNames:
    """Looks for swaps in rows that have a reference.

    Args:
        data: Of the languages.
        find: Gives the listed names of a row.
    """

    def __init__(self, data: LanguageData, find: Finder) -> None:
        self._data = data
        self._find = find
        self._unfounded = Unfounded(data, find)

    def swaps(self, pair: Pair, rows: list[Row]) -> Iterator[Swap]:
        """Strange names of the hypothesis that stand for a lost one, then those that can only be wrong."""
        if not pair.references:
            return
        capitals = self._data.traits(pair.lang).capitals
        strange = [group for group in self._strange(pair, rows) if capitals or group.listed]
        if not strange:
            return
        found = list(self._paired(pair, strange)) if capitals else []
        yield from found
        for group in strange:
            if any(group.start == swap.start for swap in found) or group.beside:
                continue
            if self._unfounded.proves(pair, rows, group.names, listed=group.listed):
                yield Swap(group.start, group.names[-1].end, None, False)

    def _paired(self, pair: Pair, strange: list[_Group]) -> Iterator[Swap]:
        """Strange names beside a name that the hypothesis lacks and every other text has that can tell."""
        runs = list(_runs(list(self._lost(pair))))
        if not runs:
            return
        left = list(runs)
        for group in strange:
            placed = next((run for run in left if in_block(pair, group.start, run, BLOCK)), None)
            if placed and (_agreed(placed) or self._sure(group, placed, pair, BLOCK_ALONE)) and group.good(placed):
                left.remove(placed)
                yield from group.swap(placed, near=True)
        others = [group for group in strange if group.good() and (group.listed or not group.beside)]
        if len(left) != len(runs) or self._data.traits(pair.lang).noun_capitals or not others:
            return
        if len(runs) == 1 or len(others) == 1:
            group = min(others, key=lambda g: g.zipf)
            far = [(distance(pair.hypothesis, group.start, run[0].row, run[0].start), i) for i, run in enumerate(runs)]
            run = runs[min(far)[1]]
            if _agreed(run) or (len(runs) == len(others) == 1 and self._sure(group, run, pair, 0)):
                yield from group.swap(run, near=False)
            return
        for group in others:
            far = [(distance(pair.hypothesis, group.start, r[0].row, r[0].start), i) for i, r in enumerate(runs)]
            apart, i = min(far)
            if apart <= FAR and _agreed(runs[i]):
                yield from group.swap(runs[i], near=False)

    def _tells(self, pair: Pair) -> bool:
        """Whether the source can tell by its letters which names are names."""
        return pair.source is not None and bool(pair.source.text.strip()) and self._data.traits(pair.source.lang).spaces

    def _sure(self, group: _Group, run: list[Missing], pair: Pair, block: int) -> bool:
        """Whether two names are taken for one another where no source tells: rare words or listed places, close together."""
        if block and in_block(pair, group.start, run, block):
            return group.listed or group.zipf < (UNUSUAL_PLACED if not group.names[0].initial else UNUSUAL)
        rare = any(self._data.words.frequency(m.key, m.row.lang) < COMMON for m in run)
        return (group.listed or group.zipf < UNUSUAL) and (rare or any(" " in m.key or m.listed for m in run))

    def _lost(self, pair: Pair) -> Iterator[Missing]:
        """Names of the first reference that the others have too, and the source if it tells, and no word here can stand for."""
        first, *others = pair.references
        source = pair.source if pair.source and pair.source.text.strip() else None
        tells = self._tells(pair)
        here = [form for form in pair.hypothesis.forms if len(form) > 1]
        own = [form for form, capital in pair.hypothesis.forms.items() if capital]
        mine = widened([(pair.hypothesis, mention) for mention in self._find(pair.hypothesis)])
        theirs = [widened([(row, m) for m in self._find(row)]) for row in others]
        sources = widened([(source, m) for m in self._find(source)]) if source else set[str]()
        listed = self._find(first)
        for mention in listed:
            ids = widened([(first, mention)])
            if any(i.startswith("city/") for i in mention.ids) and any(
                other is not mention and ids & other.ids for other in listed
            ):
                ids = set(mention.ids)  # the country is named beside its city
            if not any(i.startswith(PLACES) for i in ids) or ids & mine or not all(ids & known for known in theirs):
                continue
            if ids & sources or source is None:
                key = first.text[mention.start : mention.end].casefold()
                yield Missing(first, mention.start, mention.end, key, listed=True, agreed=bool(ids & sources))
        every = [*names(first.text, first.lang), *_short_acronyms(first)]
        beside = {n.start for pair_ in pairwise(every) if _together(*pair_, first.text) for n in pair_}
        for name in every:
            if any(m.start <= name.start < m.end for m in listed):
                continue
            verbatim = name.key in pair.source_words
            word_there = (
                verbatim and self._data.words.frequency(name.key, pair.source.lang if pair.source else "") >= WORD
            )
            if len(name.key) < SHORTEST and not verbatim:
                continue
            if self._common(name, first, EVERYDAY if verbatim or name.start in beside else COMMON):
                continue
            if any(same_stem(name.key, key) for key in here) or any(same_name(name.key, key) for key in own):
                continue
            word = first.text[name.start : name.end]
            if abbreviates(word, (pair.hypothesis, first)) or name.key in pair.hypothesis.text.casefold():
                continue
            agreed = source is not None and self._has(source, name.key)
            if (tells and not agreed) or not all(self._has(row, name.key) for row in others):
                continue
            if self._data.traits(pair.lang).noun_capitals and not verbatim:
                continue
            doubtful = name.initial and not verbatim and not word.isupper()
            if doubtful and source is None:
                continue
            if not doubtful or agreed or self._data.words.frequency(name.key, first.lang) < RARE:
                ours = word.isupper() and self._data.words.frequency(name.key, first.lang) >= OURS
                yield Missing(
                    first, name.start, name.end, name.key, False, agreed, doubtful, verbatim, ours, word_there
                )

    def _has(self, row: Row, key: str) -> bool:
        """Whether a row has a name that sounds like this one."""
        if self._data.traits(row.lang).capitals:
            return any(heard(key, name.key) for name in names(row.text, row.lang))
        return any(heard(key, form) for form in row.forms)

    def _strange(self, pair: Pair, rows: list[Row]) -> list[_Group]:
        """Names of the hypothesis, and listed places, that no other text has by any spelling."""
        row = pair.hypothesis
        known = widened([(other, mention) for other in rows for mention in self._find(other)])
        mentions = self._find(row)
        places = [m for m in mentions if any(i.startswith(PLACES) for i in m.ids)]
        strange = [m for m in places if not known & widened([(row, m)])]
        found = [Name(m.start, m.end, row.text[m.start : m.end].casefold(), False) for m in strange]
        taken = [(m.start, m.end) for m in mentions if m in strange or known & widened([(row, m)])]
        taken += shared_dates(row, rows)
        every = names(row.text, row.lang)
        explained: dict[str, bool] = {}
        for name in every:
            word = row.text[name.start : name.end]
            if any(start <= name.start < end for start, end in taken) or self._common(name, row, EVERYDAY):
                continue
            if name.initial and pair.source is None:
                continue  # nothing tells it from any word that begins a sentence
            if name.key not in explained:
                explained[name.key] = self._known(name.key, rows, row)
            if not explained[name.key] and not abbreviates(word, (row, *rows)):
                found.append(name)
        proper = _edges(name for name in every if not self._common(name, row, EVERYDAY))
        inside = _edges(name for name in every if not name.initial)
        groups = []
        for group in grouped(sorted(found, key=lambda name: name.start), row.text):
            zipf = min(self._data.words.frequency(name.key, row.lang) for name in group)
            is_listed = any(name.start == m.start for name in group for m in strange)
            beside, within = (_adjoins(group, row.text, *edges) for edges in (proper, inside))
            groups.append(_Group(tuple(group), zipf, is_listed, beside, within))
        return groups

    def _known(self, key: str, rows: list[Row], own: Row) -> bool:
        """Whether another text has a name that can be this one, or a word that it is made of."""
        strict = self._data.traits(own.lang).noun_capitals
        for row in rows:
            nouns = strict and row.lang == own.lang
            for other, capital in row.forms.items():
                if key == other or same_stem(key, other):
                    return True
                if not nouns and (same_sound(key, other) or (capital and heard(key, other))):
                    return True
        return False

    def _common(self, name: Name, row: Row, limit: float) -> bool:
        """Whether a word with a capital is no name: a word as frequent as that, a unit, or a word that is shouted."""
        word = row.text[name.start : name.end]
        if shouted(word):
            return True
        lexicon = lexicon_of(row.lang)
        if name.key in lexicon.unit_words or name.key in lexicon.months or name.key in lexicon.weekdays:
            return True
        return not word.isupper() and self._data.words.frequency(name.key, row.lang) >= limit


@dataclass(frozen=True, slots=True)
class _Group:
    """Strange names that stand together.

    Attributes:
        names: The names.
        zipf: Frequency of the rarest.
        listed: Whether a listed place is among them.
        beside: Whether a name that other texts have stands right beside them.
        within: Whether any word with a capital does, as in a longer name.
    """

    names: tuple[Name, ...]
    zipf: float
    listed: bool
    beside: bool
    within: bool

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.names[0].start

    def good(self, run: Sequence[Missing] = ()) -> bool:
        """Whether these are names rather than words with a capital, as it seems if they stand where a lost name belongs."""
        if self.listed or len(self.names) > 1:
            return True
        if any(missing.firm for missing in run):
            return True
        placed = run and not all(missing.doubtful for missing in run)
        return self.zipf < (COMMON if placed or not self.names[0].initial else RARE)

    def swap(self, run: list[Missing], *, near: bool) -> Iterator[Swap]:
        """The swap, unless one name may be the other in the spelling of another language, or what its letters stand for."""
        spelt_out = self.zipf > RARE and (len(self.names) > 1 or self.within)
        if spelt_out and len(run) == 1 and run[0].acronym and not run[0].ours:
            return
        if not any(respelt(name.key, missing.key) for name in self.names for missing in run):
            yield Swap(self.start, self.names[-1].end, run[0], near)


def _short_acronyms(row: Row) -> Iterator[Name]:
    """The acronyms of two letters of a row."""
    for token in row.words:
        if len(token.text) == SHORTEST - 1 and token.text.isupper():
            yield Name(token.start, token.end, token.key, False)


def _agreed(run: Sequence[Missing]) -> bool:
    """Whether the source is known to have one of some lost names."""
    return any(missing.agreed for missing in run)


def _edges(some: Iterable[Name]) -> tuple[frozenset[int], frozenset[int]]:
    """Where names begin, and where they end."""
    every = list(some)
    return frozenset(name.start for name in every), frozenset(name.end for name in every)


def _adjoins(group: Sequence[Name], text: str, starts: frozenset[int], ends: frozenset[int]) -> bool:
    """Whether one of the names that begin and end there stands right before or right behind others."""
    before, after = group[0].start - 1, group[-1].end
    return (before in ends and text[before] in " -") or (after + 1 in starts and text[after] in " -")


def _together(one: Name, other: Name, text: str) -> bool:
    """Whether nothing but a space or a hyphen is between two names."""
    return text[one.end : other.start] in (" ", "-")


def _runs(lost: list[Missing]) -> Iterator[list[Missing]]:
    """Lost names that stand beside each other as one."""
    run: list[Missing] = []
    for missing in sorted(lost, key=lambda m: m.start):
        if run and missing.row.text[run[-1].end : missing.start].strip(" -.·") == "":
            run.append(missing)
            continue
        if run:
            yield run
        run = [missing]
    if run:
        yield run
