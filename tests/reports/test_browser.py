"""The HTML report in a real browser: Debian's chromium, driven by playwright. Skipped where either is missing."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hexapla.model import Comparison, Mark, Severity, Span
from tests.reports.samples import aligned, at, checked, finding, page, scored

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("HEXAPLA_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium; HEXAPLA_CHROMIUM may name one")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


def court() -> Comparison:
    made = aligned(
        [
            {
                "source": "El Tribunal falló el lunes.",
                "mt": "The HumanRights Court ruled.",
                "ref": "The Human Rights Court ruled.",
            },
            {"source": "Pagó 48 euros.", "mt": "It paid 45 euros euros.", "ref": "It paid 48 euros."},
            {"source": "Nadie habló.", "mt": "Nobody spoke.", "ref": "Nobody spoke."},
            {"source": "La ley sigue.", "mt": "", "ref": "The law stands."},
            {"source": "Fin.", "mt": "The very end.", "ref": "The end."},
        ],
        {"source": "es"},
        id="court",
    )
    end = len("The HumanRights Court ruled. It paid 45 euros euros. Nobody spoke.")
    omitted = Mark("mt", Span(end, end))
    return scored(
        checked(
            made,
            finding(
                at(made, "mt", "HumanRights"),
                message="'HumanRights' runs together 'Human Rights'",
                severity=Severity.MINOR,
                evidence=[at(made, "ref", "Human Rights")],
                suggestion="Human Rights",
            ),
            finding(
                at(made, "mt", "45"),
                row=1,
                rule="changed-number",
                code="N101",
                severity=Severity.CRITICAL,
                message="'45' stands here, but the reference has '48'",
                evidence=[at(made, "ref", "48"), at(made, "source", "48")],
                suggestion="48",
            ),
            finding(
                at(made, "mt", "euros euros"), row=1, rule="duplicated-words", code="W103", severity=Severity.MINOR
            ),
            finding(omitted, row=3, rule="omitted-text", code="C101", evidence=[at(made, "ref", "The law stands.")]),
        ),
        mt=[80.0, 70.0, 100.0, 0.0, 60.0],
    )


def arabic() -> Comparison:
    made = aligned(
        [
            {
                "source": "The court ruled in 2019.",
                "mt": "قضت المحكمةالأوروبية في عام 2019.",
                "ref": "قضت المحكمة الأوروبية في عام 2019.",
            },
            {"source": "It said “no”.", "mt": "قالت «لا».", "ref": "قالت «لا»."},
        ],
        {"mt": "ar", "ref": "ar"},
        id="المحكمة",
    )
    return checked(made, finding(at(made, "mt", "المحكمةالأوروبية"), suggestion="المحكمة الأوروبية"))


class Visit:
    """A page that was opened, with what it said and asked for meanwhile."""

    def __init__(self, browser: Browser, path: Path, html: str, **context: Any) -> None:
        path.write_text(html, encoding="utf-8")
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.url = path.as_uri()
        self.page.goto(self.url)

    def rows(self) -> list[str]:
        """Ids of the rows one can see."""
        found: list[str] = self.page.eval_on_selector_all(
            ".row", "rows => rows.filter(row => row.checkVisibility()).map(row => row.id)"
        )
        return found

    def holds(self, selector: str, words: str) -> None:
        """Waits until an element's text holds some words."""
        self.page.locator(selector, has_text=words).wait_for(state="visible")

    def count(self) -> str:
        return self.page.inner_text("#count")


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    made = Visit(browser, tmp_path / "report.html", page(court()))
    yield made
    assert made.said == []
    assert made.asked == [made.url]
    made.context.close()


def test_the_page_loads_in_silence_and_asks_for_nothing(visit: Visit) -> None:
    assert visit.page.title() == "court – Hexapla"
    assert visit.count() == "5 rows, 4 findings"
    assert visit.page.inner_text(".heads .lang >> nth=0") == "Spanish"


def test_a_foreign_script_does_not_run(browser: Browser, tmp_path: Path) -> None:
    html = page(court()).replace("</main>", "<script>document.title = 'broken'</script></main>")
    made = Visit(browser, tmp_path / "report.html", html)
    assert made.page.title() == "court – Hexapla"
    assert any("Content Security Policy" in said for said in made.said)
    made.context.close()


