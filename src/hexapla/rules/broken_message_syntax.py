"""M104: plural and select messages (ICU syntax) whose syntax a translation broke."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.languages import LanguageData
from hexapla.languages.tags import chain
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.messages import CHOICES, Argument, arguments, may_hold


class BrokenMessageSyntax(Rule):
    """A plural or select message cannot be read by the program, or lacks a form that the language needs.

    Why it matters: the program stops, or shows the raw message.
    Example (de): "{count, plural, eine {# Datei} andere {# Dateien}}" for "{count, plural, one {# Datei} other {# Dateien}}".
    Limits: knows ICU message syntax; the forms a language needs are those of CLDR for whole numbers below a thousand.
    """

    code = "M104"
    category = Category.MARKUP
    severity = Severity.MAJOR
    message = "{what}"

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._plurals = {
            kind: {lang: frozenset(forms.split()) for lang, forms in table.items()}
            for kind, table in data.wordings("plurals").items()
        }

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at choices whose syntax or forms are wrong."""
        text = pair.hypothesis.text
        if not may_hold(text):
            return
        own = arguments(text)
        beside = [(row, arguments(row.text)) for row in reversed(pair.beside) if may_hold(row.text)]
        row, given = next(((row, found) for row, found in beside if found), (None, []))
        if row is None and not any(one.type in CHOICES for one in own):
            return  # braces and commas of a text that is no message
        for number, one in enumerate(own):
            other = given[number] if len(given) == len(own) else None
            yield from self._choice(pair, one, row, other)

    def _choice(self, pair: Pair, one: Argument, row: Row | None, other: Argument | None) -> Iterator[Finding]:
        at = (one.start, one.end)
        evidence = [(row, (other.start, other.end))] if row and other else []

        def wrong(what: str, confidence: float = 0.95, severity: Severity | None = None) -> Finding:
            return self.finding(pair, at, evidence=evidence, confidence=confidence, severity=severity, what=what)

        if not one.closed:
            yield wrong(f"the braces of {{{one.name}, {one.type} ...}} are not closed")
            return
        if one.type not in CHOICES:
            wanted = f"; it should be {other.type}" if other else ""
            yield wrong(f"{one.type!r} is no type of argument{wanted}")
            return
        if other and one.name != other.name:
            yield wrong(f"the argument {other.name!r} is called {one.name!r}")
        keys = [key for key, _ in one.keys]
        if "other" not in keys:
            yield wrong(f"{{{one.name}, {one.type} ...}} has no form 'other'")
            return
        if one.type == "select":
            wanted_keys = {key for key, _ in other.keys} if other and other.type == one.type else set(keys)
            if set(keys) != wanted_keys:
                shown = ", ".join(sorted(set(keys) ^ wanted_keys))
                yield wrong(f"the cases of {{{one.name}, select ...}} are not the source's: {shown}")
            return
        forms = self._forms(one.type, pair.lang)
        known = frozenset({"zero", "one", "two", "few", "many", "other"})
        strange = [key for key in keys if key not in known and not key.startswith("=")]
        if strange:
            yield wrong(f"{strange[0]!r} is no plural form")
        elif forms and (lacking := sorted(forms - set(keys))):
            exact = {key for key in keys if key.startswith("=")}
            if lacking == ["one"] and "=1" in exact:
                return
            yield wrong(f"{pair.lang} needs the form {', '.join(lacking)}, too", 0.9, Severity.MINOR)
        if other and any("#" in text for _, text in other.keys) and not any("#" in text for _, text in one.keys):
            yield wrong("the # that stands for the number is missing")

    def _forms(self, kind: str, lang: str) -> frozenset[str]:
        table = self._plurals["ordinal" if kind == "selectordinal" else "cardinal"]
        return next((table[tag] for tag in chain(lang) if tag in table), frozenset())
