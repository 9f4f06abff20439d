import pytest

from utils.grading.sandbox.backend import Backend, fork_server


@pytest.fixture(scope="session")
def fork():
    with fork_server() as backend:
        yield backend


@pytest.fixture(params=["fork", "bubblewrap"])
def backend(request, fork):
    return fork if request.param == "fork" else Backend("bubblewrap")
