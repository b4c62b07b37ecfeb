"""What swapped names are looked for with: names of other texts that are missing, groups of strange names, where both stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hexapla.pair import Pair, Row
from hexapla.text.dates import months, weekdays
from hexapla.text.edits import EditKind
from hexapla.text.institutions import Mention, same_stem
from hexapla.text.names import Name, names, same_name

_EUROPE = frozenset({"nation/EU", "continent/EU"})
_ACRONYM = 5  # letters of the longest acronyms
_REACH = 3000  # code points between names that may stand for one another


@dataclass(frozen=True, slots=True)
class Missing:
    """A name of another text that the hypothesis lacks.

    Attributes:
        row: The other text.
        start: Where the name begins there.
        end: Where it ends.
        key: Its case-folded form.
        listed: Whether it is a place of the lists.
        agreed: Whether the source is known to have it, too.
        doubtful: Whether it only begins sentences, and may be another word.
        verbatim: Whether the source has the very word.
        ours: Whether it is an acronym that its language knows, none of another language.
        word: Whether it is a word of the source's language, too.
    """

    row: Row
    start: int
    end: int
    key: str
    listed: bool = False
    agreed: bool = False
    doubtful: bool = False
    verbatim: bool = False
    ours: bool = False
    word: bool = False

    @property
    def firm(self) -> bool:
        """Whether reference and source have the very name, or name one place, so that any translation must."""
        return (
            not self.doubtful and self.agreed and (self.listed or (self.verbatim and not (self.acronym or self.word)))
        )

    @property
    def acronym(self) -> bool:
        """Whether it is written in capitals, so that a translation may spell it out."""
        return self.row.text[self.start : self.end].isupper()


def shared_dates(own: Row, rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where months and days of the week stand that another row names too."""
    found = []
    for named in (months, weekdays):
        theirs = {value for row in rows for _, _, value in named(row.text, row.lang)}
        found += [(start, end) for start, end, value in named(own.text, own.lang) if value in theirs]
    return found


def lost_dates(own: Row, other: Row) -> list[tuple[int, int]]:
    """Where another row names months and days of the week that a row does not."""
    found = []
    for named in (months, weekdays):
        mine = {value for _, _, value in named(own.text, own.lang)}
        found += [(start, end) for start, end, value in named(other.text, other.lang) if value not in mine]
    return found


def as_missing(mentions: list[tuple[Row, Mention]]) -> list[Missing]:
    """Mentions of other texts as names that are missing."""
    return [Missing(row, m.start, m.end, "") for row, m in mentions]


class Tally:
    """How often the bodies of the lists are named in rows; each set of ids is counted once."""

    def __init__(self, mentions: Iterable[tuple[Row, Mention]]) -> None:
        self._of: dict[int, Counter[frozenset[str]]] = {}
        self._times: dict[tuple[int, frozenset[str]], int] = {}
        for row, mention in mentions:
            self._of.setdefault(id(row), Counter())[mention.ids] += 1

    def times(self, ids: frozenset[str], row: Row) -> int:
        """How often some of the ids are named in a row."""
        key = id(row), ids
        if key not in self._times:
            named = self._of.get(id(row), Counter())
            self._times[key] = sum(times for others, times in named.items() if not others.isdisjoint(ids))
        return self._times[key]


def class_of(body: str) -> str:
    """What an id is of: ``nation``, ``city``, ``kind`` ..."""
    return body.split("/", 1)[0]


def widened(mentions: list[tuple[Row, Mention]]) -> set[str]:
    """The ids of mentions; a city stands for its country and a country for its cities, the European Union for Europe."""
    found: set[str] = set()
    for _, mention in mentions:
        for body in mention.ids:
            found.add(body)
            if body.startswith("city/"):
                found.add("nation/" + body.split("/")[1])
    if not found.isdisjoint(_EUROPE):
        found |= _EUROPE
    return found


def known_to(key: str, rows: list[Row], strict: str = "") -> bool:
    """Whether a row has a word that can be this name; in the language `strict` only an inflected form can."""
    if any(key in row.forms for row in rows):
        return True
    for row in rows:
        if row.lang == strict:
            if any(same_stem(key, form) for form in row.forms):
                return True
            continue
        others = [n.key for n in names(row.text, row.lang)]
        others += [form for form in row.forms if len(form) > 3 and form[0] == key[0]]
        if any(same_name(key, other) for other in dict.fromkeys(others)):
            return True
    return False


