"""In a plain page with no kernel, by keyboard and by pointer: the grid of lecture 14 lives."""

import pytest
from playwright.sync_api import expect

from utils.data.school import SIZE, school
from utils.widgets.single_shot import grid

pytestmark = pytest.mark.slow
KINDS = ("tuna", "tuna", "shark", "tuna", "shark", "opah")


def bench(cells=3):
    return grid(school(), KINDS, SIZE, cells)


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def slide(page, name, value):
    page.get_by_role("slider", name=name).fill(str(value))


def test_a_finer_grid_gives_every_fish_a_cell_of_its_own(show):
    page = show(bench())
    expect(page.get_by_role("status")).to_contain_text("Fish 1 belongs to row 0, column 0 of 3 × 3")
    assert page.locator(".dv-cell-shared").count() == 2
    slide(page, "Cells along a side", 5)
    assert page.locator(".dv-cell-shared").count() == 0
    assert state(page, "met") == [2]
    expect(page.locator(".dv-count")).to_contain_text("5 × 5 × (2 × 5 + 3) = 325 numbers")


def test_arrow_keys_bring_two_fish_into_one_cell(show):
    page = show(bench(7))
    page.get_by_label("Fish", exact=True).select_option("2 tuna")
    fish = page.get_by_role("application", name="fish 2")
    for key in ["ArrowDown"] * 2 + ["ArrowRight"] * 8:
        fish.press(key)
    expect(page.get_by_role("status")).to_contain_text(
        "also fish 3 (shark). It has one list of classes, and cannot say both."
    )
    assert state(page, "met") == [0, 1]
    assert page.locator(".dv-cell-mine").count() == 1
    page.get_by_role("button", name="Reset").press("Enter")
    assert state(page, "boxes") == school().tolist()
    assert page.title() == ""


def test_the_papers_count_is_met_by_its_three_numbers(show):
    page = show(bench())
    slide(page, "Cells along a side", 7)
    slide(page, "Classes", 20)
    expect(page.locator(".dv-count")).to_contain_text("= 1,470 numbers")
    assert state(page, "met") == [3]
    slide(page, "Boxes of a cell", 1)
    expect(page.locator(".dv-count")).to_contain_text("7 × 7 × (1 × 5 + 20) = 1,225 numbers")


def test_a_fish_follows_the_pointer_and_becomes_the_chosen_one(show):
    page = show(bench())
    body = page.locator(".dv-box rect").nth(3).bounding_box()
    page.mouse.move(body["x"] + 20, body["y"] + 40)
    page.mouse.down()
    page.mouse.move(body["x"] + 80, body["y"] + 40)
    page.mouse.up()
    assert state(page, "chosen") == 3
    assert state(page, "boxes")[3][0] > school()[3][0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone_and_every_control_has_a_name(show, theme):
    page = show(bench(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div").evaluate_all(wide) == []
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, [role='application']")]
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.textContent))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
