import pytest

from utils.plotting import source
from utils.shapes.conv_arithmetic import output_size


@pytest.fixture
def shown(monkeypatch):
    calls = []
    monkeypatch.setattr(source, "display", calls.append)
    return calls


def test_a_function_is_shown_as_it_stands_in_its_module(shown):
    source.show_source(output_size)
    text = shown[0].data
    assert text.startswith("# utils.shapes.conv_arithmetic\n\ndef output_size(")
    assert "output, rest = room // stride + 1, room % stride" in text


def test_what_has_no_python_source_is_refused_by_name(shown):
    with pytest.raises(ValueError, match="function must be written in Python, got <built-in function len>"):
        source.show_source(len)
    assert not shown
