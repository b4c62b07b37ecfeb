"""Stretches of a text that are not language: addresses, code, tags, placeholders, handles, emoticons.

Rules about words and punctuation stay out of them.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import regex

from hexapla.text.tokens import UNSPACED

_HINT = regex.compile(
    r"""[/@\#<>{}\[\]_\\`&=$] | \.\w | :\S | \w\( | (?<![\p{L}\p{N}])[;xX8]['’]?-?[)(DPpOo|*3] | %[(sdif]""",
    regex.VERBOSE | regex.VERSION1,
)
"""What every technical stretch but a word with digits has in it somewhere, quick to look for."""

_HINT_OF_DIGITS = regex.compile(r"\p{N}[\p{L}\p{M}]|[\p{L}\p{M}]\p{N}", regex.VERSION1)
"""The same for words with digits."""

_WITH_DIGITS = r"""
    (?<![LETTER\p{N}])[LETTER\p{M}]*\p{Nd}[LETTER\p{M}\p{N}]*LETTER[LETTER\p{M}\p{N}]*   # 3D, B2B
  | (?<![LETTER\p{N}])LETTER[LETTER\p{M}\p{N}]*\p{Nd}[LETTER\p{M}\p{N}]*               # user43
""".replace("LETTER", rf"[\p{{L}}--[{UNSPACED}]]")

_TECHNICAL = regex.compile(
    r"""
    (?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>"“”«»，。；、」）]+    # addresses
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                     # mail
  | \b[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*                             # names of hosts
    \.(?:com|org|net|edu|gov|info|int|io|dev|app|ai|co|tv|me|eu|uk|us|de|fr|es|it|nl|ru|ua|cz|pl|at|ch|jp|cn|il|br|ca|au)\b
    (?:/[^\s<>"“”«»，。；、」）]*)?
  | (?<![\w&])[@\#][\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*                 # handles and hash tags
  | </?[\p{L}!?][^<>]{0,200}>                                        # tags
  | &(?:amp;)*(?:\w{2,8}|\#\w{2,6});                                  # character references
  | `[^`]{1,200}`                                                    # code
  | \$?\{[^{}]{0,80}\} | %\([\w.]+\)[sdf] | %[sdif]\b | \$\w+        # placeholders
  | \[[\p{Lu}\p{N}_-]{2,40}\]                                       # [PERSON12]
  | [\w-]*[_\\][\w\\/._-]*                                           # snake_case, Windows paths
  | (?<![\w<])[~.]{0,2}/[\w.-]+(?:/[\w.-]*)*                         # paths
  | \b[\w-]+(?:/[\w.-]+){2,}                                         # a/b/c
  | \b[\w-]+\.(?:py|js|ts|c|h|cpp|java|rs|go|txt|md|pdf|html?|css|json|xml|toml|ya?ml|csv|exe|zip|jpe?g|png|gif|mp[34])\b
  | \b[\w-]+\.(?:docx?|xlsx?|sh|NET)\b                                # names of files
  | \b\w+\([^\s()]{0,40}\)                                           # call()
  | (?<!\S):[\w+-]+:                                                 # :emoji_name:
  | (?<![\p{L}\p{N}])[:;=8xX]['’]?-?[)(DPpOo/\\|\]\[3*](?![\p{L}\p{N}])  # emoticons
  | """
    + _WITH_DIGITS,
    regex.VERBOSE | regex.VERSION1,
)
_NUMBERED = regex.compile(_WITH_DIGITS, regex.VERBOSE | regex.VERSION1)


@lru_cache(maxsize=4096)
def technical_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The technical stretches of a text as (start, end), in order, without overlap."""
    pattern = _TECHNICAL if _HINT.search(text) else _NUMBERED if _HINT_OF_DIGITS.search(text) else None
    return tuple(m.span() for m in pattern.finditer(text) if m.end() > m.start()) if pattern else ()


def is_technical(text: str, start: int, end: int) -> bool:
    """Whether [start, end) of a text touches a technical stretch."""
    spans = technical_spans(text)
    if not spans:
        return False
    last = bisect_right(spans, (end, 0)) - 1
    return last >= 0 and spans[last][0] < end and spans[last][1] > start
