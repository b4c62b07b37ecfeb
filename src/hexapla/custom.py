"""Rules of the user's own: TOML files -> rule classes, and the cases that stand in the files.

    [[rule]]
    code = "X101"
    name = "house-style"
    message = "{found!r} should read {wanted!r}"
    words = { utilise = "use", "in order to" = "to" }      # or: pattern = '\\bteh\\b' and suggestion = "the"
    lang = ["en"]
    [[rule.case]]                                          # marked words must be found, and nothing else
    text = "We [[utilise]] it."
    [[rule.case]]
    text = "We use it."

The two kinds of rule themselves are in ``hexapla.rules._own``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import regex

from hexapla.errors import ConfigError, HexaplaError, InputError
from hexapla.formats._reading import read_text
from hexapla.languages import LanguageData
from hexapla.languages.tags import UNKNOWN, standard
from hexapla.model import Category, Severity, Span
from hexapla.pair import Document, Pair, Row
from hexapla.rules import SOURCE, Rule
from hexapla.rules._own import OwnRule, PatternRule, WordPairRule

_HEADER = regex.compile(r"^[ \t]*\[\[[ \t]*rule[ \t]*\]\]", regex.MULTILINE)
_CODE = regex.compile(r"[A-Z]{1,4}[0-9]{1,4}")
_NAME = regex.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKED = regex.compile(r"\[\[(.*?)\]\]", regex.DOTALL)
_KEYS = {
    "code": str, "name": str, "message": str, "about": str, "severity": str, "category": str, "confidence": float,
    "pattern": str, "ignore_case": bool, "suggestion": str, "words": dict, "lang": list, "where_source": str,
    "unless_source": str, "unless_reference": str, "safe_fix": bool, "case": list,
}  # fmt: skip
_CASE_KEYS = {"text": str, "lang": str, "source": str, "source_lang": str, "reference": str, "suggestion": str}
_CATEGORIES = {category.name.lower().replace("_", "-"): category for category in Category}


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of a rule file.

    Attributes:
        rule: The rule it is of.
        number: 1-based, among the rule's cases.
        fires: Whether something must be found.
        problem: What went otherwise than the case says, or None.
    """

    rule: type[Rule]
    number: int
    fires: bool
    problem: str | None


class _Reader:
    """One rule file, with its complaints."""

    def __init__(self, path: str) -> None:
        self.path = path
        text = read_text(path)
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = regex.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(found[1]) if found else None
            raise InputError(
                f"not TOML: {regex.sub(r' ?[(]at .*[)]$', '', str(error))}", path=path, line=line
            ) from None
        self._lines = [text.count("\n", 0, match.start()) + 1 for match in _HEADER.finditer(text)]
        self._place: tuple[str, int | None] = ("", None)

    def refuse(self, message: str) -> NoReturn:
        name, line = self._place
        raise InputError(f"{name}: {message}" if name else message, path=self.path, line=line)

    def entries(self) -> Iterator[dict[str, Any]]:
        """The tables of the rules; complaints made while one is in hand name it and its line."""
        unknown = sorted(set(self.content) - {"rule"})
        if unknown:
            self.refuse(f"unknown key {unknown[0]!r}; a rule file holds [[rule]] tables")
        entries = self.content.get("rule")
        if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
            self.refuse("there is no [[rule]] in it")
        exact = len(self._lines) == len(entries)
        for i, entry in enumerate(entries):
            self._place = (f"rule {entry.get('name', i + 1)}", self._lines[i] if exact else None)
            yield entry

    def typed(self, entry: dict[str, Any], keys: Mapping[str, type]) -> None:
        """Refuses keys that are not known or have a value of another type."""
        for key, value in entry.items():
            if key not in keys:
                from hexapla.registry import unknown

                self.refuse(unknown("key", key, keys))
            kind = keys[key]
            fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
            if not (fits or (kind is float and type(value) is int) or (key == "lang" and isinstance(value, str))):
                kinds = {str: "a string", bool: "true or false", float: "a number", list: "a list", dict: "a table"}
                self.refuse(f"{key} must be {kinds[kind]}, not {value!r:.60}")

    def compiled(self, pattern: str, flags: int = 0) -> regex.Pattern[str]:
        """A pattern, or a complaint that says where it is wrong."""
        try:
            return regex.compile(pattern, flags)
        except regex.error as error:
            self.refuse(f"the pattern {pattern!r:.80} is no regular expression: {error}")


