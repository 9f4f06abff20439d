"""Files of homework 2 as students spoil them: what is wrong, the points it costs, words that the feedback must say.

A case spoils submission.csv or validation.csv of an honest student, or both: by a function of key and probabilities.
"""

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.homework.hw2 import school
from utils.data.fisheries import CLASSES
from utils.grading.fisheries_checks import training
from utils.grading.keys import Key

READ, HEADER, IMAGES, NUMBERS = 8.0, 7.0, 6.0, 4.5
"""Points of Part 3 that are lost where a stage of reading fails, and with it all that come after it."""
UNSCORED = {"test-hidden": 20.0}
"""What is lost besides where nothing can be scored (and Part 4's comparisons with hidden boats, 3.5 points)."""
UNCOMPARED = {"test-validation": 3.5}


class Case(NamedTuple):
    """A spoilt hand-in: its name, the points lost by part, the words, the one part that says them, the files."""

    name: str
    lost: dict[str, float]
    words: str
    part: str
    make: Callable[[Key, np.ndarray, np.ndarray], dict[str, bytes | None]]


CASES: list[Case] = []


def case(name: str, lost: float | dict[str, float], words: str, part: str = "test-submission") -> Callable:
    """Register what the decorated function makes: submission.csv as bytes, or files by name."""

    def register(make: Callable) -> Callable:
        def files(key: Key, values: np.ndarray, own: np.ndarray) -> dict[str, bytes | None]:
            made = make(key, values, own)
            return made if isinstance(made, dict) else {"submission": made}

        points = lost if isinstance(lost, dict) else {"test-submission": lost}
        CASES.append(Case(name, points, words, part, files))
        return make

    return register


def unscored(points: float) -> dict[str, float]:
    return {"test-submission": points, **UNSCORED, **UNCOMPARED}


def written(key: Key, values: np.ndarray, **options: str) -> bytes:
    return school.table(school.HEADER, school.rows(key.names, values), **options)


def with_first_field(key: Key, values: np.ndarray, field: bytes) -> bytes:
    """Return a file whose first image has ``field`` for its first class."""
    lines = written(key, values).split(b"\n")
    cut = lines[1].split(b",")
    lines[1] = b",".join([cut[0], field, *cut[2:]])
    return b"\n".join(lines)


@case("no file", unscored(READ), "submission.csv is missing")
def _missing(key, values, own):
    return {"submission": None}


@case("an empty file", unscored(READ), "the file is empty")
def _empty(key, values, own):
    return b"\n \n"


@case("a huge file", unscored(READ), "is it another file?")
def _huge(key, values, own):
    return written(key, values) * 20


@case("a pickle", unscored(READ), "a pickle, which nobody opens")
def _pickle(key, values, own):
    return b"\x80\x04\x95cposix\nsystem\n."


@case("an array of NumPy", unscored(READ), "an array saved by NumPy")
def _array(key, values, own):
    stream = io.BytesIO()
    np.save(stream, values.astype(np.float32))
    return stream.getvalue()


@case("an Excel workbook", unscored(READ), "an Excel workbook")
def _workbook(key, values, own):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


@case("Unicode text of Excel", unscored(READ), "text in UTF-16")
def _utf16(key, values, own):
    return written(key, values).decode().encode("utf-16")


@case("letters of another encoding", unscored(READ), "is no text in UTF-8")
def _latin(key, values, own):
    return written(key, values).replace(b"image", "imäge".encode("latin-1"), 1)


@case("null bytes", unscored(READ), "null bytes")
def _null(key, values, own):
    return written(key, values).replace(b"0.", b"\x000.", 3)


@case("semicolons", unscored(READ), "parted by semicolons")
def _semicolons(key, values, own):
    return written(key, values, mark=";").replace(b".", b",")


@case("tabulators", unscored(READ), "parted by tabulators")
def _tabulators(key, values, own):
    return written(key, values, mark="\t")


@case("Excel's sep=", unscored(READ), "Excel's 'sep='")
def _sep(key, values, own):
    return b"sep=,\r\n" + written(key, values, end="\r\n")


@case("decimal commas", unscored(READ), "a decimal comma?")
def _commas(key, values, own):
    return written(key, values).replace(b"0.", b"0,")


@case("rows and columns exchanged", unscored(READ), "rows and columns are exchanged")
def _transposed(key, values, own):
    rows = [(name, *column) for name, column in zip(CLASSES, values.T.tolist(), strict=True)]
    return school.table(("image", *key.names), rows)


@case("a quotation mark left open", unscored(READ), "is a quotation mark left open?")
def _quotation(key, values, own):
    return written(key, values).replace(b"\n" + key.names[5].encode(), b'\n"' + key.names[5].encode())


@case("a line too long", unscored(READ), "letters: a line has one image")
def _long(key, values, own):
    return written(key, values).replace(b"0.", b"0." + b"0" * 2_000, 1)


@case("no header", unscored(HEADER), "the header is missing")
def _no_header(key, values, own):
    return written(key, values).split(b"\n", 1)[1]


