"""Nobody is kept out: every page passes axe-core, reflows at 200% zoom, keeps still when asked to, and speaks."""

import pytest

from tests.book.test_pages import LECTURES, PAGES, WIDGETS, visit
from tests.browser.axe import violations
from tests.browser.controls import move_one_control
from tests.browser.launcher import SCREENSHOTS, watch

pytestmark = pytest.mark.slow
SPEAKS = "[aria-live], [role=status], [role=alert], output"
SCHEMES = ["light", pytest.param("dark", marks=pytest.mark.audit)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [*PAGES, "search"])
def test_a_page_breaks_no_rule_of_any_level(chromium, site, name, scheme):
    with watch(chromium, color_scheme=scheme) as watched:
        assert violations(visit(watched.page, f"{site.as_uri()}/{name}.html")) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reflows_at_twice_its_size(chromium, site, name):
    """Zoomed to 200% a window of 1280 by 900 has room for 640 by 450."""
    size = {"width": 640, "height": 450}
    with watch(chromium, viewport=size, device_scale_factor=2) as watched:
        page = visit(watched.page, f"{site.as_uri()}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"book-{name.rpartition('/')[2]}-zoomed.png")


@pytest.mark.parametrize("name", LECTURES)
def test_widgets_announce_what_changes_and_keep_still_for_those_who_ask(chromium, site, name):
    with watch(chromium) as watched:  # it asks for reduced motion
        widgets = visit(watched.page, f"{site.as_uri()}/{name}.html").locator(WIDGETS)
        for place in range(widgets.count()):
            assert widgets.nth(place).locator(SPEAKS).count() > 0, f"widget {place + 1} announces nothing"
            move_one_control(widgets.nth(place))
            assert watched.page.evaluate("document.getAnimations().map((moving) => moving.animationName)") == []


def test_a_page_that_breaks_a_rule_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html lang=en><title>x</title><main><h1>x</h1><img src=x.png></main>", encoding="utf-8")
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        (found,) = violations(watched.page)
        assert found.startswith("image-alt (critical): img")
