import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.reference.proposal_scenes import SCENES, scene
from tests.reference.stored import stored
from tests.reference.test_border import MODULES, reached
from utils.reference.grouping import ALL, group
from utils.reference.proposals import (
    COLOURS,
    STEEPEST,
    best_overlaps,
    describe,
    histograms,
    recall,
    segment,
    selective_search,
    slopes,
    touching,
)

LABELS = np.array([[0, 0, 1, 1], [0, 2, 2, 1]])
A, B = [0.0, 0, 10, 10], [20.0, 20, 30, 40]
IMAGES = arrays(
    np.uint8,
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.just(3)),
    elements=st.sampled_from([0, 90, 200, 255]),
)


def flag(height=40, width=60):
    """A red and a yellow half, one object on black: x from 20 to 40, y from 10 to 30."""
    image = np.zeros((height, width, 3), np.uint8)
    image[10:20, 20:40], image[20:30, 20:40] = [200, 0, 0], [220, 200, 0]
    return image


def test_even_surfaces_are_segments_and_their_sums_proposals_by_hand():
    labels, regions, pairs = segment(flag(), sigma=0)
    assert sorted(map(tuple, regions.boxes.tolist())) == [(0, 0, 60, 40), (20, 10, 40, 20), (20, 20, 40, 30)]
    assert sorted(regions.size.tolist()) == [200, 200, 2000]
    assert np.unique(labels).tolist() == [0, 1, 2]
    assert len(pairs) == 3
    found = selective_search(flag(), sigma=0)
    assert found[0].tolist() == [0, 0, 60, 40]
    assert [20, 10, 40, 30] in found.tolist()  # both halves
    assert found.dtype == np.float32


def test_an_even_image_is_one_proposal():
    for value in (0, 0.5, 1):
        assert selective_search(np.full((9, 7, 3), value, np.float32)).tolist() == [[0, 0, 7, 9]]
    assert selective_search(np.zeros((1, 1, 3), np.uint8)).tolist() == [[0, 0, 1, 1]]


def test_regions_by_hand():
    regions = describe(LABELS, np.zeros((2, 4, 3)))
    assert regions.size.tolist() == [3, 3, 2]
    assert regions.boxes.tolist() == [[0, 0, 2, 2], [2, 0, 4, 2], [1, 1, 3, 2]]
    assert (regions.colour.shape, regions.texture.shape, regions.pixels) == ((3, 75), (3, 240), 8)
    assert touching(LABELS).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert touching(np.array([[0, 1], [2, 0]])).tolist() == [[0, 1], [0, 2]]  # 1 and 2 share a corner only


def test_colours_by_hand():
    red, grey, white = np.eye(3)[0], np.full(3, 0.5), np.ones(3)
    row = np.array([[red, grey, white]])
    assert np.array_equal(COLOURS["rgb"](row), row)
    assert COLOURS["hsv"](row)[0] == pytest.approx(np.array([[0, 1, 1], [0, 0, 0.5], [0, 0, 1]]))
    lab = COLOURS["lab"](row)[0] * [100, 255, 255] - [0, 128, 128]  # published: of red 53.24, 80.09, 67.20
    assert lab == pytest.approx(np.array([[53.24, 80.09, 67.20], [53.39, 0, 0], [100, 0, 0]]), abs=0.02)
    corners = np.stack(np.meshgrid([0.0, 1], [0.0, 1], [0.0, 1]), axis=-1).reshape(1, 8, 3)
    for convert in COLOURS.values():
        assert ((convert(corners) >= 0) & (convert(corners) <= 1)).all()


def test_histograms_by_hand():
    planes = np.array([[[0, 0.49, 0.5, 1], [0.9, 1, 1, 0]], [[0, 0, 0, 0], [1, 0, 0, 0]]])
    rows = histograms(LABELS, planes, 2)
    assert rows == pytest.approx(np.array([[2, 1, 2, 1], [1, 2, 3, 0], [0, 2, 2, 0]]) / [[6], [6], [4]])


