# Two commands need nothing but Python 3.11+ and a package index: `make run` and `make test`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint types imports format translations lock bench reading soak screenshots clean check-python

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PROJECT := $(PIP) install --no-deps --no-build-isolation --editable .
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
TRANSLATIONS := reviewer/web/translations
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/*.po))
GETTEXT := -k _l -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2

help: ## Show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run-installed $(CATALOGUES) ## Start the whole service on this machine, with a demo conference
	@exec $(BIN)/reviewer serve

test: $(VENV)/.dev-installed $(CATALOGUES) ## Run the tests (T=path picks some, ARGS=... goes to pytest)
	@$(BIN)/python -m pytest $(or $(T),tests) $(ARGS)

lint: $(VENV)/.dev-installed ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev-installed ## Check types
	$(BIN)/mypy

imports: $(VENV)/.dev-installed ## Check who may import whom
	$(BIN)/lint-imports

format: $(VENV)/.dev-installed ## Put the code into its one shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Left to itself pybabel passes over folders whose names begin with an underscore, such as templates/_macros.
translations: $(VENV)/.dev-installed ## Collect new sentences from code and templates into every language's catalogue
	$(BIN)/pybabel --quiet extract -F babel.cfg $(GETTEXT) --ignore-dirs '.*' --no-location --sort-output --omit-header \
	    -o $(TRANSLATIONS)/messages.pot reviewer templates
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-pot-creation-date \
	    -i $(TRANSLATIONS)/messages.pot -d $(TRANSLATIONS)
	@$(MAKE) --no-print-directory $(CATALOGUES)

%.mo: %.po | $(VENV)/.run-installed
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# The widest lock is made first and binds the others: tests run on the very versions that people get.
lock: ## Renew the lock files (needs uv); UPGRADE=1 takes newer versions
	$(COMPILE) $(if $(UPGRADE),--upgrade) --all-extras --group dev -o requirements-dev.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group build -c requirements-dev.lock --no-annotate -o requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group build --extra semantic -c requirements-dev.lock --no-annotate -o requirements-semantic.lock

bench: $(VENV)/.dev-installed ## Measure the running service: answer times, time to checked (minutes)
	$(BIN)/python -m bench.service $(ARGS)

reading: $(VENV)/.dev-installed ## Measure what reading costs beside the bare libraries, and with ARGS="--data FOLDER" what it keeps
	$(BIN)/python -m bench.reading $(ARGS)

soak: $(VENV)/.dev-installed ## Load the service for long and break it on purpose (longer)
	$(BIN)/python -m bench.soak $(ARGS)

screenshots: $(VENV)/.dev-installed ## Take the README's pictures from the running service (needs Chromium)
	$(BIN)/python -m bench.screenshots $(ARGS)

clean: ## Remove what was built; var/ and its papers stay
	rm -rf $(VENV) dist build test-results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

check-python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed; name one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python comes without its venv module: install it (on Debian and Ubuntu the package python3-venv), or name another Python: make run PYTHON=python3.12"; exit 1; }

$(BIN)/python:
	@$(MAKE) --no-print-directory check-python
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

# The stamps say that exactly these locked packages are installed; the second `make run` costs nothing.
$(VENV)/.run-installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the service (once, about a minute)"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PROJECT)
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing the service and its tests (once, a minute or two)"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@$(PROJECT)
	@touch $(VENV)/.run-installed $@
