"""In a plain page with no kernel, by mouse or keyboard alone: windows move, bad numbers are named, nothing is lost."""

import statistics
from contextlib import ExitStack
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.launcher import SCREENSHOTS, launch, watch
from tests.node import run_module
from tests.widgets.live_page import write_page
from utils import shapes
from utils.widgets import conv_arithmetic as widgets

pytestmark = pytest.mark.slow
NUMBER = count()


@pytest.fixture(scope="module")
def browser():
    with launch() as chromium:
        yield chromium


@pytest.fixture
def show(request, browser, tmp_path):
    """Open a widget on a page of its own; in the end nothing may have been asked of the outside or complained about."""
    opened = []

    def opener(widget, width=900, theme="light"):
        watched = opener.stack.enter_context(watch(browser, viewport={"width": width + 24, "height": 900}))
        watched.page.goto(write_page(tmp_path / f"page{next(NUMBER)}.html", widget, width, theme))
        expect(watched.page.locator("[data-ready]")).to_be_visible()
        opened.append(watched)
        return watched.page

    with ExitStack() as opener.stack:
        yield opener
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for index, watched in enumerate(opened):
            name = request.node.originalname.removeprefix("test_")
            watched.page.screenshot(path=SCREENSHOTS / f"conv-{name}-{index}.png", full_page=True)
            assert (watched.outside, watched.errors) == ([], [])


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def field(page, label):
    return page.get_by_label(label, exact=True).locator("visible=true")


def windows(page):
    return page.get_by_role("application")


def press(page, grid, row, column):
    """Click a cell of the input or the output, counted from the grid's first real cell."""
    tops = page.locator(".dv-place").evaluate_all(
        """(texts) => texts.map((text) => {
          const { x, y, width, height } = text.getBoundingClientRect();
          return [text.textContent, text.getAttribute("text-anchor"), x + width / 2, y + height / 2];
        })"""
    )
    first = {"Input": 0, "Output": -1}[grid]
    across = [x for text, anchor, x, _ in tops if anchor == "middle" and text == str(column)][first]
    down = [y for text, anchor, _, y in tops if anchor == "end" and text == str(row)][first]
    page.mouse.click(across, down)


def hatched(page):
    """How many places of the padded input are hatched."""
    return page.locator(".dv-unread").get_attribute("d").count("M")


def caption(page):
    return page.locator(".dv-left .dv-caption")


