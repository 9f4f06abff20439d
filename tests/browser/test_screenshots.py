"""The pictures in README.md are there, small, described, and as many as the script takes."""

import re

from PIL import Image

from tests.browser.screenshots import FOLDER, MOST_BYTES
from utils.authoring.notebooks import ROOT


def test_readme_shows_every_picture_with_a_description():
    shown = dict(re.findall(r"!\[([^\]]+)\]\((screenshots/[\w.]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert sorted(shown.values()) == sorted(path.relative_to(ROOT).as_posix() for path in FOLDER.iterdir())
    assert all(len(words.split()) > 8 for words in shown)


def test_pictures_are_small_and_not_empty():
    for path in FOLDER.iterdir():
        assert path.stat().st_size <= MOST_BYTES
        assert len(Image.open(path).convert("RGB").getcolors(1 << 20)) > 20
