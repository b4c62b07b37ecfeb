"""E102: a person, place, country or kind of body is named that is not the one the reference or the source names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.languages import LanguageData
from hexapla.languages.tags import UNKNOWN
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Document, Pair, Row
from hexapla.rules import Rule
from hexapla.rules._directory import Directory
from hexapla.text.dates import months, weekdays
from hexapla.text.edits import EditKind
from hexapla.text.institutions import LexiconFinder, Mention, same_stem
from hexapla.text.names import Name, names, same_name, same_sound
from hexapla.text.places import mapped

LATIN = "Latn"
SHORT = 3


@dataclass(frozen=True, slots=True)
class _Missing:
    """A name of another text that the hypothesis lacks."""

    row: Row
    start: int
    end: int
    key: str


class SwappedName(Rule):
    """The translation names another person, place, country or kind of body than the reference or the source.

    Why it matters: who did it is what readers take away.
    Example (en): "said Carter" where the reference and the source have "Miller" and Carter speaks elsewhere.
    Limits: an alias, an inflected or transliterated form is let through, and so is a name that is similar by chance.
    """

    code = "E102"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{where} {wanted!r} here and nothing like {found!r}"
    yields_to = frozenset({"swapped-institution"})

    FAR = 0.4
    """How far apart, as a share of the row, two names may stand that are taken for one another."""

    CLOSE = 0.12
    """The same for a noun of a language that writes all nouns with a capital."""

    LARGEST_BLOCK = 5
    """Tokens of a changed stretch in which a new name is taken to stand for the missing one without further proof."""

    SMALLEST_BLOCK = 3
    """The same where the source's script has no capitals to tell names by."""

    VAGUE = frozenset(f"kind/{kind}" for kind in ("commission", "committee", "minister", "ministry", "museum"))
    """Kinds of body that are translated so freely that the source alone does not tell."""

    RARE = 3.2
    """Zipf frequency below which a noun of a language that writes all nouns with a capital is taken for a name."""

    FUNCTION_WORD = 5.5
    """Zipf frequency from which a word of the source stands beside anything."""

    WORD = 4.5
    """Zipf frequency from which a name of the source is a word that translations put in their own language."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._finder = LexiconFinder()
        self._directory = Directory(Document(), self._names)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Countries, cities and kinds of body from the lists; then names of the document."""
        rows = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        if not rows or not pair.hypothesis.text.strip():
            return
        listed = self._find(pair.hypothesis)
        if listed:
            theirs = [(row, mention) for row in rows for mention in self._find(row)]
            yield from self._listed(pair, listed, theirs)
            known = _widened(theirs)
            listed = tuple(mention for mention in listed if not mention.ids.isdisjoint(known))
        yield from self._named(pair, listed, rows)

    def _find(self, row: Row) -> tuple[Mention, ...]:
        return self._finder.find(row.text, row.lang)

    def _listed(self, pair: Pair, listed: Sequence[Mention], theirs: list[tuple[Row, Mention]]) -> Iterator[Finding]:
        """Listed names that no other text has, where each of them has another of the same class that is missing here."""
        known = _widened(theirs)
        own = [(pair.hypothesis, mention) for mention in listed]
        for mention in listed:
            surplus = not mention.ids.isdisjoint(known)
            if surplus and _times(own, mention.ids) <= max(_times(theirs, mention.ids, row) for row, _ in theirs):
                continue
            kinds = {_class(body) for body in mention.ids}
            rivals = [
                (row, m)
                for row, m in theirs
                if kinds & {_class(body) for body in m.ids} and _times(own, m.ids) < _times(theirs, m.ids, row)
            ]
            in_source = [(row, m) for row, m in rivals if row is pair.source]
            near = [(r, m) for r, m in rivals if _distance(pair.hypothesis, mention.start, r, m.start) <= self.FAR]
            in_reference = [(row, m) for row, m in near if row is not pair.source]
            agreed = [(r, m) for r, m in in_reference if any(m.ids & other.ids for _, other in in_source)]
            at = (mention.start, mention.end)
            if surplus and not (agreed and _in_block(pair, at[0], _as_missing(agreed), self.LARGEST_BLOCK)):
                continue
            if agreed:
                yield self._swap(pair, at, _as_missing(agreed), 0.93)
            elif in_reference and _in_block(pair, at[0], _as_missing(in_reference), self.LARGEST_BLOCK):
                yield self._swap(pair, at, _as_missing(in_reference), 0.8)
            elif not pair.references and near and mention.ids.isdisjoint(self.VAGUE):
                yield self._swap(pair, at, _as_missing(near), 0.75)

    def _named(self, pair: Pair, listed: Sequence[Mention], rows: list[Row]) -> Iterator[Finding]:
        """Names that this row's other texts lack, where they have one that is missing here."""
        if self._directory.document is not pair.document:
            self._directory = Directory(pair.document, self._names)
        candidates = self._candidates(pair)
        often = {n.key: sum(same_stem(n.key, other.key) for other in candidates) for n in candidates}
        text = pair.hypothesis.text
        strict = pair.lang if self.data.traits(pair.lang).noun_capitals else ""
        strange = [
            n
            for n in candidates
            if not _abbreviates(text[n.start : n.end], (pair.hypothesis, *rows))
            and (not self._meant(n, pair, rows, strict) or (pair.references and _too_often(n.key, often[n.key], rows)))
        ]
        taken = [(m.start, m.end) for m in listed] + _dates(pair.hypothesis, rows)
        strange = [n for n in strange if not any(start <= n.start < end for start, end in taken)]
        if not strange:
            return
        missing = list(self._missing(pair, rows))
        if not missing:
            return
        groups = list(_groups(strange, text))
        found = False
        for group in groups:
            at = (group[0].start, group[-1].end)
            near = [m for m in missing if _distance(pair.hypothesis, at[0], m.row, m.start) <= self.FAR]
            near += [m for m in missing if m not in near and _in_block(pair, at[0], [m], self.LARGEST_BLOCK)]
            near = [m for m in near if not any(self._directory.translates(name.key, m.key) for name in group)]
            proof = self._proof(pair, group, near, alone=len(groups) == 1) if near else 0.0
            if proof:
                yield self._swap(pair, at, near, proof)
                found = True
        if not found:
            yield from self._displaced(pair, groups, missing)

    def _displaced(self, pair: Pair, groups: list[list[Name]], missing: list[_Missing]) -> Iterator[Finding]:
        """The strange name nearest to where one belongs that the translation writes like the source in other rows."""
        text = pair.hypothesis.text
        agreed = {m.key for m in missing if m.row is not pair.source and m.key in pair.source_words}
        own = [m for m in missing if m.row is pair.source]
        kept = [m for m in own if (m.key in agreed if pair.references else self._kept(m, pair))]
        near = [
            (abs(group[0].start - mapped(m.row.text, m.start, text)) / len(text), group, m)
            for m in kept
            for group in groups
            if not any(self._explained(name, pair) for name in group)
            and any(self._directory.again(name.key, pair) for name in group)
        ]
        if near:
            far, group, m = min(near, key=lambda x: x[0])
            if far <= self.CLOSE:
                yield self._swap(pair, (group[0].start, group[-1].end), [m], 0.7)

    def _meant(self, name: Name, pair: Pair, rows: list[Row], strict: str) -> bool:
        """Whether a row has a word that can be this name; one that is a name elsewhere must be heard in it."""
        key = name.key
        if key in self._directory.sources or key in self._directory.references or self._stray(name, pair):
            return any(same_sound(key, token.key) or same_stem(key, token.key) for row in rows for token in row.words)
        return _known(key, rows, strict)

    def _candidates(self, pair: Pair) -> list[Name]:
        """Words of the hypothesis that are names, as far as its script tells."""
        if self.data.traits(pair.lang).noun_capitals:
            every = names(pair.hypothesis.text, pair.lang)
            if pair.references:
                return list(every)
            rare = {name.start for name in self._names(pair.hypothesis)}
            return [n for n in every if not n.initial and (n.start in rare or self._directory.again(n.key, pair))]
        found = names(pair.hypothesis.text, pair.lang)
        return [name for name in found if not name.initial or name.key in self._directory.own]

    def _missing(self, pair: Pair, rows: list[Row]) -> Iterator[_Missing]:
        """Names of the other texts that no word of the hypothesis can stand for."""
        words = [token for token in pair.hypothesis.words if len(token.key) > 1]
        present = Counter(token.key for token in words)
        own = [token.key for token in words if not token.text[0].islower()]
        kept = set[str]()
        verbatim = (
            pair.source_words if pair.source and self.data.traits(pair.source.lang).capitals else frozenset[str]()
        )
        for row in sorted(rows, key=lambda row: row is not pair.source):
            nouns = self.data.traits(row.lang).noun_capitals
            found = [n for n in self._names(row) if not n.initial]
            if nouns and row is not pair.source:
                found += [n for n in names(row.text, row.lang) if n.key in verbatim and n not in found]
            often = Counter(name.key for name in names(row.text, row.lang))
            for name in found:
                here = sum(n for key, n in present.items() if same_stem(name.key, key))
                if here:
                    if here >= often[name.key]:
                        continue
                    if row is pair.source and self._kept(_Missing(row, name.start, name.end, name.key), pair):
                        kept.add(name.key)
                    if name.key in kept:
                        yield _Missing(row, name.start, name.end, name.key)
                    continue
                if not any(same_name(name.key, key) for key in own):
                    yield _Missing(row, name.start, name.end, name.key)

    def _names(self, row: Row) -> Sequence[Name]:
        """The names of a row; of all nouns with a capital only the rare ones."""
        found = names(row.text, row.lang)
        if not self.data.traits(row.lang).noun_capitals:
            return found if self.data.traits(row.lang).capitals else ()
        return [name for name in found if self.data.words.frequency(name.key, row.lang) < self.RARE]

    def _proof(self, pair: Pair, group: list[Name], near: list[_Missing], *, alone: bool) -> float:
        """How sure it is that one of the missing names should stand here; 0 if it is not.

        Args:
            pair: The pair.
            group: Names that nobody else has.
            near: Names that are missing at a place like theirs.
            alone: Whether no other name of the row is strange.
        """
        in_source = [m for m in near if m.row is pair.source]
        in_reference = [m for m in near if m.row is not pair.source]
        both = [m for m in in_reference if any(same_name(m.key, s.key) for s in in_source)]
        elsewhere = any(self._directory.elsewhere(name.key, pair) or self._copied(name, pair) for name in group)
        start = group[0].start
        if not pair.references:
            kept = any(self._kept(m, pair) for m in in_source)
            if elsewhere and in_source:
                return 0.85 if kept else 0.75
            rare = any(self._rare(m) for m in in_source)
            return 0.7 if (kept or rare) and any(self._stray(name, pair) for name in group) else 0.0
        if self.data.traits(pair.lang).noun_capitals:
            close = [m for m in both if _distance(pair.hypothesis, start, m.row, m.start) <= self.CLOSE]
            placed = close or _in_block(pair, start, both, self.LARGEST_BLOCK + 3)
            sure = elsewhere or _in_block(pair, start, both, self.LARGEST_BLOCK)
            return 0.85 if sure and both and placed else 0.0
        if elsewhere and both:
            return 0.95
        if elsewhere and (
            in_source
            or (alone and len(in_reference) == 1)
            or _in_block(pair, start, in_reference, self.LARGEST_BLOCK + 3)
        ):
            return 0.8
        alike = [m for m in both if m.key.isascii() == group[0].key.isascii()]
        if _in_block(pair, start, alike, self.LARGEST_BLOCK):
            return 0.75
        silent = pair.source is None or not self.data.traits(pair.source.lang).capitals or pair.source.lang == UNKNOWN
        return 0.65 if silent and alone and _in_block(pair, start, in_reference, self.SMALLEST_BLOCK) else 0.0

    def _copied(self, name: Name, pair: Pair) -> bool:
        """Whether a name in the source's script, which is not the translation's, has nowhere in the row to come from."""
        if pair.source is None or not name.key.isascii() or self.data.traits(pair.lang).script == LATIN:
            return False
        return self.data.traits(pair.source.lang).script == LATIN and name.key not in pair.source.text.casefold()

    def _stray(self, name: Name, pair: Pair) -> bool:
        """Whether a name of other rows stands here without any word of the source that is beside it there."""
        if len(name.key) <= SHORT or self.data.words.frequency(name.key, pair.lang) >= self.FUNCTION_WORD:
            return False
        return self._directory.again(name.key, pair) and not self._explained(name, pair)

    def _rare(self, missing: _Missing) -> bool:
        """Whether a word is a name by its capital and its rareness."""
        traits = self.data.traits(missing.row.lang)
        if not traits.capitals or traits.noun_capitals:
            return False
        return self.data.words.frequency(missing.key, missing.row.lang) < self.RARE

    def _explained(self, name: Name, pair: Pair) -> bool:
        """Whether the source has a word here that stands wherever else the translation has the name."""
        beside = self._directory.companions(name.key, pair) & pair.source_words
        lang = pair.source.lang if pair.source else ""
        return any(self.data.words.frequency(word, lang) < self.FUNCTION_WORD for word in beside if len(word) > 1)

    def _kept(self, missing: _Missing, pair: Pair) -> bool:
        """Whether a name is no word of its language, and other rows of the translation write it as the source does."""
        if self.data.words.frequency(missing.key, missing.row.lang) >= self.WORD:
            return False
        return self._directory.keeps(missing.key, pair)

    def _swap(self, pair: Pair, at: tuple[int, int], near: list[_Missing], confidence: float) -> Finding:
        references = {row.column for row in pair.references}
        best = min(
            near, key=lambda m: (m.row.column not in references, _distance(pair.hypothesis, at[0], m.row, m.start))
        )
        return self.finding(
            pair,
            at,
            evidence=[(best.row, (best.start, best.end))],
            confidence=confidence,
            where="the reference has" if best.row.column in references else "the source has",
            wanted=best.row.text[best.start : best.end],
            found=pair.hypothesis.text[at[0] : at[1]],
        )


