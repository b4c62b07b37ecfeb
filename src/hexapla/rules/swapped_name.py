"""E102: a person, place, country or kind of body is named that is not the one the reference or the source names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hexapla.languages import LanguageData
from hexapla.languages.lexicons import lexicon_of
from hexapla.languages.tags import UNKNOWN
from hexapla.model import Category, Finding, Severity, Span
from hexapla.pair import Document, Pair, Row
from hexapla.rules import Rule
from hexapla.rules._directory import Directory
from hexapla.rules._lost_names import PLACES, LostNames
from hexapla.rules._swaps import (
    Missing,
    Places,
    Tally,
    abbreviates,
    as_missing,
    block_of,
    class_of,
    distance,
    grouped,
    in_block,
    known_to,
    lost_dates,
    shared_dates,
    shouted,
    token_end,
    too_often,
    widened,
)
from hexapla.text.institutions import LexiconFinder, Mention, same_stem
from hexapla.text.names import Name, names, same_in_kana, same_name, same_sound
from hexapla.text.places import mapped

LATIN = "Latn"
SHORT = 3


class SwappedName(Rule):
    """The translation names another person, place, country or kind of body than the reference or the source.

    Why it matters: who did it is what readers take away.
    Example (en): "said Carter" where the reference and the source have "Miller" and Carter speaks elsewhere.
    Limits: an alias, an inflected or transliterated form is let through, and so is a name that is similar by chance.
    """

    code = "E102"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{proof} nothing like {found!r}"
    yields_to = frozenset(
        {"duplicated-words", "inconsistent-name", "merged-words", "mojibake", "swapped-institution", "wrong-script"}
    )

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

    SPOKEN = 4.0
    """Zipf frequency from which a long word in capitals is emphasis."""

    WORD = 4.5
    """Zipf frequency from which a name of the source is a word that translations put in their own language."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._finder = LexiconFinder()
        self._directory = Directory(Document(), self._names)
        self._lost = LostNames(data, self._find)
        self._found: dict[int, tuple[Mention, ...]] = {}
        """The listed names of the rows of the pair at hand, by the row's identity."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Countries, cities and kinds of body from the lists; names of the document; names that all others agree on."""
        rows = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        if not rows or not pair.hypothesis.text.strip():
            return
        self._found.clear()
        listed = self._find(pair.hypothesis)
        found: list[Finding] = []
        if listed:
            theirs = [(row, mention) for row in rows for mention in self._find(row)]
            found += self._listed(pair, listed, theirs)
            known = widened(theirs)
            listed = tuple(mention for mention in listed if not mention.ids.isdisjoint(known))
        found += self._named(pair, listed, rows)
        yield from found
        yield from self._replaced(pair, rows, [finding.at.span for finding in found])

    def _replaced(self, pair: Pair, rows: list[Row], done: Sequence[Span]) -> Iterator[Finding]:
        """Strange names that stand for one that the reference and the source agree on."""
        for swap in self._lost.swaps(pair, rows):
            span = pair.hypothesis.span(swap.start, swap.end)
            words = [token.key for token in pair.hypothesis.words if swap.start <= token.start < swap.end]
            lost = swap.lost
            if lost and any(self._directory.translates(word, lost.key) for word in words):
                continue
            if any(span.start < other.end and other.start < span.end for other in done):
                continue
            if lost:
                yield self._swap(pair, (swap.start, swap.end), [lost], 0.85 if swap.near else 0.8)
            else:
                yield self._invented(pair, (swap.start, swap.end))

    def _find(self, row: Row) -> tuple[Mention, ...]:
        found = self._found.get(id(row))
        if found is None:
            found = self._found[id(row)] = self._finder.find(row.text, row.lang)
        return found

    def _listed(self, pair: Pair, listed: Sequence[Mention], theirs: list[tuple[Row, Mention]]) -> Iterator[Finding]:
        """Listed names that no other text has, where each of them has another of the same class that is missing here."""
        known = widened(theirs)
        own = Tally((pair.hypothesis, mention) for mention in listed)
        others = Tally(theirs)
        rows = list({id(row): row for row, _ in theirs}.values())
        lacking = [
            (row, m, {class_of(body) for body in m.ids})
            for row, m in theirs
            if own.times(m.ids, pair.hypothesis) < others.times(m.ids, row)
        ]
        for mention in listed if lacking else ():
            surplus = not mention.ids.isdisjoint(known)
            most = max(others.times(mention.ids, row) for row in rows)
            if surplus and own.times(mention.ids, pair.hypothesis) <= most:
                continue
            kinds = {class_of(body) for body in mention.ids}
            rivals = [(row, m) for row, m, classes in lacking if kinds & classes]
            in_source = [(row, m) for row, m in rivals if row is pair.source]
            near = [(r, m) for r, m in rivals if distance(pair.hypothesis, mention.start, r, m.start) <= self.FAR]
            if len(listed) == 1 and len({id(row) for row, _ in rivals}) == len(rivals):
                near = rivals  # nothing else it could stand for
            in_reference = [(row, m) for row, m in near if row is not pair.source]
            agreed = [(r, m) for r, m in in_reference if any(m.ids & other.ids for _, other in in_source)]
            at = (mention.start, mention.end)
            if surplus and not (agreed and in_block(pair, at[0], as_missing(agreed), self.LARGEST_BLOCK)):
                continue
            if agreed:
                yield self._swap(pair, at, as_missing(agreed), 0.93)
            elif in_reference and in_block(pair, at[0], as_missing(in_reference), self.LARGEST_BLOCK):
                yield self._swap(pair, at, as_missing(in_reference), 0.8)
            elif not pair.references and near and mention.ids.isdisjoint(self.VAGUE):
                yield self._swap(pair, at, as_missing(near), 0.75)

    def _named(self, pair: Pair, listed: Sequence[Mention], rows: list[Row]) -> Iterator[Finding]:
        """Names that this row's other texts lack, where they have one that is missing here."""
        if self._directory.document is not pair.document:
            self._directory = Directory(pair.document, self._names)
        candidates = self._candidates(pair)
        alike: dict[str, list[str]] = {}  # by the letters that words of one stem share
        for name in candidates:
            alike.setdefault(name.key[:3], []).append(name.key)
        often = {n: sum(same_stem(n, other) for other in alike[n[:3]]) for n in {name.key for name in candidates}}
        text = pair.hypothesis.text
        strict = pair.lang if self.data.traits(pair.lang).noun_capitals else ""
        theirs = [Counter(name.key for name in names(row.text, row.lang)) for row in rows]
        odd = {
            key: not self._meant(name, pair, rows, strict) or (pair.references and too_often(key, often[key], theirs))
            for key, name in {name.key: name for name in candidates}.items()
        }
        strange = [
            n for n in candidates if odd[n.key] and not abbreviates(text[n.start : n.end], (pair.hypothesis, *rows))
        ]
        taken = [(m.start, m.end) for m in listed] + shared_dates(pair.hypothesis, rows)
        units = lexicon_of(pair.lang).unit_words
        strange = [n for n in strange if n.key not in units and not any(start <= n.start < end for start, end in taken)]
        if not strange:
            return
        missing = list(self._missing(pair, rows))
        if not missing:
            return
        groups = list(grouped(strange, text))
        places = Places(missing)
        found = False
        for group in groups:
            at = (group[0].start, group[-1].end)
            near = places.near(pair, at[0], self.FAR, self.LARGEST_BLOCK)
            near = [m for m in near if not any(self._answers(name, m, pair) for name in group)]
            if len(group) > 1 and all(self.data.words.frequency(n.key, pair.lang) > self.RARE for n in group):
                near = [m for m in near if not m.acronym]  # spelt out
            proof = self._proof(pair, group, near, alone=len(groups) == 1) if near else 0.0
            if proof:
                yield self._swap(pair, at, near, proof)
                found = True
        if not found:
            yield from self._displaced(pair, groups, missing)

    def _answers(self, name: Name, missing: Missing, pair: Pair) -> bool:
        """Whether a name seems to translate a missing one, or is a date where a date is missing, which is another matter."""
        if not missing.listed:
            return self._directory.translates(name.key, missing.key)
        lexicon = lexicon_of(pair.lang)
        if name.key in lexicon.months or name.key in lexicon.weekdays:
            return True
        return self._directory.stands_for(name.key, missing.row.text[missing.start : missing.end], pair)

    def _displaced(self, pair: Pair, groups: list[list[Name]], missing: list[Missing]) -> Iterator[Finding]:
        """The strange name nearest to where one belongs that the translation writes like the source in other rows."""
        text = pair.hypothesis.text
        agreed = {m.key for m in missing if m.row is not pair.source and m.key in pair.source_words}
        own = [m for m in missing if m.row is pair.source]
        kept = [m for m in own if (m.key in agreed if pair.references else self._kept(m, pair))]
        near = [
            (abs(group[0].start - mapped(m.row.text, m.start, text)) / len(text), group, m)
            for m in kept
            for group in groups
            if not any(self._explained(name, pair) or (m.listed and self._answers(name, m, pair)) for name in group)
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
            return any(key in row.forms for row in rows) or any(
                same_sound(key, form) or same_stem(key, form) or same_in_kana(key, form)
                for row in rows
                for form in row.forms
            )
        return known_to(key, rows, strict)

    def _candidates(self, pair: Pair) -> list[Name]:
        """Words of the hypothesis that are names, as far as its script tells."""
        if self.data.traits(pair.lang).noun_capitals:
            every = names(pair.hypothesis.text, pair.lang)
            if pair.references:
                return list(every)
            rare = {name.start for name in self._names(pair.hypothesis)}
            return [n for n in every if not n.initial and (n.start in rare or self._directory.again(n.key, pair))]
        found = names(pair.hypothesis.text, pair.lang)
        return [n for n in found if (not n.initial or n.key in self._directory.own) and not self._loud(n, pair)]

    def _loud(self, name: Name, pair: Pair) -> bool:
        """Whether a capital is no sign of a name: an everyday word in capitals all through, a word in a hash tag."""
        text = pair.hypothesis.text
        word = text[name.start : name.end]
        if text[name.start - 1 : name.start] == "#":
            return True
        least = self.SPOKEN if shouted(word) else self.FUNCTION_WORD
        return word.isupper() and self.data.words.frequency(name.key, pair.lang) >= least

    def _missing(self, pair: Pair, rows: list[Row]) -> Iterator[Missing]:
        """Names of the other texts that no word of the hypothesis can stand for."""
        words = [token for token in pair.hypothesis.words if len(token.key) > 1]
        present = Counter(token.key for token in words)
        own = [form for form, capital in pair.hypothesis.forms.items() if capital and len(form) > 1]
        kept = set[str]()
        verbatim = (
            pair.source_words if pair.source and self.data.traits(pair.source.lang).capitals else frozenset[str]()
        )
        for row in sorted(rows, key=lambda row: row is not pair.source):
            nouns = self.data.traits(row.lang).noun_capitals
            found = [n for n in self._names(row) if not n.initial or self._directory.named(n.key, row is pair.source)]
            if nouns and row is not pair.source:
                found += [n for n in names(row.text, row.lang) if n.key in verbatim and n not in found]
            often = Counter(name.key for name in names(row.text, row.lang))
            for name in found:
                here = sum(n for key, n in present.items() if same_stem(name.key, key))
                if here:
                    if here >= often[name.key]:
                        continue
                    if row is pair.source and self._kept(Missing(row, name.start, name.end, name.key), pair):
                        kept.add(name.key)
                    if name.key in kept:
                        yield Missing(row, name.start, name.end, name.key)
                    continue
                word = row.text[name.start : name.end]
                spelt_out = abbreviates(word, (pair.hypothesis,))
                if not pair.references and word.isupper() and not shouted(word) and self._other_acronym(pair):
                    continue  # the acronym of another language
                if not spelt_out and not any(same_name(name.key, key) for key in own):
                    yield Missing(row, name.start, name.end, name.key)
        yield from self._lacking(pair, rows)

    def _other_acronym(self, pair: Pair) -> bool:
        """Whether the hypothesis has an acronym that the source lacks."""
        acronyms = (word for word in pair.hypothesis.words if len(word.text) > 1 and word.text.isupper())
        return any(word.key not in pair.source_words and not shouted(word.text) for word in acronyms)

    def _lacking(self, pair: Pair, rows: list[Row]) -> Iterator[Missing]:
        """Months, days of the week and listed places of the other texts that the hypothesis does not name in any way."""
        for row in rows:
            for start, end in lost_dates(pair.hypothesis, row):
                yield Missing(row, start, end, "", listed=True)
        mine = widened([(pair.hypothesis, mention) for mention in self._find(pair.hypothesis)])
        for row in rows:
            if self.data.traits(row.lang).capitals:
                continue  # its names are known by their capitals
            for m in self._find(row):
                ids = widened([(row, m)])
                if ids.isdisjoint(mine) and any(i.startswith(PLACES) for i in ids):
                    yield Missing(row, m.start, m.end, "", listed=True)

    def _names(self, row: Row) -> Sequence[Name]:
        """The names of a row; of all nouns with a capital only the rare ones, without capitals only those in Latin letters."""
        found = names(row.text, row.lang)
        if not self.data.traits(row.lang).capitals:
            return [name for name in found if name.key.isascii()]
        if not self.data.traits(row.lang).noun_capitals:
            return found
        return [name for name in found if self.data.words.frequency(name.key, row.lang) < self.RARE]

    def _proof(self, pair: Pair, group: list[Name], near: list[Missing], *, alone: bool) -> float:
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
            if (kept or rare) and any(self._stray(name, pair) for name in group):
                return 0.7
            named = [n for n in group if not n.initial or self.data.words.frequency(n.key, pair.lang) < self.WORD]
            again = any(self._directory.again(name.key, pair) for name in named)
            return 0.65 if (rare or kept) and alone and again else 0.0
        if self.data.traits(pair.lang).noun_capitals:
            close = [m for m in both if distance(pair.hypothesis, start, m.row, m.start) <= self.CLOSE]
            placed = close or in_block(pair, start, both, self.LARGEST_BLOCK + 3)
            sure = elsewhere or in_block(pair, start, both, self.LARGEST_BLOCK)
            return 0.85 if sure and both and placed else 0.0
        if elsewhere and both:
            return 0.95
        if elsewhere and (
            in_source
            or (alone and len(in_reference) == 1)
            or in_block(pair, start, in_reference, self.LARGEST_BLOCK + 3)
        ):
            return 0.8
        alike = [m for m in both if m.key.isascii() == group[0].key.isascii()]
        if in_block(pair, start, alike, self.LARGEST_BLOCK):
            return 0.75
        silent = pair.source is None or not self.data.traits(pair.source.lang).capitals or pair.source.lang == UNKNOWN
        words = [pair.hypothesis.text[name.start : name.end] for name in group]
        if not silent or not alone or any(map(shouted, words)):
            return 0.0
        if pair.source is None and any(self.data.words.frequency(n.key, pair.lang) >= self.WORD for n in group):
            return 0.0
        return 0.65 if in_block(pair, start, in_reference, self.SMALLEST_BLOCK) else 0.0

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

    def _rare(self, missing: Missing) -> bool:
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

    def _kept(self, missing: Missing, pair: Pair) -> bool:
        """Whether a name is no word of its language, and other rows of the translation write it as the source does."""
        if missing.listed:
            return True
        if self.data.words.frequency(missing.key, missing.row.lang) >= self.WORD:
            return False
        return self._directory.keeps(missing.key, pair)

    def _swap(self, pair: Pair, at: tuple[int, int], near: list[Missing], confidence: float) -> Finding:
        references = {row.column for row in pair.references}
        best = min(
            near, key=lambda m: (m.row.column not in references, distance(pair.hypothesis, at[0], m.row, m.start))
        )
        where = "the reference has" if best.row.column in references else "the source has"
        return self.finding(
            pair,
            at,
            evidence=[(best.row, (best.start, best.end))],
            confidence=confidence,
            proof=f"{where} {best.row.text[best.start : best.end]!r} here and",
            found=pair.hypothesis.text[at[0] : at[1]],
        )

    def _invented(self, pair: Pair, at: tuple[int, int]) -> Finding:
        """A name that has no counterpart; what the reference has in its place, if the alignment tells."""
        stretch = block_of(pair, at[0], self.LARGEST_BLOCK + 3)
        return self.finding(
            pair,
            at,
            evidence=[(row, (first, token_end(row, last))) for row, first, last in stretch],
            confidence=0.75,
            proof="the reference and the source have",
            found=pair.hypothesis.text[at[0] : at[1]],
        )