def test_a_finding_of_the_list_jumps_to_its_place(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 420})
    visit.page.click("#f4 .go")
    visit.page.wait_for_selector("#tip:visible")
    assert visit.page.evaluate("document.activeElement.id") == "m4"
    box = visit.page.locator("#m4").bounding_box()
    assert box
    assert 0 <= box["y"] <= 420
    assert "now" in (visit.page.get_attribute("#f4", "class") or "")
    assert visit.page.inner_text("#position") == "4 / 4"


def test_hover_and_focus_explain_and_escape_closes(visit: Visit) -> None:
    visit.page.hover("#m1")
    tip = visit.page.locator("#tip")
    tip.wait_for(state="visible")
    assert tip.get_attribute("role") == "tooltip"
    for words in ("runs together", "Minor", "merged-words", "W101", "Human Rights", "Spelling", "90 %"):
        assert words in tip.inner_text()
    assert visit.page.get_attribute("#m1", "aria-describedby") == "tip"
    assert visit.page.locator(".e.now").inner_text() == "Human Rights"
    visit.page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    assert visit.page.get_attribute("#m1", "aria-describedby") == "x1"
    visit.page.mouse.move(5, 5)
    visit.page.focus("#m2")
    tip.wait_for(state="visible")
    assert "the reference has '48'" in tip.inner_text()
    visit.page.keyboard.press("Tab")
    visit.holds("#tip", "duplicated-words")
    assert visit.page.evaluate("document.activeElement.id") == "m3"


def test_the_tip_can_be_hovered_and_leaves_with_the_pointer(visit: Visit) -> None:
    visit.page.hover("#m2")
    visit.page.locator("#tip").wait_for(state="visible")
    visit.page.hover("#tip .message")
    visit.page.wait_for_timeout(350)
    assert visit.page.locator("#tip").is_visible()
    visit.page.mouse.move(5, 5)
    visit.page.locator("#tip").wait_for(state="hidden")


def test_the_tip_stays_with_its_mark_when_the_page_scrolls(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 420})
    visit.page.keyboard.press("n")
    visit.page.locator("#tip").wait_for(state="visible")

    def distance() -> float:
        tip, mark = visit.page.locator("#tip").bounding_box(), visit.page.locator("#m1").bounding_box()
        assert tip
        assert mark
        return min(abs(tip["y"] - mark["y"] - mark["height"]), abs(mark["y"] - tip["y"] - tip["height"]))

    assert distance() < 16
    visit.page.evaluate("scrollBy(0, -60)")
    visit.page.wait_for_timeout(100)
    assert distance() < 16
    visit.page.evaluate("scrollTo(0, 1e6)")
    visit.page.locator("#tip").wait_for(state="hidden")


def test_evidence_explains_itself_too(visit: Visit) -> None:
    visit.page.hover(".source .e")
    visit.page.locator("#tip").wait_for(state="visible")
    assert "changed-number" in visit.page.inner_text("#tip")


def test_filters_change_rows_findings_and_counts(visit: Visit) -> None:
    visit.page.check("#only")
    assert visit.rows() == ["d1r1", "d1r2", "d1r4"]
    assert visit.count() == "3 of 5 rows, 4 findings"
    visit.page.check("input[value=minor]", force=True)
    assert visit.rows() == ["d1r1", "d1r2"]
    assert visit.count() == "2 of 5 rows, 2 of 4 findings"
    assert visit.page.locator("#f2").is_hidden()
    assert "off" in (visit.page.get_attribute("#m2", "class") or "")
    visit.page.select_option("#rule", "duplicated-words")
    assert visit.rows() == ["d1r2"]
    assert visit.page.inner_text("[data-count='severity:minor']") == "1"
    assert visit.page.inner_text("[data-count='severity:critical']") == "0"
    assert "severity=minor" in visit.page.url
    assert "rule=duplicated-words" in visit.page.url
    visit.page.click("#reset")
    visit.holds("#count", "5 rows, 4 findings")
    assert visit.rows() == [f"d1r{i}" for i in range(1, 6)]
    assert visit.page.locator("#reset").is_hidden()
    assert "#" not in visit.page.url


