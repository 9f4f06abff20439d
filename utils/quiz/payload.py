"""What travels to the page: the question as HTML, how to read an answer, and the enciphered verdicts."""

import json

from utils.quiz import cipher, markup
from utils.quiz.judging import RIGHT, WRONG, Verdict, salt, text, verdicts
from utils.quiz.options import Choice, Choices
from utils.quiz.question import Question

OTHERWISE = ""  # the form whose lock opens the hint for unknown wrong answers; no answer has it


def seal(question: Question) -> dict:
    """Return the question as plain JSON data, the same on every run.

    Neither the key nor a hint stands in it in clear: verdicts are sorted by tag and filled up to one length.
    Raises ValueError where the question's declaration is at fault (see ``verdicts``).
    """
    known = verdicts(question) | {OTHERWISE: Verdict(False, text(question.otherwise))}
    written = {form: _written(verdict) for form, verdict in known.items()}
    size = max(len(line.encode()) for line in written.values())
    locks = {form: cipher.lock(salt(question), form) for form in written}
    entries = {cipher.tag(locks[form]): cipher.encipher(line, locks[form], size) for form, line in written.items()}
    return {
        "id": question.id,
        "salt": salt(question),
        "claim": markup.html(text(question.claim)),
        "prompt": markup.html(text(question.prompt)),
        "kind": question.kind.name,
        "format": question.kind.format(),
        "reading": question.kind.travels(),
        "options": _options(question),
        "sentences": question.kind.sentences(),
        "verdicts": {"right": RIGHT, "wrong": WRONG},
        "entries": dict(sorted(entries.items())),
    }


def _written(verdict: Verdict) -> str:
    return json.dumps([verdict.correct, markup.html(verdict.message)], ensure_ascii=False)


def _options(question: Question) -> list[str]:
    if not isinstance(question.kind, Choice | Choices):
        return []
    return [markup.inline(text(question.kind.options[name])) for name in question.kind.order(salt(question))]
