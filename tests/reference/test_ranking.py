"""Output weights learned by ranking: by hand, against PyTorch, and the law that ties the margin to the decay."""

import numpy as np
import pytest
import torch

from utils.reference.losses import ranking_hinge
from utils.reference.ranking import fit_output_weights


@pytest.fixture
def pairs(rng):
    return rng.normal(0.3, 1, (20, 5)), rng.normal(-0.3, 1, (20, 5))


def test_two_steps_by_hand():
    a, a_c = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])
    one = fit_output_weights(a, a_c, lr=0.1, steps=1)
    assert one == pytest.approx([0.1, -0.2])
    two = fit_output_weights(a, a_c, decay=1.0, lr=0.1, steps=2)
    assert two == pytest.approx([0.1 + 0.1 * (1 - 0.1), -0.2 - 0.1 * (2 - 0.2)])
    assert fit_output_weights(a, a_c, lr=0.1, steps=0).tolist() == [0, 0]


def test_where_every_margin_is_met_only_the_decay_is_left():
    a, a_c = np.array([[1.0]]), np.array([[-1.0]])
    assert fit_output_weights(a, a_c, lr=1.0, steps=1) == pytest.approx([2.0])
    assert fit_output_weights(a, a_c, lr=1.0, steps=50) == pytest.approx([2.0])
    assert fit_output_weights(a, a_c, decay=0.5, lr=1.0, steps=2) == pytest.approx([1.0])


@pytest.mark.parametrize("margin", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_step_is_that_of_torch(pairs, margin, dtype):
    a, a_c = (array.astype(dtype) for array in pairs)
    U = torch.zeros(5, dtype=torch.tensor(a).dtype, requires_grad=True)
    optimiser = torch.optim.SGD([U], lr=0.2, weight_decay=0.1)
    for _ in range(40):
        optimiser.zero_grad()
        torch.relu(margin + torch.tensor(a_c) @ U - torch.tensor(a) @ U).mean().backward()
        optimiser.step()
    mine = fit_output_weights(a, a_c, margin, 0.1, 0.2, 40)
    assert mine.dtype == dtype
    assert mine == pytest.approx(U.detach().numpy(), abs=1e-5)


@pytest.mark.parametrize("margin", [0.1, 2.0, 10.0])
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_a_margin_is_a_margin_of_one_with_that_many_times_the_decay(pairs, margin, decay):
    wide = fit_output_weights(*pairs, margin, decay, margin * 0.3)
    scaled = fit_output_weights(*pairs, 1.0, margin * decay, 0.3)
    assert wide == pytest.approx(margin * scaled, rel=1e-9)


def test_with_decay_the_margin_is_not_free(pairs):
    narrow, wide = (fit_output_weights(*pairs, margin, 0.1, margin * 0.3) for margin in (0.1, 10.0))
    cosine = narrow @ wide / np.linalg.norm(narrow) / np.linalg.norm(wide)
    assert cosine < 0.99
    assert ranking_hinge(pairs[0] @ narrow / 0.1, pairs[1] @ narrow / 0.1) < ranking_hinge(
        pairs[0] @ wide / 10, pairs[1] @ wide / 10
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"a": np.ones((2, 3), int)}, "a must hold floating-point numbers"),
        ({"a_c": np.ones((2, 4))}, r"a_c must have a's shape \(2, 3\), got \(2, 4\)"),
        ({"a": np.ones((0, 3)), "a_c": np.ones((0, 3))}, "s must hold at least one score"),
        ({"margin": -1.0}, "margin must be a finite number of at least 0"),
        ({"decay": -0.1}, "decay must be a finite number of at least 0"),
        ({"lr": np.nan}, "lr must be a finite number of at least 0"),
        ({"steps": 1.5}, "steps must be a whole number of at least 0"),
    ],
)
def test_bad_arguments_get_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_output_weights(**{"a": np.ones((2, 3)), "a_c": np.zeros((2, 3))} | change)
