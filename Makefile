# Everything runs in .venv, made once from requirements-dev.txt; the app itself is never installed, PYTHONPATH finds it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

BENCH ?= $(HOME)/frappe-bench
SITE ?=
FROM ?=
ARGS ?=

export PYTHONPATH := $(CURDIR)
# Each worker of the tests reads all modules: compiled once, whatever the surroundings say, and away from the sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/compiled
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help env frontend demo serve test test-bench test-upgrade test-browser test-frontend lint format bench translations tables clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(STAMP) ## create .venv with what the tests and devsite need

# A half-made environment is thrown away: pip may have been interrupted, or Python may be another one.
$(STAMP): requirements-dev.txt tests/requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

frontend: $(STAMP) ## build the web app of /field and /dispatch; ARGS=test or ARGS=check runs that script of frontend/package.json
	$(BIN)/python tools/frontend.py $(ARGS)

demo: $(STAMP) ## run the demo on devsite; LOG=file imports that service log, ARGS=compare compares policies of dispatch
	$(BIN)/python -m demo $(if $(LOG),--log "$(LOG)") $(ARGS)

serve: $(STAMP) ## serve the site of the last demo over HTTP; ARGS="--port 8080"
	$(BIN)/python -m demo serve $(ARGS)

test: $(STAMP) ## run all tests on devsite; ARGS="-k name" goes to pytest, "-p randomly" shuffles
	$(BIN)/python -m pytest -q -n auto --dist worksteal --durations=10 tests $(ARGS)

test-bench: ## run the app's tests on a real site: BENCH=~/frappe-bench SITE=name
	tests/run_on_bench.sh "$(BENCH)" "$(SITE)" $(ARGS)

test-upgrade: $(STAMP) ## upgrade a copy of a site from an earlier version: BENCH=~/frappe-bench SITE=name [FROM=commit]
	$(BIN)/python -m tests.upgrade.upgrade "$(BENCH)" "$(SITE)" "$(FROM)"

test-browser: $(STAMP) ## walk through the pages in Chromium, on the stand-in site; with BENCH=~/frappe-bench SITE=name on a copy of that site too, and through its Desk
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/browser/requirements.txt
	$(BIN)/python tools/frontend.py
	FSM_BROWSER=1 FSM_BROWSER_BENCH="$(BENCH)" FSM_BROWSER_SITE="$(SITE)" $(BIN)/python -m pytest -q -rs tests/browser $(ARGS)

test-frontend: $(STAMP) ## the web app's own tests and weight; every page of the app looked at by axe-core and Lighthouse in Chromium
	$(BIN)/python -m tests.pages

lint: $(STAMP) ## check style, formatting and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## put imports and formatting right
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(STAMP) ## run the benchmarks
	@if [ -e benchmarks/run ]; then $(BIN)/python benchmarks/run $(ARGS); else echo "no benchmarks/run in this checkout"; fi

translations: $(STAMP) ## collect the strings, name untranslated ones, write the locale files
	$(BIN)/python tools/translations.py $(ARGS)

tables: $(STAMP) ## write docs/permissions.md and the files in docs/rules.md
	$(BIN)/python tools/permission_table.py $(ARGS)
	$(BIN)/python tools/rules.py $(ARGS)

clean: ## remove the environment and all caches
	rm -rf $(VENV) .demo .pytest_cache .ruff_cache .hypothesis dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
