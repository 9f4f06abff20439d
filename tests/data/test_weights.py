import pytest

from utils.data import weights
from utils.data.sources import Mirror, Wheel


def test_hashes_are_whole_or_the_beginning_that_stands_in_the_files_name():
    for name, data in weights.WEIGHTS.items():
        (file,) = data.files
        (source,) = data.sources
        assert data.folder == f"weights/{name}"
        if isinstance(source, Mirror):
            assert file.name.endswith(f"-{file.sha256}.pth")
            assert len(file.sha256) == 8
        else:
            assert isinstance(source, Wheel)
            assert len(file.sha256) == 64
            assert f"-{file.sha256[:8]}.pth" in file.name


def test_another_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"name must be one of efficientnet_lite0, .*, got 'lenet'"):
        weights.find_weights("lenet")


@pytest.mark.slow
def test_efficientnet_comes_as_a_wheel_and_its_weights_are_the_ones_that_were_published():
    path = weights.find_weights("efficientnet_lite0")
    assert path.name == "efficientnet-lite0-57934424.pth"
    assert path.stat().st_size == 18_826_032
