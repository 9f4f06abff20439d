"""In a plain page with no kernel: fading, the replay and the sabotaged passes tell right from wrong."""

import pytest
from playwright.sync_api import expect

from utils.widgets.backpropagation import fading, replay, sabotage
from utils.widgets.backpropagation_passes import BROKEN

pytestmark = pytest.mark.slow


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_fading_goes_from_worked_lines_to_blanks_to_a_formula_of_ones_own(show):
    page = show(fading(0))
    more = page.get_by_role("button", name="Next line")
    for _ in range(6):
        more.press("Enter")
    expect(page.get_by_text("✓")).to_have_count(4)
    assert state(page, "solved") == ["worked"]
    page.get_by_role("radio", name="with blanks").check()
    right = ["-1", "W2_12", "sp(z2_2)", "a1_3", "sp(zc2_2)", "xc3", None]
    for number, value in enumerate(right):
        line = page.locator(".dv-bp-derivation > li").nth(number)
        select, said = line.locator("select"), line.locator(".dv-bp-said")
        wrong = next(v for v in select.evaluate("el => [...el.options].map((o) => o.value)") if v and v != value)
        select.select_option(wrong if value else "W2_12 * sp(z2_2) * x3")
        expect(said).not_to_be_empty()
        expect(said).to_have_attribute("data-done", "false")
        select.select_option(value or "-W2_12 * sp(z2_2) * x3 + W2_12 * sp(zc2_2) * xc3")
    expect(page.get_by_text("All blanks agree with the numbers")).to_be_visible()
    page.get_by_role("radio", name="yours").check()
    field = page.get_by_label("formula for the derivative of J by b₂⁽¹⁾")
    said = page.locator(".dv-bp-said")
    for text, words in (("-U2*sp(z2)", "derivative of −s"), ("q", ""), ("d2_2*x3+dc2_2*xc3", "a bias forwards 1")):
        field.fill(text)
        field.press("Enter")
        expect(said).to_contain_text(words)
    field.fill("d2_2 + dc2_2")
    field.press("Enter")
    expect(said).to_contain_text("Right")
    assert state(page, "solved") == ["worked", "blanks", "own"]


def test_a_new_seed_deals_other_blanks(show):
    page = show(fading(0))
    page.get_by_label("seed: other blanks").fill("4")
    page.get_by_role("button", name="New task").press("Enter")
    assert state(page, "seed") == 4
    names = page.locator(".dv-bp-choice label").all_inner_texts()
    page.get_by_label("seed: other blanks").fill("5")
    page.get_by_role("button", name="New task").press("Enter")
    assert page.locator(".dv-bp-choice label").all_inner_texts() != names


def test_a_wrong_formula_is_replayed_to_the_factor_where_it_departs(show):
    page = show(replay("W1_14"))
    field = page.get_by_label("formula for the derivative")
    field.fill("U1 * sp(z1) * x4")
    field.press("Enter")
    expect(page.locator(".dv-bp-said")).to_contain_text("derivative of s by W₁₄⁽¹⁾, not of J")
    expect(page.locator(".dv-bp-told")).to_contain_text("walks from J into s")
    expect(page.locator(".dv-bp-net .is-stop")).not_to_have_count(0)
    assert state(page, "verdict") == "s"
    field.fill("-U1*x4 + U1*xc4")
    field.press("Enter")
    page.get_by_role("button", name="Step ▸").press("End")
    expect(page.locator(".dv-bp-told")).to_contain_text("across the hidden neuron")
    expect(page.locator(".dv-bp-echo .is-paid").first).to_have_text("U1")
    field.fill("d2_1*x4 + dc2_1*xc4")
    field.press("Enter")
    expect(page.locator(".dv-bp-said")).to_contain_text("Right")
    assert state(page, "verdict") == "right"
    page.get_by_label("derivative by which parameter").select_option("b1_2")
    expect(page.locator(".dv-bp-said")).to_be_empty()
    assert state(page, "target") == "b1_2"


def test_text_typed_as_a_formula_is_never_markup(show):
    page = show(replay("W1_14"))
    field = page.get_by_label("formula for the derivative")
    for text in ("<img src=x onerror=alert(1)>", "x4<b>", "alert(1)", "x4 &amp; x3", "'</script>'"):
        field.fill(text)
        field.press("Enter")
        expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_count(1)
        assert page.locator("main img, main b").count() == 0
    assert state(page, "verdict") == "unreadable"


def test_five_sabotaged_passes_are_diagnosed_with_feedback_for_every_wrong_choice(show):
    page = show(sabotage(0))
    said, seen = page.locator(".dv-bp-said"), set()
    for letter in "ABCDE":
        page.get_by_role("radio", name=letter, exact=True).check()
        page.get_by_role("button", name="Diagnose").press("Enter")
        expect(said).to_have_text("Pick a diagnosis first.")
        answers = {}
        for name in (*BROKEN, "honest"):
            page.locator(f".dv-bp-option input[value={name}]").check()
            page.get_by_role("button", name="Diagnose").press("Enter")
            answers[name] = said.inner_text()
            patterns = page.locator(".dv-bp-pattern").count()
            assert patterns == (1 if answers[name].startswith("Yes") else 2)
        right = [name for name, answer in answers.items() if answer.startswith("Yes")]
        assert len(right) == 1
        assert len(set(answers.values())) == len(answers)
        seen |= set(right)
        page.locator(f".dv-bp-option input[value={right[0]}]").check()
        page.get_by_role("button", name="Diagnose").press("Enter")
    expect(page.get_by_text("5 of 5 diagnosed")).to_be_visible()
    assert state(page, "diagnosed") == [True] * 5
    assert len(seen) == 5


def test_a_cell_of_the_gradient_check_tells_both_gradients(show):
    page = show(sabotage(1))
    page.locator(".dv-bp-heat td").first.focus()
    expect(page.locator(".dv-bp-reading")).to_contain_text("W₁₁⁽¹⁾: this pass says")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".dv-bp-reading")).to_contain_text("W₁₂⁽¹⁾")
