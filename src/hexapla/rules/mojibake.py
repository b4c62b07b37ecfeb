"""T102: broken encodings: bytes read in the wrong code page, replacement characters, left-over character references."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from hexapla.model import Category, Finding, Passage, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.encodings import REFERENCE, misread_words, unescaped

_LOST = regex.compile(r"[\p{L}\p{M}\p{N}]*\ufffd[\ufffd\p{L}\p{M}\p{N}]*")
_SUSPECT = regex.compile(r"[\u0080-\u009f\ufffd&]|[\u00c2-\u00f4Ѓ-ѝА-Яа-яĂÄĹŔ][^\p{ASCII}]")


class Mojibake(Rule):
    """Broken encodings: text read in the wrong code page, U+FFFD, left-over character references.

    Why it matters: readers see debris, and no tool recognises the words.
    Example (de): "fÃ¼r" for "für".
    Limits: silent on character references that the source or the reference has as well.
    """

    code = "T102"
    category = Category.ENCODING
    severity = Severity.MAJOR
    safe_fix = True
    message = "{found!r} {why}"

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at misread, lost and escaped characters."""
        text = pair.hypothesis.text
        if text.isascii() and "&" not in text:
            return
        if not _SUSPECT.search(text):
            return
        beside = [row.text for row in pair.beside]
        taken = -1
        for start, end, repaired in misread_words(text):
            if any(text[start:end] in other for other in beside):
                continue
            taken = end
            yield self.finding(
                pair,
                (start, end),
                suggestion=repaired,
                confidence=0.98,
                found=text[start:end],
                why=f"is {repaired!r} read in the wrong encoding",
            )
        if "\ufffd" in text:
            for match in _LOST.finditer(text):
                if match.start() >= taken:
                    yield self.finding(
                        pair, match.span(), confidence=0.99, found=match.group(), why="has lost characters (U+FFFD)"
                    )
        if "&" in text:
            for match in REFERENCE.finditer(text):
                meant = unescaped(match.group())
                if meant is None or any(match.group() in other for other in beside):
                    continue
                yield self.finding(
                    pair,
                    match.span(),
                    suggestion=meant,
                    confidence=0.97,
                    severity=Severity.MINOR,
                    found=match.group(),
                    why=f"is a left-over character reference for {meant!r}",
                )

    def may_fix(self, finding: Finding, passage: Passage) -> bool:
        """Left-over character references only, but for those of the characters that markup is made of."""
        quoted = finding.at.span.of(passage.column(finding.at.column).text)
        meant = finding.changes[0].text if finding.changes else ""
        return bool(REFERENCE.fullmatch(quoted)) and meant not in ("", "<", ">", "&") and meant.isprintable()
