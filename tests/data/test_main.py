import numpy as np
import pytest

from tests.data.conftest import CONTENT
from utils.data import __main__ as command
from utils.data.competition import Fisheries
from utils.data.sources import Mirror


def test_data_sets_are_had_in_place_and_said_where(small, server, folder, monkeypatch, capsys):
    monkeypatch.setattr(command, "DATA", {"small": small(Mirror(server.address))})
    command.main(["small"])
    assert capsys.readouterr().out == f"small: 0.0 MB in {folder / 'small'}\n"
    assert (folder / "small" / "images").read_bytes() == CONTENT["images"]


def test_without_a_name_it_is_what_the_course_needs():
    assert command.COURSE == ("mnist", "fashion-mnist", "weights/efficientnet_lite0", "deckcam")
    assert set(command.COURSE) < {*command.DATA, command.RENDERED}


def test_an_unknown_name_or_no_source_ends_with_what_to_do(small, monkeypatch, capsys):
    monkeypatch.setattr(command, "DATA", {"small": small()})
    with pytest.raises(SystemExit) as error:
        command.main(["large"])
    assert error.value.code == 2
    assert "name must be one of small, deckcam, got 'large'" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="What to do"):
        command.main(["small"])


def test_rendered_scenes_are_of_the_training_boats_and_of_the_hidden_ones(folder, monkeypatch, capsys):
    asked = []

    def rendered(split):
        asked.append(split)
        return Fisheries("DeckCam", np.zeros((4, 500, 500, 3), np.uint8), None, None, None, None)

    monkeypatch.setattr(command, "deckcam", rendered)
    command.main(["deckcam"])
    assert asked == ["train", "hidden"]
    assert capsys.readouterr().out == f"deckcam: 6.0 MB in {folder / 'deckcam'}\n"
