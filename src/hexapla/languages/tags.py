"""BCP 47 language tags: checking what a user gives, and the fall-back chain from a tag to its bare language."""

from __future__ import annotations

from functools import cache

from hexapla.errors import ConfigError

UNKNOWN = "und"
"""The tag of a language nobody knows."""


@cache
def standard(tag: str) -> str:
    """The standard form of a BCP 47 tag (``PT_br`` -> ``pt-BR``, ``iw`` -> ``he``).

    Raises:
        ConfigError: The tag is not well formed, or names no registered language.
    """
    import langcodes  # reads its registry; not needed to start up
    from langcodes.tag_parser import LanguageTagError

    try:
        if langcodes.tag_is_valid(tag):
            return langcodes.standardize_tag(tag)
    except LanguageTagError:
        pass
    raise ConfigError(f"{tag!r} is not a language tag (BCP 47); examples: en, pt-BR, zh-Hant, sr-Latn, und for unknown")


@cache
def chain(tag: str) -> tuple[str, ...]:
    """The tag and what it falls back to, most specific first: ``zh-Hant-TW``, ``zh-Hant``, ``zh``."""
    parts = tag.split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))


def language(tag: str) -> str:
    """The bare language of a tag: ``pt`` of ``pt-BR``."""
    return tag.split("-", 1)[0]


_ALSO = {"en": "GB", "pt": "PT"}
"""Countries that gave languages their names where most of the speakers live in another."""


@cache
def home_countries(tag: str) -> frozenset[str]:
    """Codes of the countries that a text in a language means by "our country": its own region, and where most speak it."""
    import langcodes

    if tag == UNKNOWN:
        return frozenset()
    own = langcodes.Language.get(tag)
    most = langcodes.Language.get(language(tag)).maximize()
    found = (own.territory, most.territory, _ALSO.get(language(tag)))
    return frozenset(code for code in found if code)
