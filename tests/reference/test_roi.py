import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.stored import stored
from utils.reference.gradient_check import check_gradients
from utils.reference.roi import roi_align, roi_pool, roi_pool_backward, roi_pool_naive, roi_pool_winners

POOLS = [roi_pool_naive, roi_pool]
MAP = np.arange(1.0, 21).reshape(1, 1, 4, 5)
CASES = [f"roi{place}" for place in range(4)]


def arguments(case):
    answer = stored(case)
    return answer, (answer["features"], answer["rois"], tuple(answer["size"].tolist()), float(answer["scale"]))


@pytest.mark.parametrize("pool", POOLS)
def test_bins_by_hand(pool):
    whole = np.array([[0.0, 0, 0, 4, 3]])  # ends inclusive: all 5 columns and 4 rows
    assert pool(MAP, whole, 2, 1.0).tolist() == [[[[8, 10], [18, 20]]]]  # columns 0 to 2 and 2 to 4 share one
    assert pool(MAP, whole * [1, 16, 16, 16, 16], (1, 1), 1 / 16).tolist() == [[[[20]]]]
    assert pool(MAP, np.array([[0.0, 1.5, 0.5, 2.4, 1.4]]), 1, 1.0).tolist() == [[[[8]]]]  # 1.5 to 2, 0.5 to 1
    assert pool(MAP, np.array([[0.0, 3, 3, 1, 1]]), 1, 1.0).tolist() == [[[[19]]]]  # at least one cell
    assert pool(MAP, np.array([[0.0, 9, 9, 12, 12]]), 2, 1.0).tolist() == [[[[0, 0], [0, 0]]]]


def test_winners_by_hand():
    assert roi_pool_winners(MAP, np.array([[0.0, 0, 0, 4, 3]]), 2, 1.0).tolist() == [[[[7, 9], [17, 19]]]]
    assert roi_pool_winners(np.ones_like(MAP), np.array([[0.0, 1, 1, 3, 3]]), 1, 1.0).tolist() == [[[[6]]]]
    assert roi_pool_winners(MAP, np.array([[0.0, 9, 9, 12, 12]]), 1, 1.0).tolist() == [[[[-1]]]]


def test_readings_by_hand():
    centre = np.array([[0.0, 1, 1, 3, 3]])
    assert roi_align(MAP, centre, 1, 1.0, samples=1).tolist() == [[[[MAP[0, 0, 2, 2]]]]]
    assert roi_align(MAP, centre, 1, 1.0, samples=1, aligned=True)[0, 0, 0, 0] == MAP[0, 0, 1:3, 1:3].mean()
    assert roi_align(MAP, centre, 1, 1.0, samples=2)[0, 0, 0, 0] == pytest.approx(13)
    assert roi_align(MAP, np.array([[0.0, 30, 30, 33, 33]]), 2, 1.0).tolist() == [[[[0, 0], [0, 0]]]]


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("case", CASES)
def test_pooled_regions_are_bitwise_those_of_torchvision(pool, case):
    answer, given_ = arguments(case)
    assert np.array_equal(pool(*given_), answer["pooled"])
    assert pool(*given_).dtype == np.float32


