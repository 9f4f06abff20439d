"""Hidden tests draw the same numbers for one secret and one name, others for any other; no secret is a public one."""

import pytest

from utils.grading.parts import Part
from utils.grading.seeds import hidden_number, hidden_rng, secret_seed


def draw(seed: int | None, name: str = "Part 1") -> float:
    with secret_seed(seed):
        return hidden_rng(name).normal()


def test_the_secret_and_the_name_decide_what_is_drawn():
    assert draw(1) == draw(1)
    assert len({draw(seed, name) for seed in (None, 0, 1, 2**127) for name in ("Part 1", "Part 2")}) == 8


def test_a_number_of_128_bits_is_the_same_for_the_same_secret_and_name_only():
    numbers = set()
    for seed in (None, 0, 1):
        with secret_seed(seed):
            assert hidden_number("boats") == hidden_number("boats") < 1 << 128
            numbers |= {hidden_number("boats"), hidden_number("names")}
    assert len(numbers) == 6


def test_without_a_secret_the_numbers_are_public_and_fixed():
    assert draw(None) == hidden_rng("Part 1").normal()
    assert hidden_rng("Part 1").integers(10**6) == 739_069


def test_a_part_draws_by_its_name_and_forgets_the_secret_afterwards():
    with secret_seed(7):
        secret = Part("Part 1", 5).hidden_rng().normal()
        with pytest.raises(ZeroDivisionError), secret_seed(8):
            raise ZeroDivisionError
        assert Part("Part 1", 5).hidden_rng().normal() == secret == draw(7)
    assert Part("Part 1", 5).hidden_rng().normal() == draw(None)
