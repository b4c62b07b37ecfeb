"""What swapped names are looked for with: names of other texts that are missing, groups of strange names, where both stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.pair import Pair, Row
from hexapla.text.dates import months, weekdays
from hexapla.text.edits import EditKind
from hexapla.text.institutions import Mention, same_stem
from hexapla.text.names import Name, names, same_name

_EUROPE = frozenset({"nation/EU", "continent/EU"})
_ACRONYM = 5  # letters of the longest acronyms


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
    """

    row: Row
    start: int
    end: int
    key: str
    listed: bool = False
    agreed: bool = False
    doubtful: bool = False
    verbatim: bool = False

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


def as_missing(mentions: list[tuple[Row, Mention]]) -> list[Missing]:
    """Mentions of other texts as names that are missing."""
    return [Missing(row, m.start, m.end, "") for row, m in mentions]


def times_named(mentions: list[tuple[Row, Mention]], ids: frozenset[str], row: Row | None = None) -> int:
    """How often some of the ids are named, in one row or in all."""
    return sum(not mention.ids.isdisjoint(ids) for where, mention in mentions if row is None or where is row)


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
    if any(key == token.key for row in rows for token in row.words):
        return True
    for row in rows:
        if row.lang == strict:
            if any(same_stem(key, token.key) for token in row.words):
                return True
            continue
        others = [n.key for n in names(row.text, row.lang)]
        others += [token.key for token in row.words if len(token.key) > 3 and token.key[0] == key[0]]
        if any(same_name(key, other) for other in others):
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


def too_often(key: str, times: int, rows: list[Row]) -> bool:
    """Whether a name stands here more often than in any other text."""
    return times > 1 and max(sum(same_name(key, n.key) for n in names(row.text, row.lang)) for row in rows) < times


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


def in_block(pair: Pair, start: int, missing: list[Missing], largest: int) -> bool:
    """Whether one changed stretch of the token alignment has the strange and a missing name."""
    if not missing:
        return False
    for reference, edits in zip(pair.references, pair.aligned, strict=True):
        own, theirs = pair.hypothesis.tokens, reference.tokens
        starts = {m.start for m in missing if m.row is reference}
        for edit in edits:
            if (
                edit.kind is not EditKind.REPLACE
                or max(edit.hyp_to - edit.hyp_from, edit.ref_to - edit.ref_from) > largest
            ):
                continue
            here = any(own[i].start == start for i in range(edit.hyp_from, edit.hyp_to))
            if here and any(theirs[i].start in starts for i in range(edit.ref_from, edit.ref_to)):
                return True
    return False


def distance(own: Row, start: int, other: Row, there: int) -> float:
    """How far apart two places are, each taken as a share of its row."""
    return abs(start / max(1, len(own.text)) - there / max(1, len(other.text)))
