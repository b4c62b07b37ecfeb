"""D101: one name spelt in several ways in a document."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Prefix

from hexapla.languages.tags import language
from hexapla.model import Category, Change, Fact, Finding, Mark, Severity
from hexapla.pair import Pair
from hexapla.rules import WideRule
from hexapla.text.institutions import same_stem, without_clitics
from hexapla.text.names import plain_letters, transliterated
from hexapla.text.scripts import WRITTEN_IN, main_script, script_of
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_encoded = json.JSONEncoder(ensure_ascii=False).encode
_CROWD = 50
"""Words that share a form or a piece, from which on it tells nothing."""

_SENTENCE_ENDS = frozenset(".!?…。！？।؟۔")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word that may be a name, as one row saw it.

    Attributes:
        fact: The fact it comes from.
        form: The word as it stands.
        known: Whether the row's references or source have it.
        initial: Whether it begins a sentence.
        zipf: How frequent the word is in the language.
        near: The name of the row's references or source that it is nearly the same as, or empty.
        sure: Whether `near` stands in a reference and in the source alike.
        heard: Whether `near` is no slip but another transliteration.
        ending: How many last letters may change by inflection.
        clitics: The language, if it writes short words as the beginning of the next; else empty.
    """

    fact: Fact
    form: str
    known: bool
    initial: bool
    zipf: float
    near: str
    sure: bool
    heard: bool
    ending: int
    clitics: str

    @property
    def rarity(self) -> float:
        """Zipf frequency below which the word may be a name: one of a script without capitals must be in no list."""
        return InconsistentName.RARE if self.form[:1].isupper() else 0.01

    @property
    def mark(self) -> Mark:
        """Where it stands."""
        return self.fact.marks[0]


