"""Which findings are wanted where: thresholds, severities, and what differs by document and language."""

from __future__ import annotations

from pathlib import Path

import pytest

import hexapla
from hexapla import measures
from hexapla.build import Plan
from hexapla.errors import ConfigError
from hexapla.model import Passage, Role, Severity, Text
from hexapla.selection import Override, RuleSetting, Selection
from tests.triage.made import finding

TEXT = "one two"


def passage(document: str = "doc.txt", lang: str = "en", origin: str = "") -> Passage:
    return Passage(document, (Text("mt", Role.HYPOTHESIS, lang, TEXT, origin=origin),), document=document)


def kept(selection: Selection, at: Passage, code: str = "W101") -> bool:
    """Whether a finding with confidence 0.9 is shown."""
    chosen = selection.within(at, at.texts[0].lang)
    made = finding(TEXT, "one", code)
    return chosen.reason_to_skip(made.code, made.rule) is None and bool(list(chosen.wanted([made])))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(preset="strict"), True),
        (Selection(min_confidence=0.9), True),
        (Selection(min_confidence=0.91), False),
        (Selection(settings=(RuleSetting("W101", min_confidence=0.95),)), False),
        (Selection(settings=(RuleSetting("W", min_confidence=0.95),)), False),
        (Selection(settings=(RuleSetting("P", min_confidence=0.95),)), True),
        (Selection(min_confidence=0.95, settings=(RuleSetting("merged-words", min_confidence=0.1),)), True),
        (Selection(settings=(RuleSetting("W", min_confidence=1), RuleSetting("W101", min_confidence=0))), True),
        (Selection(overrides=(Override(paths=("doc.txt",), min_confidence=0.95),)), False),
        (Selection(overrides=(Override(paths=("other.txt",), min_confidence=0.95),)), True),
        (Selection(overrides=(Override(min_confidence=0.95), Override(min_confidence=0.1))), True),
        (Selection(overrides=(Override(ignore=("W",)),)), False),
        (Selection(overrides=(Override(rules=("P",)),)), False),
        (Selection(overrides=(Override(rules=("W101", "P")),)), True),
        (Selection(overrides=(Override(langs=("de",), ignore=("W",)),)), True),
    ],
)
def test_thresholds(selection: Selection, expected: bool) -> None:
    assert kept(selection, passage()) is expected


@pytest.mark.parametrize(
    ("document", "lang", "override", "meant"),
    [
        ("legal/a/b.txt", "en", Override(paths=("legal/*",)), True),
        ("legal/a/b.txt", "en", Override(paths=("b.*",)), True),
        ("legal/a/b.txt", "en", Override(paths=("a/*",)), False),
        ("Legal/b.txt", "en", Override(paths=("legal/*",)), False),
        ("x", "pt-BR", Override(langs=("pt",)), True),
        ("x", "pt-BR", Override(langs=("PT-br",)), True),
        ("x", "pt", Override(langs=("pt-BR",)), False),
        ("x", "ptx", Override(langs=("pt",)), False),
        ("a.txt", "ar", Override(paths=("a.txt",), langs=("he", "ar")), True),
        ("a.txt", "de", Override(paths=("a.txt",), langs=("he", "ar")), False),
    ],
)
def test_where(document: str, lang: str, override: Override, meant: bool) -> None:
    assert override.means(passage(document, lang), lang) is meant


def test_files_go_by_their_path_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "legal").mkdir()
    monkeypatch.chdir(tmp_path / "legal")
    override = Override(paths=("legal/*",), root=str(tmp_path))
    assert override.means(passage("a.txt", origin="a.txt"), "en")
    assert not override.means(passage("../a.txt", origin="../a.txt"), "en")


def test_severities_are_set() -> None:
    selection = Selection(settings=(RuleSetting("W", Severity.CRITICAL),))
    (made,) = selection.within(passage(), "en").wanted([finding(TEXT, "one")])
    assert made.severity is Severity.CRITICAL


def test_a_comparison_says_what_was_left_out_and_its_signature_that_something_was() -> None:
    usual = hexapla.check("Brazilindependently chose.", "Brazil independently chose.", lang="en")
    plan = Plan(selection=Selection(overrides=(Override(langs=("en",), ignore=("W101",)),)))
    other = hexapla.check("Brazilindependently chose.", "Brazil independently chose.", lang="en", plan=plan)
    assert [f.code for f in usual.findings] == ["W101"]
    assert other.findings == ()
    before, after = usual.run_of("check"), other.run_of("check")
    assert before is not None
    assert after is not None
    assert dict(after.skipped)["merged-words"] == "the configuration leaves it out for this document or language"
    assert "merged-words" not in after.ran
    assert before.signature != after.signature


@pytest.mark.parametrize(
    "selection",
    [
        Selection(settings=(RuleSetting("W999"),)),
        Selection(overrides=(Override(ignore=("no-such",)),)),
        Selection(overrides=(Override(rules=("X",)),)),
    ],
)
def test_names_of_no_rule_are_refused(selection: Selection) -> None:
    with pytest.raises(ConfigError, match="no rule named"):
        hexapla.check("x", "x", lang="en", plan=Plan(selection=selection))


def test_unknown_presets_are_refused() -> None:
    with pytest.raises(ConfigError, match="no preset named 'loud'"):
        Selection(preset="loud")


def test_presets_grow_stricter() -> None:
    rules = {"W101": "alone", "N101": "source", "X000": "reference"}
    for code, inputs in rules.items():
        levels = [measures.threshold(preset, code, inputs) for preset in ("strict", "balanced", "quiet")]
        assert levels == sorted(levels)
        assert levels[0] == 0
    assert measures.threshold("quiet", "X000", "reference") == 0.9


def test_hostile_patterns_take_no_time() -> None:
    import time

    started = time.process_time()
    for pattern in ("*a" * 400 + "b", "*?" * 400 + "b", "[" * 900, "*[a-z]" * 150 + "!"):
        assert not Override(paths=(pattern,)).means(passage("a" * 5000), "en")
    assert time.process_time() - started < 3
