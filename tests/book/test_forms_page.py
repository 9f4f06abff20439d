"""A form is taken in the static book: nothing is judged, the answers are saved as a file that the scorer reads."""

import pytest
from playwright.sync_api import expect

from tests.authoring.test_gain import key_of
from tests.browser.launcher import SCREENSHOTS, watch
from utils.authoring import gain
from utils.authoring.handouts import KEY_TITLE
from utils.quiz import forms, markup, questions
from utils.quiz.judging import text

pytestmark = pytest.mark.slow
SHORTEST = 40


@pytest.mark.parametrize("name", forms.NAMES)
def test_a_form_is_filled_in_by_keyboard_and_saved_as_a_file_that_the_scorer_reads(chromium, site, name, tmp_path):
    items = forms.form(name)
    with watch(chromium, accept_downloads=True) as watched:
        page = watched.page
        page.goto((site / "forms" / f"form_{name}.html").as_uri())
        fields = page.locator(".dv-sheet-item input")
        expect(fields).to_have_count(len(items))
        for place, item in enumerate(items[:-1]):
            fields.nth(place).press_sequentially(key_of(item))
        expect(page.locator(".dv-sheet-state")).to_contain_text(f"{len(items) - 1} of {len(items)} answered")
        page.get_by_role("button", name="Save my answers").press("Enter")
        expect(page.locator(".dv-sheet-state")).to_contain_text("Your name is missing")
        page.get_by_label("Your name").fill("Ada Lovelace")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save my answers").press("Enter")
        assert download.value.suggested_filename == f"form-{name}-ada-lovelace.json"
        download.value.save_as(tmp_path / "saved.json")
        expect(page.locator(".dv-sheet-text")).to_have_value((tmp_path / "saved.json").read_text(encoding="utf-8"))
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"form-{name}.png", full_page=True)
        assert (watched.outside, watched.errors) == ([], [])
    taken = gain.read_folder(tmp_path)["ada lovelace"]
    assert (taken.form, list(taken.right.values())) == (name, [True] * (len(items) - 1) + [False])


def secrets_of_the_key() -> set[str]:
    """Return the hints to wrong answers as the key writes them, and its title."""
    hints = {text(hint) for question in questions().values() for _, hint in question.wrong}
    return {KEY_TITLE, *(words for hint in hints for words in (hint, markup.html(hint)) if len(words) > SHORTEST)}


def test_the_quiz_key_is_no_part_of_the_site(site):
    secrets = secrets_of_the_key()
    assert len(secrets) > 300
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".js", ".ipynb", ".md", ".txt"}]
    shown = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in files}
    assert [(name, words) for name, page in shown.items() for words in secrets if words in page] == []
