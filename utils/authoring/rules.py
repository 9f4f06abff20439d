"""The house rules for notebooks: each takes a notebook and returns a sentence for every fault it finds.

``RULES`` holds those for lectures, ``SOURCE_RULES`` those that hold for the sources of homeworks too. What the syllabus
asks for stands in ``utils.authoring.syllabus``.
"""

import ast
import re
from collections.abc import Callable, Iterator
from statistics import median

from nbformat import NotebookNode

from utils.authoring import prose, structure, syllabus
from utils.authoring.notebooks import KERNEL, has_tag
from utils.authoring.structure import bound_names, code_cells, is_display, tree
from utils.authoring.widget_state import orphans

LONGEST_CELL, LONGEST_MEDIAN = 25, 8
FEWEST_WORDS, MOST_WORDS = 40, 150
MOST_IMAGE_BYTES = 300_000
DEPTHS = {"core", "deeper"}
_SECTION = re.compile(r"^## ", re.MULTILINE)
_SOURCES = re.compile(r"^#+ (sources|references|further reading)", re.IGNORECASE)
_LEAKS = {
    "an address in memory": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "a progress bar": re.compile(r"\d+%\|.*\||\d+(\.\d+)?(it/s|s/it)\b"),
    "a path of one machine": re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|work|usr|opt|mnt)/\w|\b[A-Z]:\\\w"),
}


def cells_are_short(notebook: NotebookNode) -> list[str]:
    """A code cell has at most 25 lines, and half of them at most 8."""
    lengths = {cell.id: len(cell.source.strip().splitlines()) for cell in code_cells(notebook)}
    faults = [
        f"cell {name} must have at most {LONGEST_CELL} lines, got {length}"
        for name, length in lengths.items()
        if length > LONGEST_CELL
    ]
    if lengths and median(lengths.values()) > LONGEST_MEDIAN:
        middle = median(lengths.values())
        faults.append(f"half of the code cells must have at most {LONGEST_MEDIAN} lines, got a median of {middle:g}")
    return faults


def imports_come_first(notebook: NotebookNode) -> list[str]:
    """The first code cell holds imports and seeds, and no other imports, save of torch in cells with that tag."""
    cells = code_cells(notebook)
    if not cells:
        return ["the first code cell must import, got no code cell"]
    faults = []
    first = tree(cells[0])
    if not any(isinstance(node, ast.Import | ast.ImportFrom) for node in first.body):
        faults.append(f"cell {cells[0].id} is the first with code and must hold the imports, got none")
    if not all(isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.Expr) for node in first.body):
        faults.append(f"cell {cells[0].id} is the first with code and must hold only imports, seeds and settings")
    for cell in cells[1:]:
        for name in structure.imported_modules(cell):
            if not (has_tag(cell, "torch") and name.split(".")[0] == "torch"):
                faults.append(f"cell {cell.id} must not import {name}: imports belong into the first code cell")
    return faults


def names_are_bound_once(notebook: NotebookNode) -> list[str]:
    """A name is bound in one cell only; ``_`` and torch, in cells with that tag, are exceptions."""
    places: dict[str, list[str]] = {}
    for cell in code_cells(notebook):
        for name in sorted(bound_names(cell)):
            if name != "_" and not (has_tag(cell, "torch") and name == "torch"):
                places.setdefault(name, []).append(cell.id)
    return [
        f"{name} must be bound in one cell, got {', '.join(cells)}" for name, cells in places.items() if len(cells) > 1
    ]


def prose_stands_between(notebook: NotebookNode) -> list[str]:
    """Never three code cells without prose, and 40 to 150 words where there is prose between two code cells.

    Cells that only show a quiz or a widget may follow a cell at once: they are read, not run for a result.
    """
    faults = []
    for before, text, after in structure.gaps(notebook):
        count = prose.words(text)
        if text and not FEWEST_WORDS <= count <= MOST_WORDS:
            faults.append(
                f"between cells {before.id} and {after.id} must stand {FEWEST_WORDS} to {MOST_WORDS} words, got {count}"
            )
    for run in structure.runs(notebook):
        if len([cell for cell in run if not is_display(cell)]) > 2 or len(run) > 3:
            faults.append(f"cells {', '.join(cell.id for cell in run)} must have prose between them")
    return faults


def figures_are_described(notebook: NotebookNode) -> list[str]:
    """Every stored figure is a PNG with alt text, at most one a cell; every call of ``show`` has stored one."""
    faults = []
    for cell in code_cells(notebook):
        images = structure.images(cell)
        strange = sorted({mime for mime, _, _ in images} - {"image/png"})
        if strange:
            faults.append(f"cell {cell.id} must show its figure as image/png, got {', '.join(strange)}")
        if any(len(str(about.get("alt", "")).split()) < 4 for _, _, about in images):
            faults.append(f"cell {cell.id} shows a figure without alt text: use style.show(figure, alt)")
        if len(images) > 1:
            faults.append(f"cell {cell.id} must show one figure, got {len(images)}: the book has one alt text a cell")
        if structure.calls(cell, "show") and not images and not has_tag(cell, "nbval-ignore-output"):
            faults.append(f"cell {cell.id} calls show but has stored no figure")
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")", cell.source):
            faults.append(f"cell {cell.id} shows a picture without alt text")
    return faults


