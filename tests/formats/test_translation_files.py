"""Files of translation tools: what is read of them, and findings written back with every other byte as it was."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from hexapla import pipeline, registry
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.errors import InputError
from hexapla.formats import BilingualFormat, Languages
from hexapla.model import Passage

SAMPLES = Path(__file__).parent / "samples"


def reader(path: Path, *only: str) -> BilingualFormat:
    for name in registry.names("formats"):
        kind = registry.load("formats", name)
        if path.suffix in kind.extensions:
            made: BilingualFormat = kind(frozenset(only))
            return made
    raise AssertionError(f"no format reads {path.name}")


def read(path: Path, *only: str, **languages: str) -> list[Passage]:
    return [p for p in reader(path, *only).read(str(path), Languages(**languages)) if isinstance(p, Passage)]


def sides(passage: Passage) -> list[tuple[str, str, str]]:
    """(id, source, translation) of every unit."""
    source, target = passage.texts
    return [
        (one.id, one.span.of(source.text), other.span.of(target.text))
        for one, other in zip(source.units, target.units, strict=True)
    ]


UNITS = {
    "weblate.po": [
        ("11", "The council met on Monday.", "Der Rat trat am am Montag zusammen."),
        ("17[0]", "%d article was read.", "%d Artikel wurde gelesen ."),
        ("17[1]", "%d articles were read.", "%d Artikel wurden gelesen."),
        ("24", "Rates rose by 3.5 % in <b>May</b> & June.", "Die Zinsen stiegen im <b>Mai</b> & Juni um 3,5 %."),
    ],
    "translate-toolkit.xlf": [
        ("3", "The council met on Monday.", "Der Rat trat am am Montag zusammen."),
        ("4[0]", "%d article was read.", "%d Artikel wurde gelesen ."),
        ("4[1]", "%d articles were read.", "%d Artikel wurden gelesen."),
        ("5", "Rates rose by 3.5 % in <b>May</b> & June.", "Die Zinsen stiegen im <b>Mai</b> & Juni um 3,5 %."),
        ("7", "Gone", "Weg"),
    ],
    "omegat.tmx": [
        (
            "1",
            "The court rejected the appeal & closed the case.",
            "Le tribunal a rejeté le recours & et a clos l’affaire affaire.",
        ),
        ("2", "Rain is expected in the north.", "De la pluie est attendue dans le nord."),
    ],
    "trados.sdlxliff": [
        ("a77f/1", "The bridge is closed.", "El puente está cerrado ."),
        ("a77f/2", "Use the ferry.", "Utilice el transbordador."),
    ],
    "memoq.mqxliff": [
        ("1", "Soup of the day", "Sopa do dia"),
        ("2", "Bread fresh every morning", "Pão fresco todas as as manhãs"),
        ("2/sub1", "A loaf", "Um pão"),
    ],
    "okapi.xlf": [
        ("1", "Welcome, !", "Добро пожаловать,!"),
        ("2", "At most 5 files", "Не больше 7 файлов"),
    ],
    "version-2.xlf": [
        ("u1/s1", "The harbour opens at 6.", "Le port ouvre à 8."),
        ("u1/2", "Tickets are sold on board.", "Les billets sont sont vendus à bord."),
        ("u2", "Pier", "Quai"),
    ],
}


@pytest.mark.parametrize("name", UNITS)
def test_units(name: str) -> None:
    (passage,) = read(SAMPLES / name)
    assert sides(passage) == UNITS[name]
    assert passage.paired
    assert [text.role for text in passage.texts] == ["source", "hypothesis"]


def test_units_of_a_memory_written_from_a_catalogue() -> None:
    (passage,) = read(SAMPLES / "translate-toolkit.tmx")
    assert ("1", "The council met on Monday.", "Der Rat trat am am Montag zusammen.") in sides(passage)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("weblate.po", ("en", "de")),
        ("omegat.tmx", ("EN-US", "FR-FR")),
        ("trados.sdlxliff", ("en-US", "es-ES")),
        ("version-2.xlf", ("en", "fr")),
    ],
)
def test_languages(name: str, tags: tuple[str, str]) -> None:
    (passage,) = read(SAMPLES / name)
    assert tuple(text.lang.lower() for text in passage.texts) == tuple(tag.lower() for tag in tags)
    (passage,) = read(SAMPLES / name, source="en-GB")
    assert passage.column("source").lang == "en-GB"


def test_codes_have_a_place_and_no_width() -> None:
    (passage,) = read(SAMPLES / "memoq.mqxliff")
    target = passage.column("mt")
    shown = [(target.text[: code.offset].rpartition("\n")[2], code.raw, code.id) for code in target.codes]
    assert shown == [
        ("Pão ", '<bpt id="1" ctype="bold"><b></bpt>', "1"),
        ("Pão fresco", '<ept id="1"></b></ept>', "1"),
        ("Pão fresco todas as as manhãs", '<ph id="2"><img alt="<sub/>"/></ph>', "2"),
    ]


@pytest.mark.parametrize(
    ("name", "only", "kept"),
    [
        ("weblate.po", "translated", ["11", "17[0]", "17[1]"]),
        ("trados.sdlxliff", "translated", ["a77f/1"]),
        ("trados.sdlxliff", "unlocked", ["a77f/1"]),
        ("memoq.mqxliff", "unlocked", ["2", "2/sub1"]),
        ("okapi.xlf", "translated", ["1"]),
        ("version-2.xlf", "unlocked", ["u1/s1", "u1/2"]),
        ("version-2.xlf", "translated", ["u1/s1", "u2"]),
    ],
)
def test_only_some_units(name: str, only: str, kept: list[str]) -> None:
    made = reader(SAMPLES / name, only)
    (passage,) = made.read(str(SAMPLES / name), Languages())
    assert isinstance(passage, Passage)
    assert [unit.id for unit in passage.column("mt").units] == kept
    assert made.notes, "what was left out is said"


def annotated(path: Path) -> tuple[bytes, int]:
    """The file with its findings in it, and how many there are."""
    found = {c.passage.id: c.findings for c in pipeline.check(reader(path).read(str(path), Languages()), Plan())}
    out = io.BytesIO()
    reader(path).annotate(str(path), Languages(), found, out)
    return out.getvalue(), sum(map(len, found.values()))


ADDED = re.compile(rb"\s*<note [^>]*hexapla[^>]*>[^<]*</note>|<mrk [^>]*its:locQualityIssue[^>]*>|# hexapla: [^\n]*\n")


@pytest.mark.parametrize("name", sorted(set(UNITS) - {"omegat.tmx"}))
def test_annotations_are_all_that_changes(name: str, tmp_path: Path) -> None:
    path = SAMPLES / name
    after, findings = annotated(path)
    before = path.read_bytes()
    assert findings, "the sample has defects"
    rest = iter(after)
    assert all(byte in rest for byte in before), "something of the file is gone"
    said = after.count(b"hexapla: ") + len(re.findall(rb"<note [^>]*hexapla", after))
    assert said == findings + before.count(b"hexapla: ")
    copy = tmp_path / name
    copy.write_bytes(after)
    if not name.endswith(".po"):
        etree.parse(copy)
    assert annotated(copy)[0] == after, "what was written is not written again"
    assert [s for p in read(copy) for s in sides(p) if not name.endswith(".po")] == [
        s for p in read(path) for s in sides(p) if not name.endswith(".po")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_annotations_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    text = (SAMPLES / "memoq.mqxliff").read_text("utf-8").replace("UTF-8", encoding.removesuffix("-sig"))
    path = tmp_path / "a.mqxliff"
    path.write_bytes(text.encode(encoding))
    after, findings = annotated(path)
    assert findings
    (tmp_path / "b.mqxliff").write_bytes(after)
    assert sides(read(tmp_path / "b.mqxliff")[0]) == UNITS["memoq.mqxliff"]
    root = etree.parse(tmp_path / "b.mqxliff").getroot()
    marks = root.findall(".//{*}mrk[@mtype='x-its']")
    assert [mark.text for mark in marks] == ["as as"]


ITS = "http://www.w3.org/2005/11/its"


@pytest.mark.parametrize(
    ("root", "prefix"),
    [
        ("", "its"),
        (f' xmlns:its="{ITS}"', "its"),
        (f' xmlns:i="{ITS}" i:version="2.0"', "i"),
        (' xmlns:its="urn:another"', "its20"),
        ("><!-- a note --", "its"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_root_declares_its(tmp_path: Path, root: str, prefix: str, encoding: str) -> None:
    path = tmp_path / "a.xlf"
    text = (SAMPLES / "version-2.xlf").read_text("utf-8").replace('encoding="UTF-8"', f'encoding="{encoding}"')
    path.write_bytes(text.replace('trgLang="fr"', f'trgLang="fr"{root}').encode(encoding))
    (tmp_path / "b.xlf").write_bytes(annotated(path)[0])
    made = etree.parse(tmp_path / "b.xlf").getroot()
    assert made.get(f"{{{ITS}}}version") == "2.0"
    assert made.nsmap[prefix] == ITS
    (mark,) = (mark for mark in made.iter("{*}mrk") if mark.text == "sont sont")
    assert mark.get(f"{{{ITS}}}locQualityIssueType") == "duplication"


def test_new_findings_of_an_annotated_file_are_added_to_the_old(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    text = annotated(SAMPLES / "version-2.xlf")[0].decode()
    path.write_text(text.replace(" à bord.", " à à bord."), encoding="utf-8")
    made = etree.fromstring(annotated(path)[0])
    marks = [(mark.get("id"), mark.text) for mark in made.iter("{*}mrk")]
    assert marks == [("hexapla1", "8"), ("hexapla2", "sont sont"), ("hexapla3", "à à")]
    assert len(list(made.iter("{*}note"))) == text.count("<note ") + 1


def test_a_mark_never_cuts_an_inline_element(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(
        '<xliff version="1.2"><file original="a" source-language="en" target-language="de"><body><trans-unit id="1">'
        "<source>It rains</source><target>Es <g id='1'>regnet regnet</g> <g id='2'>heute</g> heute</target></trans-unit></body></file></xliff>"
    )
    after, _ = annotated(path)
    root = etree.fromstring(after)
    assert [mark.text for mark in root.iter("mrk")] == ["regnet regnet"]
    assert len(list(root.iter("note"))) == 2


XLIFF = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{}</xliff>'
UNIT = "<trans-unit id='1'><source>a</source><target>b</target></trans-unit>"
FILE = "<file original='x' source-language='en' target-language='de'><body>{}</body></file>"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.xlf", '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>', "entity"),
        ("outside.xlf", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xliff>&x;</xliff>', "entity"),
        (
            "undefined.tmx",
            '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><body><tu><tuv xml:lang="en"><seg>a&nbsp;b</seg></tuv></tu></body></tmx>',
            "&nbsp;",
        ),
        ("deep.xlf", XLIFF.format("<group>" * 10_000), "deep"),
        ("namespace.xlf", '<xliff version="2.1" xmlns="urn:somebody:else"/>', "no XLIFF"),
        ("mixed.xlf", XLIFF.format(FILE.format("<unit id='1'><segment/></unit>")), "another version"),
        ("version.xlf", '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "namespace"),
        ("twice.xlf", XLIFF.format(FILE.format(UNIT + UNIT)), "twice"),
        ("cut.xlf", XLIFF.format(FILE.format(UNIT))[:-30], "not well-formed"),
        ("other.xlf", "<tmx/>", "no XLIFF"),
        ("other.tmx", "<xliff/>", "no TMX"),
        (
            "three.tmx",
            '<tmx><body><tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="de"><seg>b</seg></tuv><tuv xml:lang="fr"><seg>c</seg></tuv></tu></body></tmx>',
            "--lang",
        ),
        ("encoding.xlf", '<?xml version="1.0" encoding="klingon"?><xliff/>', "encoding"),
        ("bytes.tmx", b'<?xml version="1.0" encoding="UTF-8"?><tmx>\xff</tmx>', "not well-formed"),
        ("quote.po", 'msgid "a\nmsgstr "b"\n', "no line of a PO file"),
        ("cut.po", 'msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', "cut off"),
        (
            "plural.po",
            'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=0;\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n',
            "[0, 1, 2]",
        ),
        ("charset.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n', "klingon"),
        ("bytes.po", b'msgid "a"\nmsgstr "\xff"\n', "utf-8"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_annotate_from_the_command_line(tmp_path: Path) -> None:
    path = SAMPLES / "memoq.mqxliff"
    out = tmp_path / "annotated.mqxliff"
    result = CliRunner().invoke(main, ["check", str(path), "--annotate", str(out), "-q", "--fail-on", "never"])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == annotated(path)[0]
    result = CliRunner().invoke(main, ["check", str(SAMPLES / "omegat.tmx"), "--annotate", str(tmp_path / "a.tmx")])
    assert result.exit_code == 2
    assert "use a report" in result.stderr
    assert not (tmp_path / "a.tmx").exists()
    (tmp_path / "a.txt").write_text("All is well.\n")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "a.txt"), "--annotate", str(tmp_path / "b.txt")])
    assert result.exit_code == 2
    assert "XLIFF" in result.stderr
