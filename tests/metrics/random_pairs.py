"""Random hypotheses and references in many scripts, made to reach the corners where metrics differ."""

from __future__ import annotations

import random

WORDS = (
    "the a of council Europe's 3.5 1,200 2019-20 10% $5 (b) said, \"no\" well-known it's & &amp; &quot;x&quot; <skipped> "
    "1..5 a,,2 .5 7. ... -- - re-open e\u0301 ½ x² Ⅷ № © + = > <b> café straße İstanbul ΑΘΉΝΑ ς независимо суд, конвенция "
    "المحكمة، ٣٫٥ قرر בית-המשפט न्यायालय। १२३ ศาลยุติธรรม 独立 决定宣布。 欧洲人权法院 《公约》 カタカナ ひらがな 第１条、 "
    "한국어 법원은 😀 👩‍👩‍👧 🇪🇺 𠀀 “quoted” ‘so’ «ainsi» — … · § ' . , ! ? : ;"
).split()
LETTERS = [*".,-'\"&;<>/$%()0123 aZé中。٣ €½\t\u00a0\u3000\u2003\u2028\x1c\x85\u200b\u0301😀ß", "&amp;", "<skipped>"]


def line(rng: random.Random, longest: int = 14) -> str:
    """One line: words of many kinds, or letters and marks in any order, or nothing."""
    kind = rng.random()
    if kind < 0.05:
        return rng.choice(["", " ", "."])
    if kind < 0.25:
        return "".join(rng.choices(LETTERS, k=rng.randint(1, 3 * longest)))
    words = WORDS if kind < 0.8 else rng.sample(WORDS, 4)  # few words repeat themselves
    return " ".join(rng.choices(words, k=rng.randint(1, longest)))


def changed(text: str, rng: random.Random) -> str:
    """A text with a block moved, words replaced, dropped and doubled, now and then letter case and spaces too."""
    words = text.split(" ")
    for _ in range(rng.randint(0, 3)):
        start, target = rng.randrange(len(words)), rng.randrange(len(words))
        size = rng.randint(1, 4)
        block = words[start : start + size]
        rest = words[:start] + words[start + size :]
        words = rest[:target] + block + rest[target:]
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(words))
        words[at : at + 1] = rng.choice([[], [rng.choice(WORDS)], [words[at]] * 2, [words[at].upper()]]) or [""]
    return " ".join(words).strip() if rng.random() < 0.9 else "".join(words)


def pairs(seed: int, rows: int, references: int = 1, longest: int = 14) -> tuple[list[str], list[list[str]]]:
    """Hypotheses, and for each of them its references: the first is like it, the others mostly are not."""
    rng = random.Random(seed)
    hypotheses = [line(rng, longest) for _ in range(rows)]
    refs = [
        [changed(one, rng) if rng.random() < (0.9, 0.3)[i > 0] else line(rng, longest) for i in range(references)]
        for one in hypotheses
    ]
    return hypotheses, refs
