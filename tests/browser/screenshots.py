"""Take the pictures that README.md shows, of the built book and of the slides: `make screenshots`."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.launcher import launch, watch
from tests.browser.quizzes import QUIZ, answer_right_and_wrong, give, question_of, value_of
from utils.authoring import book, notebooks, slides
from utils.authoring.notebooks import ROOT

FOLDER = ROOT / "screenshots"
MOST_BYTES = 150_000
SIZE = {"width": 1200, "height": 760}
WIDGET = ".widget-subarea"


class Shot(NamedTuple):
    """One picture: the page it is taken of, and what is done there first."""

    page: Path
    prepare: Callable[[Page], None]


def shots() -> dict[str, Shot]:
    """Return the pictures by their names; the book and the slides are built where they are not up to date."""
    site = book.build().parent
    shown = slides.build(notebooks.lectures())[0].parent
    return {
        "widget": Shot(site / "lectures" / "05_conv_arithmetic.html", _bench),
        "quiz": Shot(site / "lectures" / "05_conv_arithmetic.html", _wrong_answer),
        "slides": Shot(shown / "02_backpropagation.html", _microscope),
    }


def take(folder: Path = FOLDER) -> list[Path]:
    """Write every picture to ``folder`` and return their paths; raises ValueError for one of over 150 KB."""
    folder.mkdir(exist_ok=True)
    written = []
    with launch() as browser:
        for name, shot in shots().items():
            with watch(browser, viewport=SIZE, color_scheme="light") as watched:
                watched.page.goto(shot.page.as_uri())
                shot.prepare(watched.page)
                written.append(_store(watched.page.screenshot(), folder / f"{name}.png"))
    return written


def _store(picture: bytes, path: Path) -> Path:
    """Store a picture with 128 colours, which screens of text and flat areas do not miss."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} must have at most {MOST_BYTES:,} bytes, got {path.stat().st_size:,}")
    return path


def _bench(page: Page) -> None:
    widget = page.locator(WIDGET).filter(has=page.get_by_role("spinbutton", name="Kernel F")).first
    expect(widget.locator("svg").first).to_be_visible()
    widget.get_by_role("spinbutton", name="Kernel F").press("ArrowUp")
    widget.evaluate("(el) => el.scrollIntoView({ block: 'center' })")


def _wrong_answer(page: Page) -> None:
    card = page.locator(QUIZ).first
    expect(card).to_be_visible()
    answer_right_and_wrong(card)
    question = question_of(card)
    give(card, question, value_of(question, question.wrong[0][0]))
    card.evaluate("(el) => el.scrollIntoView({ block: 'center' })")


def _microscope(page: Page) -> None:
    page.wait_for_function("() => window.Reveal?.isReady()")
    widget = page.locator(f"{WIDGET}:not(:has({QUIZ}))").first
    page.evaluate(
        "(el) => { const at = Reveal.getIndices(el); Reveal.slide(at.h, at.v); }",
        widget.locator("xpath=ancestor::section[1]").element_handle(),
    )
    expect(widget).to_be_visible()
    widget.evaluate("(el) => el.scrollIntoView({ block: 'end' })")


if __name__ == "__main__":
    sys.stdout.write("".join(f"{notebooks.shown(path)}: {path.stat().st_size:,} bytes\n" for path in take()))
