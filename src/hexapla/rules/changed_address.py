"""M103: addresses of pages and mail, and paths of files, that a translation changed or lost."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.addresses import Address, addresses, localised
from hexapla.text.placeholders import loosely


class ChangedAddress(Rule):
    """The address of a page or of mail, or the path of a file, is not the source's.

    Why it matters: readers land nowhere, or somewhere else.
    Example (es): "www.ejemplo.org/ayuda" for "www.example.org/help".
    Limits: needs a source or a reference that has an address; a change of language or country code (/en/ to /es/) and
    whatever any reference has is let through.
    """

    code = "M103"
    category = Category.MISTRANSLATION
    severity = Severity.MAJOR
    message = "{what}"

    ALIKE = 60
    """Per cent of likeness from which an address is taken for a changed form of another."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at changed addresses, and at the end of the row for those that are missing."""
        text = pair.hypothesis.text
        beside = [row for row in pair.beside if row.text.strip()]
        if not text.strip() or not beside:
            return
        theirs = [addresses(row.text) for row in beside]
        if not any(theirs):
            return
        own = addresses(text)
        row, given = (beside[-1], theirs[-1]) if pair.source else (beside[0], theirs[0])
        accepted = {address.key for listed in theirs for address in listed}
        keys = {address.key for address in own}
        loose = [address for address in own if address.key not in accepted]
        for address in given:
            if address.key in keys or address.key in text or not all(self._in(address, listed) for listed in theirs):
                continue
            if any(localised(address.key, other.key) for other in own):
                continue
            yield self._changed(pair, row, address, loose)

    @staticmethod
    def _in(address: Address, listed: list[Address]) -> bool:
        return any(address.key == other.key for other in listed)

    def _changed(self, pair: Pair, row: Row, address: Address, loose: list[Address]) -> Finding:
        text = pair.hypothesis.text
        evidence = [(row, (address.start, address.end))]
        match = loosely(address.text).search(text)
        if match:
            what = f"{match.group()!r} is {address.text} with spaces or other letters"
            return self.finding(
                pair, match.span(), evidence=evidence, suggestion=address.text, confidence=0.95, what=what
            )
        near = max(loose, key=lambda other: fuzz.ratio(other.key, address.key), default=None)
        if near and near.kind == address.kind and fuzz.ratio(near.key, address.key) >= self.ALIKE:
            loose.remove(near)
            what = f"{near.text} is not the address {address.text}"
            at = (near.start, near.end)
            return self.finding(pair, at, evidence=evidence, suggestion=address.text, confidence=0.9, what=what)
        end = len(text.rstrip())
        what = f"the address {address.text} is missing"
        return self.finding(pair, (end, end), evidence=evidence, confidence=0.8, what=what)
