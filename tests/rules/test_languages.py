"""The whole rule set on good text, and single rules on faults, in languages with few cases of their own: ``languages.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import hexapla
from tests.rules.test_cases import pairs, rules, run, unmarked

TABLE = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))
BY_SLUG = {rule.slug(): rule for rule in rules().values()}

Entry = dict[str, Any]


def entries(table: str) -> list[Any]:
    """The entries of a table, with names pytest can show."""
    return [pytest.param(entry, id=f"{n}-{entry['lang']}") for n, entry in enumerate(TABLE[table], 1)]


def findings(entry: Entry, **beside: Any) -> list[tuple[str, str]]:
    """Rule and message of what all rules find in an entry's text."""
    comparison = hexapla.check([entry["text"]], lang=entry["lang"], paired=True, **beside)
    return [(finding.rule, finding.message) for finding in comparison.findings]


@pytest.mark.parametrize("beside", ["alone", "reference"])
@pytest.mark.parametrize("entry", entries("good"))
def test_good_text_yields_nothing(entry: Entry, beside: str) -> None:
    assert findings(entry, reference=[entry["text"]] if beside == "reference" else None) == []


@pytest.mark.parametrize("entry", [param for param in entries("good") if "source" in param.values[0]])
def test_good_text_yields_nothing_beside_its_source(entry: Entry) -> None:
    assert findings(entry, source=[entry["source"]], source_lang="en") == []


@pytest.mark.parametrize("entry", entries("bad"))
def test_faults_are_found_by_their_rule_alone(entry: Entry) -> None:
    text, expected = unmarked(entry["text"])
    found = run(BY_SLUG[entry["rule"]], pairs({"lang": entry["lang"]}, [text]))
    assert {f.at.span for f in found} == expected, [(f.at.span.of(text), f.message) for f in found]
    if "suggestion" in entry:
        assert [change.text for f in found for change in f.changes] == [entry["suggestion"]]