def test_slopes_of_a_ramp_by_hand():
    ramp = np.tile(np.linspace(0, 1, 21), (21, 1))  # rises by 1/20 a pixel to the right
    found = [slope[10, 10] for slope in slopes(ramp[None])]
    diagonal = 0.05 * np.sqrt(0.5)
    # directions 0 and 180 degrees, 45 and 225, 90 and 270, 135 and 315
    assert found == pytest.approx([0.05, 0, diagonal, 0, 0, 0, 0, diagonal])
    turned = [slope[10, 10] for slope in slopes(ramp.T[None])]
    assert turned == pytest.approx([0, 0, diagonal, 0, 0.05, 0, diagonal, 0])


def test_the_steepest_edge_just_fits_into_the_histogram():
    edge = np.zeros((1, 9, 9))
    edge[:, :, 5:] = 1
    steepest = max(slope.max() for slope in slopes(edge))
    assert 0.8 * STEEPEST < steepest <= STEEPEST


@given(IMAGES, st.integers(1, 30), st.sampled_from(["rgb", "hsv", "lab"]))
def test_segments_cover_the_image_and_none_is_too_small(image, min_size, colours):
    labels, regions, pairs = segment(image, min_size=min_size, colours=colours)
    count = len(regions.size)
    assert np.array_equal(np.bincount(labels.ravel(), minlength=count), regions.size)
    assert count == 1 or regions.size.min() >= min_size
    assert (pairs[:, 0] < pairs[:, 1]).all()
    for place in range(count):
        rows, columns = np.nonzero(labels == place)
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert regions.boxes[place].tolist() == box


@given(IMAGES)
def test_proposals_are_different_boxes_within_the_image_no_more_than_merging_makes(image):
    found = selective_search(image, min_size=2)
    height, width = image.shape[:2]
    assert found[0].tolist() == [0, 0, width, height]
    assert len(np.unique(found, axis=0)) == len(found)
    assert np.array_equal(found, found.round())
    assert (found[:, :2] >= 0).all()
    assert (found[:, 2:] <= [width, height]).all()
    assert (found[:, 2:] > found[:, :2]).all()
    segments = [len(segment(image, min_size=2, colours=space).regions.size) for space in ("hsv", "lab")]
    assert len(found) <= sum(2 * (2 * count - 1) for count in segments)


def test_the_last_merged_come_first_and_strategies_take_turns():
    image = scene(0, 64)[0]
    one = group(segment(image, 50.0, colours="rgb"), ALL).regions.boxes[::-1].tolist()
    two = group(segment(image, 50.0, colours="lab"), ALL).regions.boxes[::-1].tolist()
    expected = []
    for place in range(max(len(one), len(two))):
        for box in (*one[place : place + 1], *two[place : place + 1]):
            expected += [] if box in expected else [box]
    found = selective_search(image, [50.0], ["rgb", "lab"], [ALL])
    assert found.tolist() == expected


def test_the_same_image_has_the_same_proposals_however_its_values_are_stored():
    image = scene(1, 96)[0]
    before, found = image.copy(), selective_search(image)
    assert np.array_equal(selective_search(image), found)
    assert np.array_equal(selective_search(image / 255), found)
    assert np.array_equal(selective_search(np.asfortranarray(image)), found)
    assert np.array_equal(image, before)


def test_more_strategies_find_all_that_fewer_find():
    image = scene(2, 96)[0]
    few = {tuple(box) for box in selective_search(image, colours=["hsv"], groupings=[ALL]).tolist()}
    more = {tuple(box) for box in selective_search(image).tolist()}
    most = {tuple(box) for box in selective_search(image, scales=[50.0, 100.0]).tolist()}
    assert few < more < most