def figures_are_small(notebook: NotebookNode) -> list[str]:
    """The stored figures of a notebook have at most 300 KB together, photos (tag ``photo``) aside."""
    cells = [cell for cell in code_cells(notebook) if not has_tag(cell, "photo")]
    size = sum(len(data) * 3 // 4 for cell in cells for _, data, _ in structure.images(cell))
    fine = size <= MOST_IMAGE_BYTES
    return [] if fine else [f"figures must have at most {MOST_IMAGE_BYTES:,} bytes together, got {size:,}"]


def numbers_are_asserted(notebook: NotebookNode) -> list[str]:
    """Every number in prose stands in a code cell, or in the module of a question that the notebook asks.

    Published figures that a syllabus entry quotes (``cited``) may stand in the cells that carry the entry's id.
    """
    code = {value for cell in code_cells(notebook) for value in prose.constants(cell.source)}
    code |= structure.numbers_of_questions(notebook)
    faults = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not _SOURCES.match(cell.source):
            quoted = syllabus.cited_numbers(cell.metadata.get("tags", []))
            lost = prose.missing(prose.numbers(cell.source), code | quoted)
            faults += [f"cell {cell.id} says {number}, which stands in no code cell: assert it" for number in lost]
    return faults


def sections_have_a_depth(notebook: NotebookNode) -> list[str]:
    """Every section heading (##) begins a cell of its own that is tagged core or deeper; the title (#) comes first."""
    faults = []
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    if not cells or not cells[0].source.startswith("# ") or notebook.cells[0] is not cells[0]:
        faults.append("the first cell must begin with the title (# ...)")
    for cell in cells:
        text = prose.without_code(cell.source)
        if len(_SECTION.findall(text)) > 1 or (_SECTION.search(text) and not text.startswith("## ")):
            faults.append(f"cell {cell.id} must begin with its section heading and have one only")
        depths = DEPTHS & set(cell.metadata.get("tags", []))
        if text.startswith("## ") and len(depths) != 1:
            faults.append(f"cell {cell.id} begins a section and must be tagged core or deeper")
        if not text.startswith("## ") and depths:
            faults.append(f"cell {cell.id} is tagged {', '.join(sorted(depths))} and must begin with a section heading")
    if not any(text.source.startswith("## ") for text in cells):
        faults.append("a lecture must have sections (## ...), got none")
    return faults


def ids_differ(notebook: NotebookNode) -> list[str]:
    """Every cell has an id, and no two have the same."""
    ids = [cell.get("id", "") for cell in notebook.cells]
    faults = [f"cell {place} must have an id" for place, name in enumerate(ids, start=1) if not name]
    return faults + [f"cell id {name} must be used once" for name in sorted(set(ids)) if name and ids.count(name) > 1]


def kernel_is_python3(notebook: NotebookNode) -> list[str]:
    """The notebook runs in the kernel python3, whatever its author's is called."""
    name = notebook.metadata.get("kernelspec", {}).get("name")
    return [] if name == KERNEL["name"] else [f"the kernel must be {KERNEL['name']}, got {name}"]


def code_is_plain_python(notebook: NotebookNode) -> list[str]:
    """No magics, no shell commands, no star imports: code that Python can parse."""
    faults = []
    for cell in code_cells(notebook):
        try:
            stars = [node for node in ast.walk(ast.parse(cell.source)) if getattr(node, "names", None)]
        except SyntaxError as error:
            faults.append(f"cell {cell.id} must be plain Python, got {(error.text or '').strip()!r}")
            continue
        if any(alias.name == "*" for node in stars for alias in node.names if isinstance(alias, ast.alias)):
            faults.append(f"cell {cell.id} must not import *")
    return faults


def cells_were_run(notebook: NotebookNode) -> list[str]:
    """Every code cell was run, none failed unless it is meant to, and every widget shown has its state stored."""
    idle = [cell.id for cell in code_cells(notebook) if cell.execution_count is None]
    more = f" and {len(idle) - 3} more" if len(idle) > 3 else ""
    faults = [f"cells {', '.join(idle[:3])}{more} must be run: make execute"] if idle else []
    for cell in code_cells(notebook):
        kinds = {output.output_type for output in cell.outputs}
        if "error" in kinds and not has_tag(cell, "raises-exception"):
            faults.append(f"cell {cell.id} has stored an error")
        if any(output.get("name") == "stderr" for output in cell.outputs):
            faults.append(f"cell {cell.id} must print nothing to stderr")
    return faults + [f"cell {name} shows a widget whose state is not stored" for name in orphans(notebook)]


def outputs_repeat(notebook: NotebookNode) -> list[str]:
    """No stored output holds what differs from run to run; where one may, the cell asserts what does not."""
    faults = []
    for cell in code_cells(notebook):
        text = "\n".join(structure.texts(cell))
        faults += [f"cell {cell.id} has stored {what}" for what, sign in _LEAKS.items() if sign.search(text)]
        ignored = has_tag(cell, "nbval-ignore-output")
        if ignored and not is_display(cell) and not structure.has_assert(cell):
            faults.append(f"cell {cell.id} is tagged nbval-ignore-output and must assert what its output must be")
    return faults


Rule = Callable[[NotebookNode], list[str]]
SOURCE_RULES: tuple[Rule, ...] = (ids_differ, kernel_is_python3, code_is_plain_python)
RULES: tuple[Rule, ...] = (
    *SOURCE_RULES,
    cells_are_short,
    imports_come_first,
    names_are_bound_once,
    prose_stands_between,
    figures_are_described,
    figures_are_small,
    numbers_are_asserted,
    sections_have_a_depth,
    cells_were_run,
    outputs_repeat,
)


def faults(notebook: NotebookNode, rules: tuple[Rule, ...] = RULES) -> Iterator[str]:
    """Yield what each rule finds; of a notebook that is no plain Python, only that."""
    plain = code_is_plain_python(notebook)
    yield from plain
    for rule in rules if not plain else ():
        yield from rule(notebook)
