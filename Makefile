BIN := .venv/bin
STAMP := .venv/.installed
UV ?= uv

export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve build quick test fuzz check new bench lint format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' Makefile

serve: $(STAMP) ## serve the site with live reload
	$(BIN)/mkdocs serve $(ARGS)

build: $(STAMP) ## build the site strictly into site/
	$(BIN)/mkdocs build --strict $(ARGS)

quick: $(STAMP) ## run the fast tests: no build, no browser, no notebook
	$(BIN)/pytest -n auto --dist loadfile -m 'not fuzz and not slow' tests/logic $(ARGS)

test: $(STAMP) ## run the tests, fast ones first (one of them: make test ARGS="-k NAME")
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: $(STAMP) ## run the long campaigns, of which the tests run a sample
	$(BIN)/pytest -n auto -m fuzz $(ARGS)

check: $(STAMP) ## check the formulas alone, without building the site
	@$(BIN)/python -m checked_equations $(ARGS)

new: $(STAMP) ## begin a derivation: snippet, page and test (make new NAME=logistic_regression)
	@$(BIN)/python -m checked_equations new $(or $(NAME),$(error say which: make new NAME=logistic_regression))

bench: $(STAMP) ## measure what checking and typesetting cost
	$(BIN)/python tests/bench.py $(ARGS)
	$(BIN)/python tests/bench_browser.py

lint: $(STAMP) ## check formatting, style and types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(STAMP) ## format the Python code and fix what can be fixed
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

lock: ## remake requirements.txt from pyproject.toml (newest versions: make lock ARGS=--upgrade)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or make lock UV=/path/to/uv" >&2; exit 1; }
	$(UV) pip compile pyproject.toml --group build --group site --group test --group lint \
	  --quiet --universal --python-version 3.11 --fork-strategy fewest \
	  --prerelease disallow --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --output-file requirements.txt $(ARGS)

clean: ## remove site/ and every cache, but not .venv
	rm -rf site .cache .mypy_cache .pytest_cache .ruff_cache
	find docs snippets tests -name __pycache__ -type d -prune -exec rm -rf {} +

# .venv/.installing marks an environment whose installation was interrupted: it is made anew.
$(STAMP): requirements.txt pyproject.toml
	@ready='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'; \
	{ test ! -e .venv/.installing && $(BIN)/python -c "import pip; $$ready" 2>/dev/null; } || { \
	  for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	    if $$python -c "$$ready" 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  test -n "$$found" || { \
	    echo "Python 3.11 to 3.14 is needed, and $(or $(PYTHON),python3) is none of them." \
	      "Say where it is: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	    exit 1; }; \
	  echo "Making .venv with $$($$found --version)" >&2; \
	  $$found -m venv --clear .venv; }
	@rm -f $@ && touch .venv/.installing
	@echo "Installing requirements.txt into .venv (about a minute, once)" >&2
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@mv .venv/.installing $@
