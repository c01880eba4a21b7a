# The two commands: `make demo` (set up, score the sample calls, open the dashboard) and `make test`.
# PYTHON, SERVE, HOST and PORT may be given: `make demo PYTHON=python3.12 SERVE=0`.

PYTHON ?= python3
SERVE ?= 1
HOST ?= 127.0.0.1
PORT ?= 8501
BENCH_AUDIO ?= sample_calls
CALLS ?= 5000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --no-compile --constraint requirements.lock
# The demo keeps its calls apart from yours, in ./data; the models are shared.
DEMO := CALLQA_DATA_DIR=$(CURDIR)/data
DEMO_CALLS = $(patsubst %,sample_calls/%.flac,$(shell cat sample_calls/demo.txt))

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types lock bench bench-queue bench-rescore bench-database evaluate samples format clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

demo: .venv/.product ## set up, score eight sample calls, and serve the dashboard (SERVE=0 stops before that)
	@$(BIN)/callqa models pull
	@$(DEMO) $(BIN)/callqa process $(DEMO_CALLS)
	@echo "One call with its evidence: CALLQA_DATA_DIR=data $(BIN)/callqa show 1"
	@if [ "$(SERVE)" != 0 ]; then $(DEMO) $(BIN)/callqa serve --host $(HOST) --port $(PORT); fi

test: .venv/.dev ## set up what is missing and run every test
	@$(BIN)/callqa models pull
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/.dev lint types ## style, types, who imports whom, and whether the lock is current
	$(BIN)/python -m pytest -q tests/test_architecture.py
	.ci/lock --check

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy

format: .venv/.dev ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.dev ## bring requirements.lock up to date with pyproject.toml
	.ci/lock

bench: .venv/.dev ## measure speed and memory; BENCH_AUDIO=FILE-OR-FOLDER
	@$(BIN)/callqa models pull
	$(BIN)/python -m tests.benchmarks.process $(BENCH_AUDIO)

bench-queue: .venv/.dev ## measure the queue with 10,000 recordings in line, on files, Redis and RabbitMQ; BROKERS=files
	$(BIN)/python -m tests.benchmarks.queue $(BROKERS)

bench-rescore: .venv/.dev ## measure how fast stored calls are scored anew; CALLS=5000
	$(BIN)/python -m tests.benchmarks.rescore $(CALLS)

bench-database: CALLS = 200000
bench-database: .venv/.dev ## measure the lists and figures of many stored calls on both databases; CALLS=200000
	$(BIN)/python -m tests.benchmarks.database $(CALLS)

evaluate: .venv/.dev ## hear the sample calls anew, compare with their truth, and write docs/accuracy.md
	@$(BIN)/callqa models pull
	@CALLQA_DATA_DIR=$(CURDIR)/data/evaluate $(BIN)/callqa evaluate sample_calls --again --jobs 1 --report docs/accuracy.md

samples: .venv/.dev ## speak the sample calls again from sample_calls/scripts (needs Debian's hold music; slow)
	$(PIP) --editable '.[samples]'
	$(BIN)/python -m sample_calls.generate

clean: ## remove the environment and the demo's data
	rm -rf .venv data

# What a stamp stands for is installed with exact versions; a change of the lock or of pyproject.toml installs anew.
.venv/bin/python:
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	  || { echo "callqa needs Python 3.11 to 3.13; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv .venv \
	  || { echo "no venv module: on Debian or Ubuntu, apt-get install python3-venv" >&2; rm -rf .venv; exit 2; }

.venv/.product: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing callqa with voices (1.5 to 3 minutes, 2 to 3 GB the first time)"
	@$(PIP) --upgrade pip
	@$(PIP) --editable '.[voices]'
	@touch $@

.venv/.dev: .venv/.product
	@echo "Installing what the tests need"
	@$(PIP) --editable '.[voices,postgres,redis,dev]'
	@touch $@
