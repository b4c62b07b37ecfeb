"""E101: an institution is named that is not the one the reference or the source names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from hexapla.languages import LanguageData
from hexapla.languages.institutions import Institution
from hexapla.languages.tags import chain
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.rules._other_body import other_bodies
from hexapla.text.edits import EditKind
from hexapla.text.institutions import InstitutionFinder, LexiconFinder, Mention, same_stem
from hexapla.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class _Rival:
    """An institution that another text names and the hypothesis does not."""

    row: Row
    mention: Mention


class SwappedInstitution(Rule):
    """The translation names one institution where the reference or the source names another.

    Why it matters: the Council of Europe is not the European Council; the sentence reads well and is false.
    Example (en): "the Council of Europe adopted" against "the European Council adopted".
    Limits: bodies outside the table are told apart by the words beside a head they share, with a reference and a source in
    which the right word sounds alike; two wordings of one body are never set against each other.
    """

    code = "E101"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{where} {wanted!r} here; {found!r} is another body"

    NEEDED = 2
    """Pieces of evidence a finding needs."""

    SURE_KINDS = frozenset({"kind/army", "kind/parliament", "kind/police", "kind/senate"})
    """Kinds of body that a source alone proves to be meant."""

    OF_KIND: ClassVar[dict[str, frozenset[str]]] = {
        "military": frozenset({"kind/army"}),
        "parliament": frozenset({"kind/parliament", "kind/senate"}),
        "police": frozenset({"kind/police"}),
    }
    """Kind of a body in the table -> general words that may stand for it in another text."""

    SHORTEST = 4
    """Letters of a word that can show a name to be in a text after all."""

    UNLISTED = 0.75
    """How sure it is that a body which is in no table is another than the reference's."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._finder = InstitutionFinder(data.institutions)
        self._kinds_of = LexiconFinder("kind/")
        self._above: dict[str, set[str]] = {}
        for body in data.institutions:
            for other in body.includes:
                self._above.setdefault(other, set()).add(body.id)

    def unavailable(self, lang: str) -> str | None:
        """Needs institutions named in the language."""
        reason = super().unavailable(lang)
        return reason or (None if self._finder.knows(lang) else f"no institutions are listed in {lang}")

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Institutions nobody else names, where somebody else's is missing; then bodies that are of something else."""
        found = list(self._of_the_table(pair))
        yield from found
        for other in other_bodies(pair, self.data):
            span = pair.hypothesis.span(other.start, other.end)
            if not any(span.start < f.at.span.end and f.at.span.start < span.end for f in found):
                yield self.finding(
                    pair,
                    (other.start, other.end),
                    evidence=[(other.row, other.there)],
                    confidence=self.UNLISTED,
                    where="the reference has",
                    wanted=other.row.text[slice(*other.there)],
                    found=pair.hypothesis.text[other.start : other.end],
                )

    def _of_the_table(self, pair: Pair) -> Iterator[Finding]:
        """Institutions nobody else names, where somebody else's is missing."""
        rows = [row for row in (*pair.references, *((pair.source,) if pair.source else ())) if row.text.strip()]
        own = self._finder.find(pair.hypothesis.text, pair.lang) if rows else ()
        if not own:
            return
        theirs = [(row, mention) for row in rows for mention in self._finder.find(row.text, row.lang)]
        known = self._with_general(frozenset[str]().union(*(mention.ids for _, mention in theirs)))
        mine = frozenset[str]().union(*(mention.ids for mention in own))
        general = self._with_general(mine)
        rivals = [_Rival(row, m) for row, m in theirs if m.ids.isdisjoint(general) or _rarer(own, theirs, m.ids, row)]
        if not rivals:
            rivals = list(self._kinds(pair, rows))
        for before, mention in pairwise(own):
            gloss = _between(pair.hypothesis.text, before, mention)
            if gloss and mention.ids.isdisjoint(known) and before.ids & known:
                yield self._glossed(pair, before, mention)
                own = tuple(m for m in own if m is not mention)
        for mention in own:
            if not rivals or not mention.ids.isdisjoint(known) or self._by_kind(mention, theirs, rows):
                continue
            if not self._worded(pair, mention, bool(rivals)):
                yield from self._judged(pair, mention, rivals, rows)

    def _with_general(self, ids: frozenset[str]) -> frozenset[str]:
        """Bodies with those that their general name can stand for, and the general names that can stand for them."""
        table = self.data.institutions
        below = frozenset[str]().union(*(table[body].includes for body in ids))
        return ids | below | frozenset[str]().union(*(self._above.get(body, ()) for body in ids))

    def _kinds(self, pair: Pair, rows: list[Row]) -> Iterator[_Rival]:
        """Kinds of body ("the senate") that all other texts name more often than the translation."""
        theirs = [self._kinds_of.find(row.text, row.lang) for row in rows]
        if not all(theirs):
            return
        mine = _counted(self._kinds_of.find(pair.hypothesis.text, pair.lang))
        counts = [_counted(found) for found in theirs]
        shared = {kind for kind in counts[0] if all(c[kind] > mine[kind] for c in counts)}
        if len(rows) < 2:
            shared &= self.SURE_KINDS
        for row, found in zip(rows, theirs, strict=True):
            yield from (_Rival(row, mention) for mention in found if mention.ids & shared)

    def _by_kind(self, mention: Mention, theirs: list[tuple[Row, Mention]], rows: list[Row]) -> bool:
        """Whether another text speaks of a body by the general word alone: "the army" for the Israel Defense Forces."""
        kinds = [self.OF_KIND.get(self.data.institutions[body].kind, frozenset()) for body in mention.ids]
        general = frozenset[str]().union(*kinds)
        for row in rows if general else ():
            named = [(m.start, m.end) for where, m in theirs if where is row]
            for other in self._kinds_of.find(row.text, row.lang):
                inside = any(start < other.end and other.start < end for start, end in named)
                if not inside and other.ids & general:
                    return True
        return False

    def _worded(self, pair: Pair, mention: Mention, rivalled: bool) -> bool:
        """Whether a reference has the words of the name, if not together; any of them will do if no rival is there."""
        words = [t for t in pair.hypothesis.words if mention.start <= t.start < mention.end]
        words = [t for t in words if len(t.key) >= self.SHORTEST or not self.data.traits(pair.lang).spaces] or words
        inflected = self.data.traits(pair.lang).inflection
        seen = [
            word.key in pair.reference_words
            or (inflected and any(same_stem(word.key, w) for w in pair.reference_words))
            for word in words
        ]
        return all(seen) if rivalled else any(seen)

    def _judged(self, pair: Pair, mention: Mention, rivals: list[_Rival], rows: list[Row]) -> Iterator[Finding]:
        bodies = [self.data.institutions[body] for body in mention.ids]
        references = {row.column for row in pair.references}
        text = pair.hypothesis.text
        if not rivals:
            return
        replaced = [rival for rival in rivals if rival.row.column in references and _aligned(pair, mention, rival)]
        rival = min(replaced or rivals, key=lambda r: _distance(pair.hypothesis, mention, r))
        confused = any(other in body.confused_with for body in bodies for other in rival.mention.ids)
        evidence = [
            any(body.verified for body in bodies),
            confused,
            bool(replaced),
            any(r.row.column in references for r in rivals),
            any(r.row.column not in references for r in rivals),
            rival.row.column not in references and self._named_in(bodies, rival.row.lang),
        ]
        wanted = rival.row.text[rival.mention.start : rival.mention.end]
        inside = wanted.casefold() in text[mention.start : mention.end].casefold()  # a compound with the wanted word
        inside = inside or any(self._in_name(body, wanted, rival.row.lang) for body in bodies)
        if sum(evidence) < self.NEEDED or inside:
            return
        reference = rival.row.column in references
        plain = reference and not self.data.traits(pair.lang).inflection and bool(replaced)
        yield self.finding(
            pair,
            (mention.start, mention.end),
            evidence=[(r.row, (r.mention.start, r.mention.end)) for r in rivals if r.mention.ids & rival.mention.ids],
            suggestion=wanted if plain else None,
            confidence=min(0.98, 0.75 + 0.06 * sum(evidence)),
            where="the reference has" if reference else "the source has",
            wanted=wanted,
            found=text[mention.start : mention.end],
        )

    def _glossed(self, pair: Pair, before: Mention, mention: Mention) -> Finding:
        """Another body in the brackets behind a body's name, where its acronym stands."""
        text = pair.hypothesis.text
        return self.finding(
            pair,
            (mention.start, mention.end),
            evidence=[(pair.hypothesis, (before.start, before.end))],
            confidence=0.85,
            where="the brackets stand behind",
            wanted=text[before.start : before.end],
            found=text[mention.start : mention.end],
        )

    @staticmethod
    def _in_name(body: Institution, wanted: str, lang: str) -> bool:
        """Whether the other body's name has this one's in it, as "EU Council" has "EU"."""
        words = {token.key for token in tokenize(wanted)}
        return any(acronym.casefold() in words for tag in chain(lang) for acronym in body.acronyms.get(tag, ()))

    @staticmethod
    def _named_in(bodies: list[Institution], lang: str) -> bool:
        """Whether the table would know the bodies by name in a language, so that they are not named there."""
        return all(any(tag in body.names for tag in chain(lang)) for body in bodies)


