"""Glossary files: what is read from TBX, CSV and TSV, how wrong ones are refused, and what the terms find in a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla import pipeline
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.engines.processes import Processes
from hexapla.errors import InputError
from hexapla.glossaries import load_terms

TBX2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="c1">
  <langSet xml:lang="en"><tig><term>backup</term></tig></langSet>
  <langSet xml:lang="de">
    <ntig><termGrp><term>Sicherungskopie</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>
    <tig><term>Datensicherung</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
    <tig><term>Backup</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
  </langSet>
</termEntry>
</body></text></martif>
"""
TBX3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min" type="TBX-Min" xml:lang="en">
<text><body><conceptEntry id="c2">
  <langSec xml:lang="en"><termSec><term>server</term></termSec></langSec>
  <langSec xml:lang="ja"><termSec><term>サーバー</term></termSec>
    <termSec><term>サーバ</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def written(folder: Path, name: str, content: str) -> str:
    path = folder / name
    path.write_text(content, "utf-8")
    return str(path)


def test_tbx_2(tmp_path: Path) -> None:
    (term,) = load_terms([written(tmp_path, "t.tbx", TBX2)])
    assert term.allowed("en", "source") == ("backup",)
    assert term.allowed("de-AT", "target") == ("Backup", "Datensicherung")
    assert term.forbidden("de", "target") == ("Sicherungskopie",)
    assert term.allowed("fr", "target") == ()
    assert term.origin.endswith("t.tbx#c1")


def test_tbx_3(tmp_path: Path) -> None:
    (term,) = load_terms([written(tmp_path, "t.tbx", TBX3)])
    assert term.allowed("ja", "target") == ("サーバー",)
    assert term.forbidden("ja", "target") == ("サーバ",)


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_tables(tmp_path: Path, ending: str) -> None:
    rows = [
        ["en", "de", "forbidden:de", "case", "note"],
        ["file|document", "Datei", "File|Dokument", "", "of a computer"],
        ["US", "USA", "", "yes", ""],
    ]
    separator = "," if ending == "csv" else "\t"
    first, second = load_terms([written(tmp_path, f"t.{ending}", "\n".join(map(separator.join, rows)) + "\n")])
    assert first.allowed("en-GB", "source") == ("file", "document")
    assert first.forbidden("de", "target") == ("File", "Dokument")
    assert (first.case, second.case) == (False, True)
    assert first.origin.endswith(f"t.{ending}:2")


def test_sides_instead_of_languages(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", 'source,target,forbidden\n"one, two","eins, ""zwei""",drei\n')
    (term,) = load_terms([path])
    assert term.allowed("xx", "source") == ("one, two",)
    assert term.allowed("xx", "target") == ('eins, "zwei"',)
    assert term.forbidden("xx", "target") == ("drei",)


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("t.csv", "", [".csv", "empty"]),
        ("t.csv", "en,de\n", ["no term"]),
        ("t.csv", "backup,Backup\nfile,Datei\n", [":1:", "'backup' is no language tag", "must name the columns"]),
        ("t.csv", "en,de\nfile\n", [":2:", "1 fields"]),
        ("t.csv", "note,id\na,b\n", [":1:", "names no language"]),
        ("t.csv", "en,target\na,b\n", [":1:", "not both"]),
        ("t.csv", "en,de,forbidden\na,b,c\n", [":1:", "forbidden:de"]),
        ("t.csv", "en,de,case\na,b,maybe\n", [":2:", "case is yes or no"]),
        ("t.csv", 'en,de\n"a,b\n', ["not a table"]),
        ("t.csv", "en,de\n,|\n", [":2:", "no wording"]),
        ("t.tbx", "<martif><termEntry></martif>", [":1:", "not well-formed"]),
        ("t.tbx", "<xliff/>", ["no TBX"]),
        ("t.tbx", TBX3.replace('xml:lang="ja"', 'xml:lang="japanese!"'), ["'japanese!'", "c2"]),
        ("t.tbx", "<tbx><conceptEntry/></tbx>", ["no term"]),
        ("t.xls", "x", [".tbx, .xml, .csv or .tsv"]),
    ],
)
def test_a_wrong_glossary_is_refused_in_one_line(tmp_path: Path, name: str, content: str, parts: list[str]) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(InputError) as raised:
        load_terms([path])
    for part in (name, *parts):
        assert part in str(raised.value)
    mt = written(tmp_path, "mt.txt", "Ein Wort.\n")
    done = run("check", mt, "--lang", "de", "--glossary", path)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert parts[-1] in line


def test_entities_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InputError, match="not well-formed"):
        load_terms([written(tmp_path, "t.tbx", bomb + "]><tbx><conceptEntry>&i;</conceptEntry></tbx>")])


def test_a_glossary_on_the_command_line_and_in_workers(tmp_path: Path) -> None:
    glossary = written(tmp_path, "t.tbx", TBX2)
    mt = written(tmp_path, "mt.txt", "Erstellen Sie eine Sicherungskopie.\nDas Backup ist alt.\n")
    source = written(tmp_path, "src.txt", "Make a backup.\nThe backup is old.\n")
    args: list[str | Path] = ["check", mt, "--source", source, "--lines", "--lang", "de", "--source-lang", "en"]
    done = run(*args, "--glossary", glossary, "--rule", "K101", "-f", "json")
    (found,) = json.loads(done.stdout)["documents"][0]["findings"]
    assert (found["text"], found["suggestion"]) == ("Sicherungskopie", "Backup")
    assert "t.tbx#c1" in found["message"]
    skipped = json.loads(run(*args, "--rule", "K101", "-f", "json").stdout)["documents"][0]["runs"][-1]["skipped"]
    assert "--glossary" in skipped["wrong-term"]
    plan = Plan(rules=("K101",), glossaries=(glossary,))
    texts = [passage("Eine Sicherungskopie.", source="A backup.", lang="de", source_lang="en")]
    assert list(pipeline.check(texts, plan, Processes(2))) == list(pipeline.check(texts, plan))
