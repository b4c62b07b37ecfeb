"""Language traits: how a language is written. The data are in ``traits.toml`` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from hexapla.languages.tags import UNKNOWN, chain


@dataclass(frozen=True, slots=True)
class Traits:
    """How a language is written.

    Attributes:
        lang: The tag the traits were found under; ``und`` where the language has no entry.
        script: ISO 15924 code of the main script.
        spaces: Words are set apart by spaces.
        capitals: The script tells capitals from small letters.
        noun_capitals: All nouns are written with a capital (German).
        direction: ``ltr`` or ``rtl``.
        quotes: Accepted pairs of quotation marks, the most usual first.
        enders: Characters that end a sentence.
        space_before: Punctuation that takes a space before it (French).
        elision: An apostrophe joins two words (French ``l'eau``).
        enclitics: Words that are written onto the end of another by right (Spanish ``dámelo``), and endings that look like words.
        compounding: New words are freely made by writing words together (German, Finnish).
        inflection: Nouns and names change their endings (Russian, Finnish, Turkish).
        prefixes: Short words are written as prefixes of the next (Arabic and Hebrew articles and prepositions).
        reduplication: Words are doubled to form others (Indonesian plurals, Hindi and Turkish adverbs).
        length: Characters that a text has for each one of its English version, roughly.
        doubles: Words that may stand twice running, case-folded; one written ", so" only where a clause begins.
        abbreviations: Abbreviations that end in a full stop, case-folded, without it.
        never_final: Words that end no sentence, case-folded: articles, prepositions, conjunctions.
        never_final_endings: Ends of words that end no sentence, where the language marks them so (Korean particles).
        seldom_final: Words that seldom end one, case-folded: forms of "to be", pronouns; and commas.
        never_initial: Words that begin no sentence: particles and postpositions, auxiliaries behind their verb.
        sentence_final: Words, or ends of words after a star, one of which ends nearly every full sentence (Hindi verbs).
    """

    lang: str
    script: str = "Zyyy"
    spaces: bool = True
    capitals: bool = True
    noun_capitals: bool = False
    direction: str = "ltr"
    quotes: tuple[tuple[str, str], ...] = (
        ("“", "”"),
        ("‘", "’"),
        ("«", "»"),
        ("„", "“"),
        ("„", "”"),
        ('"', '"'),
        ("'", "'"),
    )
    enders: str = ".!?…"
    space_before: str = ""
    elision: bool = False
    enclitics: tuple[str, ...] = ()
    compounding: bool = False
    inflection: bool = False
    prefixes: bool = False
    reduplication: bool = False
    length: float = 1.0
    doubles: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    never_final: tuple[str, ...] = ()
    never_final_endings: tuple[str, ...] = ()
    seldom_final: tuple[str, ...] = ()
    never_initial: tuple[str, ...] = ()
    sentence_final: tuple[str, ...] = ()

    def may_end(self, word: str) -> bool:
        """Whether a full sentence may end with a case-folded word; True for all words of a language that leaves it open."""
        if not self.sentence_final:
            return True
        if word in self.never_final or word in self.seldom_final:
            return False
        return any(word.endswith(end[1:]) if end[0] == "*" else word == end for end in self.sentence_final)

    def has(self, trait: str) -> bool:
        """Whether a yes-or-no trait holds (by attribute name); AttributeError for a name that is no trait."""
        return bool(getattr(self, trait))


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("hexapla.languages").joinpath("traits.toml").read_text("utf-8"))


@cache
def traits_of(lang: str) -> Traits:
    """The traits of a language, by the most specific tag that has an entry, else cautious defaults under ``und``."""
    names = {f.name for f in fields(Traits)}
    for tag in chain(lang):
        if tag in _table():
            entry = {k: v for k, v in _table()[tag].items() if k in names}
            if "quotes" in entry:
                entry["quotes"] = tuple((a, b) for a, b in entry["quotes"])
            for name in (
                "doubles",
                "abbreviations",
                "enclitics",
                "never_final",
                "never_final_endings",
                "seldom_final",
                "never_initial",
                "sentence_final",
            ):
                entry[name] = tuple(entry.get(name, ()))
            return Traits(lang=tag, **entry)
    return Traits(lang=UNKNOWN)


def described() -> tuple[str, ...]:
    """The language tags that have an entry."""
    return tuple(sorted(_table()))
