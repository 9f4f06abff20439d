"""The pages of the built book, opened as a reader opens them."""

from playwright.sync_api import Page, expect

from tests.browser.launcher import Watched
from utils.authoring import book
from utils.authoring.notebooks import ROOT

PAGES = [page.with_suffix("").as_posix() for page in book.pages(ROOT)]
LECTURES = [page for page in PAGES if page.startswith("lectures/")]
VIEWS = 'script[type="application/vnd.jupyter.widget-view+json"]'
WIDGETS = ".cell_output .widget-subarea"
_TYPESET = """() => [...document.querySelectorAll(".math")]
  .every((formula) => formula.querySelector(".katex, .katex-error"))"""
_THEME = "(scheme) => document.documentElement.dataset.theme === scheme"


def visit(page: Page, address: str) -> Page:
    """Open a page of the book and wait until its widgets are drawn and its formulas typeset."""
    page.goto(address)
    widgets = page.locator(WIDGETS)
    expect(widgets).to_have_count(page.locator(VIEWS).count())
    for place in range(widgets.count()):
        expect(widgets.nth(place)).not_to_be_empty()  # of text: until then its JavaScript is still on its way
    page.wait_for_function(_TYPESET)
    return page


def seen(watched: Watched, width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
    """Return the open page in a window of so many CSS pixels and in a colour scheme, once it wears it."""
    watched.page.set_viewport_size({"width": width, "height": height})
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.wait_for_function(_THEME, arg=scheme)
    return watched.page
