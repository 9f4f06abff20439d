"""A form of the test before and after the course as a widget: questions and fields, and a file of answers to hand in.

Unlike a quiz it judges nothing, and no key travels to the page in any form: what is typed is judged by
``utils.authoring.gain``.
"""

from pathlib import Path

import anywidget
import traitlets

from utils.esm import bundle, stylesheet
from utils.quiz import forms, markup

STATIC = Path(__file__).parent / "static"


class Sheet(anywidget.AnyWidget):
    """All questions of one form, a field each, and a button that saves the answers as a file."""

    _esm = bundle(STATIC / "sheet.js")
    _css = stylesheet(STATIC / "sheet.css")
    form = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        return f"Sheet({self.form!r})"


def sheet(name: str) -> Sheet:
    """Return form ``name``, "a" or "b", as a widget; raises ValueError for another name."""
    return Sheet(form=name, items=[question(item) for item in forms.form(name)])


def question(item: forms.Item) -> dict[str, str]:
    """Return what a student sees of an item: its concept, the text as HTML, how to write the answer, and its unit."""
    return {
        "concept": item.concept,
        "prompt": markup.html(item.prompt),
        "format": item.kind.format(),
        "unit": getattr(item.kind, "unit", ""),
    }
