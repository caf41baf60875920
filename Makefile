# Everything happens in .venv, which the first command makes; another Python than that one's, named with PYTHON=,
# gets an environment of its own in .venvs.

PYTHON ?= python3
ARGS ?=

VERSION := import sys; print("%d.%d.%d" % sys.version_info[:3])
VENV := .venv
ifneq ($(origin PYTHON),file)
  asked := $(shell $(PYTHON) -c '$(VERSION)' 2>/dev/null)
  there := $(shell $(VENV)/bin/python -c '$(VERSION)' 2>/dev/null)
  ifneq ($(there),)
    ifneq ($(asked),$(there))
      VENV := .venvs/$(or $(asked),unknown)
    endif
  endif
endif
BIN := $(VENV)/bin

# What a version of Python is most likely to break, in about a minute: the standard library's sockets, TLS, smtplib and
# mailbox, type machinery, one screen and one start in a terminal.
QUICK := tests/wire tests/smtp tests/mbox/reading tests/lab tests/cli tests/clients/test_smtplib.py \
  tests/ui/screens/test_lab.py tests/ui/terminal/test_start.py

.PHONY: run test whole quick check lint types imports screenshots guide bench wheel clean

run: $(VENV)/installed            ## start the program: make run ARGS="lab"
	@$(BIN)/helo $(ARGS)

test: $(VENV)/installed           ## the tests, but for those that play whole courses and galleries; those that ARGS names
	@$(BIN)/python -m pytest -q -n auto $(or $(ARGS),-m "not thorough")

whole: $(VENV)/installed          ## every test there is; what fails beside others is tried once more, alone, and named
	@$(BIN)/python -m pytest -q -n auto || { test $$? = 1 \
	  && echo "Once more, alone: a test that passes now is unsteady, and is to be mended as a fault is." \
	  && $(BIN)/python -m pytest -v --last-failed --last-failed-no-failures=none; }

quick: $(VENV)/installed          ## the tests that another Python is tried with: make quick PYTHON=python3.13
	@$(BIN)/python -m pytest -q -n auto $(ARGS) $(QUICK)

check: lint types imports whole  ## all that must hold before a change lands

lint: $(VENV)/installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/installed
	@$(BIN)/mypy

imports: $(VENV)/installed
	@PYTHONPATH=app $(BIN)/lint-imports

screenshots: $(VENV)/installed    ## draw screenshots/*.svg anew
	@$(BIN)/python screenshots/draw.py

guide: $(VENV)/installed          ## write the reference at the end of lessons/README.md anew
	@$(BIN)/python tests/course/model/guide.py

bench: $(VENV)/installed          ## speed beside what a user would pick instead
	@$(BIN)/python benchmarks/run.py $(ARGS)

wheel: $(VENV)/installed          ## dist/*.whl
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer; say which with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv .venvs dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
