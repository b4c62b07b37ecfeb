"""Whether a text ends as a sentence does."""

from __future__ import annotations

import unicodedata

_CLOSERS = frozenset("\"'“”„«»‘’‚‹›」』】〉》*_")
_ENDERS = frozenset(".!?…。！？।؟۔:：;；．—–-｡)]}）")


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, closing marks aside."""
    stripped = text.rstrip()
    while stripped and stripped[-1] in _CLOSERS:
        stripped = stripped[:-1].rstrip()
    if not stripped or stripped[-1] in _ENDERS:
        return True
    return not (stripped[-1].isalnum() or stripped[-1] in ",、，،" or unicodedata.category(stripped[-1])[0] == "M")
