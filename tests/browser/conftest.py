"""The browser that the tests in this folder share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.launcher import launch


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium a module: Playwright holds the event loop while it runs, which other modules' kernels need."""
    with launch() as browser:
        yield browser
