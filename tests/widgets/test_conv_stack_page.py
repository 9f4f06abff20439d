"""In a plain page with no kernel: a stack of layers is changed, and what one of its outputs sees is shown."""

import pytest
from playwright.sync_api import expect

from tests.widgets.conv_page import field, state
from utils import shapes
from utils.widgets import conv_arithmetic as widgets

pytestmark = pytest.mark.slow


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
        "aria-valuetext",
        "Output 0 (of 0 to 3) sees inputs 0 to 2; "
        "1 of its 4 places lies outside the photo, in the padding of this and the layers between.",
    )
    page.keyboard.press("ArrowRight")
    expect(unit).to_have_attribute("aria-valuetext", "Output 1 (of 0 to 3) sees inputs 1 to 4.")
    box = page.locator(".dv-cone").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 20)
    assert state(page, "unit") == 3


VGG = shapes.up_to(shapes.architectures["vgg16"], "conv5_3")


def test_a_long_stack_is_folded_away_and_its_picture_has_names_and_the_output_on_top(show):
    page = show(widgets.bench(layers=VGG, length=224), 734)
    expect(page.get_by_label("kernel of layer 17")).to_be_hidden()
    texts = page.locator(".dv-track").evaluate_all("(all) => all.map((one) => [one.textContent, one.getBBox().y])")
    height = dict(texts)
    assert height["conv5_3"] < height["conv1_1"] < height["input"]
    assert "14 wide · sees 196" in height
    assert page.locator(".dv-units").first.bounding_box()["width"] > 0.7 * 734
    page.get_by_text("17 layers").press("Enter")
    expect(page.get_by_label("kernel of layer 17")).to_be_visible()
    expect(page.locator(".dv-result").last).to_contain_text("conv5_3 → 14×14×512 · sees 196×196, effective stride 16")


def test_buttons_walk_the_outputs_and_what_lies_outside_is_a_number(show):
    page = show(widgets.bench(layers=VGG, length=224), 734)
    unit = page.get_by_role("slider", name="Output unit")
    unit.press("Home")
    expect(page.locator(".dv-track").filter(has_text="input")).to_have_text("input · 90 outside")
    page.get_by_role("button", name="Next output").click()
    expect(page.locator(".dv-track").filter(has_text="input")).to_have_text("input · 74 outside")
    page.get_by_role("button", name="Previous output").click()
    page.get_by_role("button", name="Previous output").click()
    assert state(page, "unit") == 13
    expect(page.locator(".dv-track").last).to_have_text("90 outside · 224 wide")


def test_what_rounding_costs_a_stack_is_said_and_shown(show):
    layers = [shapes.Conv("one", 3, 4, 3, stride=2), shapes.Pool("two", 2), shapes.Conv("three", 4, 8, 1, stride=2)]
    page = show(widgets.bench(layers=layers, length=22))
    results = page.locator(".dv-result")
    expect(results.nth(0)).to_contain_text("(rounded down from 10.5: 1 of 22 rows and columns never read)")
    expect(results.nth(1)).not_to_contain_text("never read")
    expect(results.nth(2)).to_contain_text("→ 3×3×8 (2 of 5 rows and columns never read)")
    expect(page.locator(".dv-total")).to_contain_text("7 of the 22 rows and columns of the input reach no output")
    assert page.locator(".dv-lost").get_attribute("d").count("M") == 7


def test_channels_of_one_layer_are_not_those_of_the_stack(show):
    page = show(widgets.bench())
    field(page, "Channels").fill("512")
    page.get_by_role("button", name="Stack of layers").click()
    expect(field(page, "Channels")).to_have_value("3")
    field(page, "Channels").fill("8")
    page.get_by_role("button", name="One layer").click()
    expect(field(page, "Channels")).to_have_value("512")
