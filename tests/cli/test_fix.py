"""``hexapla check --fix``: mechanical changes only, byte for byte nothing else, and a second time nothing at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla import fixes
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.model import Change, Code, Role, Span, Text, Unit

MT = "The HumanRights Court met , they said &quot;well&quot;.\r\nNothing here is wrong.\n\nA secnd line  with a slip .\u2028End"
REF = 'The Human Rights Court met, they said "well".\r\nNothing here is wrong.\n\nA second line  with a slip.\u2028End'
FIXED = 'The Human Rights Court met, they said "well".\r\nNothing here is wrong.\n\nA secnd line  with a slip.\u2028End'


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    mt, ref = tmp_path / "mt.txt", tmp_path / "ref.txt"
    mt.write_bytes(b"\xef\xbb\xbf" + MT.encode())
    ref.write_bytes(REF.encode())
    return mt, ref


@pytest.mark.parametrize("lines", [[], ["--lines"]])
def test_a_copy_is_written_and_the_file_stays(files: tuple[Path, Path], lines: list[str]) -> None:
    mt, ref = files
    done = run("check", mt, ref, "--lang", "en", "--fix", *lines)
    assert done.exit_code == 0, (done.output, done.exception)
    assert mt.read_bytes() == b"\xef\xbb\xbf" + MT.encode()
    copy = mt.with_name("mt.fixed.txt")
    assert copy.read_bytes() == b"\xef\xbb\xbf" + FIXED.encode()
    assert "-The HumanRights Court met , they" in done.stdout
    assert "+The Human Rights Court met, they" in done.stdout
    assert "Nothing here is wrong" not in done.stdout.replace(" Nothing here is wrong", "")
    again = run("check", copy, ref, "--lang", "en", "--fix-in-place", *lines)
    assert "nothing that can be fixed safely" in again.stderr
    assert again.stdout == ""
    assert copy.read_bytes() == b"\xef\xbb\xbf" + FIXED.encode()


def test_in_place_and_to_a_named_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    mt, ref = files
    named = tmp_path / "mended.txt"
    assert run("check", mt, ref, "--lang", "en", "--fix", "-o", named).exit_code == 0
    assert named.read_bytes() == b"\xef\xbb\xbf" + FIXED.encode()
    assert run("check", mt, ref, "--lang", "en", "--fix-in-place").exit_code == 0
    assert mt.read_bytes() == named.read_bytes()
    assert run("check", mt, ref, "--lang", "en", "--fix-in-place", "-q").output == ""
    assert mt.read_bytes() == named.read_bytes()


def test_standard_input_is_fixed_like_a_filter(files: tuple[Path, Path]) -> None:
    command = [sys.executable, "-m", "hexapla", "check", "-", str(files[1]), "--lang", "en"]
    done = subprocess.run([*command, "--fix"], input=MT.encode(), capture_output=True, check=False)
    assert done.stdout.decode() == FIXED
    assert "+The Human Rights Court" in done.stderr.decode()
    refused = subprocess.run([*command, "--fix-in-place"], input=MT.encode(), capture_output=True, check=False)
    assert refused.returncode == 2
    assert b"cannot be fixed in place" in refused.stderr


def test_a_copy_with_other_content_is_not_overwritten(files: tuple[Path, Path]) -> None:
    mt, ref = files
    copy = mt.with_name("mt.fixed.txt")
    copy.write_text("mine", "utf-8")
    done = run("check", mt, ref, "--lang", "en", "--fix")
    assert done.exit_code == 2
    assert "-o" in done.stderr
    assert copy.read_text("utf-8") == "mine"


def test_what_cannot_be_fixed_is_refused(tmp_path: Path, files: tuple[Path, Path]) -> None:
    table = tmp_path / "rows.tsv"
    table.write_text("source\tmt\nEin Wort.\tA word .\n", "utf-8")
    mt, ref = files
    tables: list[str | Path] = ["check", table, "--fix"]
    reports: list[str | Path] = ["check", mt, ref, "--fix", "-f", "json"]
    for args in (tables, reports):
        done = run(*args, "--lang", "en")
        assert done.exit_code == 2
        assert len(done.stderr.strip().splitlines()) == 1
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("A word , here.\n", "utf-8")
    b.write_text("A word , there.\n", "utf-8")
    done = run("check", "--system", f"A={a}", "--system", f"B={b}", "--lang", "en", "--fix", "-o", tmp_path / "c.txt")
    assert done.exit_code == 2
    assert run("check", "--system", f"A={a}", "--system", f"B={b}", "--lang", "en", "--fix").exit_code == 0
    assert (tmp_path / "a.fixed.txt").read_text("utf-8") == "A word, here.\n"
    assert (tmp_path / "b.fixed.txt").read_text("utf-8") == "A word, there.\n"


def test_folders_are_copied_whole(tmp_path: Path) -> None:
    folder = tmp_path / "mt"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("A word , here.\n", "utf-8")
    (folder / "deep" / "b.txt").write_text("A word, there.\n", "utf-8")
    assert run("check", folder, "--lang", "en", "--fix").exit_code == 0
    assert (tmp_path / "mt.fixed" / "a.txt").read_text("utf-8") == "A word, here.\n"
    assert (tmp_path / "mt.fixed" / "deep" / "b.txt").read_text("utf-8") == "A word, there.\n"
    assert sorted(path.name for path in folder.rglob("*.txt")) == ["a.txt", "b.txt"]
    assert run("check", folder, "--lang", "en", "--fix", "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "a.txt").read_text("utf-8") == "A word, here.\n"


def test_nothing_is_written_where_one_file_is_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "mt"
    folder.mkdir()
    (folder / "a.txt").write_text("A word , here.\n", "utf-8")
    (folder / "b.txt").write_text("A word , there.\n", "utf-8")
    (tmp_path / "mt.fixed").mkdir()
    (tmp_path / "mt.fixed" / "b.txt").write_text("mine", "utf-8")
    assert run("check", folder, "--lang", "en", "--fix").exit_code == 2
    assert sorted(path.name for path in (tmp_path / "mt.fixed").iterdir()) == ["b.txt"]


def test_the_exit_code_is_for_what_is_left(files: tuple[Path, Path]) -> None:
    mt, ref = files
    assert run("check", mt, ref, "--lang", "en").exit_code == 0
    assert run("check", mt, ref, "--lang", "en", "--fail-on", "minor").exit_code == 1
    mt.write_text("It rained &quot;hard&quot; in 1987 .\n", "utf-8")
    ref.write_text('It rained "hard" in 1988.\n', "utf-8")
    assert run("check", mt, ref, "--lang", "en", "--fix").exit_code == 1
    assert mt.with_name("mt.fixed.txt").read_text("utf-8") == 'It rained "hard" in 1987.\n'


@pytest.mark.parametrize(
    ("lang", "text", "reference", "wanted"),
    [
        ("ru", "Совет собрался , сказал он.", None, "Совет собрался, сказал он."),
        ("zh", "理事会开会了 。", None, "理事会开会了。"),
        ("fr", "Quoi ? Oui !", None, "Quoi ? Oui !"),
        ("de", "Er sagte: „menschlich „ und ging.", None, "Er sagte: „menschlich“ und ging."),
        ("en", "Use &lt;b&gt; and &amp; here , please.", None, "Use &lt;b&gt; and &amp; here, please."),
        ("en", "Brazilindependently chose.", None, "Brazilindependently chose."),
        ("en", "Brazilindependently chose.", "Brazil independently chose.", "Brazil independently chose."),
        ("en", "The the council met.", "The council met.", "The the council met."),
        (
            "de",
            "Es führt zu Statusunsicherheit.",
            "Es führt zu Status-Unsicherheit.",
            "Es führt zu Statusunsicherheit.",
        ),
        ("el", "Το ΕυρωπαϊκόΔικαστήριο έκρινε.", "Το Ευρωπαϊκό Δικαστήριο έκρινε.", "Το Ευρωπαϊκό Δικαστήριο έκρινε."),
        ("en", "See http://example.org/a,b and `x , y`.", None, "See http://example.org/a,b and `x , y`."),
    ],
)
def test_only_what_is_mechanical_is_changed(lang: str, text: str, reference: str | None, wanted: str) -> None:
    done = fixes.fix(passage(text, reference, lang=lang), Plan())
    after = done.comparison.passage
    assert after.column("mt").text == wanted
    again = fixes.fix(after, Plan())
    assert again.comparison.passage == after
    assert again.findings == ()


def test_units_and_codes_keep_their_places() -> None:
    text = Text(
        "mt",
        Role.HYPOTHESIS,
        "en",
        "aa , bb\ncc . dd",
        (Unit(Span(0, 7), "1"), Unit(Span(8, 15), "2")),
        (Code(3, "<i>", "i"), Code(11, "<b>", "b"), Code(15, "<e>", "e")),
    )
    after = fixes.changed(text, [Change(Span(2, 4), ","), Change(Span(10, 12), ". .")])
    assert after.text == "aa, bb\ncc. . dd"
    assert [unit.span.of(after.text) for unit in after.units] == ["aa, bb", "cc. . dd"]
    assert [code.offset for code in after.codes] == [3, 10, 15]


def test_fixes_that_go_round_in_a_circle_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "circle.toml"
    rule = (
        '[[rule]]\ncode = "X{0}"\nname = "r{0}"\nmessage = "m"\npattern = "{1}"\nsuggestion = "{2}"\nsafe_fix = true\n'
    )
    path.write_text(rule.format(1, "aa", "bb") + rule.format(2, "bb", "aa"), "utf-8")
    done = fixes.fix(passage("It is aa here.", lang="en"), Plan(rules=("X",), rule_files=(str(path),)))
    assert done.given_up
    assert done.comparison.passage.column("mt").text == "It is aa here."


def test_an_ignored_finding_is_not_mended(files: tuple[Path, Path], tmp_path: Path) -> None:
    mt, ref = files
    done = run("check", mt, ref, "--lang", "en", "--fix", "--ignore", "merged-words", "-o", tmp_path / "o.txt")
    assert done.exit_code == 0, done.output
    assert "HumanRights" in (tmp_path / "o.txt").read_text("utf-8")
