"""A term of a glossary, as terminology rules see it. Reading glossary files is ``hexapla.glossaries``' work."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.languages.tags import UNKNOWN, language


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a term.

    Attributes:
        text: The words.
        lang: BCP 47 tag, or empty where the glossary only says which side it is of.
        side: ``source`` or ``target`` where the glossary names sides instead of languages, else empty.
        forbidden: Whether it must not be used.
    """

    text: str
    lang: str = ""
    side: str = ""
    forbidden: bool = False

    def fits(self, lang: str, side: str) -> bool:
        """Whether it is a wording for this side, in this language."""
        if self.side:
            return self.side == side and (not self.lang or language(self.lang) == language(lang))
        if language(self.lang) != language(lang) or lang == UNKNOWN:
            return False
        return self.lang == lang or "-" not in self.lang or "-" not in lang


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of a glossary.

    Attributes:
        wordings: How it is said, the preferred wording of a language first.
        case: Whether capitals matter.
        origin: Where it stands, as in ``terms.csv:12``.
    """

    wordings: tuple[Wording, ...]
    case: bool = False
    origin: str = ""

    def allowed(self, lang: str, side: str) -> tuple[str, ...]:
        """The wordings that may be used on a side."""
        return tuple(w.text for w in self.wordings if not w.forbidden and w.fits(lang, side))

    def forbidden(self, lang: str, side: str) -> tuple[str, ...]:
        """The wordings that must not be used on a side."""
        return tuple(w.text for w in self.wordings if w.forbidden and w.fits(lang, side))
