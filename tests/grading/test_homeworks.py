"""What a homework's sandbox may not see: libraries and functions of the course that would answer for the student."""

from pathlib import Path

import pytest

from utils.grading.homeworks import HOMEWORKS, UTILS, mounts, needs
from utils.grading.sandbox.backend import fork_server
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.mounts import Mounts


def test_a_numpy_homework_sees_utils_but_neither_torch_nor_the_reference():
    seen = mounts("hw0", Mounts((Path("/somewhere/data"),), (Path("/somewhere/private"),)))
    assert seen.read_only == (Path("/somewhere/data"), UTILS)
    assert UTILS / "reference" in seen.hidden
    assert {"torch", "scipy", "skimage", "private"} <= {path.name for path in seen.hidden}
    assert all(path.is_dir() for path in seen.hidden if path.name != "private")


def test_a_homework_that_is_not_named_gets_torch():
    assert "torch" in needs("hw1").warm
    assert mounts("hw1", Mounts()).hidden == ()
    assert "torch" not in HOMEWORKS["hw0"].warm


def test_a_homework_that_is_read_from_files_needs_neither_torch_nor_data():
    assert needs("hw2").handout
    assert not needs("hw1").handout
    assert "torch" not in needs("hw2").warm
    assert mounts("hw2", Mounts()).read_only == (UTILS,)


@pytest.mark.parametrize("module", ["torch.nn", "scipy.special", "skimage.filters", "utils.reference.losses"])
def test_in_the_sandbox_what_is_hidden_cannot_be_imported(tmp_path, module):
    with fork_server() as backend, Box(backend, tmp_path, mounts=mounts("hw0", Mounts()), warm=("numpy",)) as box:
        assert box.run("import utils.grading.compare").error is None
        assert box.run(f"import {module}").error[0] == "ModuleNotFoundError"
