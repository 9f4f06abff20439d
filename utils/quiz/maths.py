r"""Small formulas, written as MathML for the widget and as one line of plain text for code.

Every browser draws MathML by itself, so that a formula needs no library, no font and no second pass over the page.
The TeX understood is that of ``utils.quiz.tex``.
"""

from html import escape
from unicodedata import normalize

from utils.quiz.tex import Node, parts_of, read

ACCENTS = {"hat": ("^", "\u0302"), "bar": ("¯", "\u0304"), "tilde": ("~", "\u0303")}
DOUBLE_STRUCK = str.maketrans("CNPQRZ1", "ℂℕℙℚℝℤ𝟙")
BOLD = {ord("A") + i: 0x1D400 + i for i in range(26)} | {ord("a") + i: 0x1D41A + i for i in range(26)}
RELATIONS = frozenset("+−*=<>×÷±≤≥≠≈≡∝∈∉→←⇒↦⊙·∣")
OPENING, CLOSING = frozenset("([{⌊⌈⟨"), frozenset(")]}⌋⌉⟩")
FENCES = frozenset("()[]|⌊⌋⌈⌉∣‖⟨⟩{}/")


def mathml(source: str) -> str:
    """Return the formula as one inline MathML element; raises ValueError for TeX outside the subset."""
    return f"<math>{_element(read(source))}</math>"


def plain(source: str) -> str:
    """Return the formula on one line, such as ∂s/∂W_14; raises ValueError for TeX outside the subset."""
    return normalize("NFC", _line(read(source)).strip())


def _element(node: Node) -> str:
    kind, inner = node.kind, escape(node.text)
    if kind in ("letter", "function"):
        return f"<mi>{inner}</mi>"
    if kind == "number":
        return f"<mn>{inner}</mn>"
    if kind == "sign":
        tight = ' lspace="0" rspace="0"' if node.text == "′" else ' stretchy="false"' if node.text in FENCES else ""
        return f"<mo{tight}>{inner}</mo>"
    if kind == "text":
        return f"<mtext>{inner.replace(' ', chr(0xA0))}</mtext>"
    if kind == "space":
        return '<mspace width="0.2em"></mspace>'
    if kind == "row":
        return _row_element(node.parts)
    if kind == "scripts":
        return _scripts_element(*node.parts)
    if kind in ("mathbf", "mathbb"):
        return f'<mi mathvariant="normal">{_styled(node)}</mi>'
    if kind in ACCENTS:
        return f'<mover accent="true">{_element(node.parts[0])}<mo stretchy="false">{ACCENTS[kind][0]}</mo></mover>'
    return f"<m{kind}>{''.join(_element(part) for part in node.parts)}</m{kind}>"


def _row_element(parts: tuple[Node, ...]) -> str:
    if len(parts) == 1:
        return _element(parts[0])
    written = []
    for place, part in enumerate(parts, start=1):
        signed = part.kind == "sign" and part.text in "+−" and _starts_operand(parts[: place - 1])
        written.append(f'<mo form="prefix">{part.text}</mo>' if signed else _element(part))
        if _is_function(part) and place < len(parts) and parts[place].kind != "sign":
            written.append('<mspace width="0.17em"></mspace>')
    return f"<mrow>{''.join(written)}</mrow>"


def _starts_operand(before: tuple[Node, ...]) -> bool:
    """Return whether what follows these parts is an operand, so that a minus there is a sign, not a difference."""
    last = before[-1] if before else Node("sign", "(")
    return last.kind == "sign" and (last.text in RELATIONS or last.text in OPENING or last.text in ",;/")


def _scripts_element(base: Node, below: Node, above: Node) -> str:
    scripts = [script for script in (below, above) if script.parts]
    kind = "m" + ("sub" if below.parts else "") + ("sup" if above.parts else "")
    return f"<{kind}>{_element(base)}{''.join(_element(script) for script in scripts)}</{kind}>"


def _styled(node: Node) -> str:
    letters = "".join(part.text for part in parts_of(node.parts[0]))
    return letters.translate(DOUBLE_STRUCK if node.kind == "mathbb" else BOLD)


def _line(node: Node) -> str:
    if node.kind == "row":
        return _row_line(node.parts)
    if node.kind == "scripts":
        return _scripts_line(*node.parts)
    if node.kind == "frac":
        return "/".join(_closed(_line(part)) for part in node.parts)
    if node.kind == "sqrt":
        return f"√({_line(node.parts[0])})"
    if node.kind == "mathbb":
        return _styled(node)
    if node.kind in ACCENTS:
        return _line(node.parts[0]) + ACCENTS[node.kind][1]
    return node.text + "".join(_line(part) for part in node.parts)


def _row_line(parts: tuple[Node, ...]) -> str:
    """Write a row with spaces around signs between two operands, after commas and around names."""
    written, operand, before = "", False, None
    for part in parts:
        text = _line(part)
        if part.kind == "sign" and text in RELATIONS:
            written += f" {text} " if operand else text
            operand = False
        elif part.kind == "sign" and text in ",;":
            written, operand = f"{written}{text} ", False
        else:
            written += " " if _apart(before, part, text) else ""
            written, operand = written + text, text not in OPENING
        before = part
    return written


def _apart(before: Node | None, part: Node, text: str) -> bool:
    """Return whether a space keeps two neighbours apart: around names, and after scripts as in W_1 x."""
    if before is None or before.kind in ("space", "text") or (part.kind == "sign" and part.text not in "∑∏"):
        return False
    names = _is_function(before) or _is_function(part) or part.kind == "text"
    closed = before.kind == "scripts" or before.text in CLOSING
    return names or (closed and part.kind != "sign" and text[:1] not in OPENING)


def _scripts_line(base: Node, below: Node, above: Node) -> str:
    primes = sum(part.text == "′" for part in above.parts)
    rest = Node("row", "", tuple(part for part in above.parts if part.text != "′"))
    scripts = [mark + _closed(_line(script)) for mark, script in (("_", below), ("^", rest)) if script.parts]
    return _line(base) + "′" * primes + "".join(scripts)


def _closed(text: str) -> str:
    """Return the text in brackets where it would fall apart beside a slash or as a script."""
    bracketed = text[:1] == "(" and text.find(")") == len(text) - 1
    return f"({text})" if not bracketed and any(sign in RELATIONS or sign in " ,/" for sign in text) else text


def _is_function(node: Node) -> bool:
    return node.kind == "function" or (node.kind == "scripts" and node.parts[0].kind == "function")
