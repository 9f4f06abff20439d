"""In a plain page with no kernel, by keyboard and by pointer: the box mover of lecture 11 lives."""

import pytest
from playwright.sync_api import expect

from tests.widgets.test_rcnn import mover

pytestmark = pytest.mark.slow
DRAWN = "() => document.querySelector('canvas').getContext('2d').getImageData(20, 20, 1, 1).data[3] > 0"


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def slide(page, name, value):
    page.get_by_role("slider", name=name).fill(str(value))


def pixels(page):
    return page.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")


def test_arrow_keys_move_the_proposal_shift_resizes_it_and_the_crop_follows(show):
    page = show(mover())
    expect(page.get_by_role("status")).to_contain_text("To the head: tx = ")
    page.wait_for_function(DRAWN)
    before = pixels(page)
    proposal = page.get_by_role("application", name="proposal")
    proposal.press("ArrowRight")
    assert state(page, "proposal") == [43, 30, 113, 90]
    proposal.press("Shift+ArrowDown")
    assert state(page, "proposal") == [43, 30, 113, 93]
    assert pixels(page) != before
    assert page.title() == ""


def test_the_proposal_follows_the_pointer_and_its_corner_resizes_it(show):
    page = show(mover())
    place = page.locator(".dv-proposal rect").bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 20)
    page.mouse.up()
    x1, y1, x2, y2 = state(page, "proposal")
    assert x1 > 40
    assert (y1, x2 - x1, y2 - y1) == (30, 70, 60)
    handle = page.locator(".dv-handle").bounding_box()
    page.mouse.move(handle["x"] + 7, handle["y"] + 7)
    page.mouse.down()
    page.mouse.move(handle["x"] + 47, handle["y"] + 27)
    page.mouse.up()
    assert state(page, "proposal")[:2] == [x1, y1]
    assert state(page, "proposal")[2] > x2


def test_the_four_goals_can_be_met(show):
    page = show(mover())
    page.get_by_role("button", name="Tell the needed offsets").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1.00 after: better")
    assert state(page, "met") == [0]
    page.get_by_label("Object", exact=True).select_option("flag")
    expect(page.get_by_role("status")).to_contain_text("1.00 after: better")
    assert state(page, "met") == [0, 1]
    page.get_by_label("Object", exact=True).select_option("astronaut")
    for edge, value in (("x2", 141), ("y2", 194), ("x1", 54), ("y1", 69)):
        page.get_by_role("spinbutton", name=f"Proposal {edge}").fill(str(value))
    assert state(page, "met") == [0, 1, 2]
    page.get_by_role("button", name="All to 0").press("Enter")
    for edge, value in (("x2", 184), ("y2", 256), ("x1", 11), ("y1", 7)):
        page.get_by_role("spinbutton", name=f"Proposal {edge}").fill(str(value))
    slide(page, "tx", 0.6)
    assert state(page, "met") == [0, 1, 2, 3]
    expect(page.locator(".dv-three b").first).to_have_text("1.00")


def test_a_bad_edge_gets_one_sentence_and_reset_brings_all_back(show):
    page = show(mover())
    page.get_by_role("spinbutton", name="Proposal x2").fill("3")
    expect(page.get_by_role("alert")).to_contain_text("x2 must be more than x1, got 3 and 40")
    slide(page, "tw", 0.5)
    assert state(page, "told") == [0, 0, 0.5, 0]
    page.get_by_role("button", name="Reset").press("Enter")
    assert (state(page, "told"), state(page, "proposal")) == ([0, 0, 0, 0], [40, 30, 110, 90])
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone(show, theme):
    page = show(mover(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div").evaluate_all(wide) == []


def test_every_control_has_a_name(show):
    page = show(mover())
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, [role='application']")]
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.textContent))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
