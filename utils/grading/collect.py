"""A download of a learning-management system, or any folder or zip of submissions -> grading/submitted/<student>/hw0/.

Files arrive there as they were sent, to the byte; a student's own zip stays a zip. What a student handed in before and
has replaced moves to grading/earlier/, so that nothing is lost.
"""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from utils.grading.intake import STUDENT
from utils.grading.intake_files import Basket, gather, unzip
from utils.grading.lms import sender, student_of
from utils.grading.record import Flag
from utils.grading.settings import Caps

DOWNLOAD = Caps(notebook_bytes=1 << 30, total_bytes=8 << 30, files=100_000)
"""What a whole class's download may weigh."""


def collect(
    download: Path, homework: str, grading: Path, roster: Mapping[str, Mapping[str, str]]
) -> tuple[list[str], list[Flag]]:
    """Lay out a download's files by student; return who handed in anew, and what was odd about the download.

    Raises ValueError where ``download`` is neither a folder nor a zip, or names no submission that can be told apart.
    """
    download = Path(download)
    if download.is_dir():
        basket = gather(download, DOWNLOAD, open_zips=False)
    elif download.suffix.lower() == ".zip" and download.is_file():
        basket = Basket(DOWNLOAD)
        unzip(download.name, download.read_bytes(), basket, keep_zips=True)
    else:
        raise ValueError(f"a download must be a folder or a zip, got {download}")
    sent = _by_student(basket.files, homework, roster)
    if not sent:
        raise ValueError(f"{download.name} holds no file whose name or folder says which student sent it")
    changed = [student for student, files in sorted(sent.items()) if _lay_out(student, files, homework, grading)]
    return changed, list(basket.all_flags())


def _by_student(files: Mapping[str, bytes], homework: str, roster: Mapping) -> dict[str, dict[str, bytes]]:
    """Return each student's files by name, whether a system's names say whose they are or the folders do."""
    sent: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        who = sender(path)
        top, _, rest = path.partition("/")
        if who is not None:
            sent.setdefault(student_of(who, roster), {})[who.file] = data
        elif rest and STUDENT.fullmatch(top):
            sent.setdefault(top, {})[rest.removeprefix(f"{homework}/")] = data
    return sent


def _lay_out(student: str, files: Mapping[str, bytes], homework: str, grading: Path) -> bool:
    """Put one student's files in place and tell whether that changed anything; what lay there moves to earlier/."""
    target = grading / "submitted" / student / homework
    there = {str(path.relative_to(target)): path for path in target.rglob("*") if path.is_file()}
    if there.keys() == files.keys() and all(path.read_bytes() == files[name] for name, path in there.items()):
        return False
    draft = target.with_name(f".{homework}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for name, data in files.items():
        place = draft / PurePosixPath(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    if target.exists():
        earlier = grading / "earlier" / student / homework / time.strftime("%Y%m%d-%H%M%S")
        shutil.rmtree(earlier, ignore_errors=True)
        shutil.copytree(target, earlier, symlinks=True)
        shutil.rmtree(target)
    draft.rename(target)
    return True
