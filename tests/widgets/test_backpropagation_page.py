"""In a plain page with no kernel, by mouse or keyboard alone: the microscope and the work counter live."""

import pytest
from playwright.sync_api import expect

from tests.widgets.backpropagation_page import network, part, state
from utils.reference.backpropagation import ranking_objective, ranking_objective_backward
from utils.widgets.backpropagation import microscope, work_counter

pytestmark = pytest.mark.slow


def objective(page):
    return float(page.locator(".dv-bp-objective .dv-bp-large").text_content().replace("−", "-"))


def test_keys_pressed_inside_do_not_reach_the_notebook(show):
    page = show(microscope())
    assert page.locator(".dv-bp").get_attribute("data-lm-suppress-shortcuts") == "true"
    part(page, "weight W₁₄⁽¹⁾").focus()
    for key in ("ArrowUp", "Enter", "a", "d", "1"):
        page.keyboard.press(key)
    assert page.title() == ""


def test_the_panel_follows_the_switch_between_s_and_j(show):
    page = show(microscope())
    score = page.locator(".dv-bp-checks").nth(1)
    expect(score).to_contain_text("=0.2113δ started with 1")
    page.get_by_role("radio", name="J", exact=True).check()
    expect(score).to_contain_text("=−0.2113δ started with −1, so this is the branch's part")
    assert page.locator(".dv-bp-backward").nth(0).text_content() == "−0.11"


def test_a_slider_moved_by_keyboard_moves_the_network_and_python_state(show):
    page = show(microscope(of="J"))
    before = objective(page)
    slider = page.get_by_label("W₁₄⁽¹⁾, slider")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    net = network(page)
    assert net.weights[0][0, 3] == pytest.approx(0.5)
    assert objective(page) == pytest.approx(ranking_objective(*net), abs=0.005)
    assert objective(page) != before
    gradient = ranking_objective_backward(*net).dW[0][0, 3]
    shown = page.locator(".dv-bp-checks").first.inner_text().replace("−", "-")
    assert f"{gradient:.4g}" in shown


def test_neurons_and_edges_are_walked_with_the_arrow_keys(show):
    page = show(microscope())
    part(page, "weight W₁₁⁽¹⁾").click()
    assert state(page, "selected") == "W1_11"
    page.keyboard.press("ArrowDown")
    assert state(page, "selected") == "W1_12"
    page.keyboard.press("ArrowRight")
    assert state(page, "selected") == "b1_1"
    page.keyboard.press("ArrowRight")
    assert state(page, "selected") == "W2_11"
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert state(page, "selected").startswith("x")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert state(page, "selected").startswith("xc")
    assert state(page, "branch") == "s_c"


