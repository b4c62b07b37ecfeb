"""Fixed wordings by language, one TOML file a subject, and their loader.

What a wording means for a text is the business of the rule that reads the file. Closed classes of words (numbers,
negations, months) are ``hexapla.languages.lexicons``'.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def wordings(table: str) -> dict[str, Any]:
    """The content of ``<table>.toml``."""
    return tomllib.loads(files("hexapla.languages.wordings").joinpath(f"{table}.toml").read_text("utf-8"))