def load_rules(paths: Iterable[str]) -> tuple[type[Rule], ...]:
    """The rules of rule files, in order.

    Raises:
        InputError: A file cannot be used; names the rule and its line.
    """
    found: list[type[Rule]] = []
    for path in paths:
        reader = _Reader(path)
        for entry in reader.entries():
            rule = _rule(reader, entry)
            for other in found:
                if other.code == rule.code or other.slug() == rule.slug():
                    shared = f"code {rule.code}" if other.code == rule.code else f"name {rule.slug()}"
                    reader.refuse(f"the {shared} is taken by another rule of the files")
            found.append(rule)
    return tuple(found)


def _rule(reader: _Reader, entry: dict[str, Any]) -> type[OwnRule]:
    reader.typed(entry, _KEYS)
    for key in ("code", "name", "message"):
        if not entry.get(key):
            reader.refuse(f"{key} is missing")
    if not _CODE.fullmatch(entry["code"]):
        reader.refuse(f"code is capitals and digits as in X101, not {entry['code']!r}")
    if not _NAME.fullmatch(entry["name"]):
        reader.refuse(f"name is small letters and hyphens as in house-style, not {entry['name']!r}")
    if ("pattern" in entry) == ("words" in entry):
        reader.refuse("give either a pattern or words")
    severity, category = entry.get("severity", "minor"), entry.get("category", "other")
    if severity not in tuple(Severity):
        reader.refuse(f"severity is one of {', '.join(Severity)}, not {severity!r}")
    if category not in _CATEGORIES and category not in tuple(Category):
        reader.refuse(f"category is one of {', '.join(_CATEGORIES)}, not {category!r}")
    sure = float(entry.get("confidence", 0.9))
    if not 0 < sure <= 1:
        reader.refuse(f"confidence is a number above 0 and up to 1, not {sure}")
    _check_message(reader, entry["message"])
    conditions: dict[str, Any] = {
        key: reader.compiled(entry[key])
        for key in ("where_source", "unless_source", "unless_reference")
        if key in entry
    }
    about = entry.get("about") or entry["message"]
    attributes: dict[str, Any] = {
        "__doc__": about.rstrip(".") + f".\n\nFrom {reader.path}.",
        "__module__": OwnRule.__module__,
        "code": entry["code"],
        "name": entry["name"],
        "message": entry["message"],
        "severity": Severity(severity),
        "category": _CATEGORIES.get(category) or Category(category),
        "sure": sure,
        "safe_fix": entry.get("safe_fix", False),
        "langs": tuple(_tag(reader, tag) for tag in _strings(reader, entry.get("lang", []))),
        "inputs": frozenset({SOURCE} if "where_source" in entry else ()),
        **conditions,
    }
    if "pattern" in entry:
        attributes["pattern"] = reader.compiled(entry["pattern"], regex.IGNORECASE if entry.get("ignore_case") else 0)
        attributes["replacement"] = entry.get("suggestion")
        _check_replacement(reader, attributes["pattern"], entry.get("suggestion"))
        return type("OwnPattern", (PatternRule,), attributes)
    words = entry["words"]
    if not words or not all(isinstance(value, str) for value in words.values()) or not all(k.strip() for k in words):
        reader.refuse('words is a table of words and what they should be, as in { utilise = "use" }')
    if "suggestion" in entry or "ignore_case" in entry:
        reader.refuse("suggestion and ignore_case go with a pattern; words say what is wanted themselves")
    attributes["words"] = dict(words)
    return type("OwnWords", (WordPairRule,), attributes)


def _strings(reader: _Reader, value: str | list[Any]) -> list[str]:
    listed = [value] if isinstance(value, str) else value
    if not all(isinstance(item, str) for item in listed):
        reader.refuse("lang is a language tag or a list of them")
    return listed


