"""Workers may die or hang: every task ends once, with its result or with the reason, and costs no other its time."""

import random
import time

from tests.grading import arithmetic
from utils.grading.pool import Crew, Lost, run


def test_every_task_ends_once_in_any_number_of_workers():
    for jobs in (1, 3):
        assert sorted(run(range(12), arithmetic.double, jobs, 60)) == [(n, 2 * n) for n in range(12)]
    assert list(run([], arithmetic.double, 2, 60)) == []


def test_a_task_that_kills_its_worker_or_hangs_costs_only_itself():
    start = time.monotonic()
    ended = dict(run([1, 13, 666, 99, 2, 3], arithmetic.double, 2, 6))
    assert {task: ended[task] for task in (1, 2, 3)} == {1: 2, 2: 4, 3: 6}
    assert ended[13].why == "died"
    assert ended[666].why == "hung"
    assert ended[99].why == "failed"
    assert ended[99].error == "ValueError: the instructor's notebook is broken"
    assert 6 <= ended[666].seconds < 9
    assert isinstance(ended[666], Lost)
    assert time.monotonic() - start < 40


def test_workers_killed_at_random_change_nothing():
    rng, kills, ended = random.Random(5), 0, {}
    with Crew(arithmetic.slowly, 2) as crew:
        for task, result in crew.run(range(60), 60):
            ended[task] = result
            if rng.random() < 0.1:
                rng.choice(crew.workers).process.kill()
                kills += 1
    assert ended == {n: 2 * n for n in range(60)}
    assert kills > 2


def test_nothing_is_left_running_when_the_caller_stops_early():
    with Crew(arithmetic.double, 2) as crew:
        next(crew.run([1, 666, 2], 60))
        processes = [worker.process for worker in crew.workers]
        assert any(process.is_alive() for process in processes)
    assert not any(process.is_alive() for process in processes)
