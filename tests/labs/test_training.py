import csv
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from tests.labs.toys import Points, small_model
from utils.labs import training
from utils.labs.plan import Plan, check, one_cycle, precision_on, rate
from utils.labs.training import classification, fit

PLAN = Plan(epochs=4, batch=16, lr=0.05)
LOSS = classification()


def score(model):
    """Return the share of the toy points that a model puts into the right class."""
    x, y = Points(200, seed=9)[torch.arange(200)]
    return float((model(x).argmax(1) == y).float().mean())


def train(plan=PLAN, folder=None, validate=score, data=None, **options):
    model = small_model()
    history = fit(model, Points(100) if data is None else data, LOSS, plan, validate, folder, "cpu", show="", **options)
    return model, history


def assert_same_weights(one, other):
    for name, value in one.state_dict().items():
        assert torch.equal(value, other.state_dict()[name]), name


def without_seconds(history):
    return [epoch[:-1] for epoch in history]


def test_the_loop_learns_what_can_be_learnt():
    model, history = train(PLAN._replace(epochs=10, lr=0.2))
    assert history[-1].loss < history[0].loss / 2
    assert score(model) > 0.9
    assert [epoch.epoch for epoch in history] == list(range(1, 11))
    assert history[-1].steps == 10 * 7


def test_one_step_is_the_step_that_pytorch_takes():
    mine, theirs = small_model(dropout=0.0), small_model(dropout=0.0)
    data = Points(16)
    fit(mine, data, LOSS, Plan(1, 16, 0.1, schedule="constant"), device="cpu", show="")
    optimiser = torch.optim.SGD(theirs.parameters(), lr=0.1, momentum=0.9, nesterov=True)
    x, y = data[torch.arange(16)]
    nn.functional.cross_entropy(theirs(x), y).backward()
    optimiser.step()
    for one, other in zip(mine.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_a_layer_of_its_own_rate_moves_by_that_factor_and_a_frozen_one_not_at_all():
    plan = Plan(1, 16, 0.1, schedule="constant")
    frozen, slow, fast = small_model(0.0), small_model(0.0), small_model(0.0)
    before = [weight.detach().clone() for weight in slow.parameters()]
    frozen[0].requires_grad_(False)
    fit(slow, Points(16), LOSS, plan, device="cpu", show="")
    fit(fast, Points(16), LOSS, plan._replace(rates=(("3.", 4.0), ("3.w", 9.0))), device="cpu", show="")
    fit(frozen, Points(16), LOSS, plan, device="cpu", show="")
    for old, one, other, factor in zip(before, slow.parameters(), fast.parameters(), (1, 1, 4, 4), strict=True):
        torch.testing.assert_close(other - old, factor * (one - old), rtol=1e-3, atol=1e-6)
    assert torch.equal(frozen[0].weight, before[0])
    torch.testing.assert_close(frozen[3].weight, slow[3].weight)


def test_a_seed_fixes_every_bit_and_another_seed_does_not():
    one, first = train()
    two, second = train()
    assert_same_weights(one, two)
    assert without_seconds(first) == without_seconds(second)
    other, _ = train(PLAN._replace(seed=1))
    assert not torch.equal(next(one.parameters()), next(other.parameters()))


class Interrupted(Points):
    """Points whose owner presses stop in the middle of the third epoch."""

    def __init__(self, count):
        super().__init__(count)
        self.asked = 0

    def __getitem__(self, indices):
        self.asked += 1
        if self.asked == 17:
            raise KeyboardInterrupt
        return super().__getitem__(indices)


@pytest.mark.parametrize("optimiser", ["sgd", "adamw"])
def test_what_was_interrupted_goes_on_to_the_same_bits(tmp_path, optimiser):
    plan = PLAN._replace(optimiser=optimiser)
    whole, log = train(plan, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(plan, tmp_path / "broken", data=Interrupted(100))
    assert len(list(csv.reader((tmp_path / "broken" / "log.csv").open()))) == 1 + 2
    torch.manual_seed(12345)  # what happens between the two must not matter
    resumed, history = train(plan, tmp_path / "broken")
    assert_same_weights(whole, resumed)
    assert without_seconds(history) == without_seconds(log)
    again, history = train(plan, tmp_path / "broken")
    assert_same_weights(whole, again)
    assert len(history) == 4, "a finished run is only read"


def test_who_may_be_stopped_gives_what_there_is(tmp_path):
    model, history = train(data=Interrupted(100), stoppable=True)
    assert [epoch.epoch for epoch in history] == [1, 2]
    two, log = train(PLAN._replace(steps=14))
    assert without_seconds(history) == without_seconds(log)
    assert_same_weights(model, two)


def test_the_log_is_a_table_with_a_line_for_each_epoch(tmp_path):
    _, history = train(folder=tmp_path)
    head, *lines = csv.reader((tmp_path / "log.csv").open())
    assert head == ["epoch", "steps", "lr", "loss", "score", "seconds"]
    assert [float(line[3]) for line in lines] == [epoch.loss for epoch in history]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.pt", "last.pt", "log.csv"]


def scripted(scores):
    """Return a judge that gives the ``scores`` one after the other."""
    remaining = iter(scores)
    return lambda model: next(remaining)


def test_the_best_weights_are_returned_and_stored(tmp_path):
    kept = []

    def judge(model):
        kept.append({name: value.clone() for name, value in model.state_dict().items()})
        return [0.5, 0.9, 0.9, 0.7][len(kept) - 1]

    model, _ = train(folder=tmp_path, validate=judge)
    stored = torch.load(tmp_path / "best.pt", weights_only=True)
    for name, value in model.state_dict().items():
        assert torch.equal(value, kept[1][name])
        assert torch.equal(stored[name], kept[1][name])
    assert not torch.equal(kept[1]["0.weight"], kept[3]["0.weight"])


def test_training_stops_when_the_score_has_not_got_better_for_long_enough():
    plan = PLAN._replace(epochs=9, patience=2)
    _, history = train(plan, validate=scripted([0.5, 0.6, 0.6, 0.55, 0.9]))
    assert len(history) == 4
    _, history = train(plan, validate=scripted([0.1, 0.2, 0.1, 0.3, 0.2, 0.4, 0.3, 0.5, 0.4]))
    assert len(history) == 9
    _, history = train(plan, validate=None)
    assert len(history) == 9, "without scores there is nothing to be patient about"


def test_a_model_is_judged_in_evaluation_mode_and_trained_in_training_mode():
    modes = []

    def loss(model, batch):
        modes.append(model.training)
        return LOSS(model, batch)

    def judge(model):
        modes.append(model.training)
        return 0.0

    fit(small_model(), Points(100), loss, PLAN._replace(epochs=2), judge, device="cpu", show="")
    assert modes == ([True] * 7 + [False]) * 2


def test_the_last_weights_stay_without_a_judge(tmp_path):
    train(folder=tmp_path, validate=None)
    assert not (tmp_path / "best.pt").exists()
    with (tmp_path / "log.csv").open() as stream:
        assert [row["score"] for row in csv.DictReader(stream)] == ["nan"] * 4


def test_every_example_is_met_once_an_epoch_in_another_order():
    met = []

    class Noted(Points):
        def __getitem__(self, indices):
            met.extend(indices.tolist())
            return super().__getitem__(indices)

    train(PLAN._replace(epochs=2), data=Noted(100))
    assert sorted(met[:100]) == sorted(met[100:]) == list(range(100))
    assert met[:100] != met[100:]


def test_a_folder_with_another_run_is_refused(tmp_path):
    train(folder=tmp_path)
    with pytest.raises(ValueError, match=r"folder holds a run with lr 0.05 and not 0.1: name another folder"):
        train(PLAN._replace(lr=0.1), tmp_path)


def test_a_checkpoint_with_code_in_it_is_refused(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.system, ("touch /tmp/never",)

    torch.save({"plan": Evil()}, tmp_path / "last.pt")
    with pytest.raises(Exception, match="Weights only load failed"):
        train(folder=tmp_path)


def test_a_checkpoint_is_whole_or_the_one_before_it(tmp_path, monkeypatch):
    training.save({"a": torch.ones(3)}, tmp_path / "last.pt")

    def half(state, path):
        Path(path).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(training.torch, "save", half)
    with pytest.raises(KeyboardInterrupt):
        training.save({"a": torch.zeros(3)}, tmp_path / "last.pt")
    assert torch.load(tmp_path / "last.pt", weights_only=True)["a"].tolist() == [1, 1, 1]


def test_a_loss_that_is_no_number_ends_it_with_advice():
    with pytest.raises(ValueError, match=r"loss must stay a finite number, got nan in epoch 1: a smaller lr may help"):
        fit(small_model(), Points(50), lambda model, batch: LOSS(model, batch) * math.nan, PLAN, device="cpu", show="")


def test_a_score_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="validate must return a finite number, got nan"):
        train(validate=lambda model: math.nan)


def test_steps_end_the_run_with_the_rates_of_the_whole_one():
    _, whole = train()
    _, short = train(PLAN._replace(steps=7))
    assert len(short) == 1
    assert short[0].lr == whole[0].lr
    assert short[0].loss == whole[0].loss
    _, history = train(PLAN._replace(steps=9))
    assert [epoch.steps for epoch in history] == [7, 9]


def test_the_rate_goes_up_and_down_in_one_cycle():
    plan = Plan(10, 16, 0.4, warmup=0.25)
    rates = [rate(plan, progress) for progress in (0.125, 0.25, 0.625, 1 - 1e-9)]
    assert rates == pytest.approx([0.2, 0.4, 0.2, 0], abs=1e-6)
    assert rate(plan._replace(schedule="constant"), 0.9) == 0.4
    assert one_cycle(0.5, 0.0) == 0.5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs must be a whole number of at least 1, got 0"),
        ({"batch": 2.5}, "batch must be a whole number of at least 1, got 2.5"),
        ({"lr": -1.0}, "lr must be a finite number of at least 0, got -1.0"),
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"patience": 0}, "patience must be a whole number of at least 1, got 0"),
        ({"steps": 0}, "steps must be a whole number of at least 1, got 0"),
        ({"warmup": 1.0}, "warmup must be below 1, got 1.0"),
        ({"optimiser": "adam"}, "optimiser must be one of sgd, adamw, got 'adam'"),
        ({"schedule": "step"}, "schedule must be one of one_cycle, constant, got 'step'"),
        ({"precision": "float8"}, "precision must be one of mixed, cards, float32, bfloat16, float16, got 'float8'"),
        ({"rates": (("0.", -1.0),)}, "rates of 0. must be a finite number of at least 0, got -1.0"),
    ],
)
def test_a_plan_that_cannot_be_is_answered_with_one_sentence(change, message):
    with pytest.raises(ValueError, match=message):
        check(PLAN._replace(**change))


