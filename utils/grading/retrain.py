"""Whether a notebook should train its network now, or rely on the checkpoint that was handed in beside it."""

import os


def retraining() -> bool:
    """Return True where ``GRADE_RETRAIN=1`` asks that grading trains every network anew."""
    return os.environ.get("GRADE_RETRAIN") == "1"


def training_wanted() -> bool:
    """Return True where a student runs the notebook, and in grading only where ``retraining`` is asked for."""
    return "NBGRADER_EXECUTION" not in os.environ or retraining()
