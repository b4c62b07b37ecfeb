"""The HTML report as text: what it says, that nothing in a text can break out of it, and that it needs nothing else."""

from __future__ import annotations

import re
import time
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.model import Comparison, Mark, Passage, Role, Run, Segmentation, Severity, Span, Text
from hexapla.reports.html import embedded
from tests.reports.samples import aligned, at, checked, finding, page, scored

VOID = {"meta", "br", "input", "link", "img", "hr"}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{ 7 * 7 }}{% raw %}<!--"


class Tree(HTMLParser):
    """Reads a page strictly: every element closes, and the text of marks, cells and anchors is kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, dict[str, str]], list[str]]] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)
            self.texts.append((element, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element, texts in self.texts:
            if any(element is one for one in self.open):
                texts.append(data)

    def by_class(self, name: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of all elements of a class."""
        return [(e[1], "".join(t)) for e, t in self.texts if name in e[1].get("class", "").split()]

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def body(html: str) -> str:
    """The page without its scripts and styles."""
    return re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)


def words_of(tree: Tree) -> list[str]:
    return [text for _, text in tree.by_class("words")]


@pytest.fixture
def plain() -> Comparison:
    return aligned(
        [
            {
                "source": "El Tribunal falló.",
                "mt": "The HumanRights Court ruled.",
                "ref": "The Human Rights Court ruled.",
            },
            {"source": "Nadie habló.", "mt": "Nobody spoke.", "ref": "Nobody spoke."},
        ],
        {"source": "es"},
    )


def test_a_finding_is_marked_explained_and_listed(plain: Comparison) -> None:
    one = finding(
        at(plain, "mt", "HumanRights"),
        message="'HumanRights' runs together",
        evidence=[at(plain, "ref", "Human Rights")],
        suggestion="Human Rights",
    )
    tree = Tree(page(checked(plain, one)))
    (mark,) = tree.by_class("m")[:1]
    assert mark[1] == "HumanRights"
    assert mark[0]["id"] == "m1"
    assert mark[0]["href"] == "#f1"
    assert mark[0]["aria-describedby"] == "x1"
    assert tree.by_class("e")[0][1] == "Human Rights"
    (explained,) = tree.by_class("detail")
    assert explained[0]["id"] == "x1"
    for said in (
        "runs together",
        "major",
        "merged-words",
        "W101",
        "Linguistic conventions/Spelling",
        "Human Rights",
        "90 %",
    ):
        assert said in explained[1]
    (listed,) = tree.by_class("finding")
    assert listed[0]["data-row"] == "d1r1"
    assert "d1r1" in tree.ids()


def test_the_columns_stand_in_order_with_language_and_direction(plain: Comparison) -> None:
    tree = Tree(page(plain))
    heads = [text.split("·")[0].split()[0] for attributes, text in tree.by_class("column")]
    assert heads == ["Source", "Translation", "Reference"]
    assert words_of(tree)[:3] == ["El Tribunal falló.", "The HumanRights Court ruled.", "The Human Rights Court ruled."]
    assert [attributes["lang"] for attributes, _ in tree.by_class("words")][:3] == ["es", "en", "en"]


@pytest.mark.parametrize("where", ["text", "message", "rule", "id", "origin", "column", "lang-less name"])
def test_nothing_breaks_out_of_the_page(where: str) -> None:
    words = f"a {HOSTILE} b" if where == "text" else "a b"
    made = aligned(
        [{"mt": words, "ref": words}],
        id=HOSTILE if where == "id" else "sample",
        origin=f"{HOSTILE}.txt" if where == "origin" else "",
    )
    if where == "column":
        made = aligned([{HOSTILE: words, f"ref{HOSTILE}": words}])
    mark = Mark(made.passage.texts[0].name, Span(0, len(words)))
    one = finding(
        mark,
        message=HOSTILE if where == "message" else "wrong",
        rule=HOSTILE if where == "rule" else "merged-words",
        suggestion=HOSTILE,
    )
    html = page(scored(checked(made, one), **{mark.column: [40.0]}))
    tree = Tree(html)
    assert sum(tag == "script" for tag, _ in tree.elements) == 2
    assert not [tag for tag, _ in tree.elements if tag == "img"]
    assert not [name for _, attributes in tree.elements for name in attributes if name.startswith("on")]
    assert "49" not in unescape(body(html)).replace(HOSTILE, "")
    fragment = embedded(checked(made, one))
    assert not [tag for tag, _ in Tree(fragment).elements if tag in ("script", "img", "a")]
    assert HOSTILE in unescape(body(html))


