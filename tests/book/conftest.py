"""The built book and the browser that its tests share."""

from pathlib import Path

import pytest

from tests.browser.conftest import chromium
from utils.authoring import book

__all__ = ["chromium"]


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built book, built anew only where its pages have changed."""
    return book.build().parent
