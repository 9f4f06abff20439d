"""The book builds without a warning, and the gates around it can close."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tests.book.leaks import leaked, secret_lines
from utils import vendor
from utils.authoring import book
from utils.authoring.notebooks import ROOT, solutions

FAULTS = ("[lost](no-page.md)", "![lost](no-picture.png)", "{eq}`no-formula`", "```{no-directive}\n```", "{no-role}`x`")


def fault_name(fault: str) -> str:
    """Return the word by which a warning must name the fault: ``no-page`` and so on."""
    return re.search(r"no-\w+", fault)[0]


@pytest.fixture
def small_course(tmp_path) -> Path:
    """A course of one page beside its front page, with the settings of the real one."""
    for name in ("_config.yml", "course.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n  - file: page\n", encoding="utf-8")
    (tmp_path / "intro.md").write_text("# Front\n\nSee [the page](page.md).\n", encoding="utf-8")
    (tmp_path / "page.md").write_text("# Page\n\n$x^2$\n", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_book_builds_without_a_warning_and_holds_every_page_of_its_contents(site):
    missing = [page for page in book.pages(ROOT) if not (site / page).with_suffix(".html").exists()]
    assert missing == []
    assert (site / "index.html").exists()


@pytest.mark.slow
def test_an_unchanged_book_is_not_built_twice_and_a_failed_one_never_passes(small_course):
    first = book.build(small_course)
    built = first.stat().st_mtime_ns
    assert book.build(small_course).stat().st_mtime_ns == built
    (small_course / "page.md").write_text("# Page\n\n" + "\n\n".join(FAULTS) + "\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(book.BookError) as raised:
            book.build(small_course)
        assert [fault for fault in FAULTS if fault_name(fault) not in str(raised.value)] == []
        assert not first.parent.exists()


def test_a_page_without_a_source_is_named(small_course):
    (small_course / "page.md").unlink()
    with pytest.raises(book.BookError, match=r"names page, and neither page\.ipynb nor page\.md exists"):
        book.pages(small_course)


def test_an_archive_with_another_digest_is_refused_and_thrown_away(tmp_path):
    package = vendor.KATEX
    (tmp_path / package.archive).write_bytes(b"tampered")
    with pytest.raises(RuntimeError, match="must have the SHA-512"):
        vendor.fetch(package, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_is_spared_imports_and_the_line_that_asks_a_question_and_answers_wait_with_their_code():
    sources = ("import numpy as np", 'quiz.ask("stride-2")', 'quiz.ask("stride-2") == 1', "assert 2 + 2 == 4")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.cells[3].metadata["tags"] = ["reveal", "hide-output"]
    tags = [cell.metadata.get("tags", []) for cell in book.quieten(notebook).cells]
    assert tags == [["hide-input"], ["remove-input"], [], ["reveal", "hide-cell"]]


def test_no_registry_address_is_written_down():
    text = Path(vendor.__file__).read_text(encoding="utf-8")
    assert "://" not in text


@pytest.mark.slow
def test_no_page_shows_a_line_of_a_solution_or_a_hidden_test(site):
    assert solutions() != []
    for source in solutions():
        released = nbformat.read(ROOT / "homework" / source.relative_to(ROOT / "solutions"), as_version=4)
        shown = [line for cell in released.cells for line in cell.source.splitlines()]
        secrets = secret_lines(source, shown)
        assert len(secrets) > 20
        assert leaked(site, secrets) == []


def test_a_leaked_line_is_found_in_pages_sources_and_coloured_code(tmp_path):
    source = tmp_path / "hw.ipynb"
    code = "def f(x):\n    ### BEGIN SOLUTION\n    return x < answer_of_all\n    ### END SOLUTION\n"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), source)
    site = tmp_path / "site"
    (site / "_sources").mkdir(parents=True)
    (site / "page.html").write_text("<pre><span>return</span> <b>x</b> <span>&lt;</span> answer_of_all</pre>")
    shutil.copy(source, site / "_sources" / "hw.ipynb")
    secrets = secret_lines(source)
    assert secrets == {"return x < answer_of_all"}
    assert leaked(site, secrets) == [
        "_sources/hw.ipynb: return x < answer_of_all",
        "page.html: return x < answer_of_all",
    ]
    assert secret_lines(source, ["    return x < answer_of_all"]) == set()
