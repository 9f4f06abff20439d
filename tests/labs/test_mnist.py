import numpy as np
import pytest
import torch

from tests.labs.test_mnist_numpy import enlarged
from utils.data.mnist import load_mnist
from utils.labs import __main__ as command
from utils.labs import mnist
from utils.labs.mnist import CONFIGURATIONS, Design, convnet, train, without
from utils.labs.pictures import PLACES, Pictures, accuracy, distortions, moved, probabilities, shifts


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_configuration_takes_two_steps(name):
    configuration = CONFIGURATIONS[name]
    short = configuration._replace(plan=configuration.plan._replace(steps=2, batch=8))
    trained = train(short, held_out=20, data=enlarged(), device="cpu", show="")
    assert trained.history[-1].steps == 2
    assert np.isfinite(trained.history[-1].loss)
    assert 0 <= trained.history[-1].score <= 1
    assert not trained.model.training


@pytest.mark.parametrize("name", without())
def test_every_trick_can_be_left_out(name):
    configuration = without()[name]
    short = configuration._replace(plan=configuration.plan._replace(steps=2, batch=8))
    assert train(short, held_out=0, data=enlarged(), device="cpu", show="").history[-1].steps == 2


def test_leaving_a_trick_out_changes_the_sprint_in_one_place():
    everything, *others = without().values()
    assert everything == CONFIGURATIONS["sprint"]
    for other in others:
        changed = [name for name in everything._fields if getattr(other, name) != getattr(everything, name)]
        assert 1 <= len(changed) <= 2, "images and epochs may change together"


def test_the_sprint_learns_a_few_digits(tmp_path):
    sprint = CONFIGURATIONS["sprint"]
    longer = sprint._replace(plan=sprint.plan._replace(epochs=12, batch=32))
    trained = train(longer, held_out=50, data=enlarged(), folder=tmp_path, device="cpu", show="")
    assert accuracy(trained.model, *(part[:250] for part in enlarged())) > 0.95
    assert trained.seconds > 0
    stored = torch.load(tmp_path / "best.pt", weights_only=True)
    for name, value in trained.model.state_dict().items():
        assert torch.equal(value, stored[name])


