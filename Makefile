# One command for each thing that is done to this project. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

VERSIONS := 3.11 3.12 3.13
PYTEST := -m pytest -n 2
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-input
, := ,

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test check docs test-all fuzz fuzz-corpus bench bench-peers soak corpus sdks seed lock fix clean

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1: \2/p' $(MAKEFILE_LIST)

serve: $(VENV)/.installed ## install what is missing, then serve every vendor (ARGS="rotor --port 9000")
	@$(BIN)/mockserver serve $(ARGS)

test: check ## everything that CI runs: check, the whole suite, its coverage (ARGS="-k paging")
	@$(BIN)/python $(PYTEST) $(or $(ARGS),--cov --cov-report=)

check: $(VENV)/.installed ## lint, format, types, layers, pages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mkdocs build --strict --quiet

docs: $(VENV)/.installed ## build the site of docs/, into build/site
	@$(BIN)/mkdocs build --strict

test-all: $(VERSIONS:%=.venvs/%/.installed) ## the whole suite on each supported Python
	@failed=; for version in $(VERSIONS); do \
		echo "== Python $$version"; .venvs/$$version/bin/python $(PYTEST) $(ARGS) || failed="$$failed $$version"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed on Python$$failed" >&2; exit 1; fi

fuzz: $(VENV)/.installed ## Schemathesis against every vendor, and the parsers, with a large budget
	@$(BIN)/python -m pytest -q --hypothesis-profile=fuzz tests/hardening/test_fuzzed_parsers.py
	@$(BIN)/mockserver fuzz --max-examples 500 $(ARGS)

bench-peers: $(VENV)/.installed ## beside other servers that stand in for an API (ARGS="prism fastapi --rounds 1")
	@$(BIN)/python benchmarks/peers.py $(ARGS)

soak: $(VENV)/.installed ## minutes of mixed load, slow and broken clients: fails on growth (ARGS="--minutes 30")
	@$(BIN)/python benchmarks/soak.py $(ARGS)

bench: $(VENV)/.installed ## print the figures that docs/figures.md names
	@$(BIN)/python benchmarks/run.py $(ARGS)

fuzz-corpus: $(VENV)/.installed ## what fuzz finds in ../shared/corpus at three seeds (ARGS="--phases laws --only mist")
	@$(BIN)/python benchmarks/fuzz_corpus.py $(ARGS)

corpus: $(VENV)/.installed ## how every document of ../shared/corpus is served (ARGS="--only mist --cap 60")
	@$(BIN)/python benchmarks/corpus.py $(ARGS)

sdks: $(VENV)/.installed ## vendors' own SDKs against the vendors' documents (ARGS="hcloud --details")
	@$(BIN)/python -m tests.sdks.run $(ARGS)

seed: $(VENV)/.installed ## write the generated fixtures again
	@$(BIN)/mockserver seed $(ARGS)

lock: $(VENV)/.installed ## write requirements.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
		--extra dev --no-emit-index-url --no-header $(ARGS) --output-file requirements.lock

fix: $(VENV)/.installed ## repair what ruff can repair, and format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

clean: ## remove environments, caches and builds
	@rm -rf $(VENV) .venvs build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment at $(1), made with the interpreter $(2): the locked packages, then this project alone.
# hatchling is among the locked packages, so nothing unpinned takes part in the build.
define install
	echo "Installing into $(1) (a minute or so, once)"; \
	$(1)/bin/python -m pip --version >/dev/null 2>&1 || "$(2)" -m venv $(1); \
	$(1)/bin/python $(PIP_INSTALL) --require-hashes -r requirements.lock; \
	$(1)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation -e .; \
	touch $(1)/.installed
endef

# Does the interpreter "$(1)" run, and can it make a virtual environment? A pyenv shim exists and still may not run.
usable = "$(1)" -c 'import ensurepip, sys, venv; sys.exit(not ($(2)))' >/dev/null 2>&1

$(VENV)/.installed: requirements.lock pyproject.toml
	@set -e; \
	if ! $(call usable,$(PYTHON),sys.version_info >= (3$(,) 11)); then \
		echo "$(PYTHON) is not a Python 3.11 or newer with venv. Install one (Debian: apt-get install python3 python3-venv)" >&2; \
		echo "or name one: make PYTHON=/path/to/python3.12 ..." >&2; \
		exit 1; \
	fi; \
	$(call install,$(VENV),$(PYTHON))

.venvs/%/.installed: requirements.lock pyproject.toml
	@set -e; found=; \
	for python in python$* "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$*.*/bin/python "$$HOME"/.pyenv/versions/$*.*/bin/python; do \
		if $(call usable,$$python,"%d.%d" % sys.version_info[:2] == "$*"); then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "No working Python $* on PATH or under pyenv. Install it: pyenv install $* (Debian: apt-get install python$* python$*-venv)" >&2; \
		exit 1; \
	fi; \
	$(call install,.venvs/$*,$$found)
