"""What the tests of graded homeworks share: one warm server of sandboxes a module."""

import pytest

from utils.grading.sandbox.backend import fork_server


@pytest.fixture(scope="module")
def backend():
    with fork_server() as server:
        yield server
