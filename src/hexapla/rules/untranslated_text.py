"""C103: words of the source left standing in the translation."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from hexapla.languages.tags import language
from hexapla.model import Category, Finding, Severity, Span
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.rules._left_names import left_names
from hexapla.text.foreign import foreign_stretches, other_language, runs
from hexapla.text.institutions import InstitutionFinder
from hexapla.text.scripts import WRITTEN_IN, script_of
from hexapla.text.strays import stray_words
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_HYPHENS = frozenset("-‐‑")
_QUOTES = frozenset("\"'“”„«»‘’‚‹›「」『』（）()")


class UntranslatedText(Rule):
    """Words of the source, or of a third language, stand in the translation; or all of it is in another language.

    Why it matters: the reader is handed a language they may not know.
    Example (de): "Sie zahlten their payroll in Raten."
    Limits: names of people and products, loan words and terms that the reference keeps are let through; single words of
    a third language are seen beside a reference only; without a source, single words are not seen.
    """

    code = "C103"
    category = Category.UNTRANSLATED
    severity = Severity.MAJOR
    message = "{found!r} is left in {where}"

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

    EVERYDAY = (4.0, 4.2, 1.8)
    """Zipf frequency that makes a lone word one of the source's everyday ones, that which makes it one of the
    translation's, and by how much the two differ at least."""

    LISTED = 2.0
    """Zipf frequency from which a single word is one of the translation's language."""

    WHERE = "the language of the source"

    SHOWN = 60
    """Characters of a whole row that the message shows."""

    FALLBACK = "en"
    """The language that is looked for where there is no source."""

    @cached_property
    def _bodies(self) -> InstitutionFinder:
        return InstitutionFinder(self.data.institutions)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Runs of source words that the references do not have, then names, then words of a third language."""
        if not pair.hypothesis.tokens:
            return
        if whole := self._whole(pair):
            yield whole
            return
        if not any(row.text.strip() for row in pair.beside):
            yield from self._alone(pair)
            return
        taken: list[Span] = []
        left = [self._left(pair)]
        if any(row.text.strip() for row in pair.references):
            left += [self._names(pair), self._strays(pair)]
        else:
            left.append(self._alone(pair))
        for finding in chain.from_iterable(left):
            if not any(finding.at.span.start < span.end and span.start < finding.at.span.end for span in taken):
                taken.append(finding.at.span)
                yield finding

    def _whole(self, pair: Pair) -> Finding | None:
        """A finding at a row that is in another language as a whole."""
        text = pair.hypothesis.text
        if not other_language(text, pair.hypothesis.words, pair.lang, self.data):
            return None
        tokens = [t for t in pair.hypothesis.words if not is_technical(text, t.start, t.end)]
        lang = other_language(text, tokens, pair.lang, self.data)
        if not lang or any(other_language(r.text, r.tokens, pair.lang, self.data) == lang for r in pair.references):
            return None
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        echoed = pair.source is not None and lang == language(pair.source.lang)
        where = self.WHERE if echoed else f"another language ({lang}) than the translation's"
        evidence = [(pair.source, (0, len(pair.source.text)))] if echoed and pair.source else []
        found = text[start : min(end, start + self.SHOWN)] + ("…" if end - start > self.SHOWN else "")
        return self.finding(pair, (start, end), evidence=evidence, confidence=0.9, found=found, where=where)

    def _left(self, pair: Pair) -> Iterator[Finding]:
        """Runs of words of the source's language."""
        tokens = pair.hypothesis.tokens
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
        text = pair.hypothesis.text
        suspects = [
            suspect and not is_technical(text, token.start, token.end)
            for suspect, token in zip(suspects, tokens, strict=True)
        ]
        if not any(suspects):
            return
        for first, last in self._runs(pair, tokens, suspects):
            while last - first > 1 and self._belongs(tokens[first], lang, pair.lang):
                first += 1
            while last - first > 1 and self._belongs(tokens[last - 1], lang, pair.lang):
                last -= 1
            words = [t for t in tokens[first:last] if t.is_word]
            if not words:
                continue
            strength = [self._foreign(t, lang, pair.lang) for t in words]
            strong = sum(s >= 1 for s in strength)
            lower = len({t.key for t, s in zip(words, strength, strict=True) if s >= 2})
            if last - first == 1 and pair.references:
                if not self._alien(pair, words[0]):
                    continue
                strong = 1
            elif last - first > 1 and len(words) > 1 and len({word.key for word in words}) == 1:
                continue  # an exclamation: "Whoa, whoa, whoa"
            elif lower < self.FEWEST[pair.source is not None] or 2 * strong < len(words) or _is_title(words):
                continue
            if _is_compound(pair.hypothesis.text, tokens, first, last) or _is_quotation(pair, tokens, first, last):
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
                where=self.WHERE,
            )

    def _names(self, pair: Pair) -> Iterator[Finding]:
        """Names of bodies in the source's language that the reference has in the translation's."""
        lang = pair.source.lang if pair.source else self.FALLBACK
        if language(lang) == language(pair.lang):
            return
        text = pair.hypothesis.text
        for start, end, confidence in left_names(pair, lang, self.data, self._bodies):
            if is_technical(text, start, end):
                continue
            place = pair.source.text.casefold().find(text[start:end].casefold()) if pair.source else -1
            evidence = [(pair.source, (place, place + end - start))] if pair.source and place >= 0 else []
            found = text[start:end]
            yield self.finding(
                pair, (start, end), evidence=evidence, confidence=confidence, found=found, where=self.WHERE
            )

    def _strays(self, pair: Pair) -> Iterator[Finding]:
        """Words of a language that is neither the source's nor the translation's."""
        text, tokens, document = pair.hypothesis.text, pair.hypothesis.tokens, pair.document
        known = ChainMap(
            document.reference_words, document.source_words, dict.fromkeys(pair.reference_words | pair.source_words, 1)
        )
        for first, last in stray_words(text, tokens, pair.lang, known, pair.reference_words, self.data):
            start, end = tokens[first].start, tokens[last - 1].end
            if not is_technical(text, start, end):
                found, where = text[start:end], "a language that no text beside it is in"
                yield self.finding(pair, (start, end), confidence=0.8, found=found, where=where)

    def _alone(self, pair: Pair) -> Iterator[Finding]:
        """Findings at stretches in another language, where there is no reference; the source's words are not looked at."""
        text, tokens = pair.hypothesis.text, pair.hypothesis.tokens
        for first, last in foreign_stretches(text, tokens, pair.lang, self.data):
            start, end = tokens[first].start, tokens[last - 1].end
            if pair.source_words and all(t.key in pair.source_words for t in tokens[first:last] if t.is_word):
                continue
            if not is_technical(text, start, end):
                where = "another language" if pair.source_words else self.WHERE
                yield self.finding(pair, (start, end), confidence=0.7, found=text[start:end], where=where)

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
        """Ranges of neighbouring suspects; a lone word is a loan word more often than not."""
        for first, last in runs(tokens, suspects, lambda token: token.kind is TokenKind.MARK):
            if last - first > 1 or self._alien(pair, tokens[first]):
                yield first, last

    def _alien(self, pair: Pair, token: Token) -> bool:
        """Whether a lone word of the source is none of the translation's: of another script, or in no word list."""
        if pair.source is None or not pair.references or not token.is_word:
            return False
        script, words = script_of(token.text[0]), self.data.words
        here, there = words.frequency(token.key, pair.lang), words.frequency(token.key, pair.source.lang)
        small = token.text == token.text.lower()
        plain = small or (there >= self.COMMON and self._ordinary(pair, token))
        if not plain:
            return False
        if script not in WRITTEN_IN.get(self.data.traits(pair.lang).script, ()):
            return not any(script_of(c) == script for row in pair.references for c in row.text)
        if not words.has(pair.lang):
            return False
        if here < self.LISTED:
            return len(token.key) >= self.LONE
        least, most, apart = self.EVERYDAY
        return there >= least and here < most and there - here >= apart

    def _ordinary(self, pair: Pair, token: Token) -> bool:
        """Whether a word's capital is none of its own: it is the text's first, or nouns of the source all have one."""
        if not token.text[1:].islower() or pair.source is None:
            return False
        if self.data.traits(pair.source.lang).noun_capitals:
            return True
        source = pair.source.tokens
        return token is pair.hypothesis.tokens[0] and any(
            t.text.islower() or t is source[0] for t in source if t.key == token.key
        )

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
            ordinary = there >= self.LISTED or not self.data.words.frequencies(lang)
            return 2 if token.text.islower() and len(token.text) > 1 and ordinary else 1
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


