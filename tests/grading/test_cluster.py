"""Tasks sent to a Dask cluster give the gradebook of one machine, whatever happens to a machine of it."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.grading.test_runner import book, grade, hand_in, released  # noqa: F401 - a fixture
from utils.grading import cluster


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://grader.example.org:8786", "submissions leave this machine encrypted only: use tls://"),
        ("tcp://192.0.2.1:8786", "encrypted only"),
        ("grader:8786", "cluster must be an address such as tls://"),
        ("http://localhost:80", "cluster must be an address"),
        ("tls://localhost", "cluster must be an address"),
    ],
)
def test_an_address_that_would_send_work_in_the_clear_is_refused(address, said):
    with pytest.raises(ValueError, match=said):
        cluster.check_address(address)


def test_addresses_here_and_encrypted_ones_are_taken():
    for address in ("tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:1", "tls://grader.example.org:8786"):
        cluster.check_address(address)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_in_mid_run_gives_the_same_gradebook(released, tmp_path):  # noqa: F811
    distributed = pytest.importorskip("distributed")
    first = Path(shutil.copytree(released, tmp_path / "first"))
    for number in range(8):
        hand_in(first, f"s{number:02}", f"return {number}", f"Because of {number}.")
    (first / "grading" / "grading.toml").write_text("seed = 1")
    second = Path(shutil.copytree(first, tmp_path / "second"))
    grade(first)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as local:
        victims = []

        def murderous(tasks, work, seconds):
            for ended in cluster.run(tasks, work, seconds, local.scheduler_address):
                if not victims:
                    victims.append(next(iter(local.workers.values())).pid)
                    os.kill(victims[0], signal.SIGKILL)
                yield ended

        assert len(grade(second, murderous)) == 8
        assert victims[0] not in {nanny.pid for nanny in local.workers.values()}, "it was killed"
    assert book(second) == book(first)


@pytest.mark.slow
def test_a_cluster_behind_tls_takes_work_only_with_its_certificate(released, tmp_path):  # noqa: F811
    distributed, dask = pytest.importorskip("distributed"), pytest.importorskip("dask")
    hand_in(released, "ada", "return 1", "Because.")
    (released / "grading" / "grading.toml").write_text("seed = 1")
    second = Path(shutil.copytree(released, tmp_path / "second"))
    grade(released)
    ours = distributed.Security.temporary()
    options = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=1, protocol="tls://", security=ours, **options) as local:

        def send(tasks, work, seconds):
            yield from cluster.run(tasks, work, seconds, local.scheduler_address)

        with pytest.raises(ValueError, match=r"tls://.* needs a certificate: DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "):
            grade(second, send)
        files = {"ca-file": ours.tls_ca_file, "client.cert": ours.tls_client_cert, "client.key": ours.tls_client_key}
        with dask.config.set({f"distributed.comm.tls.{name}": content for name, content in files.items()}):
            assert len(grade(second, send)) == 1
    assert book(second) == book(released)
