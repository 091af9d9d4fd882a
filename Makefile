# Everything goes through two words: `make dataset` builds the dataset, `make test` proves the code.
# The environment is set up once, and again when requirements.lock or pyproject.toml change.

.DEFAULT_GOAL := dataset
.PHONY: dataset test quality soak fuzz bench scale lint format lock clean

VENV ?= .venv
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
BIN := $(abspath $(VENV))/bin
SET_UP := $(VENV)/set-up-$(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')
BENCH ?= .venv-bench
BENCH_SET_UP := $(BENCH)/set-up-$(shell cksum < benchmarks/requirements.lock | tr ' ' '-')
ARTICLES ?= 2000
ROUNDS ?= 3

export PATH := $(BIN):$(PATH)
export DVC_NO_ANALYTICS := 1

dataset: $(SET_UP)
	@dvc repro

# Two processes divide the tests: in each of them polars has one thread.
test: $(SET_UP) lint
	@POLARS_MAX_THREADS=1 python -m pytest

# How good the rules are, by the project's gold, or by other data of the same form: make quality DATA=folder.
# With ACCEPT=1 the scores become those that the tests ask for.
quality: $(SET_UP)
	@pressmark quality $(if $(DATA),--data '$(DATA)') $(if $(ACCEPT),--accept)

# Kills the pipeline hundreds of times, and gives it lines of 50 MB: more than an hour.
soak: $(SET_UP)
	@SOAK=1 python -m pytest -n0 -v tests/test_bad_input.py tests/test_kill.py

# Reads 10,000 damaged files of every format: a quarter of an hour.
fuzz: $(SET_UP)
	@FUZZ=10000 python -m pytest -n0 -s tests/test_fuzz.py

lint: $(SET_UP)
	@ruff format --check --quiet . || (echo "format: run 'make format'" && false)
	@ruff check --quiet .
	@python -m mypy

format: $(SET_UP)
	@ruff format .
	@ruff check --fix .

# Compares the pipeline with its peers: benchmarks/RESULTS.md. In an environment of its own, with the peers' libraries.
bench: $(BENCH_SET_UP)
	@PYTHONPATH=. $(BENCH)/bin/python -m benchmarks.run --n-articles $(ARTICLES) --n-rounds $(ROUNDS)
	@PYTHONPATH=. $(BENCH)/bin/python -m benchmarks.stage_profile --n-articles $(ARTICLES)

# How cost and memory grow with the corpus: benchmarks/SCALE.md.
scale: $(BENCH_SET_UP)
	@PYTHONPATH=. $(BENCH)/bin/python -m benchmarks.scale

$(BENCH_SET_UP):
	@test -n "$(PYTHON)" || (echo "Pressmark needs Python 3.11 or newer: install one, or name it with 'make PYTHON=/path/to/python3'" && false)
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@touch $@

$(SET_UP):
	@test -n "$(PYTHON)" || (echo "Pressmark needs Python 3.11 or newer: install one, or name it with 'make PYTHON=/path/to/python3'" && false)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --no-annotate \
		--custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --constraint requirements.lock \
		--custom-compile-command 'make lock' --output-file benchmarks/requirements.lock benchmarks/requirements.in pyproject.toml

clean:
	rm -rf $(VENV) $(BENCH) .pressmark data/interim data/dataset data/reports/index.html data/reports/plots.html dvc_plots