def test_the_story_has_the_lectures_seven_steps_and_then_eight(show):
    page = show(microscope())
    count_, told = page.locator(".dv-bp-count"), page.locator(".dv-bp-told")
    step = page.get_by_role("button", name="Step ▸")
    words = ["Start with an error signal of", "local gradient", "times the weight", "Move it across", "known as",
             "fair share", "Thus the gradient is"]  # fmt: skip
    for number, word in enumerate(words, 1):
        step.press("Enter")
        expect(count_).to_have_text(f"step {number} of 7")
        expect(told).to_contain_text(word)
    page.keyboard.press("ArrowLeft")
    expect(count_).to_have_text("step 6 of 7")
    page.keyboard.press("Home")
    expect(count_).to_have_text("7 steps")
    page.get_by_role("radio", name="layer to layer").check()
    expect(count_).to_have_text("8 steps")
    assert state(page, "sizes") == [4, 3, 3, 1]
    expect(told).to_contain_text("here is 4-3-3-1")
    page.get_by_role("button", name="Play").click()
    expect(count_).to_have_text("step 2 of 8", timeout=6000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("radio", name="error to a parameter").check()
    assert state(page, "sizes") == [4, 2, 1]
    assert state(page, "selected") == "W1_14"


def test_the_chapter_of_paths_knows_nothing_of_errors(show):
    page = show(microscope(chapter="paths", opened=("numbers",)))
    for selected in ("W1_14", "b1_2", "x4", "W2_12"):
        page.evaluate("(name) => model.set('selected', name)", selected)
        text = page.locator("main").inner_text() + page.locator("main svg").text_content()
        assert not any(word in text for word in ("δ", "error", "J", "branch", "task", "corrupted", "paths are")), text
    for missing in (".dv-bp-story", ".dv-bp-task", ".dv-bp-objective", ".dv-bp-work"):
        expect(page.locator(missing)).to_have_count(0)
    expect(page.get_by_label("xc₄")).to_have_count(0)


def test_one_input_can_saturate_a_hidden_neuron(show):
    page = show(microscope(chapter="paths", selected="x4", opened=("numbers",)))
    page.get_by_label("x₄, slider").press("End")
    assert state(page, "x")[3] == 10
    expect(part(page, "neuron a₁⁽²⁾")).to_have_attribute(
        "aria-label", "neuron a₁⁽²⁾: z1 8.25, a1 1.00, slope σ′(z) 0.00"
    )
    for field in (page.get_by_label("x₄, number"), page.get_by_label("x₄", exact=True)):
        field.fill("11")
        expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_text("x₄ must be a number from −10 to 10, got 11.")
        again = page.get_by_role("button", name="start again")
        again.evaluate("el => el.click()")  # where a click does not take the focus out of the field
        expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_count(0)
        expect(field).to_have_value("2")


def test_start_again_and_the_networks_name_bring_back_the_first_numbers(show):
    page = show(microscope(opened=("task",)))
    first = network(page).weights[0].tolist()
    for back in (page.get_by_role("button", name="start again"), page.get_by_role("radio", name="4-2-1")):
        page.get_by_role("button", name="Give me a task").press("Enter")
        assert network(page).weights[0].tolist() != first
        expect(page.get_by_role("button", name="Check")).to_be_enabled()
        back.click()
        assert network(page).weights[0].tolist() == first
        expect(page.get_by_role("button", name="Check")).to_be_disabled()
        expect(page.locator(".dv-bp-said")).to_contain_text("put away")


def test_a_parameter_with_several_paths_lists_them_all(show):
    page = show(microscope((4, 3, 3, 1), seed=1))
    rows = page.locator(".dv-bp-path")
    expect(rows).to_have_count(3)
    rows.nth(1).focus()
    expect(page.locator(".dv-bp-net g.is-lit")).to_have_count(7)
    part(page, "neuron a₂⁽²⁾").click()
    expect(rows).to_have_count(3)
    part(page, "input x₂").click()
    expect(rows).to_have_count(9)


@pytest.mark.parametrize("text", ["abc", "", "1e3", "7", "--1", "0.5.5"])
def test_a_bad_number_is_answered_in_one_sentence_and_changes_nothing(show, text):
    page = show(microscope(opened=("numbers",)))
    before = network(page)
    for field in (page.get_by_label("W₁₄⁽¹⁾, number"), page.get_by_label("W₁₄⁽¹⁾", exact=True)):
        field.fill(text)
        alert = page.locator(".dv-bp-trouble:not(:empty)")
        expect(alert).to_have_text("W₁₄⁽¹⁾ must be a number from −3 to 3, got " + (f"“{text}”." if text else "nothing.")
                                   if text != "7" else "W₁₄⁽¹⁾ must be a number from −3 to 3, got 7.")  # fmt: skip
        assert network(page).weights[0].tolist() == before.weights[0].tolist()
        field.fill("0.8")
        expect(alert).to_have_count(0)


def test_the_work_counter_counts_and_complains(show):
    page = show(work_counter((4, 10, 10, 10, 1)))
    bars = page.locator(".dv-bp-bars")
    expect(bars).to_contain_text("4,000 paths")
    expect(bars).to_contain_text("250 edges")
    page.get_by_role("button", name="one hidden layer more").press("Enter")
    expect(bars).to_contain_text("40,000 paths")
    assert state(page, "sizes") == [4, 10, 10, 10, 10, 1]
    page.get_by_label("layer sizes").fill("4-0-1")
    expect(page.get_by_text("Each layer must have 1 to 1000 neurons, got 0.")).to_be_visible()
    expect(bars).to_contain_text("40,000 paths")
    page.evaluate("model.set('sizes', [4, 3, 1])")
    expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_count(0)
    expect(bars).to_contain_text("12 paths")
    expect(page.get_by_role("button", name="one less")).to_be_disabled()
    more = page.get_by_role("button", name="one hidden layer more")
    for _ in range(6):
        more.press("Enter")
    expect(more).to_be_disabled()


def test_a_task_of_the_microscope_is_given_missed_and_solved_by_keyboard(show):
    page = show(microscope(opened=("task",)))
    page.get_by_label("task number: which task").fill("1")
    page.get_by_role("button", name="Give me a task").press("Enter")
    said = page.locator(".dv-bp-said")
    asked = page.locator(".dv-bp-asked").inner_text()
    assert asked.startswith("Change inputs only")
    check = page.get_by_role("button", name="Check")
    check.press("Enter")
    expect(said).to_contain_text("What does each branch multiply it by last?")
    assert state(page, "solved") is False
    column = {"₁": 1, "₂": 2, "₃": 3, "₄": 4}[asked.split("∂W")[1][1]]
    for name in (f"input x{'₀₁₂₃₄'[column]}", f"input xc{'₀₁₂₃₄'[column]}"):
        part(page, name).focus()
        page.keyboard.press("Enter")
        page.locator(".dv-bp-inspector .dv-bp-number").fill("0")
    check.press("Enter")
    expect(said).to_contain_text("Yes")
    assert state(page, "solved") is True
    page.get_by_label("task number: which task").fill("one")
    page.get_by_role("button", name="Give me a task").press("Enter")
    expect(page.get_by_text("The task number must be a whole number from 0 to 999999, got “one”.")).to_be_visible()


def test_python_moves_the_picture(show):
    page = show(microscope())
    page.evaluate("model.set('selected', 'b1_2'); model.set('of', 'J'); model.set('x', [0, 0, 0, 0])")
    expect(page.locator(".dv-bp-symbol")).to_contain_text("b")
    expect(page.get_by_role("radio", name="J", exact=True)).to_be_checked()
    assert objective(page) == pytest.approx(ranking_objective(*network(page)), abs=0.005)
    page.evaluate("model.set('weights', [[[1]]])")
    expect(page.get_by_text("must fit the layers 4-2-1")).to_be_visible()


def test_text_typed_as_a_number_is_never_markup(show):
    page = show(microscope(opened=("numbers", "task")))
    for field in ("W₁₄⁽¹⁾, number", "b₁⁽¹⁾", "task number: which task"):
        page.get_by_label(field).first.fill("<img src=x>")
    page.get_by_role("button", name="Give me a task").press("Enter")
    expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_count(3)
    assert page.locator("main img").count() == 0
    page = show(work_counter())
    page.get_by_label("layer sizes").fill("<img src=x>")
    expect(page.locator(".dv-bp-trouble:not(:empty)")).to_have_count(1)
    assert page.locator("main img").count() == 0
