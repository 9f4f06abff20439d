"""Small wrong changes of a right function: the tests of a homework must notice each that changes what it computes."""

import ast
import copy
from collections.abc import Container, Iterator
from typing import NamedTuple

SWAPPED = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARED = {
    ast.Eq: (ast.NotEq, ast.GtE),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}
CALLED = {
    "max": ("min", "mean", "sum"),
    "min": ("max",),
    "sum": ("mean", "max", "prod"),
    "mean": ("sum",),
    "exp": ("exp2", "expm1"),
    "log": ("log2", "log1p"),
    "abs": ("square", "positive"),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "empty": ("zeros",),
    "outer": ("inner",),
    "diag": ("diagflat", "eye"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
}
"""Names of functions and methods, and what they are taken for."""


class Mutant(NamedTuple):
    """A changed function: what was changed, in words that stay the same while the function does, and its code."""

    change: str
    code: str


def mutants(code: str) -> list[Mutant]:
    """Return every mutant of the functions in ``code`` that differs in its text, each once."""
    tree = ast.parse(code)
    nodes = [node for function in tree.body if isinstance(function, ast.FunctionDef) for node in _inside(function)]
    found: dict[str, str] = {}
    for number, node in enumerate(nodes):
        for change, new in _changes(node, _function_of(tree, node)):
            mutated = _with(tree, number, new)
            if mutated != ast.unparse(tree):
                found.setdefault(mutated, f"{_where(tree, node)}: {change}")
    return [Mutant(change, text) for text, change in zip(found, _numbered(list(found.values())), strict=True)]


def _numbered(names: list[str]) -> Iterator[str]:
    """Yield the names; what comes again is numbered, from (2) on."""
    for place, name in enumerate(names):
        before = names[:place].count(name)
        yield f"{name} ({before + 1})" if before else name


def _inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield all statements and expressions of a function's body, always in the same order, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    for statement in body:
        yield from ast.walk(statement)


def _function_of(tree: ast.Module, node: ast.AST) -> ast.FunctionDef:
    return next(f for f in tree.body if isinstance(f, ast.FunctionDef) and any(n is node for n in ast.walk(f)))


def _where(tree: ast.Module, node: ast.AST) -> str:
    function = _function_of(tree, node)
    line = getattr(node, "lineno", function.lineno) - function.lineno
    return f"{function.name}, line {line}"


def _with(tree: ast.Module, number: int, new: ast.AST | None) -> str:
    """Return the code with the node of that number replaced, or, where it is a statement, removed (None)."""
    copied = copy.deepcopy(tree)
    node = [n for f in copied.body if isinstance(f, ast.FunctionDef) for n in _inside(f)][number]
    for parent in ast.walk(copied):
        for field, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(item is node for item in value):
                place = next(k for k, item in enumerate(value) if item is node)
                value[place : place + 1] = [new] if new is not None else [ast.Pass()] if len(value) == 1 else []
    return ast.unparse(ast.fix_missing_locations(copied))


def _changes(node: ast.AST, function: ast.FunctionDef) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield (what is changed, the new node) for one node; None removes it."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.UnaryOp(op=ast.USub()):
            yield f"{_text(node)} without its sign", node.operand
        case ast.Compare(ops=[op]):
            for other in COMPARED.get(type(op), ()):
                yield f"{_text(node)} by {other.__name__}", ast.Compare(node.left, [other()], node.comparators)
        case ast.Constant():
            yield from _of_constant(node)
        case ast.Call():
            yield from _of_call(node)
        case ast.Name(ctx=ast.Load()):
            for name in (argument.arg for argument in function.args.args if argument.arg != node.id):
                if node.id in {argument.arg for argument in function.args.args}:
                    yield f"{node.id} is {name}", ast.Name(name, ast.Load())
        case ast.Return(value=ast.expr()):
            yield f"-({_text(node.value)})", ast.Return(ast.UnaryOp(ast.USub(), node.value))
            yield f"{_text(node.value)} plus 1", ast.Return(ast.BinOp(node.value, ast.Add(), ast.Constant(1)))
        case ast.Assign() | ast.AugAssign() | ast.Expr():
            yield f"without {_text(node)}", None
        case ast.Attribute(attr="T"):
            yield f"{_text(node)} not transposed", node.value


def _of_operation(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    for other in SWAPPED.get(type(node.op), ()):
        yield f"{_text(node)} by {other.__name__}", ast.BinOp(node.left, other(), node.right)
    yield f"{_text(node.left)} alone", node.left
    yield f"{_text(node.right)} alone", node.right
    if not isinstance(node.op, ast.Add | ast.Mult):
        yield f"{_text(node)} the other way round", ast.BinOp(node.right, node.op, node.left)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield f"{node.value} is {not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        for value in (node.value + 1, node.value - 1):
            yield f"{node.value} is {value}", ast.Constant(value)
    elif isinstance(node.value, float):
        for value in (node.value * 10, node.value * 100, node.value / 1000):
            yield f"{node.value:g} is {value:g}", ast.Constant(value)


def _of_call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for other in CALLED.get(name, ()):
        called = ast.Attribute(node.func.value, other, ast.Load()) if isinstance(node.func, ast.Attribute) else None
        yield f"{_text(node)} with {other}", ast.Call(called or ast.Name(other, ast.Load()), node.args, node.keywords)
    for argument in node.args:
        yield f"{_text(argument)} without {name}", argument
    if len(node.args) > 1:
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield f"{_text(node)} with its arguments exchanged", ast.Call(node.func, swapped, node.keywords)
    for keyword in node.keywords:
        fewer = [other for other in node.keywords if other is not keyword]
        yield f"{_text(node)} without {keyword.arg}", ast.Call(node.func, node.args, fewer)
    if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
        yield f"{_text(node.func.value)} without {name}", node.func.value


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def named(code: str, change: str) -> Mutant:
    """Return the mutant of ``code`` with this ``change``; AssertionError unless there is exactly one."""
    found = [mutant for mutant in mutants(code) if mutant.change == change]
    assert len(found) == 1, change
    return found[0]


def different(code: str, part: str, equivalent: Container[tuple[str, str]]) -> list[Mutant]:
    """Return the mutants of ``code`` but those called ``equivalent`` to it, by (part, change)."""
    return [mutant for mutant in mutants(code) if (part, mutant.change) not in equivalent]