def _dates(own: Row, rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where months and days of the week stand that another row names too."""
    found = []
    for named in (months, weekdays):
        theirs = {value for row in rows for _, _, value in named(row.text, row.lang)}
        found += [(start, end) for start, end, value in named(own.text, own.lang) if value in theirs]
    return found


def _as_missing(mentions: list[tuple[Row, Mention]]) -> list[_Missing]:
    return [_Missing(row, m.start, m.end, "") for row, m in mentions]


def _times(mentions: list[tuple[Row, Mention]], ids: frozenset[str], row: Row | None = None) -> int:
    """How often some of the ids are named, in one row or in all."""
    return sum(not mention.ids.isdisjoint(ids) for where, mention in mentions if row is None or where is row)


def _class(body: str) -> str:
    return body.split("/", 1)[0]


def _widened(mentions: list[tuple[Row, Mention]]) -> set[str]:
    """The ids of mentions; a city stands for its country and a country for its cities."""
    found: set[str] = set()
    for _, mention in mentions:
        for body in mention.ids:
            found.add(body)
            if body.startswith("city/"):
                found.add("nation/" + body.split("/")[1])
    return found


def _known(key: str, rows: list[Row], strict: str = "") -> bool:
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


def _abbreviates(word: str, rows: Sequence[Row]) -> bool:
    """Whether a word in capitals is made of the initials of neighbouring words."""
    if not word.isupper():
        return False
    return any(word.casefold() in "".join(token.key[0] for token in row.words if len(token.key) > 3) for row in rows)


def _too_often(key: str, times: int, rows: list[Row]) -> bool:
    """Whether a name stands here more often than in any other text."""
    return times > 1 and max(sum(same_name(key, n.key) for n in names(row.text, row.lang)) for row in rows) < times


def _groups(strange: list[Name], text: str) -> Iterator[list[Name]]:
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


def _in_block(pair: Pair, start: int, missing: list[_Missing], largest: int) -> bool:
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


def _distance(own: Row, start: int, other: Row, there: int) -> float:
    """How far apart two places are, each taken as a share of its row."""
    return abs(start / max(1, len(own.text)) - there / max(1, len(other.text)))
