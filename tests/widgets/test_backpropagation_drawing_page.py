"""In a plain page with no kernel: every widget fits, and what is drawn and written stays whole and in its place."""

import statistics

import pytest
from playwright.sync_api import expect

from tests.widgets.backpropagation_page import part
from utils.widgets.backpropagation import fading, microscope, replay, sabotage, work_counter

pytestmark = pytest.mark.slow
WIDGETS = {
    "microscope": lambda: microscope(opened=("numbers", "task")),
    "paths": lambda: microscope(chapter="paths", selected="x4", opened=("numbers",)),
    "work counter": lambda: work_counter((4, 10, 10, 10, 1)),
    "fading": lambda: fading(0),
    "replay": lambda: replay("W1_14"),
    "sabotage": lambda: sabotage(0),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_every_control_has_a_name_and_is_reached_by_tab(show, name):
    page = show(WIDGETS[name]())
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(".dv-bp :is(input, select, button, summary, [role=button])")]
        .filter((el) => !(el.getAttribute("aria-label") || el.labels?.[0]?.innerText || el.innerText || "").trim())
        .map((el) => el.outerHTML)"""
    )
    assert nameless == []
    page.evaluate(
        """() => {
          const usable = ".dv-bp :is(input, select, button, summary, [tabindex='0']):not(:disabled)";
          const stop = (el) => (el.type === "radio" ? el.name : el);
          const shown = [...document.querySelectorAll(usable)].filter((el) => el.checkVisibility());
          window.expected = new Set(shown.filter((el) => !el.closest("details:not([open])") || el.matches("summary"))
            .map(stop));
          window.reached = new Set();
          addEventListener("focusin", ({ target }) => reached.add(stop(target)), true);
        }"""
    )
    for _ in range(page.evaluate("expected.size") + 10):
        page.keyboard.press("Tab")
    missed = page.evaluate("[...expected].filter((el) => !reached.has(el)).map((el) => el.outerHTML ?? el)")
    assert missed == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 400])
@pytest.mark.parametrize("name", WIDGETS)
def test_nothing_sticks_out_wide_or_narrow_light_or_dark(show, name, width, theme):
    page = show(WIDGETS[name](), width, theme)
    expect(page.locator(".dv-bp")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 24


@pytest.mark.parametrize("width", [900, 700, 400])
def test_no_formula_is_cut_off_whatever_is_selected(show, width):
    page = show(microscope(), width)
    page.evaluate("document.body.style.whiteSpace = 'nowrap'")
    for of, branch in (("s", "s"), ("J", "s_c")):
        page.evaluate("([of, branch]) => { model.set('of', of); model.set('branch', branch); }", [of, branch])
        for name in ("W1_14", "W1_22", "W1_24", "b2_1", "b1_2", "W2_11", "x4"):
            page.evaluate("(name) => model.set('selected', name)", name)
            cut = page.evaluate(
                """() => [...document.querySelectorAll(".dv-bp-columns p, .dv-bp-columns dd, .dv-bp-chip, .dv-bp-told")]
                .filter((el) => el.scrollWidth > el.clientWidth).map((el) => el.textContent)"""
            )
            assert cut == [], name


def test_a_phone_shows_all_of_the_small_network(show):
    page = show(microscope(), 366)
    stage = page.locator(".dv-bp-stage")
    assert stage.evaluate("el => el.scrollWidth - el.clientWidth") == 0
    names = page.locator(".dv-bp-name").all_text_contents()
    for name in ("zc1", "ac2", "δc1", "xc4"):
        assert name in names
    crossing = page.evaluate(
        """() => [...document.querySelectorAll(".dv-bp-neuron")].flatMap((node) => {
          const texts = [...node.querySelectorAll("text")].map((text) => text.getBoundingClientRect());
          const meets = (one, n) => n % 2 === 0 && one.right > texts[n + 1].left + 0.5;
          return texts.filter(meets).map(() => node.textContent);
        })"""
    )
    assert crossing == []
    page.get_by_role("radio", name="3-3-2-2-1").check()
    expect(page.get_by_text("scroll it sideways")).to_be_visible()


def test_nothing_below_the_story_moves_from_step_to_step(show):
    page = show(microscope(), 400)
    top = page.locator(".dv-bp-columns").evaluate("el => el.getBoundingClientRect().top + scrollY")
    for _ in range(7):
        page.get_by_role("button", name="Step ▸").press("Enter")
        assert page.locator(".dv-bp-columns").evaluate("el => el.getBoundingClientRect().top + scrollY") == top


def test_numbers_of_edges_keep_apart(show):
    for width, sizes in ((900, (4, 2, 1)), (900, (3, 3, 2, 2, 1)), (400, (4, 2, 1))):
        page = show(microscope(sizes), width)
        for name in ("W1_14", "b1_2", "x4", "W2_11", "b1_1") if sizes[0] == 4 else ("W1_13", "b1_2", "x3", "b2_1"):
            page.evaluate("(name) => model.set('selected', name)", name)
            close = page.evaluate(
                """() => {
                  const shown = [...document.querySelectorAll(".dv-bp-rate")].filter((el) => el.textContent);
                  const boxes = shown.map((el) => el.getBoundingClientRect());
                  const aside = (a, b) => a.right <= b.left || b.right <= a.left;
                  const meet = (a, b) => !aside(a, b) && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
                  const met = boxes.map((a, n) => boxes.slice(n + 1).some((b) => meet(a, b)));
                  return shown.filter((_, n) => met[n]).map((el) => el.textContent);
                }"""
            )
            assert close == [], (width, sizes, name)


def test_paths_light_up_as_soon_as_something_is_selected(show):
    page = show(microscope(chapter="paths"))
    edges, rows = page.locator(".dv-bp-edge.is-path"), page.locator(".dv-bp-path")
    for name, count_, lit in (("input x₄", 2, 4), ("weight W₁₄⁽¹⁾", 1, 2), ("neuron a₂⁽²⁾", 1, 1)):
        part(page, name).press("Enter")
        expect(rows).to_have_count(count_)
        expect(edges).to_have_count(lit)
    page.get_by_role("radio", name="4-3-3-1").check()
    expect(rows).to_have_count(3)
    expect(edges).to_have_count(7)


def test_an_input_event_is_computed_and_painted_within_a_frame(show):
    for sizes in ((4, 2, 1), (4, 3, 3, 1), (3, 3, 2, 2, 1)):
        page = show(microscope(sizes, opened=("numbers", "task")))
        spent = page.evaluate(
            """async () => {
              const slider = document.querySelector(".dv-bp-slider");
              const spent = [];
              for (let n = 0; n < 60; n += 1) {
                slider.value = Math.sin(n);
                const begun = performance.now();
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                document.body.getBoundingClientRect();
                spent.push(performance.now() - begun);
                await new Promise((done) => requestAnimationFrame(done));
              }
              return spent;
            }"""
        )
        quick = statistics.quantiles(spent, n=4)[0]  # where the processor is shared, the slow ones measure the others
        assert quick < 16, sizes


def test_leaving_stops_the_clock(show):
    page = show(microscope())
    page.get_by_role("button", name="Play").click()
    page.evaluate("window.leave()")
    before = page.locator(".dv-bp-count").inner_text()
    page.wait_for_timeout(3000)
    assert page.locator(".dv-bp-count").inner_text() == before
