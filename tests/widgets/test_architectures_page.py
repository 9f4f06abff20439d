"""In a plain page with no kernel, by keyboard alone: both tables of lecture 6 live."""

import pytest
from playwright.sync_api import expect

from utils.widgets.architectures import generator, vgg

pytestmark = pytest.mark.slow


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_another_convolution_adds_rows_and_changes_the_totals(show):
    page = show(generator())
    expect(page.locator("tbody tr")).to_have_count(12)
    before = page.get_by_role("status").text_content()
    page.get_by_role("spinbutton", name="N", exact=True).press("ArrowUp")
    expect(page.locator("tbody tr")).to_have_count(15)
    assert page.get_by_role("status").text_content() != before
    assert state(page, "values")["convs"] == 3
    page.get_by_role("button", name="Reset").press("Enter")
    expect(page.get_by_role("status")).to_have_text(before)


def test_vgg_has_22_rows_and_a_wider_image_leaves_its_convolutions_their_weights(show):
    page = show(vgg())
    expect(page.locator("tbody tr")).to_have_count(22)
    expect(page.get_by_role("status")).to_contain_text("60.95 MB")
    field = page.get_by_role("spinbutton", name="image width")
    weights = page.locator("tbody tr").nth(1).locator("td").nth(2)
    before = weights.text_content()
    field.fill("448")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("448×448×\u200b64")
    assert weights.text_content() == before


def test_a_bad_number_gets_one_sentence_and_the_last_good_ones_count(show):
    page = show(generator())
    page.get_by_role("spinbutton", name="K", exact=True).fill("9")
    expect(page.get_by_role("alert")).to_have_text("K must be at most 4, got 9. The last good numbers still count.")
    assert state(page, "values")["dense"] == 1
    page.get_by_role("spinbutton", name="K", exact=True).fill("2")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("spinbutton", name="image width").fill("8")
    page.get_by_role("spinbutton", name="M", exact=True).fill("4")
    expect(page.get_by_role("alert")).to_contain_text("pool4 must be given at least 2 rows, got 1")


def test_a_task_is_met_by_the_numbers_that_meet_it_and_another_one_follows(show):
    page = show(vgg())
    verdict = page.locator(".dv-verdict")
    assert page.locator(".dv-missed").count() == 1
    expect(verdict).to_have_text("")
    for block in (3, 4, 5):
        page.get_by_role("spinbutton", name=f"block {block}").press("ArrowUp")
    expect(verdict).to_contain_text("Done")
    page.get_by_role("spinbutton", name="block 3").fill("0")
    expect(verdict).to_have_text("Mend the numbers first.")
    page.get_by_role("spinbutton", name="block 3").fill("4")
    page.get_by_role("button", name="Another task").press("Enter")
    expect(verdict).to_have_text("")
    expect(page.locator(".dv-goals")).to_contain_text("at most 20,000,000 parameters — here 143,667,240: too many")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", [generator, vgg], ids=["generator", "vgg"])
def test_nothing_is_cut_off_on_a_phone(show, make, theme):
    page = show(make(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div, main td").evaluate_all(wide) == []
