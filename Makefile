# Thin: each target also works without make (see CONTRIBUTING.md).
PORT ?= 8000
PYTHON ?= python3
PY := .venv/bin/python
export CRM_PORT := $(PORT)

.PHONY: run test lint bench bar demo clean help
.DEFAULT_GOAL := help

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Puente needs Python 3.11 or newer: run make with PYTHON=python3.12, for example.")'
	@echo "Installing into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: requirements-test.txt .venv/run.stamp
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

.venv/words.stamp: .venv/run.stamp $(wildcard crm/translations/*/LC_MESSAGES/messages.po)
	@.venv/bin/pybabel --quiet compile -d crm/translations
	@touch $@

run: .venv/words.stamp ## Start Puente with demo data on 127.0.0.1:8000 (PORT=9000 for another)
	@$(PY) -m crm demo && exec $(PY) -m crm serve --with-parent

test: .venv/test.stamp .venv/words.stamp ## Run the whole suite
	@$(PY) -m pytest -n auto --dist worksteal

lint: .venv/test.stamp ## ruff and mypy --strict
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

bench: .venv/test.stamp .venv/words.stamp ## Measure pages and saves beside a bare Flask page
	@$(PY) -m tools.bench
	@$(PY) -m tools.bench.observations
	@$(PY) -m tools.bench.documents

bar: .venv/test.stamp .venv/words.stamp ## Run the reliability bar and print its figures
	@$(PY) -m tools.bar

clean: ## Remove the virtual environment (data in instance/ stay)
	@rm -rf .venv