def test_text_search_looks_at_texts_and_findings(visit: Visit) -> None:
    visit.page.fill("#q", "NADIE")
    visit.holds("#count", "1 of 5 rows")
    assert visit.rows() == ["d1r3"]
    visit.page.fill("#q", "changed-number")
    visit.page.locator("#d1r2").wait_for(state="visible")
    assert visit.rows() == ["d1r2"]
    visit.page.fill("#q", "no such words")
    visit.page.locator("#nothing").wait_for(state="visible")
    assert visit.rows() == []


def test_rows_can_be_filtered_by_kind(visit: Visit) -> None:
    visit.page.select_option("#kind", "omission")
    assert visit.rows() == ["d1r4"]


def test_filters_come_back_with_the_address(visit: Visit) -> None:
    visit.page.goto(f"{visit.url}#severity=critical&only=true")
    visit.page.reload()
    assert visit.rows() == ["d1r2"]
    assert visit.page.is_checked("input[value=critical]")
    visit.asked[:] = [visit.url]


def test_keys_step_through_findings(visit: Visit) -> None:
    def focused() -> str:
        visit.page.wait_for_timeout(120)
        found: str = visit.page.evaluate("document.activeElement.id")
        return found

    visit.page.keyboard.press("n")
    assert focused() == "m1"
    visit.page.keyboard.press("j")
    assert focused() == "m2"
    visit.page.keyboard.press("n")
    assert focused() == "m3"
    visit.page.keyboard.press("p")
    assert focused() == "m2"
    assert visit.page.inner_text("#position") == "2 / 4"
    visit.page.keyboard.press("k")
    visit.page.keyboard.press("k")
    assert focused() == "m4"
    visit.page.check("input[value=minor]", force=True)
    visit.page.locator("body").press("n")
    assert focused() == "m1"
    visit.page.keyboard.press("n")
    assert focused() == "m3"
    visit.page.fill("#q", "n")
    assert visit.page.input_value("#q") == "n"


def test_help_says_the_keys(visit: Visit) -> None:
    visit.page.keyboard.press("?")
    assert visit.page.locator("#help").is_visible()
    assert "next finding" in visit.page.inner_text("#help")
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#help").is_hidden()


def test_the_theme_toggles_and_stays(visit: Visit) -> None:
    def ground() -> str:
        found: str = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    light = ground()
    visit.page.click("#theme")
    assert ground() != light
    visit.page.reload()
    assert ground() != light
    visit.page.click("#theme")
    assert ground() == light
    visit.asked[:] = [visit.url]


def test_dark_follows_the_system(browser: Browser, tmp_path: Path) -> None:
    made = Visit(browser, tmp_path / "report.html", page(court()), color_scheme="dark")
    assert made.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 24)"
    assert made.page.inner_text("#theme") == "Light"
    made.context.close()