def _between(text: str, one: Mention, other: Mention) -> bool:
    """Whether nothing but an opening bracket is between two names, and a closing one behind the second."""
    return text[one.end : other.start].strip() in ("(", "（") and text[other.end : other.end + 1] in (")", "）")


def _counted(mentions: Sequence[Mention]) -> Counter[str]:
    return Counter(body for mention in mentions for body in mention.ids)


def _rarer(own: Sequence[Mention], theirs: list[tuple[Row, Mention]], ids: frozenset[str], row: Row) -> bool:
    """Whether the hypothesis names bodies less often than another row does."""
    often = sum(not m.ids.isdisjoint(ids) for where, m in theirs if where is row)
    return often > sum(not m.ids.isdisjoint(ids) for m in own) > 0


def _aligned(pair: Pair, mention: Mention, rival: _Rival) -> bool:
    """Whether a changed stretch of the token alignment covers a word of both names."""
    for reference, edits in zip(pair.references, pair.aligned, strict=True):
        if reference is not rival.row:
            continue
        own, theirs = pair.hypothesis.tokens, reference.tokens
        for edit in edits:
            if edit.kind in (EditKind.EQUAL, EditKind.INSERT, EditKind.DELETE):
                continue
            here = any(mention.start <= own[i].start < mention.end for i in range(edit.hyp_from, edit.hyp_to))
            there = range(edit.ref_from, edit.ref_to)
            if here and any(rival.mention.start <= theirs[i].start < rival.mention.end for i in there):
                return True
    return False


def _distance(own: Row, mention: Mention, rival: _Rival) -> float:
    """How far apart two names stand, each place taken as a share of its row."""
    return abs(mention.start / max(1, len(own.text)) - rival.mention.start / max(1, len(rival.row.text)))
