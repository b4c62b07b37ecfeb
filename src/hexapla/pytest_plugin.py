"""The pytest plug-in: a fixture that checks translations in a test, with findings as readable failures.

    def test_mt(hexapla):
        run = hexapla.compare("mt.txt", "ref.txt", lines=True)
        assert run.scores["chrf"] > 55
        run.expect(fail_on=["major"], max_per_1000_words=2.5)

pytest imports this module in every project that has Hexapla installed, so it imports nothing but pytest itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from hexapla.api import Texts
    from hexapla.build import Plan
    from hexapla.config import Config
    from hexapla.model import Comparison, Finding
    from hexapla.summary import Summary

INI = "hexapla_config"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the setting that names a configuration."""
    parser.addini(INI, "hexapla: the configuration, instead of the nearest one", default="")


@pytest.fixture(name="hexapla")
def _fixture(request: pytest.FixtureRequest) -> Hexapla:
    """Checks translations; see `hexapla.pytest_plugin.Hexapla`."""
    from pathlib import Path

    from hexapla.config import discover, load

    named = str(request.config.getini(INI))
    path = request.config.rootpath / named if named else discover(Path(request.path).parent)
    return Hexapla(load(path) if path else None)


class Run:
    """What a run found.

    Attributes:
        comparisons: The comparisons, with scores and findings.
        summary: What they come to.
        findings: The new findings, in order.
    """

    __test__ = False

    def __init__(self, stage: str, comparisons: list[Comparison], plan: Plan, options: Mapping[str, Any]) -> None:
        from hexapla import pipeline
        from hexapla.model import Status

        self.comparisons = comparisons
        self.summary: Summary = pipeline.summarise(comparisons, plan)
        self.findings: list[Finding] = [f for c in comparisons for f in c.findings if f.status is Status.NEW]
        self._stage, self._plan, self._options = stage, plan, dict(options)

    @property
    def scores(self) -> dict[str, float]:
        """Metric -> the score; ``system/metric`` where there are several systems."""
        several = len({score.column for score in self.summary.scores}) > 1
        return {f"{s.column}/{s.metric}" if several else s.metric: s.value for s in self.summary.scores}

    def expect(self, **conditions: Any) -> None:
        """Fails the test unless the gate passes.

        Args:
            conditions: What the gate asks for, by the names of the options: ``fail_on``, ``max_major`` (and the other
                severities), ``max_per_1000_words``, ``min`` and ``max`` (score -> bound), ``mqm``, ``mqm_weights``,
                ``against``, ``alpha``. Without any, what the configuration asks for; without that, no major finding.
        """
        from hexapla.cli._gate import gate

        given = self._options if not conditions else _gate_options(conditions)
        judged, _ = gate("check" if not self.summary.scores else self._stage, given, self._plan)
        for comparison in self.comparisons:
            judged.take(comparison)
        verdict = judged.judge(self.summary).gate
        if verdict is not None and not verdict.passed:
            failed = [f"  {c.name}: {c.message}" for c in verdict.conditions if not c.passed]
            self._fail("\n".join(["hexapla: the gate has failed", *failed, "", self.shown()]))

    def shown(self) -> str:
        """The findings as text, words marked."""
        from io import StringIO

        from hexapla.reports.text import TextReport

        out = StringIO()
        report = TextReport(out, stage=self._stage)
        for comparison in self.comparisons:
            if comparison.findings:
                report.add(comparison)
        return out.getvalue().rstrip()

    def _fail(self, message: str) -> NoReturn:
        pytest.fail(message, pytrace=False)

    def __repr__(self) -> str:
        scores = "".join(f", {name} {value:.2f}" for name, value in self.scores.items())
        return f"<{len(self.findings)} findings{scores}>"


