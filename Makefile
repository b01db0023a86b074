# The two commands are `make run` and `make test`; everything lives in .venv, nothing is installed elsewhere.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PHOTOS ?=
SAMPLE := sample
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1

.PHONY: run setup test lint types unit e2e evals ablate sample clean

# Searches once in the terminal, so that a machine without a screen shows the main job too, then opens the page.
run: setup
ifeq ($(strip $(PHOTOS)),)
	$(BIN)/python -m tools.sample $(SAMPLE)/pictures
	$(BIN)/docent --library $(SAMPLE)/library --models pocket index $(SAMPLE)/pictures
	$(BIN)/docent --library $(SAMPLE)/library search "a pencil sketch of a cat" -k 5
	$(BIN)/docent --library $(SAMPLE)/library
else
	$(BIN)/docent index "$(PHOTOS)" || [ $$? -eq 1 ]  # 1: some files were skipped, and named
	$(BIN)/docent search "people outdoors" -k 5 || [ $$? -eq 1 ]
	$(BIN)/docent
endif

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: install Python 3.11, or say make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

test: lint types unit e2e evals

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/python -m pytest tests/unit

e2e: setup
	$(BIN)/python -m pytest tests/e2e -rs

evals: setup
	$(BIN)/python -m pytest tests/evals -rs -s

# What each repair of the embedded planner is worth: turns lost without it.
ablate: setup
	$(BIN)/python -m tests.evals.ablate

sample: setup
	$(BIN)/python -m tools.sample $(SAMPLE)/pictures

clean:
	rm -rf $(VENV) $(SAMPLE)
