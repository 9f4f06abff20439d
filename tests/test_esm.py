"""Several ES modules become one string that a notebook front end can run."""

import pytest

from tests.node import run_module
from utils import esm


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(esm, "ROOT", tmp_path)

    def write(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text)
        return tmp_path

    return write


def test_imports_are_written_in_once_and_before_their_users(folder):
    root = folder(
        base="export const two = 2;\n",
        left='import { two } from "./base.js";\nexport function double(x) {\n  return two * x;\n}\n',
        right='import { two } from "./base.js";\nexport const four = two + two;\n',
        view=(
            'import { double } from "./left.js";\nimport { four } from "./right.js";\n'
            "const run = (x) => double(x) + four;\nexport default run;\n"
        ),
    )
    text = esm.bundle(root / "view.js")
    assert text.splitlines()[0] == "// course-module: view.js"
    assert text.count("const two") == 1
    assert "import" not in text
    assert run_module(text + "answer(run(payload));\n", 5) == 14


def test_an_import_over_several_lines_is_understood(folder):
    root = folder(
        base="export const a = 1;\nexport const b = 2;\n",
        view='import {\n  a,\n  b,\n} from "./base.js";\nconst sum = a + b;\nexport default sum;\n',
    )
    assert run_module(esm.bundle(root / "view.js") + "answer(sum);\n") == 3


def test_a_circle_is_refused(folder):
    root = folder(
        a='import { b } from "./b.js";\nexport const x = 1;\n', b='import { x } from "./a.js";\nexport const b = 1;\n'
    )
    with pytest.raises(ValueError, match=r"circle, got a\.js -> b\.js -> a\.js"):
        esm.bundle(root / "a.js")


def test_a_name_declared_twice_is_refused(folder):
    root = folder(
        base="const size = 1;\nexport const b = size;\n", view='import { b } from "./base.js";\nconst size = b;\n'
    )
    with pytest.raises(ValueError, match="different names, got twice: size"):
        esm.bundle(root / "view.js")


def test_a_stylesheet_carries_its_name(folder, tmp_path):
    folder()
    (tmp_path / "look.css").write_text("p { margin: 0; }\n")
    assert esm.stylesheet(tmp_path / "look.css") == "/* course-style: look.css */\np { margin: 0; }\n"
    (tmp_path / "more.css").write_text("b { margin: 1px; }\n")
    both = esm.stylesheet(tmp_path / "look.css", tmp_path / "more.css")
    assert both == "/* course-style: look.css more.css */\np { margin: 0; }\nb { margin: 1px; }\n"
