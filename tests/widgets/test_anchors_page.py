"""In a plain page with no kernel, by keyboard and by pointer: the anchor bench of lecture 13 lives."""

import pytest
from playwright.sync_api import expect

from tests.widgets.test_anchors import bench

pytestmark = pytest.mark.slow


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_a_place_is_chosen_by_slider_and_by_pointer(show):
    page = show(bench())
    expect(page.get_by_role("status")).to_contain_text("Column 10, row 6: the best of 9 anchors")
    page.get_by_role("slider", name="Column").press("ArrowRight")
    assert state(page, "column") == 11
    photo = page.get_by_role("img", name="The photo with the anchors")
    photo.scroll_into_view_if_needed()
    stage = photo.bounding_box()
    page.mouse.click(stage["x"] + 8, stage["y"] + 8)
    assert (state(page, "column"), state(page, "row")) == (0, 0)
    page.mouse.move(stage["x"] + 60, stage["y"] + 60)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] - 8, stage["y"] + stage["height"] - 8)
    page.mouse.up()
    assert (state(page, "column"), state(page, "row")) == (36, 24)
    assert page.title() == ""


def test_scales_ratios_stride_and_rules_change_what_is_positive(show):
    page = show(bench())
    expect(page.get_by_role("status")).to_contain_text("8,325 anchors on 37 × 25 places: 22 positive")
    page.get_by_role("checkbox", name="256").uncheck()
    page.get_by_role("checkbox", name="2 : 1").uncheck()
    expect(page.get_by_role("status")).to_contain_text("3,700 anchors on 37 × 25 places")
    page.get_by_label("Stride").select_option("64")
    expect(page.get_by_role("status")).to_contain_text("216 anchors on 9 × 6 places")
    page.get_by_role("checkbox", name="Leave out anchors").check()
    expect(page.get_by_role("status")).to_contain_text("left out")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("8,325 anchors on 37 × 25 places: 22 positive")


def test_the_last_scale_cannot_be_taken_away(show):
    page = show(bench(scales=[128]))
    page.get_by_role("checkbox", name="128").click()
    assert state(page, "scales") == [128]
    expect(page.get_by_role("checkbox", name="128")).to_be_checked()


def test_the_goals_are_met_on_the_way(show):
    page = show(bench())
    page.get_by_role("checkbox", name="The best anchor").uncheck()
    for scale in ("181", "362"):
        page.get_by_role("checkbox", name=scale).check()
    assert state(page, "met") == [2]
    page.get_by_role("checkbox", name="512").uncheck()
    page.get_by_label("Stride").select_option("32")
    assert state(page, "met") == [2, 3]
    expect(page.get_by_role("status")).to_contain_text("2,592 anchors")
    assert page.get_by_label("met", exact=True).count() == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_sticks_out(show, theme):
    page = show(bench(column=18, row=11), width=336, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_wide_page_photo_and_tables_stand_side_by_side(show):
    page = show(bench(column=18, row=10), width=960)
    expect(page.get_by_role("table")).to_have_count(2)
