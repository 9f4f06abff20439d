"""A student opens a lecture in JupyterLab, runs it and moves its controls by keyboard."""

from collections.abc import Iterator

import pytest

from tests.browser.controls import move_one_control
from tests.browser.jupyterlab import open_and_run, serve, widgets_of
from tests.browser.launcher import SCREENSHOTS, watch

pytestmark = pytest.mark.slow
LECTURES = ("02_backpropagation", "05_conv_arithmetic")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("jupyterlab")) as address:
        yield address


@pytest.mark.parametrize("lecture", LECTURES)
def test_every_widget_of_a_lecture_follows_a_control_in_jupyterlab(chromium, address, lecture):
    with watch(chromium, home=address.split("lab?")[0]) as watched:
        page = watched.page
        assert open_and_run(page, address, f"lectures/{lecture}.ipynb") == []
        assert page.locator(".jp-Notification, .Toastify__toast").count() == 0
        widgets = widgets_of(page)
        assert widgets.count() > 0
        for place in range(widgets.count()):
            widgets.nth(place).scroll_into_view_if_needed()
            move_one_control(widgets.nth(place))
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"jupyterlab-{lecture}-{place + 1:02d}.png")
        assert watched.outside == []
