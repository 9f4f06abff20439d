"""Do views show what they say, and the same ones for the same seed?"""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.labs.transfer_views import PLAIN, Augmentation, Views, drawn, plain, seen

EVERYTHING = Augmentation(turn=30.0, zoom=0.2, shift=0.1, shear=10.0, mirror=True, light=0.3)
IMAGES = torch.randint(0, 256, (6, 3, 16, 16), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_plain_view_is_the_image():
    found = seen(IMAGES, plain(6), 16)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, IMAGES.float(), atol=1e-2, rtol=0)
    torch.testing.assert_close(plain(6).maps, drawn(PLAIN, 6).maps)


def test_a_plain_view_of_half_the_size_averages_four_pixels():
    expected = torch.nn.functional.avg_pool2d(IMAGES.float(), 2)
    torch.testing.assert_close(seen(IMAGES, plain(6), 8), expected, atol=1e-2, rtol=0)


def test_mirrored_views_are_the_image_from_right_to_left_about_half_of_the_time():
    views = drawn(Augmentation(mirror=True), 400, generator())
    flipped = views.maps[:, 0, 0] < 0
    assert 150 < int(flipped.sum()) < 250
    some = Views(views.maps[flipped][:6], views.gains[flipped][:6])
    torch.testing.assert_close(seen(IMAGES, some, 16), IMAGES.float().flip(3), atol=1e-2, rtol=0)


def test_a_quarter_turn_is_pytorchs():
    maps = torch.tensor([[[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]]]).repeat(6, 1, 1)
    found = seen(IMAGES, Views(maps, torch.ones(6, 3, 1, 1)), 16)
    torch.testing.assert_close(found, IMAGES.float().rot90(1, (2, 3)), atol=1e-2, rtol=0)


def test_a_shift_moves_by_that_share_of_the_side_and_repeats_the_edge():
    maps = torch.tensor([[[1.0, 0.0, 2 * 0.25], [0.0, 1.0, 0.0]]]).repeat(6, 1, 1)
    found = seen(IMAGES, Views(maps, torch.ones(6, 3, 1, 1)), 16)
    torch.testing.assert_close(found[..., :12], IMAGES.float()[..., 4:], atol=1e-2, rtol=0)
    torch.testing.assert_close(found[..., 12:], IMAGES.float()[..., 15:].expand(-1, -1, -1, 4), atol=1e-2, rtol=0)


@given(st.floats(0, 180), st.floats(0, 0.5), st.floats(0, 0.5), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_no_view_goes_further_than_it_may(turn, zoom, shift, seed):
    maps = drawn(Augmentation(turn=turn, zoom=zoom, shift=shift), 20, generator(seed)).maps
    wide, high = maps[:, :, 0].norm(dim=1), maps[:, :, 1].norm(dim=1)
    for sizes in (wide, high):
        assert (1 - zoom - 1e-5 <= sizes).all()
        assert (sizes <= 1 + zoom + 1e-5).all()
    assert maps[:, :, 2].abs().max() <= 2 * shift + 1e-6
    angle = torch.atan2(maps[:, 1, 0], maps[:, 0, 0]).abs()
    assert angle.max() <= math.radians(turn) + 1e-4
    torch.testing.assert_close((maps[:, :, 0] * maps[:, :, 1]).sum(1), torch.zeros(20), atol=1e-5, rtol=0)


def test_light_scales_colours_and_stays_within_255():
    views = drawn(Augmentation(light=0.4), 6, generator())
    found = seen(IMAGES, views, 16)
    torch.testing.assert_close(found, (IMAGES * views.gains).clamp(max=255), atol=1e-2, rtol=0)
    assert 0.6 * 0.8 <= float(views.gains.min()) < 1 < float(views.gains.max()) <= 1.4 * 1.2


def test_the_same_seed_draws_the_same_views_and_images_are_left_as_they_were():
    one, again, other = (drawn(EVERYTHING, 6, generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(one.maps, again.maps)
    assert not torch.equal(one.maps, other.maps)
    images = IMAGES.float()
    seen(images, one, 16)
    assert torch.equal(images, IMAGES.float())


def test_bad_views_are_answered_with_one_sentence():
    for call, message in [
        (lambda: drawn(Augmentation(zoom=1.0), 2), "zoom must be below 1, got 1"),
        (lambda: drawn(Augmentation(turn=-3.0), 2), "turn must be a finite number from 0 to 180, got -3.0"),
        (lambda: drawn(PLAIN, -1), "count must be a whole number of at least 0, got -1"),
        (lambda: seen(IMAGES, plain(5), 16), "views must be as many as the images, 6, got 5"),
        (lambda: seen(IMAGES, plain(6), 0), "size must be a whole number of at least 1, got 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
