import numpy as np
import pytest

from utils.data.patchwork import patchwork
from utils.reference.grouping import COLOUR_BLIND, SIMILARITIES, group
from utils.reference.proposals import touching


def test_the_patchwork_is_what_its_labels_say():
    labels, regions, pairs = patchwork()
    assert regions.size.tolist() == [54, 6, 40]
    np.testing.assert_array_equal(pairs, touching(labels))
    for region, (x1, y1, x2, y2) in enumerate(regions.boxes.astype(int)):
        rows, columns = np.nonzero(labels == region)
        assert (x1, y1, x2, y2) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    np.testing.assert_array_equal(regions.colour.sum(axis=1), 1)
    np.testing.assert_array_equal(regions.texture.sum(axis=1), 1)


def test_its_similarities_worked_by_hand():
    regions = patchwork().regions
    plug = [measure(regions.pick(0), regions.pick(1)) for measure in SIMILARITIES.values()]
    beside = [measure(regions.pick(0), regions.pick(2)) for measure in SIMILARITIES.values()]
    assert plug == pytest.approx([0.5, 0.5, 0.4, 1])
    assert beside == pytest.approx([0.75, 0.75, 0.06, 0.94])


def test_colour_decides_which_pair_merges_first():
    assert group(patchwork()).merges[0][:2] == (0, 2)
    assert group(patchwork(), COLOUR_BLIND).merges[0][:2] == (0, 1)
