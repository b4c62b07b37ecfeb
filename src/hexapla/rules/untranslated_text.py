"""C103: words of the source left standing in the translation."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.scripts import WRITTEN_IN, script_of
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_QUOTES = frozenset("\"'“”„«»‘’‚‹›「」『』（）()")


class UntranslatedText(Rule):
    """Words of the source stand in the translation.

    Why it matters: the reader is handed a language they may not know.
    Example (de): "Sie zahlten their payroll in Raten."
    Limits: names, loan words and terms that the reference keeps are let through; without a source only words of
    another script or of English are seen.
    """

    code = "C103"
    category = Category.UNTRANSLATED
    severity = Severity.MAJOR
    message = "{found!r} is left in the language of the source"

    FOREIGN = 0.8
    """How much more frequent (Zipf) a word must be in the source's language than in the translation's."""

    COMMON = 3.0
    """Zipf frequency from which a single word is taken for an ordinary word of the source's language."""

    FEWEST = (3, 1)
    """Everyday words of the other language that a run needs without a source, and with one."""

    PAIR = 2
    """Words of a run that is let through without a reference if it is quoted."""

    LONE = 4
    """Letters a single word needs to be taken for one that was left standing."""

    LISTED = 2.0
    """Zipf frequency from which a single word is one of the translation's language."""

    FALLBACK = "en"
    """The language that is looked for where there is no source."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Runs of source words that the references do not have."""
        tokens = pair.hypothesis.tokens
        if not tokens:
            return
        lang = pair.source.lang if pair.source else self.FALLBACK
        if lang.split("-")[0] == pair.lang.split("-")[0]:
            return
        if pair.source:
            left = pair.source_words
            suspects = [
                t.kind is not TokenKind.MARK and t.key in left and t.key not in pair.reference_words for t in tokens
            ]
        else:
            # wherever the references have a word, it is one of theirs: rows may be aligned wrongly
            known = pair.document.reference_words.keys() | pair.reference_words
            listed, alphabets = (
                self.data.words.frequencies(lang),
                WRITTEN_IN.get(self.data.traits(pair.lang).script, ()),
            )
            suspects = [
                t.is_word
                and t.key not in known
                # a word of the scripts at home here that the other language does not have is not foreign
                and (t.key in listed or script_of(t.text[0]) not in alphabets)
                and self._foreign(t, lang, pair.lang) > 0
                for t in tokens
            ]
        if not any(suspects):
            return
        for first, last in self._runs(pair, tokens, suspects):
            alone = last - first == 1
            while not alone and first < last and self._belongs(tokens[first], lang, pair.lang):
                first += 1
            while not alone and first < last and self._belongs(tokens[last - 1], lang, pair.lang):
                last -= 1
            words = [t for t in tokens[first:last] if t.is_word]
            if not words:
                continue
            strength = [self._foreign(t, lang, pair.lang) for t in words]
            strong, lower = sum(s >= 1 for s in strength), sum(s >= 2 for s in strength)
            if alone and self._alien(pair, words[0]):
                strong = lower = max(1, lower)
            if lower < self.FEWEST[pair.source is not None] or 2 * strong < len(words) or _is_title(words):
                continue
            start, end = tokens[first].start, tokens[last - 1].end
            if is_technical(pair.hypothesis.text, start, end) or (
                not pair.references and self._borrowed(pair.hypothesis.text, start, end, words)
            ):
                continue
            evidence = self._seen(pair, tokens[first:last])
            yield self.finding(
                pair,
                (start, end),
                evidence=[(pair.source, evidence)] if pair.source and evidence else [],
                confidence=min(0.97, 0.7 + 0.1 * strong) if pair.source else 0.7,
                found=pair.hypothesis.text[start:end],
            )

    def _borrowed(self, text: str, start: int, end: int, words: list[Token]) -> bool:
        """Whether a run can be a brand or a term, which translations keep: one word, or two in quotation marks."""
        if not any(character.isspace() for character in text[start:end]) and self._cased(words):
            return True
        return len(words) == self.PAIR and start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] in _QUOTES

    @staticmethod
    def _cased(words: list[Token]) -> bool:
        """Whether the words are in a script that tells capitals, and so sets its words apart."""
        return any(word.text.upper() != word.text.lower() for word in words)

    def _runs(self, pair: Pair, tokens: tuple[Token, ...], suspects: list[bool]) -> Iterator[tuple[int, int]]:
        """Ranges of neighbouring suspects; marks between two of them are part of the range."""
        i = 0
        while i < len(tokens):
            if not suspects[i]:
                i += 1
                continue
            j = i + 1
            while j < len(tokens):
                if suspects[j]:
                    j += 1
                elif tokens[j].kind is TokenKind.MARK and j + 1 < len(tokens) and suspects[j + 1]:
                    j += 2
                else:
                    break
            if j - i > 1 or self._alien(pair, tokens[i]):  # a lone word is a loan word more often than not
                yield i, j
            i = j

    def _alien(self, pair: Pair, token: Token) -> bool:
        """Whether a lone word of the source is none of the translation's: of another script, or in no word list."""
        caseless = token.text.upper() == token.text.lower()
        if pair.source is None or not pair.references or not token.is_word or not (caseless or token.text.islower()):
            return False
        script = script_of(token.text[0])
        if script not in WRITTEN_IN.get(self.data.traits(pair.lang).script, ()):
            return not any(script_of(c) == script for row in pair.references for c in row.text)
        words = self.data.words
        known = words.frequency(token.key, pair.lang) >= self.LISTED
        return len(token.key) >= self.LONE and words.has(pair.lang) and not known

    def _foreign(self, token: Token, lang: str, own: str) -> int:
        """0 for a word that may belong here, 1 for one of the other language, 2 for an everyday one in small letters."""
        if not token.is_word:
            return 0
        there = self.data.words.frequency(token.key, lang)
        at_home = WRITTEN_IN.get(self.data.traits(own).script, ())
        script = script_of(token.text[0])
        if script not in at_home:
            if not at_home or script not in WRITTEN_IN.get(self.data.traits(lang).script, ()):
                return 0  # nobody knows how the language is written, or neither of the two is written so
            if token.text.upper() == token.text.lower():
                return 2
            return 2 if token.text.islower() and len(token.text) > 1 else 1
        here = self.data.words.frequency(token.key, own)
        if there - here < self.FOREIGN or len(token.text) < 2:
            return 0
        return 2 if token.text.islower() and there >= self.COMMON else 1

    def _belongs(self, token: Token, lang: str, own: str) -> bool:
        """Whether a token at the edge of a run is no part of it: a word of the translation's language, or a mark."""
        return not token.text[0].isupper() and not self._foreign(token, lang, own)

    def _seen(self, pair: Pair, run: tuple[Token, ...]) -> tuple[int, int] | None:
        """Where the first word of a run stands in the source."""
        if not pair.source:
            return None
        key = run[0].key
        return next(((t.start, t.end) for t in pair.source.tokens if t.key == key), None)


def _is_title(words: list[Token]) -> bool:
    """Whether words look like the title of a work or a body: a capital on the first, the last and most of them."""
    capitals = sum(word.text[0].isupper() for word in words)
    return words[0].text[0].isupper() and words[-1].text[0].isupper() and 2 * capitals >= len(words)
