"""One way to start a browser for every test that looks at a page: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

SCREENSHOTS = Path(__file__).resolve().parents[2] / "_build" / "screenshots"
MISSING = "The browser tests need Chromium: apt install chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # milliseconds: a page that is right is right sooner, also on a machine with much to do
expect.set_options(timeout=PATIENCE)
AT_HOME = ("file:", "data:", "blob:", "about:")


def require_chromium() -> str:
    """Return the path of Chromium; where there is none, stop the whole run at once, naming the package.

    A worker of pytest-xdist cannot stop the others: there each browser test fails at once with the same line, and
    ``make test`` asks for the package before it starts any.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.exit(MISSING, returncode=1)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


@contextmanager
def launch() -> Iterator[Browser]:
    """Start a headless Chromium and close it afterwards."""
    executable = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page that may ask nothing but files and ``home``, with a record of what it asked and complained about.

    ``asked`` holds the addresses it wanted, ``outside`` lists those elsewhere (each refused), ``errors`` what it wrote
    to the console as an error or threw.
    """

    def __init__(self, browser: Browser, home: str = "file:", **options):
        self.home, self.asked, self.outside, self.errors = home, set(), [], []
        settings = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        self.context: BrowserContext = browser.new_context(**settings)
        self.context.set_default_timeout(PATIENCE)
        self.context.route("**/*", self._guard)
        self.context.on("request", self._note)
        self.page: Page = self.context.new_page()
        self.page.on("websocket", lambda socket: self._note_address(socket.url.replace("ws:", "http:", 1)))
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.errors.append(f"thrown: {error}"))

    def is_home(self, address: str) -> bool:
        """Tell whether an address lies in the page itself, on disk or under ``home``."""
        return address.startswith((*AT_HOME, self.home))

    def _guard(self, route) -> None:
        if self.is_home(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _note(self, request) -> None:
        self._note_address(request.url)

    def _note_address(self, address: str) -> None:
        self.asked.add(address)
        if not self.is_home(address):
            self.outside.append(address)

    def _listen(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")


@contextmanager
def watch(browser: Browser, home: str = "file:", **options) -> Iterator[Watched]:
    """Open a watched page in a context of its own and close both afterwards."""
    watched = Watched(browser, home, **options)
    try:
        yield watched
    finally:
        watched.context.close()
