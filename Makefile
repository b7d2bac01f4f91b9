# What a developer types besides. Every line can be typed without make.
.PHONY: setup demo test soak lint format schema grades looks bench scaling lock audit dist

setup:
	sh script/setup test

demo:
	sh script/demo

test:
	sh script/test $(ARGS)

# All that takes too long for every run: every language, edition and paper; 100 runs that are killed; 400 rows with eight
# poisons in them; ten thousand patients.
soak: setup
	.venv/bin/python -m pytest -q -n 2 -m soak $(ARGS)
	.venv/bin/python -m pytest -q -n 2 -m hypothesis --hypothesis-profile=default $(ARGS)
	HANDOUTS_KILLS=100 HANDOUTS_POISONED_ROWS=400 .venv/bin/python -m pytest -q tests/test_batch_killed.py \
		tests/test_batch_faults.py $(ARGS)
	AWKWARD=200 CANARIES=10000 .venv/bin/python -m pytest -q tests/test_imprint.py $(ARGS)

lint: setup
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports --no-logo

format: setup
	.venv/bin/ruff check --fix-only . && .venv/bin/ruff format .

# The models' JSON Schemas, for editors, into docs/schema.
schema: setup
	.venv/bin/python -m handouts.schema

# How hard each module reads, into docs/content.
grades: setup
	.venv/bin/python -m handouts.grades

# Keeps the pages that the tests compare, as they look now, and shows them all in out/looks.html.
looks: setup
	.venv/bin/python tests/looks.py --renew

# A personalised sheet: ours beside a plain WeasyPrint loop, Typst and Chromium (docs/performance.md). Japanese with
# ARGS=--langs=ja as soon as its fonts are here.
bench: setup
	PYTHONPATH=. .venv/bin/python bench/imprint_speed.py $(ARGS)

# How a batch's cost grows with rows, pages, languages and workers; most of an hour.
scaling: setup
	.venv/bin/python bench/scaling.py $(ARGS)

# Needs uv (pip install uv). What the locks name stays as it is; make lock ARGS=--upgrade moves it all.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header $(ARGS)
lock:
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --extra cluster --extra store --group build --group test -c requirements.lock -o requirements-test.lock
	$(COMPILE) --group npm -o requirements-npm.lock

# Known holes in what the locks name; in an environment of its own. What cannot be looked up is a failure too.
audit: setup
	.venv/bin/python -m venv .venv/audit && .venv/audit/bin/pip install -q pip-audit
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-test.lock -r requirements-npm.lock

# A wheel and a source distribution, with the fonts, in dist; beside them the list of what they run on (CycloneDX).
dist: setup
	.venv/bin/hatchling build -d dist -t sdist -t wheel
	.venv/bin/python -m venv .venv/bom && .venv/bom/bin/pip install -q cyclonedx-bom
	.venv/bom/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file dist/handouts.cdx.json requirements.lock
