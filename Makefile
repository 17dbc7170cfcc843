# Every command of the house. `make help` tells of each; all set-up is in `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test walk check bench messages migration clean
PYTHON ?= python3
BIN := .venv/bin
MAKEFLAGS += --no-print-directory

help: ## Tell what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make the environment in .venv, the front-end assets and the translations; nothing when all is there
	@$(PYTHON) tools/setup.py

run: setup ## Serve on http://127.0.0.1:8000 with the background jobs (PORT changes it)
	@$(BIN)/leenkring db upgrade
	@exec $(BIN)/leenkring serve

demo: setup ## Serve a fresh house full of example data, apart from your own, and say how to sign in
	@rm -rf instance/demo
	@LEENKRING_DATA=instance/demo $(BIN)/leenkring db upgrade
	@LEENKRING_DATA=instance/demo $(BIN)/leenkring demo load --devices 300 --seed 1 --until yesterday
	@LEENKRING_DATA=instance/demo exec $(BIN)/leenkring serve

test: setup ## Run every test, on SQLite and on a real PostgreSQL; browser tests in Chromium
	@$(BIN)/python tools/test.py

walk: setup ## Run only the browser tests, on SQLite
	@$(BIN)/python -m pytest -m browser

check: setup ## Hold code, types, layers, words and documents against the rules of the house
	@$(BIN)/python tools/check.py

bench: setup ## Measure the pages and deeds that must be quick (SIZES, ENGINES choose; BIG=1: at full size, for hours)
ifdef BIG
	@$(BIN)/python -m tools.big $(ENGINES)
else
	@$(BIN)/python -m tools.bench
	@$(BIN)/python -m tools.bench_labels
	@$(BIN)/python -m tools.bench_scan
	@$(BIN)/python -m tools.bench_ledger
	@$(BIN)/python -m tools.bench_statements
	@$(BIN)/python -m tools.bench_reconciling
	@$(BIN)/python -m tools.bench_figures
endif

messages: setup ## Say which words have no translation yet, or one that nobody uses
	@$(BIN)/python tools/words.py check

migration: setup ## Draw the one initial migration anew from the models (only until the first release)
	@$(BIN)/python tools/migration.py

clean: ## Remove everything that was made, but never your data in instance/
	@rm -rf .venv build node_modules static/dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find inventory labels workshop tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
