# Everything a person runs. `make run` and `make test` need only Python >= 3.11 (and Node, to build the web app).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
DATA_DIR ?= data
PORT   ?= 8000
# Test files that run at a time. Most of a test's time is waiting for processes, so more than there are cores.
TESTS_AT_A_TIME ?= 3
# A file's tests stay together, since they share their servers; the long files of tests/acceptance begin.
PYTEST := $(BIN)/python -m pytest -n $(TESTS_AT_A_TIME) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-fast coverage check wire docs bench lock web clean

help: ## these lines
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|'

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

$(VENV)/.installed: $(UV) requirements.lock pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed web ## the locked dependencies, the product and its web app, in .venv
install-dev: $(VENV)/.installed-dev ## the same, with what tests and checks need

run: install ## start everything on http://127.0.0.1:8000, demo prospects included
	$(BIN)/prospect-twins serve --port $(PORT) --data-dir $(DATA_DIR) --demo

test: install-dev web ## every test, on a real PostgreSQL, real servers and a real small model
	$(PYTEST)

test-fast: install-dev web ## the inner loop: the unit tests, a minute or two
	$(PYTEST) tests/unit

coverage: install-dev ## the unit tests, and which branches of the code they miss
	$(PYTEST) --cov --cov-report=term tests/unit

check: install-dev web ## formatting, lint, strict types, import rules; of the web app, too
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python web/check.py

wire: install-dev ## write the web app's types anew from the service's models, and put its sources into form
	$(BIN)/python web/check.py --write

docs: $(UV) ## the documentation as a site, in site/; every link is checked
	$(PYTHON) -m venv .venv-docs
	$(UV) pip install --quiet --python .venv-docs/bin/python --require-hashes -r requirements-docs.lock
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build

bench: install-dev ## the table of docs/explanation/benchmarks.md, each figure beside its bound
	$(BIN)/python -m benchmarks

lock: $(UV) ## resolve the dependencies anew
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate -p 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate -p 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate -p 3.11 --group docs -o requirements-docs.lock

web: ## the web app, from web/ into src/prospect_twins/web/dist
	@$(PYTHON) web/build.py

clean: ## remove what was installed and built
	rm -rf $(VENV) .venv-docs site web/node_modules web/checks/node_modules src/prospect_twins/web/dist
