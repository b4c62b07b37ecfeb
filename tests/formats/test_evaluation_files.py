"""Files of shared tasks and of tables in quotation marks: what is read of them, and what is refused."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hexapla import pipeline, registry
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.errors import InputError
from hexapla.formats import Languages
from hexapla.model import Passage, Role


def read(name: str, path: Path, **languages: str) -> list[Passage]:
    return [
        p for p in registry.load("formats", name)().read(str(path), Languages(**languages)) if isinstance(p, Passage)
    ]


def cells(found: Passage, column: str) -> list[str]:
    text = found.column(column)
    return [unit.span.of(text.text) for unit in text.units]


# tables in quotation marks


@pytest.mark.parametrize(
    ("content", "mt", "ref"),
    [
        ('mt,ref\n"a, b",c\n', ["a, b"], ["c"]),
        ('mt,ref\r\n"he said ""no""",""\r\n', ['he said "no"'], [""]),
        ('"mt","ref"\n"one\r\ntwo",x\n"three",y', ["one\r\ntwo", "three"], ["x", "y"]),
        ("mt;ref\na, b;c\n", ["a, b"], ["c"]),
        ("note,mt,ref\nx,,\n", [""], [""]),
        ("\ufeffmt,ref\nغدا,明日\n", ["غدا"], ["明日"]),
    ],
)
def test_csv(tmp_path: Path, content: str, mt: list[str], ref: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode())
    (found,) = read("csv", path, target="en")
    assert (cells(found, "mt"), cells(found, "ref")) == (mt, ref)
    assert found.paired


def test_lines_of_csv_records_and_documents_that_stand_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('doc,mt\na,"1\n2"\nb,"3\n4"\na,5\n')
    first, second = read("csv", path, target="en")
    assert (cells(first, "mt"), cells(second, "mt")) == (["1\n2", "5"], ["3\n4"])
    assert [unit.line for unit in first.column("mt").units] == [2, 6]


# WMT

WMT = """<?xml version='1.0' encoding='utf-8'?>
<dataset id="set"><collection id="general">
<doc origlang="en" id="d1" domain="news">
<src lang="en"><p><seg id="1">It rained &amp; rained.</seg></p><p><seg id="2">Then it stopped.</seg></p></src>
<ref lang="de" translator="A"><p><seg id="1">Es regnete &amp; regnete.</seg><seg id="2">Dann hörte es auf.</seg></p></ref>
<ref lang="de" translator="B"><p><seg id="1">Regen.</seg><seg id="2">Ende.</seg></p></ref>
<hyp lang="de" system="one"><p><seg id="1">Es hat geregnet.</seg><seg id="2">Dann stoppte es.</seg></p></hyp>
<hyp lang="de" system="two"><p><seg id="2">Dann war Schluss.</seg><seg id="1">Es goss.</seg></p></hyp>
</doc>
<doc origlang="de" id="d2"><hyp lang="de"><seg id="1">Allein.</seg></hyp></doc>
</collection></dataset>
"""


def test_wmt_xml(tmp_path: Path) -> None:
    path = tmp_path / "set.xml"
    path.write_text(WMT, encoding="utf-8")
    first, second = read("wmt-xml", path)
    assert [(t.name, t.role, t.lang) for t in first.texts] == [
        ("source", Role.SOURCE, "en"),
        ("refA", Role.REFERENCE, "de"),
        ("refB", Role.REFERENCE, "de"),
        ("one", Role.HYPOTHESIS, "de"),
        ("two", Role.HYPOTHESIS, "de"),
    ]
    assert first.document == "d1"
    assert cells(first, "source") == ["It rained & rained.", "Then it stopped."]
    assert cells(first, "two") == ["Es goss.", "Dann war Schluss."]
    assert [unit.line for unit in first.column("one").units] == [7, 7]
    assert (second.document, cells(second, "mt")) == ("d2", ["Allein."])


