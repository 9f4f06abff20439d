"""Without Chromium the run stops with one line that names the package."""

import pytest

from tests.browser import launcher


@pytest.mark.parametrize("worker", [True, False])
def test_a_missing_chromium_is_named_with_its_package(monkeypatch, worker):
    monkeypatch.setenv("PATH", "")
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    else:
        monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    with pytest.raises((pytest.fail.Exception, pytest.exit.Exception), match="apt install chromium") as raised:
        launcher.require_chromium()
    assert raised.type is (pytest.fail.Exception if worker else pytest.exit.Exception)