@pytest.mark.parametrize("case", CASES)
def test_gradients_of_pooled_regions_equal_torchvision(case):
    answer, given_ = arguments(case)
    assert roi_pool_backward(answer["upstream"], *given_) == pytest.approx(answer["dfeatures"], abs=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_aligned_regions_equal_torchvision(case):
    answer, given_ = arguments(case)
    read = roi_align(*given_, samples=int(answer["samples"]), aligned=bool(answer["aligned"]))
    assert read == pytest.approx(answer["read"], abs=2e-5)
    assert read.dtype == np.float32


@st.composite
def regions(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    features = rng.integers(-5, 6, (2, 2, *rng.integers(1, 9, 2))).astype(dtype)
    rois = np.concatenate([rng.integers(0, 2, (4, 1)), rng.uniform(-20, 60, (4, 4))], axis=1)
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    return features, rois, size, draw(st.sampled_from([1.0, 0.25, 1 / 16, 0.1]))


@given(regions())
def test_tables_of_maxima_equal_the_loops(given_):
    assert np.array_equal(roi_pool(*given_), roi_pool_naive(*given_))


@given(regions())
def test_the_winners_hold_the_maxima(given_):
    features, rois, size, _ = given_
    winners = roi_pool_winners(*given_)
    assert winners.shape == (len(rois), features.shape[1], *size)
    for (region, channel, *bin_), winner in np.ndenumerate(winners):
        plane = features[int(rois[region, 0]), channel]
        held = plane.flat[winner] if winner >= 0 else 0
        assert held == roi_pool_naive(*given_)[region, channel, *bin_]


@given(regions())
def test_every_upstream_reaches_a_cell_unless_its_bin_is_empty(given_):
    features, rois, size, scale = given_
    full = roi_pool_naive(np.ones_like(features), rois, size, scale)
    assert roi_pool_backward(full, *given_).sum() == full.sum()


@given(regions(), st.booleans(), st.integers(1, 3))
def test_readings_stay_within_the_map_and_are_linear_in_it(given_, aligned, samples):
    features, rois, size, scale = given_
    features = features.astype(float)
    read = roi_align(features, rois, size, scale, samples, aligned)
    assert (np.abs(read) <= np.abs(features).max() + 1e-9).all()
    assert roi_align(3 * features, rois, size, scale, samples, aligned) == pytest.approx(3 * read)


@pytest.mark.parametrize("aligned", [False, True])
def test_a_ramp_is_read_exactly(aligned):
    rows, columns = np.mgrid[:12, :16].astype(float)
    rois = np.array([[0, 20.0, 12, 90, 60], [0, 8, 8, 40, 72]])
    read = roi_align(np.stack([rows, columns])[None], rois, (4, 3), 1 / 8, samples=3, aligned=aligned)
    for box, (down, across) in zip(rois[:, 1:] / 8 - (0.5 if aligned else 0), read, strict=True):
        x1, y1, x2, y2 = box
        assert down == pytest.approx(np.tile(y1 + (y2 - y1) * (np.arange(4) + 0.5) / 4, (3, 1)).T)
        assert across == pytest.approx(np.tile(x1 + (x2 - x1) * (np.arange(3) + 0.5) / 3, (4, 1)))


def test_gradients_of_pooled_regions_equal_finite_differences(rng):
    features = rng.permutation(120).reshape(2, 2, 5, 6) / 10.0
    rois = np.array([[0, 0.0, 0, 5, 4], [1, 1, 1, 3, 4], [1, 2, 0, 5, 2], [0, 4, 4, 9, 9]])
    upstream = rng.normal(size=(4, 2, 2, 3))
    report = check_gradients(
        lambda features: np.sum(roi_pool(features, rois, (2, 3), 1.0) * upstream),
        {"features": features},
        [roi_pool_backward(upstream, features, rois, (2, 3), 1.0)],
    )
    assert report.passed, report


def test_no_regions_give_none():
    features = np.ones((1, 3, 4, 4), np.float32)
    for rois in ([], np.zeros((0, 5))):
        assert roi_pool(features, rois, 2, 1.0).shape == (0, 3, 2, 2)
        assert roi_pool_naive(features, rois, 2, 1.0).shape == (0, 3, 2, 2)
        assert roi_align(features, rois, 2, 1.0).shape == (0, 3, 2, 2)
        assert not roi_pool_backward(np.zeros((0, 3, 2, 2)), features, rois, 2, 1.0).any()
    assert roi_pool(np.ones((0, 3, 4, 4)), [], 2, 1.0).shape == (0, 3, 2, 2)


@pytest.mark.parametrize("function", [*POOLS, roi_align])
def test_bad_arguments_are_answered_with_one_sentence(function):
    rois = np.array([[0.0, 0, 0, 2, 2]])
    for given_, message in [
        ((MAP.astype(int), rois, 2, 1.0), "features must hold floating-point numbers, got int64"),
        ((MAP[0], rois, 2, 1.0), r"features must have the shape \(N, C, H, W\), got \(1, 4, 5\)"),
        ((MAP[:, :, :0], rois, 2, 1.0), "features must have at least one row and one column"),
        ((MAP, rois[:, :4], 2, 1.0), r"rois must have the shape \(R, 5\), got \(1, 4\)"),
        ((MAP, rois.astype(int), 2, 1.0), "rois must hold floating-point numbers, got int64"),
        ((MAP, np.array([[1.0, 0, 0, 2, 2]]), 2, 1.0), "rois must begin with the index of one of 1 images, got 1"),
        ((MAP, np.array([[-0.5, 0, 0, 2, 2]]), 2, 1.0), "rois must begin with the index of one of 1 images, got -0.5"),
        ((MAP, np.array([[0, np.nan, 0, 2, 2]]), 2, 1.0), "rois must be finite, got nan"),
        ((MAP, rois, 0, 1.0), "output_size must be a whole number of at least 1 or a pair of them, got 0"),
        ((MAP, rois, (2, 2.0), 1.0), "output_size must be a whole number"),
        ((MAP, rois, 2, 0), "scale must be above 0, got 0"),
        ((MAP, rois, 2, -1.0), "scale must be a finite number of at least 0, got -1.0"),
    ]:
        with pytest.raises(ValueError, match=message):
            function(*given_)


def test_an_upstream_of_another_shape_and_no_samples_are_refused():
    rois = np.array([[0.0, 0, 0, 2, 2]])
    with pytest.raises(ValueError, match=r"upstream must have the output's shape \(1, 1, 2, 2\), got \(1, 2, 2\)"):
        roi_pool_backward(np.ones((1, 2, 2)), MAP, rois, 2, 1.0)
    for samples in (0, 1.5, True):
        with pytest.raises(ValueError, match="samples must be a whole number of at least 1, got"):
            roi_align(MAP, rois, 2, 1.0, samples)
