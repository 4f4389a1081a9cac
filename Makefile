# Thin on purpose: packaging/bootstrap.py does the work, and runs on Windows and macOS without make too.
PYTHON ?= python3
ARGS ?=
GPU =

.PHONY: run test lint bench setup screenshots translations clean

run test lint bench setup screenshots translations:
	@$(PYTHON) packaging/bootstrap.py $@ $(if $(GPU),--gpu $(GPU)) $(ARGS)

clean:
	rm -rf .venv build dist src/*.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage
