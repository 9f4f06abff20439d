"""Links to Binder and Colab: one setting turns them on, and Colab's copy installs the course beside its own torch."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils.authoring import launch
from utils.authoring.notebooks import ROOT

PLACE = launch.Repository("https://github.com/someone/course", "main")
PAGE = Path("lectures/02_backpropagation.ipynb")


@pytest.fixture
def lecture():
    return nbformat.read(ROOT / PAGE, as_version=4)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('repository = ""\n', None),
        ('title = "x"\n', None),
        ('repository = "https://github.com/someone/course.git"\n', PLACE),
        ('repository = "https://github.com/a/b"\nbranch = "dev"\n', ("https://github.com/a/b", "dev")),
    ],
)
def test_one_setting_names_the_repository(tmp_path, text, place):
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    assert launch.repository(tmp_path) == place


def test_an_address_that_neither_service_reads_is_refused(tmp_path):
    (tmp_path / "course.toml").write_text('repository = "https://example.org/course"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"must be like https://github.com/someone/course, got https://example.org"):
        launch.repository(tmp_path)


def test_a_lecture_gets_its_links_under_its_title(lecture):
    links = launch.with_links(lecture, PAGE, PLACE).cells[1].source
    assert f"/v2/gh/someone/course/main?labpath={PAGE.as_posix()})" in links
    assert f"/github/someone/course/blob/gh-pages/colab/{PAGE.name})" in links
    nbformat.validate(lecture)


def test_the_copy_for_colab_is_the_lecture_without_outputs_behind_a_cell_that_installs(lecture):
    made = launch.colab_copy(lecture, PAGE, PLACE)
    nbformat.validate(made)
    assert [cell.source for cell in made.cells[1:]] == [cell.source for cell in lecture.cells]
    assert [cell.outputs for cell in made.cells if cell.cell_type == "code" and cell.outputs] == []
    assert lecture.cells[0].cell_type == "markdown", "the lecture itself stays as it is"
    assert "enable_custom_widget_manager()" in made.cells[0].source


def test_without_a_repository_no_copy_is_written(tmp_path):
    (tmp_path / "course.toml").write_text('title = "x"\n', encoding="utf-8")
    launch.write_colab_copies(tmp_path, [PAGE], tmp_path / "colab")
    assert not (tmp_path / "colab").exists()


@pytest.mark.slow
def test_what_colab_runs_installs_the_course_and_keeps_torch(tmp_path, lecture):
    """Colab's part is played by an environment that has torch, its address of the course by the folder here."""
    place = launch.Repository(str(ROOT), "HEAD")
    install, _, rest = launch.colab_copy(lecture, PAGE, place).cells[0].source.partition("%cd ")
    assert rest.startswith("course/lectures\nfrom google.colab import output")
    program = install.replace('"--depth=1", "--branch=HEAD", ', "") + "import utils; print(utils.__file__)"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(f"{Path(nbformat.__file__).parents[1]}\n", encoding="utf-8")
    command = [tmp_path / "env" / "bin" / "python", "-P", "-c", program]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(site / "utils" / "__init__.py")
    assert list(site.glob("torch*")) == [], "the torch that was there is the one that stays"
    assert (tmp_path / "course" / PAGE).is_file()
