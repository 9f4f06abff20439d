"""nbgrader's settings: sources in solutions/, releases in homework/, all that grading writes in an ignored grading/."""

import os
from pathlib import Path

from utils.grading.feedback import TEMPLATES

COURSE = Path(__file__).resolve().parent
GRADING = COURSE / "grading"
GRADING.mkdir(exist_ok=True)  # SQLite makes its file, not the folder

c = get_config()  # noqa: F821 - given by the loader of this file
c.CourseDirectory.root = str(COURSE)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "homework"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{GRADING / 'gradebook.db'}"
c.NbGrader.logfile = str(GRADING / "nbgrader.log")

c.OverwriteCells.add_missing_cells = True  # a deleted test is put back, not lost
c.Execute.timeout = 60  # seconds a cell, where students validate their own work
c.Execute.shutdown_kernel = "immediate"

# What students wrote runs in our sandbox, scored by our scorer, whoever starts nbgrader's autograde; never in a kernel.
c.Autograde.autograde_preprocessors = [
    "utils.grading.autograde.RunInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback and the grading form show what students wrote, and load nothing from elsewhere.
if str(TEMPLATES) not in os.environ.get("JUPYTER_PATH", ""):
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(TEMPLATES), os.environ.get("JUPYTER_PATH")]))
c.HTMLExporter.sanitize_html = True  # outputs
c.HTMLExporter.filters = {
    "markdown2html": "utils.grading.feedback.markdown",
    "clean_html": "utils.grading.feedback.clean",
    "mathjax_here": "utils.grading.feedback.mathjax",
}
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "utils.grading.feedback.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