def _is_compound(text: str, tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a word, or words that hyphens join, are a part of a compound or one: those are borrowed whole."""
    if any(character.isspace() for character in text[tokens[first].start : tokens[last - 1].end]):
        return False
    inside = any(token.text in _HYPHENS for token in tokens[first:last])
    before = first > 1 and tokens[first - 1].text in _HYPHENS and tokens[first - 1].start == tokens[first - 2].end
    after = last < len(tokens) and tokens[last].text in _HYPHENS and tokens[last].start == tokens[last - 1].end
    return inside or (before and tokens[first].start == tokens[first - 1].end) or after


def _is_quotation(pair: Pair, tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a run stands in quotation marks whose other words are all the source's, which quotes as well."""
    before = next((i for i in range(first - 1, -1, -1) if tokens[i].text in _QUOTES), None)
    after = next((i for i in range(last, len(tokens)) if tokens[i].text in _QUOTES), None)
    if before is None or after is None or pair.source is None or _QUOTES.isdisjoint(pair.source.text):
        return False
    inside = [token.key for token in tokens[before + 1 : after] if token.is_word]
    own = sum(key not in pair.source_words for key in inside)
    return own <= len(inside) // 5


def _is_title(words: list[Token]) -> bool:
    """Whether words look like the title of a work or a body: a capital on the first, the last and most of them."""
    capitals = sum(word.text[0].isupper() for word in words)
    return words[0].text[0].isupper() and words[-1].text[0].isupper() and 2 * capitals >= len(words)
