# Needs make and Python 3.11 or newer, nothing else. PYTHON=/path/to/python names the interpreter.
.DEFAULT_GOAL := help
.PHONY: help generate samples check test types style samples-pass coverage thorough benchmark soak mutations bench corpus face chain judge conformance aws frozen versions site clean

VENV := .venv
BIN := "$(CURDIR)/$(VENV)/bin"
READY := $(VENV)/.ready
SAMPLES := $(patsubst %/pyproject.toml,%,$(wildcard generated_samples/*/pyproject.toml))
# The tests start hundreds of Python processes: byte code is written, whatever the machine's default is.
export PYTHONDONTWRITEBYTECODE :=
BENCHMARKS := lines import_time generate_time regenerate call_overhead decode encode files

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'

generate: $(READY) ## set everything up, then generate the samples
	$(BIN)/specloom generate

samples: $(READY) ## generate the samples, giving up edits to generated files
	$(BIN)/specloom generate --discard

check: $(READY) ## tell whether the committed samples are what the generator makes now
	$(BIN)/specloom check

# Side by side, as far as make can keep their output apart; the types share one cache, and therefore take turns.
# The main tests come last: CI reads how many passed from the last line.
test: $(READY) ## set everything up, then run every gate and all tests
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) \
		types style samples-pass
	$(BIN)/pytest -n auto

define sample_types
	cd $(1) && $(BIN)/mypy --cache-dir "$(CURDIR)/.mypy_cache" src tests

endef
types: $(READY)
	$(foreach sample,$(SAMPLES),$(call sample_types,$(sample)))
	$(BIN)/mypy

# The copied runtimes are those of the generator, byte for byte: `samples-pass` says so.
define sample_style
	$(BIN)/black --check --quiet --diff --config $(1)/pyproject.toml --extend-exclude /_runtime/ $(1)

endef
style: $(READY)
	$(BIN)/black --check --quiet --diff generator tests benchmarks .github
	$(BIN)/ruff check generator tests benchmarks .github
	$(foreach sample,$(SAMPLES),$(call sample_style,$(sample)))
	$(BIN)/black --check --quiet --diff --config $(firstword $(SAMPLES))/pyproject.toml tests/cases/*/expected

define sample_tests
	cd $(1) && $(BIN)/pytest --quiet

endef
samples-pass: $(READY)
	$(BIN)/specloom check
	$(foreach sample,$(SAMPLES),$(call sample_tests,$(sample)))

coverage: $(READY) ## run the main tests, and show which lines of the generator they reach (half as long again)
	$(BIN)/pytest -n auto --cov=specloom --cov-report=term:skip-covered

thorough: $(READY) ## run the main tests with every example of every property (ten minutes more)
	SPECLOOM_EXAMPLES=all SPECLOOM_HOSTILE=all $(BIN)/pytest -n auto

benchmark: $(READY) ## measure; benchmarks/README.md says what the figures mean
	@set -e; for script in $(BENCHMARKS); do $(BIN)/python benchmarks/$$script.py; echo; done

bench: $(READY) ## compare with other generators on six documents; writes benchmarks/report.md (an hour; needs Java and npm)
	$(BIN)/python benchmarks/peers/run.py --types

soak: $(READY) ## put a client under load against a server that misbehaves: nothing may be lost (five minutes)
	$(BIN)/python tests/soak/run.py

mutations: $(READY) ## break the samples in 36 ways: their generated tests must notice nearly all (three minutes)
	$(BIN)/python tests/mutations/mutate.py

corpus: $(READY) ## fetch real documents, and check a client of each (an hour or two; resumable)
	@code=0; \
	$(BIN)/python tests/corpus/run.py --sample tests/corpus/sample.txt --checks all --jobs $$(nproc) || code=1; \
	$(BIN)/python tests/corpus/run.py --all --jobs $$(nproc) || code=1; \
	exit $$code

face: $(READY) ## print what the clients of five large APIs look like: names, classes, lines (five minutes)
	$(BIN)/python tests/naming/face.py
	$(BIN)/python tests/naming/tasks/run.py

chain: $(READY) ## update clients through the versions of eleven real APIs; mypy judges the reports (half an hour)
	$(BIN)/python tests/chain/run.py
	$(BIN)/python tests/chain/edits.py

judge: $(READY) ## call clients of real documents against a mock server that validates (Prism; needs npm; ten minutes)
	$(BIN)/python tests/judge/run.py

conformance: $(READY) ## try the official test material of JSON Schema, OpenAPI and Overlay (five minutes)
	$(BIN)/python tests/conformance/run.py

aws: $(READY) ## import all of Amazon Bedrock from botocore, and compare each operation with boto3 on the wire (fifteen minutes)
	$(BIN)/python tests/aws/run.py
	$(BIN)/python tests/aws/protocols.py --verbose

frozen: $(READY) ## build a vendored client into a program of PyInstaller (two minutes)
	$(BIN)/python -m pip install --quiet pyinstaller
	$(BIN)/pytest -k pyinstaller tests/end_to_end/test_vendored_anywhere.py

versions: $(READY) ## check the samples with the lowest versions that are allowed, and with other Pythons (five minutes)
	$(BIN)/python tests/versions/run.py

site: $(READY) ## build the sites of the guide and of the samples, and look at them with Chromium, if there is one
	$(BIN)/python -m pip install --quiet 'mkdocs-material>=9.6,<10' playwright
	$(BIN)/python tests/site/look.py

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find generated_samples -name '.*_cache' -type d -prune -exec rm -rf {} +

# The first interpreter that is new enough. pip can install dependency groups since 25.1. Most modules of the packages
# are never imported: Python compiles those that are.
$(READY): pyproject.toml
	@found=; \
	for python in $${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14 python}; do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11 or newer is needed, with venv; PYTHON=/path/to/python names it" >&2; exit 1; \
	fi; \
	echo "setting up $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --no-compile --editable . --group test --group lint
	@touch $@