class InconsistentName(WideRule):
    """A name is spelt otherwise than elsewhere in the document, in the reference or in the source.

    Why it matters: the reader takes one person for two, and a search finds only half.
    Example (en): "Chaikovsky" in one sentence and "Tchaikovsky" in the others.
    Limits: sees spellings one letter apart, in words of four letters and more (five if the document alone tells) that are no
    everyday words, and other transliterations of a name that a reference or the source spells; changes in an ending are left
    to the language's grammar.
    """

    code = "D101"
    category = Category.INCONSISTENT
    severity = Severity.MINOR
    message = "{found!r} is spelt {wanted!r} {where}"
    yields_to = frozenset({"wrong-script"})

    SHORTEST = 4
    """Letters of a name that is looked at."""

    LONG = 6
    """Letters of a name for which another transliteration is looked for in a script without capitals."""

    UNLISTED = 1.5
    """Zipf frequency below which a word is a name that few texts have."""

    EVERYDAY = 3.0
    """Zipf frequency from which a word is taken for an everyday one, unless the document proves it misspelt."""

    ENDING = 2
    """Last letters that inflection may change, where the language inflects names."""

    RARE = 2.5
    """Zipf frequency below which a word is no word of the language that merely resembles a name."""

    def note(self, pair: Pair) -> Iterator[Fact]:
        """Every word that may be a name, and what the row's other texts know of it."""
        others = pair.reference_words | pair.source_words
        both = pair.reference_words & pair.source_words
        traits = self.data.traits(pair.lang)
        inflected = WRITTEN_IN.get(traits.script, frozenset()) if traits.inflection else frozenset()
        clitics = language(pair.lang) if traits.prefixes else ""
        listed = self.data.words.has(pair.lang)
        rows = (*pair.references, *((pair.source,) if pair.source else ()))
        near_by = {t.key for row in rows for t in row.words if len(t.text) >= self.SHORTEST and not t.text[0].islower()}
        tokens = pair.hypothesis.tokens
        for i, token in enumerate(tokens):
            if (
                not token.is_word
                or len(token.key) < self.SHORTEST
                or not self._may_be_name(token, traits.capitals, listed, pair)
            ):
                continue
            known = token.key in others
            ending = self.ENDING if script_of(token.text[0]) in inflected else 0
            zipf = round(self.data.words.frequency(token.key, pair.lang), 2)
            near = "" if known else next((w for w in near_by if _one_edit(token.key, w, min(ending, 1), clitics)), "")
            other = "" if known or near or zipf >= self.RARE else self._transliterated(token, pair)
            if is_technical(pair.hypothesis.text, token.start, token.end):
                continue
            value = {
                "form": token.text,
                "known": known,
                "initial": _begins(tokens, i),
                "zipf": zipf,
                "near": near or other,
                "sure": near in both,
                "heard": bool(other),
                "ending": ending,
                "clitics": clitics,
            }
            yield self.fact(pair, (token.start, token.end), token.key, _encoded(value))

    def _transliterated(self, token: Token, pair: Pair) -> str:
        """The name of a reference that is missing here and may be written so by another system; empty if there is none."""
        traits = self.data.traits(pair.lang)
        capitals, nouns = traits.capitals, traits.noun_capitals
        if not capitals and (len(token.key) < self.LONG or self.data.words.frequency(token.key, pair.lang)):
            return ""
        here = {t.key for t in pair.hypothesis.words}
        for row in pair.references:
            for other in row.words:
                if len(other.key) < self.SHORTEST or other.text[0].islower() or other.key in here:
                    continue
                if nouns and not (pair.source and any(transliterated(other.key, t.key) for t in pair.source.words)):
                    continue
                if main_script(other.text) != main_script(token.text):
                    continue  # a name left in its own script is no other transliteration
                rare = self.data.words.frequency(other.key, pair.lang) < (self.RARE if capitals else 0.01)
                if not rare or not transliterated(token.key, other.key):
                    continue
                common = Prefix.similarity(token.key, other.key)
                inflected = traits.inflection and common >= max(3, len(other.key) - 3)
                if not inflected and not any(same_stem(other.key, key) for key in here):
                    return other.key
        return ""

    def _may_be_name(self, token: Token, capitals: bool, listed: bool, pair: Pair) -> bool:
        """A capital in scripts that have capitals; elsewhere a word in a foreign script or one no list knows."""
        first = token.text[0]
        if first.isupper():
            return not token.text.isupper() or len(token.text) > self.SHORTEST
        if capitals or first.islower():
            return False
        return listed and self.data.words.frequency(token.key, pair.lang) < self.EVERYDAY

    def conclude(self, facts: Iterable[Fact]) -> Iterator[Finding]:
        """Rarer spellings that stand one letter from a better proven one."""
        seen = [_Seen(fact=fact, **json.loads(fact.value)) for fact in facts]
        by_key: dict[str, list[_Seen]] = defaultdict(list)
        for item in seen:
            by_key[item.fact.key].append(item)
        counts = Counter({key: len(items) for key, items in by_key.items()})
        neighbours = _neighbours(by_key)
        respellings = self._respellings(by_key)
        for key, items in by_key.items():
            if any(item.known for item in items):
                continue
            for item in items:
                better = self._better(item, key, by_key, neighbours, counts) or respellings.get(key)
                if better:
                    yield self._misspelt(item, *better)

    def _better(
        self,
        item: _Seen,
        key: str,
        by_key: Mapping[str, list[_Seen]],
        neighbours: Mapping[str, list[str]],
        counts: Counter[str],
    ) -> tuple[str, list[_Seen], float] | None:
        """The spelling that should stand here, where it stands, and how sure that is; None if there is none."""
        if item.heard:
            elsewhere = by_key.get(item.near, [])
            if len(elsewhere) >= counts[key]:
                return item.near, elsewhere, 0.85
        elif item.near and item.zipf < item.rarity:
            elsewhere = by_key.get(item.near, [])
            if item.sure or len(elsewhere) >= counts[key]:
                return item.near, elsewhere, 0.95 if item.sure else 0.85
        rivals = [k for k in neighbours.get(key, ()) if not _by_inflection(key, k, item.ending, item.clitics)]
        proven = [k for k in rivals if any(x.known for x in by_key[k])]
        capital = item.form[:1].isupper()
        if proven and item.zipf < (self.EVERYDAY if capital else item.rarity):
            best = max(proven, key=lambda k: counts[k])
            return best, by_key[best], 0.85
        if not capital:
            return None  # words of a script without capitals are one letter apart all the time: the document proves nothing
        more = [k for k in rivals if counts[k] > counts[key]]
        if more and item.zipf < self.EVERYDAY and not item.initial and len(key) > self.SHORTEST:
            best = max(more, key=lambda k: counts[k])
            return best, by_key[best], 0.75
        if rivals and counts[key] == 1 and item.zipf == 0 and not item.initial and len(key) > self.SHORTEST:
            best = max(rivals, key=lambda k: by_key[k][0].zipf)
            if by_key[best][0].zipf > 0:
                return best, by_key[best], 0.65
        return None

    def _respellings(self, by_key: Mapping[str, list[_Seen]]) -> dict[str, tuple[str, list[_Seen], float]]:
        """Names that no other text has -> the one that others have and that another transliteration would write so."""
        rare = {k: items for k, items in by_key.items() if len(k) >= self.LONG and items[0].zipf < self.UNLISTED}
        proven = [key for key, items in rare.items() if any(item.known for item in items)]
        filed: dict[str, list[str]] = defaultdict(list)
        for key in proven:
            for piece in _pieces(key):
                filed[piece].append(key)
        found = {}
        for key in rare.keys() - set(proven):
            ending = rare[key][0].ending
            near = {k for piece in _pieces(key) if len(filed[piece]) < _CROWD for k in filed[piece]}
            alike = [k for k in near if transliterated(key, k, closely=True) and not _by_inflection(key, k, ending, "")]
            alike = [k for k in alike if not same_stem(key, k) and len(by_key[k]) >= len(by_key[key])]
            if alike:
                best = min(alike, key=lambda k: (-len(by_key[k]), k))
                found[key] = best, by_key[best], 0.8
        return found

    def _misspelt(self, item: _Seen, wanted: str, elsewhere: list[_Seen], confidence: float) -> Finding:
        written = elsewhere[0].form if elsewhere else _cased_like(wanted, item.form)
        return Finding(
            code=self.code,
            rule=self.slug(),
            at=item.mark,
            message=self.message.format(
                found=item.form,
                wanted=written,
                where="elsewhere in the document" if elsewhere else "in the other texts",
            ),
            severity=self.severity,
            category=self.category,
            confidence=confidence,
            row=item.fact.row,
            evidence=tuple(other.mark for other in elsewhere[:3]),
            changes=(Change(item.mark.span, written),),
        )


