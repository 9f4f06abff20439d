"""In a plain page with no kernel a reader answers by mouse or by keyboard alone and is told at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.launcher import SCREENSHOTS, Watched, launch
from tests.quiz import samples
from tests.quiz.page import write_page
from utils.quiz.judging import salt

pytestmark = pytest.mark.slow
NUMBER, DECIMALS, DIGITS, SHAPE, CHOICE, CHOICES, TEXT = range(len(samples.ALL))


@pytest.fixture(scope="module")
def browser():
    with launch() as chromium:
        yield chromium


@pytest.fixture(params=["light", "dark"])
def page(request, browser, tmp_path):
    watched = Watched(browser, viewport={"width": 760, "height": 900})
    watched.page.goto(write_page(tmp_path / "page.html", samples.ALL, request.param))
    expect(watched.page.locator(".dv-quiz")).to_have_count(len(samples.ALL))
    yield watched.page
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    watched.page.screenshot(
        path=SCREENSHOTS / f"quiz-{request.node.originalname.removeprefix('test_')}-{request.param}.png", full_page=True
    )
    assert (watched.outside, watched.errors) == ([], [])
    watched.context.close()


def says(card, state, words):
    expect(card).to_have_attribute("data-state", state)
    expect(card.get_by_role("status")).to_contain_text(words)


def test_a_number_is_judged_on_enter(page):
    card = page.locator(".dv-quiz").nth(NUMBER)
    field = card.get_by_label("Your answer")
    field.press_sequentially("10/2")
    field.press("Enter")
    says(card, "wrong", "Not yet. That is the output for stride 1.")
    expect(card.locator(".dv-quiz-attempts")).to_have_text("1 attempt")
    field.fill("3.7")
    expect(card).to_have_attribute("data-state", "")
    field.press("Enter")
    says(card, "wrong", "Not yet. Write down")
    card.get_by_role("button", name="Answer: does not fit").press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    says(card, "right", "is no whole number.")
    expect(card.locator(".dv-quiz-attempts")).to_have_text("solved on attempt 3")


def test_a_wrong_answer_after_the_right_one_is_hinted_at_and_takes_nothing_back(page):
    card = page.locator(".dv-quiz").nth(NUMBER)
    field = card.get_by_label("Your answer")
    for answer in ("does not fit", "10/2"):
        field.fill(answer)
        field.press("Enter")
    says(card, "wrong", "Not this one (you have solved it). That is the output for stride 1.")
    expect(card.locator(".dv-quiz-attempts")).to_have_text("solved on attempt 1")
    field.fill("does not fit")
    field.press("Enter")
    says(card, "right", "is no whole number.")


def test_a_card_is_as_wide_as_the_column_that_it_stands_in(page):
    page.set_viewport_size({"width": 1300, "height": 800})
    assert page.locator(".dv-quiz").first.bounding_box()["width"] == 1300 - 2 * 24


def test_an_answer_that_cannot_be_read_costs_no_attempt(page):
    card = page.locator(".dv-quiz").nth(SHAPE)
    card.get_by_role("button", name="Check").click()
    says(card, "unreadable", "The answer is empty, expected a shape such as 9x6x4.")
    card.get_by_label("Your answer").fill("28 × 28")
    page.keyboard.press("Enter")
    says(card, "unreadable", 'The answer must be a shape of 3 numbers (height × width × depth), got "28 × 28".')
    expect(card.locator(".dv-quiz-attempts")).to_have_text("")
    card.get_by_label("Your answer").fill("<b>28</b>")
    page.keyboard.press("Enter")
    says(card, "unreadable", 'got "<b>28</b>".')


def test_an_option_is_chosen_by_arrow_keys(page):
    card = page.locator(".dv-quiz").nth(CHOICE)
    shown = samples.CHOICE.kind.order(salt(samples.CHOICE))
    hints = dict(samples.CHOICE.wrong)
    card.get_by_role("radio").nth((shown.index("both") + 1) % len(shown)).focus()
    page.keyboard.press("Space")
    for step in range(1, len(shown)):
        page.keyboard.press("Enter")
        hint = hints[shown[(shown.index("both") + step) % len(shown)]]
        says(card, "wrong", "Not yet. " + hint.split("$")[0])
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    says(card, "right", "feels the weight twice.")


def test_several_options_are_chosen_by_mouse(page):
    card = page.locator(".dv-quiz").nth(CHOICES)
    for name in ("Stride", "Kernel"):
        card.get_by_label(name).check()
    card.get_by_role("button", name="Check").click()
    says(card, "wrong", "What does a dilated kernel span?")
    card.get_by_label("Dilation").check()
    card.get_by_role("button", name="Check").click()
    says(card, "right", "The span grows")


def test_the_same_answer_again_is_no_new_attempt_and_keys_stay_in_the_card(page):
    card = page.locator(".dv-quiz").nth(TEXT)
    field = card.get_by_label("Your answer")
    for answer in ("bus rule", "Bus-Rule", "sum rule"):
        field.fill("")
        field.press_sequentially(answer)
        field.press("Enter")
    expect(card.locator(".dv-quiz-attempts")).to_have_text("2 attempts")
    assert page.title() == "Questions"


def test_the_page_fits_a_telephone(page):
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
