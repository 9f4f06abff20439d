import numpy as np

from utils.data.faces import load_faces


def test_there_are_as_many_faces_as_backgrounds_each_from_black_to_white():
    for images in load_faces():
        assert images.shape == (100, 25, 25)
        assert images.dtype == np.float64
        assert 0 <= images.min() < images.max() <= 1


def test_faces_are_registered_where_a_pixel_lies_says_more_about_it_than_in_backgrounds():
    explained = [images.mean(axis=0).var() / images.var() for images in load_faces()]
    assert explained[0] > 0.2 > 0.1 > explained[1]
