"""Every key of the configuration: its type, its limits and what it is for. The JSON Schema is made of this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SEVERITIES = ("neutral", "minor", "major", "critical")
PRESETS = ("strict", "balanced", "quiet")

LONGEST = 1000
"""Characters of a string, entries of a list or table: far more than any configuration needs."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        kind: ``string``, ``path``, ``boolean``, ``integer``, ``number``, ``strings``, ``paths``, ``numbers`` (a table of
            numbers), ``scalar`` (a string, number or boolean), ``table``, ``tables`` (a table of tables with free names)
            or ``array`` (a list of tables).
        about: What it is for.
        choices: The strings it may be.
        least, most: Limits of a number.
        keys: Of a table, its keys.
        rest: Of a table, what further keys may hold; None if there are none.
        required: Of a table, keys that must be there.
        option: The command line's name for it, where that is not the key's own.
    """

    kind: str
    about: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    keys: Mapping[str, Key] = field(default_factory=dict)
    rest: Key | None = None
    required: tuple[str, ...] = ()
    option: str = ""


_PRESET = Key("string", "how sure a finding must be: a set of thresholds made from measured precision", PRESETS)
_CONFIDENCE = Key("number", "findings less sure than this are left out", least=0, most=1)
_RULE = Key(
    "tables",
    "settings of a rule, by slug, code or code prefix",
    keys={
        "severity": Key("string", "the severity of its findings", SEVERITIES),
        "min-confidence": _CONFIDENCE,
    },
    rest=Key("scalar", "an option of the rule (see `hexapla explain`)"),
)
_WHERE = {
    "paths": Key("strings", "documents: patterns with * and ?, from the configuration's folder"),
    "langs": Key("strings", "languages of translations (BCP 47); pt means pt-BR, too"),
}
_GATE = {
    "fail-on": Key("strings", "severities (that or worse) or rules that must not be found"),
    **{f"max-{level}": Key("integer", f"most findings {level} or worse", least=0) for level in reversed(SEVERITIES)},
    "max-per-1000-words": Key("number", "most findings in 1,000 words", least=0),
    "min": Key("numbers", "least values of scores", option="least"),
    "max": Key("numbers", "greatest values of scores", option="most"),
    "mqm": Key("string", "a set of error weights whose score is added", ("generic", "wmt")),
    "mqm-weights": Key("numbers", "weights that differ from it"),
    "against": Key("path", "an earlier report that nothing may be significantly worse than"),
    "alpha": Key("number", "the level of significance for that", least=0, most=1),
    "exit-zero": Key("boolean", "exit with 0 whatever the gate says"),
}
_FILES = {
    "translation": Key("string", "pattern of translations, with {name} for a part that the others share"),
    "reference": Key("string", "where the reference of a translation is"),
    "source": Key("string", "where its source is"),
    "lang": Key("string", "language of the translations (BCP 47); may be {name}"),
    "source-lang": Key("string", "language of the sources (BCP 47); may be {name}"),
    "lines": Key("boolean", "one segment a line"),
}

KEYS: Mapping[str, Key] = {
    "extends": Key("paths", "configurations that this one builds on, the last the nearest"),
    "lang": Key("string", "language of translations and references (BCP 47)"),
    "source-lang": Key("string", "language of the source (BCP 47)"),
    "lines": Key("boolean", "one segment a line"),
    "match": Key("string", "how lines are paired", ("auto", "rows", "content")),
    "pair-by": Key("string", "how the files of folders are paired", ("name", "content")),
    "input-format": Key("string", "how to read files"),
    "segmenter": Key("string", "the segmenter"),
    "aligner": Key("string", "the aligner"),
    "similarity": Key("string", "what tells how alike segments are"),
    "metrics": Key("strings", "metrics, with their options"),
    "rules": Key("strings", "rules to run (slugs, codes, code prefixes)"),
    "ignore": Key("strings", "rules not to run"),
    "preset": _PRESET,
    "preview": Key("boolean", "run rules whose precision is not shown yet"),
    "min-confidence": _CONFIDENCE,
    "glossaries": Key("paths", "glossaries (TBX, CSV, TSV)"),
    "rule-files": Key("paths", "files with rules of your own"),
    "baseline": Key("path", "accepted findings"),
    "ignore-files": Key("paths", "files of ignores"),
    "new-only": Key("boolean", "leave out findings that are accepted or ignored"),
    "format": Key("string", "the report to write", option="format_"),
    "jobs": Key("integer", "worker processes", least=1, most=256),
    "keep-going": Key("boolean", "record a plug-in that fails instead of stopping"),
    "gate": Key("table", "when a run fails", keys=_GATE),
    "rule": _RULE,
    "overrides": Key(
        "array",
        "other settings for some documents or languages; later ones win",
        keys={
            **_WHERE,
            "rules": Key("strings", "only these of the rules run there"),
            "ignore": Key("strings", "rules that do not run there"),
            "preset": _PRESET,
            "min-confidence": _CONFIDENCE,
            "rule": Key("tables", _RULE.about, keys=_RULE.keys),
        },
    ),
    "files": Key("array", "which files belong together, for hooks", keys=_FILES, required=("translation",)),
}

ENVIRONMENT = "HEXAPLA_"


def variable(path: tuple[str, ...]) -> str:
    """The environment variable of a key: ``HEXAPLA_GATE_FAIL_ON``."""
    return ENVIRONMENT + "_".join(path).upper().replace("-", "_")


def wrong(key: Key, value: Any) -> str | None:
    """Why a value does not fit a key of a plain kind, or None if it does."""
    kind = key.kind
    if kind in ("strings", "paths"):
        if kind == "paths" and isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return "must be a list of strings"
        return _too_long(value) or next((why for one in value if (why := _bad_string(key, one))), None)
    if kind == "numbers":
        if not isinstance(value, dict) or not all(_is_number(one) for one in value.values()):
            return "must be a table of numbers"
        return _too_long(list(value))
    if kind == "boolean":
        return None if isinstance(value, bool) else "must be true or false"
    if kind == "scalar":
        return (
            None if isinstance(value, (bool, str)) or _is_number(value) else "must be a string, number, true or false"
        )
    if kind in ("integer", "number"):
        return _bad_number(key, value)
    if not isinstance(value, str):
        return "must be a string"
    return _bad_string(key, value)


def _too_long(value: list[Any]) -> str | None:
    return f"has {len(value)} entries; more than {LONGEST} are not taken" if len(value) > LONGEST else None


def _bad_string(key: Key, value: str) -> str | None:
    if key.choices and value not in key.choices:
        return f"must be {', '.join(key.choices[:-1])} or {key.choices[-1]}, not {value!r}"
    if not value:
        return "must not be empty"
    return f"is longer than {LONGEST} characters" if len(value) > LONGEST else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= 1e15


def _bad_number(key: Key, value: Any) -> str | None:
    whole = key.kind == "integer"
    if not _is_number(value) or (whole and not isinstance(value, int)):
        return f"must be a {'whole ' * whole}number"
    if (key.least is not None and value < key.least) or (key.most is not None and value > key.most):
        most = f" to {key.most:g}" if key.most is not None else ""
        return f"must be a {'whole ' * whole}number from {key.least:g}{most}"
    return None


def schema() -> dict[str, Any]:
    """The JSON Schema of a configuration: of ``hexapla.toml``, and of ``[tool.hexapla]`` in ``pyproject.toml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of Hexapla",
        **_table_schema(KEYS, None, ()),
    }


