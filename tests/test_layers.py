"""Who may import whom: the table of CONTRIBUTING.md, held."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "hexapla"
FREE = {"model", "summary", "errors", "_version"}
"""Everyone may import these."""

MAY: dict[str, set[str]] = {
    "model": {"reports"},  # for notebooks, inside one method
    "summary": set(),
    "errors": set(),
    "_version": set(),
    "registry": set(),
    "languages": set(),
    "text": {"languages"},
    "segmenters": {"languages", "text"},
    "servers": set(),
    "similarities": {"languages", "text", "servers"},
    "aligners": {"languages", "text", "similarities"},
    "translators": {"languages", "text", "servers"},
    "pair": {"languages", "text", "alignment"},
    "alignment": {"languages", "text", "pair", "aligners"},
    "metrics": {"languages", "text", "pair"},
    "rules": {"languages", "text", "pair"},
    "triage": {"text", "registry"},
    "config": {"registry"},
    "measures": set(),
    "selection": {"measures", "registry", "triage"},
    "interchange": {"triage"},
    "formats": {"languages", "interchange"},
    "reports": {"pair", "alignment", "languages", "interchange", "triage", "catalogue", "registry"},
    "engines": {"process"},
    "process": set(),
    "catalogue": {"languages", "measures", "rules"},
    "fixes": {"build", "pipeline"},
    "glossaries": {"languages", "formats"},
    "custom": {"registry", "languages", "text", "pair", "rules", "formats"},
    "build": {
        "selection",
        "custom",
        "glossaries",
        "registry",
        "languages",
        "alignment",
        "aligners",
        "metrics",
        "rules",
        "segmenters",
        "similarities",
        "translators",
    },
    "analysis": {"metrics", "pair", "alignment", "interchange", "languages", "text", "triage"},
    "pipeline": {"build", "alignment", "engines", "metrics", "pair", "rules", "triage"},
    "api": {"build", "engines", "pipeline", "languages", "registry"},
    "tables": {"alignment", "formats", "interchange", "languages"},
    "corpus": {"formats", "languages"},
    "cli": {
        "process",
        "analysis",
        "alignment",
        "api",
        "build",
        "catalogue",
        "config",
        "corpus",
        "custom",
        "engines",
        "fixes",
        "formats",
        "languages",
        "metrics",
        "pipeline",
        "registry",
        "reports",
        "selection",
        "translators",
        "triage",
    },
    "pytest_plugin": {"api", "build", "cli", "config", "pipeline", "registry", "reports"},
    "__main__": {"cli"},
}
PLUGIN_FOLDERS = {
    "aligners",
    "engines",
    "formats",
    "metrics",
    "reports",
    "rules",
    "segmenters",
    "similarities",
    "translators",
}
MODULES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else name


def imports(path: Path) -> set[str]:
    """Full names of the hexapla modules a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "hexapla":
                found |= {f"hexapla.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("hexapla.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_table(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert here in MAY, f"{here} is new: give it a line in the table"
    allowed = MAY[here] | FREE | {here}
    assert {room(name) for name in imports(path)} <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_plugins_of_a_kind_do_not_import_each_other(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if parts[0] not in PLUGIN_FOLDERS or len(parts) < 2:
        return
    folder = f"hexapla.{parts[0]}."
    for name in imports(path):
        if name.startswith(folder):
            assert name.removeprefix(folder).startswith("_"), f"{path} imports the plug-in {name}"


def test_the_package_is_light_to_import() -> None:
    import subprocess
    import sys

    code = "import sys, hexapla; print(sorted(m for m in ('numpy','sacrebleu','rich','wordfreq','jinja2') if m in sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
