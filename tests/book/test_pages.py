"""Every page of the built book in a browser: alive without a kernel, typeset, and silent towards the outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.contrast import too_faint
from tests.browser.controls import move_one_control, name_of, usable_controls
from tests.browser.launcher import SCREENSHOTS, watch
from tests.browser.quizzes import QUIZ, answer_right_and_wrong
from tests.browser.site import serve_folder
from utils.authoring import book
from utils.authoring.notebooks import ROOT

pytestmark = pytest.mark.slow
PAGES = [page.with_suffix("").as_posix() for page in book.pages(ROOT)]
LECTURES = [page for page in PAGES if page.startswith("lectures/")]
VIEWS = 'script[type="application/vnd.jupyter.widget-view+json"]'
WIDGETS = ".cell_output .widget-subarea"
_TYPESET = """() => [...document.querySelectorAll(".math")]
  .every((formula) => formula.querySelector(".katex, .katex-error"))"""
_CUT_OFF = """(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1)
  .map((el) => el.innerText.slice(0, 80))"""


@pytest.fixture(scope="module", params=["from disk", "over http"])
def home(request, site) -> Iterator[str]:
    """The address of the site's folder, as a file and as a page of a server."""
    if request.param == "from disk":
        yield f"{site.as_uri()}/"
    else:
        with serve_folder(site) as address:
            yield address


def visit(page: Page, address: str) -> Page:
    """Open a page of the book and wait until its widgets are drawn and its formulas typeset."""
    page.goto(address)
    widgets = page.locator(WIDGETS)
    expect(widgets).to_have_count(page.locator(VIEWS).count())
    for place in range(widgets.count()):
        expect(widgets.nth(place)).not_to_be_empty()  # of text: until then its JavaScript is still on its way
    page.wait_for_function(_TYPESET)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_and_asks_no_outside_address(chromium, home, name):
    with watch(chromium, home) as watched:
        page = visit(watched.page, f"{home}{name}.html")
        page.wait_for_load_state("networkidle")
        assert page.locator(".katex-error").count() == 0
        assert page.locator(".math").count() == page.locator(".math .katex-mathml").count()
        alts = [picture.get_attribute("alt") for picture in page.locator(".cell_output img").all()]
        assert [alt for alt in alts if not alt or "_images/" in alt] == []
        assert (watched.outside, watched.errors) == ([], [])


@pytest.mark.parametrize("name", LECTURES)
def test_every_widget_of_a_page_follows_a_control_without_a_kernel(chromium, site, name):
    with watch(chromium) as watched:
        widgets = visit(watched.page, f"{site.as_uri()}/{name}.html").locator(WIDGETS)
        for place in range(widgets.count()):
            move_one_control(widgets.nth(place))
            unnamed = [control.inner_html() for control in usable_controls(widgets.nth(place)) if not name_of(control)]
            assert unnamed == []
        assert (watched.outside, watched.errors) == ([], [])


@pytest.mark.parametrize("name", LECTURES)
def test_every_question_of_a_page_tells_right_from_wrong_without_a_kernel(chromium, site, name):
    with watch(chromium) as watched:
        cards = visit(watched.page, f"{site.as_uri()}/{name}.html").locator(QUIZ)
        assert cards.count() > 0
        for card in cards.all():
            answer_right_and_wrong(card)
        assert (watched.outside, watched.errors) == ([], [])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_readable_on_a_phone_by_day_and_by_night(chromium, site, name, scheme):
    size = {"width": 400, "height": 800}
    with watch(chromium, color_scheme=scheme, viewport=size) as watched:
        page = visit(watched.page, f"{site.as_uri()}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.locator(WIDGETS).evaluate_all(_CUT_OFF) == []
        assert too_faint(page.locator(".bd-article")) == []
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"book-{Path(name).name}-phone-{scheme}.png", full_page=True)


def test_the_search_finds_a_lecture(chromium, home):
    with watch(chromium, home) as watched:
        watched.page.goto(f"{home}search.html?q=backpropagation")
        expect(watched.page.locator("#search-results li a").first).to_be_visible()
        assert (watched.outside, watched.errors) == ([], [])


def test_a_page_that_asks_an_outside_address_or_complains_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="https://example.org/x.png"><script>console.error("lost"); nowhere();</script>')
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri(), wait_until="load")
        assert watched.outside == ["https://example.org/x.png"]
        assert [error for error in watched.errors if "lost" in error]
        assert [error for error in watched.errors if error.startswith("thrown:")]


def test_faint_text_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<body style='background: #000'><p style='color: #666'>faint<p style='color: rgb(255 255 255 / 20%)'>thin"
        "<p style='color: color-mix(in srgb, #fff 90%, #000)'>plain<p style='color: #777; font-size: 30px'>large"
    )
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        assert [text.split()[-1] for text in too_faint(watched.page.locator("body"))] == ["faint", "thin"]


def test_a_dead_widget_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<div id=widget><label>Size <input type=number></label><output>3</output></div>")
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        with pytest.raises(AssertionError, match=r"no control of the widget changes its picture, tried \['Size'\]"):
            move_one_control(watched.page.locator("#widget"))