def test_as_many_objects_are_found_as_by_the_fast_mode_of_opencv():
    ours, theirs = [], []
    for seed in range(SCENES):
        answer = stored(f"scene{seed}", "opencv")
        image, truth = scene(seed)
        assert image.mean() == pytest.approx(float(answer["mean"]), abs=1e-3)  # the scene that OpenCV saw
        ours += best_overlaps(selective_search(image), truth).tolist()
        theirs += best_overlaps(answer["boxes"].astype(float), truth).tolist()
    assert len(ours) > 60
    assert np.mean(np.array(ours) >= 0.5) >= np.mean(np.array(theirs) >= 0.5) - 0.02
    assert np.mean(np.array(ours) >= 0.5) > 0.95
    assert np.mean(ours) > 0.85


def test_recall_by_hand():
    boxes = np.array([[0.0, 0, 10, 5], [1, 0, 10, 9], [50, 50, 60, 60]])
    assert best_overlaps(boxes, [A, B]) == pytest.approx([0.81, 0])
    assert recall(boxes, [A, B]) == 0.5
    assert recall(boxes[:1], [A], iou=0.5) == 1  # just reached
    assert recall(boxes[:1], [A], iou=0.51) == 0
    assert recall(boxes, [A, B], iou=0.9) == 0


def test_recall_without_proposals_is_none_and_without_objects_no_number():
    assert recall([], [A, B]) == 0
    assert np.isnan(recall([A], []))
    assert best_overlaps([], []).shape == (0,)


def test_scikit_image_is_imported_by_proposals_only():
    assert reached([name for name in MODULES if not name.endswith(".proposals")], "skimage") == "False"
    assert reached(["utils.reference.proposals"], "skimage") == "True"


def test_bad_images_are_answered_with_one_sentence():
    good = np.full((4, 5, 3), 0.5)
    holed, bright = good.copy(), good.copy()
    holed[1, 2, 0], bright[0, 0, 0] = np.nan, 255
    for image, message in [
        (good[..., 0], r"image must have the shape \(H, W, 3\), got \(4, 5\)"),
        (np.moveaxis(good, -1, 0), r"image must have the shape \(H, W, 3\), got \(3, 4, 5\)"),
        (np.ones((4, 5, 4)), r"image must have the shape \(H, W, 3\), got \(4, 5, 4\)"),
        (good[None], r"image must have the shape \(H, W, 3\), got \(1, 4, 5, 3\)"),
        (good[:0], r"image must have at least one pixel, got \(0, 5, 3\)"),
        (good.astype(np.int64), "image must hold uint8 or floating-point numbers, got int64"),
        (good > 0, "image must hold uint8 or floating-point numbers, got bool"),
        (holed, "image must hold floating-point numbers from 0 to 1, got nan"),
        (bright, "image must hold floating-point numbers from 0 to 1, got 255"),
        (-good, "image must hold floating-point numbers from 0 to 1, got -0.5"),
    ]:
        for function in (segment, selective_search):
            with pytest.raises(ValueError, match=message):
                function(image)


def test_bad_options_are_answered_with_one_sentence():
    image = np.full((4, 5, 3), 0.5)
    for call, message in [
        (lambda: segment(image, scale=-1), "scale must be a finite number of at least 0, got -1"),
        (lambda: segment(image, sigma=np.nan), "sigma must be a finite number of at least 0, got nan"),
        (lambda: segment(image, min_size=0), "min_size must be a whole number of at least 1, got 0"),
        (lambda: segment(image, colours="cmyk"), r"colours must name some of rgb, hsv, lab, got \('cmyk',\)"),
        (lambda: selective_search(image, scales=()), r"scales must be a sequence of at least one, got \(\)"),
        (lambda: selective_search(image, colours="hsv"), "colours must be a sequence of at least one, got 'hsv'"),
        (lambda: selective_search(image, scales=100.0), "scales must be a sequence of at least one, got 100.0"),
        (lambda: selective_search(image, groupings=["size"]), "measures must name some of colour, .* got 'size'"),
        (lambda: recall([A], [B], iou=1.5), "iou must be a finite number from 0 to 1, got 1.5"),
        (lambda: recall([A], [B[:3]]), r"ground_truth must have the shape \(R, 4\), got \(1, 3\)"),
        (lambda: recall([[np.nan] * 4], [B]), "boxes must be finite, got nan"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
