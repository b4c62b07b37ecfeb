"""What the composite metric measures: how far a text falls short of a reference, one shortfall a feature, from 0 up.

Every feature is 0 where hypothesis and reference are the same text, and none gets smaller by damage of its own kind, so
that a sum of them with positive weights never prefers the damaged text on that account. Vectors of meaning are optional
and stand in ``_meaning``; weights are ``composite``'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq, Levenshtein
from rapidfuzz.process import cdist

from hexapla.languages import LanguageData
from hexapla.metrics._chrf import CharacterF
from hexapla.text.edits import EditKind, align_tokens
from hexapla.text.names import names, same_name
from hexapla.text.negation import has_negations, negations
from hexapla.text.number_words import spoken
from hexapla.text.numbers import has_digits, numbers
from hexapla.text.scripts import main_script, script_of
from hexapla.text.spacing import slips
from hexapla.text.tokens import Token, TokenKind, tokenize

Floats = NDArray[np.float64]

FEATURES = {
    "letters found": "character n-grams of the reference that are missing, white space and case left out",
    "words found": "content words of the reference that are missing, the rarer the more, those alike counted in part",
    "words right": "content words that the reference lacks, likewise",
    "literal words": "words that look more like the source's, in the same script, than like any of the reference's",
    "word edits": "edit distance in words",
    "letter edits": "edit distance in characters",
    "moved": "words that stand in another order",
    "joined": "words run together or torn apart",
    "longer": "logarithm of how much longer the text is",
    "numbers wrong": "numbers that neither reference nor source has",
    "names wrong": "capitalised words that neither reference nor source knows",
    "names lost": "capitalised words of the reference that are missing",
    "negation": "negations more or fewer",
    "unknown words": "words that no word list, reference or source knows",
    "repeated": "words said twice in a row, more than in the reference",
    "foreign script": "letters of scripts that the reference does not use",
    "end": "the last mark is another: a question for a statement, a missing stop",
    "marks lost": "punctuation marks of the reference that are missing",
    "marks added": "punctuation marks that the reference lacks",
    "spacing": "white space where no typography allows it, or missing where it must stand",
    "case": "words in another case than in the reference",
    "beginning": "a small letter at the beginning instead of a capital, or the other way round",
}

_ORDERS = (2, 5)
"""Shortest and longest n-grams of characters: single ones are found by chance, longer ones ask for the same wording."""

_SMALL = 6.0
"""Zipf frequency from which a word counts as a small one: it carries grammar rather than content."""

_ALIKE = 0.55
"""Likeness of two words below which they have nothing in common."""

_SPACES = regex.compile(r"\s+")


class Features:
    """Shortfalls of hypotheses in a language.

    Args:
        lang: BCP 47 tag of hypothesis and reference.
        data: Word lists and traits.
    """

    def __init__(self, lang: str, data: LanguageData) -> None:
        self.lang = lang
        self._traits = data.traits(lang)
        self._words = data.words
        self._listed = data.words.frequencies(lang)
        self._full = data.words.has(lang)
        self._negates = has_negations(lang)
        self._letters = CharacterF(lang, 1, {"char_order": _ORDERS[1], "lowercase": True})
        self.weigh = lru_cache(maxsize=1 << 16)(self._weigh)

    def of(self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None = None) -> Floats:
        """One row of shortfalls a pair, in the order of `FEATURES`."""
        if not hypotheses:
            return np.zeros((0, len(FEATURES)))
        letters = _missing(np.array(self._letters.statistics(hypotheses, [[r] for r in references]), np.float64))
        rows = [
            self._row(hypothesis, reference, sources[i] if sources else "")
            for i, (hypothesis, reference) in enumerate(zip(hypotheses, references, strict=True))
        ]
        return np.column_stack([letters[:, _ORDERS[0] - 1 :].mean(axis=1), np.array(rows)])

    def _weigh(self, key: str) -> float:
        """How much a word says: next to nothing for the most frequent, 1 for one that no list has."""
        return max(0.05, min(1.0, (8.0 - self._listed.get(key, 2.0)) / 6.0)) if self._listed else min(len(key), 6) / 6

    def _row(self, hypothesis: str, reference: str, source: str) -> list[float]:
        hyp, ref = tokenize(hypothesis), tokenize(reference)
        known = {token.key for token in ref} | {token.key for token in tokenize(source)}
        return [
            *self._content(hyp, ref),
            self._literal(hypothesis, reference, source),
            *self._order(hyp, ref, hypothesis, reference),
            _longer(hypothesis, reference),
            self._numbers(hypothesis, reference),
            *self._names(hypothesis, reference, known),
            self._negation(hypothesis, reference),
            self._unknown(hyp, known),
            _repeated(hyp, ref),
            _foreign(hypothesis, reference),
            *_marks(hyp, ref, hypothesis, reference),
            self._spacing(hypothesis, reference),
            *_case(hyp, ref),
        ]

    def _content(self, hyp: Sequence[Token], ref: Sequence[Token]) -> tuple[float, float]:
        here, there = (
            Counter(t.key for t in tokens if t.kind is not TokenKind.MARK and not self._is_small(t.key))
            for tokens in (hyp, ref)
        )
        lost, added = there - here, here - there
        credit_lost, credit_added = self._partly(list(lost), list(added))
        missing, wrong = (
            sum(self.weigh(key) * count * (1 - credit.get(key, 0.0)) for key, count in words.items())
            / max(sum(self.weigh(key) * count for key, count in whole.items()), 0.5)
            for words, whole, credit in ((lost, there, credit_lost), (added, here, credit_added))
        )
        return missing, wrong

    def _literal(self, hypothesis: str, reference: str, source: str) -> float:
        here, there, beside = literal_candidates(hypothesis, reference, source, self._traits.spaces)
        if not beside:
            return 0.0
        to_source, to_reference = (
            cdist(here, words, scorer=Indel.normalized_similarity).max(axis=1) for words in (beside, there)
        )
        return literalness(to_source, to_reference, len(there))

    def _is_small(self, key: str) -> bool:
        return self._listed.get(key, 0.0) >= _SMALL

    def _partly(self, lost: list[str], added: list[str]) -> tuple[dict[str, float], dict[str, float]]:
        """Words -> how much of them another form on the other side stands for, each used once, the likest first."""
        lost = [key for key in lost if len(key) > 2]
        added = [key for key in added if len(key) > 2]
        if not lost or not added:
            return {}, {}
        alike = cdist(lost, added, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE)
        by_likeness = sorted(zip(*(axis.tolist() for axis in np.nonzero(alike)), strict=True), key=lambda p: -alike[p])
        for_lost: dict[str, float] = {}
        for_added: dict[str, float] = {}
        for i, j in by_likeness:
            if lost[i] not in for_lost and added[j] not in for_added:
                credit = float(alike[i, j] - _ALIKE) / (1 - _ALIKE)
                for_lost[lost[i]] = for_added[added[j]] = credit
        return for_lost, for_added

    def _order(self, hyp: Sequence[Token], ref: Sequence[Token], hypothesis: str, reference: str) -> list[float]:
        here, there = [token.key for token in hyp], [token.key for token in ref]
        size = max(len(there), 1)
        common = sum((Counter(here) & Counter(there)).values())
        moved = 1 - LCSseq.similarity(here, there) / common if common else 0.0
        joined = sum(edit.kind in (EditKind.MERGE, EditKind.SPLIT) for edit in align_tokens(hyp, ref))
        return [
            min(Levenshtein.distance(here, there) / size, 2.0),
            min(Levenshtein.distance(hypothesis, reference) / max(len(reference), 1), 2.0),
            moved,
            min(joined / size, 1.0),
        ]

    def _numbers(self, hypothesis: str, reference: str) -> float:
        if not has_digits(hypothesis):
            return 0.0
        here, there = numbers(hypothesis, self.lang), numbers(reference, self.lang)
        known = frozenset().union(*(n.values | n.written | n.parts for n in there), spoken(reference, self.lang))
        return min(sum(not (n.values | n.written) & known for n in here), 3) / 3

    def _names(self, hypothesis: str, reference: str, known: set[str]) -> tuple[float, float]:
        here, there = names(hypothesis, self.lang), names(reference, self.lang)
        keys_here, keys_there = (
            {token.key for token in tokenize(hypothesis)},
            {token.key for token in tokenize(reference)},
        )
        candidates = {name.key for name in there}
        wrong = sum(
            not name.initial and name.key not in known and not any(same_name(name.key, k) for k in candidates)
            for name in here
        )
        mine = {name.key for name in here}
        lost = sum(
            not name.initial and name.key not in keys_here and not any(same_name(name.key, k) for k in mine)
            for name in there
        )
        return wrong / (2 + len(keys_here) / 8), lost / (2 + len(keys_there) / 8)

    def _negation(self, hypothesis: str, reference: str) -> float:
        if not self._negates:
            return 0.0
        here, there = (len(negations(text, self.lang, self._words)) for text in (hypothesis, reference))
        return min(abs(here - there), 2) / 2

    def _unknown(self, hyp: Sequence[Token], known: set[str]) -> float:
        if not self._full:
            return 0.0
        odd = sum(
            1.0 - min(self._listed.get(token.key, 0.0), 2.0) / 2.0
            for token in hyp
            if token.is_word and token.key not in known and self._listed.get(token.key, 0.0) < 2.0
        )
        return min(odd / 4, 1.0)

    def _spacing(self, hypothesis: str, reference: str) -> float:
        spaced = self._traits.spaces
        here, there = (sum(1 for _ in slips(text, spaced)) for text in (hypothesis, reference))
        doubled = len(regex.findall(r"\S\s{2,}\S", hypothesis)) - len(regex.findall(r"\S\s{2,}\S", reference))
        return min(max(here - there, 0) + max(doubled, 0), 4) / 4


def literal_candidates(
    hypothesis: str, reference: str, source: str, spaces: bool
) -> tuple[list[str], list[str], list[str]]:
    """The words of a hypothesis, its reference and its source, each once; of the source none unless it can be compared.

    Wording that follows the source shows where both are written in one script; across scripts it shows nothing.
    """
    texts = (hypothesis, reference, source)
    if not source or not spaces or main_script(source) != main_script(reference):
        texts = (hypothesis, reference, "")
    here, there, beside = (sorted({token.key for token in tokenize(text) if token.is_word}) for text in texts)
    return here, there, beside if here and there else []


def literalness(to_source: NDArray[Any], to_reference: NDArray[Any], size: int) -> float:
    """By how much words are nearer to the source than to the reference, squared, for a word of the reference.

    Args:
        to_source: For each word of the hypothesis the likeness of the likest word of the source, from 0 to 1.
        to_reference: The same with the reference.
        size: Words of the reference.
    """
    return min(float((np.maximum(to_source - to_reference, 0.0) ** 2).sum()) / size, 1.0)


def _missing(statistics: Floats) -> Floats:
    """The share of the reference's n-grams that are missing, a column an order."""
    there, shared = statistics[:, 1::3], statistics[:, 2::3]
    return np.where(there > 0, 1 - shared / np.maximum(there, 1), 0.0)


