import pytest

from benchmarks.mnist import CLAIMS, SEEDS, Claim, Result, measure, row
from tests.labs.test_mnist_numpy import enlarged


@pytest.mark.parametrize(
    ("found", "met"),
    [
        (Result(0.991, 7.9, 0.98, 9.0), "met"),
        (Result(0.99, 8.0, 0.98, 9.0), "met"),
        (Result(0.9899, 5.0, 0.98, 6.0), "not met"),
        (Result(0.995, 8.01, 0.994, 9.0), "not met"),
    ],
)
def test_a_claim_is_met_by_accuracy_and_seconds_together(found, met):
    assert row(Claim("sprint", None, 0.99, 8), found).endswith(f"| 99.0% in 8 s | {met} |")


def test_the_medians_and_the_worst_of_all_seeds_are_written(capsys):
    shares = {1: 0.5, 2: 0.9, 3: 0.7, 4: 0.6, 5: 0.8}
    found = measure(Claim("fixed", lambda seed, train, test: shares[seed], 0.6, 1), None, None)
    assert (found.accuracy, found.worst) == (0.7, 0.5)
    assert found.seconds <= found.longest
    assert capsys.readouterr().out.count("fixed, seed") == len(SEEDS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_claim_can_be_run(claim):
    data = enlarged()
    assert 0 <= claim.run(0, data, data) <= 1
