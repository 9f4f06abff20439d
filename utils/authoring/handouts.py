"""Pages for instructors that never belong to the book: the key to every quiz, and the forms of the test on paper.

`make key` writes `_build/quiz-key.html`, `make forms` writes `_build/forms/`. Both are single files that load nothing.
"""

import argparse
from html import escape
from pathlib import Path

from utils.authoring import notebooks
from utils.authoring.freshness import ask_ids
from utils.quiz import forms, markup
from utils.quiz.bank import find
from utils.quiz.judging import salt, text
from utils.quiz.options import Choice, Choices
from utils.quiz.question import Question
from utils.shapes.conv_arithmetic import DoesNotFit

KEY_TITLE = "Quiz key, for instructors only"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222; }}
h2 {{ margin-top: 2.5rem; border-bottom: 2px solid #0072b2; }}
article, li {{ break-inside: avoid; margin-bottom: 1.4rem; }}
article h3 {{ margin: 0; font: 600 0.9rem ui-monospace, monospace; color: #0072b2; }}
p {{ margin: 0.3rem 0; }}
blockquote {{ margin: 0.3rem 0; padding: 0.2rem 0.8rem; border-left: 4px solid #bbb; }}
dl {{ display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.2rem 1rem; margin: 0.4rem 0; }}
dt {{ overflow-wrap: anywhere; }}
dd {{ margin: 0; }}
.right {{ font-weight: 700; color: #00664b; }}
.line {{ display: inline-block; min-width: 14rem; border-bottom: 1px solid #222; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def quiz_key(lectures: list[Path]) -> str:
    """Return the key page: every question of each lecture in the order asked, its answers, and both forms."""
    parts = ["<p>Computed from the course's own functions when this page was made. Keep it from students.</p>"]
    for path in lectures:
        parts.append(f"<h2>{escape(notebooks.title(path))}</h2>")
        parts += [entry(find(name)) for name in asked(path)]
    for name in forms.NAMES:
        rows = "".join(f"<dt>{i.concept}</dt><dd>{_form_key(i)}</dd>" for i in forms.form(name))
        parts.append(f"<h2>Form {name.upper()} of the test before and after</h2><dl>{rows}</dl>")
    return _PAGE.format(title=KEY_TITLE, body="\n".join(parts))


def asked(path: Path) -> list[str]:
    """Return the ids of the questions that the notebook at ``path`` asks, in order."""
    cells = [cell for cell in notebooks.read(path).cells if cell.cell_type == "code"]
    return [name for cell in cells for name in ask_ids(cell.source)]


def entry(question: Question) -> str:
    """Return a question as HTML: claim, prompt, the right answer and why, each known mistake and its hint."""
    claim = f"<blockquote>{markup.html(text(question.claim))}</blockquote>" if question.claim else ""
    rows = [_row(question, question.key, question.why, "right")]
    rows += [_row(question, answer, hint, "wrong") for answer, hint in question.wrong]
    if question.otherwise:
        rows.append(f"<dt>anything else</dt><dd>{markup.html(text(question.otherwise))}</dd>")
    head = f"<article><h3>{question.id}</h3>{claim}{markup.html(text(question.prompt))}"
    return f"{head}<dl>{''.join(rows)}</dl></article>"


def _row(question: Question, answer: object, words: object, kind: str) -> str:
    try:
        value = answer() if callable(answer) else answer
    except DoesNotFit:
        value = None
    return f'<dt class="{kind}">{shown(question, value)}</dt><dd>{markup.html(text(words))}</dd>'


def shown(question: Question, value: object) -> str:
    """Return an answer as HTML, the way a student gives it: the options' letters and words, or what is typed."""
    kind = question.kind
    if isinstance(kind, Choice | Choices):
        letters = kind.canonical(value, salt(question))
        order = dict(zip("abcdefghij", kind.order(salt(question)), strict=False))
        return "; ".join(f"{letter}: {markup.inline(text(kind.options[order[letter]]))}" for letter in letters)
    return escape(kind.or_none if value is None else _typed(value, kind))


def _typed(value: object, kind: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return " × ".join(_typed(size, None) for size in value)
    number = float(value)
    decimals, digits = getattr(kind, "decimals", None), getattr(kind, "digits", None)
    if decimals is not None:
        return f"{number:.{decimals}f}"
    if digits is not None:
        return f"{number:.{digits}g}"
    return f"{int(number):,}" if number == int(number) else str(value)


def _form_key(item: forms.Item) -> str:
    return escape(_typed(item.key(), item.kind)) + f" {_unit(item)}".rstrip()


def printed(name: str) -> str:
    """Return form ``name`` on paper: its questions, each with a line to write on."""
    items = "".join(f"<li>{markup.html(item.prompt)}{_line('Answer', _unit(item))}</li>" for item in forms.form(name))
    rules = (
        "<p>An empty line is an honest answer. Write numbers, rounded to two decimals where they do not come out.</p>"
    )
    return _PAGE.format(title=f"Test, form {name.upper()}", body=f"{_line('Name')}{rules}<ol>{items}</ol>")


def _line(name: str, unit: str = "") -> str:
    return f'<p>{name}: <span class="line">&nbsp;</span> {unit}</p>'


def _unit(item: forms.Item) -> str:
    return getattr(item.kind, "unit", "")


def main(arguments: list[str]) -> int:
    """Write the quiz key, or the forms on paper."""
    parser = argparse.ArgumentParser(prog="handouts", description=main.__doc__)
    parser.add_argument("what", choices=("key", "forms"))
    build = notebooks.ROOT / "_build"
    if parser.parse_args(arguments).what == "key":
        pages = {build / "quiz-key.html": quiz_key(notebooks.lectures())}
    else:
        pages = {build / "forms" / f"form-{name}.html": printed(name) for name in forms.NAMES}
    for path, page in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
        print(f"written: {notebooks.shown(path)}")
    return 0


if __name__ == "__main__":
    notebooks.run_command(main)