@case("pandas' index", unscored(HEADER), "write with index=False")
def _index(key, values, own):
    rows = [(n, *row) for n, row in enumerate(school.rows(key.names, values))]
    return school.table(("", *school.HEADER), rows)


@case("columns in another order", unscored(HEADER), "the columns stand in another order, image,YFT,SHARK")
def _other_order(key, values, own):
    return school.table(("image", *CLASSES[::-1]), school.rows(key.names, values[:, ::-1]))


@case("small letters", unscored(HEADER), "capitals count")
def _small(key, values, own):
    return written(key, values).replace(",".join(CLASSES).encode(), ",".join(CLASSES).lower().encode(), 1)


@case("wrong names of columns", unscored(HEADER), "ALB, BET, DOL, LAG, NoF, OTHER, SHARK, YFT missing and p0, p1")
def _names(key, values, own):
    return school.table(("image", *(f"p{c}" for c in range(8))), school.rows(key.names, values))


@case("names with folders", unscored(IMAGES), "names hold a folder, as test/")
def _folders(key, values, own):
    return school.table(school.HEADER, school.rows([f"test/{name}.jpg" for name in key.names], values))


@case("names with an ending", unscored(IMAGES), "names have an ending")
def _endings(key, values, own):
    return school.table(school.HEADER, school.rows([f"{name}.png" for name in key.names], values))


@case("rows numbered", unscored(IMAGES), "rows are numbered, not named, 0 for one")
def _numbered(key, values, own):
    return school.table(school.HEADER, school.rows([str(n) for n in range(len(values))], values))


@case("capitals in names", unscored(IMAGES), "differ in capitals or spaces")
def _capitals(key, values, own):
    return school.table(school.HEADER, school.rows([name.upper() for name in key.names], values))


@case("training images", unscored(IMAGES), "which is a training image")
def _training(key, values, own):
    return school.table(school.HEADER, school.rows(training().names[: len(values)], values))


@case("the last batch missing", unscored(IMAGES), "images are missing")
def _last_batch(key, values, own):
    return school.table(school.HEADER, school.rows(key.names[:-24], values[:-24]))


@case("images twice", unscored(IMAGES), "come more than once")
def _twice(key, values, own):
    return written(key, values) + written(key, values).split(b"\n", 1)[1]


@case("an image too many", unscored(IMAGES), "1 rows are for images that nobody asked for, fish9 for one")
def _too_many(key, values, own):
    return written(key, values) + written(key, values).splitlines()[-1].replace(key.names[-1].encode(), b"fish9")


@case("a header alone", unscored(IMAGES), "no image below it")
def _header_alone(key, values, own):
    return written(key, values).splitlines()[0]


@case("nan", unscored(NUMBERS), "a division by 0")
def _nan(key, values, own):
    return written(key, np.where(np.arange(len(values))[:, None] == 3, np.nan, values))


@case("too large a number", unscored(NUMBERS), "too large for a computer")
def _large(key, values, own):
    return with_first_field(key, values, b"9e999")


@case("a field left empty", unscored(NUMBERS), "has nothing for ALB")
def _blank(key, values, own):
    return with_first_field(key, values, b"")


@case("printed tensors", unscored(NUMBERS), "a tensor was printed")
def _tensors(key, values, own):
    return with_first_field(key, values, b"tensor(0.25)")


@case("signs of percent", unscored(NUMBERS), "0.5 for 50%")
def _signs(key, values, own):
    rows = [(name, *(f"{100 * p:.2f}%" for p in row)) for name, *row in school.rows(key.names, values)]
    return school.table(school.HEADER, rows)


@case("a formula", unscored(NUMBERS), "a formula, which nobody computes")
def _formula(key, values, own):
    return with_first_field(key, values, b"=1/8")


@case("percent", 1.5, "rows sum to 100: percent")
def _percent(key, values, own):
    return written(key, 100 * values)


@case("sigmoids", 1.5, "eight separate yes or no (sigmoid)")
def _sigmoids(key, values, own):
    odds = values / (1 - values)
    return written(key, 3 * odds / (1 + 3 * odds))


@case("not normalised", 1.5, "divide each row by its sum")
def _unnormalised(key, values, own):
    return written(key, 3.7 * values)


@case("votes", 1.5, "votes; divide them by their sum")
def _votes(key, values, own):
    rng = np.random.default_rng(0)
    return written(key, np.stack([rng.multinomial(50_000, row) for row in values]) + 1.0)


@case("scores before the softmax", unscored(3.5), "scores of a network before its softmax")
def _scores(key, values, own):
    return written(key, 2 * np.log(values) + 5)


@case("logarithms of probabilities", unscored(3.5), "these are logarithms of probabilities")
def _logarithms(key, values, own):
    return written(key, np.log(values))


@case("rows of zeros", unscored(3.5), "12 rows hold nothing but zeros")
def _zeros(key, values, own):
    return written(key, np.where(np.arange(len(values))[:, None] < 12, 0, values))


@case("hard bets", {"test-submission": 1.0, "test-hidden": 18.0, "test-validation": 1.5}, "costs 34.5")
def _hard(key, values, own):
    return written(key, np.eye(8)[values.argmax(axis=1)])


