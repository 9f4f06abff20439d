"""In a plain page with no kernel: the window slides, the photo answers within a frame, the story counts."""

import statistics

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.widgets.conv_page import state
from utils.data.thumbnails import load_thumbnail, to_grey
from utils.reference.kernels import KERNELS
from utils.widgets import convolution as widgets

pytestmark = pytest.mark.slow


def photos(side=150):
    return {name: to_grey(load_thumbnail(name, side)) for name in ("cat", "rocket")}


def hunted():
    hunt = widgets.hunt(photos(100)["cat"])
    return {"photo": hunt.photo, "secrets": hunt.secrets}


def caption(page, place=0):
    return page.locator(".dv-caption").nth(place)


PIXELS = """(canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, index) => index % 4 === 0)"""


def pixels(page, place):
    canvas = page.locator("canvas").nth(place)
    width, height = (int(canvas.get_attribute(name)) for name in ("width", "height"))
    return np.array(canvas.evaluate(PIXELS)).reshape(height, width)


def sums(page):
    return [text for text in page.locator(".dv-sum-cell").all_inner_texts() if text]


def test_sums_appear_one_by_one_with_the_products_written_out(show):
    page = show(widgets.sliding())
    expect(caption(page)).to_have_text("Window 1 of 12, row 0, column 0: 1·3 − 1·1 + 1·1 − 1·8 + 1·2 − 1·2 = −5.")
    assert sums(page) == ["−5"]
    page.get_by_role("button", name="Next").click()
    assert sums(page) == ["−5", "−4"]
    assert page.locator(".dv-cells input.dv-inside").count() == 9
    page.get_by_role("button", name="To the end").click()
    assert [float(text.replace("−", "-")) for text in sums(page)] == widgets.sliding().output.ravel().tolist()
    page.get_by_role("button", name="Back").click()
    assert state(page, "place") == 10


def test_play_walks_to_the_end_and_stops(show):
    page = show(widgets.sliding(values=np.arange(40 * 25).reshape(25, 40)[:25, :25] % 200))
    page.get_by_role("button", name="To the end").click()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert state(page, "place") == 23 * 23 - 1


def test_arrow_keys_move_the_window_and_stay_in_the_widget(show):
    page = show(widgets.sliding())
    page.get_by_role("application").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(caption(page)).to_contain_text("Window 9 of 12, row 2, column 0")
    assert page.title() == ""


def test_in_place_spoils_sums_and_says_how_many(show):
    page = show(widgets.sliding())
    page.get_by_role("button", name="To the end").click()
    right = sums(page)
    page.get_by_role("button", name="In place").click()
    wrong = page.locator(".dv-sum-cell.dv-changed").count()
    assert wrong == sum(one != other for one, other in zip(right, sums(page), strict=True)) > 0
    expect(caption(page)).to_contain_text(f"{wrong} of 12 sums are wrong so far")
    assert page.get_by_label("input row 1, column 1").get_attribute("readonly") is not None
    page.get_by_role("button", name="New picture").click()
    assert sums(page) == right


def test_numbers_and_weights_can_be_typed_and_bad_ones_are_named(show):
    page = show(widgets.sliding())
    page.get_by_label("input row 0, column 0").fill("7")
    expect(caption(page)).to_contain_text("= −1.")
    page.get_by_label("kernel row 0, column 0").fill("1/2")
    expect(caption(page)).to_contain_text("0.5·7 − 1·1")
    page.get_by_label("kernel row 0, column 0").fill("x")
    expect(page.get_by_role("alert")).to_contain_text("a weight must be a number from -99 to 99")
    assert state(page, "kernel")[0][0] == 0.5
    page.get_by_role("button", name="Convolution", exact=True).click()
    expect(caption(page)).to_contain_text("−1·7")


def test_the_photo_answers_with_the_numbers_of_python(show):
    bench = widgets.kernels(photos(), "sharpen")
    page = show(bench)
    np.testing.assert_allclose(pixels(page, 1), np.clip(bench.output, 0, 255), atol=0.51)
    page.get_by_label("Kernel", exact=True).first.select_option("edges, 8 neighbours")
    bench.kernel = KERNELS["edges, 8 neighbours"]
    assert state(page, "shown") == "signed"
    answer = bench.output
    np.testing.assert_allclose(pixels(page, 1), 127.5 + 127.5 * answer / np.abs(answer).max(), atol=0.51)
    page.get_by_role("button", name="Size only").click()
    np.testing.assert_allclose(pixels(page, 1), 255 * np.abs(answer) / np.abs(answer).max(), atol=0.51)


def test_half_a_turn_is_noticed_by_emboss_and_by_none_of_the_table(show):
    page = show(widgets.kernels(photos(), "sharpen"))
    before = pixels(page, 1)
    page.get_by_role("button", name="Turn by half a turn").click()
    np.testing.assert_array_equal(pixels(page, 1), before)
    expect(caption(page, 1)).to_contain_text("Half a turn changes no sum")
    page.get_by_label("Kernel", exact=True).first.select_option("emboss")
    expect(caption(page, 1)).to_contain_text("Convolution: the kernel meets the photo after half a turn. Half a turn")
    assert page.locator(".dv-used td").all_inner_texts() == ["2", "1", "0", "1", "1", "-1", "0", "-1", "-2"]
    turned = pixels(page, 1)
    page.get_by_role("button", name="Turn by half a turn").click()
    assert (pixels(page, 1) != turned).mean() > 0.2


