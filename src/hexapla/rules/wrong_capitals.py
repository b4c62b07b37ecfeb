"""P105: capitals where small letters belong, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token

_SLIPPED = regex.compile(r"(?<![\p{L}\p{M}\p{N}'’.-])\p{Lu}{2}\p{Ll}+(?![\p{L}\p{M}\p{N}.])")


class WrongCapitals(Rule):
    """A row in capitals, a word with two ("THe"), or a small letter where the sentence or a name begins.

    Why it matters: it looks careless, shouts, or hides that a word is a name.
    Example (en): "THe minister met pavel in Brno." where the reference has "The minister met Pavel in Brno."
    Limits: needs a source or a reference but for slipped capitals, which need a word list; brands and titles vary, so a
    small first letter counts only where every other text of the row begins with a capital.
    """

    code = "P105"
    category = Category.SPELLING
    severity = Severity.MINOR
    message = "{what}"
    needs = frozenset({"capitals"})
    yields_to = frozenset(
        {"merged-words", "wrong-script", "mojibake", "false-sentence-break", "truncated-text", "displaced-phrase"}
    )

    EVERYDAY = 4.0
    """Zipf frequency from which a word is an everyday one."""

    RARE = 2.5
    """Zipf frequency below which a word that others write with a capital is a name and nothing else."""

    SHOUTED = 4
    """Words a row in capitals needs."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at shouted rows, slipped capitals, small beginnings and small names."""
        row = pair.hypothesis
        words = row.words
        if not words:
            return
        if self._shouts(row):
            beside = [other for other in pair.beside if other.words]
            cased = [other for other in beside if self.data.traits(other.lang).capitals]
            if cased and not any(self._shouts(other) for other in cased):
                at = (words[0].start, words[-1].end)
                yield self.finding(pair, at, confidence=0.9, what="all in capitals, as no other text of this row is")
            return
        yield from self._slipped(pair)
        if pair.beside:
            yield from self._beginning(pair)
        if pair.references:
            yield from self._names(pair)

    def _shouts(self, row: Row) -> bool:
        long = [token.text for token in row.words if len(token.text) > 1]
        return len(long) >= self.SHOUTED and all(map(str.isupper, long))

    def _slipped(self, pair: Pair) -> Iterator[Finding]:
        """Two capitals where one was meant."""
        text = pair.hypothesis.text
        if not self.data.words.has(pair.lang):
            return
        for match in _SLIPPED.finditer(text):
            form = match.group()
            if any(form in row.text for row in pair.beside) or is_technical(text, *match.span()):
                continue
            if form[-1] == "s" and form[:-1].isupper():
                continue  # a plural of an acronym
            if self.data.words.frequency(form.casefold(), pair.lang) < self.EVERYDAY:
                continue
            wanted = form[0] + form[1:].lower()
            yield self.finding(
                pair,
                match.span(),
                suggestion=wanted,
                confidence=0.9,
                what=f"{form!r} has two capitals at its beginning",
            )

    def _beginning(self, pair: Pair) -> Iterator[Finding]:
        """A small letter where the row begins."""
        first = pair.hypothesis.words[0]
        text = pair.hypothesis.text
        if not first.text.islower() or text[: first.start].strip(" \"'“”„«»‘’‚‹›¿¡"):
            return
        beside = [row for row in pair.beside if row.words]
        cased = [row for row in beside if self.data.traits(row.lang).capitals]
        if len(cased) < len(beside) or not cased or is_technical(text, first.start, first.end):
            return
        for row in cased:
            other = row.words[0]
            if not other.text[0].isupper() or row.text[: other.start].strip(" \"'“”„«»‘’‚‹›¿¡"):
                return
        if not text.rstrip().endswith((".", "!", "?", "…", "”", '"', "»", "“")) or len(pair.hypothesis.words) < 3:
            return  # a heading or a cell, whose style is its own
        wanted = first.text[0].upper() + first.text[1:]
        row = cased[-1]
        yield self.finding(
            pair,
            (first.start, first.end),
            evidence=[(row, (row.words[0].start, row.words[0].end))],
            suggestion=wanted,
            confidence=0.85,
            what=f"the sentence begins with the small letter of {first.text!r}",
        )

    def _names(self, pair: Pair) -> Iterator[Finding]:
        """Names in small letters: words that every reference, and the source, write with a capital inside a sentence."""
        if self.data.traits(pair.lang).noun_capitals:
            return
        names: set[str] | None = None
        for row in (*pair.references, *((pair.source,) if pair.source and _written_alike(pair) else ())):
            found = {t.key for i, t in enumerate(row.words) if i and _is_name(t)}
            small = {t.key for t in row.words if t.text.islower()}
            names = (found if names is None else names & found) - small
            if not names:
                return
        for token in pair.hypothesis.words:
            if token.text.islower() and names and token.key in names and len(token.text) > 2:
                if not self._rare(token.key, pair):
                    continue
                if is_technical(pair.hypothesis.text, token.start, token.end):
                    continue
                wanted = token.text[0].upper() + token.text[1:]
                yield self.finding(
                    pair,
                    (token.start, token.end),
                    suggestion=wanted,
                    confidence=0.85,
                    what=f"{token.text!r} is written {wanted!r} in every other text of this row",
                )

    def _rare(self, word: str, pair: Pair) -> bool:
        """Whether a word is none of the language; where no list tells, whether the source has it as well."""
        if self.data.words.has(pair.lang):
            return self.data.words.frequency(word, pair.lang) < self.RARE
        return word in pair.source_words


def _is_name(token: Token) -> bool:
    return token.text[0].isupper() and token.text[1:].islower()


def _written_alike(pair: Pair) -> bool:
    """Whether the source is in a script with capitals, so that its spelling of a name says something."""
    return bool(pair.source and any(character.isupper() for character in pair.source.text))
