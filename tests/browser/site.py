"""Serves a folder over HTTP on this machine, for pages that must work both so and opened from disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *about) -> None:
        """Keep the test's output free of requests."""


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Yield the address under which ``folder`` is served on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
