"""W101: words run together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Passage, Role, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.rules._seams import Seams
from hexapla.rules._thin_seams import ThinSeams
from hexapla.text.institutions import same_stem
from hexapla.text.joins import best_cut, chunk, concatenations, follows_apostrophe, hyphenated, parted
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, is_lettered

_APOSTROPHES = "'’ʼ"
_CAPITAL_INSIDE = regex.compile(r"(?P<left>\p{Ll}{2,})(?P<right>(?:\p{Lu}\p{Ll}+)+|\p{Lu}{2,})")
_CAPITAL_AFTER = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_ACRONYM = regex.compile(r"(?P<left>\p{Lu}{2,5})(?P<right>\p{Ll}{5,})")
_FINAL_LETTER = regex.compile(r"(?<=\p{L}\p{M}*)[ךםןףץةς]\p{Mn}*(?=\p{L})")
"""Letters of Hebrew, Arabic and Greek that have this form at the end of a word only."""
_HANGUL = regex.compile(r"\p{Hangul}")
_NUMBER = r"\p{Nd}+(?:[.,:٫٬]\p{Nd}+)*"
_WORD_AND_NUMBER = regex.compile(rf"(?P<word>\p{{L}}[\p{{L}}\p{{M}}]*)(?P<number>{_NUMBER})(?![\p{{L}}\p{{N}}])")
_NUMBER_BEFORE = regex.compile(rf"(?<![\p{{L}}\p{{N}}.,:/_-])(?P<number>{_NUMBER})$")


ENDING = 2
"""Letters by which the cases of a word may differ in length."""


class MergedWords(Rule):
    """Two or more words run together.

    Why it matters: the reader must guess where the words part, and search and speech output both fail on the result.
    Example (en): "Petrovsaid so" for "Petrov said so".
    Limits: closed compounds are legal in German and its like, so that there the seam must be at a function word, or
    the reference must have the parts side by side; in languages with a short word list (Hindi, Icelandic and others) a word of
    grammar must stand at an edge; silent on names with capitals inside, on addresses and on code.
    """

    code = "W101"
    category = Category.SPELLING
    severity = Severity.MINOR
    safe_fix = True
    needs: ClassVar[frozenset[str]] = frozenset({"spaces"})
    message = "{found!r} runs together {wanted!r}: {why}"

    SHORTEST = 4
    """Letters a string needs to be looked at without a reference that has it parted."""

    SHORTEST_SHARED = 6
    """Letters of a string whose parts the source has side by side, as it has names that are written alike."""

    COUNTED = 3
    """Letters of a word after a number that the reference has too, and `COUNTED_ALONE` of one that it lacks."""
    COUNTED_ALONE = 5
    COUNTED_FREQUENCY = 4.5
    """Zipf frequency of a word after a number that the reference lacks."""

    RARE = 2.2
    """Zipf frequency up to which a listed word may be a slip that lists copied, where there is a reference."""

    WORD = 3.0
    """Zipf frequency of a word that a capital may follow."""

    SMALL_WORDS = 5
    """Letters of two words of grammar that a list has as one."""

    RATHER_FREQUENT = 3.5
    """Zipf frequency of a word that may follow an acronym and a word of grammar."""

    CLOSED_FORM = 2.6
    """Zipf frequency from which the closed form is a word, whatever the reference writes."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self.words = data.words
        self.seams = Seams(data)
        self.thin_seams = ThinSeams(data)

    def may_fix(self, finding: Finding, passage: Passage) -> bool:
        """Only words that a reference has side by side just so, parted by white space and nothing else."""
        if not super().may_fix(finding, passage):
            return False
        own = passage.column(finding.at.column).text
        references = {text.name: text.text for text in passage.of_role(Role.REFERENCE)}
        quoted = {mark.span.of(references[mark.column]) for mark in finding.evidence if mark.column in references}
        return all(
            "".join(change.text.split()) == change.span.of(own)
            and any(change.text.casefold() == words.casefold() for words in quoted)
            for change in finding.changes
        )

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at words that are no words, but several."""
        listed = self.words.frequencies(pair.lang)
        for at, token in enumerate(pair.hypothesis.tokens):
            key = token.key
            if token.is_word and (glued := self._glued_number(pair, at)):
                yield glued
                continue
            if not token.is_word or listed.get(key, 0.0) >= self.CLOSED_FORM:
                continue
            if len(key) < 3 or not is_lettered(token.text):
                continue
            if key in pair.reference_words or key in pair.source_words:
                continue
            if is_technical(pair.hypothesis.text, token.start, token.end):
                continue
            if any(_closed(key, other) for row in pair.beside for other in hyphenated(row.text)):
                continue
            if any(_written_apart(token.text, row) for row in pair.beside):
                continue
            found = self._beside_each_other(pair, at) or self._capital_inside(pair, at)
            found = found or self._after_acronym(pair, at) or self._two_small_words(pair, at)
            found = found or self._final_letter_inside(pair, at)
            rare = self.RARE if pair.references and not token.text[:1].isupper() else 0.0
            if found is None and len(key) >= self.SHORTEST and listed.get(key, 0.0) <= rare:
                found = self._cut(pair, at)
            found = found or self._beside_in_document(pair, at)
            if found:
                yield found

    def _beside_each_other(self, pair: Pair, at: int) -> Finding | None:
        """A finding where a reference, or the source, has the parts of the word side by side."""
        tokens = pair.hypothesis.tokens
        start, end = chunk(tokens, at)
        for reference in pair.beside:
            if reference is pair.source and not self._shared(pair, tokens[at]):
                continue
            joined = concatenations(reference.text)
            for first, last in dict.fromkeys(((start, end), (at, at))):
                form = "".join(t.key for t in tokens[first : last + 1]).replace("’", "'")
                place = joined.get(form) or joined.get(form.replace("'", "’"))
                if not place:
                    continue
                begin, stop = reference.tokens[place[0]].start, reference.tokens[place[1] - 1].end
                wanted = cased(reference.text[begin:stop], pair.hypothesis.text[tokens[first].start : tokens[last].end])
                return self.finding(
                    pair,
                    (tokens[first].start, tokens[last].end),
                    evidence=[(reference, (begin, stop))],
                    suggestion=wanted,
                    confidence=0.9 if self.data.traits(pair.lang).compounding else 0.97,
                    found=pair.hypothesis.text[tokens[first].start : tokens[last].end],
                    wanted=wanted,
                    why=f"the {'source' if reference is pair.source else 'reference'} has {reference.text[begin:stop]!r}",
                )
        return None

    def _beside_in_document(self, pair: Pair, at: int) -> Finding | None:
        """A finding where the document has the parts of the word side by side elsewhere, and the word only here."""
        token, lang, document = pair.hypothesis.tokens[at], pair.lang, pair.document
        place = document.hypothesis_joins.get(token.key)
        if place is None or len(token.key) < self.SHORTEST_SHARED or document.hypothesis_words[token.key] > 1:
            return None
        if self.words.frequency(token.key, lang) or token.key in document.reference_words:
            return None
        row = document.hypotheses[place[0]]
        parts = tuple(t.key for t in row.tokens[place[1] : place[2] + 1])
        if not self.seams.builds_nothing(parts, lang):
            return None
        there = row.text[row.tokens[place[1]].start : row.tokens[place[2]].end]
        wanted = " ".join(parted(token.text, parts))
        return self.finding(
            pair,
            (token.start, token.end),
            evidence=[(row, (row.tokens[place[1]].start, row.tokens[place[2]].end))],
            suggestion=wanted,
            confidence=0.9,
            found=token.text,
            wanted=wanted,
            why=f"the document has {there!r} elsewhere, and {token.text!r} only here",
        )

    def _glued_number(self, pair: Pair, at: int) -> Finding | None:
        """A finding where a number touches a word, though a reference or the source sets the same number apart."""
        token, text, lang = pair.hypothesis.tokens[at], pair.hypothesis.text, pair.lang
        if _HANGUL.match(token.text):
            return None  # counters touch their numbers there
        before, after = None, None
        if is_lettered(token.text):
            before = _NUMBER_BEFORE.search(text, max(0, token.start - 24), token.start)
        else:
            after = _WORD_AND_NUMBER.match(text, token.start) if text[token.end - 1].isdigit() else None
        match = before or after
        if match is None:
            return None
        word, traits = (match["word"] if after else token.text), self.data.traits(lang)
        if not word.islower() and traits.capitals:
            return None
        frequency = self.words.frequency(word.casefold(), lang)
        if after:
            small = word.casefold() in traits.never_final
            if not small and (traits.prefixes or len(word) < 2 or frequency < Seams.FUNCTION_WORD):
                return None
        else:
            named = word.casefold() in pair.reference_words and len(word) >= self.COUNTED
            everyday = len(word) >= self.COUNTED_ALONE and frequency >= self.COUNTED_FREQUENCY
            if not named and (traits.compounding or not everyday):
                return None
        place = _set_apart(pair.beside if after else pair.references, match["number"])
        if place is None or any(match.group() + ("" if after else token.text) in row.text for row in pair.references):
            return None
        start, end = (token.start, match.end()) if after else (match.start(), token.end)
        wanted = f"{word} {match['number']}" if after else f"{match['number']} {word}"
        row, apart = place
        return self.finding(
            pair,
            (start, end),
            evidence=[(row, (apart.start, apart.end))],
            suggestion=wanted,
            confidence=0.93,
            found=text[start:end],
            wanted=wanted,
            why=f"the {'source' if row is pair.source else 'reference'} sets {apart.text!r} apart",
        )

    def _shared(self, pair: Pair, token: Token) -> bool:
        """Whether a word the source has in two may count: a long one, in a language that does not write words together."""
        return len(token.key) >= self.SHORTEST_SHARED and not self.data.traits(pair.lang).compounding

    def _capital_inside(self, pair: Pair, at: int) -> Finding | None:
        """A finding where a small word runs into a capital: ``beiBuch``."""
        token, lang = pair.hypothesis.tokens[at], pair.lang
        match = _CAPITAL_INSIDE.fullmatch(token.text)
        if not match or pair.document.hypothesis_words[token.key] > 2 or not self.words.has(lang):
            return None
        left = match["left"].casefold()
        listed, english = self.words.frequency(left, lang), self.words.frequency(left, "en")
        # code is full of such words, in English; so are makers' names, which begin with a letter or two
        foreign = lang.split("-")[0] != "en" and (listed > english + 1 or not left.isascii())
        small = listed >= Seams.FUNCTION_WORD if foreign else len(left) > 2 and listed >= Seams.VERY_FREQUENT
        if not small and not (foreign and len(left) > 3 and listed >= self.WORD):
            return None
        wanted = f"{match['left']} {_CAPITAL_AFTER.sub(' ', match['right'])}"
        why = f"a capital stands inside {token.text!r}, after a word of the language"
        return self.finding(
            pair, (token.start, token.end), suggestion=wanted, confidence=0.9, found=token.text, wanted=wanted, why=why
        )

    def _after_acronym(self, pair: Pair, at: int) -> Finding | None:
        """A finding where an acronym runs into a word of grammar and the next word: ``VATonfood``."""
        token, lang = pair.hypothesis.tokens[at], pair.lang
        match = _ACRONYM.fullmatch(token.text)
        if not match or pair.document.hypothesis_words[token.key] > 2 or not self.words.has(lang):
            return None
        left, right = match["left"], match["right"]
        for size in range(1, len(right) - self.SHORTEST + 1):
            small, rest = right[:size], right[size:]
            least = Seams.FUNCTION_WORD if size > 1 else Seams.VERY_FREQUENT
            if self.words.frequency(small, lang) >= least and self.words.frequency(rest, lang) >= self.RATHER_FREQUENT:
                wanted = f"{left} {small} {rest}"
                why = f"{left!r} is written on to words of the language"
                span = (token.start, token.end)
                return self.finding(
                    pair, span, suggestion=wanted, confidence=0.85, found=token.text, wanted=wanted, why=why
                )
        return None

    def _two_small_words(self, pair: Pair, at: int) -> Finding | None:
        """A finding at two words of grammar, though a list has copied the slip: ``avecun``."""
        token, lang = pair.hypothesis.tokens[at], pair.lang
        traits = self.data.traits(lang)
        if traits.compounding or traits.prefixes or not token.text[1:].islower() or len(token.key) < self.SMALL_WORDS:
            return None
        if (token.text[:1].isupper() and at) or pair.document.hypothesis_words[token.key] > 2:
            return None
        small = {*traits.never_final, *traits.seldom_final}
        for size in range(2, len(token.key) - 1):
            first, last = token.key[:size], token.key[size:]
            if first not in small or last not in small or not {first, last} & set(traits.never_final):
                continue
            if min(self.words.frequency(part, lang) for part in (first, last)) < Seams.FUNCTION_WORD:
                continue
            wanted = f"{token.text[:size]} {token.text[size:]}"
            span, why = (token.start, token.end), "the two are words of grammar"
            return self.finding(
                pair, span, suggestion=wanted, confidence=0.85, found=token.text, wanted=wanted, why=why
            )
        return None

    def _cut(self, pair: Pair, at: int) -> Finding | None:
        """A finding where the word is in no list but falls into words."""
        lang, tokens = pair.lang, pair.hypothesis.tokens
        token, document = tokens[at], pair.document
        if document.hypothesis_words[token.key] > 2 or token.key in document.source_words:
            return None
        if token.key in document.reference_words:
            return None
        if not self.words.has(lang):
            return self._vouched_cut(pair, token) or self._thin_cut(pair, at)
        if not pair.references and lang.split("-")[0] != "en" and self.words.frequency(token.key, "en") > 0:
            return None
        seam = self.seams.find(pair, at)
        if seam is None:
            return None
        first, last = chunk(tokens, at) if follows_apostrophe(tokens, at) else (at, at)
        start, end = tokens[first].start, tokens[last].end
        text = pair.hypothesis.text
        apart = _at_capitals(token.text, " ".join(parted(token.text, seam.cut.parts)))
        wanted = text[start : token.start] + apart + text[token.end : end]
        return self.finding(
            pair,
            (start, end),
            suggestion=wanted,
            confidence=min(0.97, 1 / (1 + 10 ** -(seam.margin / 2 + 0.5))),
            found=text[start:end],
            wanted=wanted,
            why=f"{token.text!r} is in no word list" + (", nor in the reference" if pair.references else ""),
        )

    def _thin_cut(self, pair: Pair, at: int) -> Finding | None:
        """A finding in a language with a short word list: a word of grammar that stands alone is written on to others."""
        found = self.thin_seams.find(pair, at)
        if found is None:
            return None
        token = pair.hypothesis.tokens[at]
        cut, margin = found
        wanted = " ".join(parted(token.text, cut.parts))
        return self.finding(
            pair,
            (token.start, token.end),
            suggestion=wanted,
            confidence=min(0.95, 1 / (1 + 10 ** -(margin / 2 + 0.5))),
            found=token.text,
            wanted=wanted,
            why=f"{token.text!r} is in no word list, and a word of grammar is written on",
        )

    def _vouched_cut(self, pair: Pair, token: Token) -> Finding | None:
        """A finding in a language without a full word list: all parts are words of the reference."""
        traits = self.data.traits(pair.lang)
        shortest = 3 if traits.prefixes or traits.inflection else 2
        if traits.compounding or not pair.references or len(token.key) < 2 * shortest + 1:
            return None
        known = pair.reference_words
        cut = best_cut(token.key, lambda part, start, end: 5.0 if end - start >= shortest and part in known else 0.0)
        if cut is None:
            return None
        wanted = " ".join(parted(token.text, cut.parts))
        return self.finding(
            pair,
            (token.start, token.end),
            suggestion=wanted,
            confidence=0.85,
            found=token.text,
            wanted=wanted,
            why="the reference has the parts as words, and not the whole",
        )

    def _final_letter_inside(self, pair: Pair, at: int) -> Finding | None:
        """A finding where a letter that only ends words stands before another: a Hebrew final form, a Greek final sigma."""
        token = pair.hypothesis.tokens[at]
        if not _FINAL_LETTER.search(token.text) or pair.document.hypothesis_words[token.key] > 2:
            return None
        wanted = _FINAL_LETTER.sub(r"\g<0> ", token.text)
        why = f"a letter that ends words stands inside {token.text!r}"
        span = (token.start, token.end)
        return self.finding(pair, span, suggestion=wanted, confidence=0.95, found=token.text, wanted=wanted, why=why)


def _closed(key: str, hyphenated: str) -> bool:
    """Whether a word is one that stands elsewhere with a hyphen, in any of its cases."""
    return key == hyphenated or (abs(len(key) - len(hyphenated)) <= ENDING and same_stem(key, hyphenated))


def _written_apart(word: str, row: Row) -> bool:
    """Whether a row writes a name in two words that may be one (Fang Fang): what is run together keeps its capitals."""
    place = concatenations(row.text).get(word.casefold()) if word[1:].islower() else None
    return place is not None and all(token.text.istitle() for token in row.tokens[place[0] : place[1]])


def _set_apart(rows: tuple[Row, ...], number: str) -> tuple[Row, Token] | None:
    """The first token of these rows that is the same number with white space before and after it, or a row's edge."""
    for row in rows:
        for token in row.tokens:
            around = row.text[max(0, token.start - 1) : token.start], row.text[token.end : token.end + 1]
            if token.text == number and all(not side or side.isspace() for side in around):
                return row, token
    return None


def _at_capitals(word: str, apart: str) -> str:
    """A word parted at the capitals inside it, where the cut that was found leaves one inside a part."""
    return _CAPITAL_AFTER.sub(" ", word) if _CAPITAL_AFTER.search(apart) else apart


def cased(wanted: str, like: str) -> str:
    """Words from the reference with the first letter's case of the words they are to replace."""
    if like[:1].isupper() and wanted[:1].islower():
        return wanted[:1].upper() + wanted[1:]
    if like[:1].islower() and wanted[:1].isupper():
        return wanted[:1].lower() + wanted[1:]
    return wanted
