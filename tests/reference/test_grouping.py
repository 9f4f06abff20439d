import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.grouping import (
    ALL,
    SIMILARITIES,
    Regions,
    Segmentation,
    colour_similarity,
    common_box,
    fill_similarity,
    group,
    labels_after,
    merge,
    similarity,
    size_similarity,
    texture_similarity,
)
from utils.reference.proposals import COLOURS, describe, segment

PIXELS = 100
MEASURES = st.lists(st.sampled_from(ALL), min_size=1, unique=True)


def region(size, box, colour, texture):
    return Regions(np.float64(size), np.array(box, float), np.array(colour), np.array(texture), PIXELS)


RING = region(16, [0, 0, 5, 5], [0.5, 0.25, 0.25], [1.0, 0.0])
PLUG = region(9, [1, 1, 4, 4], [0.0, 0.5, 0.5], [0.25, 0.75])
FAR = region(4, [8, 8, 10, 10], [0.5, 0.25, 0.25], [0.0, 1.0])
THREE = Regions(*(np.stack(values) for values in zip(RING[:4], PLUG[:4], FAR[:4], strict=True)), PIXELS)


@st.composite
def pictures(draw):
    """A small picture of few colours, and its segmentation."""
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    image = draw(arrays(np.uint8, (*shape, 3), elements=st.sampled_from([0, 90, 200, 255])))
    space = draw(st.sampled_from(sorted(COLOURS)))
    options = draw(st.sampled_from([{}, {"sigma": 0.0}, {"scale": 0.0, "sigma": 0.0}]))
    found = segment(image, min_size=draw(st.integers(1, 4)), colours=space, **options)
    return COLOURS[space](image / 255), found


def test_alike_in_colour_by_hand():
    assert colour_similarity(RING, PLUG) == 0 + 0.25 + 0.25
    assert colour_similarity(RING, FAR) == 1


def test_alike_in_texture_by_hand():
    assert texture_similarity(RING, PLUG) == 0.25
    assert texture_similarity(RING, FAR) == 0


def test_small_regions_are_alike_in_size_by_hand():
    assert size_similarity(RING, PLUG) == 1 - (16 + 9) / 100
    assert size_similarity(PLUG, FAR) == 1 - (9 + 4) / 100


def test_a_plug_fills_its_ring_and_a_far_region_does_not_by_hand():
    assert fill_similarity(RING, PLUG) == 1  # their box has 25 pixels, all theirs
    assert fill_similarity(RING, FAR) == 1 - (100 - 16 - 4) / 100
    assert common_box(PLUG, FAR).tolist() == [1, 1, 10, 10]


def test_similarities_add_up_by_hand():
    assert similarity(RING, PLUG) == 0.5 + 0.25 + 0.75 + 1
    assert similarity(RING, PLUG, ["size", "colour"]) == 0.75 + 0.5


@pytest.mark.parametrize("measure", [*SIMILARITIES.values(), similarity])
def test_a_similarity_is_symmetric_and_takes_many_pairs_at_once(measure):
    one, other = [0, 0, 1], [1, 2, 2]
    pairs = [measure(THREE.pick(i), THREE.pick(j)) for i, j in zip(one, other, strict=True)]
    assert measure(THREE.pick(one), THREE.pick(other)).tolist() == pairs
    assert measure(THREE.pick(other), THREE.pick(one)).tolist() == pairs
    assert measure(THREE.pick(one[:2]), PLUG)[0] == pairs[0]


def test_a_merged_region_by_hand():
    both = merge(RING, PLUG)
    assert both.size == 25
    assert both.boxes.tolist() == [0, 0, 5, 5]
    assert both.colour == pytest.approx([8 / 25, 8.5 / 25, 8.5 / 25])
    assert both.texture == pytest.approx([18.25 / 25, 6.75 / 25])
    assert both.pixels == PIXELS


def test_the_most_alike_neighbours_merge_first_by_hand():
    row = Segmentation(np.array([[0, 1, 2]]), THREE, np.array([[0, 1], [1, 2]]))
    labels, regions, merges = group(row, ["colour"])  # 0 and 2 are the same in colour, but do not touch
    assert [step[:2] for step in merges] == [(0, 1), (2, 3)]
    assert [step.similarity for step in merges] == pytest.approx([0.5, 8 / 25 + 0.25 + 0.25])
    assert regions.size.tolist() == [16, 9, 4, 25, 29]
    assert regions.boxes[3:].tolist() == [[0, 0, 5, 5], [0, 0, 10, 10]]
    assert labels is row.labels
    assert [step[:2] for step in group(row, ["texture"]).merges] == [(1, 2), (0, 3)]


