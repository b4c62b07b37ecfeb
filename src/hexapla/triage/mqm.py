"""Error weights of the MQM typology, and the score that they make of findings.

Two sets of weights are known. ``generic`` is 0, 1, 5 and 25 for neutral, minor, major and critical errors; its score is
100 less the penalty for each 100 words, so that a clean text has 100 (the linear scoring model of themqm.org). ``wmt`` is
that of the human evaluations of WMT (Freitag et al., TACL 2021): minor 1, major 5, minor punctuation 0.1, non-translation
25; its score is the penalty for each segment, so that a clean text has 0 and lower is better. It knows no critical errors;
they weigh as major ones.

A weight belongs to a severity, or to a severity and a category (``minor/Linguistic conventions/Punctuation``); the most
specific one counts. Categories go by the names of themqm.org or by WMT's, in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex

from hexapla.errors import ConfigError
from hexapla.model import Category, Finding, Severity
from hexapla.text.tokens import UNSPACED

WMT_NAMES: Mapping[Category, str] = {
    Category.MISTRANSLATION: "Accuracy/Mistranslation",
    Category.OMISSION: "Accuracy/Omission",
    Category.ADDITION: "Accuracy/Addition",
    Category.UNTRANSLATED: "Accuracy/Untranslated text",
    Category.TERMINOLOGY: "Terminology/Inappropriate for context",
    Category.INCONSISTENT: "Terminology/Inconsistent use",
    Category.SPELLING: "Fluency/Spelling",
    Category.GRAMMAR: "Fluency/Grammar",
    Category.PUNCTUATION: "Fluency/Punctuation",
    Category.DUPLICATION: "Fluency/Other",
    Category.WORD_ORDER: "Fluency/Grammar",
    Category.ENCODING: "Fluency/Character encoding",
    Category.NUMBER_FORMAT: "Locale convention/Number format",
}
"""Category -> what the human evaluations of WMT call it; ``Other`` for the rest."""

PRESETS: Mapping[str, Mapping[str, float]] = {
    "generic": {"neutral": 0, "minor": 1, "major": 5, "critical": 25},
    "wmt": {
        "neutral": 0,
        "minor": 1,
        "major": 5,
        "critical": 5,
        "major/non-translation!": 25,
        "critical/non-translation!": 25,
        "minor/fluency/punctuation": 0.1,
    },
}
"""Name of a set of weights -> severity, or severity and category in lower case -> weight."""

LOWER_IS_BETTER = frozenset({"mqm-wmt"})
"""Names of scores from error weights that are better when lower."""

_CHARACTERS_A_WORD = {"han": 2.8, "kana": 3.0, "other": 6.0}
"""Characters that count as one word in scripts without spaces, as GMX-V (ETSI GS LIS 004) counts Chinese, Japanese, Thai."""
_RUN = regex.compile(
    rf"(?P<han>[\p{{Han}}々〆]+)|(?P<kana>[\p{{Hiragana}}\p{{Katakana}}ー]+)|(?P<other>[{UNSPACED}][{UNSPACED}\p{{M}}]*)"
)
_WORD = regex.compile(r"\S*[\p{L}\p{N}]\S*")


def count_words(text: str, lang: str) -> float:
    """The words of a text: what white space parts and has a letter or digit; of scripts without spaces, characters.

    Args:
        text: The text.
        lang: BCP 47 tag.
    """
    if not regex.search(rf"[{UNSPACED}]", text):
        return float(len(_WORD.findall(text)))
    words = 0.0
    for match in _RUN.finditer(text):
        kind = "kana" if lang.partition("-")[0] == "ja" and match.lastgroup == "han" else match.lastgroup or "other"
        words += len(match.group()) / _CHARACTERS_A_WORD[kind]
    return words + len(_WORD.findall(_RUN.sub(" ", text)))


@dataclass(frozen=True, slots=True)
class Weights:
    """A set of weights.

    Attributes:
        preset: ``generic`` or ``wmt``, which also says how the score is made.
        changed: (name, weight) of weights that differ from it.
    """

    preset: str = "generic"
    changed: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ConfigError(f"weights are {' or '.join(PRESETS)}, not {self.preset!r}")
        for name, weight in self.changed:
            if name.partition("/")[0].lower() not in tuple(Severity):
                raise ConfigError(f"a weight is for {', '.join(Severity)}, or one with a category, not for {name!r}")
            if not 0 <= weight < float("inf"):
                raise ConfigError(f"the weight of {name} must be a number from 0, not {weight}")

    @property
    def higher_is_better(self) -> bool:
        """Whether a greater score is a better one."""
        return self.label not in LOWER_IS_BETTER

    @property
    def label(self) -> str:
        """What the score is called: ``mqm`` or ``mqm-wmt``."""
        return "mqm" if self.preset == "generic" else f"mqm-{self.preset}"

    @property
    def signature(self) -> str:
        """Everything that moves the number."""
        changed = "".join(f"|{name}:{weight:g}" for name, weight in sorted(self.changed))
        return f"mqm|weights:{self.preset}{changed}|per:{'100words' if self.higher_is_better else 'segment'}"

    def of(self, finding: Finding) -> float:
        """The weight of a finding."""
        table = {**PRESETS[self.preset], **{name.lower(): weight for name, weight in self.changed}}
        level = finding.severity.value
        categories = (finding.category.value, WMT_NAMES.get(finding.category, "Other"))
        for size in (2, 1):
            for category in categories:
                name = "/".join((level, *category.lower().split("/")[:size]))
                if name in table:
                    return table[name]
        return table[level]

    def penalty(self, findings: Iterable[Finding]) -> float:
        """The weights of findings added up."""
        return sum(self.of(finding) for finding in findings)

    def score(self, penalty: float, words: float, segments: int) -> float:
        """The score of a text with a penalty; 100 or 0 for an empty one."""
        if self.higher_is_better:
            return 100.0 - 100.0 * penalty / words if words else 100.0
        return penalty / segments if segments else 0.0
