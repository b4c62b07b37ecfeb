"""Every rule against its own cases: ``tests/cases/<CODE>.toml``.

Words marked ``[[so]]`` in `hyp` must be found, and nothing else; a case without marks must stay silent. Keys: `lang`,
`hyp`, `ref` or `refs`, `source`, `source_lang`, `others` (translations by other systems), `suggestion`, `options` (of the
rule), `terms` (a glossary: each term a list of "lang:wording|wording", with "!" behind the language for wordings that are
forbidden). For rules that look at a whole document `hyp`, `ref` and
`source` may be lists, one string a row. No rule may find anything in a reference held against itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import hexapla
from hexapla import registry
from hexapla.build import Plan
from hexapla.languages import LanguageData
from hexapla.languages.terms import Term, Wording
from hexapla.model import Finding, Span
from hexapla.pair import Document, Pair, Row
from hexapla.rules import REFERENCE, SOURCE, Rule, WideRule
from hexapla.text.scripts import scripts_in

CASES = Path(__file__).parent.parent / "cases"
MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
DATA = LanguageData()

KEYS = set("lang hyp ref refs source source_lang others suggestion options terms".split())

Case = dict[str, Any]


@cache
def rules() -> dict[str, Rule]:
    """Code -> rule, for every rule there is."""
    made = [registry.load("rules", name)(DATA) for name in registry.names("rules")]
    return {rule.code: rule for rule in made}


@cache
def cases(code: str) -> list[Case]:
    """The cases of a rule, by its code."""
    found: list[Case] = tomllib.loads((CASES / f"{code}.toml").read_text("utf-8"))["case"]
    return found


def every_case() -> list[Any]:
    """All cases of all files, with names pytest can show."""
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{number}-{case['lang']}")
        for path in sorted(CASES.glob("*.toml"))
        for number, case in enumerate(cases(path.stem), 1)
    ]


def texts(value: str | list[str] | None) -> list[str]:
    """The rows a case's key stands for."""
    return [] if value is None else [value] if isinstance(value, str) else value


def unmarked(text: str) -> tuple[str, set[Span]]:
    """A text without its marks, and the spans that were marked; ``[[]]`` marks a place where words are missing."""
    spans, out, at = set(), "", 0
    for match in MARKED.finditer(text):
        out += text[at : match.start()]
        spans.add(Span(len(out), len(out) + len(match[1])))
        out += match[1]
        at = match.end()
    return out + text[at:], spans


def row(column: str, lang: str, text: str) -> Row:
    return Row.of(column, lang, text, [Span(0, len(text))])


def pairs(case: Case, hypotheses: list[str]) -> list[Pair]:
    """The pairs of a case's rows, all in one document."""
    lang = case["lang"]
    hyp = [row("mt", lang, text) for text in hypotheses]
    columns = [[text] for text in case["refs"]] if "refs" in case else [texts(case["ref"])] if "ref" in case else []
    refs = [[row(f"ref{n}", lang, text) for text in column] for n, column in enumerate(columns)]
    source = [row("source", case.get("source_lang", "und"), text) for text in texts(case.get("source"))]
    assert all(len(column) == len(hyp) for column in (*refs, *([source] if source else [])))
    document = Document(tuple(hyp), tuple(r for column in refs for r in column), tuple(source))
    others = tuple(row(f"other{n}", lang, text) for n, text in enumerate(case.get("others", ()), 1))
    return [
        Pair(n, hyp[n], tuple(column[n] for column in refs), source[n] if source else None, others, document)
        for n in range(len(hyp))
    ]


def made(code: str, case: Case) -> Rule:
    """The rule of a case, with the options and the glossary it asks for."""
    if not ("options" in case or "terms" in case):
        return rules()[code]
    rule = type(rules()[code])(LanguageData(terms=tuple(map(term, case.get("terms", ())))))
    for option, value in case.get("options", {}).items():
        setattr(rule, option, value)
    return rule


def term(given: list[str]) -> Term:
    """A term of a case's glossary."""
    wordings = []
    for entry in given:
        lang, _, listed = entry.partition(":")
        wordings += [Wording(text, lang.rstrip("!"), "", lang.endswith("!")) for text in listed.split("|")]
    return Term(tuple(wordings), origin="terms.csv:2")


