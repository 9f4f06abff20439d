"""The command lines for Docker and Podman; run for real where there is a daemon and the image."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from utils.grading.sandbox import containers, selftest
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.limits import Limits
from utils.grading.sandbox.mounts import Mounts

UTILS = Path(__file__).parents[3] / "utils"


@pytest.fixture
def words():
    torch = Path(sysconfig.get_path("purelib"), "torch")
    return containers.command("podman", Mounts((UTILS,), (UTILS / "reference", torch)), Limits(processes=7))


def test_nothing_is_shared_with_the_machine(words):
    assert words[:3] == ["podman", "run", "--rm"]
    for word in ("--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--pull=never"):
        assert word in words
    assert "--user=65534:65534" in words


def test_limits_are_the_containers(words):
    limits = Limits()
    assert f"--memory={limits.memory_bytes}" in words
    assert f"--memory-swap={limits.memory_bytes}" in words
    assert "--pids-limit=7" in words
    assert any(word.startswith("--tmpfs=/tmp:") and f"size={limits.disk_bytes}" in word for word in words)


def test_only_what_is_named_is_mounted_and_only_to_be_read(words):
    mounted = [word for word in words if word.startswith("--mount=")]
    assert all(",readonly," in word for word in mounted)
    assert [word.rpartition("target=")[2] for word in mounted] == ["/run/guest", str(UTILS)]
    hidden = [word.split("=", 1)[1].split(":")[0] for word in words if word.startswith("--tmpfs=") and ":ro" in word]
    assert hidden == [str(UTILS / "reference"), "/opt/course/torch"]


def test_packages_that_are_mounted_can_be_imported(words):
    assert f"--env=PYTHONPATH=/opt/course:{UTILS.parent}" in words


@pytest.mark.parametrize("client", containers.CLIENTS)
def test_it_holds_where_there_is_a_daemon_and_the_image(client):
    found = shutil.which(client) and subprocess.run([client, "image", "inspect", containers.IMAGE], capture_output=True)
    if not found or found.returncode:
        pytest.skip(f"no {client} with the image {containers.IMAGE}")
    assert selftest.self_test(Backend(client)) == []
