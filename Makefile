# Every command of daily work. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# How many processes share the tests; each has a database server of its own. One more than there are processors, for now
# and then one waits for what a clock must bring.
WORKERS ?= 3
# A stamp per lock file: a changed lock installs again, an unchanged one costs nothing.
RUNTIME := $(VENV)/.runtime
FULL := $(VENV)/.full
PACKAGES := domain storage adapters handlers jobs web bot emulator

.DEFAULT_GOAL := help
.PHONY: help setup demo test proof check bench format lock pictures clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本(Python 3.11 or newer is needed): make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "无法创建虚拟环境。Debian/Ubuntu 上请先安装 python3-venv(cannot make a virtual environment; install python3-venv)"; exit 1; }

# What is never imported need not be compiled: that would be a fifth of a newcomer's waiting.
$(RUNTIME): requirements.lock | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements.lock
	@touch $@

$(FULL): requirements-dev.lock | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@ $(RUNTIME)

setup: $(RUNTIME) ## make .venv and install the locked dependencies

demo: $(RUNTIME) ## the sample college, the emulator and the bot; prints the playground's address
	@exec $(BIN)/python run.py demo $(ARGS)

test: $(FULL) ## every test, on a real PostgreSQL and in a real browser
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PATIENCE) $(ARGS)

proof: export DUTYBELL_THOROUGH = 1
proof: PATIENCE := --timeout 1200
proof: test ## the tests with everything tried: every death, every form everywhere, twenty times the examples

check: $(FULL) ## lint, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/pyright

bench: $(FULL) ## the benchmarks, beside what one would use instead; written to benchmarks/results/
	@$(BIN)/python -m benchmarks $(ARGS)

format: $(FULL) ## lay the code out
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

lock: ## resolve the dependencies anew (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@uv pip compile pyproject.toml --group test --group lint --group bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements-dev.lock

pictures: $(FULL) ## make the pictures of README anew (needs Chromium and a Chinese font)
	@DUTYBELL_PICTURES=1 $(BIN)/python -m pytest tests/browser

clean: ## remove what was made: environment, demo data, caches
	@rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
