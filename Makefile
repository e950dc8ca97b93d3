# Everything happens in .venv, which each command sets up for itself when it is missing or stale.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: help demo test test-all check format bench bench-accuracy bench-power bench-registry bench-cadence bench-tracing docs docs-outputs docs-serve requirements clean

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evenhand needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Give another one with: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what evenhand needs into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@$(BIN)/python -c 'import icu' 2>/dev/null || pkg-config --exists icu-i18n 2>/dev/null || { echo "The registry's tests compare names through ICU, which is compiled here: install its headers, pkg-config and a C++ compiler (Debian: apt-get install libicu-dev pkg-config g++; macOS: brew install icu4c pkg-config). The program itself does not need them without its registry."; exit 1; }
	@echo "Installing what the tests and checks need into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run  ## Set up, make a stream with a planted network, find it, and say where the report lies
	@$(BIN)/evenhand demo --out demo-run --overwrite

test: $(VENV)/.dev  ## Set up and run the tests (slow ones left out)
	@$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(VENV)/.dev  ## Run every test
	@$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev  ## Lint, format, types, order of rooms, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(MAKE) --no-print-directory docs

format: $(VENV)/.dev  ## Put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev  ## Measure speed and memory, and write benchmarks/*.md
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/significance.py

bench-accuracy: $(VENV)/.dev  ## Measure false alarms and recall, and write benchmarks/ACCURACY.md
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/episodes.py

bench-power: $(VENV)/.dev  ## Measure what networks are found, and write benchmarks/POWER.md
	$(BIN)/python benchmarks/power.py

bench-registry: $(VENV)/.dev  ## Measure the registry, and write benchmarks/REGISTRY.md
	$(BIN)/python benchmarks/registry.py

bench-cadence: $(VENV)/.dev  ## Measure what posting in time alone would find, and write benchmarks/CADENCE.md
	$(BIN)/python benchmarks/cadence.py

bench-tracing: $(VENV)/.dev  ## Measure all of tracing: benchmarks/TRACING.md, TRANSLATIONS.md, STORIES.md
	$(BIN)/python benchmarks/tracing.py
	$(BIN)/python benchmarks/translations.py
	$(BIN)/python benchmarks/stories.py

docs: $(VENV)/.dev  ## Build the documentation into site/
	$(BIN)/python docs/generate.py --check
	$(BIN)/zensical build --clean --strict

docs-outputs: $(VENV)/.dev  ## Run every example of the documentation and put its real output in
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/generate.py --outputs

docs-serve: $(VENV)/.dev  ## Read the documentation in a browser while writing it
	$(BIN)/zensical serve

requirements:  ## Pin and hash the dependencies anew (needs uv)
	@uv pip compile pyproject.toml requirements/build.in --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/run.txt
	@uv pip compile pyproject.toml requirements/build.in --group dev -c requirements/run.txt --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/dev.txt

clean:  ## Remove everything that was made
	rm -rf $(VENV) demo-run site .pytest_cache .mypy_cache .ruff_cache .hypothesis
