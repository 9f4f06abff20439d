"""A data folder of its own for every test, a small data set, and a web server on this machine that serves it."""

import gzip
import hashlib
import http.server
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from utils.data.sources import File
from utils.data.store import DataSet

CONTENT = {"images": b"eight" * 1000, "labels": bytes(range(200))}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The data folder of this test."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def files():
    return tuple(File(name, hashlib.sha256(text).hexdigest(), len(text)) for name, text in CONTENT.items())


@pytest.fixture
def small(files):
    """Make a small data set that has the sources given."""
    return lambda *sources: DataSet("Small", "small", files, sources)


class Server(NamedTuple):
    """A web server: its address, the folder that it serves, and the paths it was asked for."""

    address: str
    folder: Path
    asked: list[str]


@pytest.fixture
def server(tmp_path):
    """Serves CONTENT, plain and as .gz; what lies under /short/ breaks off after half of it."""
    served, asked = tmp_path / "served", []
    for place in (served, served / "short"):
        place.mkdir()
        for name, text in CONTENT.items():
            (place / name).write_bytes(text)
            (place / f"{name}.gz").write_bytes(gzip.compress(text))

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=served)

        def log_message(self, *arguments):
            asked.append(self.path)

        def copyfile(self, source, outputfile):
            whole = source.read()
            outputfile.write(whole[: len(whole) // 2] if self.path.startswith("/short/") else whole)

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{running.server_port}/", served, asked)
    running.shutdown()
    running.server_close()
