"""Stop being root and become another program, which still sees what only root could reach (a Python below /root)."""

import json
import os
import sys

from .lockdown import become_nobody, die_with_parent
from .namespaces import mount, own_mounts


def main() -> None:
    """Do so: the first argument is JSON, {closed folder: [paths in it that stay in view]}; the others the program."""
    own_mounts()
    for folder, paths in json.loads(sys.argv[1]).items():
        show_only(folder, paths)
    become_nobody()
    die_with_parent()
    os.execvp(sys.argv[2], sys.argv[2:])


def show_only(folder: str, paths: list[str]) -> None:
    """Cover a folder with one that all can enter and that holds ``paths`` only."""
    places = [os.open(path, os.O_PATH) for path in paths]
    mount("box", folder, "tmpfs", data="mode=0755,size=1m")
    for path, place in zip(paths, places, strict=True):
        if os.path.isdir(f"/proc/self/fd/{place}"):
            os.makedirs(path)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        mount(f"/proc/self/fd/{place}", path, flags=0x5000)  # bind, with all that is mounted below
        os.close(place)
