"""Every page of the built book in a browser: alive without a kernel, typeset, and silent towards the outside."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.book.pages import WIDGETS
from tests.browser.controls import move_one_control, unnamed_controls
from tests.browser.launcher import watch
from tests.browser.quizzes import QUIZ, answer_right_and_wrong
from tests.browser.site import serve_folder

pytestmark = pytest.mark.slow
_SPEAK = """(widgets) => widgets.map((widget) =>
  widget.querySelector("[aria-live], [role=status], [role=alert], output") !== null)"""


@pytest.fixture(scope="module", params=["from disk", "over http"])
def home(request, site) -> Iterator[str]:
    """The address of the site's folder, as a file and as a page of a server."""
    if request.param == "from disk":
        yield f"{site.as_uri()}/"
    else:
        with serve_folder(site) as address:
            yield address


def test_every_widget_of_a_page_follows_a_control_without_a_kernel(lecture):
    """It tells of it, too, and keeps still for those who ask for reduced motion; questions are answered below."""
    widgets = lecture.page.locator(WIDGETS)
    assert [place for place, speaks in enumerate(widgets.evaluate_all(_SPEAK), 1) if not speaks] == []
    for widget in widgets.filter(has_not=lecture.page.locator(QUIZ)).all():
        move_one_control(widget)
        assert lecture.page.evaluate("document.getAnimations().map((moving) => moving.animationName)") == []
    for widget in widgets.all():
        assert unnamed_controls(widget) == []
    assert (lecture.outside, lecture.errors) == ([], [])


def test_every_question_of_a_page_tells_right_from_wrong_without_a_kernel(lecture):
    cards = lecture.page.locator(QUIZ)
    assert cards.count() > 0
    for card in cards.all():
        answer_right_and_wrong(card)
    assert (lecture.outside, lecture.errors) == ([], [])


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


def test_a_control_without_a_name_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<div id=widget><label>Size <input></label><input id=lost><input hidden><input disabled></div>")
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        assert unnamed_controls(watched.page.locator("#widget")) == ['<input id="lost">']


def test_a_dead_widget_is_caught(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<div id=widget><label>Size <input type=number></label><output>3</output></div>")
    with watch(chromium) as watched:
        watched.page.goto(page.as_uri())
        with pytest.raises(AssertionError, match=r"no control of the widget changes its picture, tried \['Size'\]"):
            move_one_control(watched.page.locator("#widget"))
