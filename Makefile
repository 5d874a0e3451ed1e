# The two commands of a newcomer: `make demo`, `make test`. All else is for developers.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m
PIP := $(RUN) pip install --quiet --disable-pip-version-check --constraint constraints.txt
ATTACKS := tests/attacks
DEMO := assignments/lab-frameworks/demo.ipynb
# Assignments have names with hyphens; types are checked under names with underscores.
TYPED := build/typed
WORDS := -k say:1 -k say_n:1,2 -k mark:1 -k check:1 --no-location --sort-output --omit-header --ignore-dirs known
UPDATE := -l es --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete --width 88

.PHONY: demo test verify prove bench lint types format messages starters schema clean

demo: .venv/.torch  ## grade a realistic submission and show the report
	$(RUN) grader submit $(DEMO) --html report.html

test: .venv/.all  ## run the tests, without the slow proofs; attacks as a user too
	$(RUN) pytest -n 2 --dist loadgroup -m "not slow"
	$(BIN)/python $(ATTACKS)/as_ordinary_user.py -n 2 --dist loadgroup \
	  $(ATTACKS)/test_kernel_attacks.py $(ATTACKS)/test_killed.py

verify: .venv/.all  ## references, starters and known mistakes get what they have to
	$(RUN) grader reference verify

prove: .venv/.all  ## the slow proofs
	$(RUN) pytest -n 2 -m slow

bench: .venv/.all  ## how long commands take to start, and notebooks in each sandbox
	$(BIN)/python tests/benchmarks/host_start.py
	$(BIN)/python tests/benchmarks/sandboxes.py

lint: .venv/.all
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: .venv/.all
	$(RUN) mypy
	rm -rf $(TYPED) && mkdir -p $(TYPED)
	for folder in assignments/*/; do \
	  ln -s "$$PWD/$$folder" "$(TYPED)/$$(basename $$folder | tr - _)"; done
	MYPYPATH=$(TYPED) $(RUN) mypy --explicit-package-bases --config-file pyproject.toml \
	  $(TYPED)/*/exam.py $(TYPED)/*/checks.py

format: .venv/.all
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

messages: .venv/.all  ## words of the code into the catalogues; catalogues compiled
	mkdir -p build
	for folder in grader assignments/*; do \
	  po=$$folder/locale/es/LC_MESSAGES/messages.po; mkdir -p "$$(dirname $$po)"; \
	  $(RUN) babel.messages.frontend -q extract $(WORDS) -o build/messages.pot $$folder; \
	  test -f $$po || $(RUN) babel.messages.frontend -q init -l es -i build/messages.pot -o $$po; \
	  $(RUN) babel.messages.frontend -q update $(UPDATE) -i build/messages.pot -o $$po; \
	  $(RUN) babel.messages.frontend -q compile -i $$po -o "$${po%.po}.mo"; done

starters: .venv/.all  ## starters from the reference scripts
	$(RUN) grader reference starters

schema: .venv/.all  ## the JSON Schema of a result from its types
	$(BIN)/python -c "from grader import result; result.write_schema()"

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.torch: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable '.[torch]'
	touch $@

.venv/.all: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable '.[all,dev]'
	touch $@ .venv/.torch

clean:
	rm -rf .venv build dist report.html
