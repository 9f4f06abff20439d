import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.data.conftest import CONTENT
from utils.data import store
from utils.data.sources import Mirror
from utils.data.store import DataNotFound, data_folder, obtain


class Hand:
    """A source that writes what it is given, then does what it is told."""

    by_hand = "ask the author"

    def __init__(self, content=CONTENT, then=lambda: None):
        self.content, self.then, self.asked = content, then, 0

    def __str__(self):
        return "a hand"

    def deliver(self, files, workshop):
        self.asked += 1
        for file in files:
            (workshop / file.name).write_bytes(self.content[file.name])
            self.then()


def contents(paths):
    return {name: path.read_bytes() for name, path in paths.items()}


def left(folder):
    """Return what lies in the folder, besides notes and the lock."""
    return sorted(path.name for path in (folder / "small").iterdir() if path.name not in (".checked.json", ".lock"))


def unreachable():
    """Return a mirror at a port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Mirror(f"http://127.0.0.1:{probe.getsockname()[1]}/")


def test_files_come_from_the_first_source_and_are_there_afterwards(small, server, folder, capsys):
    data = small(Mirror(server.address), Hand())
    assert contents(obtain(data)) == CONTENT
    assert left(folder) == ["images", "labels"]
    assert "Small: 0.0 MB from the mirror 127.0.0.1.\n" in capsys.readouterr().err
    assert contents(obtain(data)) == CONTENT
    assert len(server.asked) == 2, "what is there is not fetched again"
    assert capsys.readouterr() == ("", "")


def test_compressed_files_are_unpacked(small, server):
    assert contents(obtain(small(Mirror(server.address, ".gz")))) == CONTENT


def test_the_line_says_how_big_it_was(server, capsys, small, files):
    big = os.urandom(2_340_000)
    (server.folder / "big").write_bytes(big)
    file = files[0]._replace(name="big", sha256=store.hashlib.sha256(big).hexdigest(), size=len(big))
    obtain(small(Mirror(server.address))._replace(files=(file,)))
    assert "Small: 2.3 MB from the mirror 127.0.0.1." in capsys.readouterr().err


def test_what_is_there_needs_no_network(small, folder):
    source = Hand()
    (folder / "small").mkdir(parents=True)
    for name, text in CONTENT.items():
        (folder / "small" / name).write_bytes(text)
    assert contents(obtain(small(source))) == CONTENT
    assert source.asked == 0


def test_a_mirror_where_nobody_listens_is_passed_at_once(small, server):
    begun = time.monotonic()
    assert contents(obtain(small(unreachable(), Mirror(server.address)))) == CONTENT
    assert time.monotonic() - begun < 2.5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux drops what does not fit in the queue")
def test_a_mirror_that_never_answers_the_call_is_passed_after_three_seconds(small, server):
    with socket.socket() as silent, socket.socket() as first:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        first.connect(silent.getsockname())  # the queue is full: the next call is not answered
        begun = time.monotonic()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert contents(obtain(small(Mirror(address), Mirror(server.address)))) == CONTENT
        assert 2.5 < time.monotonic() - begun < 6


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_transfer_that_breaks_off_is_not_used(small, server, suffix, folder):
    data = small(Mirror(f"{server.address}short/", suffix))
    with pytest.raises(DataNotFound):
        obtain(data)
    assert left(folder) == []
    assert contents(obtain(data._replace(sources=(*data.sources, Hand())))) == CONTENT


def test_a_mirror_that_lacks_a_file_is_passed(small, server):
    (server.folder / "labels").unlink()
    assert contents(obtain(small(Mirror(server.address), Hand()))) == CONTENT
    with pytest.raises(DataNotFound, match="404"):
        obtain(small(Mirror(f"{server.address}nowhere/"))._replace(folder="other"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (CONTENT["images"][:-1], r"images must have 5,000 bytes, got 4,999"),
        (CONTENT["images"] + b"!", r"images must have 5,000 bytes, got 5,001"),
        (b"!" + CONTENT["images"][1:], r"images must have the SHA-256 [0-9a-f]{12}…, got [0-9a-f]{12}…"),
    ],
)
def test_what_is_not_the_file_is_never_used(small, wrong, message, folder):
    with pytest.raises(DataNotFound, match=rf"a hand: {message}"):
        obtain(small(Hand(CONTENT | {"images": wrong})))
    assert left(folder) == []


def test_a_file_whose_hash_is_known_in_part_is_checked_by_that_part(small, files, folder):
    known = tuple(file._replace(sha256=file.sha256[:8], size=None) for file in files)
    assert contents(obtain(small(Hand())._replace(files=known))) == CONTENT
    (folder / "small" / "images").write_bytes(b"other")
    with pytest.raises(DataNotFound):
        obtain(small()._replace(files=known))


def spoil(path, keep_time):
    """Change a byte of the file, and if told so set back its time."""
    found = path.stat()
    text = bytearray(path.read_bytes())
    text[7] ^= 1
    path.write_bytes(text)
    if keep_time:
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


@pytest.mark.parametrize("keep_time", [False, True])
def test_a_file_that_was_changed_in_its_place_is_fetched_anew(small, folder, keep_time, capsys):
    source = Hand()
    path = obtain(small(source))["images"]
    spoil(path, keep_time)
    with pytest.raises(DataNotFound, match="no source served it"):
        obtain(small())
    assert contents(obtain(small(source))) == CONTENT
    assert source.asked == 2
    assert "images is not what it should be, and is fetched anew" in capsys.readouterr().err


def test_only_what_is_missing_is_fetched(small, server):
    paths = obtain(small(Mirror(server.address)))
    paths["labels"].unlink()
    server.asked.clear()
    assert contents(obtain(small(Mirror(server.address)))) == CONTENT
    assert [line.rpartition("/")[2] for line in server.asked] == ["labels"]


def test_a_note_that_was_spoilt_only_costs_a_check(small, folder):
    obtain(small(Hand()))
    for text in ("{", "[]", json.dumps({"images": "?"})):
        (folder / "small" / ".checked.json").write_text(text)
        assert contents(obtain(small())) == CONTENT


def test_what_the_file_should_be_may_change_with_the_course(small, files):
    obtain(small(Hand()))
    other = files[0]._replace(sha256="0" * 64)
    with pytest.raises(DataNotFound):
        obtain(small()._replace(files=(other, files[1])))


def test_an_interrupt_leaves_nothing_behind_and_the_next_call_starts_over(small, folder):
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        obtain(small(Hand(then=interrupt)))
    assert left(folder) == []
    assert contents(obtain(small(Hand()))) == CONTENT


def test_what_a_killed_process_left_is_cleared_away(small, folder):
    (folder / "small" / ".fetching" / "cache").mkdir(parents=True)
    (folder / "small" / ".fetching" / "images").write_bytes(CONTENT["images"][:100])
    assert contents(obtain(small(Hand()))) == CONTENT
    assert left(folder) == ["images", "labels"]


def test_who_comes_second_waits_and_does_not_fetch_again(small):
    source = Hand(then=lambda: time.sleep(0.2))
    found = []
    threads = [threading.Thread(target=lambda: found.append(contents(obtain(small(source))))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 3
    assert source.asked == 1


def test_a_folder_that_may_only_be_read_serves_what_it_has(small, folder, monkeypatch):
    (folder / "small").mkdir(parents=True)
    for name, text in CONTENT.items():
        (folder / "small" / name).write_bytes(text)

    def refuse(self, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert contents(obtain(small())) == CONTENT
    assert not (folder / "small" / ".checked.json").exists()
    (folder / "small" / "labels").unlink()
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(DataNotFound, match="nothing can be written there"):
        obtain(small(Hand()))


def test_when_nobody_serves_it_says_why_and_exactly_what_to_do(small, folder):
    mirror = unreachable()
    with pytest.raises(DataNotFound) as error:
        obtain(small(mirror, Hand(CONTENT | {"labels": b""})))
    text = str(error.value)
    assert f"Small is not in {folder / 'small'}, and no source served it:\n" in text
    assert "the mirror 127.0.0.1: it cannot be reached\n" in text
    assert "a hand: labels must have 200 bytes, got 0\n" in text
    assert f"call `python -m utils.data small` and copy its folder small to {folder / 'small'}" in text
    assert f"download the files from {mirror.address} or ask the author, and put images, labels there" in text
    assert "COURSE_DATA may name another folder" in text


def test_the_folder_is_the_one_named_or_the_users_cache(monkeypatch, folder):
    assert data_folder() == folder
    monkeypatch.setenv("COURSE_DATA", "~/photos")
    assert data_folder() == Path.home() / "photos"
    for nothing in ("", "  "):
        monkeypatch.setenv("COURSE_DATA", nothing)
        assert data_folder().name == "deep-vision-course"
        assert data_folder().is_absolute()
