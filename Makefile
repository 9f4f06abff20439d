# One line a target. `make lab` and `make test` are all that anybody needs to remember; README.md says the rest.
PYTHON ?= python3
PY := .venv/bin/python
# Each worker computes with one thread; one worker more than there are cores, for many tests wait for sandboxes and browsers.
PYTEST := OMP_NUM_THREADS=1 $(PY) -m pytest --dist worksteal -n $(shell expr `nproc` + 1)
HW ?= hw0
unexport PYTHONDONTWRITEBYTECODE
DATA_FOLDER := $(shell sed -n 's/^data_folder *= *"\(..*\)".*/\1/p' course.toml)
ifneq ($(DATA_FOLDER),)
export COURSE_DATA ?= $(DATA_FOLDER)
endif

.PHONY: lab doctor test check audit lint execute edit release start handout grade feedback leaderboard book slides key forms gain settings screenshots bench bench-grading bench-bookkeeping bench-mnist bench-vision oracles record data system clean

.venv/installed: pyproject.toml constraints.txt utils/authoring/environment.py
	@$(PYTHON) utils/authoring/environment.py

# For students: JupyterLab on the welcome page.
lab: .venv/installed
	@$(PY) -m jupyter lab --LabApp.default_url=/lab/tree/welcome.md $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB_OPTIONS)

# When something does not work: what is whole and what is not, a line each with its mend.
doctor:
	@$(PYTHON) -m utils.authoring.doctor

# Checks by cost: check < 3 min, test < 25 min, audit < 80 min on two cores.
check: lint
	$(PYTEST) -m "not slow and not audit"

test: system lint data
	$(PYTEST) -m "not audit"

audit: system lint data
	$(PY) -m utils.authoring.audit

# What the course downloads, and the scenes that it renders (half a minute), in its place before it is asked for; COURSE_DATA names another folder than the cache.
data: .venv/installed
	$(PY) -m utils.data

lint: .venv/installed
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports

system:
	@command -v chromium chromium-browser google-chrome >/dev/null || { echo "The browser tests need Chromium: apt install chromium"; exit 1; }
	@command -v bwrap >/dev/null || { echo "The tests of grading need bubblewrap: apt install bubblewrap"; exit 1; }

# For authors: NB=lectures/05_conv_arithmetic.ipynb names one notebook.
execute: .venv/installed
	$(PY) -m utils.authoring execute $(NB)

edit: .venv/installed
	$(PY) -m utils.authoring edit $(NB)

book: .venv/installed
	$(PY) -m utils.authoring.book

# For instructors: the lectures as slides, in _build/slides.
slides: .venv/installed
	$(PY) -m utils.authoring.slides

# The key to all quizzes and both forms of the test before and after, in _build/quiz-key.html: keep it from students.
key: .venv/installed
	@$(PY) -m utils.authoring.handouts key

# Both forms on paper, in _build/forms; and what a class gained: BEFORE and AFTER are folders of files the forms saved.
forms: .venv/installed
	@$(PY) -m utils.authoring.handouts forms

gain: .venv/installed
	@$(PY) -m utils.authoring.gain $(BEFORE) $(AFTER)

# The pictures in README.md, taken of the built book and the slides.
screenshots: .venv/installed
	$(PY) -m tests.browser.screenshots

# For a fork: what course.toml says, written into the licences and CITATION.cff.
settings: .venv/installed
	@$(PY) -m utils.authoring.fork

# Speed beside torch (2 min), and torchvision and OpenCV (an environment of 6 GB of its own): benchmarks/RESULTS.md.
bench: .venv/installed
	$(PY) -m benchmarks

# Speed of grading beside plain nbgrader (5 min on an idle machine): benchmarks/RESULTS.md.
bench-grading: .venv/installed
	$(PY) -m benchmarks.grading

# A class of 1,000 whose workers are killed at random, against a serial run (10 min): the gradebooks must be the same.
bench-bookkeeping: .venv/installed
	$(PY) -m benchmarks.bookkeeping

# How fast the MNIST labs are, 10 minutes of one core.
bench-mnist: .venv/installed
	$(PY) -m benchmarks.mnist

# Runs that notebooks plot and nobody should wait for, one after the other; one that was broken off goes on.
# NAME=ablation: what each trick of the MNIST sprint is worth, 4 minutes of one core. Of the fisheries, up to an hour each:
# NAME=transfer_study: a trunk frozen, and trained from several depths; ensembles_study: views and folds; diversity_study.
# NAME=detection.digits: six detectors on scenes of digits, with their times, 20 minutes of one core; detection.deckcam: on
# DeckCam's frames, an hour and a half. `python -m benchmarks.detection` then renews their table in benchmarks/RESULTS.md.
# NAME=detection.crops: fish are found, cut out and classified, beside lecture 9's whole frames, a quarter of an hour.
record: .venv/installed
	$(PY) -m utils.labs.$(NAME)

bench-vision: .venv-vision/installed
	.venv-vision/bin/python -m benchmarks.vision

# What torchvision and OpenCV answer in the tests of boxes, regions and proposals.
oracles: .venv-vision/installed
	.venv-vision/bin/python tests/reference/oracles/make_torchvision.py
	.venv-vision/bin/python -m tests.reference.oracles.make_opencv

.venv-vision/installed:
	$(PYTHON) -m venv .venv-vision
	.venv-vision/bin/pip install --quiet torch==2.14.1 torchvision==0.29.1 opencv-contrib-python-headless==5.0.0.93 scikit-image==0.26.0 "numpy>=2.4,<3" threadpoolctl
	touch $@

# For instructors (release, grade, feedback) and students (start): HW=hw0 names the homework; grade takes OPTIONS too,
# such as OPTIONS="--jobs 4 --collect ~/Downloads/submissions.zip".
release: .venv/installed
	$(PY) -m utils.authoring.release $(HW)

start: .venv/installed
	@$(PY) -m utils.grading.start $(HW)

grade: release
	@$(PY) -m utils.grading grade $(HW) $(OPTIONS)

feedback: .venv/installed
	@$(PY) -m utils.grading feedback $(HW)

# Homework 2: hidden boats for one class, and its ranking; OPTIONS="--final" shows the private part.
handout: release
	@$(PY) -m utils.grading handout $(HW)

leaderboard: .venv/installed
	@$(PY) -m utils.grading leaderboard $(HW) $(OPTIONS)

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
