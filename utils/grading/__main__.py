"""``course grade hw0 --jobs 2``: what instructors run; every command knows --help."""

import argparse
import functools
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from utils.grading import handout as handouts
from utils.grading import leaderboard, pool, purge, runner
from utils.grading.collect import collect
from utils.grading.homeworks import needs
from utils.grading.lms import read_roster
from utils.grading.sandbox.limits import NoSandbox
from utils.grading.start import COURSE


def say(line: str) -> None:
    """Write one line to the person at the keyboard, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def grade(options: argparse.Namespace) -> None:
    """Collect where asked, grade what is new, bring gradebook, pages and tables in line."""
    room = runner.open_class(options.course, options.homework, read_roster)
    if options.collect:
        changed, flags = collect(options.collect, room.homework, room.grading, room.roster)
        say(f"{options.collect.name}: {len(changed)} submissions are new or have changed")
        for flag in flags:
            say(f"  {flag.code}: {flag.instructor}")
    taken = runner.take_all(room)
    if not taken:
        raise ValueError(f"nothing to grade: put submissions under grading/submitted/<student>/{room.homework}")
    if options.cluster:
        _check_released(room)
        _grade_all(room, taken, room.settings.backend, _on_cluster(options.cluster))
    else:
        name = options.backend or room.settings.backend
        with runner.ready(room.homework, name, trust=options.trust_submissions) as backend:
            _check_released(room)
            _grade_all(room, taken, backend, functools.partial(_here, jobs=options.jobs))
    _finish(room, taken)


def _check_released(room: runner.Class) -> None:
    from utils.grading import gradebook  # noqa: PLC0415 - it takes seconds to import nbgrader: see runner.ready

    with gradebook.opened(gradebook.url(room.grading)) as book:
        gradebook.check_released(book, room.homework)


def _here(tasks: object, work: Callable, seconds: float, jobs: int) -> object:
    return pool.run(tasks, work, jobs, seconds)


def _on_cluster(address: str) -> Callable:
    try:
        from utils.grading import cluster  # noqa: PLC0415 - Dask is an extra that few machines need
    except ImportError:
        raise ValueError('--cluster needs Dask: pip install "deep-vision-course[cluster]"') from None
    cluster.check_address(address)
    return functools.partial(cluster.run, address=address)


def _grade_all(room: runner.Class, taken: list, backend: object, spread: Callable) -> None:
    count = 0
    for record in runner.run(room, taken, backend, spread):
        count += 1
        codes = ", ".join(flag.code for flag in record.flags)
        total = sum(part.maximum for part in record.parts)
        say(f"  {record.student}: {record.points:g} of {total:g} by tests, {record.status} {codes}".rstrip())
    say(f"{len(taken)} submissions: {count} graded now, {len(taken) - count} unchanged")


def _finish(room: runner.Class, taken: list) -> None:
    from utils.grading import feedback_pages  # noqa: PLC0415 - as above

    records = runner.merge(room, taken)
    for path in feedback_pages.write_all(room, records, say):
        say(f"wrote {path.relative_to(room.course)}")


def feedback(options: argparse.Namespace) -> None:
    """Make pages and tables anew after points or comments were given by hand; grades nothing."""
    room = runner.open_class(options.course, options.homework, read_roster)
    _finish(room, runner.take_all(room))


def forget(options: argparse.Namespace) -> None:
    """Remove what is kept longer than the settings allow; without --yes only say what that would be."""
    room = runner.open_class(options.course, options.homework, read_roster)
    students = purge.expired(room)
    if options.yes:
        purge.purge(room, students)
    verb = "removed" if options.yes else "would be removed with --yes"
    say(f"submissions, records and pages of {len(students)} students {verb}; points stay in the gradebook")


def handout(options: argparse.Namespace) -> None:
    """Make the hidden data of a class from its secret: a zip for students and a key that stays."""
    room = _with_handout(options)
    say(f"rendering takes a minute; {room.key_path.relative_to(room.course)} stays with you")
    path = handouts.hand_out(room)
    say(f"give students {path.relative_to(room.course)}")


def rank(options: argparse.Namespace) -> None:
    """Rank the class by log-loss: on public boats, with --final on private ones too."""
    room = _with_handout(options)
    if not room.key_path.is_file():
        raise ValueError(f"{room.homework} has no hidden data yet: make handout HW={room.homework} first")
    paths, unscored = leaderboard.write_board(room, runner.take_all(room), options.final, options.anonymous)
    for entry in unscored:
        say(f"  {entry.student} is not scored: {entry.fault}")
    for path in paths:
        say(f"wrote {path.relative_to(room.course)}")


def _with_handout(options: argparse.Namespace) -> runner.Class:
    room = runner.open_class(options.course, options.homework, read_roster, with_key=False)
    if not needs(room.homework).handout:
        raise ValueError(f"{room.homework} has no hidden data to hand out or to rank by")
    return room


_COMMANDS = {"grade": grade, "feedback": feedback, "handout": handout, "leaderboard": rank, "purge": forget}


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    top = argparse.ArgumentParser(prog="course", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")
    for name, action in _COMMANDS.items():
        command = commands.add_parser(name, help=action.__doc__, description=action.__doc__)
        command.set_defaults(action=action)
        command.add_argument("homework", help="hw0, hw1 or hw2")
        command.add_argument("--course", type=Path, default=COURSE, help=argparse.SUPPRESS)
        if name == "grade":
            command.add_argument("--jobs", type=_jobs, default=os.cpu_count() or 1, help="how many at a time")
            command.add_argument("--collect", type=Path, metavar="DOWNLOAD", help="a Canvas or Moodle download first")
            command.add_argument("--backend", help="the sandbox: auto, fork, bubblewrap, docker, podman")
            command.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, as tls://host:8786")
            command.add_argument("--trust-submissions", action="store_true", help="run without a sandbox")
        if name == "leaderboard":
            command.add_argument("--final", action="store_true", help="show the private part, which decides the points")
            command.add_argument("--anonymous", action="store_true", help="pseudonyms instead of ids on the page")
        if name == "purge":
            command.add_argument("--yes", action="store_true", help="do it")
    return top


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be an integer from 1 up, got {text}")
    return int(text)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; what the instructor can mend becomes one line and status 1."""
    folder = str(Path(sys.executable).parent)
    if not shutil.which("alembic"):  # nbgrader calls it to make a new gradebook
        os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]
    options = parser().parse_args(arguments)
    try:
        options.action(options)
    except (ValueError, NoSandbox) as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped; run the same command again to go on")


if __name__ == "__main__":
    main()
