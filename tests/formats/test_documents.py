"""Documents with markup: what a reader sees of them becomes text with a unit for each block."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from hexapla import registry
from hexapla.cli import main
from hexapla.errors import InputError
from hexapla.model import Unit

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Unseen</title><style>p { color: red }</style></head>
<body><h1>The  harbour
opens</h1>
<p>Boats &amp; <b>ferr</b>ies leave at 6.<br>Tickets on board.</p>
<script>alert("unseen")</script><!-- unseen -->
<ul><li>North <a href="x">pier</a></li><li>South pier</li></ul>
<div>Loose <em>words</em><p>Inner block</p>after it</div>
</body></html>
"""

NOTES = """---
title: unseen
---
# Harbour *news*

Boats and **ferries**
leave at `6:00`, see [the plan](plan.html).

- North pier
- South pier

| Pier | Boats |
| ---- | ----- |
| North | 3 |

```
unseen = True
```
"""

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Good morning.</i>

2
00:00:02,000 --> 00:00:04,000
The harbour
is is open.
"""


def blocks(path: Path) -> list[tuple[str, int]]:
    """(text, line) of every unit."""
    for name in registry.names("formats"):
        kind = registry.load("formats", name)
        if path.suffix in kind.extensions:
            text, units = kind().read(str(path))
            assert all(isinstance(unit, Unit) for unit in units)
            assert text == "\n".join(unit.span.of(text) for unit in units)
            return [(unit.span.of(text), unit.line) for unit in units]
    raise AssertionError(path.name)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_html_as_a_reader_sees_it(tmp_path: Path) -> None:
    assert blocks(put(tmp_path, "a.html", PAGE)) == [
        ("The harbour opens", 3),
        ("Boats & ferries leave at 6.", 5),
        ("Tickets on board.", 5),
        ("North pier", 7),
        ("South pier", 7),
        ("Loose words", 8),
        ("Inner block", 8),
        ("after it", 8),
    ]


def test_html_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-2"><p>Žluťoučký kůň</p>'.encode("iso-8859-2")
    assert blocks(put(tmp_path, "a.html", page))[0][0] == "Žluťoučký kůň"
    with pytest.raises(InputError, match="klingon"):
        blocks(put(tmp_path, "b.html", '<meta charset="klingon"><p>a</p>'))
    with pytest.raises(InputError, match=r"b\.html:2.*not UTF-8"):
        blocks(put(tmp_path, "b.html", b"<p>\n\xe9</p>"))


def test_html_of_any_depth(tmp_path: Path) -> None:
    found = blocks(put(tmp_path, "a.html", "<div>" * 10_000 + "deep" + "</div>" * 10_000))
    assert [text for text, _ in found] in (["deep"], [])


def test_markdown_without_its_markup(tmp_path: Path) -> None:
    assert blocks(put(tmp_path, "a.md", NOTES)) == [
        ("Harbour news", 4),
        ("Boats and ferries\nleave at 6:00, see the plan.", 6),
        ("North pier", 9),
        ("South pier", 10),
        ("Pier", 12),
        ("Boats", 12),
        ("North", 14),
        ("3", 14),
    ]


def test_word_paragraphs_and_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Harbour news", 1)
    document.add_paragraph("Boats and ").add_run("ferries").bold = True
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Piers"
    table.cell(1, 0).text, table.cell(1, 1).text = "North", "South"
    document.add_paragraph("The end.")
    document.save(str(tmp_path / "a.docx"))
    found = [text for text, _ in blocks(tmp_path / "a.docx")]
    assert found == ["Harbour news", "Boats and ferries", "Piers", "North", "South", "The end."]


def test_a_word_document_that_libreoffice_wrote() -> None:
    path = Path(__file__).parent / "samples" / "libreoffice.docx"
    assert [text for text, _ in blocks(path)] == [
        "Nachrichten aus dem Hafen",
        "Die Fähre legt ab Montag um 6:30 Uhr ab. Wer ein Fahrrad mitnimmt, meldet sich bitte am am Schalter.",
        "Der Leuchtturm ist wegen Malerarbeiten bis zum 14. Mai geschlossen.",
        "Fisch: Dienstag und Freitag",
        "Gemüse: täglich",
        *("Ziel", "Preis", "Insel", "4,50\xa0€"),
        "Auskunft gibt die Hafenmeisterin.",
    ]
    result = CliRunner().invoke(main, ["check", str(path), "-f", "json", "-q"])
    (document,) = json.loads(result.stdout)["documents"]
    assert document["columns"][0]["lang"] == "de"
    assert [(finding["rule"], finding["unit"]) for finding in document["findings"]] == [("duplicated-words", "2")]


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"plain text", "no packed document"),
        (packed({"a.txt": b"x"}), "cannot be read"),
        (packed({"word/document.xml": bytes(40_000_000)}), "attack"),
        (packed({"word/vbaProject.bin": b"x"}), "macros"),
    ],
)
def test_bad_word_documents(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        blocks(put(tmp_path, "a.docx", content))
    assert "\n" not in str(caught.value)


def test_subtitles_by_time(tmp_path: Path) -> None:
    path = put(tmp_path, "a.srt", SRT)
    assert blocks(path) == [("Good morning.", 0), ("The harbour\nis is open.", 0)]
    vtt = "WEBVTT\n\n" + SRT.replace(",", ".").split("\n", 1)[1]
    assert blocks(put(tmp_path, "a.vtt", vtt)) == blocks(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SRT.replace("00:00:04,000", "00:00:01,000"), "before it begins"),
        ("nothing of the sort\n", "subtitles"),
        ("1\nx --> y\nz\n", "subtitles"),
    ],
)
def test_bad_subtitles(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        blocks(put(tmp_path, "a.srt", content))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("times", "paired"), [(SRT, True), (SRT.replace("02,500", "02,700"), False)])
def test_subtitles_with_the_same_times_are_paired(tmp_path: Path, times: str, paired: bool) -> None:
    mt, ref = put(tmp_path, "mt.srt", SRT), put(tmp_path, "ref.srt", times.replace("is is", "is"))
    result = CliRunner().invoke(main, ["check", str(mt), str(ref), "--lang", "en", "-f", "jsonl", "-q"])
    line = json.loads(result.stdout.splitlines()[1])
    assert line["paired"] is paired
    assert [finding["rule"] for finding in line["findings"]] == ["duplicated-words"]
