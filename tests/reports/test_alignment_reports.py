"""The alignment as ladder, tables and translation memory."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import etree

from hexapla import pipeline, registry
from hexapla.alignment.columns import in_order
from hexapla.alignment.ladder import parse
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.model import Alignment, Bead, Comparison, Passage, Role, Segmentation, Span, Text, Unit

# What of the TMX 1.4b definition the report uses: elements, their order, required attributes.
DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (prop*)>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
  srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu (prop*, tuv+)> <!ATTLIST tu srclang CDATA #IMPLIED>
<!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT tuv (prop*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
"""


def text(name: str, role: Role, lines: list[str], lang: str = "en") -> Text:
    at, units = 0, []
    for number, one in enumerate(lines, 1):
        units.append(Unit(Span(at, at + len(one)), str(number)))
        at += len(one) + 1
    return Text(name, role, lang, "\n".join(lines), tuple(units))


def aligned(column: Text, hub: Text, beads: list[tuple[list[int], list[int], float, bool]]) -> Alignment:
    def side(one: Text, numbers: list[int]) -> tuple[Span, ...]:
        return tuple(one.units[n].span for n in numbers) or (Span(0, 0),)

    made = (Bead(side(column, a), side(hub, b), confidence, moved) for a, b, confidence, moved in beads)
    return Alignment(column.name, hub.name, in_order(made))


HUB = text("ref", Role.REFERENCE, ["Alpha one.", "Beta two.", "", "Gamma\tthree."])
MT = text("mt", Role.HYPOTHESIS, ["=Alpha & <beta>\x0b two.", "Gamma three.", "Delta four.", ""])
PAIR = Comparison(
    Passage("p", (HUB, MT), document="doc"),
    (),
    (aligned(MT, HUB, [([0], [0, 1], 0.9, False), ([1], [3], 1.0, True), ([2], [], 0.5, False)]),),
)


def shown(name: str, *comparisons: Comparison) -> str:
    out = io.StringIO()
    report = registry.load("reports", name)(out, stage="align")
    report.finish(pipeline.summarise(comparisons, Plan(), report.add))
    return out.getvalue()


def test_ladder() -> None:
    written = shown("ladder", PAIR)
    assert written == "[0]:[0,1]:0.9000\n[]:[2]:1.0000\n[1]:[3]:1.0000\n[2]:[]:0.5000\n[3]:[]:1.0000\n"
    beads = parse(written, "x.ladder")
    assert [(bead.left, bead.right) for bead in beads] == [
        ((0,), (0, 1)),
        ((), (2,)),
        ((1,), (3,)),
        ((2,), ()),
        ((3,), ()),
    ]
    twice = shown("ladder", PAIR, PAIR)
    assert "# doc mt ref\n" in twice
    assert len(parse(twice, "x.ladder")) == 10


def test_ladder_of_running_text_names_segments() -> None:
    whole = "One goes home. Two comes back."
    found = next(iter(pipeline.align([passage(whole, whole, lang="en")], Plan())))
    assert [line.rpartition(":")[0] for line in shown("ladder", found).splitlines()] == ["[0]:[0]", "[1]:[1]"]


def test_tsv_of_a_pair() -> None:
    rows = [line.split("\t") for line in shown("tsv", PAIR, PAIR).splitlines()]
    assert rows[0] == ["mt", "ref", "confidence", "moved", "document"]
    assert rows[1] == ["=Alpha & <beta> two.", "Alpha one. Beta two.", "0.90", "", "doc"]
    assert ["Gamma three.", "Gamma three.", "1.00", "moved", "doc"] in rows
    assert ["Delta four.", "", "0.50", "", "doc"] in rows
    assert len(rows) == 7, "the header stands once"


def test_tsv_of_several_columns_is_a_synopsis() -> None:
    other = text("B", Role.HYPOTHESIS, ["Alpha.", "Beta.", "Gamma."])
    second = aligned(other, HUB, [([0], [0], 1.0, False), ([1], [1], 1.0, False), ([2], [3], 1.0, False)])
    both = Comparison(Passage("p", (HUB, MT, other), document="doc"), (), (PAIR.alignments[0], second))
    rows = [line.split("\t") for line in shown("tsv", both).splitlines()]
    assert rows[0] == "ref|mt|mt confidence|mt moved|B|B confidence|B moved|document".split("|")
    assert [(row[0], row[1], row[4]) for row in rows[1:]] == [
        ("Alpha one.", "=Alpha & <beta> two.", "Alpha."),
        ("Beta two.", "↑", "Beta."),
        ("Gamma three.", "Gamma three.", "Gamma."),
        ("", "Delta four.", ""),
    ]


def test_csv_opens_in_spreadsheets_and_runs_nothing() -> None:
    written = shown("csv", PAIR)
    assert written.startswith("\ufeffmt,ref,confidence,moved,document\r\n")
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert rows[1] == ["'=Alpha & <beta> two.", "Alpha one. Beta two.", "0.90", "", "doc"]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)


def test_tmx_is_valid() -> None:
    written = shown("tmx", PAIR)
    root = etree.fromstring(written.encode())
    assert etree.DTD(io.StringIO(DTD)).validate(root)
    units = root.findall(".//tu")
    assert [[seg.text for seg in unit.iter("seg")] for unit in units] == [
        ["Alpha one. Beta two.", "=Alpha & <beta> two."],
        ["Gamma three.", "Gamma three."],
    ]
    assert {prop.get("type"): prop.text for prop in units[1].iter("prop")} == {
        "x-confidence": "1.000",
        "x-document": "doc",
        "x-moved": "yes",
        "x-column": "mt",
    }


def test_tmx_drops_what_xml_does_not_allow() -> None:
    hub, mt = text("ref", Role.REFERENCE, ["a\x00\x01\ud800b"]), text("mt", Role.HYPOTHESIS, ["😀]]>"])
    found = Comparison(Passage("p", (hub, mt)), (), (aligned(mt, hub, [([0], [0], 1.0, False)]),))
    root = etree.fromstring(shown("tmx", found).encode())
    assert [seg.text for seg in root.iter("seg")] == ["ab", "😀]]>"]


@pytest.mark.parametrize("name", ["csv", "ladder", "tmx", "tsv"])
def test_texts_without_anything_to_align(name: str) -> None:
    lone = text("mt", Role.HYPOTHESIS, ["One."])
    other = text("B", Role.HYPOTHESIS, ["Two."])
    spans = tuple(Segmentation(one.name, tuple(u.span for u in one.units)) for one in (lone, other))
    written = shown(name, Comparison(Passage("p", (lone, other)), spans, ()))
    if name in ("csv", "tsv"):
        assert "One." in written
        assert "Two." in written
    else:
        assert "One." not in written
