"""Whether a notebook should train its network now, or rely on the checkpoint that was handed in beside it."""

import os


def training_wanted() -> bool:
    """Return True where a student runs the notebook, and in grading only where ``GRADE_RETRAIN=1`` asks for it."""
    grading = "NBGRADER_EXECUTION" in os.environ
    return not grading or os.environ.get("GRADE_RETRAIN") == "1"