def _table_schema(keys: Mapping[str, Key], rest: Key | None, required: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: _key_schema(key) for name, key in keys.items()},
        "additionalProperties": _key_schema(rest) if rest else False,
    }
    return {**made, "required": list(required)} if required else made


def _key_schema(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    number = {"type": "number", "minimum": -1e15, "maximum": 1e15}
    listed = {"type": "array", "items": text, "maxItems": LONGEST}
    made: dict[str, Any]
    if key.kind in ("string", "path"):
        made = {"enum": list(key.choices)} if key.choices else text
    elif key.kind == "strings":
        made = listed
    elif key.kind == "paths":
        made = {"anyOf": [text, listed]}
    elif key.kind == "numbers":
        made = {"type": "object", "additionalProperties": number, "maxProperties": LONGEST}
    elif key.kind == "boolean":
        made = {"type": "boolean"}
    elif key.kind == "scalar":
        made = {"anyOf": [{"type": ["string", "boolean"]}, number]}
    elif key.kind in ("integer", "number"):
        least = -1e15 if key.least is None else key.least
        most = 1e15 if key.most is None else key.most
        made = {"type": key.kind, "minimum": least, "maximum": most}
    elif key.kind == "table":
        made = _table_schema(key.keys, key.rest, key.required)
    elif key.kind == "tables":
        inner = _table_schema(key.keys, key.rest, key.required)
        made = {"type": "object", "additionalProperties": inner, "maxProperties": LONGEST}
    else:
        made = {"type": "array", "items": _table_schema(key.keys, key.rest, key.required), "maxItems": LONGEST}
    return {"description": key.about, **made}
