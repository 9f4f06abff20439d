"""The film in the page merges what the reference merges: same owners of every pixel, same boxes, sizes and colours."""

import numpy as np
import pytest

from tests.node import run_module
from tests.reference.proposal_scenes import scene
from utils.reference.boxes import iou
from utils.reference.grouping import SIMILARITIES, group, labels_after
from utils.reference.proposals import segment
from utils.widgets import proposals as widgets
from utils.widgets.boxes import STATIC

MERGE = """
import { labelsFromText, ownersAfter, regionsOf } from "./proposals_regions.js";
import { bestSoFar } from "./proposals_film.js";
answer(payload.map(({ labels, boxes, sizes, colours, merges, counts, truth }) => {
  const regions = regionsOf({ boxes, sizes, colours }, merges);
  const flat = labelsFromText(labels);
  const owners = counts.map((count) => ownersAfter(merges, sizes.length, count));
  const frames = owners.map((own) => flat.map((label) => own[label]));
  return { ...regions, frames, best: bestSoFar(regions.boxes, truth, sizes.length + counts[1]) };
}));
"""


@pytest.fixture(scope="module", params=[0, 3])
def film_of_a_scene(request):
    photo, boxes = scene(request.param, 64)
    segmentation = segment(photo, 40, 0.5, 12)
    names = [f"thing {n}" for n in range(len(boxes))]
    return photo, boxes, segmentation, widgets.film(segmentation, photo, names, boxes)


@pytest.mark.parametrize("rule", widgets.RULES)
def test_the_page_merges_as_the_reference_does(film_of_a_scene, rule):
    photo, truth, segmentation, film = film_of_a_scene
    hierarchy = group(segmentation, widgets.RULES[rule])
    total = len(hierarchy.merges)
    counts = [0, total // 2, total]
    state = {name: getattr(film, name) for name in ("labels", "boxes", "sizes", "colours", "truth")}
    (page,) = run_module(MERGE, [state | {"merges": film.films[rule], "counts": counts}], near=STATIC)
    for count, frame in zip(counts, page["frames"], strict=True):
        np.testing.assert_array_equal(np.reshape(frame, photo.shape[:2]), labels_after(hierarchy, count))
    np.testing.assert_array_equal(page["boxes"], hierarchy.regions.boxes)
    np.testing.assert_array_equal(page["sizes"], hierarchy.regions.size)
    np.testing.assert_allclose(page["colours"][-1], photo.mean(axis=(0, 1)), atol=0.6)
    seen = hierarchy.regions.boxes[: total + 1 + counts[1]]
    assert [best["iou"] for best in page["best"]] == pytest.approx(iou(truth, seen).max(axis=1))


def test_a_merge_says_how_alike_and_why(film_of_a_scene):
    *_, segmentation, film = film_of_a_scene
    one, other, alike, *parts = film.films["all four"][0]
    regions = segmentation.regions
    assert parts == pytest.approx([f(regions.pick(one), regions.pick(other)) for f in SIMILARITIES.values()], abs=1e-3)
    assert alike == pytest.approx(sum(parts), abs=3e-3)
    assert film.films["size alone"][0][2] == film.films["size alone"][0][5]
    assert repr(film) == f"MergingFilm({len(regions.size)} segments, all four, 0 merges)"


def test_bad_input_gets_one_sentence(film_of_a_scene):
    photo, truth, segmentation, _ = film_of_a_scene
    with pytest.raises(ValueError, match=r"photo must be of the segmentation's size \(64, 64\), got \(63, 64\)"):
        widgets.film(segmentation, photo[1:], ["x"] * len(truth), truth)
    with pytest.raises(ValueError, match="truth must be as many boxes as names, 1, got"):
        widgets.film(segmentation, photo, ["x"], truth)
