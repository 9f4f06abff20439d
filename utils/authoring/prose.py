"""What markdown says: its words, and the numbers a reader would take for results."""

import ast
import re
from collections.abc import Iterator

FREE = frozenset({0.0, 1.0, 2.0})
"""Numbers that may stand anywhere: they count, double or bound, and tell no result."""

_FENCE = re.compile(r"^(`{3,}|~{3,})(?!\s*\{).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)
_DISPLAY = re.compile(r"\$\$.*?\$\$|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?!\$)[^$]+?(?<!\\)\$")
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_TABLE = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_BOX = re.compile(r"^(?:`{3,}|:{3,})(?:\{[^}]*\})?", re.MULTILINE)
_HTML = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(r"<?https?://\S+|\b(?:arXiv|doi)[:\s]\s*\S+", re.IGNORECASE)
_LIST = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
_POWER = re.compile(r"(?:(\d+(?:\.\d+)?)\s*(?:\\cdot|\\times|×)\s*)?\b10\s*\^\s*(?:\{\s*([-−]?\d+)\s*\}|(\d))")
_SCRIPT = re.compile(r"[_^]\s*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\?\w)")
_NAMED = re.compile(
    r"\b(?:lectures?|homeworks?|sections?|sect?\.|figures?|fig\.|steps?|tables?|parts?|chapters?|equations?|eq\.|slides?"
    r"|pages?|pp?\.|vol\.|python|version|questions?|tasks?|columns?|rows?|layers?|neurons?|examples?)"
    r"\s+\d[\d.]*(?:\s*(?:,|and|or|to|–|-)\s*\d[\d.]*)*",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\b\d+(?:\s*(?:to|–|-)\s*\d+)?\s*(?:minutes?|min|hours?|seconds?)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w.,])(?:19|20)\d\d(?:s|[a-z])?(?!\w|\.\d)")
_SIZES = re.compile(r"\b\d+(?:-\d+){2,}\b")
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|,|\\,|\u2009|\u202f)(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?<![\w.])(?<![A-Za-z)][-‑])(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![A-Za-z_]|\.?\d)(\s?\\?%)?")
_TIMES = re.compile(r"(?<=\d)\s*(?:[x×]|\\times)\s*(?=\d)")


def words(markdown: str) -> int:
    """Return the number of words of prose: headings, code blocks, tables and displayed formulas do not count."""
    text = _without(markdown, _HTML, _FENCE, _BOX, _DISPLAY, _HEADING, _TABLE, _IMAGE)
    text = _LINK.sub(r"\1", _CODE.sub(" code ", _INLINE.sub(" formula ", text)))
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def without_code(markdown: str) -> str:
    """Return markdown without fenced code blocks, in which ``#`` begins a comment, not a heading."""
    return _FENCE.sub("", markdown)


def numbers(markdown: str) -> dict[str, set[float]]:
    """Return the numbers in prose and formulas as written, each with the values it may stand for (89.4% is 0.894 too).

    Left out: headings, code, links, list numbers, sub- and superscripts, years, durations, sizes joined by hyphens
    (4-2-1) and numbers that name a thing (step 3, VGG-16, conv5).
    """
    text = _without(markdown, _HTML, _FENCE, _HEADING, _CODE, _IMAGE, _LINK, _ADDRESS, _LIST)
    text = _POWER.sub(lambda match: f"{match[1] or 1}e{(match[2] or match[3]).replace('−', '-')} ", text)
    text = _THOUSANDS.sub("", _TIMES.sub(" × ", _SCRIPT.sub(" ", text)))
    text = _without(text, _NAMED, _DURATION, _YEAR, _SIZES)
    found: dict[str, set[float]] = {}
    for digits, percent in _NUMBER.findall(text):
        value = float(digits)
        found[digits + percent.strip(" \\")] = {value, value / 100} if percent else {value}
    return {written: values for written, values in found.items() if not values & FREE}


def constants(source: str) -> set[float]:
    """Return the numbers that stand in Python code, and the values of sums and products of them (29 / 2 is 14.5)."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return set(_values(tree))


def missing(written: dict[str, set[float]], code: set[float]) -> list[str]:
    """Return those numbers of a text that no code holds, as written."""
    rounded = {_same(value) for value in code}
    return [text for text, values in written.items() if not rounded & {_same(value) for value in values}]


def _same(value: float) -> str:
    return f"{value:.12g}"


def _without(text: str, *patterns: re.Pattern) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _values(tree: ast.AST) -> Iterator[float]:
    for node in ast.walk(tree):
        value = _value(node)
        if value is not None:
            yield abs(float(value))


def _value(node: ast.AST) -> float | None:
    """Return the value of an expression made of numbers alone, else None."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _value(node.left), _value(node.right)
        if left is not None and right is not None and not (isinstance(node.op, ast.Div) and not right):
            return _OPERATIONS[type(node.op)](left, right)
    return None


_OPERATIONS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b if 0 <= b <= 20 or (-20 <= b < 0 < a) else 0,
}
