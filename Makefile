PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FUZZ := tests/contracts/test_fuzz.py
SUITE = $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --ignore $(FUZZ) && $(BIN)/pytest $(FUZZ)

.DEFAULT_GOAL := help
.PHONY: help install demo check test test-faults test-contract format bench bench-serve lock clean

help: ## print these verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cairn needs Python 3.11 or later: make PYTHON=python3.11 ...")'
	@echo "Installing into $(VENV) from the lock file: one to two minutes, 1 GB"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(STAMP) ## make .venv from the lock file

demo: install ## build the demo organisation, train, show a path, serve on 127.0.0.1:8000 until Ctrl-C
	@$(BIN)/cairn demo || test $$? -eq 130

check: install ## everything that must hold: format, lint, types, contracts, tests, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(SUITE)

test: install ## the whole test suite, doctests included
	$(SUITE)

test-faults: install ## kill, starve and cheat the service, 200 times (about a quarter of an hour)
	CAIRN_FAULTS=full $(BIN)/pytest tests/faults -s

test-contract: install ## ask the service thousands of things that nobody thought of, on both databases
	CAIRN_FUZZ=full $(BIN)/pytest $(FUZZ) -s

format: install ## bring the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## the published measurements, one table each
	for script in benchmarks/answers.py benchmarks/planning.py benchmarks/effects.py; do $(BIN)/python $$script || exit 1; done

bench-serve: install ## the service under load: 20,000 contents, 10,000 learners, two workers (some minutes)
	$(BIN)/python benchmarks/serving.py

lock: install ## resolve the lock file anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --all-extras --no-header --no-annotate \
	  --python-version 3.11 pyproject.toml --output-file requirements.lock

clean: ## remove what was made: the environment, caches, demo data, bundles, the tracker's store
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	git clean -fdXq data models mlflow
