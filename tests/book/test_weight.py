"""A page of the book is light: what it loads before photos, and how soon its text is painted."""

import pytest

from tests.book.pages import LECTURES, visit
from tests.browser.launcher import watch
from utils.authoring import lighten

pytestmark = pytest.mark.slow
TRIES = 3
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.mark.parametrize("name", LECTURES)
def test_the_text_of_a_lecture_is_painted_within_a_second_from_disk(chromium, site, name):
    """The best of a few tries counts: other work on the machine delays some of them."""
    times = []
    while len(times) < TRIES and min(times, default=1e9) >= 1000:
        with watch(chromium) as watched:
            times.append(visit(watched.page, f"{site.as_uri()}/{name}.html").evaluate(_PAINTED))
    assert min(times) < 1000


def test_icons_that_pages_show_are_kept_and_the_search_stays_on_its_page(site):
    css = (site / lighten.STYLE).read_text(encoding="utf-8")
    assert ".fa-magnifying-glass:before" in css
    assert ".fa-hippo:before" not in css
    assert "searchindex.js" in (site / lighten.RESULTS).read_text(encoding="utf-8")
    assert "searchindex.js" not in (site / "syllabus.html").read_text(encoding="utf-8")


def test_a_theme_that_has_changed_is_noticed(tmp_path):
    style = tmp_path / lighten.STYLE
    style.parent.mkdir(parents=True)
    style.write_text('.fa-bars:before{content:"\\f0c9"}', encoding="utf-8")
    with pytest.raises(ValueError, match="must have a rule for each icon, got 1 rules"):
        lighten.trim_icons(tmp_path)
