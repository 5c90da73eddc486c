# What can be done here; `make` alone lists it. Every command first sees to it that this machine has what it
# needs (.ci/setup), which takes no time once it does. ARGS="…" is handed on.

PYTHON_HERE := .venv/bin/python
SEEDS := 2000
MINUTES := 10
# Debian keeps mosquitto where users do not look. A virtual environment that happens to be active is not meant.
export PATH := $(CURDIR)/.venv/bin:$(PATH):/usr/local/sbin:/usr/sbin:/sbin
# Nor who forbids Python to keep what it has compiled: a mall on one machine starts the same modules dozens of times.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix docs bench sim fuzz lock clean
.NOTPARALLEL:

help: ## this list
	@echo 'make COMMAND [ARGS="…"]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 10

setup: ## get everything that is missing on this machine; all the other commands do it themselves
	@.ci/setup tests

demo: ## a whole mall on this machine, until Ctrl-C; ARGS="--help" tells what else it can do
	@.ci/setup run
	@$(PYTHON_HERE) -m provisioning rehearse $(ARGS)

test: ## all tests, with real brokers and browsers; ARGS="tests/unit -k board" picks some
	@.ci/setup tests
	@$(if $(ARGS),$(PYTHON_HERE) -m pytest -n 3 --dist loadfile $(ARGS),.ci/test)

check: ## the fast half: lint, format, types and unit tests
	@.ci/setup tools
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m pyright
	$(PYTHON_HERE) -m pytest tests/unit $(ARGS)

fix: ## mend what a machine can mend: lint and format
	@.ci/setup tools
	$(PYTHON_HERE) -m ruff check --fix
	$(PYTHON_HERE) -m ruff format

# Every generated page and picture, one line each. A test compares them with what is committed.
docs: ## write the generated pages and pictures again
	@.ci/setup tools
	$(PYTHON_HERE) -m broker_config reference --out docs
	$(PYTHON_HERE) -m kiosk.reference --out docs
	$(PYTHON_HERE) -m hub.diagram --out docs
	$(PYTHON_HERE) -m kiosk.selftest.manual --out docs
	$(PYTHON_HERE) -m display.manual --out docs
	$(PYTHON_HERE) -m hub.api.reference --out docs
	$(PYTHON_HERE) -m hub.minutes.picture --out docs/pictures
	$(PYTHON_HERE) -m tests.receipt_pictures --out docs/pictures
	$(PYTHON_HERE) -m display gallery --out docs/pictures/display
	$(PYTHON_HERE) -m kiosk.panel.still provisioning/examples/small.toml --width 800 --height 480 --inches 7 --out docs/pictures/panel
	$(PYTHON_HERE) -m kiosk.panel.still provisioning/examples/full.toml --width 1280 --height 800 --inches 10.1 --language en --prefix wide- --only agencies services --out docs/pictures/panel
	$(PYTHON_HERE) -m kiosk.panel.still provisioning/examples/full.toml --width 800 --height 480 --inches 7 --large --prefix large- --only services details --out docs/pictures/panel
	$(PYTHON_HERE) -m kiosk.panel.still provisioning/examples/full.toml --width 540 --height 960 --inches 21.5 --low --prefix low- --only agencies details --out docs/pictures/panel

bench: ## how fast, beside the floor this machine allows; ARGS="--json FILE" keeps the figures
	@.ci/setup tools
	@$(PYTHON_HERE) -m tests.bench $(ARGS)

sim: ## the simulated protocol under loss and crashes; SEEDS=20000 for more
	@.ci/setup tools
	@$(PYTHON_HERE) -m tests.simulation --seeds $(SEEDS) $(ARGS)

fuzz: ## guess at every parser of a serial line, led by what its code reaches; MINUTES=60 for longer
	@.ci/setup fuzz
	@$(PYTHON_HERE) -m tests.fuzz --minutes $(MINUTES) $(ARGS)

lock: ## move uv.lock to the newest packages that pyproject.toml allows
	@.ci/setup tools
	$(PYTHON_HERE) -m uv lock --upgrade

clean: ## throw away what these commands made, .venv too
	rm -rf .venv .demo .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