def _one_edit(one: str, other: str, ending: int, clitics: str) -> bool:
    """Whether two words are one letter or one exchange of letters apart, and not by inflection."""
    if one == other or abs(len(one) - len(other)) > 1 or (one[0] != other[0] and one[-1] != other[-1]):
        return False
    return OSA.distance(one, other, score_cutoff=1) == 1 and not _by_inflection(one, other, ending, clitics)


def _by_inflection(one: str, other: str, ending: int, clitics: str) -> bool:
    """Whether the letters that differ can be endings or clitics; a last letter more or less can be one in any language."""
    if clitics and not without_clitics(one, clitics, listed=False).isdisjoint(
        without_clitics(other, clitics, listed=False)
    ):
        return True
    shorter = min(len(one), len(other))
    common = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    tails = one[common:], other[common:]
    if sorted(tails[0]) == sorted(tails[1]) and len(tails[0]) > 1:
        return False
    return common == shorter or max(map(len, tails)) <= ending or _bare(one) == _bare(other)


def _bare(word: str) -> str:
    """A word without its diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _neighbours(words: Iterable[str]) -> dict[str, list[str]]:
    """Word -> the other words one edit away, found over their forms with one letter taken out."""
    first: dict[str, str] = {}
    shared: dict[str, set[str]] = {}
    for word in words:
        for form in (word, *[word[:i] + word[i + 1 :] for i in range(len(word))]):
            other = first.setdefault(form, word)
            if other is not word:
                shared.setdefault(form, {other}).add(word)
    found: dict[str, set[str]] = defaultdict(set)
    for group in shared.values():
        if len(group) < _CROWD:
            for word in group:
                found[word] |= {w for w in group if w != word and OSA.distance(word, w, score_cutoff=1) == 1}
    return {word: sorted(others) for word, others in found.items()}


def _pieces(word: str) -> set[str]:
    """The runs of four letters of a word in plain letters."""
    form = plain_letters(word)
    return {form[i : i + 4] for i in range(len(form) - 3)}


def _begins(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token begins a sentence."""
    for token in reversed(tokens[:at]):
        if token.kind is not TokenKind.MARK:
            return False
        if token.text in _SENTENCE_ENDS:
            return True
    return True


def _cased_like(word: str, pattern: str) -> str:
    """A case-folded word with the capitals of another."""
    if pattern.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word
