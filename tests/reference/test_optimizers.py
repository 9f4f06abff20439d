import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from utils.reference.optimizers import adam, momentum, nesterov, rmsprop, sgd

W = np.array([1.0, -2.0])
DW = np.array([0.5, 4.0])


def sgd_step(w, dw, state, lr):
    return sgd(w, dw, lr), state


STEPS = [
    (sgd_step, {}, torch.optim.SGD, {}),
    (momentum, {}, torch.optim.SGD, {"momentum": 0.9}),
    (momentum, {"mu": 0.5}, torch.optim.SGD, {"momentum": 0.5}),
    (nesterov, {}, torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    (rmsprop, {}, torch.optim.RMSprop, {"alpha": 0.99}),
    (rmsprop, {"decay": 0.9, "eps": 1e-3}, torch.optim.RMSprop, {"alpha": 0.9, "eps": 1e-3}),
    (adam, {}, torch.optim.Adam, {}),
    (adam, {"beta1": 0.5, "beta2": 0.9, "eps": 1e-2}, torch.optim.Adam, {"betas": (0.5, 0.9), "eps": 1e-2}),
]
REMEMBERING = [momentum, nesterov, rmsprop, adam]


def test_first_and_second_steps_by_hand():
    assert sgd(W, DW, 0.1) == pytest.approx([0.95, -2.4])
    w, velocity = momentum(W, DW, None, 0.1)
    assert w == pytest.approx([0.95, -2.4])
    assert momentum(w, DW, velocity, 0.1).w == pytest.approx([0.95 - 0.095, -2.4 - 0.76])
    assert nesterov(W, DW, None, 0.1).w == pytest.approx([1 - 0.095, -2 - 0.76])
    assert rmsprop(W, DW, None, 0.1).w == pytest.approx([0, -3], abs=1e-6)
    assert adam(W, DW, None, 0.1).w == pytest.approx([0.9, -2.1])
    assert adam(W, DW, None, 0.1).state.steps == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("step", "options", "oracle", "settings"), STEPS)
def test_fifty_steps_equal_torch(step, options, oracle, settings, dtype):
    rng = np.random.default_rng(0)
    w, hill = rng.normal(size=(3, 4)).astype(dtype), rng.uniform(0.1, 2, (3, 4)).astype(dtype)
    leaf = torch.tensor(w, requires_grad=True)
    optimizer, state = oracle([leaf], lr=0.05, **settings), None
    for _ in range(50):
        optimizer.zero_grad()
        (torch.tensor(hill) * leaf**4).sum().backward()
        optimizer.step()
        w, state = step(w, 4 * hill * w**3, state, 0.05, **options)
        assert w == pytest.approx(leaf.detach().numpy(), abs=1e-5 if dtype == np.float32 else 1e-12)
        assert w.dtype == dtype


@given(arrays(np.float64, 3, elements=st.floats(-1e3, 1e3)), st.floats(0, 1))
def test_without_memory_momentum_is_gradient_descent(dw, lr):
    w = np.array([1.0, 2.0, 3.0])
    assert momentum(w, dw, None, lr, mu=0).w == pytest.approx(sgd(w, dw, lr))
    assert nesterov(w, dw, None, lr, mu=0).w == pytest.approx(sgd(w, dw, lr))


@given(arrays(np.float64, 3, elements=st.floats(1e-2, 1e3)), st.floats(1e-2, 1e3))
def test_adaptive_steps_are_blind_to_the_gradients_scale(dw, scale):
    for step in (rmsprop, adam):
        w = step(np.zeros(3), dw, None, 0.1, eps=1e-12).w
        assert step(np.zeros(3), scale * dw, None, 0.1, eps=1e-12).w == pytest.approx(w, rel=1e-4)


@pytest.mark.parametrize("step", REMEMBERING)
def test_a_zero_gradient_moves_nothing_and_nothing_changes_in_place(step):
    w, dw = np.ones(2), np.zeros(2)
    new, state = step(w, dw, None, 0.1)
    assert np.array_equal(new, w)
    once = step(w, DW, state, 0.1)
    again = step(w, DW, state, 0.1)
    assert np.array_equal(once.w, again.w)
    assert np.array_equal(w, np.ones(2))


@pytest.mark.parametrize("step", REMEMBERING)
def test_empty_weights_stay_empty(step):
    assert step(np.ones((0, 3)), np.ones((0, 3)), None, 0.1).w.shape == (0, 3)


@pytest.mark.parametrize("step", [sgd_step, *REMEMBERING])
def test_bad_arguments_are_answered_with_one_sentence(step):
    for arguments, message in [
        ((W.astype(int), DW, None, 0.1), "w must hold floating-point numbers, got int64"),
        ((W, DW[:1], None, 0.1), r"dw must have w's shape \(2,\), got \(1,\)"),
        ((W, DW, None, -0.1), "lr must be a finite number of at least 0, got -0.1"),
        ((W, DW, None, np.nan), "lr must be a finite number of at least 0, got nan"),
    ]:
        with pytest.raises(ValueError, match=message):
            step(*arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: momentum(W, DW, None, 0.1, mu=1), "mu must be below 1, got 1"),
        (lambda: nesterov(W, DW, None, 0.1, mu=-0.1), "mu must be a finite number from 0 to 1, got -0.1"),
        (lambda: momentum(W, DW, np.ones(3), 0.1), r"velocity must have w's shape \(2,\), got \(3,\)"),
        (lambda: rmsprop(W, DW, np.ones(3), 0.1), "cache must have w's shape"),
        (lambda: rmsprop(W, DW, None, 0.1, eps=0), "eps must be a finite number of at least"),
        (lambda: adam(W, DW, None, 0.1, beta2=1.0), "beta2 must be below 1, got 1.0"),
        (lambda: adam(W, DW, adam(DW[:1], DW[:1], None, 0.1).state, 0.1), "state's mean must have w's shape"),
    ],
)
def test_bad_memories_are_answered_with_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
