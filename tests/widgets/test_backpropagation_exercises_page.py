"""In a plain page with no kernel: fading, the replay and the sabotaged passes tell right from wrong."""

import pytest
from playwright.sync_api import expect

from tests.widgets.backpropagation_page import state
from utils.widgets.backpropagation import fading, replay, sabotage
from utils.widgets.backpropagation_passes import BROKEN

pytestmark = pytest.mark.slow


def test_fading_goes_from_worked_lines_to_blanks_to_a_formula_of_ones_own(show):
    page = show(fading(0))
    more = page.get_by_role("button", name="Next line")
    for _ in range(5):
        more.press("Enter")
    expect(page.get_by_text("✓")).to_have_count(3)
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
    page.get_by_text("What can I write?").click()
    text = page.locator("main").inner_text() + page.locator("main svg").text_content()
    assert not any(hint in text for hint in ("δ", "d2_", "dc2_", "forwards")), text
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


def test_a_new_task_deals_other_blanks_and_says_what_stays(show):
    page = show(fading(0))
    page.get_by_label("task number: another weight").fill("4")
    page.get_by_role("button", name="New task").press("Enter")
    assert state(page, "seed") == 4
    expect(page.get_by_text("W₁₄⁽¹⁾ stays the worked example.")).to_be_visible()
    names = page.locator(".dv-bp-choice label").all_inner_texts()
    page.get_by_label("task number: another weight").fill("5")
    page.get_by_role("button", name="New task").press("Enter")
    assert page.locator(".dv-bp-choice label").all_inner_texts() != names


def test_a_wrong_formula_is_replayed_to_the_factor_where_it_departs(show):
    page = show(replay("W1_14"))
    field = page.get_by_label("formula for the derivative")
    field.fill("U1 * sp(z1) * x4")
    field.press("Enter")
    expect(page.locator(".dv-bp-said")).to_contain_text("derivative of s by W₁₄⁽¹⁾, not of J")
    told = page.locator(".dv-bp-told")
    step = page.get_by_role("button", name="Step ▸")
    step.press("Home")
    for words in ("Branch of x, over the edge", "paid by sp(z1)", "paid by x4", "walks from J into s, but no factor"):
        step.press("Enter")
        expect(told).to_contain_text(words)
    expect(page.locator(".dv-bp-net g.is-stop")).not_to_have_count(0)
    expect(page.locator(".dv-bp-net g.is-ok")).to_have_count(5)
    assert state(page, "verdict") == "s"
    field.fill("-U1*x4 + U1*xc4")
    field.press("Enter")
    page.get_by_role("button", name="Step ▸").press("End")
    expect(page.locator(".dv-bp-told")).to_contain_text("across the hidden neuron")
    expect(page.locator(".dv-bp-echo .is-paid").first).to_have_text("U1")
    field.fill("d2_1*x4 + dc2_1*xc4")
    field.press("Enter")
    expect(page.locator(".dv-bp-said")).to_contain_text("Right: here and on 5 random networks")
    assert state(page, "verdict") == "right"
    step.press("End")
    expect(told).to_have_text("Both branches together: −0.2113 + 0.1124 = −0.09891, and that is ∂J/∂W₁₄⁽¹⁾.")
    page.get_by_label("derivative by which parameter").select_option("b1_2")
    expect(page.locator(".dv-bp-said")).to_be_empty()
    assert state(page, "target") == "b1_2"


def test_play_tries_what_is_typed_and_no_index_stays_raw(show):
    page = show(replay("W1_14"))
    page.get_by_role("button", name="Play").press("Enter")
    expect(page.get_by_text("Type a formula first")).to_be_visible()
    page.get_by_label("formula for the derivative").fill("U1*sp(z1)*x4")
    page.get_by_role("button", name="Step ▸").press("Enter")
    page.keyboard.press("End")
    expect(page.locator(".dv-bp-told sub")).to_have_count(2)
    page.get_by_text("What can I write?").click()
    assert "_c" not in page.locator(".dv-bp-story, .dv-bp-said, .dv-bp-legend").all_inner_texts().__str__()


def test_a_number_read_off_this_network_is_told_to_fit_no_other(show):
    page = show(replay("W1_14"))
    field, said = page.get_by_label("formula for the derivative"), page.locator(".dv-bp-said")
    for text in ("-0.0989109", "-.099"):
        field.fill(text)
        field.press("Enter")
        expect(said).to_contain_text("It fits this network only: on random network 1 it gives −0.099"[:60])
        assert state(page, "verdict") == "here only"


def test_chips_write_a_product_for_either_neuron(show):
    page = show(replay("W1_24"))
    for name in ("U2", "sp(z2_2)", "x4"):
        page.get_by_role("button", name=name, exact=True).press("Enter")
    assert page.get_by_label("formula for the derivative").input_value() == "U2 * sp(z2_2) * x4"


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
        for name in BROKEN:
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
    for key, name in (("Right", "W₁₂⁽¹⁾"), ("Down", "W₂₂⁽¹⁾"), ("Down", "W₃₂⁽¹⁾"), ("Down", "W₃₂⁽¹⁾"), ("Up", "W₂₂⁽¹⁾"),
                      ("Right", "W₂₃⁽¹⁾"), ("Right", "W₂₄⁽¹⁾"), ("Right", "b₂⁽¹⁾"), ("Left", "W₂₄⁽¹⁾")):  # fmt: skip
        page.keyboard.press(f"Arrow{key}")
        expect(page.locator(".dv-bp-reading")).to_contain_text(name)
    expect(page.get_by_text("nothing is broken")).to_have_count(0)