def test_mixed_precision_is_short_where_the_device_multiplies_short_numbers(monkeypatch):
    mixed = PLAN._replace(precision="mixed")
    for able, expected in [({"avx512_bf16": True}, torch.bfloat16), ({"amx_bf16": True}, torch.bfloat16), ({}, None)]:
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda able=able: able, raising=False)
        assert precision_on(mixed, torch.device("cpu")) is expected
        assert precision_on(PLAN._replace(precision="cards"), torch.device("cpu")) is None
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert precision_on(mixed, torch.device("cpu")) is None
    assert precision_on(mixed, torch.device("mps")) is None
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    assert precision_on(mixed, torch.device("cuda")) is torch.bfloat16
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    assert precision_on(mixed, torch.device("cuda")) is torch.float16
    on_cards = PLAN._replace(precision="cards")
    assert precision_on(on_cards, torch.device("cuda")) is torch.float16
    assert precision_on(PLAN._replace(precision="bfloat16"), torch.device("cpu")) is torch.bfloat16


def test_a_step_in_bfloat16_computes_in_it_and_keeps_its_weights_in_float32():
    seen = []

    def loss(model, batch):
        scores = model(batch[0])
        seen.append(scores.dtype)
        return nn.functional.cross_entropy(scores, batch[1])

    model = small_model()
    plan = PLAN._replace(precision="bfloat16", epochs=8)
    history = fit(model, Points(100), loss, plan, score, device="cpu", show="")
    assert set(seen) == {torch.bfloat16}
    assert all(weight.dtype == torch.float32 for weight in model.parameters())
    assert history[-1].loss < history[0].loss


def test_channels_last_reaches_weights_and_images_and_changes_no_result():
    class Images(Points):
        def __getitem__(self, indices):
            x, y = super().__getitem__(indices)
            return x[:, :, None, None].expand(-1, -1, 5, 5).contiguous(), y

    layouts = []

    def loss(model, batch):
        layouts.append(batch[0].is_contiguous(memory_format=torch.channels_last))
        return LOSS(model, batch)

    def run(channels_last):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(36, 2))
        plan = PLAN._replace(epochs=2, channels_last=channels_last)
        history = fit(model, Images(64), loss, plan, device="cpu", show="")
        return model[0].weight.is_contiguous(memory_format=torch.channels_last), history[-1].loss

    assert run(True) == (True, pytest.approx(run(False)[1], abs=1e-5))
    assert layouts[0]
    assert not layouts[-1]


def test_workers_beside_the_trainer_change_nothing_that_is_not_random():
    one, _ = train()
    two, _ = train(PLAN._replace(workers=1))
    assert_same_weights(one, two)


def test_a_bar_shows_steps_loss_and_score(capsys):
    fit(small_model(), Points(100), LOSS, PLAN, score, device="cpu", show="bar")
    shown = capsys.readouterr().err
    assert "28/28" in shown
    assert "epoch 4: loss" in shown
    assert "score" in shown


