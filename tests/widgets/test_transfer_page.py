"""In a plain page with no kernel, by keyboard alone: the trunk of lecture 8 is cut."""

import pytest
from playwright.sync_api import expect

from tests.widgets.test_transfer import BLOCKS, SCORES
from utils.widgets.transfer import trunk_cut

pytestmark = pytest.mark.slow


def test_the_cut_moves_by_an_arrow_key_and_reset_brings_it_back(show):
    page = show(trunk_cut(BLOCKS, SCORES, "block2"))
    slider = page.get_by_role("slider", name="First block that is trained")
    expect(page.locator(".dv-cut-trained")).to_have_count(3)
    before = page.locator(".dv-cut-said").text_content()
    slider.press("ArrowRight")
    expect(page.locator(".dv-cut-trained")).to_have_count(2)
    expect(slider).to_have_attribute("aria-valuetext", "block3")
    expect(page.locator(".dv-cut-said")).to_contain_text("0.600 nats on unseen boats")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(page.locator(".dv-cut-said")).to_have_text(before)


def test_a_task_is_met_by_the_cut_that_meets_it_and_another_one_follows(show):
    page = show(trunk_cut(BLOCKS, SCORES, "stem"))
    verdict = page.locator(".dv-verdict")
    expect(verdict).to_have_text("")
    for _ in range(3):
        page.get_by_role("slider").press("ArrowRight")
    expect(verdict).to_contain_text("Done")
    page.get_by_role("button", name="Another task").press("Enter")
    expect(verdict).to_have_text("")
    expect(page.locator(".dv-goals")).to_contain_text("at least 65,800 weights trained — here 60,800: too few")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone(show, theme):
    page = show(trunk_cut(BLOCKS, SCORES, "block1"), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div, main td").evaluate_all(wide) == []
