# Two commands are enough: make demo, make test. Nothing else to do first.
PY := .venv/bin/python
.PHONY: demo serve test check flips lint types contracts conformance judges bench bench-paper fuzz readers same-verdicts mutants lock ready ready-tests clean

ready:
	@python3 tools/bootstrap.py
ready-tests:
	@python3 tools/bootstrap.py --tests

demo: ready
	@$(PY) -m dermadocs demo

# one worker more than cores: tests wait for servers, browsers and clocks
test: ready-tests
	@$(PY) -m pytest -n $(shell expr $$(nproc 2>/dev/null || echo 2) + 1) --dist worksteal

check: lint types contracts test

# every one of the 2,200 flipped bits through the whole judgment; the tests try one in ten
flips: ready-tests
	@DERMADOCS_ALL_FLIPS=1 $(PY) -m pytest tests/flows/test_flips.py -n auto

# two thousand altered files: judged alike with each speed-up and without
same-verdicts: ready-tests
	@DERMADOCS_ALTERED=2000 $(PY) -m pytest tests/signatures/test_speedups.py -n auto

lint: ready-tests
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .
types: ready-tests
	@$(PY) -m mypy
contracts: ready-tests
	@.venv/bin/lint-imports

# the portal of a demonstration, with a page for its clock and its messages
serve: ready
	@$(PY) -m dermadocs serve --demonstration --home demo-portal

# veraPDF, EU DSS (both need Java and Maven), pyHanko, pdfsig, qpdf and OpenSSL on what the demonstration left
conformance: ready-tests demo
	@$(PY) tools/conformance.py

# what EU DSS, pyHanko and pdfsig say of every forged file (docs/judges.md); minutes, never in CI. WRITE=--write: the page
judges: ready-tests
	@$(PY) tools/judges_page.py $(WRITE)

bench: ready
	@$(PY) -m bench

# scans in numbers: what the paper route finds, misses and wrongly calls (ONLY="--set dev --count 100", for one)
bench-paper: ready-tests
	@$(PY) -m bench.paper $(ONLY)

# changed files against the verifier, each in the sandbox; crashes are kept under .cache/fuzz (SECONDS=600, say)
SECONDS ?= 120
fuzz: ready-tests
	@nice $(PY) tools/fuzz.py $(SECONDS) $(wildcard $(CORPORA))

# odd spellings behind signed files: what is VALID must read alike in every reader at hand
readers: ready-tests
	@nice $(PY) tools/readers.py $(SECONDS)

# how well the law's tests bite: one small change at a time; time-boxed, cached, never in CI
mutants: ready-tests
	@$(PY) tools/mutants.py --write

# for maintainers: pin what pyproject.toml asks for (needs uv); no index address is written
LOCKING := uv pip compile pyproject.toml -q --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock:
	$(LOCKING) -o requirements.lock
	$(LOCKING) --extra card --extra lists --extra render --extra store --extra paper --extra portal --group pyproject.toml:dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .cache demo-output dist conformance.json
