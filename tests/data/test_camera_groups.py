import numpy as np

from utils.data.camera_groups import camera_groups


def views(rng, deck, count):
    """Thumbnails of one deck in other light, with some noise."""
    light = rng.uniform(0.6, 1.0, (count, 1, 1, 1))
    return np.clip(deck * light + rng.normal(0, 5, (count, 8, 8, 3)), 0, 255).astype(np.uint8)


def test_images_of_one_camera_are_one_group_and_other_cameras_are_others():
    rng = np.random.default_rng(0)
    thumbs = np.concatenate([views(rng, deck, 5) for deck in rng.uniform(0, 255, (3, 8, 8, 3))])
    groups = camera_groups(np.full((15, 2), 720), thumbs)
    assert groups.tolist() == [0] * 5 + [1] * 5 + [2] * 5
    assert groups.dtype == np.int64


def test_images_of_two_sizes_are_never_of_one_camera():
    rng = np.random.default_rng(0)
    thumbs = views(rng, rng.uniform(0, 255, (8, 8, 3)), 4)
    shapes = np.array([(720, 1280), (718, 1276), (720, 1280), (718, 1276)])
    assert camera_groups(shapes, thumbs).tolist() == [0, 1, 0, 1]


def test_what_a_chain_of_like_images_connects_is_one_group():
    rng = np.random.default_rng(0)
    first, last = rng.uniform(0, 255, (2, 8, 8, 3))
    chain = np.stack([first * (1 - share) + last * share for share in np.linspace(0, 1, 9)]).astype(np.uint8)
    assert set(camera_groups(np.ones((9, 2), int), chain)) == {0}
    assert set(camera_groups(np.ones((2, 2), int), chain[[0, -1]])) == {0, 1}


def test_an_image_without_any_contrast_is_a_group_of_its_own():
    assert camera_groups(np.ones((2, 2), int), np.full((2, 8, 8, 3), 7, np.uint8)).tolist() == [0, 1]
