# One line a target. `make lab` and `make test` are all that anybody needs to remember; README.md says the rest.
PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
HW ?= hw0
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab test check audit lint execute edit release start grade book bench bench-vision oracles system clean

.venv/installed: pyproject.toml constraints.txt utils/authoring/environment.py
	@$(PYTHON) utils/authoring/environment.py

# For students: JupyterLab on the welcome page.
lab: .venv/installed
	@$(PY) -m jupyter lab --LabApp.default_url=/lab/tree/README.md $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB_OPTIONS)

# Checks by cost: check < 3 min, test < 25 min, audit < 80 min on two cores.
check: lint
	$(PYTEST) -n auto -m "not slow and not audit"

test: system lint
	$(PYTEST) -n auto -m "not audit"

audit: system lint
	$(PY) -m utils.authoring.audit

lint: .venv/installed
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports

system:
	@command -v chromium chromium-browser google-chrome >/dev/null || { echo "The browser tests need Chromium: apt install chromium"; exit 1; }

# For authors: NB=lectures/05_conv_arithmetic.ipynb names one notebook.
execute: .venv/installed
	$(PY) -m utils.authoring execute $(NB)

edit: .venv/installed
	$(PY) -m utils.authoring edit $(NB)

book: .venv/installed
	$(PY) -m utils.authoring.book

# Speed beside torch (2 min), and torchvision and OpenCV (an environment of 6 GB of its own): benchmarks/RESULTS.md.
bench: .venv/installed
	$(PY) -m benchmarks

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

# For instructors (release, grade) and students (start): HW=hw0 names the homework.
release: .venv/installed
	$(PY) -m utils.authoring.release $(HW)

start: .venv/installed
	@$(PY) -m utils.grading.start $(HW)

grade: release
	@ls -d grading/submitted/*/$(HW) >/dev/null 2>&1 || { echo "Put what students hand in under grading/submitted/<student>/$(HW)/$(HW).ipynb"; exit 1; }
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m nbgrader autograde $(HW) $(FORCE)
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m nbgrader generate_feedback $(HW) --force
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m nbgrader export --to grading/$(HW).csv --assignment "['$(HW)']"

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
