"""The question as a widget: all of it is computed in the page, so that it answers in a static book as well."""

from pathlib import Path

import anywidget
import traitlets

from utils.esm import bundle, stylesheet
from utils.quiz.payload import seal
from utils.quiz.question import Question

STATIC = Path(__file__).parent / "static"


class Quiz(anywidget.AnyWidget):
    """One question with an input and immediate feedback; its state is the sealed question and nothing else."""

    _esm = bundle(STATIC / "quiz.js")
    _css = stylesheet(STATIC / "quiz.css")
    question = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question) -> None:
        super().__init__(question=seal(question))

    def __repr__(self) -> str:
        return f"Quiz({self.question['id']!r})"
