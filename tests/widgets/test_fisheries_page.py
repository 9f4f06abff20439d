"""In a plain page with no kernel, by keyboard alone: beliefs are scored, and boats are held out."""

import numpy as np
import pytest
from playwright.sync_api import expect

from utils.data.competition import CLASSES, COUNTS
from utils.reference.neighbours import squared_distances
from utils.widgets.fisheries import forecaster, split_explorer

pytestmark = pytest.mark.slow


def explorer():
    """Twelve boats of ten frames: frames of a boat are near each other."""
    rng = np.random.default_rng(3)
    boats, y = np.repeat(np.arange(12), 10), rng.integers(0, 8, 120)
    x = rng.normal(size=(12, 4))[boats] * 5 + rng.normal(size=(120, 4))
    return split_explorer(squared_distances(x, x), y, boats, CLASSES)


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_a_belief_moved_by_keyboard_is_scored_at_once(show):
    page = show(forecaster(COUNTS))
    values = page.locator(".dv-loss-value")
    expect(values).to_have_text(["–", "2.079"])
    slider = page.get_by_label("belief in ALB")
    slider.press("End")
    expect(values.nth(1)).to_have_text("1.882")
    assert state(page, "weights")[0] == 100
    page.get_by_role("button", name="say the prior").press("Enter")
    expect(values.nth(1)).to_have_text("1.613")
    expect(slider).to_have_attribute("aria-valuetext", "45.5 %")
    assert state(page, "met") == [0]


def test_frames_come_by_and_a_bluff_is_paid_for(show):
    page = show(forecaster(COUNTS))
    page.get_by_role("button", name="bluff").press("Enter")
    page.get_by_role("button", name="next 50").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Frame 50 was")
    page.get_by_role("radio").nth(2).check()
    expect(page.locator(".dv-loss-value").nth(1)).to_have_text("2.514")
    points = page.locator(".dv-fish-mean").get_attribute("points").split()
    assert len(points) == 50 - 4
    for _ in range(5):
        page.get_by_role("button", name="next 50").press("Enter")
    expect(page.get_by_role("button", name="next frame")).to_be_disabled()
    page.get_by_role("button", name="start again").press("Enter")
    assert state(page, "seen") == 0


def test_a_row_of_zeros_is_said_to_be_refused(show):
    page = show(forecaster(COUNTS))
    for name in CLASSES:
        page.get_by_label(f"belief in {name}").press("Home")
    expect(page.get_by_role("status")).to_have_text(
        "All eight are at 0. A row that sums to zero is refused: move a slider."
    )
    expect(page.locator(".dv-loss-value").nth(1)).to_have_text("refused")


def test_whole_boats_can_be_held_out_and_then_nothing_leaks(show):
    page = show(explorer())
    expect(page.get_by_role("status")).to_have_text("Nothing is held out: choose a boat.")
    assert state(page, "met") == []
    page.get_by_role("radio", name="every fourth frame").check()
    expect(page.get_by_label("hold out boat 1", exact=True)).to_be_disabled()
    expect(page.locator(".is-held")).to_have_count(24)
    assert page.locator(".is-leak").count() > 20
    page.get_by_role("radio", name="whole boats").check()
    expect(page.get_by_role("status")).to_have_text("Nothing is held out: choose a boat.")
    for boat in (1, 5, 12):
        page.get_by_label(f"hold out boat {boat}", exact=True).press("Space")
    assert state(page, "validation") == [0, 4, 11]
    expect(page.locator(".is-held")).to_have_count(30)
    expect(page.locator(".is-leak")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("30 frames are held out, 90 are learned from.")
    assert 1 in state(page, "met")
    page.get_by_role("button", name="start again").press("Enter")
    assert (state(page, "mode"), state(page, "validation")) == ("boat", [])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", [lambda: forecaster(COUNTS), explorer], ids=["forecaster", "explorer"])
def test_nothing_is_cut_off_on_a_phone(show, make, theme):
    page = show(make(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div").evaluate_all(wide) == []


@pytest.mark.parametrize("make", [lambda: forecaster(COUNTS), explorer], ids=["forecaster", "explorer"])
def test_keys_pressed_inside_do_not_reach_the_notebook(show, make):
    page = show(make(), theme="dark")
    page.locator("input[type=range], input[type=radio]").first.focus()
    for key in ("ArrowUp", "a", "d"):
        page.keyboard.press(key)
    assert page.title() == ""
