"""In a plain page with no kernel, by keyboard and by pointer: the four widgets of lecture 10 live."""

import numpy as np
import pytest
from playwright.sync_api import expect

from utils.data.photo_boxes import load_photo_boxes
from utils.data.photos import load_photo
from utils.data.school import SIZE, loose_boxes, ranked, school
from utils.data.thumbnails import shrink
from utils.reference.proposals import segment
from utils.widgets.average_precision import averages, curve
from utils.widgets.boxes import overlap, suppression
from utils.widgets.proposals import film

pytestmark = pytest.mark.slow


def steps(threshold=0.5):
    return suppression(*loose_boxes(school(), 3, np.random.default_rng(11)), school(), SIZE, threshold)


def walk():
    return curve(*ranked(), school())


def merging():
    small = shrink(load_photo("coffee"), 5)
    names, truth = load_photo_boxes("coffee")
    return film(segment(small, 50, 0.5, 15), small, names, truth / 5)


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def met(page):
    return page.get_by_label("met", exact=True).count()


def slide(page, name, value):
    page.get_by_role("slider", name=name).fill(str(value))


def test_arrow_keys_move_a_box_and_shift_resizes_it(show):
    page = show(overlap())
    expect(page.get_by_role("status")).to_contain_text(
        "Intersection 3 × 4 = 12, union 48 + 48 − 12 = 84: IoU = 1/7 = 0.143"
    )
    prediction = page.get_by_role("application", name="prediction")
    prediction.press("ArrowLeft")
    assert state(page, "prediction") == [8, 5, 16, 11]
    prediction.press("Shift+ArrowUp")
    assert state(page, "prediction") == [8, 5, 16, 10]
    for _ in range(30):
        prediction.press("ArrowRight")
    assert state(page, "prediction") == [16, 5, 24, 10]
    expect(page.get_by_role("status")).to_contain_text("Nothing in common")
    assert page.title() == ""


def test_a_box_follows_the_pointer_and_its_handle_resizes_it(show):
    page = show(overlap())
    middle = page.locator(".dv-truth rect").bounding_box()
    page.mouse.move(middle["x"] + 30, middle["y"] + 30)
    page.mouse.down()
    page.mouse.move(middle["x"] + 30 + 60, middle["y"] + 30)
    page.mouse.up()
    x1, y1, x2, y2 = state(page, "truth")
    assert x1 > 4
    assert (y1, y2, x2 - x1) == (3, 9, 8)
    handle = page.locator(".dv-handle-truth").bounding_box()
    page.mouse.move(handle["x"] + 7, handle["y"] + 7)
    page.mouse.down()
    page.mouse.move(handle["x"] + 7, handle["y"] + 7 + 60)
    page.mouse.up()
    assert state(page, "truth")[:3] == [x1, y1, x2]
    assert state(page, "truth")[3] > y2


def test_a_third_by_typing_and_a_bad_edge_gets_one_sentence(show):
    page = show(overlap())
    for edge, value in (("x1", 8), ("y1", 3), ("x2", 16), ("y2", 9)):
        page.get_by_role("spinbutton", name=f"prediction {edge}").fill(str(value))
    expect(page.get_by_role("status")).to_contain_text("IoU = 1/3 = 0.333")
    assert (met(page), state(page, "met")) == (1, [0])
    page.get_by_role("spinbutton", name="truth x2").fill("3")
    expect(page.get_by_role("alert")).to_contain_text("truth x2 must be more than x1, got 3 and 4")
    assert state(page, "truth") == [4, 3, 12, 9]
    page.get_by_role("button", name="Reset").press("Enter")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert state(page, "prediction") == [9, 5, 17, 11]
    assert met(page) == 1


def test_suppression_goes_step_by_step_and_tells_what_it_does(show):
    page = show(steps())
    expect(page.get_by_role("status")).to_contain_text("18 boxes wait")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Step 1 of ")
    assert page.locator(".dv-best").count() == 1
    page.get_by_role("button", name="To the end").press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    assert page.locator(".dv-best, .dv-kept").count() == len(steps().kept)
    assert page.locator(".dv-waiting").count() == 0


