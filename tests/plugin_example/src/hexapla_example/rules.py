"""A rule that Hexapla finds by the entry point in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule


class ShoutedWords(Rule):
    """Long words in capitals that the reference writes small.

    Why it matters: readers take it for shouting.
    Example (en): "IMPORTANT" against "important".
    Limits: needs a reference; words shorter than `longest` may be acronyms.
    """

    code = "X901"
    name = "shouted-words"
    category = Category.OTHER
    severity = Severity.MINOR
    message = "{found!r} is written {wanted!r} in the reference"
    inputs = frozenset({"reference"})
    options: ClassVar[dict[str, type]] = {"shortest": int}

    shortest = 5
    """Letters a word needs."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at shouted words."""
        small = {token.text for reference in pair.references for token in reference.words}
        for token in pair.hypothesis.words:
            if len(token.text) >= self.shortest and token.text.isupper() and token.text.lower() in small:
                wanted = token.text.lower()
                yield self.finding(pair, (token.start, token.end), suggestion=wanted, found=token.text, wanted=wanted)
