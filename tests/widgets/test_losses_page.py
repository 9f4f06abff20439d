"""In a plain page with no kernel, by keyboard alone: the two judges and the ranking objective live."""

import pytest
from playwright.sync_api import expect

from utils.widgets.losses import builder, judges

pytestmark = pytest.mark.slow


def state(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def value(page, place=0):
    return page.locator(".dv-loss-value").nth(place)


def test_a_score_typed_or_slid_is_judged_by_both_at_once(show):
    page = show(judges())
    expect(value(page, 0)).to_have_text("1.580")
    expect(value(page, 1)).to_have_text("1.040 nats")
    page.get_by_label("tuna, number").fill("4")
    expect(value(page, 0)).to_have_text("0")
    expect(value(page, 1)).to_have_text("0.043 nats")
    expect(page.get_by_role("status")).to_contain_text("right. Hinge 0, cross-entropy 0.043. Only cross-entropy still")
    assert state(page, "scores") == [-2.85, 0.86, 4]
    slider = page.get_by_label("shark, slider")
    slider.press("ArrowLeft")
    assert state(page, "scores")[1] == pytest.approx(0.85)
    slider.press("End")
    expect(value(page, 0)).to_have_text("7.000")


def test_the_truth_the_margin_and_all_scores_can_be_changed(show):
    page = show(judges())
    page.get_by_label("shark is the truth").press("Space")
    assert state(page, "truth") == 1
    expect(value(page, 0)).to_have_text("0.420")
    page.get_by_role("radio", name="2", exact=True).check()
    expect(value(page, 0)).to_have_text("1.420")
    before = value(page, 1).text_content()
    page.get_by_role("button", name="add 1 to every score").press("Enter")
    assert state(page, "scores") == pytest.approx([-1.85, 1.86, 1.28])
    expect(value(page, 1)).to_have_text(before)
    for _ in range(2):
        page.get_by_role("button", name="double every score").press("Enter")
    expect(page.get_by_role("button", name="double every score")).to_be_disabled()
    page.get_by_role("button", name="start again").press("Enter")
    expect(value(page, 0)).to_have_text("1.580")
    expect(page.get_by_label("tuna, number")).to_have_value("0.28")


def test_a_bad_score_gets_one_sentence_and_the_last_good_one_counts(show):
    page = show(judges())
    page.get_by_label("seal, number").fill("12")
    expect(page.get_by_role("alert")).to_have_text("seal must be a number from −10 to 10, got 12.")
    assert state(page, "scores")[0] == -2.85


def test_a_challenge_once_met_stays_met(show):
    page = show(judges())
    expect(page.get_by_label("met", exact=True)).to_have_count(0)
    for text in ("1", "9"):
        page.get_by_label("tuna, number").fill(text)
    expect(page.get_by_label("met", exact=True)).to_have_count(2)
    assert state(page, "met") == [0, 3]


def test_before_the_formulas_are_known_only_scores_and_verdicts_are_shown(show):
    page = show(judges(terms=False))
    for missing in (".dv-loss-meter", ".dv-loss-heads", ".dv-loss-tasks", ".dv-loss-value", "input[type=radio]"):
        assert not page.locator(missing).first.is_visible()
    states = page.locator(".dv-loss-state")
    expect(states).to_have_text(["complains", "complains"])
    page.get_by_label("tuna, number").fill("10")
    expect(states).to_have_text(["is silent", "whispers a complaint"])
    expect(page.get_by_role("status")).to_have_text(
        "The answer is tuna, the truth is tuna: right. Only cross-entropy still complains."
    )


def test_walking_downhill_shows_where_each_objective_comes_to_rest(show):
    page = show(builder())
    many = page.get_by_role("button", name="twenty steps")
    for stage, rest in ((1, "J = −6.00"), (2, "J = −12.00"), (3, "J = 0.00"), (4, "J = 0.00")):
        page.get_by_role("radio").nth(stage - 1).check()
        page.get_by_role("button", name="start again").press("Enter")
        many.press("Enter")
        expect(value(page)).to_have_text(rest)
    expect(page.get_by_role("button", name="one step downhill")).to_be_disabled()
    assert (state(page, "s"), state(page, "s_c")) == (1.5, 0.5)
    assert state(page, "met") == [1, 2, 3]


def test_the_line_shows_both_scores_and_the_margin_only_where_there_is_one(show):
    page = show(builder())
    line = page.locator(".dv-loss-line")
    expect(line.locator(".dv-loss-marker")).to_have_count(2)
    expect(line.locator(".dv-loss-push")).to_have_count(1)
    expect(line.locator(".dv-loss-zone")).to_have_count(0)
    page.get_by_role("radio").nth(3).check()
    expect(line.locator(".dv-loss-push")).to_have_count(2)
    width = line.locator(".dv-loss-zone").bounding_box()["width"]
    page.get_by_role("radio", name="2", exact=True).check()
    assert line.locator(".dv-loss-zone").bounding_box()["width"] == pytest.approx(2 * width, rel=0.02)
    page.get_by_label("score with a fish, slider").press("Home")
    assert state(page, "s") == -6


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", [judges, builder, lambda: judges(terms=False)], ids=["judges", "builder", "plain"])
def test_nothing_is_cut_off_on_a_phone(show, make, theme):
    page = show(make(), 340, theme)
    wide = "(all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.className)"
    assert page.locator("main, main section, main div").evaluate_all(wide) == []


@pytest.mark.parametrize("make", [judges, builder], ids=["judges", "builder"])
def test_keys_pressed_inside_do_not_reach_the_notebook(show, make):
    page = show(make(), theme="dark")
    page.locator(".dv-bp-slider").first.focus()
    for key in ("ArrowUp", "Enter", "a", "d"):
        page.keyboard.press(key)
    assert page.title() == ""