def run(rule: Rule, given: list[Pair]) -> list[Finding]:
    """What a rule finds in pairs, as the pipeline would ask it."""
    if rule.unavailable(given[0].lang):
        return []
    if (REFERENCE in rule.inputs and not given[0].references) or (SOURCE in rule.inputs and given[0].source is None):
        return []
    if isinstance(rule, WideRule):
        return list(rule.conclude([fact for pair in given for fact in rule.note(pair)]))
    return [finding for pair in given for finding in rule.check(pair)]


@pytest.mark.parametrize(("code", "case"), every_case())
def test_marked_words_are_found_and_nothing_else(code: str, case: Case) -> None:
    hypotheses, expected = zip(*map(unmarked, texts(case["hyp"])), strict=True)
    found = run(made(code, case), pairs(case, list(hypotheses)))
    shown = [(f.row, hypotheses[f.row][f.at.span.start : f.at.span.end], f.message) for f in found]
    places = {(f.row, f.at.span) for f in found}
    assert places == {(n, span) for n, spans in enumerate(expected) for span in spans}, shown
    if "suggestion" in case:
        suggestions = [change.text for finding in found for change in finding.changes]
        wanted = case["suggestion"]
        assert suggestions == ([wanted] if isinstance(wanted, str) else wanted)
    for finding in found:
        assert 0 < finding.confidence <= 1
        if not code.startswith("M"):  # those speak of braces
            assert "{" not in finding.message.replace(hypotheses[finding.row], "")


@pytest.mark.parametrize("code", sorted(rules()))
def test_a_rule_has_cases_of_both_sorts_in_several_scripts(code: str) -> None:
    assert all(case.keys() <= KEYS for case in cases(code))
    marked = [bool(MARKED.search(text)) for case in cases(code) for text in texts(case["hyp"])]
    by_case = [any(MARKED.search(text) for text in texts(case["hyp"])) for case in cases(code)]
    assert any(marked)
    assert not all(by_case)
    scripts = {scripts_in("".join(texts(case["hyp"]))).most_common(1)[0][0] for case in cases(code)}
    assert len(scripts) > 1


def references() -> Iterator[tuple[str, str]]:
    """Every reference of every case, with its language."""
    for path in sorted(CASES.glob("*.toml")):
        for case in cases(path.stem):
            yield from ((case["lang"], text) for text in (*texts(case.get("ref")), *case.get("refs", ())))


@pytest.mark.parametrize("code", sorted(rules()))
def test_a_reference_against_itself_yields_nothing(code: str) -> None:
    for lang, text in references():
        found = run(rules()[code], pairs({"lang": lang, "ref": text}, [text]))
        assert not found, (lang, text, [f.message for f in found])


@pytest.mark.parametrize("code", sorted(rules()))
def test_a_canary_sings_in_the_whole_pipeline(code: str, tmp_path: Path) -> None:
    """A case that must fire does so through the public function: a dead rule cannot pass for clean."""
    firing = (case for case in cases(code) if any(MARKED.search(text) for text in texts(case["hyp"])))
    assert any(sings(code, case, tmp_path / "terms.csv") for case in firing)


def sings(code: str, case: Case, glossary: Path) -> bool:
    """Whether the rule finds something in a case, as a user would run it."""
    hypotheses = [unmarked(text)[0] for text in texts(case["hyp"])]
    slug = rules()[code].slug()
    options = tuple(f"{slug}:{name}={value}" for name, value in case.get("options", {}).items())
    if "terms" in case:
        wordings = [w for given in case["terms"] for w in term(given).wordings]
        header = [f"forbidden:{w.lang}" if w.forbidden else w.lang for w in wordings]
        glossary.write_text(",".join(header) + "\n" + ",".join(w.text for w in wordings) + "\n", "utf-8")
    glossaries = (str(glossary),) if "terms" in case else ()
    plan = Plan(rules=(slug,), options=options, glossaries=glossaries)
    references = (
        [texts(ref) for ref in case["refs"]] if "refs" in case else [texts(case["ref"])] if "ref" in case else []
    )
    comparison = hexapla.check(
        {"mt": hypotheses} | {f"other{n}": [text] for n, text in enumerate(case.get("others", ()), 1)},
        references=references,
        source=texts(case["source"]) if "source" in case else None,
        lang=case["lang"],
        source_lang=case.get("source_lang"),
        paired=True,
        plan=plan,
    )
    return code in {finding.code for finding in comparison.findings}


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} <= rules().keys()
