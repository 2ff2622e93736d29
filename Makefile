# Each target sets up all it needs: Python 3.11 or later and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data

.PHONY: help demo test check bench bench-accuracy clean

help:
	@echo "make demo            read two pages, then keep a record of examples/crisis: chronology, calendar, report"
	@echo "make test            run all checks and tests"
	@echo "make check           ruff, mypy --strict, import-linter"
	@echo "make bench           speed and memory beside bare spaCy"
	@echo "make bench-accuracy DATA=DIR   predict and score on a folder of annotated data, check the floors"

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $(READY)

DEMO := build/crisis.db

demo: $(READY)
	$(BIN)/memcon read examples/wire-colombia-farc-2016.jsonl examples/page-cp1251.html
	mkdir -p build
	rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	$(BIN)/memcon add $(DEMO) examples/crisis/pages
	$(BIN)/memcon list $(DEMO)
	$(BIN)/memcon calendar $(DEMO)
	$(BIN)/memcon report $(DEMO) --title "Crisis over Ukraine, February 2022" -o $(DEMO:.db=.html)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python bench/reading.py

bench-accuracy: $(READY)
	$(BIN)/python bench/accuracy/all.py $(DATA) $(if $(SCORE),--score $(SCORE))

clean:
	rm -rf $(VENV) build
