# Needs Python 3.11 or later and a package registry, nothing else. Paths are relative throughout, because make
# splits absolute ones at spaces; tools run as `python -m`, because the scripts of an environment hold its path.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
python := .venv/bin/python
pip := $(python) -m pip --disable-pip-version-check --quiet
# An environment knows where it lies, so a copied or moved checkout makes its own. Its link to the checkout is made
# relative: Python reads it in the locale's encoding, and dies of a path that the locale cannot spell.
place := $(shell pwd -P | cksum | cut -d ' ' -f 1)
empty := .venv/empty-$(place)
run := .venv/run-$(place)
dev := .venv/dev-$(place)
spark := .venv/spark-$(place)
peers := .venv/peers-$(place)
hear := .venv/hear-$(place)
stores := .venv/stores-$(place)
compile := $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(upgrade)

# Much of the gate's tests is waiting, for servers, time limits and kills: twice as many workers as processors.
workers ?= $(shell expr 2 \* $$(nproc 2>/dev/null || echo 2))

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo hear spark test test-spark torture lint law docs lock bench bench-hear bench-peers mutants clean

help: ## what make can do
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

demo: $(run) ## audit the sample data and write the report to out/demo
	@ZILV_KEY_FILE=.venv/demo.key $(python) -m zilv audit samples/attempts.csv --registers samples/registers --law cn --out out/demo || [ $$? -eq 1 ]

test: lint ## everything that must hold: style, types, imports, law cases, unit, property and documentation tests
	$(python) -m pytest -p no:xdist -m alone
	$(python) -m pytest -n $(workers) -m "not alone"

spark: $(spark) ## Apache Spark for the tests that need it; fetches 450 MB once

test-spark: $(stores) ## the audit on Apache Spark against the embedded engine; fetches 650 MB once, needs Java 17
	@command -v java >/dev/null || { echo "Spark needs Java 17: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
	ZILV_ATTEMPTS_OF_ONE=200000 $(python) -m pytest -p no:xdist tests/spark

torture: $(dev) ## the gate at full size: 80,000 asks by 8 processes, 210 kills, a month played through; takes an hour
	ZILV_CROWD=8x10000x500 ZILV_KILLS=70 ZILV_PAUSE_S=30 MODEL_TIMES=30 MONTH_DAYS=30 MONTH_DEBTORS=300 \
		$(python) -m pytest -p no:xdist tests/gate/crowd tests/gate/faults tests/gate/model tests/gate/month

lint: $(dev) ## style, types, and who may import whom
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo

law: $(run) ## read the law, run its cases, show what nothing checks yet
	$(python) -m zilv law lint
	$(python) -m zilv law test
	$(python) -m zilv law coverage

docs: $(dev) ## write docs/reference anew from the code
	$(python) -m docs.generate

lock: $(dev) ## write the locks anew from pyproject.toml; upgrade=--upgrade takes the newest of everything
	$(compile) pyproject.toml -o requirements.txt
	$(compile) --group build -o requirements-build.txt
	$(compile) pyproject.toml --group dev -c requirements.txt -c requirements-build.txt -o requirements-dev.txt
	$(compile) pyproject.toml --extra spark -c requirements-dev.txt -o requirements-spark.txt
	$(compile) --group peers -c requirements-dev.txt -o requirements-peers.txt
	$(compile) --group hear -c requirements-dev.txt -o requirements-hear.txt
	$(compile) --group voices --no-deps -o requirements-voices.txt
	$(compile) --group stores --no-deps -o requirements-stores.txt

bench: $(dev) ## measure, as ratios in one run
	$(python) -m bench.audit
	$(python) -m bench.intake
	$(python) -m bench.gate
	$(python) -m bench.speech
	$(python) -m bench.guard

hear: $(hear) ## engines and weights that recognise speech for real; fetches 400 MB once

bench-hear: $(hear) ## character errors of Whisper base, and voices told apart, on public clips
	$(python) -m bench.hear
	$(python) -m bench.diarise

bench-peers: $(peers) ## the same counts and rules in other engines; fetches 500 MB once
	$(python) -m bench.peers

mutants: $(dev) ## change the checks one operator at a time; list what no test notices (files=PATTERN for a part)
	$(python) -m tests.mutants $(files)

clean: ## remove all that make made
	rm -rf .venv out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

define install
	@echo "Fetching packages into .venv, once; this takes a minute or two."
	@$(pip) install --require-hashes --only-binary :all: $(1)
	@$(pip) install --no-index --no-deps --no-build-isolation --editable .
	@for link in .venv/lib/python3*/site-packages/*zilv.pth; do echo ../../../.. > "$$link"; done
	@touch $@
endef

$(empty):
	@test -n "$(PYTHON)" || { echo "zilv needs Python 3.11 or later, and none is on the PATH" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv
	@touch $@

$(run): $(empty) requirements.txt requirements-build.txt pyproject.toml
	$(call install,-r requirements.txt -r requirements-build.txt)

$(dev): $(empty) requirements-dev.txt pyproject.toml
	$(call install,-r requirements-dev.txt)

# Spark comes as source alone, which pip makes a wheel of.
$(spark): $(dev) requirements-spark.txt
	@$(pip) install --require-hashes --only-binary :all: --no-binary pyspark -r requirements-spark.txt
	@touch $@

# Of the package for object stores the jars alone are wanted: the Spark it asks for is an older one.
$(stores): $(spark) requirements-stores.txt
	@$(pip) install --require-hashes --no-deps --no-binary sagemaker-pyspark -r requirements-stores.txt
	@touch $@

# Of the voices' package the weights alone are wanted, so nothing that it depends on comes with it.
$(hear): $(dev) requirements-hear.txt requirements-voices.txt
	@$(pip) install --require-hashes --only-binary :all: -r requirements-hear.txt
	@$(pip) install --require-hashes --only-binary :all: --no-deps -r requirements-voices.txt
	@touch $@

$(peers): $(dev) requirements-peers.txt
	@$(pip) install --require-hashes --only-binary :all: -r requirements-peers.txt
	@touch $@
