# The commands of Kring. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help install assets messages demo demo-reset test test-15 check bench clean-clone
PORT ?= 8000
WORKERS ?= auto
PG_15 ?= /usr/lib/postgresql/15/bin
RUN := .venv/bin/python
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make demo        the demo on http://localhost:$(PORT)  (PORT=8001 make demo)"
	@echo "make demo-reset  forget the demo's data"
	@echo "make test        every check and every test, from nothing"
	@echo "make test-15     the same tests on PostgreSQL 15 (PG_15=folder of its programs)"
	@echo "make check       ruff, mypy, the floors, templates, translations"
	@echo "make bench       measure, beside the other way of doing it"
	@echo "make clean-clone both commands in a clean clone with empty caches (minutes)"

install:
	@sh tools/install.sh

assets: install
	@$(RUN) tools/assets.py

messages: install
	@$(RUN) tools/messages.py

demo: assets messages
	@KRING_UNDER_MAKE=1 exec .venv/bin/kring demo --port $(PORT)

demo-reset: install
	@.venv/bin/kring demo --reset

check: install messages
	@echo "ruff ..." && .venv/bin/ruff check --quiet && .venv/bin/ruff format --quiet --check
	@echo "mypy ..." && .venv/bin/mypy
	@echo "floors ..." && .venv/bin/lint-imports
	@echo "templates and translations ..." && $(RUN) tools/check_pages.py

test: assets messages
	@sh tools/need.sh chromium:chromium
	@$(MAKE) --no-print-directory check
	@$(RUN) -m pytest -n $(WORKERS)
	@$(RUN) tools/traceability.py --check

test-15: assets messages
	@sh tools/need.sh $(PG_15)/postgres:postgresql-15 chromium:chromium
	@PG_BIN=$(PG_15) $(RUN) -m pytest -n $(WORKERS)

bench: assets messages
	@$(RUN) -m benchmarks

clean-clone:
	@sh tools/clean_clone.sh
