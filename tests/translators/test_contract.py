"""What all engines share: lines and white space stay, and what comes back is counted."""

from __future__ import annotations

import pytest

from hexapla import registry
from hexapla.build import Plan, kernel
from hexapla.errors import ConfigError, PluginError
from hexapla.translators._long import halves, pieces
from tests.translators.engines import Shouting


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a",
        " a ",
        "a\nb",
        "a\r\nb\r\n",
        "\n\na\n\n",
        "\ta\u2028b\u2029",
        "a\rb",
        "a \u3000\n  b",
        "α\x0bβ\x0cγ\x85δ",
        "שלום\n",
    ],
)
def test_lines_and_white_space_stay(text: str) -> None:
    (made,) = Shouting().translate([text], "en", "fr")
    assert made == text.upper()


def test_each_line_is_asked_for_once_and_in_batches() -> None:
    engine = Shouting()
    texts = [f"{n % 6}\n{n % 6}" for n in range(12)]
    assert engine.translate(texts, "en", "fr") == texts
    assert engine.asked == [["0", "1", "2", "3"], ["4", "5"]]


@pytest.mark.parametrize("change", [lambda lines: lines[:-1], lambda lines: [*lines, "more"], lambda lines: []])
def test_a_wrong_number_of_lines_is_refused(change: object) -> None:
    with pytest.raises(PluginError, match=r"engine shouting failed: it got 2 lines and gave \d"):
        Shouting(change).translate(["a", "b"], "en", "fr")  # type: ignore[arg-type]


def test_line_breaks_in_a_translated_line_do_not_make_two() -> None:
    engine = Shouting(lambda lines: [f" {line}\n{line} " for line in lines])
    assert engine.translate(["a\nb"], "en", "fr") == ["A A\nB B"]


@pytest.mark.parametrize("name", [n for n in registry.names("translators") if n not in ("command", "libretranslate")])
def test_engines_without_option_refuse_one(name: str) -> None:
    with pytest.raises(ConfigError, match="takes no option"):
        kernel(Plan()).translator(f"{name}:x")


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ConfigError, match="did you mean 'argos'"):
        kernel(Plan()).translator("argoss")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uno dos; tres cuatro", ("uno dos;", " ", "tres cuatro")),
        ("a, bb cc dd ee ff gg hh, i", ("a, bb cc dd", " ", "ee ff gg hh, i")),  # no clause near the middle
        ("他说我们走吧，天都黑了", ("他说我们走吧，", "", "天都黑了")),
        ("abcdef", ("abc", "", "def")),
        ("e\u0301", None),
        ("a", None),
    ],
)
def test_long_text_is_cut_where_a_reader_would_pause(text: str, expected: tuple[str, str, str] | None) -> None:
    assert halves(text) == expected


def test_pieces_are_the_text_and_fit() -> None:
    text = "El Gobierno, que no quiso esperar más, aprobó la ley; la oposición, en cambio,  votó contra ella. " * 5
    cut = pieces(text.strip(), lambda piece: len(piece) <= 60)
    assert "".join(piece + space for piece, space in cut) == text.strip()
    assert all(len(piece) <= 60 for piece, _ in cut)
