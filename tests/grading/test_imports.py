"""What students use of grading imports where Linux's own modules are missing, and without torch."""

import subprocess
import sys

from utils.authoring.notebooks import ROOT

PROGRAM = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {"resource", "fcntl", "pwd", "grp", "termios", "_posixsubprocess"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
from utils.grading import compare, models, numpy_only, parts, start
assert not {"torch", "nbformat", "jupyter_client"} & set(sys.modules), sys.modules.keys()
"""


def test_the_students_side_of_grading_imports_without_linux_and_without_torch():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
