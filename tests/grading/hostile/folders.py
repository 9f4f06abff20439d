"""Things handed in that are no notebook, too many notebooks, or files that bite who opens them."""

import io
import json
import os
import pickle
import shutil
import zipfile
from pathlib import Path

from tests.grading.hostile.kit import HW, RELEASED, handed_in

NAME = f"{HW}.ipynb"
UNPICKLED = Path("/tmp/hostile-unpickled")
CLIMBED = Path("/tmp/hostile-climbed")


class Boom:
    """Runs a command when it is unpickled."""

    def __reduce__(self):
        return os.system, (f"touch {UNPICKLED}",)


def zipped(folder, members, name=f"{HW}.zip", method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(folder / name, "w", method) as archive:
        for member, content in members.items():
            archive.writestr(member, content)


@handed_in("no-notebook")
def nothing(folder):
    pass


@handed_in("no-notebook")
def another_kind_of_file(folder):
    (folder / "hw0.pdf").write_bytes(b"%PDF-1.4")


@handed_in("bad-json")
def empty_file(folder):
    (folder / NAME).touch()


@handed_in("bad-json")
def half_a_file(folder):
    text = RELEASED.read_text()
    (folder / NAME).write_text(text[: len(text) // 2])


@handed_in("bad-json")
def a_web_page(folder):
    (folder / NAME).write_text("<!DOCTYPE html><script>alert(1)</script>")


@handed_in("bad-json")
def json_too_deep(folder):
    (folder / NAME).write_text("[" * 200_000 + "]" * 200_000)


@handed_in("bad-json")
def number_too_long(folder):
    (folder / NAME).write_text('{"cells": [' + "9" * 100_000 + "]}")


@handed_in("not-a-notebook")
def json_of_something_else(folder):
    (folder / NAME).write_text(json.dumps([1, 2, 3]))


@handed_in("not-text")
def not_utf8(folder):
    (folder / NAME).write_bytes(RELEASED.read_bytes().replace(b"softmax", b"\xff\xfe"))


@handed_in("not-text", "bad-json")
def utf16(folder):
    (folder / NAME).write_text(RELEASED.read_text(), encoding="utf-16")


@handed_in("no-notebook")
def a_folder_of_that_name(folder):
    (folder / NAME).mkdir()


@handed_in("link")
def link_to_a_secret(folder):
    (folder / NAME).symlink_to("/etc/passwd")


@handed_in("link")
def link_to_the_solutions(folder):
    (folder / NAME).symlink_to(RELEASED.parents[2] / "solutions" / HW / NAME)


@handed_in("link")
def link_to_a_folder(folder):
    shutil.copy(RELEASED, folder)
    (folder / "data").symlink_to("/")


@handed_in("link")
def link_to_itself(folder):
    (folder / NAME).symlink_to(NAME)


@handed_in("special-file")
def pipe_that_never_answers(folder):
    os.mkfifo(folder / NAME)


@handed_in("renamed")
def another_name(folder):
    shutil.copy(RELEASED, folder / "hw0 (2).ipynb")


@handed_in("which-notebook")
def several_notebooks(folder):
    for name in ("a.ipynb", "b.ipynb"):
        shutil.copy(RELEASED, folder / name)


@handed_in("too-large")
def notebook_too_large(folder):
    content = json.loads(RELEASED.read_text())
    content["metadata"]["x"] = "x" * 1_000_000
    (folder / NAME).write_text(json.dumps(content))


@handed_in("too-many-files")
def thousands_of_files(folder):
    shutil.copy(RELEASED, folder)
    for number in range(2000):
        (folder / f"{number}.txt").touch()


@handed_in("too-deep")
def folders_in_folders(folder):
    shutil.copy(RELEASED, folder)
    (folder / "/".join(["d"] * 60)).mkdir(parents=True)


@handed_in("extra-file")
def numpy_beside_the_notebook(folder):
    shutil.copy(RELEASED, folder)
    for name in ("numpy.py", "sitecustomize.py", "usercustomize.py", "json.py", "IPython.py", "utils.py"):
        (folder / name).write_text("raise SystemExit('taken over')")


@handed_in("extra-file")
def settings_beside_the_notebook(folder):
    shutil.copy(RELEASED, folder)
    for name in ("nbgrader_config.py", "jupyter_config.py", "conftest.py", "ipython_config.py", "boom.pth"):
        (folder / name).write_text("import os; os._exit(0)")


@handed_in("extra-file")
def pickle_beside_the_notebook(folder):
    shutil.copy(RELEASED, folder)
    for name in ("model.pt", "weights.npy", "weights.pkl"):
        (folder / name).write_bytes(pickle.dumps(Boom()))


@handed_in("bad-timestamp")
def timestamp_of_nonsense(folder):
    shutil.copy(RELEASED, folder)
    (folder / "timestamp.txt").write_text("yesterday; DROP TABLE grade")


@handed_in("future-timestamp")
def timestamp_of_the_future(folder):
    shutil.copy(RELEASED, folder)
    (folder / "timestamp.txt").write_text("9999-12-31 23:59:59 UTC")


@handed_in("bad-timestamp")
def timestamp_of_bytes(folder):
    shutil.copy(RELEASED, folder)
    (folder / "timestamp.txt").write_bytes(b"\xff\x00" * 10_000)


@handed_in("bad-zip")
def zip_that_is_none(folder):
    (folder / f"{HW}.zip").write_bytes(b"PK\x03\x04 nothing")


@handed_in("zip-bomb", "too-large")
def zip_bomb(folder):
    zipped(folder, {"zeros.bin": bytes(10_000_000)})


@handed_in("too-large", "zip-bomb")
def zip_bomb_for_a_notebook(folder):
    zipped(folder, {NAME: b" " * 2_000_000})


@handed_in("zip-path")
def zip_that_climbs_out(folder):
    zipped(folder, {f"../../../../..{CLIMBED}": "x", str(CLIMBED): "x", NAME: RELEASED.read_text()})


@handed_in("link")
def zip_with_a_link(folder):
    link = zipfile.ZipInfo(NAME)
    link.external_attr = 0o120777 << 16
    zipped(folder, {link: "/etc/passwd"})


@handed_in("extra-file", "no-notebook")
def zip_in_zip(folder):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(RELEASED, NAME)
    zipped(folder, {"inner.zip": inner.getvalue()})


@handed_in("bad-zip")
def zip_with_a_password(folder):
    zipped(folder, {NAME: RELEASED.read_text()})
    data = bytearray((folder / f"{HW}.zip").read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (folder / f"{HW}.zip").write_bytes(data)


@handed_in("too-many-files")
def zip_with_many_files(folder):
    zipped(folder, {NAME: RELEASED.read_text(), **{f"{n}.txt": "" for n in range(1000)}}, method=zipfile.ZIP_STORED)


@handed_in("extra-file")
def names_that_are_formulas(folder):
    shutil.copy(RELEASED, folder)
    (folder / "=cmd('C calc')!A0").touch()
    (folder / '\x1b[2Jx\n,"y').touch()
