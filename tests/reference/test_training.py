import numpy as np
import pytest
import torch

from tests.reference.clinic_cases import digits
from utils.reference.multilayer import initial_network
from utils.reference.training import Settings, batches, disagreement, examples, train


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Many tiny steps: threads would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


QUICK = Settings(epochs=3, hidden=(16,))


def in_pytorch(training, settings, seed):
    """Train the same network on the same minibatches by PyTorch, and return its losses."""
    rng = np.random.default_rng(seed)
    start = initial_network((64, *settings.hidden, 10), settings.gain, settings.bias, rng)
    layers = [torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64) for W in start.weights]
    for layer, W, b in zip(layers, start.weights, start.biases, strict=True):
        layer.weight.data, layer.bias.data = torch.tensor(W), torch.tensor(b)
    model = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1])
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.lr, momentum=0.9)
    losses = []
    for chosen in batches(len(training.y), settings, rng):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(
            model(torch.tensor(training.x[chosen])), torch.tensor(training.y[chosen])
        )
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_a_run_has_the_losses_of_pytorch():
    training, validation = digits(0)
    mine = train(training, validation, QUICK, seed=4).loss
    np.testing.assert_allclose(mine, in_pytorch(training, QUICK, 4), rtol=1e-9)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_every_optimiser_learns_and_a_seed_gives_the_same_run_again(optimizer):
    settings = QUICK._replace(optimizer=optimizer, lr=0.005 if optimizer in ("rmsprop", "adam") else 0.05)
    first, again = (train(*digits(0), settings, seed=1) for _ in range(2))
    assert first.train_loss[-1] < first.train_loss[0]
    np.testing.assert_array_equal(first.loss, again.loss)
    assert not np.array_equal(first.loss, train(*digits(0), settings, seed=2).loss)


def test_a_schedule_gives_each_step_its_rate():
    rates = []
    train(*digits(0), QUICK, schedule=lambda lr, step: rates.append((lr, step)) or lr)
    assert rates == [(0.02, step) for step in range(60)]
    still = train(*digits(0), QUICK, schedule=lambda lr, step: 0.0)
    assert still.train_loss[0] == still.train_loss[-1]


def test_an_overflow_ends_the_run_and_the_rest_is_nan():
    run = train(*digits(0), Settings(lr=3.0, activation="leaky_relu", hidden=(32, 32)))
    steps = int(np.isnan(run.loss).argmax())
    assert 1 < steps < 100
    assert np.isfinite(run.loss[: steps - 1]).all()
    assert np.isnan(run.val_accuracy[-1])


def test_sorted_examples_come_class_by_class_and_shuffled_ones_do_not():
    training, validation = digits(0)
    run = train(training, validation, QUICK._replace(shuffle=False, batch=1, epochs=1, lr=0.0))
    same = [
        train(training, validation, QUICK._replace(shuffle=False, batch=1, epochs=1, lr=0.0), seed).loss
        for seed in (0, 0)
    ]
    np.testing.assert_array_equal(same[0], run.loss)
    order = [next(batches(400, QUICK._replace(shuffle=shuffle), np.random.default_rng(0))) for shuffle in (False, True)]
    assert list(order[0]) == list(range(20))
    assert list(order[1]) != list(range(20))


def test_dropout_at_test_makes_a_network_contradict_itself():
    data = digits(0)
    sane, odd = (train(*data, QUICK._replace(keep=0.5, drop_at_test=on)) for on in (False, True))
    assert disagreement(data[1], sane) == 0
    assert disagreement(data[1], odd) > 0.1


def test_weight_decay_keeps_weights_small():
    free, held = (train(*digits(0), QUICK._replace(decay=decay)).network.weights[0] for decay in (0.0, 0.1))
    assert np.linalg.norm(held) < 0.8 * np.linalg.norm(free)


def test_minibatches_of_one_class_agree_less_than_large_ones():
    small, large = (train(*digits(0), QUICK._replace(batch=batch)).agreement for batch in (2, 200))
    assert small < 0.3 < 0.7 < large <= 1


def test_images_become_rows_with_their_labels():
    x, y = examples(np.ones((3, 1, 2, 2), np.float32), np.array([0, 1, 1]))
    assert (x.shape, x.dtype, list(y)) == ((3, 4), np.float64, [0, 1, 1])
    with pytest.raises(ValueError, match="y must hold one label for each of 3 rows"):
        examples(np.ones((3, 4)), np.array([0, 1]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lr": -1.0}, "lr must be a finite number of at least 0, got -1"),
        ({"batch": 0}, "batch must be a whole number of at least 1, got 0"),
        ({"keep": 0.0}, "keep must be above 0, got 0"),
        ({"optimizer": "luck"}, "optimizer must be one of sgd, momentum, nesterov, rmsprop, adam, got 'luck'"),
        ({"examples": 401}, "examples must be at most 400, got 401"),
        ({"hidden": (0,)}, "hidden must be a whole number of at least 1, got 0"),
    ],
)
def test_settings_with_which_there_is_no_run_are_named(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(*digits(0), Settings(**change))
