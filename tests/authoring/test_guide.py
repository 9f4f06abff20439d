"""The teaching guide holds: plans add up and teach what the syllabus asks, links lead somewhere, commands exist."""

import re
from datetime import timedelta

import pytest
import yaml

from utils import course
from utils.authoring import book, notebooks, syllabus
from utils.authoring.guide_pages import LENGTHS, NOWHERE, dates_page, headings, notebook_of, plans
from utils.authoring.notebooks import ROOT
from utils.grading.late import share_lost
from utils.grading.settings import Homework, Late, Settings, naive_utc

PLANS = plans(ROOT)
PAGES = [*sorted((ROOT / "guide").glob("*.md")), ROOT / "welcome.md", ROOT / "README.md"]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def sections(notebook) -> dict[str, set[str]]:
    """Return the tags of all cells of each section by the id of its heading."""
    found, name = {}, ""
    for cell in notebook.cells:
        name = cell.id if cell.id in headings(notebook) else name
        found.setdefault(name, set()).update(cell.metadata.get("tags", []))
    return found


def entries_at(plan, place) -> set[str]:
    """Return the syllabus entries that a place of a plan teaches; raises KeyError for a place that does not exist."""
    known = {entry.id: {entry.id} for entry in syllabus.of_lecture(plan.lecture)}
    path = notebook_of(ROOT, plan.lecture)
    return (known | (sections(notebooks.read(path)) if path else {}))[place]


def test_there_is_a_plan_for_every_lecture_of_the_syllabus():
    assert [plan.lecture for plan in PLANS] == sorted({entry.lecture for entry in syllabus.entries()})


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.lecture))
@pytest.mark.parametrize("length", LENGTHS)
def test_the_minutes_of_a_plan_add_up_and_its_places_exist(plan, length):
    assert sum(part.minutes for part in plan.parts[length]) == length
    for part in plan.parts[length]:
        assert part.place == NOWHERE or entries_at(plan, part.place)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.lecture))
def test_ninety_minutes_teach_every_core_entry(plan):
    taught = set().union(*(entries_at(plan, part.place) for part in plan.parts[90] if part.place != NOWHERE))
    raw = yaml.safe_load(syllabus.SYLLABUS.read_text(encoding="utf-8"))
    core = {entry["id"] for entry in raw if entry["lecture"] == plan.lecture and entry["depth"] == "core"}
    assert core
    assert core - taught == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_to_a_file_and_every_target_of_make_exists(page):
    text = page.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    made = {(ROOT / name).resolve() for name in book.GENERATED}
    lost = [
        link
        for link in links
        if link and not (page.parent / link).exists() and (page.parent / link).resolve() not in made
    ]
    assert lost == []
    assert set(re.findall(r"`make ([a-z-]+)", text)) - TARGETS == set()


@pytest.mark.parametrize("late", [Late(), Late(3, 30, 10, 7)])
def test_the_page_of_dates_says_what_the_grading_does(tmp_path, late):
    rows = "\n".join(f"{name} = {value}" for name, value in late._asdict().items())
    (tmp_path / "course.toml").write_text(f"[late]\n{rows}\n[due]\nhw0 = 2026-10-01T23:59:00+02:00\n", encoding="utf-8")
    page = dates_page(tmp_path)
    due = course.read(tmp_path).due["hw0"]
    assert "| hw0 | Thursday, 01 October 2026, 23:59 (UTC+0200) |" in page
    assert f"Up to {late.grace_minutes} minutes" in page
    settings = Settings(seed=1, late=late, homework={"hw0": Homework(due)})
    one_day_too_many = naive_utc(due) + timedelta(days=late.free_days + 0.5)
    lost = share_lost({"hw0": one_day_too_many}, "hw0", "ada", settings)
    assert (f"costs {100 * lost:g}% of" in page) == (lost > 0)
    assert ("earns nothing" in page) == bool(late.last_day)
