"""What the browser tests of widgets share: one Chromium, and a widget on a page of its own."""

from contextlib import ExitStack
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.launcher import SCREENSHOTS, launch, watch
from tests.widgets.live_page import write_page

NUMBER = count()


@pytest.fixture(scope="module")
def browser():
    with launch() as chromium:
        yield chromium


@pytest.fixture
def show(request, browser, tmp_path):
    """Open a widget on a page of its own; in the end nothing may have been asked of the outside or complained about."""
    opened = []
    with ExitStack() as stack:

        def opener(widget, width=900, theme="light"):
            watched = stack.enter_context(watch(browser, viewport={"width": width + 24, "height": 900}))
            watched.page.goto(write_page(tmp_path / f"page{next(NUMBER)}.html", widget, width, theme))
            expect(watched.page.locator("[data-ready]")).to_be_visible()
            opened.append(watched)
            return watched.page

        yield opener
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for index, watched in enumerate(opened):
            name = request.node.name.removeprefix("test_").replace("/", "-")
            watched.page.screenshot(path=SCREENSHOTS / f"{name}-{index}.png", full_page=True)
            assert (watched.outside, watched.errors) == ([], [])
