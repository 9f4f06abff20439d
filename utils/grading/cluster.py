"""Grade on many machines: the same tasks, sent to a Dask distributed cluster (``course grade hw0 --cluster ADDRESS``).

Each thread of a Dask worker keeps one worker process of ``pool``, so that limits and kills work there as they do here.
A machine that goes away costs the tasks that it held another try elsewhere. Between machines the address must be
``tls://``, with the certificates that Dask's own settings name (DASK_DISTRIBUTED__COMM__TLS__...).
"""

import ipaddress
import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from distributed import Client, as_completed
from distributed.security import Security

from utils.grading import pool
from utils.grading.task import Result, Task

CERTIFICATE = tuple(f"DASK_DISTRIBUTED__COMM__TLS__{part}" for part in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"))
"""Variables that name the certificate of who checks, one's own and its key, as files in PEM."""

_kept = threading.local()


def run(
    tasks: Iterable[Task], work: Callable[[Task], Result], seconds: float, address: str
) -> Iterator[tuple[Task, Result | pool.Lost]]:
    """Yield each task with its result, or with why it was lost, from the cluster at ``address``.

    Raises ValueError where the address leaves this machine without TLS, TLS has no certificate, or nobody answers.
    """
    check_address(address)
    security = Security()
    if urlsplit(address).scheme == "tls" and security.get_connection_args("client").get("ssl_context") is None:
        raise ValueError(f"{address} needs a certificate: {', '.join(CERTIFICATE)} must name its files, got none")
    try:
        client = Client(address, security=security, timeout=20, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        pending = {client.submit(one, task, work, seconds, pure=False): (task, 1) for task in tasks}
        ended = as_completed(list(pending), loop=client.loop)
        for future in ended:
            task, tries = pending.pop(future)
            if future.status == "finished":
                yield task, future.result()
            elif tries < pool.TRIES:  # Dask gives a task up when several machines went away under it
                again = client.submit(one, task, work, seconds, pure=False)
                pending[again] = (task, tries + 1)
                ended.add(again)
            else:
                yield task, pool.Lost("died", 0.0)


def one(task: Task, work: Callable[[Task], Result], seconds: float) -> Result | pool.Lost:
    """Carry out one task on a machine of the cluster, in the worker process that this thread keeps warm for it."""
    multiprocessing.current_process().daemon = False  # Dask's own processes may not start any otherwise
    if getattr(_kept, "crew", None) is None or _kept.crew.work is not work:
        _kept.crew = pool.Crew(work, 1, fresh=True)  # Dask's processes run threads
    ((_, end),) = _kept.crew.run([task], seconds)
    return end


def check_address(address: str) -> None:
    """Raise ValueError unless the address is one of Dask's, and encrypted where it is another machine's."""
    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
        raise ValueError(f"cluster must be an address such as tls://grader.example.org:8786, got {address!r}")
    if parts.scheme != "tls" and not _is_here(parts.hostname):
        raise ValueError(f"submissions leave this machine encrypted only: use tls://, got {address!r}")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
