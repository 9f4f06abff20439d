"""In a plain page with no kernel, by keyboard: the mixer of lecture 9 lives."""

import pytest
from playwright.sync_api import expect

from tests.widgets.ensembles_members import EQUAL, members
from utils.widgets.ensembles import mixer

pytestmark = pytest.mark.slow


def lecture(weights=None):
    return mixer(members(), EQUAL, weights)


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def part(page, name, value):
    page.get_by_role("slider", name=f"{name}:").fill(str(value))


def test_the_numbers_and_the_picture_follow_a_slider(show):
    page = show(lecture(EQUAL))
    together, apart = (losses.mean() for losses in lecture(EQUAL).mixture)
    expect(page.locator(".dv-three b").first).to_have_text(f"{together:.3f}")
    expect(page.locator(".dv-three b").last).to_have_text(f"{apart:.3f}")
    assert page.locator(".dv-member").count() == 7
    assert page.locator(".dv-idle").count() == 2
    page.get_by_role("slider", name="the prior:").press("ArrowRight")
    assert state(page, "weights") == [*EQUAL[:-1], 1]
    assert page.locator(".dv-idle").count() == 1
    expect(page.get_by_role("status")).to_contain_text("6 members at work")
    page.get_by_role("button", name="Reset").press("Enter")
    assert state(page, "weights") == EQUAL
    assert page.title() == ""


def test_the_goals_are_met_one_after_the_other_and_stay_met(show):
    page = show(lecture())
    assert state(page, "met") == []
    part(page, "fold 1 again", 1)
    assert state(page, "met") == [2]
    part(page, "the prior", 5)
    assert state(page, "met") == [1, 2]
    part(page, "fold 1 again", 0)
    part(page, "the prior", 0)
    for name in ("fold 2", "fold 3", "fold 4", "fold 5"):
        part(page, name, 1)
    assert state(page, "met") == [0, 1, 2, 3], "on the way, four folds alone score lower than all five"
    assert page.get_by_label("met", exact=True).count() == 4


def test_the_last_one_at_work_goes_on(show):
    page = show(lecture([0, 0, 1, 0, 0, 0, 0]))
    part(page, "fold 2", 0)
    assert state(page, "weights") == [0, 0, 1, 0, 0, 0, 0]
    expect(page.get_by_role("slider", name="fold 2:")).to_have_value("1")
    expect(page.get_by_role("status")).to_contain_text("One member alone")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone_and_every_control_has_a_name(show, theme):
    page = show(lecture(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div").evaluate_all(wide) == []
    nameless = (
        "() => [...document.querySelectorAll('input, button')].filter((el) => !(el.labels?.[0] || el.textContent))"
    )
    assert page.evaluate(f"({nameless})().length") == 0
