"""Slides of the lectures: every section begins one, nothing waits for a network, keys turn them, widgets answer."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import move_one_control
from tests.browser.launcher import SCREENSHOTS, watch
from utils.authoring import notebooks, slides
from utils.authoring.structure import code_cells, images

LECTURES = [path.stem for path in notebooks.lectures()]
_PLACE = "() => { const { h, v } = Reveal.getIndices(); return [h, v]; }"
KINDS = (
    ("markdown", "# Title", "slide"),
    ("markdown", "Prose.", "subslide"),
    ("code", "import numpy as np", "skip"),
    ("markdown", "## Section", "slide"),
    ("code", 'quiz.ask("a")', "-"),
    ("code", "assert 1 + 1 == 2", "subslide"),
    ("markdown", "Prose.", "subslide"),
    ("code", "# answer", "fragment"),
)


@pytest.fixture(scope="session")
def shown(tmp_path_factory) -> Path:
    """The folder of the slides of all lectures."""
    return slides.build(notebooks.lectures(), tmp_path_factory.mktemp("slides") / "slides")[0].parent


def open_slides(page: Page, path: Path) -> Page:
    page.goto(path.as_uri())
    page.wait_for_function("() => window.Reveal?.isReady()")
    return page


def test_a_section_begins_a_slide_prose_with_its_code_one_below_and_an_answer_waits():
    cells = [getattr(nbformat.v4, f"new_{kind}_cell")(source) for kind, source, _ in KINDS]
    cells[-1].metadata["tags"] = ["reveal", "hide-output"]
    arranged = slides.arrange(nbformat.v4.new_notebook(cells=cells)).cells
    assert [cell.metadata.slideshow.slide_type for cell in arranged] == [kind for *_, kind in KINDS]


def test_of_a_question_only_its_card_is_shown_and_imports_never():
    notebook = notebooks.read(notebooks.lectures()[0])
    imports = code_cells(notebook)[0].source
    page = slides.render(notebook, "Lecture")
    assert "quiz.ask" not in page
    assert imports.splitlines()[0] not in page


@pytest.mark.slow
@pytest.mark.parametrize("name", LECTURES)
def test_slides_open_from_disk_and_advance_by_keyboard_through_every_section(chromium, shown, name):
    sections = [
        cell
        for cell in notebooks.read(notebooks.LECTURES / f"{name}.ipynb").cells
        if cell.cell_type == "markdown" and cell.source.startswith("## ")
    ]
    with watch(chromium) as watched:
        page = open_slides(watched.page, shown / f"{name}.html")
        page.keyboard.press("End")
        last = page.evaluate("Reveal.getIndices().h")
        page.keyboard.press("Home")
        reached = [page.evaluate("Reveal.getIndices().h")]
        while reached[-1] < last and len(reached) < 100:
            page.keyboard.press("ArrowRight")
            reached.append(page.evaluate("Reveal.getIndices().h"))
        assert sorted(set(reached)) == list(range(len(sections) + 1))
        assert (watched.outside, watched.errors) == ([], [])


@pytest.mark.slow
def test_a_widget_on_a_slide_follows_its_control_and_keeps_its_keys_to_itself(chromium, shown):
    with watch(chromium, viewport={"width": 1280, "height": 720}) as watched:
        page = open_slides(watched.page, shown / "05_conv_arithmetic.html")
        place = page.locator(".widget-subarea").filter(
            has=page.get_by_role("spinbutton", name="Kernel F", include_hidden=True)
        )
        page.evaluate(
            "(el) => { const at = Reveal.getIndices(el); Reveal.slide(at.h, at.v); }",
            place.first.locator("xpath=ancestor::section[1]").element_handle(),
        )
        expect(place.first).to_be_visible()
        before = page.evaluate(_PLACE)
        move_one_control(place.first)
        assert page.evaluate(_PLACE) == before
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "slides-widget.png")
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        assert page.evaluate(_PLACE) != before
        assert (watched.outside, watched.errors) == ([], [])


@pytest.mark.slow
def test_formulas_are_set_and_every_picture_has_a_description(chromium, shown):
    notebook = notebooks.read(notebooks.LECTURES / "05_conv_arithmetic.ipynb")
    with watch(chromium) as watched:
        page = open_slides(watched.page, shown / "05_conv_arithmetic.html")
        assert page.locator("mjx-container").count() > 50
        assert page.locator("mjx-merror").count() == 0
        alts = [picture.get_attribute("alt") for picture in page.locator("section img").all()]
        stored = [about["alt"] for cell in code_cells(notebook) for _, _, about in images(cell)]
        assert len(stored) > 5
        assert alts == stored
