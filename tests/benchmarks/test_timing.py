import pytest

from benchmarks.timing import measure


class Bench:
    """A clock and functions that make it go on, which remember who was called."""

    def __init__(self):
        self.now, self.called = 0.0, []

    def clock(self):
        return self.now

    def takes(self, name, *seconds):
        def work():
            self.now += seconds[min(self.called.count(name), len(seconds) - 1)]
            self.called.append(name)

        return work


def test_a_ratio_is_our_time_over_theirs():
    bench = Bench()
    found = measure(bench.takes("ours", 2), bench.takes("theirs", 4), rounds=3, least=1, clock=bench.clock)
    assert found == (2000, 4000, 0.5)


def test_the_two_sides_take_turns_in_each_round_in_the_other_order():
    bench = Bench()
    measure(bench.takes("a", 1), bench.takes("b", 1), rounds=4, least=1, clock=bench.clock)
    warming, turns = bench.called[:4], bench.called[4:]
    assert warming == ["a", "a", "b", "b"]
    assert turns == ["a", "b", "b", "a", "a", "b", "b", "a"]


def test_a_round_that_was_disturbed_changes_nothing():
    bench = Bench()
    ours = bench.takes("ours", 1, 1, 1, 500, 1)
    assert measure(ours, bench.takes("theirs", 2), rounds=5, least=1, clock=bench.clock).ratio == 0.5


def test_a_machine_that_slows_down_slows_both_and_leaves_the_ratio():
    bench = Bench()
    slower = [2.0**turn for turn in range(9)]
    ours, theirs = bench.takes("ours", *slower), bench.takes("theirs", *(3 * second for second in slower))
    assert measure(ours, theirs, rounds=7, least=1, clock=bench.clock).ratio == pytest.approx(1 / 3)


def test_a_short_call_is_repeated_until_it_can_be_timed():
    bench = Bench()
    found = measure(bench.takes("ours", 0.25), bench.takes("theirs", 8), rounds=2, least=2, clock=bench.clock)
    assert bench.called[4:] == ["ours"] * 8 + ["theirs"] * 2 + ["ours"] * 8
    assert found.ratio == 0.25 / 8
