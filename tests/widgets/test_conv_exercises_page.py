"""In a plain page with no kernel: pooling by hand and inverse puzzles; every view at every width, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.widgets.conv_page import state
from utils import shapes
from utils.widgets import conv_arithmetic as widgets

pytestmark = pytest.mark.slow


def test_pooling_shows_winners_where_the_gradient_goes_and_what_a_shift_leaves(show):
    view = widgets.pooling(kernel=2, stride=1, values=[[1, 2, 0], [0, 9, 3], [4, 5, 6]])
    page = show(view)
    assert page.locator(".dv-winner").evaluate_all("(cells) => cells.map((cell) => cell.value)") == ["9"]
    gradient = page.locator(".dv-gradient").all_inner_texts()
    assert gradient == ["0"] * 4 + ["4"] + ["0"] * 4, "four windows won by one input add up"
    page.get_by_role("button", name="output row 0, column 1").click()
    expect(page.locator(".dv-caption").first).to_contain_text("Its gradient of 1 goes to input (1, 1) alone")
    assert page.locator(".dv-inside").count() == 4
    page.get_by_role("button", name="Average").click()
    assert page.locator(".dv-gradient").all_inner_texts()[1] == "0.25"
    page.get_by_role("button", name="Maximum").click()
    page.get_by_label("Shift input right").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".dv-caption").nth(1)).to_contain_text("2 of 4 maxima do")
    assert page.locator(".dv-changed").count() == 2


def test_numbers_of_the_pooling_view_can_be_changed_and_bad_ones_wait(show):
    page = show(widgets.pooling(seed=2))
    cell = page.get_by_label("input row 0, column 0")
    cell.fill("42")
    expect(page.get_by_role("button", name="output row 0, column 0: 42")).to_be_visible()
    cell.fill("4.2")
    expect(page.get_by_role("alert")).to_contain_text("a number must be whole and from -99 to 99, got '4.2'")
    assert state(page, "values")[0][0] == 42
    assert cell.input_value() == "4.2"
    cell.fill("-3")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_label("Kernel", exact=True).fill("7")
    expect(page.get_by_role("alert")).to_contain_text("kernel must be at most the padded input 6, got 7")
    assert state(page, "kernel") == 2
    cell.press("ArrowDown")
    expect(page.get_by_label("input row 1, column 0")).to_be_focused()


def test_a_puzzle_is_missed_with_a_hint_then_solved_and_progress_is_kept(show):
    page = show(widgets.puzzles(seed=0))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".dv-verdict")).to_contain_text("Not yet: 2 of 2 to go")
    expect(page.locator(".dv-goals li").first).to_contain_text("yours gives 8×8: too small")
    page.get_by_label("kernel of layer 1").fill("7")
    expect(page.locator(".dv-verdict")).to_contain_text("Changed since the last check")
    page.get_by_label("padding of layer 1").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".dv-verdict")).to_contain_text("Solved")
    expect(page.locator(".dv-score")).to_have_text("1 of 10 solved")
    assert state(page, "solved") == [0]
    page.get_by_role("button", name="Next").click()
    page.get_by_label("stride of layer 1").fill("0")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("stride must be a whole number of at least 1, got 0")
    expect(page.locator(".dv-verdict")).to_have_text("Mend the numbers first.")
    page.get_by_role("button", name="Start this one over").click()
    expect(page.get_by_label("stride of layer 1")).to_have_value("1")
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_label("kernel of layer 1")).to_have_value("7")


def test_all_ten_puzzles_open_with_a_title_goals_and_a_layer(show):
    page = show(widgets.puzzles(seed=4))
    titles = set()
    for level in range(1, 11):
        page.get_by_role("button", name=f"puzzle {level}", exact=True).click()
        titles.add(page.locator(".dv-title").inner_text())
        assert page.locator(".dv-goals li").count() >= 2
        assert page.locator(".dv-layer").count() >= 1
    assert len(titles) == 10


def test_the_three_grids_of_pooling_stand_side_by_side_with_the_windows_framed(show):
    page = show(widgets.pooling(), 734)
    tops = page.locator(".dv-block").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    assert page.locator(".dv-pane").count() == 9
    page.get_by_role("button", name="output row 1, column 2").click()
    assert page.locator(".dv-pane-chosen").count() == 1
    page.get_by_label("Stride", exact=True).fill("1")
    assert page.locator(".dv-pane").count() == 0, "frames that overlap would say nothing"


def test_a_tie_is_named_and_averages_share_their_decimals(show):
    page = show(widgets.pooling(values=[[6, 3], [6, 2]]))
    story = page.locator(".dv-caption").first
    expect(story).to_contain_text("One window has a tie, where the maximum has no derivative")
    page.get_by_role("button", name="output row 0, column 0").click()
    expect(story).to_contain_text("2 inputs tie")
    expect(page.locator(".dv-task")).to_be_hidden()
    other = show(widgets.pooling(kind="average", values=[[1, 1, 1, 2], [1, 1, 1, 1]]))
    assert other.locator(".dv-pooled").all_inner_texts() == ["1.00", "1.25"]


def test_a_zero_that_the_shift_brought_in_says_that_it_is_fixed(show):
    page = show(widgets.pooling(shift=1))
    cell = page.get_by_label("input row 0, column 0")
    assert cell.get_attribute("title") == "a zero that the shift brought in: it cannot be changed"
    expect(page.locator(".dv-legend")).to_contain_text("zero brought in by the shift, fixed")
    page.get_by_label("input row 1, column 3").fill("x")
    expect(page.locator(".dv-verdict")).to_have_text("Mend the numbers first.")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert cell.get_attribute("title") == ""


def test_the_pooling_task_is_judged_on_what_is_shown_and_on_the_maximum_alone(show):
    view = widgets.pooling()
    view.task = next(task for task in range(20) if "most gradient" in task_text(show, task))
    page = show(view)
    page.get_by_label("Kernel", exact=True).fill("3")
    page.get_by_label("Stride", exact=True).fill("1")
    for shift in (0, 1, 3):
        page.get_by_label("Shift input right").fill(str(shift))
        peak = re.search(r"collects is (\d+)", page.locator(".dv-caption").first.inner_text())[1]
        goal = page.locator(".dv-goals li").nth(1)
        asked = re.match(r"\D*(\d+) as the most", goal.inner_text())[1]
        assert goal.get_attribute("class") == ("dv-met" if peak == asked else "dv-missed"), shift
        assert peak == asked or f"yours collects {peak}," in goal.inner_text(), shift
    page.get_by_role("button", name="Average").click()
    expect(page.locator(".dv-verdict")).to_contain_text("This task is about the maximum")
    expect(page.locator(".dv-met")).to_have_count(0)


def task_text(show, task):
    view = widgets.pooling()
    view.task = task
    return show(view).locator(".dv-goals").inner_text()


CONTRAST = """(button) => {
  const scale = (color) => (color.startsWith("rgb") ? 1 : 255);
  const parts = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part * scale(color));
  const light = (color) => parts(color)
    .map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0.05);
  const { color, backgroundColor } = getComputedStyle(button);
  const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
  return high / low;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("make", "name"), [(widgets.bench, "Stack of layers"), (widgets.pooling, "Average")])