def test_the_page_asks_for_nothing(plain: Comparison) -> None:
    html = page(plain)
    tree = Tree(html)
    (policy,) = (a["content"] for _, a in tree.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert not re.search(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}", html)
    assert not re.search(r"url\(|@import|\bsrc=", html)


def test_marks_quote_their_words_wherever_they_overlap() -> None:
    made = aligned([{"mt": "one two three four five", "ref": "one two three four five"}])
    spans = ["two three", "three four", "three", "one two three four five"]
    findings = [finding(at(made, "mt", words), severity=s) for words, s in zip(spans, Severity, strict=True)]
    tree = Tree(page(checked(made, *findings)))
    assert words_of(tree)[0] == "one two three four five"
    quoted: dict[str, str] = {}
    for attributes, text in tree.by_class("m"):
        for number in attributes.get("data-f", "").split():
            quoted[number] = quoted.get(number, "") + text
    ordered = sorted(spans, key=lambda words: (made.passage.column("mt").text.index(words), len(words)))
    assert [quoted[str(n)] for n in range(1, 5)] == ordered
    worst = next(a["class"] for a, text in tree.by_class("m") if text == "three")
    assert worst == "m critical"
    assert {"m1", "m2", "m3", "m4"} <= set(tree.ids())
    assert len(tree.ids()) == len(set(tree.ids()))


WORDS = st.lists(st.sampled_from(["a", "bé", "中文", "עברית", "\u200b", "<", "\n", "😀", " "]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.data())
def test_every_finding_has_one_anchor_and_marks_its_words(words: list[str], data: st.DataObject) -> None:
    text = "".join(words)
    made = aligned([{"mt": text, "ref": text}])
    pairs = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = data.draw(st.lists(pairs, max_size=6))
    whole = checked(made, *(finding(Mark("mt", Span(start, end))) for start, end in spans))
    tree = Tree(page(whole))
    ids = tree.ids()
    assert len(ids) == len(set(ids))
    for number, one in enumerate(whole.findings, 1):
        assert f"m{number}" in ids
        marked = "".join(t for a, t in tree.by_class("m") if str(number) in a.get("data-f", "").split())
        said = one.at.span.of(text) if len(one.at.span) else "words are missing here"
        assert marked.split() == re.sub(r"\n", " ", said).split()
    assert "".join("".join(words_of(tree)[0].split()).split("wordsaremissinghere")) == "".join(text.split())


def test_right_to_left_texts() -> None:
    made = aligned(
        [{"source": "The court ruled.", "mt": "قضت المحكمةالأوروبية.", "ref": "قضت المحكمة الأوروبية."}],
        {"mt": "ar", "ref": "ar"},
    )
    one = finding(
        at(made, "mt", "المحكمةالأوروبية"),
        message="'المحكمةالأوروبية' runs together 'المحكمة الأوروبية' here",
        suggestion="المحكمة الأوروبية",
    )
    tree = Tree(page(checked(made, one)))
    assert [a["dir"] for a, _ in tree.by_class("words")] == ["ltr", "rtl", "rtl"]
    assert [(a["lang"], a["dir"]) for a, _ in tree.by_class("quote")][:2] == [("ar", "rtl"), ("ar", "rtl")]
    isolated = ["".join(t) for (tag, a), t in tree.texts if tag == "bdi" and "class" not in a]
    assert "المحكمةالأوروبية" in isolated
    assert "المحكمة الأوروبية" in isolated
    assert Tree(embedded(checked(made, one))).elements.count(("bdi", {"lang": "ar", "dir": "rtl"})) == 2


def test_an_unknown_language_lays_itself_out() -> None:
    tree = Tree(page(aligned([{"mt": "xyz", "ref": "xyz"}], {"mt": "und", "ref": "und"})))
    assert {(a["lang"], a["dir"]) for a, _ in tree.by_class("words")} == {("", "auto")}


def test_several_systems_and_references_share_one_grid() -> None:
    made = aligned(
        [
            {"source": "Uno.", "A": "One.", "B": "One!", "ref1": "One.", "ref2": "Number one."},
            {"source": "Dos.", "A": "Two.", "B": "", "ref1": "Two.", "ref2": "Number two."},
            {"source": "", "A": "", "B": "Extra.", "ref1": "", "ref2": ""},
            {"source": "Tres.", "A": "Three.", "B": "Three!", "ref1": "Three.", "ref2": "Number three."},
        ]
    )
    whole = scored(
        checked(made, finding(at(made, "B", "Three"), row=3)), A=[90.0, 80.0, 70.0], B=[60.0, 50.0, 40.0, 30.0]
    )
    tree = Tree(page(whole))
    rows = tree.by_class("row")
    assert len(rows) == 4
    assert words_of(tree)[:5] == ["Uno.", "One.", "One!", "One.", "Number one."]
    assert words_of(tree)[5:10] == ["Dos.", "Two.", "nothing in the translation", "Two.", "Number two."]
    assert words_of(tree)[10:15] == [
        "nothing in the source",
        "nothing in the translation",
        "Extra.",
        "nothing in the reference",
        "nothing in the reference",
    ]
    assert rows[3][0]["data-f"] == "1"
    notes = [text for _, text in tree.by_class("notes")]
    assert "chrF++ 90.0" in notes
    assert "chrF++ 30.0" in notes
    scores = [text for attributes, text in tree.by_class("best")]
    assert scores == ["80.00"]


def test_a_row_that_one_system_splits_holds_both_parts() -> None:
    made = aligned(
        [{"A": "One. Two.", "B": "One and two.", "ref": "One. Two."}, {"A": "End.", "B": "End.", "ref": "End."}]
    )
    text = made.passage.column("A")
    first, *rest = made.alignments
    from hexapla.model import Alignment, Bead

    split = Alignment(
        "A",
        "ref",
        (
            Bead((Span(0, 4),), (Span(0, 4),)),
            Bead((Span(5, 9),), (Span(5, 9),)),
            Bead((Span(10, 14),), first.beads[1].hub),
        ),
    )
    made = Comparison(made.passage, made.segments, (split, *rest), made.runs)
    assert text.text[5:9] == "Two."
    whole = scored(checked(made, finding(Mark("A", Span(10, 13)), row=2)), A=[10.0, 20.0, 30.0], B=[40.0, 50.0])
    tree = Tree(page(whole))
    assert words_of(tree) == ["One. Two.", "One and two.", "One. Two.", "End.", "End.", "End."]
    assert [t for _, t in tree.by_class("notes")] == ["chrF++ 15.0", "chrF++ 40.0", "chrF++ 30.0", "chrF++ 50.0"]
    assert [a["data-f"] for a, _ in tree.by_class("row")] == ["", "1"]


def test_omissions_additions_moves_and_doubts_are_said() -> None:
    made = aligned(
        [
            {"mt": "One.", "ref": "One."},
            {"mt": "", "ref": "Two."},
            {"mt": "Three.", "ref": ""},
            {"mt": "Four.", "ref": "Four."},
        ],
        moved=[3],
        unsure=[0],
    )
    caret = finding(Mark("mt", Span(4, 4)), row=1, rule="omitted-text", code="C101", evidence=[at(made, "ref", "Two.")])
    tree = Tree(page(checked(made, caret)))
    assert [a["data-kinds"] for a, _ in tree.by_class("row")] == ["unsure", "omission", "addition", "moved"]
    assert [t for _, t in tree.by_class("flag")] == ["unsure", "omission", "addition", "moved"]
    (mark,) = tree.by_class("m")[:1]
    assert mark[1] == "nothing in the translation"
    assert mark[0]["id"] == "m1"
    for said in ("1 left out", "1 added", "1 moved", "1 uncertainly aligned"):
        assert said in " ".join(t for _, t in tree.by_class("levels"))


def test_missing_words_are_a_caret() -> None:
    made = aligned([{"mt": "He Paris.", "ref": "He lives in Paris."}])
    one = finding(
        Mark("mt", Span(3, 3)), rule="omitted-text", suggestion="lives in ", evidence=[at(made, "ref", "lives in")]
    )
    tree = Tree(page(checked(made, one)))
    (mark,) = tree.by_class("caret")
    assert mark[0]["id"] == "m1"
    assert mark[1] == "words are missing here"
    assert "lives in" in tree.by_class("fix")[0][1]
    assert words_of(tree)[0] == "He words are missing hereParis."


def test_invisible_characters_are_named_in_marks() -> None:
    made = aligned([{"mt": "a\u200bb c\xa0d e  f \u202edrows\x07", "ref": "ab"}])
    tree = Tree(page(checked(made, *(finding(at(made, "mt", words)) for words in ("a\u200bb", "c\xa0d", "e  f")))))
    named = [a["data-c"] for a, _ in tree.by_class("inv")]
    for name in ("ZWSP", "NBSP", "·", "RLO", "U+0007"):
        assert name in named
    titles = [a.get("title", "") for a, _ in tree.by_class("inv")]
    assert "U+200B ZERO WIDTH SPACE" in titles


def test_characters_that_no_page_may_hold() -> None:
    text = "a\x00b\ud800c\ufffe"
    passage = Passage(
        "p\udc80", (Text("mt\x01", Role.HYPOTHESIS, "en", text, origin="bad\udcffname"),), document="p\udc80"
    )
    made = Comparison(passage, (Segmentation("mt\x01", (Span(0, len(text)),)),), ())
    html = page(checked(made, finding(Mark("mt\x01", Span(0, len(text))))))
    html.encode("utf-8")
    assert not re.search("[\x00-\x08\x0e-\x1f\ud800-\udfff]", html)
    embedded(made).encode("utf-8")


def test_a_page_without_a_reference_and_without_findings() -> None:
    alone = Passage("p", (Text("mt", Role.HYPOTHESIS, "en", "One. Two."),), document="p")
    made = Comparison(alone, (Segmentation("mt", (Span(0, 4), Span(5, 9))),), ())
    html = page(made)
    assert words_of(Tree(html)) == ["One.", "Two."]
    assert "Not checked" in html
    clean = page(checked(made))
    assert "<b>No findings</b> in 2 rows" in clean
    assert "untranslated-text</b>: there is no source" in clean


def test_columns_without_a_hub_do_not_pretend_to_be_aligned() -> None:
    texts = (Text("A", Role.HYPOTHESIS, "en", "One. Two."), Text("B", Role.HYPOTHESIS, "en", "Uno."))
    made = Comparison(
        Passage("p", texts), (Segmentation("A", (Span(0, 4), Span(5, 9))), Segmentation("B", (Span(0, 4),))), ()
    )
    tree = Tree(page(checked(made, finding(Mark("B", Span(0, 3))))))
    assert len(tree.by_class("synopsis")) == 2
    assert [a["id"] for a, _ in tree.by_class("row")] == ["d1r1", "d1r2", "d1r3"]
    assert tree.by_class("finding")[0][0]["data-row"] == "d1r3"


def test_findings_keep_their_number_across_documents(plain: Comparison) -> None:
    first = checked(plain, finding(at(plain, "mt", "HumanRights")))
    other = aligned([{"mt": "Two to two.", "ref": "Two to two."}], id="other")
    second = checked(other, finding(at(other, "mt", "to"), rule="split-words", code="W102", severity=Severity.MINOR))
    tree = Tree(page(scored(first, mt=[80.0, 100.0]), scored(second, mt=[40.0])))
    assert [a["data-doc"] for a, _ in tree.by_class("finding")] == ["1", "2"]
    assert [a["data-row"] for a, _ in tree.by_class("finding")] == ["d1r1", "d2r1"]
    assert {"m1", "m2", "f1", "f2", "d1", "d2"} <= set(tree.ids())
    assert [t for _, t in tree.by_class("where")] == ["sample", "other"]
    options = ["".join(t) for (tag, _), t in tree.texts if tag == "option"]
    assert "other (1)" in options
    assert any(a.get("aria-label") == "Scores by document, chrF++" for a, _ in tree.by_class("chart"))


def test_provenance_says_what_ran_and_what_did_not(plain: Comparison) -> None:
    html = page(scored(checked(plain), mt=[60.0, 100.0]))
    said = " ".join(t for _, t in Tree(html).by_class("provenance"))
    for words in (
        "merged-words",
        "there is no source",
        "align:by-hand",
        "nw:2",
        plain.passage.texts[0].digest,
        "detected",
    ):
        assert words in said
    assert "not done" in " ".join(t for _, t in Tree(page(plain)).by_class("provenance"))


def test_gaps_between_pieces_are_shown() -> None:
    made = aligned([{"mt": "A. B. C.", "ref": "A C."}])
    from hexapla.model import Alignment, Bead

    beads = (Bead((Span(0, 2), Span(6, 8)), (Span(0, 4),)), Bead((Span(3, 5),), (Span(4, 4),)))
    made = Comparison(made.passage, made.segments, (Alignment("mt", "ref", beads),), made.runs)
    tree = Tree(page(checked(made, finding(Mark("mt", Span(3, 4)), row=1))))
    assert words_of(tree) == ["A. ⋯ C.", "A C.", "B.", "nothing in the reference"]
    assert [a["data-f"] for a, _ in tree.by_class("row")] == ["", "1"]


def test_the_fragment_for_notebooks(plain: Comparison) -> None:
    one = finding(at(plain, "mt", "HumanRights"), message="runs together", suggestion="Human Rights")
    html = scored(checked(plain, one), mt=[60.0, 100.0])._repr_html_()
    tree = Tree(html)
    assert not {tag for tag, _ in tree.elements} & {"script", "a", "html", "body", "link"}
    assert not tree.ids()
    assert tree.by_class("m")[0][1] == "HumanRights"
    assert "1 of 2 rows shown: those with findings" in html
    assert "runs together" in html
    assert "chrF++ 80.0" in html
    style = files("hexapla.reports").joinpath("_html", "embedded.css").read_text("utf-8")
    assert all(line.startswith(".hexapla") for line in style.splitlines() if line)
    assert "Nobody spoke." in embedded(plain)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast_in_both_themes() -> None:
    style = files("hexapla.reports").joinpath("_html", "page.css").read_text("utf-8")
    blocks = re.findall(r"color-scheme: (light|dark);(.*?)\}", style, flags=re.DOTALL)
    themes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for _, block in blocks]
    assert [name for name, _ in blocks] == ["light", "dark", "dark"]
    assert themes[1] == themes[2]
    for theme in themes:
        grounds = {name: ["ground", "paper", "raised"] for name in ("ink", "soft", "accent")}
        grounds["ink"] += ["sunken", "accent-ground", "evidence-ground"]
        grounds["soft"] += ["sunken", "accent-ground"]
        for level in Severity:
            grounds[level.value] = ["ground", "paper", "raised", "accent-ground"]
            grounds["ink"].append(f"{level.value}-ground")
        for name, on in grounds.items():
            for ground in on:
                pair = sorted((luminance(theme[name]), luminance(theme[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, f"{name} on {ground}"


def test_two_thousand_rows_take_less_than_a_second() -> None:
    rows = [
        {"source": f"Fila {i} del texto.", "mt": f"Row {i} of a text.", "ref": f"Row {i} of the text."}
        for i in range(2000)
    ]
    made = aligned(rows)
    marks = re.finditer(" of a ", made.passage.column("mt").text)
    found = [finding(Mark("mt", Span(m.start() + 1, m.end() - 1)), row=i) for i, m in enumerate(marks) if i % 4 == 0]
    whole = scored(checked(made, *found), mt=[50.0] * 2000)
    page(aligned(rows[:2]))  # compiles the templates
    start = time.process_time()
    html = page(whole)
    assert time.process_time() - start < 1.0
    assert html.count('role="rowheader"') == 2000


def test_the_sample_of_the_demo_is_of_the_corpus() -> None:
    sample = Path(str(files("hexapla"))) / "sample"
    article = Path(__file__).parents[2] / "corpora" / "dispatches" / "strasbourg-ruling"
    for name, origin in {"source": "es.txt", "reference": "en.txt", "translation": "garbled/en.txt"}.items():
        assert (sample / f"{name}.txt").read_bytes() == (article / origin).read_bytes()


def test_a_run_of_no_known_stage_is_still_told(plain: Comparison) -> None:
    made = Comparison(
        plain.passage, plain.segments, plain.alignments, (*plain.runs, Run("post-edit", "by:hand", ("x",)))
    )
    assert "by:hand" in page(made)