def shouted(word: str) -> bool:
    """Whether a word in capitals is so long that they are emphasis; shorter ones are acronyms."""
    return len(word) > _ACRONYM and word.isupper()


def abbreviates(word: str, rows: Sequence[Row]) -> bool:
    """Whether a word in capitals is made of the initials of neighbouring words."""
    if not word.isupper():
        return False
    return any(word.casefold() in "".join(token.key[0] for token in row.words if len(token.key) > 3) for row in rows)


def too_often(key: str, times: int, others: list[Counter[str]]) -> bool:
    """Whether a name stands here more often than in any other text, of each of which the names are counted."""
    if times < 2 or any(names_[key] >= times for names_ in others):  # mostly it is the second
        return False
    return max(sum(n for name, n in names_.items() if same_name(key, name)) for names_ in others) < times


def grouped(strange: list[Name], text: str) -> Iterator[list[Name]]:
    """Names that stand beside each other as one."""
    group: list[Name] = []
    for name in strange:
        if group and text[group[-1].end : name.start].strip(" -‐’'·.") == "" and name.start - group[-1].end < 3:
            group.append(name)
            continue
        if group:
            yield group
        group = [name]
    if group:
        yield group


def block_of(pair: Pair, start: int, largest: int) -> list[tuple[Row, int, int]]:
    """Where the changed stretches of the token alignments that hold a place of the hypothesis are in the references.

    Args:
        pair: The pair.
        start: Where a token of the hypothesis begins.
        largest: How many tokens a stretch has on either side at most.

    Returns:
        References, and where the first and the last token of the stretch begin there.
    """
    found = []
    at = bisect_left(pair.hypothesis.tokens, start, key=lambda token: token.start)
    for reference, edits in zip(pair.references, pair.aligned, strict=True):
        edit = edits[bisect_right(edits, at, key=lambda edit: edit.hyp_from) - 1] if edits else None
        if edit is None or edit.kind is not EditKind.REPLACE:
            continue
        if max(edit.hyp_to - edit.hyp_from, edit.ref_to - edit.ref_from) <= largest:
            tokens = reference.tokens[edit.ref_from : edit.ref_to]
            found.append((reference, tokens[0].start, tokens[-1].start))
    return found


def token_end(row: Row, start: int) -> int:
    """Where the token that begins at a place of a row ends."""
    return next((token.end for token in row.tokens if token.start == start), start)


def in_block(pair: Pair, start: int, missing: Sequence[Missing], largest: int) -> bool:
    """Whether one changed stretch of the token alignment has the strange and a missing name."""
    if not missing:
        return False
    blocks = block_of(pair, start, largest)
    return any(m.row is row and first <= m.start <= last for row, first, last in blocks for m in missing)


class Places:
    """Missing names by their places, to find those at a place like that of a strange one."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self._missing = missing
        self._shares = sorted((m.start / max(1, len(m.row.text)), k) for k, m in enumerate(missing))
        self._starts = sorted((id(m.row), m.start, k) for k, m in enumerate(missing))

    def near(self, pair: Pair, start: int, share: float, largest: int) -> list[Missing]:
        """Those no farther apart than a share of the row (never more than 3,000 code points), or in one changed stretch."""
        length = max(1, len(pair.hypothesis.text))
        share = min(share, _REACH / length)
        first = bisect_left(self._shares, (start / length - share, -1))
        last = bisect_right(self._shares, (start / length + share, len(self._missing)))
        by_place = sorted(k for _, k in self._shares[first:last])
        taken = set(by_place)
        in_stretch = []
        for row, begin, end in block_of(pair, start, largest):
            lo = bisect_left(self._starts, (id(row), begin, -1))
            hi = bisect_right(self._starts, (id(row), end, len(self._missing)))
            in_stretch += [k for _, _, k in self._starts[lo:hi] if k not in taken]
        return [self._missing[k] for k in (*by_place, *sorted(in_stretch))]


def distance(own: Row, start: int, other: Row, there: int) -> float:
    """How far apart two places are, each taken as a share of its row."""
    return abs(start / max(1, len(own.text)) - there / max(1, len(other.text)))
