# Two commands on a fresh machine: `make run` and `make test`. Everything else is for developers.

PYTHON ?= python3
RUN_ENV := .venv
TEST_ENV := .venv-test
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint types check bench demo clean help

help:  ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

run: $(RUN_ENV)/.ready  ## open the window on a demo catalogue (without a display: analyse the demo photos, take screenshots)
	@sh packaging/system_libraries.sh $(RUN_ENV)/bin/python
	@$(RUN_ENV)/bin/python -m mineral_desk demo

test: $(TEST_ENV)/.ready lint types  ## everything CI does: lint, strict types, all tests
	@sh packaging/system_libraries.sh $(TEST_ENV)/bin/python
	QT_QPA_PLATFORM=offscreen $(TEST_ENV)/bin/python -m pytest

lint: $(TEST_ENV)/.ready
	$(TEST_ENV)/bin/ruff check mineral_desk tests
	$(TEST_ENV)/bin/ruff format --check mineral_desk tests

types: $(TEST_ENV)/.ready
	$(TEST_ENV)/bin/mypy

bench: $(TEST_ENV)/.ready  ## print the benchmark table (needs the third-party photos beside the checkout for its accuracies)
	@QT_QPA_PLATFORM=offscreen $(TEST_ENV)/bin/python -m tests.benchmarks.bench

clean:  ## remove the environments and what runs left behind
	rm -rf $(RUN_ENV) $(TEST_ENV) .cache out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(RUN_ENV)/.ready: pyproject.toml
	@sh packaging/environment.sh $(PYTHON) $(RUN_ENV) -e .
	@touch $@

# torch first and alone: a range that admits another release would bring a second copy of it
$(TEST_ENV)/.ready: pyproject.toml
	@sh packaging/environment.sh $(PYTHON) $(TEST_ENV) torch==2.13.0
	@sh packaging/environment.sh $(PYTHON) $(TEST_ENV) -e '.[raw,test,training]'
	@touch $@
