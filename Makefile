# Everything the project can do. On a fresh machine only Python 3.11 or later and make are needed; uv is used where it is on PATH.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/ready
PACK := packs/xinxiang/meiyu-2023
YEAR := 2024
AS_OF := 2024-06-30
N ?= 1000000
PORT ?= 8000

.PHONY: help setup run front-end survey test system-packages check nightly bench docs pictures messages lock clean

help:
	@echo "make run       start the platform with the demonstration data at http://127.0.0.1:8000 (PORT=8001 for another port)"
	@echo "make survey    survey the demonstration data from the command line; says where the workbook lies"
	@echo "make test      run all tests"
	@echo "make check     style, types, layers, documentation, messages"
	@echo "make nightly   the generative tests, 25 times as hard"
	@echo "make bench     measure ours beside its peers; N=10000000 for more subjects (installs the peers)"
	@echo "make docs      write docs/reference anew"
	@echo "make messages  bring new messages into the Chinese catalogue"
	@echo "make lock      resolve the dependencies anew (needs uv)"
	@echo "make setup     only make .venv"

setup: $(READY)

$(READY): pyproject.toml uv.lock requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and was not found. Install it, or name it: make PYTHON=/path/to/python"; exit 1; }
	@if command -v uv >/dev/null 2>&1 && uv sync --quiet --frozen --python "$(PYTHON)"; then \
		echo "Set up .venv with uv."; \
	else \
		echo "Setting up .venv with pip (a minute or two the first time)."; \
		"$(PYTHON)" -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; \
	fi
	@touch $@

# DATABASE_URL and MINGPIN_HOME are respected; what is there already stays.
run: $(READY) front-end
	@MINGPIN_DEMONSTRATION=1 $(BIN)/mingpin migrate >/dev/null
	@MINGPIN_DEMONSTRATION=1 $(BIN)/mingpin demo --stage policies --if-empty
	@MINGPIN_DEMONSTRATION=1 $(BIN)/mingpin serve --with-worker --port $(PORT)

# The front-end parts from the npm registry; pages stay readable where it cannot be reached.
front-end: $(READY)
	@$(BIN)/python -m tools.front_end || true

survey: $(READY)
	@$(BIN)/mingpin demo-data --subjects 3000 --seed 7 --out var/demo
	@$(BIN)/mingpin survey var/demo --pack $(PACK) --year $(YEAR) --as-of $(AS_OF) --out var/survey

# What only looks at pages, which are the same on both databases: on PostgreSQL it is run by `make nightly`.
PAGES_ONLY := --ignore-glob='*/test_pages.py' --ignore=tests/trust/test_sec_02_canaries.py \
	--ignore=tests/trust/test_sec_08_headers.py --ignore=tests/trust/test_sec_12_markup.py

# All tests on SQLite, then those of the platform again on PostgreSQL.
test: $(READY) front-end system-packages
	@$(BIN)/python -m pytest -n auto --dist worksteal
	@$(BIN)/python -m tools.postgresql $(BIN)/python -m pytest -n auto --dist worksteal tests/platform tests/trust $(PAGES_ONLY)

# What the browser tests and the tests on PostgreSQL need of the system; where it cannot be installed, it is said what is skipped.
system-packages:
	@$(BIN)/python -m tools.system_packages

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/project

nightly: $(READY) front-end system-packages
	MINGPIN_NIGHTLY=1 $(BIN)/python -m pytest -n auto --dist worksteal
	MINGPIN_NIGHTLY=1 $(BIN)/python -m tools.postgresql $(BIN)/python -m pytest -n auto --dist worksteal tests/platform tests/trust

bench: .venv/ready-bench
	@$(BIN)/python -m benchmarks.register --rows $(N)
	@$(BIN)/python -m benchmarks.evidence
	@$(BIN)/python -m benchmarks.resurvey
	@$(BIN)/python benchmarks/survey.py
	@$(BIN)/python benchmarks/intake.py

# The peers are no dependencies of the program: extra `bench`.
.venv/ready-bench: $(READY)
	@if command -v uv >/dev/null 2>&1 && uv sync --quiet --frozen --extra bench; then :; else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'; \
	fi
	@touch $@

docs: $(READY)
	$(BIN)/python -m tools.build_reference

# The README's pictures, from the last `make survey`; needs LibreOffice, pdftoppm and Chromium.
pictures: $(READY)
	$(BIN)/python -m tools.pictures var/survey

messages: $(READY)
	$(BIN)/python -m tools.messages

# requirements.lock is what pip reads: the same versions and hashes as uv.lock.
lock:
	uv lock
	uv export --quiet --frozen --no-emit-project --no-header --no-annotate --output-file requirements.lock

clean:
	rm -rf .venv var .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
