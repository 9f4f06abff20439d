"""In a plain page with no kernel: windows of one layer move by mouse or key, bad numbers are named, nothing is lost."""

import statistics

import pytest
from playwright.sync_api import expect

from tests.node import run_module
from tests.widgets.conv_page import field, state
from utils.widgets import conv_arithmetic as widgets

pytestmark = pytest.mark.slow


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


def test_arrow_keys_still_move_the_window_after_a_click_on_next_and_the_page_says_so(show):
    page = show(widgets.bench())
    expect(page.locator(".dv-note").locator("visible=true")).to_contain_text("use the arrow keys, to move the window")
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("ArrowDown")
    assert state(page, "window") == [1, 1]
    page.get_by_role("button", name="Back").click()
    page.keyboard.press("ArrowUp")
    assert state(page, "window") == [0, 0]
    page.keyboard.press(" ")
    assert state(page, "window") == [4, 4], "Space presses the button that has the focus"
    field(page, "Kernel F").press("ArrowUp")
    assert (state(page, "kernel"), state(page, "window")) == (4, [3, 3])


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
    ("Input N", "5x513", "size must be at most 512 here, got 513"),
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
    page = show(widgets.bench(kernel=3, padding=1))
    assert page.locator(".dv-zeros").count() == 1
    page.get_by_label("how often each input is read").check()
    counts = page.locator(".dv-count").all_text_contents()
    assert counts[:7] == ["4", "6", "6", "6", "6", "6", "4"]
    assert (len(counts), counts[24]) == (49, "9")
    assert page.locator(".dv-zeros").count() == 0, "a zero of the padding is no count"


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


def test_a_large_input_is_counted_whole_and_drawn_as_one_row(show):
    page = show(widgets.bench(size=227, kernel=11, stride=4, filters=96))
    expect(page.locator(".dv-value")).to_contain_text("(227 − 11 + 2·0)/4 + 1 = 55")
    expect(page.locator(".dv-costs")).to_contain_text("290,400")
    box = page.locator(".dv-picture").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + 30)
    expect(caption(page)).to_contain_text("output (0, 54) reads rows 0 to 10 and columns 216 to 226")
    field(page, "Input N").fill("224x225")
    assert page.locator(".dv-lost").get_attribute("d").count("M") == 2, "225 - 223 columns at the end"
    expect(page.get_by_label("how often each input is read")).to_be_hidden()
    field(page, "Input N").fill("12")
    expect(page.get_by_label("how often each input is read")).to_be_visible()


def test_goals_are_not_met_by_numbers_that_cannot_be_measured_and_reset_clears_them(show):
    bench = widgets.bench()
    source = 'import { drawBenchTask } from "./conv_arithmetic_task.js"; answer(drawBenchTask(0, payload).hidden);'
    hidden = run_module(source, bench.begin, near=widgets.STATIC)
    page = show(bench)
    page.evaluate("(hidden) => { for (const name in hidden) model.set(name, hidden[name]); }", hidden)
    expect(page.locator(".dv-verdict").first).to_contain_text("Done")
    good = field(page, "Kernel F").input_value()
    field(page, "Kernel F").fill("0")
    expect(page.locator(".dv-verdict").first).to_have_text("Mend the numbers first.")
    assert page.locator(".dv-met").count() == 0
    field(page, "Kernel F").fill(good)
    expect(page.locator(".dv-verdict").first).to_contain_text("Done")
    page.get_by_role("button", name="Reset").click()
    field(page, "Kernel F").fill("")
    page.get_by_role("button", name="Reset").click()
    expect(field(page, "Kernel F")).to_have_value("3")
    expect(page.get_by_role("alert").locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize("width", [1000, 734, 400])
def test_the_largest_costs_stay_inside_the_card(show, width):
    page = show(widgets.bench(size=500, kernel=24, stride=1, channels=4096, filters=4096), width)
    edges = page.evaluate(
        """() => [".dv-costs tr:nth-child(6) td", ".dv-arith"].map(
          (name) => document.querySelector(name).getBoundingClientRect().right)"""
    )
    assert edges[0] <= edges[1] - 16


def test_the_wedge_lies_over_the_cells_and_a_large_output_stays_on_the_screen(show):
    page = show(widgets.bench(size=12, kernel=1, padding=6))
    order = page.locator(".dv-picture > *").evaluate_all("(nodes) => nodes.map((node) => node.getAttribute('class'))")
    assert order.index("dv-beam") > order.index("dv-output") > order.index("dv-cell")
    page.set_viewport_size({"width": 440, "height": 900})
    page.evaluate("document.querySelector('main').style.width = '400px'")
    page.wait_for_timeout(200)
    assert page.locator(".dv-picture").bounding_box()["height"] < 720
    output, given = (page.locator(name).first.bounding_box()["y"] for name in (".dv-output", ".dv-cell"))
    assert output < given, "the output stands on top of its input"


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
