"""What students wrote comes to the feedback page and the grading form without anything that runs or loads."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import PyFileConfigLoader

from tests.browser.launcher import launch
from utils.authoring.notebooks import ROOT
from utils.grading import feedback

EVIL = [
    "<script>alert('evil')</script>",
    "<img src='https://elsewhere.example/x.png' onerror='alert(`evil`)'>",
    "<a href='javascript:alert(`evil`)'>evil</a> [evil](javascript:alert`evil`)",
    "<iframe src='https://elsewhere.example'></iframe><form action='https://elsewhere.example'><input></form>",
    "<div class='navbar-fixed-top' style='position:fixed' id='top'>Score: 50 / 50</div>",
    "<svg onload=alert('evil')><style>body {display: none}</style></svg>",
    "<a href='data:text/html,<script>alert(`evil`)</script>'>evil</a>",
]


def evil_notebook() -> nbformat.NotebookNode:
    outputs = [new_output("display_data", {kind: text}) for text in EVIL for kind in _KINDS]
    outputs.append(new_output("display_data", {"text/html": EVIL[0]}, metadata={"text/html": {"isolated": True}}))
    outputs.append(new_output("stream", text="".join(EVIL)))
    outputs.append(new_output("error", ename=EVIL[0], evalue=EVIL[1], traceback=EVIL))
    answer = {"grade": True, "solution": True, "grade_id": "answer", "locked": False, "points": 1, "score": 1}
    graded = [new_markdown_cell(text, metadata={"nbgrader": {**answer, "comment": text}}) for text in EVIL]
    plain = [make(text) for text in EVIL for make in (new_markdown_cell, new_code_cell)]
    raw = [new_raw_cell(text, metadata={"raw_mimetype": "text/html"}) for text in EVIL]
    return new_notebook(cells=[*graded, *plain, *raw, new_code_cell("1", outputs=outputs)])


_KINDS = ("text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "application/javascript")


def html(template: str, notebook: nbformat.NotebookNode, monkeypatch) -> str:
    """Return a page as nbgrader makes it with our settings."""
    monkeypatch.setenv("JUPYTER_PATH", "")
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    settings.HTMLExporter.template_name = template
    settings.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = {"notebook": "hw0", "score": 1, "max_score": 1, "late_penalty": 0}
    form = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "base_url", "student", "notebook_path"), "x")
    form |= {"index": 0, "total": 1, "last_name": "x", "first_name": "x"}
    exporter = HTMLExporter(config=GenerateFeedback(config=settings).config)
    return exporter.from_notebook_node(notebook, {"nbgrader": about, **form})[0]


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_a_page_loads_nothing_from_elsewhere_and_sets_its_formulas(template, monkeypatch):
    page = BeautifulSoup(html(template, new_notebook(cells=[new_markdown_cell("$x^2$")]), monkeypatch), "html.parser")
    addresses = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "link", "img"])]
    assert not [address for address in addresses if address and "//" in address]
    assert [tag for tag in page.find_all("script") if len(tag.get_text()) > 1_000_000]


@pytest.mark.slow
def test_formulas_are_set_and_the_form_hears_of_it_with_no_network(monkeypatch):
    page_text = html("feedback", new_notebook(cells=[new_markdown_cell("$x^2$")]), monkeypatch)
    with launch() as browser:
        page = browser.new_context(offline=True).new_page()
        page.set_content(page_text)
        page.wait_for_selector("mjx-container svg")
        heard = page.evaluate("new Promise(tell => MathJax.Hub.Startup.signal.Interest(tell))")
    assert heard == "End"


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_nothing_that_a_student_wrote_runs_or_loads_on_a_page(template, monkeypatch):
    soup = BeautifulSoup(html(template, evil_notebook(), monkeypatch), "html.parser").find(id="notebook")
    assert len(soup.get_text()) > 1000
    assert not soup.find_all(["script", "style", "svg", "form", "object", "embed", "link", "meta"])
    assert not soup.select("input:not(.tabbable)")  # those are the instructor's own boxes for points
    assert all("script" not in frame["src"] for frame in soup.find_all("iframe"))
    values = json.dumps([element.attrs for element in soup.find_all(True)])
    for danger in ("onerror", "onload", "javascript:", "elsewhere.example", "data:text/html,", "position", "navbar"):
        assert danger not in values


def test_what_students_need_comes_through():
    html = '<h2>A</h2><p class="sr-only">alt</p><table><tbody><tr><th>1</th></tr></tbody></table><code>a &lt; b</code>'
    assert feedback.clean(html) == html
    assert feedback.markdown({"cell": {}}, "# A\n\nB") == "<h1>A</h1>\n<p>B</p>\n"
    text = feedback.markdown({"cell": {}}, "If $a<b$, **then** `x < y` and ![dot](data:image/png;base64,AA==).")
    assert "$a&lt;b$" in text
    assert "<code>x &lt; y</code>" in text
    assert "<strong>then</strong>" in text
    assert '<img src="data:image/png;base64,AA==" alt="dot">' in text


def test_hidden_tests_go_and_what_students_write_about_them_stays():
    test = {"nbgrader": {"grade": True, "solution": False}}
    source = "a\n    ### BEGIN HIDDEN TESTS\n    secret\n    ### END HIDDEN TESTS\n\n\nb"
    mine = "### BEGIN HIDDEN TESTS\nmine"
    notebook = new_notebook(cells=[new_code_cell(source, metadata=test), new_code_cell(mine)])
    cells = feedback.HideTests().preprocess(notebook, {})[0].cells
    assert [cell.source for cell in cells] == ["a\n\n\nb", mine]