def test_ties_go_to_the_pair_with_the_lowest_indices():
    same = Regions(*(np.stack([values] * 4) for values in RING[:4]), PIXELS)
    row = Segmentation(np.array([[0, 1, 2, 3]]), same, np.array([[0, 1], [1, 2], [2, 3]]))
    assert [step[:2] for step in group(row).merges] == [(0, 1), (2, 3), (4, 5)]


def test_the_film_of_the_merging_by_hand():
    row = Segmentation(np.array([[0, 1, 2, 0]]), THREE, np.array([[0, 1], [1, 2]]))
    film = [labels_after(group(row, ["colour"]), merges).tolist() for merges in range(3)]
    assert film == [[[0, 1, 2, 0]], [[3, 3, 2, 3]], [[4, 4, 4, 4]]]


def test_a_single_segment_is_left_as_it_is():
    alone = Segmentation(np.zeros((2, 2), int), THREE.pick([0]), np.zeros((0, 2), int))
    labels, regions, merges = group(alone)
    assert merges == ()
    assert regions.size.tolist() == [16]
    assert labels_after((found := group(alone)), 0).tolist() == found.labels.tolist() == labels.tolist()


@given(pictures(), MEASURES)
def test_merging_ends_in_the_whole_image_and_keeps_its_books(drawn, measures):
    _, found = drawn
    count, pixels = len(found.regions.size), found.labels.size
    _, regions, merges = group(found, measures)
    assert len(merges) == count - 1
    assert len(regions.size) == 2 * count - 1
    assert sorted(part for step in merges for part in step[:2]) == list(range(2 * count - 2))
    assert regions.size[-1] == pixels
    assert regions.boxes[-1].tolist() == [0, 0, *found.labels.shape[::-1]]
    for histogram in (regions.colour, regions.texture):
        assert (histogram >= 0).all()
        assert histogram.sum(axis=1) == pytest.approx(np.ones(2 * count - 1))
    for new, (one, other, alike) in enumerate(merges, start=count):
        assert one < other < new
        assert regions.size[new] == regions.size[one] + regions.size[other]
        assert regions.size[new] <= np.prod(regions.boxes[new, 2:] - regions.boxes[new, :2])
        parts = regions.boxes[[one, other]]
        assert regions.boxes[new].tolist() == [*parts[:, :2].min(axis=0), *parts[:, 2:].max(axis=0)]
        assert -1e-12 <= alike <= len(measures) + 1e-12


@given(pictures(), MEASURES, st.data())
def test_each_merge_is_of_the_most_alike_neighbours_as_all_pixels_tell(drawn, measures, data):
    picture, found = drawn
    hierarchy = group(found, measures)
    if not hierarchy.merges:
        return
    step = data.draw(st.integers(0, len(hierarchy.merges) - 1))
    names, labels = np.unique(labels_after(hierarchy, step), return_inverse=True)
    regions = describe(labels, picture)
    for mine, theirs in zip(hierarchy.regions.pick(names)[:4], regions[:4], strict=True):
        assert mine == pytest.approx(theirs, abs=1e-9)
    touching = {
        tuple(sorted(pair))
        for a, b in [(labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])]
        for pair in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)
        if pair[0] != pair[1]
    }
    alike = {pair: similarity(regions.pick(pair[0]), regions.pick(pair[1]), measures) for pair in touching}
    one, other, chosen = hierarchy.merges[step]
    assert chosen == pytest.approx(max(alike.values()))
    assert chosen == pytest.approx(alike[tuple(np.searchsorted(names, [one, other]).tolist())])


@given(pictures(), st.data())
def test_each_frame_of_the_film_has_one_region_less(drawn, data):
    _, found = drawn
    hierarchy = group(found)
    step = data.draw(st.integers(0, len(hierarchy.merges)))
    frame = labels_after(hierarchy, step)
    names, sizes = np.unique(frame, return_counts=True)
    assert len(names) == len(hierarchy.merges) + 1 - step
    assert sizes.tolist() == hierarchy.regions.size[names].tolist()


def test_bad_arguments_are_answered_with_one_sentence():
    row = Segmentation(np.array([[0, 1, 2]]), THREE, np.array([[0, 1], [1, 2]]))
    hierarchy = group(row)
    known = "measures must name some of colour, texture, size, fill, got"
    for call, message in [
        (lambda: group(row, ["shape"]), rf"{known} \['shape'\]"),
        (lambda: group(row, []), rf"{known} \[\]"),
        (lambda: group(row, "size"), f"{known} 'size'"),
        (lambda: labels_after(hierarchy, 3), "merges must be at most the 2 there are, got 3"),
        (lambda: labels_after(hierarchy, -1), "merges must be a whole number of at least 0, got -1"),
        (lambda: labels_after(hierarchy, 1.0), "merges must be a whole number of at least 0, got 1.0"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
