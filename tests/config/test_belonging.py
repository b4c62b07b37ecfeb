"""Which files belong together, by the patterns of a configuration."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from hexapla.config.belonging import Belonging
from hexapla.errors import ConfigError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "en/a.txt",
        "en/b.txt",
        "de/a.txt",
        "fr/a.txt",
        "fr/b.txt",
        "fr/deep/a.txt",
        "x[1]/a.txt",
        "notes.txt",
    ):
        path = tmp_path / "locales" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def belonging(**table: Any) -> Belonging:
    return Belonging([{"root": str(Path.cwd()), **table}])


LOCALES = {"translation": "locales/{lang}/{file}.txt", "source": "locales/en/{file}.txt", "lang": "{lang}"}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("locales/de/a.txt", [("locales/de/a.txt", "locales/en/a.txt", "de")]),
        ("locales/x[1]/a.txt", [("locales/x[1]/a.txt", "locales/en/a.txt", "x[1]")]),
        (
            "locales/en/a.txt",
            [(f"locales/{lang}/a.txt", "locales/en/a.txt", lang) for lang in ("de", "fr", "x[1]")],
        ),
        ("locales/en/b.txt", [("locales/fr/b.txt", "locales/en/b.txt", "fr")]),
        ("locales/fr/deep/a.txt", []),
        ("locales/notes.txt", []),
        ("elsewhere.txt", []),
        ("locales/de/../de/a.txt", []),
    ],
)
def test_groups_of_a_file(path: str, found: list[tuple[str, str, str]]) -> None:
    groups = [(g.translation, g.source, g.lang) for g in belonging(**LOCALES).of(path)]
    assert groups == found


def test_all() -> None:
    groups = [group.translation for group in belonging(**LOCALES).all()]
    assert groups == [f"locales/{name}.txt" for name in ("de/a", "fr/a", "fr/b", "x[1]/a")]


def test_the_same_part_twice() -> None:
    held = belonging(translation="{lang}/*.{lang}.txt")
    assert [g.translation for g in held.of("de/a.de.txt")] == ["de/a.de.txt"]
    assert list(held.of("de/a.fr.txt")) == []


def test_absolute_paths_and_other_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    held = belonging(**LOCALES)
    root = Path.cwd()
    monkeypatch.chdir("locales/de")
    (group,) = held.of("a.txt")
    assert (group.translation, group.source) == ("a.txt", (root / "locales" / "en" / "a.txt").as_posix())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"translation": "{lang}/a.txt", "source": "en/{file}.txt"}, "source has {file}"),
        ({"translation": "{lang}/a.txt", "lang": "{langs}"}, "lang has {langs}"),
        ({"translation": "*.txt", "reference": "ref/*.txt"}, "without *"),
        ({"translation": "**/a.txt"}, "without ** and .."),
        ({"translation": "/etc/*"}, "below the configuration"),
        ({"translation": "a/../../*"}, "below the configuration"),
        ({"translation": "*.*.*.*"}, "more than 3 parts of a name"),
    ],
)
def test_patterns_that_make_no_sense(table: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        belonging(**table)
    assert message in str(raised.value)


def test_hostile_patterns_take_no_time() -> None:
    held = belonging(translation="{a}{b}{c}/{d}{e}{f}/{g}{h}{i}!.txt")
    started = time.process_time()
    assert list(held.of("/".join(["a" * 250] * 3))) == []
    assert time.process_time() - started < 2
