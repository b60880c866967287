# Everything here works from a fresh clone with Python 3.11 or newer, venv, pip and make; the rest goes into .venv.

PYTHON ?= python3
VENV ?= .venv
REPORT ?= tests/examples/reports
OUT ?= demo
KG := $(VENV)/bin/kg
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test bench check docs example pictures web outlines clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo [REPORT=path]   the graph of the example reports (or of yours), and what it answers"
	@echo "make test                 every test"
	@echo "make bench                speed, memory, score, and figures on corpora, measured on this machine"
	@echo "make pictures             renew exports/pictures, with Debian's Chromium"
	@echo "make check                ruff, mypy --strict, import-linter"
	@echo "make docs                 renew what the README shows that commands print"
	@echo "make example              renew exports/example"
	@echo "make web                  the explorer's script, bundled from kg/view/web (needs Node 20)"
	@echo "make outlines             the map's outlines, from Natural Earth (needs Node 20)"
	@echo "make clean                remove what the others made"

demo: $(VENV)/.installed
	@$(KG) demo "$(REPORT)" -o "$(OUT)"

test: $(VENV)/.test-installed
	@$(VENV)/bin/python -m pytest -q $(PYTEST)

bench: $(VENV)/.test-installed
	@$(VENV)/bin/python -m tests.benchmarks

docs: $(VENV)/.test-installed
	@$(VENV)/bin/python -m tests.docs

pictures: $(VENV)/.test-installed
	@$(VENV)/bin/python -m tests.view.screenshots

example: $(VENV)/.test-installed
	@$(VENV)/bin/python -m tests.example

web:
	@cd kg/view/web && npm ci --silent && npm run --silent check && npm run --silent build

outlines:
	@cd kg/view/web/outlines && npm ci --silent && npm run --silent build

check: $(VENV)/.dev-installed
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

clean:
	rm -rf $(VENV) "$(OUT)" build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov

# A stamp a set of packages: made once, made again when pyproject.toml changes.
$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) (once) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test-installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with what the tests need (once) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.dev-installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with what development needs (once) ..."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed $(VENV)/.test-installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say make PYTHON=python3.12, for example.")'
	@$(PYTHON) -m venv $(VENV)
