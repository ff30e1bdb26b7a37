PYTHON := .venv/bin/python
# For every Python from 3.11.0 on: what only older ones need is in the files too, marked as such.
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url

.PHONY: help setup demo demo-reset lint test test-deep bench lock messages screens

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: ## Get everything the portal needs
	@bin/setup

demo: ## Run the portal with fictitious organisations until Ctrl-C
	@bin/setup
	@$(PYTHON) manage.py up --demo

demo-reset: ## Throw the state folder away and run the demo afresh
	@bin/setup
	@$(PYTHON) -m portal.local.reset
	@$(PYTHON) manage.py up --demo

lint: ## Run the checks that only read the code
	@bin/setup --dev
	@bin/lint

test: ## Run all checks and all tests
	@bin/setup --dev
	@bin/test

test-deep: ## The same, with the tree of shares and the interleaved requests at full size
	@bin/setup --dev
	@HEFU_DEEP=1 bin/test

bench: ## Measure, print the table and write bench/results/latest.json
	@bin/setup --dev
	@.venv/bin/uv pip install --quiet --require-hashes --requirement requirements-bench.txt \
		|| echo "bench: the peers could not all be installed; rows without theirs say so"
	@$(PYTHON) -m bench

lock: ## Compile the requirement files anew
	@bin/setup --dev
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(COMPILE) -c requirements-dev.txt requirements-bench.in -o requirements-bench.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	$(COMPILE) requirements-setup.in -o requirements-setup.txt
	npm install --package-lock-only --ignore-scripts

messages: ## Bring the catalogue up to date with the strings of the code; then translate what is empty
	@$(PYTHON) manage.py makemessages -l zh_Hans --no-location --no-wrap --no-obsolete --ignore=node_modules --ignore=.venv --ignore=tests --ignore=.hefu --ignore=bench
	@.venv/bin/pybabel compile -d locale -D django

screens: ## Take the screenshots of docs/screens from a running demo
	@$(PYTHON) bin/screens