def test_curves_are_drawn_in_one_place(monkeypatch):
    shown = []

    class Handle:
        def update(self, figure):
            shown.append(figure)

    monkeypatch.setattr("utils.labs.curves.display", lambda figure, display_id: shown.append(figure) or Handle())
    fit(small_model(), Points(100), LOSS, PLAN, score, device="cpu", show="curves")
    assert len(shown) == 4
    assert len(shown[-1].axes[0].get_lines()[0].get_xdata()) == 4


def test_an_unknown_way_to_show_is_refused():
    with pytest.raises(ValueError, match='show must be "bar", "curves" or "", got \'film\''):
        fit(small_model(), Points(50), LOSS, PLAN, device="cpu", show="film")


def test_no_data_is_said_in_one_sentence():
    with pytest.raises(ValueError, match="data and batch must have an example for each process, got 0 and 16"):
        train(data=Points(0))


@pytest.mark.slow
def test_two_processes_have_the_losses_of_one_with_the_doubled_batch(tmp_path):
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(root), "CUDA_VISIBLE_DEVICES": ""}
    script = [str(root / "tests" / "labs" / "two_processes.py"), str(tmp_path)]
    done = subprocess.run([*command, *script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    model = small_model(dropout=0.0)
    history = fit(model, Points(101), LOSS, PLAN._replace(batch=17), score, device="cpu", show="")
    for rank in range(2):
        state = torch.load(tmp_path / f"rank{rank}.pt", weights_only=True)
        np.testing.assert_allclose(state["losses"], [epoch.loss for epoch in history], rtol=1e-5)
        np.testing.assert_allclose(state["scores"], [epoch.score for epoch in history])
        assert state["met"] < 4 * 101 * 0.55, "each computes half"
        for name, value in model.state_dict().items():
            torch.testing.assert_close(state["model"][name], value, rtol=1e-4, atol=1e-5)
    assert (tmp_path / "run" / "log.csv").exists()
