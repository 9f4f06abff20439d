"""The questions of all lectures: every module of this package that holds a tuple ``QUESTIONS``."""

import difflib
import pkgutil
from importlib import import_module

from utils.quiz.question import Question


def questions() -> dict[str, Question]:
    """Return the questions of all lectures by id; raises ValueError where two share one."""
    found: dict[str, Question] = {}
    for module in pkgutil.iter_modules(import_module("utils.quiz").__path__):
        for question in getattr(import_module(f"utils.quiz.{module.name}"), "QUESTIONS", ()):
            if question.id in found:
                raise ValueError(f"question ids must be unique, got {question.id} twice")
            found[question.id] = question
    return found


def find(name: str) -> Question:
    """Return the question with this id; raises ValueError, suggesting near ids, where there is none."""
    known = questions()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    advice = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(sorted(known))}"
    raise ValueError(f"there is no question {name!r}: {advice}")
