"""The cells of the model solution of homework 2 that grading does not run: features, head, files."""

from tests.homework import course as homeworks
from tests.homework.alone import locked, solutions
from utils.grading.transplant import is_only_read

STEPS = ("work-inputs", "work-network", "work-files")


def work(steps: tuple[str, ...] = STEPS[:2], **replaced: object) -> dict[str, object]:
    """Return the names that the solution makes in its first cells and these ``steps``; ``replaced`` take their place.

    ``work-files`` reads the handout and writes the two files, here and now, and needs ``train``.
    """
    names: dict[str, object] = {"__name__": "__main__"}
    for text in (*locked("hw2"), *solutions("hw2").values()):
        exec(text, names)
    names |= replaced
    cells = homeworks.solution_cells(homeworks.source("hw2"))
    for step in steps:
        assert is_only_read(cells[step])
        exec(cells[step].source, names)
    return names