def test_a_phone_needs_no_sideways_scroll_and_names_the_columns(browser: Browser, tmp_path: Path) -> None:
    made = Visit(
        browser,
        tmp_path / "report.html",
        page(court()),
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    assert made.page.evaluate("document.documentElement.scrollWidth") == 360
    label = "getComputedStyle(document.querySelector('.cell.hypothesis'), '::before').content"
    assert made.page.evaluate(label) == "attr(data-name)" or made.page.evaluate(label) == '"mt"'
    lefts = made.page.eval_on_selector_all(
        "#d1r1 .cell", "cells => cells.map(cell => cell.getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 1
    made.page.locator("#m2").tap()
    made.page.locator("#tip").wait_for(state="visible")
    assert "changed-number" in made.page.inner_text("#tip")
    assert made.page.evaluate("document.documentElement.scrollWidth") == 360
    made.page.locator("#d1r3 .cell.hypothesis").tap()
    made.page.locator("#tip").wait_for(state="hidden")
    made.context.close()


@pytest.mark.parametrize("width", [320, 768, 1024, 1920])
def test_no_width_scrolls_sideways(browser: Browser, tmp_path: Path, width: int) -> None:
    made = Visit(browser, tmp_path / "report.html", page(court(), arabic()), viewport={"width": width, "height": 800})
    assert made.page.evaluate("document.documentElement.scrollWidth") <= width
    made.page.evaluate("document.getElementById('provenance').open = true")
    assert made.page.evaluate("document.documentElement.scrollWidth") <= width
    made.context.close()


def test_paper_shows_all_rows_and_no_controls(visit: Visit) -> None:
    visit.page.check("#only")
    visit.page.emulate_media(media="print")
    assert visit.page.locator("#bar").is_hidden()
    assert visit.page.locator("#theme").is_hidden()
    assert visit.rows() == [f"d1r{i}" for i in range(1, 6)]
    style = visit.page.evaluate(
        "(({textDecorationStyle: line, backgroundColor: ground}) => [line, ground])(getComputedStyle(m2))"
    )
    assert style == ["double", "rgba(0, 0, 0, 0)"]
    assert visit.page.evaluate("getComputedStyle(document.querySelector('#m2'), '::after').content") in (
        '"2"',
        "attr(data-end)",
    )


def test_without_a_script_everything_can_be_read(browser: Browser, tmp_path: Path) -> None:
    made = Visit(browser, tmp_path / "report.html", page(court()), java_script_enabled=False)
    assert made.page.locator(".row").count() == 5
    assert made.page.locator("#bar").is_hidden()
    assert made.page.locator("#x2").is_visible()
    assert "the reference has '48'" in made.page.inner_text("#x2")
    made.page.click("#m2")
    assert made.page.url.endswith("#f2")
    made.page.click("#f2 .go")
    assert made.page.url.endswith("#m2")
    made.context.close()


def test_right_to_left_cells_begin_at_the_right(browser: Browser, tmp_path: Path) -> None:
    made = Visit(browser, tmp_path / "report.html", page(arabic()))
    words = made.page.locator(".cell.hypothesis .words").first
    cell, mark = words.bounding_box(), made.page.locator("#m1").bounding_box()
    assert cell
    assert mark
    first = made.page.evaluate(
        """() => {
          const range = new Range();
          range.setStart(document.querySelector('.cell.hypothesis .words').firstChild, 0);
          range.setEnd(document.querySelector('.cell.hypothesis .words').firstChild, 3);
          return range.getBoundingClientRect().right;
        }"""
    )
    assert abs(first - (cell["x"] + cell["width"])) < 2
    assert mark["x"] < first
    assert made.page.evaluate("getComputedStyle(document.querySelector('.cell.source .words')).direction") == "ltr"
    made.context.close()


def test_five_thousand_rows_stay_quick(browser: Browser, tmp_path: Path) -> None:
    rows = [
        {"source": f"Fila número {i}.", "mt": f"Row number {i} {i}.", "ref": f"Row number {i}."} for i in range(5000)
    ]
    made = aligned(rows)
    twice = enumerate(re.finditer(r"(\d+) \1", made.passage.column("mt").text))
    found = [finding(Mark("mt", Span(*match.span())), row=i) for i, match in twice if i % 5 == 0]
    seen = Visit(browser, tmp_path / "report.html", page(checked(made, *found)))
    timed = """(change) => {
      const start = performance.now();
      change === "only" ? document.getElementById("only").click() : document.getElementById("q").value = change;
      document.getElementById("bar").dispatchEvent(new Event("submit", { cancelable: true }));
      document.body.offsetHeight;
      return performance.now() - start;
    }"""
    assert seen.page.evaluate(timed, "only") < 1500
    assert seen.count() == "1,000 of 5,000 rows, 1,000 findings"
    seen.page.click("#f700 .go")
    seen.page.locator("#tip").wait_for(state="visible")
    box = seen.page.locator("#m700").bounding_box()
    assert box
    assert 0 <= box["y"] <= 900
    assert seen.page.evaluate(timed, "número 4320") < 1500
    assert seen.count() == "1 of 5,000 rows, 1 of 1,000 findings"
    assert seen.said == []
    seen.context.close()


def test_pictures_for_the_eye(browser: Browser, tmp_path: Path) -> None:
    looks: dict[str, tuple[str, dict[str, Any]]] = {
        "desktop-light": (page(court()), {}),
        "desktop-dark": (page(court()), {"color_scheme": "dark"}),
        "phone": (page(court()), {"viewport": {"width": 390, "height": 844}}),
        "right-to-left": (page(arabic()), {}),
        "print": (page(court()), {"viewport": {"width": 800, "height": 1100}}),
    }
    for name, (html, context) in looks.items():
        made = Visit(browser, tmp_path / f"{name}.html", html, **context)
        if name == "print":
            made.page.emulate_media(media="print")
        picture = tmp_path / f"{name}.png"
        made.page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
        assert made.said == []
        made.context.close()
