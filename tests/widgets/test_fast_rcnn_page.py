"""In a plain page with no kernel, by keyboard and by pointer: the widget of lecture 12 lives."""

import pytest
from playwright.sync_api import expect

from utils.widgets.fast_rcnn import pooling

pytestmark = pytest.mark.slow


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def slide(page, name, value):
    page.get_by_role("slider", name=name).fill(str(value))


def region(page, letter):
    return page.get_by_role("application", name=f"Region {letter}")


def test_arrow_keys_move_a_region_and_shift_resizes_it(show):
    page = show(pooling())
    region(page, "A").press("ArrowRight")
    assert state(page, "regions") == [[2, 1, 6, 5], [6, 2, 10, 6]]
    region(page, "A").press("Shift+ArrowUp")
    assert state(page, "regions")[0] == [2, 1, 6, 4]
    for _ in range(12):
        region(page, "B").press("ArrowDown")
    assert state(page, "regions")[1] == [6, 3, 10, 7]
    assert state(page, "chosen") == 1
    expect(page.get_by_role("status")).to_contain_text("Bin 1 of B, rows 4 to 5, columns 7 to 8: the largest is 97")


def test_a_region_follows_the_pointer_and_its_handle_resizes_it(show):
    page = show(pooling())
    middle = page.locator(".dv-region-A rect").bounding_box()
    page.mouse.move(middle["x"] + 60, middle["y"] + 60)
    page.mouse.down()
    page.mouse.move(middle["x"] + 60, middle["y"] + 60 + 50)
    page.mouse.up()
    assert state(page, "regions")[0] == [1, 2, 5, 6]
    handle = page.locator(".dv-handle").nth(1).bounding_box()
    page.mouse.move(handle["x"] + 7, handle["y"] + 7)
    page.mouse.down()
    page.mouse.move(handle["x"] + 7 - 90, handle["y"] + 7)
    page.mouse.up()
    assert state(page, "regions")[1] == [6, 2, 8, 6]


def test_outputs_and_gradient_follow_bins_and_the_chosen_bin(show):
    page = show(pooling())
    expect(page.locator(".dv-outputs-A b")).to_have_text([f"{value:.0f}" for value in pooling().pooled[0].flat])
    slide(page, "Look at bin", 4)
    expect(page.get_by_role("status")).to_contain_text("Bin 4 of A")
    page.get_by_role("button", name="Region B").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Bin 4 of B")
    slide(page, "Bins a side", 3)
    bench = pooling(bins=3)
    expect(page.locator(".dv-outputs-B b")).to_have_text([f"{value:.0f}" for value in bench.pooled[1].flat])
    sums = sorted(f"{value:.0f}" for value in bench.gradient.flat if value)
    assert sorted(page.get_by_role("img", name="The gradient").locator("text").all_text_contents()) == sums
    page.get_by_role("button", name="Reset").press("Enter")
    assert (state(page, "bins"), state(page, "chosen"), state(page, "bin")) == (2, 0, 0)


def test_the_four_goals_can_be_met_by_keyboard(show):
    page = show(pooling())
    assert state(page, "met") == []
    slide(page, "Bins a side", 3)
    assert state(page, "met") == [0]
    slide(page, "Bins a side", 2)
    for _ in range(2):
        region(page, "B").press("ArrowLeft")
    region(page, "B").press("ArrowUp")
    region(page, "B").press("ArrowUp")
    assert state(page, "met") == [0, 1]
    slide(page, "Bins a side", 1)
    assert state(page, "met") == [0, 1, 2]
    slide(page, "Bins a side", 3)
    for _ in range(3):
        region(page, "A").press("Shift+ArrowLeft")
        region(page, "A").press("Shift+ArrowUp")
    assert state(page, "met") == [0, 1, 2, 3]
    assert page.get_by_label("met", exact=True).count() == 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone(show, theme):
    page = show(pooling(), 340, theme)
    wide = """(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1 && !el.matches(".dv-scroll"))
      .map((el) => el.className)"""
    assert page.locator("main, main section, main div").evaluate_all(wide) == []