class Hexapla:
    """Checks translations by the configuration of the project.

    The methods take paths, and the options of the command of the same name (``lang``, ``source``, ``lines``, ``rules``,
    ``ignore``, ``preset``, ``metrics``, ``baseline``, ``ignore_files`` ...); those ending in ``_text`` take strings or lists of
    segments instead of paths, and the arguments of `hexapla.api.passage`.
    """

    def __init__(self, config: Config | None) -> None:
        self._config = config

    def check(self, translation: str | os.PathLike[str], reference: Any = None, **options: Any) -> Run:
        """Flags garbled phrases of files."""
        return self._files("check", translation, reference, options)

    def compare(self, translation: str | os.PathLike[str], reference: Any = None, **options: Any) -> Run:
        """Aligns, scores and checks files."""
        return self._files("compare", translation, reference, options)

    def score(self, translation: str | os.PathLike[str], reference: Any = None, **options: Any) -> Run:
        """Aligns and scores files."""
        return self._files("score", translation, reference, options)

    def check_text(self, hypothesis: Texts, reference: Texts | None = None, **options: Any) -> Run:
        """Flags garbled phrases of texts."""
        return self._texts("check", hypothesis, reference, options)

    def compare_text(self, hypothesis: Texts, reference: Texts | None = None, **options: Any) -> Run:
        """Aligns, scores and checks texts."""
        return self._texts("compare", hypothesis, reference, options)

    def _given(self, options: Mapping[str, Any]) -> dict[str, Any]:
        from hexapla.cli._config import defaults

        return {**(defaults(self._config) if self._config else {}), **options}

    def _files(self, stage: str, translation: Any, reference: Any, options: dict[str, Any]) -> Run:
        from hexapla.cli._stages import prepared

        _known(options)
        paths = {k: os.fspath(v) for k, v in (("translation", translation), ("reference", reference)) if v is not None}
        given = self._given({"reference": None, **options, **paths})
        if given.get("source") is not None:
            given["source"] = os.fspath(given["source"])
        plan, comparisons = prepared(stage, dict(given), self._config, quiet=True)
        return Run(stage, list(comparisons), plan, given)

    def _texts(self, stage: str, hypothesis: Any, reference: Any, options: dict[str, Any]) -> Run:
        from hexapla.api import passage
        from hexapla.cli._stages import prepared

        texts = {
            k: options.pop(k) for k in ("source", "references", "lang", "source_lang", "paired", "id") if k in options
        }
        _known(options)
        given = self._given(options)
        texts.setdefault("lang", given.get("lang"))
        texts.setdefault("source_lang", given.get("source_lang"))
        made = passage(hypothesis, reference, **texts)
        plan, comparisons = prepared(stage, dict(given), self._config, quiet=True, items=iter([made]))
        return Run(stage, list(comparisons), plan, given)


_OPTIONS = """source references systems lang source_lang lines input_format match pair_by segmenter aligner similarity jobs
    keep_going metrics rules ignore preset min_confidence preview options glossaries rule_files baseline new_only
    ignore_files""".split()
_CONDITIONS = """fail_on max_neutral max_minor max_major max_critical max_per_1000_words min max mqm mqm_weights against
    alpha""".split()


def _known(options: Mapping[str, Any]) -> None:
    for name in options:
        if name not in _OPTIONS:
            raise TypeError(_unknown("option", name, _OPTIONS))


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    from hexapla.registry import unknown

    return unknown(what, name, known)


def _gate_options(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Conditions as the command line's options have them."""
    for name in conditions:
        if name not in _CONDITIONS:
            raise TypeError(_unknown("condition", name, _CONDITIONS))
    given = dict(conditions)
    if isinstance(given.get("fail_on"), str):
        given["fail_on"] = [given["fail_on"]]
    for name, option in (("min", "least"), ("max", "most"), ("mqm_weights", "mqm_weights")):
        if name in given:
            given[option] = [f"{key}={value}" for key, value in given.pop(name).items()]
    if given.get("against"):
        given["against"] = os.fspath(given["against"])
    return given
