# Two commands: `make run` shows the service, `make test` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run test types behaviour bench simulate measure fmt pictures words clean

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# Compiling all that is installed takes as long as fetching it; what is used is compiled when it is first used.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PO := $(wildcard survey/translations/*/LC_MESSAGES/*.po)
# Tests write and sync thousands of small databases, which is cheap in memory where there are four gigabytes of it to spare.
ROOMY := $(shell test -w /dev/shm && df --output=avail /dev/shm | awk 'NR == 2 && $$1 > 4000000 {print "TMPDIR=/dev/shm"}')
export HAILONG_BASE_URL ?= http://127.0.0.1:$(PORT)

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run .venv/words ## Serve the demonstration province on http://127.0.0.1:$(PORT)
	@$(BIN)/hailong demo --if-empty
	@$(BIN)/hailong welcome
	@exec $(BIN)/hailong serve --port $(PORT)

test: ## Check everything: form, types, structure, behaviour, browser
	@$(MAKE) --no-print-directory -j2 .venv/words .venv/chromium .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory -j2 types behaviour

types:
	$(BIN)/mypy

behaviour:
	$(ROOMY) $(BIN)/python -m pytest -n 2 --dist worksteal

bench: .venv/test .venv/words ## Measure speed beside the bare framework and the bare database
	$(BIN)/python -m tests.bench

simulate: .venv/test ## Simulate honest and cheated offices: what screening finds, at what price
	$(BIN)/python -m tests.simulate

measure: .venv/test .venv/words .venv/chromium ## Measure the citizen's page and the tablet's: bytes, time on slow machines, accessibility, memory
	$(BIN)/python -m tests.measure_page
	$(BIN)/python -m tests.measure_kiosk

pictures: .venv/test .venv/words .venv/chromium ## Make the screenshots of the README anew
	$(BIN)/python -m tests.pictures

fmt: .venv/test ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: .venv/test ## Bring the word catalogues up to date with the code
	$(BIN)/python -m tests.words

clean: ## Remove what was installed and built; the data in instance/ stays
	rm -rf .venv build *.egg-info

.venv/bin/python:
	@$(PYTHON) -m venv .venv 2>/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/run: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the service needs (about half a minute)…"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

.venv/test: requirements-test.txt .venv/run
	@echo "Installing what the tests need (about a minute)…"
	@$(PIP) --no-build-isolation --require-hashes -r requirements-test.txt
	@touch $@

.venv/words: $(PO) .venv/run
	@for domain in citizen staff; do $(BIN)/pybabel --quiet compile --domain $$domain --directory survey/translations; done
	@touch $@

.venv/chromium: | .venv/bin/python
	@command -v chromium >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends chromium; }
	@touch $@
