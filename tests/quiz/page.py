"""A plain page that shows questions with no kernel behind them, as the static book does."""

import json
from pathlib import Path

from utils import quiz
from utils.quiz.question import Question

THEMES = {
    "light": "",
    "dark": "--jp-ui-font-color1: rgba(255, 255, 255, 0.87); --jp-layout-color1: #111; background: #111;",
}
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<meta charset="utf-8"><title>Questions</title>
<style>body {{ margin: 24px; {style} }}</style><style>{css}</style>
<main></main>
<script type="module">
const code = {code};
const {{ default: view }} = await import(URL.createObjectURL(new Blob([code], {{ type: "text/javascript" }})));
for (const question of {questions}) {{
  const el = document.createElement("div");
  document.querySelector("main").append(el);
  view.render({{ model: {{ get: () => question, on() {{}}, off() {{}} }}, el }});
}}
addEventListener("keydown", (event) => {{ document.title += event.key; }});
</script>
"""


def write_page(path: Path, questions: tuple[Question, ...], theme: str) -> str:
    """Write a page with these questions and return its address; its title grows by every key that leaves a card."""
    widgets = [quiz.ask(question) for question in questions]
    text = PAGE.format(
        theme=theme,
        style=THEMES[theme],
        css=widgets[0]._css,
        code=in_script(widgets[0]._esm),
        questions=in_script([widget.question for widget in widgets]),
    )
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def in_script(value: object) -> str:
    """Return a value as JSON that cannot end the script it stands in."""
    return json.dumps(value).replace("</", "<\\/")
