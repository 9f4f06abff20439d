"""Every page of the built book, looked at and left as it is: complete, light, typeset, and nobody is kept out."""

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from tests.book.pages import PAGES, WIDGETS, seen, visit
from tests.browser.axe import violations
from tests.browser.contrast import too_faint
from tests.browser.launcher import SCREENSHOTS, Watched, watch
from tests.browser.site import serve_folder

pytestmark = pytest.mark.slow
MOST_BYTES = 1_500_000
PHOTOS = {".png", ".jpg"}
BROKEN_TABLE = re.compile(r"\| [-–—:]+ \|")
_CUT_OFF = """(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1)
  .map((el) => el.innerText.slice(0, 80))"""
SCHEMES = ["light", pytest.param("dark", marks=pytest.mark.audit)]


def is_complete(watched: Watched) -> None:
    """Assert that a page has its formulas, tables and descriptions, and neither complains nor asks for more."""
    page = watched.page
    assert page.locator(".katex-error").count() == 0
    assert page.locator("p", has_text=BROKEN_TABLE).count() == 0
    assert page.locator(".math").count() == page.locator(".math .katex-mathml").count()
    alts = [picture.get_attribute("alt") for picture in page.locator(".cell_output img").all()]
    assert [alt for alt in alts if not alt or "_images/" in alt] == []
    assert (watched.outside, watched.errors) == ([], [])


def test_a_page_is_complete_and_asks_no_outside_address(still):
    is_complete(still[1])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_complete_from_a_server(chromium, site, name):
    with serve_folder(site) as address, watch(chromium, address) as watched:
        visit(watched.page, f"{address}{name}.html").wait_for_load_state("networkidle")
        is_complete(watched)


def test_a_page_weighs_less_than_a_floppy_disk_before_photos(still):
    paths = {Path(unquote(urlparse(url).path)) for url in still[1].asked if url.startswith("file:")}
    sizes = {path: path.stat().st_size for path in paths if path.suffix not in PHOTOS}
    assert 100_000 < sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda item: -item[1])[:8]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_readable_on_a_phone_by_day_and_by_night(still, scheme):
    name, watched = still
    page = seen(watched, 400, 800, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator(WIDGETS).evaluate_all(_CUT_OFF) == []
    assert too_faint(page.locator(".bd-article")) == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"book-{Path(name).name}-phone-{scheme}.png", full_page=True)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_breaks_no_rule_of_any_level(still, scheme):
    assert violations(seen(still[1], scheme=scheme)) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_search_breaks_no_rule_of_any_level(chromium, site, scheme):
    with watch(chromium, color_scheme=scheme) as watched:
        assert violations(visit(watched.page, f"{site.as_uri()}/search.html")) == []


def test_a_page_reflows_at_twice_its_size(still):
    """Zoomed to 200% a window of 1280 by 900 has room for 640 by 450."""
    name, watched = still
    page = seen(watched, 640, 450)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"book-{name.rpartition('/')[2]}-zoomed.png")


def test_a_page_that_breaks_a_rule_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html lang=en><title>x</title><main><h1>x</h1><img src=x.png></main>", encoding="utf-8")
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        (found,) = violations(watched.page)
        assert found.startswith("image-alt (critical): img")


def test_faint_text_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<body style='background: #000'><p style='color: #666'>faint<p style='color: rgb(255 255 255 / 20%)'>thin"
        "<p style='color: color-mix(in srgb, #fff 90%, #000)'>plain<p style='color: #777; font-size: 30px'>large"
    )
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        assert [text.split()[-1] for text in too_faint(watched.page.locator("body"))] == ["faint", "thin"]