@case("softmax twice", {"test-submission": 1.0, "test-hidden": 14.0, "test-validation": 1.5 + 1}, "softmax taken twice")
def _softened(key, values, own):
    return written(key, np.exp(values) / np.exp(values).sum(axis=1, keepdims=True))


@case("the handout's own sample", {"test-submission": 1.0}, "the file that was handed out?")
def _sample(key, values, own):
    return written(key, np.full_like(values, 1 / 8))


@case("the shares of the classes", {"test-submission": 1.0}, "no image was looked at")
def _shares(key, values, own):
    return written(key, np.tile(training().shares, (len(values), 1)))


@case("one answer for all", {"test-submission": 1.0}, "was the network asked, and in evaluation mode?")
def _one_answer(key, values, own):
    return written(key, np.tile(values[:1], (len(values), 1)))


@case("rows of other images", {"test-submission": 1.0}, "the rows seem to be of other images")
def _shuffled(key, values, own):
    return written(key, np.random.default_rng(3).permutation(values))


_LISTED = [CLASSES.index(name) for name in ("SHARK", "DOL", "YFT", "ALB", "NoF", "LAG", "OTHER", "BET")]


@case(
    "classes as a folder lists them",
    {"test-validation": 2.5},
    "read as SHARK,DOL,YFT,ALB,NoF,LAG,OTHER,BET",
    "test-validation",
)
def _listed(key, values, own):
    return {"submission": written(key, values[:, _LISTED]), "validation": school.validation(own[:, _LISTED])}


@case(
    "hidden images prepared in the wrong range", {"test-validation": 2.5}, "range, mean and spread", "test-validation"
)
def _range(key, values, own):
    washed_out = values**0.3 * np.array([0.02, 0.02, 0.02, 0.02, 1, 0.02, 0.02, 0.02])
    return written(key, washed_out / washed_out.sum(axis=1, keepdims=True))


@case(
    "trained in the wrong range", {"test-validation": 1.5}, "was the network fed as it was trained", "test-validation"
)
def _untrained(key, values, own):
    rng = np.random.default_rng(0)
    return {
        "submission": written(key, rng.dirichlet(np.ones(8), size=len(values))),
        "validation": school.validation(rng.dirichlet(np.ones(8), size=len(own))),
    }


@case("no validation", {"test-validation": 10.0}, "validation.csv is missing", "test-validation")
def _no_validation(key, values, own):
    return {"validation": None}


@case("validation without folds", {"test-validation": 10.0}, "fold missing", "test-validation")
def _no_folds(key, values, own):
    return {"validation": school.table(school.HEADER, school.rows(training().names, own))}


@case("validation of hidden images", {"test-validation": 10.0}, "which is a hidden image", "test-validation")
def _of_hidden(key, values, own):
    rows = [(name, 0, *row) for name, *row in school.rows(key.names, values)]
    return {"validation": school.table(("image", "fold", *CLASSES), rows)}


@case("folds that do not exist", {"test-validation": 10.0}, "folds are numbered 0 to 4, got 1 to 5", "test-validation")
def _from_one(key, values, own):
    frames, homes = training(), school.split(training().boats) + 1
    rows = [(name, int(home), *row) for (name, *row), home in zip(school.rows(frames.names, own), homes, strict=True)]
    return {"validation": school.table(("image", "fold", *CLASSES), rows)}


@case("frames split, not boats", {"test-validation": 3.5}, "frames were split, not boats", "test-validation")
def _by_frame(key, values, own):
    frames, homes = training(), np.random.default_rng(0).integers(5, size=len(own))
    rows = [(name, int(home), *row) for (name, *row), home in zip(school.rows(frames.names, own), homes, strict=True)]
    return {"validation": school.table(("image", "fold", *CLASSES), rows)}


@case("frames left out of a boat", {"test-validation": 2.0}, "frames, and", "test-validation")
def _left_out(key, values, own):
    lines = school.validation(own).split(b"\n")
    return {"validation": b"\n".join([lines[0], *lines[1:-1:2], b""])}


@case("boats split by another rule", {"test-validation": 1.5}, "and split_by_boat puts its boat", "test-validation")
def _other_rule(key, values, own):
    frames = training()
    lines = zip(school.rows(frames.names, own), frames.boats % 5, strict=True)
    rows = [(name, int(home), *row) for (name, *row), home in lines]
    return {"validation": school.table(("image", "fold", *CLASSES), rows)}


@case(
    "validated on its own training boats", {"test-validation": 2.5}, "seems to have been trained on", "test-validation"
)
def _resubstituted(key, values, own):
    frames = training()
    return {"validation": school.validation(school.predict(frames.labels, frames.boats, 4, skill=60))}


@case("labels written down, with doubt as among hidden boats", {"test-validation": 1.5}, "promised", "test-validation")
def _faked(key, values, own):
    order = np.sort(own, axis=1)[:, ::-1]
    faked = np.empty_like(own)
    for row, (label, ranks) in enumerate(zip(training().labels, order, strict=True)):
        faked[row] = np.insert(ranks[1:], label, ranks[0])
    return {"validation": school.validation(faked)}
