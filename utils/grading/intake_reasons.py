"""What can be odd about what a student hands in: a code for the record, one sentence each for instructor and student.

``refused`` reasons leave nothing to grade; with the others, grading goes on. An empty sentence for the student means
that it is none of the student's concern.
"""

from typing import NamedTuple

from utils.grading.record import Flag


class Reason(NamedTuple):
    """Two sentences with places to fill, and whether grading ends here."""

    instructor: str
    student: str
    refused: bool = False


REASONS = {
    "no-notebook": Reason(
        "there is no notebook among {names}",
        "We found no notebook in what you handed in: hand in {expected}.",
        refused=True,
    ),
    "which-notebook": Reason(
        "there are several notebooks and none is {expected}: {names}",
        "You handed in several notebooks and none is named {expected}: hand in that one alone.",
        refused=True,
    ),
    "several-notebooks": Reason(
        "{name} was taken, other notebooks were left aside: {names}",
        "We graded {name}; these other notebooks were left aside: {names}.",
    ),
    "renamed": Reason("{name} was taken for {expected}", "Your notebook was named {name}; keep the name {expected}."),
    "extra-file": Reason(
        "not needed and left aside: {names}", "These files are not part of the homework and were left aside: {names}."
    ),
    "link": Reason(
        "links are not followed: {names}", "A link was handed in instead of a file and was left aside: {names}."
    ),
    "special-file": Reason(
        "neither a file nor a folder, left aside: {names}", "This is no ordinary file and was left aside: {names}."
    ),
    "unreadable": Reason("cannot be read: {names}", "A file could not be read and was left aside: {names}."),
    "too-deep": Reason(
        "folders lie too deep below {names}", "Folders inside folders lay too deep and were left aside: {names}."
    ),
    "too-large": Reason(
        "{name} is larger than {limit} bytes, left aside",
        "{name} is larger than {limit} bytes and was left aside: clear large outputs, then hand in again.",
    ),
    "too-much": Reason(
        "more than {limit} bytes in all, the rest left aside",
        "You handed in more than {limit} bytes in all; the rest was left aside.",
    ),
    "too-many-files": Reason(
        "more than {limit} files, the rest left aside",
        "You handed in more than {limit} files; the rest was left aside: hand in the homework's folder alone.",
    ),
    "bad-zip": Reason(
        "{name} is no zip that can be read ({why})",
        "{name} cannot be unpacked: make the zip again, or hand in the notebook itself.",
    ),
    "zip-path": Reason(
        "{name} holds a path that leads out of its folder, left aside: {names}",
        "{name} holds a path that leads out of its folder; that file was left aside.",
    ),
    "zip-bomb": Reason(
        "{name} unpacks to more than {limit} bytes, left aside",
        "{name} unpacks to more than we accept and was left aside: zip the homework's folder alone.",
    ),
    "not-text": Reason(
        "{name} is not UTF-8 text",
        "Your notebook {name} is not a text file in UTF-8: save it in JupyterLab and hand it in again.",
        refused=True,
    ),
    "bad-json": Reason(
        "{name} is no JSON ({why})",
        "Your notebook {name} is damaged, JupyterLab cannot open it either: hand in a copy that opens.",
        refused=True,
    ),
    "not-a-notebook": Reason(
        "{name} is JSON but no notebook ({why})",
        "{name} is not a Jupyter notebook: hand in the file that you worked in.",
        refused=True,
    ),
    "old-format": Reason(
        "{name} has the old notebook format {version}, converted",
        "Your notebook was saved in an old format by an old program; it was converted.",
    ),
    "new-format": Reason(
        "{name} says notebook format {version}, which nobody writes",
        "{name} says that it has a notebook format that does not exist: save it in JupyterLab and hand it in again.",
        refused=True,
    ),
    "odd-text": Reason(
        "{name} holds text that is no text (lone surrogates or null characters), replaced",
        "Your notebook holds characters that cannot be saved; each was replaced by a question mark.",
    ),
    "bad-timestamp": Reason("timestamp.txt is no date ({why}): taken as handed in on time", ""),
    "future-timestamp": Reason("timestamp.txt says {why}, which is still to come: taken as handed in on time", ""),
    "bad-student-name": Reason(
        "the folder {name} cannot be a student's id (letters, digits, and . _ @ + - inside): graded as {student}", ""
    ),
    "not-on-roster": Reason("{student} is not on the roster", ""),
}


def flag(code: str, **places: object) -> Flag:
    """Return the flag for one reason, its sentences filled; long names are shortened, odd characters shown as ?."""
    shown = {name: _shown(value) for name, value in places.items()}
    reason = REASONS[code]
    return Flag(code, reason.instructor.format(**shown), reason.student.format(**shown))


def refuses(flags: list[Flag] | tuple[Flag, ...]) -> bool:
    """Tell whether one of the flags leaves nothing to grade."""
    return any(flag.code in REASONS and REASONS[flag.code].refused for flag in flags)


def _shown(value: object) -> str:
    """Return a name that strangers chose in at most 120 printable characters; of a list, the first five."""
    if isinstance(value, list | tuple):
        more = f" and {len(value) - 5} more" if len(value) > 5 else ""
        return (", ".join(_shown(item) for item in value[:5]) or "nothing") + more
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value))
    return text if len(text) <= 120 else f"{text[:117]}..."
