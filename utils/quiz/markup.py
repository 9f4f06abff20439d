r"""The markup of quiz texts: ```code```, ``**bold**``, ``*italic*``, ``$maths$``, a blank line between paragraphs.

Everything else is text: it is escaped, so that no question can write HTML of its own. ``\$`` and ``\*`` stand for
the signs themselves. ``**`` and ``*`` open at the start of a word only, so that 2**4 and 7*7 stay as they are.
"""

import re
from html import escape

from utils.quiz import maths

_PIECE = re.compile(
    r"`(?P<code>[^`]+)`|(?<!\\)\$(?P<maths>[^$]+)(?<!\\)\$|\\(?P<sign>[$*`\\])"
    r"|(?:(?<![^\s(“\"])(?P<open>\*\*?)(?=[^\s*])|(?<=[^\s*])(?P<close>\*\*?)(?![\w*]))"
)
_TAGS = {"**": "strong", "*": "em"}


def html(text: str) -> str:
    """Return the text as safe HTML, one ``<p>`` a paragraph; raises ValueError for bad maths or unclosed emphasis."""
    return "".join(f"<p>{inline(part)}</p>" for part in paragraphs(text))


def plain(text: str) -> str:
    """Return the text without its marks, maths on one line, one line a paragraph; raises ValueError as ``html``."""
    return "\n".join(_written(part, str, str, lambda mark, closing: "", maths.plain) for part in paragraphs(text))


def inline(text: str) -> str:
    """Return the text as safe HTML without a paragraph around it, for an option or a label."""
    code = lambda words: f"<code>{escape(words)}</code>"  # noqa: E731
    tag = lambda mark, closing: f"<{'/' * closing}{_TAGS[mark]}>"  # noqa: E731
    return _written(" ".join(text.split()), escape, code, tag, maths.mathml)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part]


def _written(text, words, code, tag, formula) -> str:
    """Write a paragraph piece by piece with the writers given for words, code, tags and formulas."""
    written, start, opened = [], 0, []
    for piece in _PIECE.finditer(text):
        mark = piece["open"] or piece["close"]
        if mark and (mark in opened if piece["open"] else opened[-1:] != [mark]):
            continue
        written.append(words(text[start : piece.start()]))
        start = piece.end()
        if piece["code"]:
            written.append(code(piece["code"]))
        elif piece["maths"]:
            written.append(formula(piece["maths"]))
        elif piece["sign"]:
            written.append(words(piece["sign"]))
        else:
            written.append(tag(mark, bool(piece["close"])))
            opened = [*opened, mark] if piece["open"] else opened[:-1]
    if opened:
        raise ValueError(f"{opened[-1]} is opened and not closed in the text {text!r}")
    return "".join([*written, words(text[start:])])
