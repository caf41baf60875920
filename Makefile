# Everything happens in .venv, which the first command makes.

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: run test check lint types imports screenshots guide bench wheel clean

run: .venv/installed            ## start the program: make run ARGS="lab"
	@$(BIN)/helo $(ARGS)

test: .venv/installed           ## all tests
	@$(BIN)/python -m pytest -q -n auto $(ARGS)

check: lint types imports test  ## all that must hold before a change lands

lint: .venv/installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: .venv/installed
	@$(BIN)/mypy

imports: .venv/installed
	@PYTHONPATH=app $(BIN)/lint-imports

screenshots: .venv/installed    ## draw screenshots/*.svg anew
	@$(BIN)/python screenshots/draw.py

guide: .venv/installed          ## write the reference at the end of lessons/README.md anew
	@$(BIN)/python tests/course/model/guide.py

bench: .venv/installed          ## speed beside what a user would pick instead
	@$(BIN)/python benchmarks/run.py $(ARGS)

wheel: .venv/installed          ## dist/*.whl
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer; say which with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
