"""A table of probabilities that somebody handed in as CSV, read a stage at a time: text, header, images, numbers.

Each stage raises BadTable with one sentence that says what is wrong and what it probably is. Nothing here knows a label
of a hidden image, so that no sentence can tell one. A file is read as text and nothing else: no pickle, no formulas.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

MOST_LETTERS = 1_000
"""The longest line that is read."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_OTHER_FILES = {
    b"PK": "a zip archive or an Excel workbook: save it as CSV",
    b"\x93NUMPY": "an array saved by NumPy: write the numbers as text",
    b"\x80": "a pickle, which nobody opens: write the numbers as text",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save it as CSV",
    b"\xff\xfe": "text in UTF-16, as Excel saves 'Unicode text': save it as CSV UTF-8",
    b"\xfe\xff": "text in UTF-16, as Excel saves 'Unicode text': save it as CSV UTF-8",
    b"<": "a web page or XML",
    b"{": "JSON",
    b"[": "JSON",
}


class BadTable(AssertionError):
    """What is wrong with a table, in one sentence."""


class Form(NamedTuple):
    """What a table must be: the columns before the probabilities, the classes, the images that may stand in it.

    ``images`` gives each image its row in what comes out; ``all_of_them`` says whether none may be missing; ``others``
    names images that are taken for these by mistake, and says what they are.
    """

    before: tuple[str, ...]
    classes: tuple[str, ...]
    images: Mapping[str, int]
    all_of_them: bool
    others: Mapping[str, str]

    @property
    def header(self) -> tuple[str, ...]:
        """The first line."""
        return (*self.before, *self.classes)

    @property
    def most_bytes(self) -> int:
        """More than any table of this form has, with all digits of every number."""
        return 4_096 + 60 * len(self.header) * (len(self.images) + 1)