def test_the_three_tasks_of_suppression_can_be_done(show):
    page = show(steps())
    assert met(page) == 0
    slide(page, "Threshold", 0.4)
    assert state(page, "met") == [0]
    slide(page, "Threshold", 0.3)
    for _ in range(6):
        page.get_by_role("button", name="Next").press("Enter")
        if "best box of another fish" in page.get_by_role("status").text_content():
            break
    assert state(page, "met") == [0, 1]
    lost = page.get_by_role("status").text_content().split(" Box ")[1].split()[0]
    page.get_by_label("Box to change").select_option(f"box {lost}")
    chosen = page.locator(".dv-chosen")
    for key in ["ArrowRight"] * 15 + ["ArrowLeft"] * 30:
        chosen.press(key)
        if state(page, "met") == [0, 1, 2]:
            break
    assert state(page, "met") == [0, 1, 2]
    assert page.title() == ""


def test_a_score_can_be_changed_and_reset(show):
    page = show(steps())
    before = state(page, "scores")
    slide(page, "Its score", 0.99)
    assert state(page, "scores")[0] == 0.99 != before[0]
    page.get_by_role("button", name="Reset").press("Enter")
    assert state(page, "scores") == before


def test_the_curve_grows_with_every_detection_and_the_three_averages_follow(show):
    page = show(walk())
    expect(page.get_by_role("status")).to_contain_text("recall 0 of 6")
    slide(page, "Accept the best", 2)
    expect(page.get_by_role("status")).to_contain_text("precision 2/2 = 1.00, recall 2/6 = 0.33")
    assert page.locator(".dv-dot").count() == 2
    assert state(page, "met") == [0]
    slide(page, "Accept the best", 12)
    known = [f"{value:.3f}" for value in averages(*ranked(), school())]
    expect(page.locator(".dv-three b")).to_have_text(known)
    slide(page, "IoU that makes a hit", 0.7)
    slide(page, "IoU that makes a hit", 0.9)
    assert state(page, "met") == [0, 1, 2, 3]
    page.get_by_role("button", name="Reset").press("Enter")
    assert (state(page, "shown"), state(page, "least")) == (0, 0.5)


def test_the_film_merges_plays_and_compares_rules(show):
    page = show(merging())
    page.emulate_media(reduced_motion="no-preference")
    expect(page.get_by_role("status")).to_contain_text("107 segments")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Merge 1 of 106, similarity")
    picture = page.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function("() => model.get('step') > 4")
    page.get_by_role("button", name="Pause").press("Enter")
    paused = state(page, "step")
    page.wait_for_timeout(300)
    assert state(page, "step") == paused < 106
    assert page.locator("canvas").evaluate("(canvas) => canvas.toDataURL()") != picture
    for step in range(95, 107):
        slide(page, "Merges", step)
    assert state(page, "met") == [0]
    expect(page.locator("td").first).to_have_text("0.92 ✓✓")
    page.get_by_role("button", name="texture alone").press("Enter")
    expect(page.locator("td").nth(1)).to_have_text("0.43")
    assert state(page, "met") == [0, 1]


def test_where_motion_is_not_wanted_the_film_jumps(show):
    page = show(merging())
    expect(page.get_by_role("button", name="Play")).to_have_count(0)
    page.get_by_role("button", name="10 merges on").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Merge 10 of 106")
    page.wait_for_timeout(400)
    assert state(page, "step") == 10


MAKERS = {"overlap": overlap, "suppression": steps, "curve": walk, "film": merging}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_nothing_is_cut_off_on_a_phone(show, make, theme):
    page = show(make(), 340, theme)
    wide = """(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1 && !el.matches(".dv-scroll"))
      .map((el) => el.className)"""
    assert page.locator("main, main section, main div").evaluate_all(wide) == []


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_every_view_stays_within_its_width_and_names_its_controls(show, make):
    page = show(make())
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, [role='application']")]
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.textContent))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
