"""No grading starts unless a sandbox was just proved to hold; where none does, one sentence says what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from utils.grading.sandbox import bubblewrap, mounts, selftest
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.guest import lockdown
from utils.grading.sandbox.limits import NoSandbox
from utils.grading.sandbox.mounts import Mounts

COURSE = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["fork", "bubblewrap"])
def test_a_sandbox_that_holds_is_chosen(name):
    with selftest.choose_backend(name) as backend:
        assert backend.name == name


def test_the_fastest_comes_first():
    with selftest.choose_backend() as backend:
        assert backend.name == "fork"


def test_without_a_sandbox_the_self_test_sees_every_hole():
    holes = " ".join(selftest.self_test(Backend("none")))
    for words in ("read the grader's files", "connect to the grader's network", "signal the grader's process"):
        assert words in holes
    if os.getuid() == 0:
        assert "start more processes" in holes
        assert "write outside" in holes
        Path("/usr/written").unlink()


WITH_ITS_NETWORK = ["--unshare-uts", "--unshare-ipc", "--unshare-pid"]


@pytest.fixture
def leak(monkeypatch):
    """Return a function that puts other words in the place of bubblewrap's --unshare-all."""

    def leak(instead):
        whole = bubblewrap.command

        def leaky(*options):
            words = whole(*options)
            at = words.index("--unshare-all")
            return [*words[:at], *instead, *words[at + 1 :]]

        monkeypatch.setattr(bubblewrap, "command", leaky)

    return leak


@pytest.fixture
def no_landlock(monkeypatch, tmp_path):
    guest = Path(shutil.copytree(mounts.GUEST, tmp_path / "guest"))
    text = (guest / "lockdown.py").read_text()
    (guest / "lockdown.py").write_text(text.replace("if version <= 0:", "if True:"))
    monkeypatch.setattr(mounts, "GUEST", guest)


def test_a_hole_in_the_view_is_found(leak):
    leak(["--unshare-all", "--ro-bind", str(COURSE), str(COURSE)])
    with pytest.raises(NoSandbox, match="read the grader's files"):
        selftest.choose_backend("bubblewrap")


def test_a_hole_in_the_namespaces_is_found(leak, no_landlock):
    leak(WITH_ITS_NETWORK)
    with pytest.raises(NoSandbox, match="connect to the grader's network"):
        selftest.choose_backend("bubblewrap")


def test_landlock_holds_where_namespaces_do_not(leak):
    leak(WITH_ITS_NETWORK)
    assert selftest.self_test(Backend("bubblewrap")) == []


def test_without_limits_the_self_test_sees_it(monkeypatch):
    monkeypatch.setattr(selftest, "_LIMITS", selftest._LIMITS._replace(processes=500, memory_bytes=1 << 30))
    probe = selftest._PROBE.replace("PROCESSES + 1", "40").replace("MEMORY + 1", "1 << 29")
    monkeypatch.setattr(selftest, "_PROBE", probe)
    with pytest.raises(NoSandbox, match=r"more processes than its limit and take more memory than its limit"):
        selftest.choose_backend("bubblewrap")


def test_where_nothing_works_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(selftest.shutil, "which", lambda name: None)
    monkeypatch.setattr(selftest.ways, "fork_server", lambda: (_ for _ in ()).throw(NoSandbox("it did not start")))
    with pytest.raises(NoSandbox) as error:
        selftest.choose_backend()
    assert len(str(error.value).splitlines()) == 1
    for words in ("nothing was run", "apt install bubblewrap", "--trust-submissions", "fork: it did not start"):
        assert words in str(error.value)


def test_a_backend_that_nobody_knows_is_named(capsys):
    with pytest.raises(ValueError, match=r"one of fork, bubblewrap, docker, podman, got 'chroot'"):
        selftest.choose_backend("chroot")


def test_trust_is_given_loudly(capsys):
    assert selftest.choose_backend(trust=True) == Backend("none")
    assert "NO SANDBOX" in capsys.readouterr().err


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user runs all other tests as such")
@pytest.mark.parametrize("name", ["fork", "bubblewrap"])
def test_it_holds_for_an_ordinary_user_too(name):
    needed = [Path(sys.prefix), Path(sys.base_prefix), COURSE]
    program = (
        "import os\nfrom utils.grading.sandbox.selftest import choose_backend\n"
        f"with choose_backend({name!r}) as backend: print(os.getuid(), backend.name)"
    )
    user = [*bubblewrap._without_root(needed), sys.executable, "-c", program]
    ran = subprocess.run(user, cwd=COURSE, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert ran.stdout.split() == [str(lockdown.NOBODY), name], ran.stderr


def test_fork_and_bubblewrap_show_the_same(tmp_path):
    words = bubblewrap.command(["true"], Mounts((COURSE / "utils",)), 1 << 20)
    assert str(COURSE / "utils") in words
    assert str(COURSE) not in words