def test_a_pressed_button_can_be_read_while_the_pointer_is_on_it(show, make, name, theme):
    page = show(make(), theme=theme)
    button = page.get_by_role("button", name=name)
    button.click()
    page.wait_for_timeout(300)
    assert button.get_attribute("aria-pressed") == "true"
    assert button.evaluate("(one) => one.matches(':hover')")
    assert button.evaluate(CONTRAST) >= 4.5


def test_a_puzzle_that_is_started_over_loses_its_tick(show):
    page = show(widgets.ConvPuzzles(level=4, solved=[0, 4]))
    expect(page.locator(".dv-goals")).to_contain_text("slices (feature maps)")
    page.get_by_role("button", name="Start this one over").click()
    assert state(page, "solved") == [0]
    expect(page.locator(".dv-score")).to_have_text("1 of 10 solved")
    expect(page.locator(".dv-verdict")).to_be_empty()
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_label("kernel of layer 1").fill("0")
    expect(page.locator(".dv-verdict")).to_contain_text("Changed since the last check")
    assert page.locator(".dv-stale").count() == 1


VARIANTS = {
    "bench": lambda: widgets.bench(size=12, stride=2, padding=2, dilation=2),
    "stack": lambda: widgets.bench(layers=shapes.up_to(shapes.architectures["vgg16"], "conv5_3"), length=224),
    "pooling": lambda: widgets.pooling(3, 1, shift=1),
    "puzzles": lambda: widgets.ConvPuzzles(level=9, solved=[0, 3]),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 400])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_view_stays_within_its_width_and_names_its_controls(show, variant, width, theme):
    page = show(VARIANTS[variant](), width, theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, [tabindex='0']")]
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.textContent))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