@pytest.mark.parametrize("design", [Design((2, 3, 4)), Design((2, 3, 4), 1), Design((2, 3, 4), 2, True)])
@pytest.mark.parametrize("normalised", [True, False])
def test_every_design_makes_ten_scores_of_an_image(design, normalised):
    model = convnet(design._replace(normalised=normalised)).eval()
    assert model(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    assert any(isinstance(layer, torch.nn.BatchNorm2d) for layer in model) == normalised


def test_a_pool_before_relu_is_a_pool_after_it():
    x = torch.randn(2, 3, 8, 8)
    pool = torch.nn.functional.max_pool2d
    assert torch.equal(torch.relu(pool(x, 2)), pool(torch.relu(x), 2))


def test_the_model_normalises_with_the_training_images_it_has_seen():
    data = enlarged()
    short = CONFIGURATIONS["sprint"]._replace(plan=CONFIGURATIONS["sprint"].plan._replace(steps=1))
    model = train(short, held_out=100, data=data, device="cpu", show="").model
    assert float(model[0].mean) == pytest.approx(data.images[:200].mean() / 255, rel=1e-4)
    assert float(model[0].spread) == pytest.approx((data.images[:200] / 255).std(), rel=1e-3)


def test_images_held_out_are_neither_trained_on_nor_changed(monkeypatch):
    data, asked = enlarged(), []
    monkeypatch.setattr(mnist, "accuracy", lambda model, images, labels, places: asked.append(images) or 0.5)
    short = CONFIGURATIONS["sprint"]._replace(plan=CONFIGURATIONS["sprint"].plan._replace(steps=1))
    train(short, held_out=40, data=data, device="cpu", show="")
    np.testing.assert_array_equal(asked[0], data.images[-40:])


def test_pixels_move_and_black_comes_in():
    x = torch.arange(1.0, 10).view(1, 1, 3, 3)
    assert moved(x, 1, 0)[0, 0].tolist() == [[0, 0, 0], [1, 2, 3], [4, 5, 6]]
    assert moved(x, 0, -1)[0, 0].tolist() == [[2, 3, 0], [5, 6, 0], [8, 9, 0]]
    assert torch.equal(moved(x, 0, 0), x)


def test_shifts_move_a_batch_by_all_places_up_to_the_most():
    torch.manual_seed(0)
    x = torch.zeros(2, 1, 5, 5)
    x[:, :, 2, 2] = 1
    places = {tuple(torch.nonzero(shifts(1)(x)[0, 0])[0].tolist()) for _ in range(200)}
    assert places == {(row, column) for row in (1, 2, 3) for column in (1, 2, 3)}


def test_distortions_of_nothing_change_nothing_and_others_change_each_image_by_itself():
    torch.manual_seed(0)
    x = torch.rand(1, 1, 28, 28).expand(3, -1, -1, -1).contiguous()
    torch.testing.assert_close(distortions(0, 0, 0)(x), x, atol=1e-5, rtol=0)
    changed = distortions(10, 0.1, 1.5)(x)
    assert not torch.allclose(changed[0], changed[1], atol=1e-2)


def test_a_turn_stays_within_its_angle_and_a_move_within_its_pixels():
    torch.manual_seed(0)
    x = torch.zeros(400, 1, 29, 29)
    x[:, :, 14, 24] = 1.0  # ten pixels right of the middle
    rows = torch.arange(29.0).view(1, 1, 29, 1)

    def middles(change):
        out = change(x)
        return (out * rows).sum((1, 2, 3)) / out.sum((1, 2, 3)) - 14

    height = 10 * np.sin(np.radians(20))
    turned = middles(distortions(20, 0, 0))
    assert turned.abs().max() == pytest.approx(height, abs=0.3)
    moved_by = middles(distortions(0, 0, 2))
    assert moved_by.abs().max() == pytest.approx(2, abs=0.1)
    assert abs(float(moved_by.mean())) < 0.2


def test_probabilities_are_the_mean_over_the_places_and_leave_the_mode_as_it_was():
    model = convnet(Design((2, 3, 4))).train()
    images = enlarged().images[:5]
    each = [probabilities(model, images, [place]) for place in PLACES]
    np.testing.assert_allclose(probabilities(model, images, PLACES, batch=2), np.mean(each, axis=0), atol=1e-6)
    assert model.training
    as_floats = torch.tensor(images).float() / 255
    np.testing.assert_allclose(probabilities(model, as_floats, PLACES[:1]), each[0], atol=1e-6)


def test_accuracy_counts_the_most_probable():
    images = enlarged().images[:5]
    model = convnet(Design((2, 3, 4)))
    guesses = probabilities(model, images).argmax(axis=1)
    assert accuracy(model, images, guesses) == 1.0
    assert accuracy(model, images, (guesses + np.array([0, 1, 0, 0, 1])) % 10) == pytest.approx(0.6)


def test_pictures_check_what_they_are_given():
    images, labels = enlarged()
    with pytest.raises(ValueError, match=r"images must be \(N, C, H, W\) uint8, got \(300, 28, 28\) uint8"):
        Pictures(images[:, 0], labels)
    with pytest.raises(ValueError, match=r"labels must hold one label for each of 300 rows, got \(299,\)"):
        Pictures(images, labels[1:])
    x, y = Pictures(images, labels)[torch.tensor([3, 1])]
    assert (x.dtype, y.dtype, float(x.max())) == (torch.float32, torch.int64, 1.0)
    assert y.tolist() == labels[[3, 1]].tolist()


@pytest.mark.slow
def test_the_sprint_comes_near_99_percent_of_the_real_test_images():
    trained = train("sprint", held_out=0, device="cpu", show="")
    assert accuracy(trained.model, *load_mnist()[1], CONFIGURATIONS["sprint"].places) > 0.985


def test_an_unknown_configuration_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="configuration must be one of sprint, laptop, gpu, got 'tpu'"):
        train("tpu")


def test_the_command_line_trains_says_how_well_and_keeps_the_run(monkeypatch, capsys, tmp_path):
    data = enlarged()
    monkeypatch.setattr(mnist, "load_mnist", lambda: (data, data))
    monkeypatch.setattr(command, "load_mnist", lambda: (data, data))
    monkeypatch.setattr(mnist, "HELD_OUT", 20)
    sprint = CONFIGURATIONS["sprint"]
    short = sprint._replace(plan=sprint.plan._replace(steps=2, batch=8))
    monkeypatch.setitem(CONFIGURATIONS, "sprint", short)
    command.main(["mnist", "sprint", "--folder", str(tmp_path), "--device", "cpu"])
    assert "mnist sprint: " in capsys.readouterr().out
    assert (tmp_path / "log.csv").exists()
    with pytest.raises(SystemExit):
        command.main(["mnist", "tpu"])
    assert "configuration must be one of sprint, laptop, gpu, got 'tpu'" in capsys.readouterr().err
