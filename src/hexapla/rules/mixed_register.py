"""D102: readers addressed familiarly in one place and politely in another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from hexapla.languages import LanguageData
from hexapla.model import Category, Fact, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import WideRule

_FAMILIAR, _POLITE = "familiar", "polite"
_QUOTES = frozenset('"“”„«»「」『』‟')


class MixedRegister(WideRule):
    """The reader is addressed familiarly here and politely elsewhere in the document, or the other way round.

    Why it matters: instructions and letters that change their tone read as put together by chance.
    Example (de): "Klick auf dein Profil." among rows with "Sie" and "Ihr Profil".
    Limits: quoted speech is left out; a document needs twelve rows of one register for each of the other; beside
    references, which must keep to the register that the finding asks for, four.
    """

    code = "D102"
    category = Category.OTHER
    severity = Severity.MINOR
    message = "{found!r} addresses the reader {here}; {count} other rows of the document do so {there}"

    FEWEST = 4
    """Rows of the usual register that a document needs for each of the other, beside references."""

    FEWEST_ALONE = 12
    """The same without references."""

    HOW = ((_FAMILIAR, "familiarly"), (_POLITE, "politely"))

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._forms = _table(data)

    def unavailable(self, lang: str) -> str | None:
        """Off where no forms of address are known."""
        bare = lang.split("-")[0]
        return super().unavailable(lang) if bare in self._forms else "its forms of address are not listed"

    def note(self, pair: Pair) -> Iterator[Fact]:
        """The register of the row, and what the references have."""
        found = self._addresses(pair.hypothesis)
        if len({register for register, _ in found}) != 1:
            return
        register, at = found[0]
        theirs = [{r for r, _ in self._addresses(row)} for row in pair.references]
        value = {"beside": [sorted(registers) for registers in theirs], "word": pair.hypothesis.text[at[0] : at[1]]}
        yield self.fact(pair, at, register, json.dumps(value, ensure_ascii=False))

    def _addresses(self, row: Row) -> list[tuple[str, tuple[int, int]]]:
        """(register, place) of every form of address outside quotations."""
        forms = self._forms.get(row.lang.split("-")[0])
        if forms is None or any(mark in row.text for mark in _QUOTES):
            return []
        found = []
        tokens = row.tokens
        for n, token in enumerate(tokens):
            if not token.is_word:
                continue
            register = forms.get(token.key)
            if register is None and n and tokens[n - 1].is_word and token.text[0].isupper():
                register = forms.get(token.text)
            if register and not (len(token.text) > 1 and token.text.isupper()):
                found.append((register, (token.start, token.end)))
        return found

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Rows of the rarer register."""
        seen = list(facts)
        counts = Counter(fact.key for fact in seen)
        if len(counts) < 2:
            return
        usual, other = (_FAMILIAR, _POLITE) if counts[_FAMILIAR] > counts[_POLITE] else (_POLITE, _FAMILIAR)
        alone = not any(json.loads(fact.value)["beside"] for fact in seen)
        if counts[usual] < (self.FEWEST_ALONE if alone else self.FEWEST) * counts[other]:
            return
        how = dict(self.HOW)
        for fact in seen:
            value = json.loads(fact.value)
            if fact.key != other or any(other in registers for registers in value["beside"]):
                continue
            if value["beside"] and not any(usual in registers for registers in value["beside"]):
                continue
            yield Finding(
                code=self.code,
                rule=self.slug(),
                at=fact.marks[0],
                message=self.message.format(
                    found=value["word"], here=how[other], count=counts[usual], there=how[usual]
                ),
                severity=self.severity,
                category=self.category,
                confidence=0.85 if value["beside"] else 0.7,
                row=fact.row,
            )


@cache
def _table(data: LanguageData) -> dict[str, dict[str, str]]:
    """Language -> form -> register; forms that count only with their capital are kept with it."""
    found = {}
    for lang, entry in data.wordings("register").items():
        forms = dict.fromkeys(entry.get(_FAMILIAR, "").split("|"), _FAMILIAR)
        forms |= dict.fromkeys(entry.get(_POLITE, "").split("|"), _POLITE)
        forms |= dict.fromkeys(entry.get("capital", "").split("|"), _POLITE)
        forms.pop("", None)
        found[lang] = forms
    return found
