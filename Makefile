# The two commands: `make demo` to see it, `make test` to prove it. `make help` lists the rest.
# Every path here is relative, so that the clone may stand in a folder with a space in its name.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Where a machine sets this, every start of the service would compile the whole of it anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
# As many tests at a time as there are cores: two at least, and no more than the test servers have connections for.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 6 ? 6 : n)))
PYTHON ?=
export PYTHON
PHONE ?=
export PHONE
OPEN ?=
export OPEN
BIN := .venv/bin
ASSET_SOURCES := $(shell find assets adviceline/ui/palette.json -type f 2>/dev/null)
BUILT := adviceline/ui/static/ui/app.css
LOCKS := requirements/base.txt requirements/dev.txt

.PHONY: help setup setup-dev demo demo-reset check test test-unit bench lock format FORCE

help: ## Show what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  PORT=8001 chooses the demo's port, ADVICELINE_DATA=folder where its state is kept (default var/)."
	@echo "  PHONE=1 starts a telephone exchange beside the demo, where it can (root on Debian or Ubuntu)."
	@echo "  OPEN=always keeps the demo's line open in the evening and at weekends too, so that one can ring and answer."

# ---- Setting up: each step is skipped while nothing it depends on has changed ------------------------------------------

setup: .venv/.installed $(BUILT) ## Make the environment and build the assets
	@$(BIN)/python scripts/servers.py libraries

setup-dev: setup .venv/.dev-installed ## The same, with what checks and tests need

# Made again when the clone has been moved, since the programs inside name their folder.
.venv/pyvenv.cfg: FORCE
	@if ! grep -qsF -- "$(CURDIR)/.venv" $@ || ! $(BIN)/python -c '' 2>/dev/null; then \
		python=$$(scripts/find-python); \
		echo "Making the Python environment in .venv"; \
		"$$python" -m venv --clear .venv; \
	fi

.venv/.runtime: .venv/pyvenv.cfg requirements/base.txt
	@echo "Installing what the service runs on, checked against requirements/base.txt (about a minute the first time)"
	@scripts/pip-install requirements/base.txt
	@touch $@

.venv/.installed: .venv/.runtime pyproject.toml
	@echo "Installing adviceline itself"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev-installed: .venv/.runtime requirements/dev.txt
	@echo "Installing what checks and tests need, checked against requirements/dev.txt"
	@scripts/pip-install requirements/base.txt requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@scripts/check-node
	@echo "Fetching the style sheet tools (npm ci)"
	@scripts/npm ci
	@touch $@

$(BUILT): node_modules/.package-lock.json $(ASSET_SOURCES)
	@scripts/check-node
	@echo "Building the style sheet and scripts"
	@scripts/npm run --silent build
	@touch $@

FORCE:

# ---- The demo ----------------------------------------------------------------------------------------------------------

demo: ## Start the service with three months of invented contacts
	@scripts/demo before-setup "$(PORT)"
	@$(MAKE) setup
	@scripts/demo start "$(PORT)"

demo-reset: ## Throw the demo's data away; the next make demo begins again
	@scripts/demo reset

# ---- Checks and tests --------------------------------------------------------------------------------------------------

check: setup-dev ## Style, types, floors, templates, content, documents, lock files
	@scripts/check $(BIN)

format: setup-dev ## Put the code in order
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

# The servers are fetched and unpacked meanwhile.
test: setup-dev ## Checks, then every test on SQLite and on PostgreSQL, then the running system
	@$(BIN)/python scripts/servers.py install & installing=$$!; code=0; scripts/check $(BIN) || code=$$?; wait $$installing || true; exit $$code
	@WORKERS="$(WORKERS)" scripts/test $(BIN)

test-unit: setup-dev ## Only the quick tests, on SQLite
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not system"

bench: setup-dev ## Says what can be measured, and by which command; the figures are in docs/reference/performance.md
	@$(BIN)/python -m benchmarks

lock: setup-dev ## Compile the lock files again after a change to requirements/*.in
	@scripts/lock