def _tag(reader: _Reader, tag: str) -> str:
    try:
        return standard(tag)
    except ConfigError as error:
        reader.refuse(str(error))


def _check_message(reader: _Reader, message: str) -> None:
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}
        wrong = sorted(named - {"found", "wanted"})
        if wrong:
            reader.refuse(f"message may name {{found}} and {{wanted}}, not {{{wrong[0]}}}; write {{{{ for a brace")
        message.format(found="", wanted="")
    except ValueError as error:
        reader.refuse(f"message cannot be used: {error}; write {{{{ and }}}} for braces")


def _check_replacement(reader: _Reader, pattern: regex.Pattern[str], replacement: str | None) -> None:
    """Refuses a replacement that names groups the pattern does not have."""
    if replacement is None:
        return
    groups = "".join(f"|(?P<{name}>)" for name in pattern.groupindex) + "|()" * (
        pattern.groups - len(pattern.groupindex)
    )
    try:
        probe = regex.compile(groups.removeprefix("|") or "").match("")
        assert probe is not None  # the empty pattern matches the empty text
        probe.expand(replacement)
    except (regex.error, IndexError) as error:
        reader.refuse(f"suggestion {replacement!r} does not fit the pattern: {error}")


def run_cases(paths: Iterable[str], data: LanguageData | None = None) -> Iterator[OwnCase]:
    """Every case of rule files, tried; a rule none of whose cases fires gets one more, number 0, that says so.

    Raises:
        InputError: A file cannot be used.
    """
    data = data or LanguageData()
    paths = list(paths)
    load_rules(paths)  # what is shared between the files
    for path in paths:
        reader = _Reader(path)
        for entry in reader.entries():
            rule = _rule(reader, entry)
            made, fires = rule(data), False
            for number, case in enumerate(entry.get("case", []), 1):
                if not isinstance(case, dict) or "text" not in case:
                    reader.refuse(f"case {number} has no text")
                reader.typed(case, _CASE_KEYS)
                marked = bool(_MARKED.search(case["text"]))
                fires = fires or marked
                yield OwnCase(rule, number, marked, _problem(reader, made, case))
            if not fires:
                yield OwnCase(rule, 0, True, "no case in which it must find something ([[marked]] words)")


def _problem(reader: _Reader, rule: OwnRule, case: dict[str, Any]) -> str | None:
    lang = _tag(reader, case.get("lang") or next(iter(rule.langs), UNKNOWN))
    text, expected = unmarked(case["text"])
    row = _row("mt", lang, text)
    references = tuple(_row("ref", lang, case["reference"]) for _ in range("reference" in case))
    source = (
        _row("source", _tag(reader, case.get("source_lang", UNKNOWN)), case["source"]) if "source" in case else None
    )
    pair = Pair(0, row, references, source, document=Document((row,), references, (source,) if source else ()))
    found = []
    if not rule.unavailable(lang) and not (SOURCE in rule.inputs and source is None):
        try:
            found = list(rule.check(pair))
        except HexaplaError:
            raise
        except Exception as error:
            return f"failed: {type(error).__name__}: {error}"
    places = [f.at.span for f in found]
    for span in expected:
        if span not in places:
            return f"{span.of(text)!r} was not found"
    for span in places:
        if span not in expected:
            return f"{span.of(text)!r} was found and is not marked"
    wanted = case.get("suggestion")
    suggested = [change.text for finding in found for change in finding.changes]
    if wanted is not None and wanted not in suggested:
        return f"the suggestion is {suggested[0]!r}, not {wanted!r}" if suggested else "there is no suggestion"
    return None


def unmarked(text: str) -> tuple[str, list[Span]]:
    """A text without its ``[[marks]]``, and the spans that were marked."""
    spans, out, at = [], "", 0
    for match in _MARKED.finditer(text):
        out += text[at : match.start()]
        spans.append(Span(len(out), len(out) + len(match[1])))
        out += match[1]
        at = match.end()
    return out + text[at:], spans


def _row(column: str, lang: str, text: str) -> Row:
    return Row.of(column, lang, text, [Span(0, len(text))])