def test_arrow_keys_move_the_window_and_the_position_is_announced(show):
    page = show(widgets.bench(seed=1))
    windows(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(caption(page)).to_have_text("Window 7 of 25: output (1, 1) reads rows 1 to 3 and columns 1 to 3.")
    expect(caption(page)).to_have_attribute("aria-live", "polite")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert state(page, "window") == [1, 4]
    page.keyboard.press("Home")
    assert state(page, "window") == [1, 0]
    assert page.title() == "", "keys that mean something here must not reach the notebook"


def test_a_click_on_an_output_or_an_input_moves_the_window_there(show):
    page = show(widgets.bench(stride=3))
    press(page, "Output", 1, 1)
    expect(caption(page)).to_contain_text("output (1, 1) reads rows 3 to 5 and columns 3 to 5")
    press(page, "Input", 1, 4)
    assert state(page, "window") == [0, 1]
    press(page, "Input", 6, 6)
    assert state(page, "window") == [0, 1], "no window reads the last cell, so none is shown for it"


def test_play_walks_all_windows_and_pause_stops(show):
    page = show(widgets.bench(size=3, kernel=2))
    page.get_by_role("button", name="Play").click()
    expect(caption(page)).to_contain_text("Window 3 of 4")
    page.get_by_role("button", name="Pause").click()
    at = state(page, "window")
    page.wait_for_timeout(900)
    assert state(page, "window") == at
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Back").click()
    windows(page).focus()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_what_does_not_fit_is_worked_out_and_the_dropped_border_is_hatched(show):
    page = show(widgets.bench(stride=3))
    expect(page.locator(".dv-value")).to_contain_text("(7 − 3 + 2·0)/3 + 1 = 2.33")
    expect(page.locator(".dv-rounding")).to_contain_text("round down to 2 and drop the last row and column")
    assert hatched(page) == 13
    field(page, "Stride S").fill("2")
    expect(page.locator(".dv-value")).to_contain_text("(7 − 3 + 2·0)/2 + 1 = 3")
    assert hatched(page) == 0


def test_a_window_that_dilation_opens_leaves_holes_unlit(show):
    page = show(widgets.bench(kernel=3, dilation=2))
    taps = page.locator(".dv-tap").evaluate_all(
        "(taps) => taps.map((tap) => [+tap.getAttribute('x'), +tap.getAttribute('y')])"
    )
    apart = sorted({x for x, _ in taps})
    frame = page.locator(".dv-frame").get_attribute("width")
    cell = (apart[1] - apart[0]) / 2
    assert len(taps) == 9
    assert float(frame) == 5 * cell


BAD = [
    ("Kernel F", "9", "kernel must be at most the padded input 7, got 9"),
    ("Stride S", "0", "stride must be a whole number of at least 1, got 0"),
    ("Padding P", "-1", "padding must be a whole number of at least 0, got -1"),
    ("Dilation D", "1.5", "dilation must be a whole number of at least 1, got 1.5"),
    ("Input N", "", "size must be a whole number of at least 1, got nothing"),
    ("Input N", "seven", "size must be a whole number of at least 1, got 'seven'"),
    ("Input N", "5x13", "size must be at most 12 here, got 13"),
]


def test_a_bad_number_gets_one_sentence_keeps_the_last_good_picture_and_stays_as_typed(show):
    page = show(widgets.bench(padding=0))
    picture = page.locator(".dv-picture").inner_html()
    for label, text, sentence in BAD:
        good = field(page, label).input_value()
        field(page, label).fill(text)
        expect(page.get_by_role("alert").locator("visible=true")).to_contain_text(sentence)
        assert field(page, label).input_value() == text
        assert field(page, label).get_attribute("aria-invalid") == "true"
        assert page.locator(".dv-picture").inner_html() == picture
        assert state(page, "kernel") == 3
        field(page, label).fill(good)
        expect(page.get_by_role("alert").locator("visible=true")).to_have_count(0)


def test_a_number_that_did_not_fit_is_taken_as_soon_as_it_does(show):
    page = show(widgets.bench())
    field(page, "Kernel F").fill("9")
    assert state(page, "kernel") == 3
    field(page, "Input N").fill("12")
    assert (state(page, "size"), state(page, "kernel")) == (12, 9)
    expect(page.locator(".dv-value")).to_contain_text("(12 − 9 + 2·0)/1 + 1 = 4")


def test_arrow_keys_and_buttons_step_a_number_and_rows_by_columns_is_a_size(show):
    page = show(widgets.bench())
    field(page, "Kernel F").focus()
    page.keyboard.press("ArrowUp")
    assert state(page, "kernel") == 4
    page.get_by_role("button", name="smaller Kernel F").click()
    assert state(page, "kernel") == 3
    field(page, "Input N").fill("5x9")
    assert state(page, "size") == [5, 9]
    expect(page.locator(".dv-heading").last).to_have_text("Output 3×7")
    field(page, "Input N").press("ArrowDown")
    assert state(page, "size") == [4, 8]


def test_what_python_sets_is_shown_and_a_smaller_output_keeps_a_window(show):
    page = show(widgets.bench())
    page.evaluate("model.set('window', [4, 4]); model.set('stride', 2)")
    expect(field(page, "Stride S")).to_have_value("2")
    expect(caption(page)).to_contain_text("Window 9 of 9")
    page.get_by_role("button", name="Reset").click()
    expect(field(page, "Stride S")).to_have_value("1")
    expect(caption(page)).to_contain_text("Window 1 of 25")


def test_how_often_each_input_is_read_can_be_shown(show):
    page = show(widgets.bench(kernel=3))
    page.get_by_label("how often each input is read").check()
    counts = page.locator(".dv-count").all_text_contents()
    assert counts[:7] == ["1", "2", "3", "3", "3", "2", "1"]
    assert counts[24] == "9"


def test_the_task_of_the_bench_follows_the_numbers_and_another_one_can_be_had(show):
    bench = widgets.bench()
    source = 'import { drawBenchTask } from "./conv_arithmetic_task.js"; answer(drawBenchTask(1, payload).hidden);'
    hidden = run_module(source, bench.begin, near=widgets.STATIC)
    page = show(bench)
    before = page.locator(".dv-goals").inner_text()
    page.get_by_role("button", name="Another task").click()
    assert page.locator(".dv-goals").inner_text() != before
    assert page.locator(".dv-goals .dv-missed").count() >= 1
    fields = {"size": "Input N", "padding": "Padding P", "stride": "Stride S"}
    for name, label in (fields | {"kernel": "Kernel F", "dilation": "Dilation D"}).items():
        field(page, label).fill(str(hidden[name]))
    assert page.locator(".dv-goals .dv-missed").count() == 0
    expect(page.locator(".dv-verdict").first).to_contain_text("Done")


def test_layers_are_added_changed_and_removed_and_the_field_grows(show):
    page = show(widgets.bench(layers=[shapes.Conv("one", 3, 4, 3, padding=1)], length=16))
    expect(page.locator(".dv-total")).to_contain_text("receptive field 3×3, effective stride 1, output 16×16×4")
    page.get_by_role("button", name="+ pool").click()
    page.get_by_role("button", name="+ conv").click()
    expect(page.locator(".dv-total")).to_contain_text("receptive field 8×8, effective stride 2, output 6×6×4")
    page.get_by_label("dilation of layer 3").fill("2")
    expect(page.locator(".dv-total")).to_contain_text("receptive field 12×12, effective stride 2, output 4×4×4")
    expect(page.locator(".dv-result").last).to_contain_text("sees 12×12")
    page.get_by_label("kernel of layer 3").fill("99")
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text(
        "layer 3: kernel must be at most the padded input 8, got 99 spanning 2 * (99 - 1) + 1 = 197"
    )
    expect(page.locator(".dv-total")).to_contain_text("receptive field 12×12")
    page.get_by_role("button", name="remove layer 3").click()
    expect(page.locator(".dv-total")).to_contain_text("receptive field 4×4, effective stride 2, output 8×8×4")
    page.get_by_label("kind of layer 2").select_option("conv")
    expect(page.locator(".dv-total")).to_contain_text("receptive field 5×5, effective stride 1, output 14×14×4")


def test_arrow_keys_choose_the_unit_whose_inputs_are_shown(show):
    page = show(widgets.bench(layers=[shapes.Conv("one", 3, 4, 3, padding=1), shapes.Pool("two", 2)], length=8))
    unit = page.get_by_role("slider", name="Output unit")
    unit.focus()
    page.keyboard.press("Home")
    expect(unit).to_have_attribute(
        "aria-valuetext", "Output 0 of 0 to 3 sees inputs 0 to 2; 1 of its 4 places lie outside, in the padding."
    )
    page.keyboard.press("ArrowRight")
    expect(unit).to_have_attribute("aria-valuetext", "Output 1 of 0 to 3 sees inputs 1 to 4.")
    box = page.locator(".dv-cone").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 20)
    assert state(page, "unit") == 3


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
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("stride of layer 1")).to_have_value("1")
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_label("kernel of layer 1")).to_have_value("7")


