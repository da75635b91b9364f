# One list of commands; .ci/run uses the same. PYTHON is the interpreter that has requirements/lint.txt installed.
PYTHON ?= .venv-lint/bin/python

.PHONY: setup fmt lint type test bench evaluate demo-capture docs languages build

setup:  ## an environment for working on the code
	python3 -m venv .venv-lint
	.venv-lint/bin/pip install -q -c requirements/constraints.txt -r requirements/lint.txt -e .

fmt:
	$(PYTHON) -m ruff format .

lint:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .

type:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest -n auto

bench:  ## measured, printed as a table; nothing fails on a time
	$(PYTHON) -m tests.bench

evaluate:  ## what the rules find on labelled virtual phones; fails where a target is missed
	$(PYTHON) -m tests.evaluation

demo-capture:  ## makes scanner/data/demo.zip again, by scanning the virtual demonstration phone
	$(PYTHON) -m tests.virtual_phone.record_demo

docs:  ## writes the pages of docs/ that are made from the probes and the rules
	$(PYTHON) -m tests.docs

languages:  ## brings the catalogues of scanner/locale up to the messages of the source, and compiles them
	$(PYTHON) -m tests.languages

build:
	$(PYTHON) -m pip wheel --no-deps -q -w dist .
