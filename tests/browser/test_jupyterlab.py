"""A student opens a lecture in JupyterLab, runs it and moves its controls by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import move_one_control
from tests.browser.jupyterlab import open_and_run, serve, widgets_of
from tests.browser.launcher import SCREENSHOTS, Watched, watch
from tests.browser.quizzes import QUIZ

pytestmark = pytest.mark.slow
LECTURES = (
    "01_losses",
    "02_backpropagation",
    "03_tuning",
    "04_convolution",
    "05_conv_arithmetic",
    "06_architectures",
    "07_fisheries",
    "08_transfer_learning",
    "09_kaggle_tricks",
    "10_proposals",
    "11_rcnn",
    "12_fast_rcnn",
    "13_faster_rcnn",
    "14_single_shot",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("jupyterlab")) as address:
        yield address


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request, chromium, address) -> Iterator[tuple[str, Watched]]:
    """The name of a lecture and the page on which all of its cells have run."""
    with watch(chromium, home=address.split("lab?")[0]) as watched:
        assert open_and_run(watched.page, address, f"lectures/{request.param}.ipynb") == []
        yield request.param, watched


def photograph(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"jupyterlab-{name}.png")


def test_a_lecture_opens_and_runs_with_no_pop_up_and_no_outside_address(lecture):
    name, watched = lecture
    assert watched.page.locator(".Toastify__toast, .jp-Dialog").count() == 0
    assert (watched.outside, watched.errors) == ([], [])
    photograph(watched.page, name)


@pytest.mark.parametrize("lecture", ["05_conv_arithmetic"], indirect=True, scope="module")
def test_a_larger_kernel_chosen_by_keyboard_redraws_the_grid_of_the_bench(lecture):
    name, watched = lecture
    bench = widgets_of(watched.page).filter(has=watched.page.get_by_role("spinbutton", name="Kernel F"))
    grid, kernel = bench.first.locator("svg").first, bench.first.get_by_role("spinbutton", name="Kernel F")
    before, size = grid.inner_html(), int(kernel.get_attribute("aria-valuenow"))
    kernel.press("ArrowUp")
    expect(kernel).to_have_attribute("aria-valuenow", str(size + 1))
    assert grid.inner_html() != before
    photograph(watched.page, f"{name}-larger-kernel")


def test_every_widget_of_a_lecture_follows_a_control(lecture):
    """Of its questions, which are all one widget and are answered in the book, the first."""
    name, watched = lecture
    widgets, card = widgets_of(watched.page), watched.page.locator(QUIZ)
    played = [*widgets.filter(has=card).all()[:1], *widgets.filter(has_not=card).all()]
    assert played
    for place, widget in enumerate(played):
        move_one_control(widget)
        photograph(watched.page, f"{name}-{place + 1:02d}")
    assert (watched.outside, watched.errors) == ([], [])


def test_the_welcome_page_is_shown_as_a_page_and_leads_to_a_lecture(chromium, address):
    base, query = address.split("?")
    with watch(chromium, home=address.split("lab?")[0]) as watched:
        page = watched.page
        page.goto(f"{base}/tree/welcome.md?{query}&reset")
        expect(page.get_by_role("heading", name="When something breaks")).to_be_visible()
        photograph(page, "welcome")
        page.get_by_role("link", name="Lecture 1", exact=True).click()
        expect(page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").first).to_be_visible()
        assert (watched.outside, watched.errors) == ([], [])


def test_a_form_is_shown_with_its_fields(chromium, address):
    with watch(chromium, home=address.split("lab?")[0]) as watched:
        assert open_and_run(watched.page, address, "forms/form_a.ipynb") == []
        field = watched.page.locator(".dv-sheet-item input").first
        field.press_sequentially("0.31")
        expect(watched.page.locator(".dv-sheet-state")).to_contain_text("1 of")
        expect(field).to_have_value("0.31")
        assert (watched.outside, watched.errors) == ([], [])
