# `make` alone lists what there is. Recipes are single programs without a shell in between, so that Ctrl-C and SIGTERM
# reach them directly.
PORT ?= 8000
PYTHONPATH := $(CURDIR):$(CURDIR)/site
export PORT PYTHONPATH

python := .venv/bin/python
ARGS ?=
TESTS ?=
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo code test budgets bench check screenshots reset setup manage messages requirements format

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: setup ## the demo shop on http://localhost:8000 (PORT=8100 moves it and the four ports after it)
	@$(python) -m tools.supervisor demo

code: setup ## the second factor of the demo's staff, right now
	@$(python) -m tools.supervisor code

test: setup ## the whole test suite (TESTS=orders ARGS="-k refund" for a part of it)
	@$(python) -m pytest --numprocesses=$(WORKERS) $(ARGS) $(TESTS)

budgets: setup ## what takes minutes and is promised to take no longer (import of 10,000 rows); run it on a quiet machine
	@$(python) -m pytest --numprocesses=0 -m budget $(ARGS) tests/budgets

bench: setup ## how many shoppers the shop bears; writes docs/benchmarks.md (ARGS=--fresh begins anew); run it on a quiet machine
	@$(python) -m tools.bench $(ARGS)

check: setup ## everything that CI checks: style, import contracts, types, migrations, deployment, tests
	@$(python) -m tools.checks $(ARGS)

screenshots: setup ## pictures of every page of the running demo in screenshots/ (ARGS="--language en" for a part of it)
	@$(python) -m tools.screenshots --base-url http://localhost:$(PORT) --out screenshots $(ARGS)

reset: setup ## empty the demo's data; the demo must not be running
	@$(python) -m tools.supervisor reset

manage: setup ## run manage.py with the demo's settings: make manage ARGS="shell"
	@$(python) -m tools.supervisor manage $(ARGS)

format: setup ## format Python code and sort imports
	@$(python) -m ruff check --fix --select I .
	@$(python) -m ruff format .

messages: setup ## collect translatable texts into locale/ (needs gettext)
	@$(python) -m tools.supervisor manage makemessages --locale bg --no-location --ignore=.venv --ignore=var --ignore=tools
	@$(python) -m tools.setup.translations

requirements: setup ## compile requirements*.in into pinned files with hashes
	@.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt requirements.in
	@.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-dev.txt requirements-dev.in

setup:
	@sh tools/setup/setup.sh
