"""What stands in a notebook: its code cells and what lies between them, the names they bind, what they show."""

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from utils.authoring import prose
from utils.authoring.freshness import question_modules
from utils.authoring.widget_state import VIEW

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Image = tuple[str, str, dict]


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that are not empty."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def tree(cell: NotebookNode) -> ast.Module:
    """Return the syntax tree of a code cell; an empty one where Python cannot parse it."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module([], [])


def bound_names(cell: NotebookNode) -> set[str]:
    """Return the names that a cell binds in the notebook: by assignment, loop, with, def, class or import."""
    return {name for node in tree(cell).body for name in _bound(node)}


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _SCOPES):
        yield from [node.name] if hasattr(node, "name") else []
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    for child in ast.iter_child_nodes(node):
        if isinstance(node, _COMPREHENSIONS) and isinstance(child, ast.comprehension):
            continue
        yield from _bound(child)


def used_names(cell: NotebookNode) -> set[str]:
    """Return the names that a cell reads, inside functions too."""
    nodes = [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Name)]
    return {node.id for node in nodes if isinstance(node.ctx, ast.Load)}


def imported_modules(cell: NotebookNode) -> list[str]:
    """Return the modules that a cell imports, inside functions too."""
    names = []
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or ".")
    return names


def calls(cell: NotebookNode, name: str) -> list[ast.Call]:
    """Return the calls of a function of that name, plain or as an attribute."""
    nodes = [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)]
    return [node for node in nodes if ast.unparse(node.func).split(".")[-1] == name]


def has_assert(cell: NotebookNode) -> bool:
    """Tell whether a cell asserts something, by ``assert`` or by a function named so."""
    names = [ast.unparse(node.func) for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)]
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(tree(cell)))
    return asserts or any(name.split(".")[-1].startswith("assert_") for name in names)


def is_display(cell: NotebookNode) -> bool:
    """Tell whether a cell does nothing but show a quiz or a widget: one expression, and a widget as its output."""
    body = tree(cell).body
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return False
    return bool(calls(cell, "ask")) or shows_widget(cell)


def gaps(notebook: NotebookNode) -> list[tuple[NotebookNode, str, NotebookNode]]:
    """Return the code cells that follow each other and the markdown between them, of as many cells as it may have."""
    found, before, between = [], None, []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            between.append(cell.source)
        elif cell.cell_type == "code" and cell.source.strip():
            if before is not None:
                found.append((before, "\n\n".join(between), cell))
            before, between = cell, []
    return found


def runs(notebook: NotebookNode) -> list[list[NotebookNode]]:
    """Return the code cells in runs that no markdown interrupts."""
    cells = code_cells(notebook)
    found = [cells[:1]] if cells else []
    for _, text, cell in gaps(notebook):
        if text:
            found.append([cell])
        else:
            found[-1].append(cell)
    return found


def images(cell: NotebookNode) -> list[Image]:
    """Return what a cell's outputs hold as images: (type, base64 data, metadata)."""
    found = []
    for output in cell.get("outputs", []):
        for mime, data in output.get("data", {}).items():
            if mime.startswith("image/"):
                found.append((mime, str(data), output.metadata.get(mime, {})))
    return found


def shows_widget(cell: NotebookNode) -> bool:
    """Tell whether a cell has a widget among its outputs."""
    return any(VIEW in output.get("data", {}) for output in cell.get("outputs", []))


def texts(cell: NotebookNode) -> list[str]:
    """Return the text that a cell's outputs hold, of all types but images and widgets."""
    found = []
    for output in cell.get("outputs", []):
        found.append(output.get("text", ""))
        data = output.get("data", {})
        found += [text for mime, text in data.items() if isinstance(text, str) and not mime.startswith("image/")]
    return found


def numbers_of_questions(notebook: NotebookNode) -> set[float]:
    """Return the numbers that stand in the modules of the questions that a notebook asks."""
    code = [cell.source for cell in code_cells(notebook)]
    sources = [path.read_text(encoding="utf-8") for path in question_modules(code)]
    return {value for source in sources for value in prose.constants(source)}
