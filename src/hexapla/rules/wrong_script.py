"""T101: letters of another script inside a word or a run of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.scripts import UNMIXED, WRITTEN_IN, in_script, script_of

_WORD = regex.compile(r"[\p{L}\p{M}]+")


@cache
def _foreign(script: str) -> regex.Pattern[str]:
    """A pattern that finds any letter outside a language's own scripts."""
    own = "".join(rf"\p{{{name}}}" for name in sorted(WRITTEN_IN.get(script, ())))
    return regex.compile(rf"[\p{{L}}--[{own}\p{{Common}}\p{{Inherited}}]]" if own else r"\p{L}", regex.VERSION1)


class WrongScript(Rule):
    """Letters of another script where they cannot belong: look-alikes inside a word, a stray foreign character.

    Why it matters: the word looks right, but no search, spelling checker or speech output finds it.
    Example (ru): "пoняли" with a Latin o.
    Limits: silent where the source or the reference writes the word so, and on whole words of another script.
    """

    code = "T101"
    category = Category.ENCODING
    severity = Severity.MINOR
    message = "{found!r}: {why}"

    TWIN = 2.5
    """Zipf frequency that makes the look-alike of a word of another script a word of this language."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at words of two scripts, at words in look-alikes, and at lone foreign characters."""
        text = pair.hypothesis.text
        script = self.data.traits(pair.lang).script
        if not _foreign(script).search(text):
            return
        own = WRITTEN_IN.get(script, frozenset())
        beside = [row.text for row in pair.beside]
        for match in _WORD.finditer(text):
            word = match.group()
            if word.isascii():
                if script == "Cyrl" and (found := self._in_look_alikes(pair, match, "Cyrillic", beside)):
                    yield found
                continue
            letters = Counter(name for name in map(script_of, word) if name)
            if len(letters) < 2:
                name = next(iter(letters), "")
                if name in own or not name:
                    continue
                if own == {"Latin"} and (found := self._in_look_alikes(pair, match, "Latin", beside)):
                    yield found
                continue
            if any(word in other for other in beside):
                continue
            yield from self._mixed(pair, match, letters, own, beside)

    def _mixed(
        self, pair: Pair, match: regex.Match[str], letters: Counter[str], own: frozenset[str], beside: list[str]
    ) -> Iterator[Finding]:
        """Findings in a stretch of letters of several scripts."""
        word, start = match.group(), match.start()
        alphabets = letters.keys() & {"Latin", "Cyrillic", "Greek", "Armenian"}
        if len(alphabets) >= 2 and alphabets == letters.keys():
            main = max(alphabets, key=lambda name: (letters[name], name in own))
            if letters[main] == sum(letters.values()) / 2 and own & alphabets:
                main = next(iter(own & alphabets))
            repaired = in_script(word, main)
            other = next(name for name in letters if name != main)
            if repaired is None and main not in own and own & alphabets:
                main, other = next(iter(own & alphabets)), main
                repaired = in_script(word, main)
            if repaired is None:
                return
            strange = "".join(c for c in word if script_of(c) == other)
            yield self.finding(
                pair,
                (start, match.end()),
                suggestion=repaired,
                confidence=0.98,
                found=word,
                why=f"{other} {strange!r} among {main} letters",
            )
            return
        for at, character in enumerate(word):
            name = script_of(character)
            if not name or name in own:
                continue
            before = script_of(word[at - 1]) if at else ""
            after = script_of(word[at + 1]) if at + 1 < len(word) else ""
            if name in ("Latin", "Greek") and not {before, after} <= own & UNMIXED:
                continue  # a symbol or a unit, to which other scripts write on: x軸, 2cm以上
            if name in (before, after) or not {before, after} & own:
                continue
            if name not in ("Latin", "Greek") and any(character in other for other in beside):
                continue
            yield self.finding(
                pair,
                (start + at, start + at + 1),
                confidence=0.95 if {before, after} <= own else 0.85,
                severity=Severity.MAJOR,
                found=word[max(0, at - 2) : at + 3],
                why=f"a lone {name} character {character!r} that neither source nor reference has"
                if beside and not any(character in other for other in beside)
                else f"a lone {name} character {character!r}",
            )

    def _in_look_alikes(self, pair: Pair, match: regex.Match[str], script: str, beside: list[str]) -> Finding | None:
        """A finding at a whole word of another script that is a word of this language in look-alikes."""
        word = match.group()
        twin = in_script(word, script)
        if twin is None or any(word in other for other in beside):
            return None
        key = twin.casefold()
        if len(word) == 1:
            around = pair.hypothesis.text[max(0, match.start() - 2) : match.end() + 2]
            if not word.islower() or self.data.words.frequency(key, pair.lang) < 6 or len(around) < 5:
                return None
            if not all(around[i].isspace() for i in (1, 3)) or {script_of(around[0]), script_of(around[4])} != {script}:
                return None
        elif key not in pair.reference_words:
            if self.data.words.frequency(key, pair.lang) < self.TWIN:
                return None
            if word.isascii() and self.data.words.frequency(word.casefold(), "en") > 2:
                return None
        name = next(filter(None, map(script_of, word)))
        why = f"{twin!r} spelt in {name} look-alikes"
        return self.finding(pair, match.span(), suggestion=twin, confidence=0.95, found=word, why=why)