def _longer(hypothesis: str, reference: str) -> float:
    return min(max(log((len(hypothesis.strip()) + 3) / (len(reference.strip()) + 3)), 0.0), 3.0)


def _repeated(hyp: Sequence[Token], ref: Sequence[Token]) -> float:
    here, there = (sum(a.key == b.key and a.is_word for a, b in pairwise(t)) for t in (hyp, ref))
    return min(max(here - there, 0), 4) / 4


def _foreign(hypothesis: str, reference: str) -> float:
    here = Counter(script_of(c) for c in hypothesis if c.isalpha())
    there = {script_of(c) for c in reference if c.isalpha()}
    total = sum(here.values())
    return sum(n for script, n in here.items() if script not in there) / total if total and there else 0.0


_ENDS = {**dict.fromkeys(".。।۔።", "."), **dict.fromkeys("?？؟", "?"), **dict.fromkeys("!！", "!")}
_PLAIN = {
    **dict.fromkeys('„“”«»"＂「」『』‹›', '"'),
    **dict.fromkeys("‘’'‚`´", "'"),
    **dict.fromkeys("–—−‐‑", "-"),
    "…": ".",
}


def _end(tokens: Sequence[Token]) -> str:
    for token in reversed(tokens):
        if token.kind is not TokenKind.MARK:
            return ""
        if token.text in _ENDS:
            return _ENDS[token.text]
    return ""


def _marks(hyp: Sequence[Token], ref: Sequence[Token], hypothesis: str, reference: str) -> tuple[float, float, float]:
    ends = float(_end(hyp) != _end(ref)) + float((_end(hyp) == "?") != (_end(ref) == "?"))
    here, there = (
        Counter(_PLAIN.get(token.text, token.text) for token in tokens if token.kind is TokenKind.MARK)
        for tokens in (hyp, ref)
    )
    lost, added = sum((there - here).values()), sum((here - there).values())
    return ends / 2, min(lost, 6) / 6, min(added, 6) / 6


def _case(hyp: Sequence[Token], ref: Sequence[Token]) -> tuple[float, float]:
    forms: dict[str, set[str]] = {}
    for token in ref:
        forms.setdefault(token.key, set()).add(token.text)
    words = [token for token in hyp if token.is_word]
    other = sum(token.text not in forms[token.key] for token in words[1:] if token.key in forms)
    begins = [next((t.text[0] for t in tokens if t.is_word), "") for tokens in (hyp, ref)]
    wrong = begins[0].islower() != begins[1].islower() if all(begins) else False
    return min(other / max(len(words), 1) * 2, 1.0), float(wrong)
