# make demo     installs claimscrub into .venv and checks the example claims
# make test     every check that a change must pass; sets itself up
# make docs     writes the pages made from rules, fields and functions
# make fuzz     looks for files that break the readers, SECONDS=600 long each; on Linux
# make picture  takes the README's picture of the report, with Chromium
#
# Another Python, in an environment of its own: make test PYTHON=python3.13

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)

ifeq ($(origin PYTHON),file)
VENV ?= .venv
else
VENV ?= .venv-$(VERSION)
endif
BIN := $(VENV)/bin

# Stamps: what they depend on is not done again while it stands.
MADE        := $(VENV)/made-with-python-$(VERSION)
RUNTIME     := $(VENV)/runtime-installed
DEVELOPMENT := $(VENV)/development-installed
LOCKS       := requirements/build.txt requirements/compiled.txt requirements/runtime.txt scripts/install.sh

REPORT := report.html

.DELETE_ON_ERROR:
.PHONY: help demo test lint docs picture bench soak fuzz wheel lock clean

help:
	@sed -n 's/^# make/make/p' Makefile

$(MADE):
	@sh scripts/check_machine.sh $(PYTHON)
	@rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): $(MADE) $(LOCKS)
	scripts/install.sh $(BIN)/python
	@touch $@

$(DEVELOPMENT): $(MADE) $(LOCKS) requirements/development.txt
	scripts/install.sh $(BIN)/python development
	@touch $(RUNTIME) $@

# Exit 1 says that there are findings, and the example is there to have some.
demo: $(RUNTIME)
	@$(BIN)/python cli.py check examples/batch.837 --format html --out $(REPORT); \
	    status=$$?; if [ $$status -gt 1 ]; then exit $$status; fi
	@echo
	@echo "The findings are in $(CURDIR)/$(REPORT): open it in a browser."
	@echo "Your own claims:    $(BIN)/python cli.py check FILE.837"

lint: $(DEVELOPMENT)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# Pages of rules, fields and functions, which a test compares with what is there.
docs: $(RUNTIME)
	$(BIN)/python scripts/make_docs.py

picture: $(RUNTIME)
	scripts/make_picture.sh $(BIN)/python

# How fast, on this machine: tests marked `bench`, one at a time.
bench: $(DEVELOPMENT)
	$(BIN)/python -m pytest -m bench -s

# Every property with a hundred times the examples, and the tests marked `soak`: hours.
soak: $(DEVELOPMENT)
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not bench"

# Broken files that nobody thought of, for so many seconds; Linux, for atheris is made for no other. What it finds is
# left in .fuzz, what it learned in .fuzz/corpus-x12 and .fuzz/corpus-sheets.
# A round ends after two minutes, for what instruments the code holds on to a megabyte at each input.
SECONDS := 600
ROUND := 120
fuzz: $(DEVELOPMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: \
	    -r requirements/fuzzing.txt
	@mkdir -p .fuzz
	for target in x12 sheets; do \
	    end=$$(( $$(date +%s) + $(SECONDS) )); \
	    while [ $$(date +%s) -lt $$end ]; do \
	        $(BIN)/python -m tests.fuzz_$$target .fuzz/corpus-$$target -max_total_time=$(ROUND) -rss_limit_mb=0 \
	            -artifact_prefix=.fuzz/ || exit; \
	    done; \
	done

# A source archive, and the wheel built from it. The date of the last commit dates the files, so that two
# builds of one commit are the same bytes.
wheel: $(DEVELOPMENT)
	@rm -rf build dist claimscrub.egg-info
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || echo 1767225600) \
	    $(BIN)/python -m build --quiet --no-isolation --outdir dist .
	@rm -rf build claimscrub.egg-info

# Pins move only where they must: make lock UPGRADE=--upgrade takes the newest releases.
lock: $(DEVELOPMENT)
	scripts/lock.sh $(BIN)/python $(UPGRADE)

clean:
	rm -rf .venv .venv-3.* .fuzz build dist claimscrub.egg-info $(REPORT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
