import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from utils.plotting import style


@pytest.fixture
def shown(monkeypatch):
    calls = []
    monkeypatch.setattr(style, "display", lambda data, **options: calls.append((data, options)))
    style.apply()
    return calls


def draw():
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1])
    axes.set_title("A line that rises")
    return figure, axes


def test_a_shown_figure_is_a_png_with_its_alt_text(shown):
    style.show(draw(), "A straight line rises\n   from 0 to 1.")
    data, options = shown[0]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "A straight line rises from 0 to 1."
    assert options["metadata"]["image/png"]["alt"] == data["text/plain"]


def test_the_alt_text_follows_as_hidden_text_since_jupyterlab_gives_png_outputs_none(shown):
    style.show(draw(), 'Where x < 1, "y" rises.')
    assert shown[1][0]["text/html"] == '<p class="sr-only">Where x &lt; 1, &quot;y&quot; rises.</p>'


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        style.show(draw(), "A straight line rises from 0 to 1.")
    assert shown[:2] == shown[2:]


def test_a_shown_figure_is_closed_so_that_the_notebook_does_not_show_it_again(shown):
    plt.close("all")
    style.show(draw()[0], "A straight line rises from 0 to 1.")
    assert plt.get_fignums() == []


def test_every_figure_has_the_fixed_resolution(shown):
    style.show(plt.subplots(figsize=(4, 3)), "Two empty axes, four by three inches.")
    image = Image.open(io.BytesIO(base64.b64decode(shown[0][0]["image/png"])))
    assert image.size == (4 * style.DPI, 3 * style.DPI)


@pytest.mark.parametrize("alt", ["", "   ", None, "a plot"])
def test_a_figure_without_a_description_is_refused(shown, alt):
    with pytest.raises(ValueError, match="alt must describe the figure"):
        style.show(draw(), alt)
    plt.close("all")


def test_what_is_no_figure_is_refused_by_name():
    with pytest.raises(ValueError, match="got ndarray"):
        style.show(np.zeros(3), "A straight line rises from 0 to 1.")


def test_applying_the_style_undoes_what_was_set_before():
    plt.rcParams["lines.linewidth"] = 9
    style.apply()
    assert plt.rcParams["lines.linewidth"] == style._SETTINGS["lines.linewidth"]


def test_a_stored_figure_is_small_and_looks_the_same(shown):
    for colours in (128, None):
        style.show(draw(), "A straight line rises from 0 to 1.", colours=colours)
    small, full = (base64.b64decode(call[0]["image/png"]) for call in shown if "image/png" in call[0])
    assert len(small) < 0.5 * len(full)
    pixels = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), float) for png in (small, full)]
    assert np.abs(pixels[0] - pixels[1]).max() <= 24
    assert np.abs(pixels[0] - pixels[1]).mean() <= 0.1


def test_a_place_shows_one_figure_and_then_others_instead_of_it(monkeypatch):
    shown, drawn_anew = [], []

    class Handle:
        def update(self, data, **options):
            drawn_anew.append((data, options))

    monkeypatch.setattr(style, "display", lambda data, **options: shown.append((data, options)) or Handle())
    place = style.Place("A line that goes up")
    for _ in range(3):
        place.draw(draw())
    assert [sorted(data)[-1] for data, _ in shown] == ["text/plain", "text/plain"]
    assert shown[0][1]["display_id"]
    assert len(drawn_anew) == 2
    for data, options in (shown[0], *drawn_anew):
        assert data["image/png"] == shown[0][0]["image/png"]
        assert options["metadata"]["image/png"]["alt"] == "A line that goes up"
    assert plt.get_fignums() == []


def test_a_place_without_a_description_is_refused():
    with pytest.raises(ValueError, match="alt must describe the figure in words"):
        style.Place("no")
