"""K101: terms that a glossary wants otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.terms import TermFinder, outermost
from hexapla.text.tokens import tokenize


class WrongTerm(Rule):
    """A term of the source is not translated as the glossary says, or a wording stands here that the glossary forbids.

    Why it matters: readers take two words for two things, and the client's terms are part of the order.
    Example (de): "Sicherungskopie" where the glossary has "Backup" for "backup".
    Limits: runs with --glossary only; inflected forms, compounds and clitics count as the term; terms inside longer terms
    of the glossary are left to those; a wording is looked for anywhere in the row.
    """

    code = "K101"
    category = Category.TERMINOLOGY
    severity = Severity.MAJOR
    message = "{what} ({origin})"

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._finders: dict[tuple[str, str, bool], TermFinder] = {}

    def unavailable(self, lang: str) -> str | None:
        """Off without a glossary, and for languages it does not have."""
        if not self.data.terms:
            return "there is no glossary (--glossary FILE)"
        if not any(term.allowed(lang, "target") or term.forbidden(lang, "target") for term in self.data.terms):
            return f"the glossary has no terms in {lang}"
        return super().unavailable(lang)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at forbidden wordings, and at the end of the row for terms that are missing."""
        text = pair.hypothesis.text
        if not text.strip():
            return
        spoken: dict[int, tuple[int, int]] = {}
        if pair.source:
            finder = self._finder(pair.source.lang, "source", forbidden=False)
            for start, end, number in outermost(finder.find(pair.source.text, pair.source.tokens)):
                spoken.setdefault(number, (start, end))
        flagged: set[int] = set()
        forbidden = self._finder(pair.lang, "target", forbidden=True)
        if forbidden:
            yield from self._forbidden(pair, forbidden, spoken, flagged)
        for number, place in spoken.items():
            allowed = self.data.terms[number].allowed(pair.lang, "target")
            if number not in flagged and allowed and not self._has(pair.hypothesis, number):
                yield self._missing(pair, number, place)

    def _finder(self, lang: str, side: str, *, forbidden: bool) -> TermFinder:
        key = (lang, side, forbidden)
        if key not in self._finders:
            listed = (
                (wording, number, term.case)
                for number, term in enumerate(self.data.terms)
                for wording in (term.forbidden(lang, side) if forbidden else term.allowed(lang, side))
            )
            self._finders[key] = TermFinder(
                listed, self.data.traits(lang), compounds=side == "target" and not forbidden
            )
        return self._finders[key]

    def _forbidden(
        self, pair: Pair, finder: TermFinder, spoken: dict[int, tuple[int, int]], flagged: set[int]
    ) -> Iterator[Finding]:
        row = pair.hypothesis
        for start, end, number in outermost(finder.find(row.text, row.tokens)):
            term = self.data.terms[number]
            if pair.source and term.allowed(pair.source.lang, "source") and number not in spoken:
                continue  # the word stands for something else here
            allowed = term.allowed(pair.lang, "target")
            if any(a <= start and end <= b and b - a > end - start for a, b in self._places(row, number)):
                continue  # part of a wording that may be used
            flagged.add(number)
            found = row.text[start:end]
            what = f"{found!r} must not be used" + (f"; the glossary has {allowed[0]!r}" if allowed else "")
            exact = any(found.casefold() == w.casefold() for w in term.forbidden(pair.lang, "target"))
            yield self.finding(
                pair,
                (start, end),
                evidence=[(pair.source, spoken[number])] if pair.source and number in spoken else [],
                suggestion=_in_case_of(found, allowed[0]) if allowed and exact else None,
                confidence=0.97 if exact else 0.85,
                what=what,
                origin=term.origin,
            )

    def _places(self, row: Row, number: int) -> list[tuple[int, int]]:
        """Where a row has an allowed wording of a term."""
        term = self.data.terms[number]
        wordings = ((wording, number, term.case) for wording in term.allowed(row.lang, "target"))
        finder = TermFinder(wordings, self.data.traits(row.lang))
        return [(start, end) for start, end, _ in finder.find(row.text, row.tokens)]

    def _has(self, row: Row, number: int) -> bool:
        if self._places(row, number):
            return True
        flat = "".join(row.text.casefold().split())
        wordings = self.data.terms[number].allowed(row.lang, "target")
        return any(len(w) > 3 and "".join(w.casefold().split()) in flat for w in wordings)

    def _missing(self, pair: Pair, number: int, place: tuple[int, int]) -> Finding:
        assert pair.source is not None  # a term is missing because the source has it
        term = self.data.terms[number]
        text = pair.hypothesis.text
        said = pair.source.text[place[0] : place[1]]
        allowed = term.allowed(pair.lang, "target")
        agreed = not pair.references or any(self._has(row, number) for row in pair.references)
        at = (len(text.rstrip()),) * 2
        left = next(iter(TermFinder([(said, 0, False)], self.data.traits(pair.lang)).find(text, tokenize(text))), None)
        what = f"the glossary has {' or '.join(map(repr, allowed))} for {said!r}, which is not here"
        return self.finding(
            pair,
            left[:2] if left else at,
            evidence=[(pair.source, place)],
            suggestion=_in_case_of(said, allowed[0]) if left else None,
            confidence=0.85 if agreed else 0.7,
            what=what,
            origin=term.origin,
        )


def _in_case_of(found: str, wanted: str) -> str:
    return wanted[:1].upper() + wanted[1:] if found[:1].isupper() and wanted[:1].islower() else wanted
