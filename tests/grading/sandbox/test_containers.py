"""The command lines for Docker and Podman; run for real where there is a daemon and the image."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from utils.grading.sandbox import containers, selftest
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.limits import Contained, Limits
from utils.grading.sandbox.mounts import Mounts

UTILS = Path(__file__).parents[3] / "utils"


@pytest.fixture
def words():
    torch = Path(sysconfig.get_path("purelib"), "torch")
    return containers.command(
        "podman", "grading-1", Mounts((UTILS,), (UTILS / "reference", torch)), Limits(processes=7)
    )


def test_a_container_that_nobody_ends_ends_itself(words):
    clock = words.index("timeout")
    assert words[clock : clock + 3] == ["timeout", "--signal=KILL", str(int(Limits().wall_seconds) + containers.SLACK)]
    assert words[clock - 1] == containers.IMAGE


def test_podman_does_not_fill_what_is_hidden(words):
    hidden = [word for word in words if word.startswith("--tmpfs=")]
    assert all(word.endswith(",notmpcopyup") for word in hidden)
    docker = containers.command("docker", "grading-1", Mounts((), (UTILS,)), Limits())
    assert not [word for word in docker if "notmpcopyup" in word], "Docker, which fills nothing, does not know the word"


def test_nothing_is_shared_with_the_machine(words):
    assert words[:4] == ["podman", "run", "--rm", "--name=grading-1"]
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


@pytest.fixture(params=containers.CLIENTS)
def client(request):
    name = request.param
    found = shutil.which(name) and subprocess.run([name, "image", "inspect", containers.IMAGE], capture_output=True)
    if not found or found.returncode:
        pytest.skip(f"no {name} with the image {containers.IMAGE}")
    return name


def test_it_holds_where_there_is_a_daemon_and_the_image(client):
    assert selftest.self_test(Backend(client)) == []


def test_a_container_ends_with_its_submission(client, tmp_path):
    with (
        pytest.raises(Contained, match="it ran longer than 8 s"),
        Box(Backend(client), tmp_path, Limits(wall_seconds=8)) as box,
    ):
        box.run("import time\ntime.sleep(600)")
    running = subprocess.run([client, "ps", "--format={{.Names}}"], capture_output=True, text=True).stdout
    assert not [name for name in running.split() if name.startswith("grading-")]
