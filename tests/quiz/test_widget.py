"""The widget's state is the sealed question and nothing else, and asking a question does not wake PyTorch."""

import subprocess
import sys

from tests.quiz import samples
from utils import quiz


def test_its_representation_is_stable():
    widget = quiz.ask(samples.NUMBER)
    assert repr(widget) == "Quiz('stride-3-on-7')"
    assert widget._repr_mimebundle_()[0]["text/plain"] == "Quiz('stride-3-on-7')"


def test_its_state_is_the_same_on_every_run_and_holds_nothing_else():
    first, second = (quiz.ask(samples.CHOICE).get_state() for _ in range(2))
    del first["layout"], second["layout"]
    assert first == second
    assert {name for name in first if not name.startswith("_")} == {"question", "tabbable", "tooltip"}


def test_its_code_and_style_carry_their_marks():
    widget = quiz.ask(samples.NUMBER)
    assert widget._esm.startswith("// course-module: utils/quiz/static/quiz.js\n")
    assert widget._css.startswith("/* course-style: utils/quiz/static/quiz.css */\n")


def test_asking_imports_no_torch():
    code = "import sys; from utils import quiz; quiz.questions(); assert 'torch' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
