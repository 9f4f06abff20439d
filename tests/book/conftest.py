"""The built book and the browser that its tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.pages import LECTURES, PAGES, visit
from tests.browser.conftest import chromium
from tests.browser.launcher import Watched, watch
from utils.authoring import book

__all__ = ["chromium"]


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built book, built anew only where its pages have changed."""
    return book.build().parent


@pytest.fixture(scope="module", params=PAGES)
def still(request, chromium, site) -> Iterator[tuple[str, Watched]]:
    """A page's name and the page, loaded once for all who only look at it."""
    with watch(chromium) as watched:
        visit(watched.page, f"{site.as_uri()}/{request.param}.html").wait_for_load_state("networkidle")
        yield request.param, watched


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request, chromium, site) -> Iterator[Watched]:
    """A lecture's page, loaded once for all who play with it."""
    with watch(chromium) as watched:
        visit(watched.page, f"{site.as_uri()}/{request.param}.html")
        yield watched