def read_lines(data: bytes, form: Form) -> list[list[str]]:
    """Return the fields of every line, of which all have as many; the first is the header, blank ends are cut off."""
    lines = re.split("\r\n|\n|\r", _decoded(data).rstrip())
    if len(lines) <= len(form.header) + 1 < len(form.images) and lines[-1].count(",") > 2 * len(form.header):
        raise BadTable("rows and columns are exchanged: one line an image, one column a class")
    _check_separator(lines[0])
    rows = [_fields(line, number) for number, line in enumerate(lines, start=1)]
    odd = next((number for number, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if odd:
        commas = any("," in line.replace('","', "") for line in lines[1:2]) and len(rows[1]) > len(form.header)
        why = " (a decimal comma? write 0.5)" if commas else ""
        raise BadTable(f"line {odd} has {len(rows[odd - 1])} fields, the header has {len(rows[0])}{why}")
    return rows


def _decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte-order mark."""
    if not data.strip():
        raise BadTable("the file is empty")
    for start, what in _OTHER_FILES.items():
        if data.lstrip().startswith(start):
            raise BadTable(f"the file is no CSV but {what}")
    if b"\0" in data:
        raise BadTable("the file holds null bytes: it is no text, or was damaged on its way")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(f"the file is no text in UTF-8 (byte {error.start}): save it as CSV UTF-8") from None


def _check_separator(first: str) -> None:
    if first.lower().startswith("sep="):
        raise BadTable("the first line is Excel's 'sep=': the header must come first, and commas must part the fields")
    for mark, name in ((";", "semicolons"), ("\t", "tabulators"), ("|", "bars")):
        if first.count(mark) > first.count(","):
            raise BadTable(f"fields are parted by {name}: use commas, and decimal points (Excel of some countries)")


def _fields(line: str, number: int) -> list[str]:
    if not line.strip():
        raise BadTable(f"line {number} is empty")
    if len(line) > MOST_LETTERS:
        raise BadTable(f"line {number} has {len(line)} letters: a line has one image and its probabilities")
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise BadTable(f"line {number} is no CSV ({error}): is a quotation mark left open?") from None


def check_header(rows: list[list[str]], form: Form) -> list[list[str]]:
    """Return the rows below the header; raises BadTable where the header is not, in this order, what it must be."""
    got, right = [name.strip() for name in rows[0]], list(form.header)
    if got == right:
        return rows[1:]
    expected = f"the first line must be {','.join(right)}"
    if got[0] in form.images or got[0] in form.others:
        raise BadTable(f"the header is missing: {expected}")
    if got[0] in ("", "index", "Unnamed: 0") and len(got) > len(right):
        raise BadTable("there is a column more, the numbers of the rows: write with index=False")
    if sorted(got) == sorted(right):
        raise BadTable(f"the columns stand in another order, {','.join(map(shown, got))}: {expected}")
    if [name.casefold() for name in got] == [name.casefold() for name in right]:
        raise BadTable(f"capitals count in names of columns: {expected}")
    missing = [name for name in right if name not in got]
    strange = [shown(name) for name in got if name not in right]
    words = [f"{', '.join(missing)} missing"] if missing else []
    words += [f"{', '.join(strange[:9])} not known"] if strange else []
    raise BadTable(f"{' and '.join(words) or 'names that come twice'}: {expected}")


def check_images(rows: list[list[str]], form: Form) -> list[list[str]]:
    """Return the rows; raises BadTable unless each image that must be there is, once, and no other."""
    names = [row[0] for row in rows]
    if not names:
        raise BadTable("there is a header and no image below it")
    strangers = [name for name in names if name not in form.images]
    if strangers:
        raise BadTable(_strange(strangers, form))
    again = [name for name, count in Counter(names).items() if count > 1]
    if again:
        raise BadTable(f"{len(again)} images come more than once, {again[0]} for one: was a loop run twice?")
    missing = form.images.keys() - set(names)
    if form.all_of_them and missing:
        first = min(missing, key=form.images.get)
        raise BadTable(f"{len(missing)} of {len(form.images)} images are missing, {first} for one: the last batch?")
    return rows


def _strange(strangers: Sequence[str], form: Form) -> str:
    """Return what names are that nobody asked for."""
    first, count = shown(strangers[0]), len(strangers)
    bare = strangers[0].replace("\\", "/").rsplit("/", 1)[-1]
    if bare != strangers[0] and (bare in form.images or bare.rpartition(".")[0] in form.images):
        return f"{count} names hold a folder, as {first} does: write {bare.rpartition('.')[0] or bare} alone"
    if bare.rpartition(".")[0] in form.images:
        return f"{count} names have an ending, as {first} has: write {bare.rpartition('.')[0]}"
    if bare.strip().casefold() in form.images:
        return f"{count} names differ in capitals or spaces from those asked for, as {shown(repr(strangers[0]))} does"
    if bare.isdecimal():
        return f"{count} rows are numbered, not named, {first} for one: the names stand in sample_submission.csv"
    known = form.others.get(bare)
    what = f", which {known}" if known else ""
    return f"{count} rows are for images that nobody asked for, {first} for one{what}"


def read_numbers(rows: list[list[str]], form: Form) -> np.ndarray:
    """Return the numbers (N, columns but the first) float64, row by row as they stand in the file, all finite.

    Raises BadTable where a field is no number, or not a finite one.
    """
    values = np.empty((len(rows), len(form.header) - 1))
    for place, row in enumerate(rows):
        for column, text in enumerate(row[1:]):
            if not _NUMBER.fullmatch(text.strip()):
                raise BadTable(
                    f"{shown(row[0])} has {shown(text) or 'nothing'} for {form.header[column + 1]}{_why(text)}"
                )
            values[place, column] = float(text)
    if not np.isfinite(values).all():
        raise BadTable("there are numbers too large for a computer: a loss that exploded?")
    return values


def _why(text: str) -> str:
    """Return what a field that is no number probably is."""
    text = text.strip().lower()
    if text in ("", "none", "null"):
        return ": every field needs a number"
    if text in ("nan", "-nan", "n/a", "na", "#n/a") or text.lstrip("+-").startswith("inf"):
        return ": a division by 0, a logarithm of 0, or a row that was never filled"
    if text.endswith("%"):
        return ": write shares, 0.5 for 50%"
    if text.startswith("tensor"):
        return ": a tensor was printed; write its number, as float(x) or x.numpy() give it"
    if text.startswith(("[", "(")):
        return ": a list was printed into one field; each class has a column"
    if text[:1] in "=+-@":
        return ": a formula, which nobody computes; write the number"
    if "," in text:
        return ": a decimal comma; write 0.5"
    return ", which is no number"


def shown(text: str) -> str:
    """Return what a stranger wrote as at most 60 letters that can be printed."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 60 else f"{text[:57]}..."