def test_all_ten_puzzles_open_with_a_title_goals_and_a_layer(show):
    page = show(widgets.puzzles(seed=4))
    titles = set()
    for level in range(1, 11):
        page.get_by_role("button", name=f"puzzle {level}", exact=True).click()
        titles.add(page.locator("h4").inner_text())
        assert page.locator(".dv-goals li").count() >= 2
        assert page.locator(".dv-layer").count() >= 1
    assert len(titles) == 10


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
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []


def test_a_view_that_is_left_stops_playing_and_listening(show):
    page = show(widgets.bench(size=3, kernel=2))
    page.get_by_role("button", name="Play").click()
    page.evaluate("leave()")
    at = state(page, "window")
    page.wait_for_timeout(800)
    assert state(page, "window") == at


LATENCY = """async (keys) => {
  const stage = document.querySelector("[role=application]");
  const times = [];
  for (let index = 0; index < 60; index += 1) {
    const started = performance.now();
    const key = keys[index % keys.length];
    if (key.label) {
      const field = [...document.querySelectorAll("label")].find((label) => label.innerText === key.label).control;
      field.dispatchEvent(new KeyboardEvent("keydown", { key: key.press, bubbles: true, cancelable: true }));
    } else stage.dispatchEvent(new KeyboardEvent("keydown", { key: key.press, bubbles: true, cancelable: true }));
    await Promise.resolve();
    await Promise.resolve();
    document.body.getBoundingClientRect();
    times.push(performance.now() - started);
    await new Promise((done) => setTimeout(done));
  }
  return times;
}"""


def test_a_key_is_answered_within_a_frame_on_the_largest_input(show):
    """From key to finished layout, in milliseconds; the quicker quarter, as neighbours on a machine slow all."""
    page = show(widgets.bench(size=12, kernel=3, padding=2))
    walk = [{"press": f"Arrow{way}"} for way in ("Right", "Down", "Left", "Up")]
    turn = [{"label": "Stride S", "press": key} for key in ("ArrowUp", "ArrowDown")]
    moved, redrawn = (statistics.quantiles(page.evaluate(LATENCY, keys), n=4)[0] for keys in (walk, turn))
    assert moved < 16
    assert redrawn < 16
