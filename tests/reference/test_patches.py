"""Filters for each place beat shared ones where places differ, and lose where places are alike and data is scarce."""

import numpy as np
import pytest

from utils.data.faces import load_faces
from utils.reference.patches import cut_patches, held_out, learn_filters, move_about, unexplained


def test_patches_by_hand():
    image = np.arange(16.0).reshape(1, 4, 4)
    assert cut_patches(image, 2, 2).tolist() == [[[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]]


def test_filters_are_orthonormal_and_explain_what_lies_in_their_plane(rng):
    plane = rng.normal(size=(200, 2)) @ rng.normal(size=(2, 6)) + 3
    mean, filters = learn_filters(plane, 2)
    np.testing.assert_allclose(mean, plane.mean(axis=0))
    np.testing.assert_allclose(filters @ filters.T, np.eye(2), atol=1e-12)
    assert unexplained(plane[:100, None], plane[100:, None], 2, shared="all") < 1e-20


def test_no_filter_at_all_leaves_everything_over(rng):
    patches = rng.normal(size=(500, 1, 4))
    assert unexplained(patches, patches, 0, shared="all") == pytest.approx(1)


def test_one_place_makes_shared_and_local_the_same(rng):
    train, test = rng.normal(size=(30, 1, 9)), rng.normal(size=(20, 1, 9))
    whole = unexplained(train, test, 3, shared="all")
    assert unexplained(train, test, 3, shared="filters") == pytest.approx(whole)
    assert unexplained(train, test, 3, shared="nothing") == pytest.approx(whole)


def test_places_that_differ_in_their_mean_alone_need_no_filters_of_their_own(rng):
    means, axis = 5 * rng.normal(size=(4, 9)), rng.normal(size=9)
    patches = means + rng.normal(size=(60, 4, 1)) * axis
    assert unexplained(patches[:30], patches[30:], 1, shared="filters") < 0.01
    assert unexplained(patches[:30], patches[30:], 1, shared="all") > 0.1


def test_what_places_cannot_share_is_refused():
    with pytest.raises(ValueError, match="shared must be all, filters, nothing, got True"):
        unexplained(np.zeros((2, 1, 4)), np.zeros((2, 1, 4)), 1, shared=True)


def test_where_places_differ_local_wins_and_where_they_are_alike_shared_wins(rng):
    axes = np.linalg.qr(rng.normal(size=(9, 9)))[0][:4]
    differ = (rng.normal(size=(60, 4, 1)) * axes) + 0.1 * rng.normal(size=(60, 4, 9))
    assert unexplained(differ[:30], differ[30:], 1, "nothing") < unexplained(differ[:30], differ[30:], 1, "all")
    alike = rng.normal(size=(60, 4, 1)) * axes[0] + rng.normal(size=(60, 4, 9))
    assert unexplained(alike[:30], alike[30:], 1, "all") < unexplained(alike[:30], alike[30:], 1, "nothing")


@pytest.mark.parametrize("size", [0, 5])
def test_a_window_larger_than_the_image_is_refused(size):
    with pytest.raises(ValueError, match=f"size must be 1 to 4, got {size}"):
        cut_patches(np.zeros((1, 4, 4)), size, 1)


def test_moving_about_keeps_every_pixel_and_loses_the_place(rng):
    images = np.arange(3 * 49.0).reshape(3, 7, 7)
    moved = move_about(images, rng)
    np.testing.assert_array_equal(np.sort(moved.reshape(3, -1)), images.reshape(3, -1))
    assert not np.array_equal(moved, images)


@pytest.mark.parametrize("seed", range(5))
def test_on_faces_local_wins_and_on_the_same_faces_moved_about_shared_does(seed):
    faces = load_faces().faces
    left = held_out(faces, 9, 4, 3)
    assert left.nothing < left.filters < 0.9 * left.all
    left = held_out(move_about(faces, np.random.default_rng(seed)), 9, 4, 3)
    assert left.all < left.filters < 0.95 * left.nothing
