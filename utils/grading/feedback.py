"""Markup that students wrote, made safe to look at: for the feedback pages and for the form in which instructors grade.

nbgrader's page templates put rendered Markdown on the page as it is, whatever ``HTMLExporter.sanitize_html`` says, so
``nbgrader_config.py`` names three functions below as the templates' filters. Hidden tests stay hidden in feedback.
"""

import functools
import re
import warnings
from pathlib import Path

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from utils import vendor
from utils.grading.transplant import HIDDEN_TESTS

TEMPLATES = Path(__file__).parent / "static" / "jupyter"
"""A folder of Jupyter data whose templates come before nbconvert's of the same name."""

_TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody"}
    | {"td", "th", "thead", "tr", "ul"}
)
_LINKS = ("https://", "http://", "mailto:", "#")
_IMAGES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
_CLASS = re.compile(r"sr-only|highlight|hl-\w+|language-\w+|[a-z]{1,2}\d?")


class HideTests(NbGraderPreprocessor):
    """Leaves out the code of hidden tests; what they printed stays. Cells that students write are never looked into."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, cell_index: int) -> tuple[NotebookNode, dict]:
        """Return the cell, without hidden tests where it is a test cell, and the resources."""
        if is_grade(cell) and not is_solution(cell):
            cell.source = HIDDEN_TESTS.sub("", cell.source)
        return cell, resources


def clean(html: str | bytes) -> str:
    """Return HTML with only harmless tags and attributes: no scripts, frames, styles, or images from elsewhere."""
    html = html.decode() if isinstance(html, bytes) else str(html)
    return bleach.clean(html, tags=_TAGS, attributes=_harmless, protocols={"http", "https", "mailto", "data"})


@pass_context
def markdown(context: Context, source: str) -> str:
    """Return a cell's Markdown as harmless HTML, as a filter of nbconvert's templates."""
    return render(source, context.get("cell", {}).get("attachments", {}))


def render(source: str, attachments: dict) -> str:
    """Return Markdown as harmless HTML, with its formulas and pasted images."""
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


@functools.cache
def mathjax(nothing: str = "") -> str:
    """Return the scripts that set a page's formulas, all in the page; none, with a warning, where npm has no MathJax.

    The grading form waits for the "End" that MathJax 2 used to tell.
    """
    try:
        program = vendor.mathjax().decode()
    except RuntimeError as error:
        warnings.warn(f"formulas stay as they are typed: {error}", stacklevel=2)
        program = "MathJax.startup = {promise: Promise.resolve()};"
    return "".join(f"<script>{script}</script>\n" for script in (_SETTINGS, program, _END))


_SETTINGS = r"""
window.MathJax = {
  tex: {inlineMath: [["$", "$"], ["\\(", "\\)"]], packages: {"[-]": ["html", "require", "autoload"]}},
  options: {enableMenu: false, skipHtmlTags: ["script", "style", "textarea", "pre", "code"]}
};
"""
_END = """
MathJax.Hub = {Startup: {signal: {Interest: (tell) => MathJax.startup.promise.then(() => tell("End"))}}};
"""


def _harmless(tag: str, name: str, value: str) -> bool:
    if name == "class":  # of highlighted code and of text for screen readers; others could cover the page
        return all(_CLASS.fullmatch(word) for word in value.split())
    if name in {"href", "src"}:
        return value.startswith(_LINKS if (tag, name) == ("a", "href") else _IMAGES)
    return name in {"alt", "title"}