def test_wmt_xml_of_several_languages(tmp_path: Path) -> None:
    path = tmp_path / "set.xml"
    path.write_text(WMT.replace('lang="de" system="two"', 'lang="cs" system="two"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"set\.xml:3: .*cs and de.*--lang"):
        read("wmt-xml", path)
    path.write_text(
        path.read_text("utf-8").partition("<doc origlang='de'")[0].replace('"d2"', '"d2"'), encoding="utf-8"
    )
    assert [text.name for text in read("wmt-xml", path, target="de")[0].texts] == ["source", "refA", "refB", "one"]


def test_documents_of_lines(tmp_path: Path) -> None:
    (tmp_path / "mt.txt").write_text("It is is fine.\nTwo.\nThey are are here.\n")
    (tmp_path / "ref.txt").write_text("It is fine.\nTwo.\nThey are here.\n")
    (tmp_path / "docs").write_text("news\td1\nnews\td2\nnews\td1\n")
    files = [str(tmp_path / name) for name in ("mt.txt", "ref.txt")]
    command = ["check", *files, "--lines", "--lang", "en", "--rule", "W103", "-q", "--docs", str(tmp_path / "docs")]
    made = CliRunner().invoke(main, [*command, "-f", "json"])
    report = json.loads(made.stdout)
    assert [(d["id"], len(d["rows"]["mt"])) for d in report["documents"]] == [("d1", 2), ("d2", 1)]
    assert [(f["unit"], f["segment"]) for f in report["documents"][0]["findings"]] == [("1", 0), ("3", 1)]
    made = CliRunner().invoke(main, [*command, "-f", "gitlab"])
    assert [issue["location"]["lines"]["begin"] for issue in json.loads(made.stdout)] == [1, 3]


@pytest.mark.parametrize(
    ("docs", "options", "said"),
    [
        ("d1\n", ["--lines"], "docs: it has 1 lines"),
        ("d1\n\n", ["--lines"], "docs:2: this line names no document"),
        ("d1\nd1\n", [], "--lines"),
        ("d1\nd1\n", ["--lines", "--match", "content"], "matched by row"),
        ("d1\nd1\n", ["--lines", "--fix"], "--docs and --fix"),
    ],
)
def test_documents_that_do_not_fit(tmp_path: Path, docs: str, options: list[str], said: str) -> None:
    for name, content in (("mt.txt", "One.\nTwo.\n"), ("ref.txt", "One.\nTwo.\n"), ("docs", docs)):
        (tmp_path / name).write_text(content)
    files = [str(tmp_path / name) for name in ("mt.txt", "ref.txt")]
    made = CliRunner().invoke(main, ["check", *files, "--lang", "en", "--docs", str(tmp_path / "docs"), *options])
    assert made.exit_code == 2
    assert said in made.stderr
    assert made.stderr.count("\n") == 1


def test_marot_reads_what_the_report_writes(tmp_path: Path) -> None:
    lines = ["It is is fine fine.", "All is well.", "They are are here."]
    source = ["Das ist schön.", "Alles ist gut.", "Sie sind hier."]
    (checked,) = pipeline.check([passage(lines, source=source, lang="en", source_lang="de")], Plan(rules=("W103",)))
    out = io.StringIO()
    report = registry.load("reports", "marot")(out, stage="check")
    report.finish(pipeline.summarise(iter([checked]), Plan(), report.add))
    assert "<v>" in out.getvalue()
    path = tmp_path / "ratings.tsv"
    path.write_text(out.getvalue(), encoding="utf-8")
    (found,) = read("marot", path, target="en")
    assert cells(found, "mt") == lines
    assert cells(found, "source") == source


# test sets of mt-metrics-eval


@pytest.fixture
def test_set(tmp_path: Path) -> Path:
    files = {
        "sources/en-de.txt": "It rained.\nIt stopped.\n",
        "sources/en-cs.txt": "It rained.\n",
        "references/en-de.refA.txt": "Es regnete.\nEs hörte auf.\n",
        "documents/en-de.docs": "news\td1\nnews\td2\n",
        "system-outputs/en-de/one.txt": "Es hat geregnet.\nEs stoppte.\n",
        "system-outputs/en-de/two.txt": "Regen.\nEnde.\n",
        "system-outputs/en-de/refA.txt": "Es regnete.\nEs hörte auf.\n",
    }
    for name, content in files.items():
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "set"


def test_mt_metrics_eval_directory(test_set: Path) -> None:
    command = ["score", str(test_set), "--input-format", "mt-metrics-eval", "--lang", "de", "-m", "chrf", "-f", "json"]
    made = CliRunner().invoke(main, command)
    assert made.exit_code == 0, made.stderr
    assert made.stderr == "hexapla: note: the output refA is the reference of that name and was left out\n"
    documents = json.loads(made.stdout)["documents"]
    assert [document["id"] for document in documents] == ["d1", "d2"]
    assert [(c["name"], c["role"], c["lang"]) for c in documents[0]["columns"]] == [
        ("source", "source", "en"),
        ("refA", "reference", "de"),
        ("one", "hypothesis", "de"),
        ("two", "hypothesis", "de"),
    ]


@pytest.mark.parametrize(
    ("file", "content", "lang", "said"),
    [
        ("sources/en-de.txt", "It rained.\nIt stopped.\n", "", "say which with --source-lang and --lang"),
        ("sources/en-de.txt", "It rained.\nIt stopped.\n", "fr", "none of them is the one asked for"),
        ("system-outputs/en-de/two.txt", "Regen.\n", "de", "two has 1 lines, the source has 2"),
        ("documents/en-de.docs", "d1\n", "de", "lines, the source has 2"),
        ("system-outputs/en-de/refA.txt", "Regen.\nEnde.\n", "de", "the name of a reference"),
        ("sources/en-de.txt", "It rained.\n", "cs", "no systems' outputs"),
    ],
)
def test_directories_laid_out_otherwise(test_set: Path, file: str, content: str, lang: str, said: str) -> None:
    (test_set / file).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read("mt-metrics-eval", test_set, **({"target": lang} if lang else {}))
    assert "\n" not in str(caught.value)


DOC = '<dataset id="x"><doc id="d">{}</doc></dataset>'
HEADER = "system\tdoc\tdocSegId\tsource\ttarget\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("csv", "", "a.csv: the table is empty"),
        ("csv", "one,two\nx,y\n", "a.csv:1: the header names no column"),
        ("csv", "mt,mt\nx,y\n", "a.csv:1: the header names the column 'mt' twice"),
        ("csv", "mt,ref\nx\n", "a.csv:2: this line has 1 fields, the header has 2"),
        ("csv", 'mt,ref\n5" disk,3" disk\n', "a.csv:2: field 1 of this record has a quotation mark in its midst"),
        ("csv", 'mt,ref\nx,y\n"x,y\n', "a.csv:3: a quotation mark in this record is never closed"),
        ("csv", 'mt,ref\n"x"z,y\n', "a.csv:2: field 1 of this record has a quotation mark in its midst"),
        ("csv", b"mt,ref\nx,\xff\n", "a.csv:2: byte 3"),
        ("wmt-xml", "<mteval/>", "a.wmt-xml:1: this is no WMT file"),
        ("wmt-xml", DOC.format("<src/>"), "has no translation by a system"),
        ("wmt-xml", DOC.format("<hyp/>")[:-5], "not well-formed"),
        (
            "wmt-xml",
            DOC.format("<hyp/>").replace("<doc ", "<doc id='d'><hyp/></doc><doc "),
            "the document id 'd' stands twice",
        ),
        ("wmt-xml", DOC.format('<hyp><seg id="1"/><seg id="1"/></hyp>'), "the segment id '1' stands twice"),
        ("wmt-xml", DOC.format("<hyp><seg>a</seg></hyp>"), "a seg has no id"),
        ("wmt-xml", DOC.format('<hyp><seg id="1"><b/></seg></hyp>'), "<b> may not stand in a seg"),
        ("wmt-xml", DOC.format('<seg id="1"/>'), "outside of src, ref and hyp"),
        ("wmt-xml", DOC.format("<hyp/><hyp/>"), "two versions named 'mt'"),
        (
            "wmt-xml",
            DOC.format('<src><seg id="1"/><seg id="2"/></src><hyp system="A"><seg id="1"/></hyp>'),
            "<hyp> 'A' lacks the segment '2' of <src> 'source'",
        ),
        ("marot", "system\tdoc\n", "its header lacks source, target, docSegId"),
        ("marot", HEADER + "A\td\t1\ts\n", "a.marot:2: this line has 4 fields"),
        (
            "marot",
            HEADER + "A\td\t1\ts\tt\nA\td\t1\ts\tu\n",
            "a.marot:3: segment 1 of A in d has another text than on line 2",
        ),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    path = tmp_path / f"a.{name}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read(name, path)
    assert "\n" not in str(caught.value)


def test_a_record_that_swallows_the_file_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('mt,ref\n"x,y\n' + "word, word\n" * 200_000)
    with pytest.raises(InputError, match=r"a\.csv:2: a quotation mark in this record is never closed"):
        read("csv", path)