def test_a_kernel_is_resized_typed_into_and_probed(show):
    page = show(widgets.kernels(photos(), "identity"))
    page.get_by_role("button", name="5 × 5").click()
    assert page.locator(".dv-kernel input").count() == 25
    page.get_by_label("kernel row 0, column 0").fill("-1")
    expect(caption(page, 2)).to_contain_text("The weights sum to 0: flat areas answer 0.")
    expect(page.get_by_label("Kernel", exact=True).first).to_have_value("your own")
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    assert state(page, "place") == [40, 44]
    expect(caption(page)).to_contain_text("Row 40, column 44")
    page.locator("canvas").nth(1).click(position={"x": 5, "y": 5})
    assert max(state(page, "place")) < 5


LATENCY = """async (weights) => {
  const field = document.querySelector('[aria-label="kernel row 1, column 1"]');
  const canvas = document.querySelectorAll("canvas")[1];
  const seen = () => canvas.getContext("2d").getImageData(70, 70, 40, 40).data.join();
  const times = [];
  for (const weight of weights) {
    await new Promise((done) => requestAnimationFrame(done));
    const before = seen();
    const start = performance.now();
    field.value = weight;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await Promise.resolve();
    await Promise.resolve();
    times.push(performance.now() - start);
    if (seen() === before) throw new Error("the answer must have changed at once");
  }
  return times;
}"""


@pytest.mark.parametrize("kernel", ["edges, 8 neighbours", "wide edges"])
def test_a_typed_weight_is_answered_within_a_frame(show, kernel):
    page = show(widgets.kernels(photos(), kernel))
    page.evaluate(LATENCY, [str(weight) for weight in range(20, 40)])
    times = page.evaluate(LATENCY, [str(weight) for weight in range(40, 80)])
    assert statistics.quantiles(times, n=4)[0] < 16


def test_the_story_of_weights_follows_its_sliders(show):
    page = show(widgets.weights())
    assert page.locator(".dv-count-of").all_inner_texts() == ["1,600,000,000", "4,000,000", "10,000"]
    assert page.locator(".dv-story svg").count() == 3
    slider = page.get_by_label("Window side (pixels)")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".dv-count-of").all_inner_texts() == ["1,600,000,000", "4,840,000", "12,100"]
    expect(caption(page)).to_contain_text("Windows of 11 × 11")


def test_a_secret_kernel_is_missed_hinted_at_and_found(show):
    hunt = widgets.hunt(photos(64)["cat"])
    page = show(hunt)
    verdict = page.locator(".dv-verdict")
    expect(verdict).to_contain_text(f"Yours differs by {round(hunt.difference, 2):g} grey levels on average")
    page.get_by_role("button", name="A hint").click()
    assert page.locator(".dv-hints li").all_inner_texts() == ["Its weights sum to −1."]
    page.get_by_label("kernel row 1, column 1").fill("-1")
    expect(verdict).to_have_text("Found: both pictures are the same.")
    assert state(page, "solved") == [0]
    expect(page.get_by_role("button", name="secret kernel 1, found")).to_be_visible()
    np.testing.assert_array_equal(pixels(page, 1), pixels(page, 2))
    page.get_by_role("button", name="Next kernel").click()
    assert state(page, "level") == 1
    expect(page.get_by_label("kernel row 1, column 1")).to_have_value("1")
    assert page.locator(".dv-hints li").count() == 0
    for _ in range(4):
        page.get_by_role("button", name="A hint").click()
    expect(page.get_by_role("button", name="A hint")).to_be_disabled()


def test_an_output_shows_its_row_and_a_pixel_its_column(show):
    page = show(widgets.matrix())
    painted = "[aria-label*=', weight']"
    assert page.locator(painted).count() == 9
    page.get_by_role("button", name="input row 0, column 1").click()
    expect(caption(page)).to_contain_text("Column 1: pixel (0, 1), 2 outputs read it.")
    assert page.locator(painted).all_inner_texts() == ["2", "1"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert [state(page, name) for name in ("axis", "place")] == ["input", 7]
    page.get_by_role("button", name="output row 3, column 3").click()
    assert page.locator(painted).all_inner_texts() == list("123456789")
    assert page.title() == ""


VARIANTS = {
    "numbers": widgets.sliding,
    "in place": lambda: widgets.SlidingWindow(values=widgets.NUMBERS, kernel=KERNELS["blur"], in_place=True, place=6),
    "pixels": lambda: widgets.SlidingWindow(values=photos(28)["cat"], kernel=KERNELS["left to right"], place=300),
    "photo": lambda: widgets.kernels(photos(), "corners"),
    "wide": lambda: widgets.kernels(photos(), "wide edges"),
    "story": widgets.weights,
    "matrix": lambda: widgets.MatrixView(axis="input", place=14),
    "hunt": lambda: widgets.KernelHunt(**hunted(), level=7, hints=4, solved=[0, 2]),
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
