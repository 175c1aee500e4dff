# Two commands do all the set-up: `make demo` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test check oracle bench soak clean

demo: $(READY)
	$(BIN)/wenze demo --out wenze-demo

test: $(READY) check
	$(BIN)/python -m pytest -n 2 --dist worksteal -q
	$(BIN)/wenze rules check
	$(BIN)/wenze rules test --quiet

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

oracle: $(READY)  ## the engine against the day-by-day oracle on all 2,000 histories
	WENZE_HISTORIES=2000 $(BIN)/python -m pytest -n 2 -q tests/against_oracle

$(READY): pyproject.toml requirements.lock build.lock
	@sh .ci/setup $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) .venv-bench wenze-demo

bench: $(READY)  ## against other engines, medians of five; writes benchmarks/RESULTS.md
	$(BIN)/python -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip -qq install --require-hashes -r build.lock
	.venv-bench/bin/python -m pip -qq install --no-build-isolation -r requirements.lock -r benchmarks/requirements.txt
	.venv-bench/bin/python -m benchmarks.run

soak: $(READY)  ## hours: random rows, histories, corrections
	$(BIN)/python tests/records/soak_rows.py
	WENZE_STORE_HISTORIES=10000 $(BIN)/python -m pytest -q tests/store/test_histories.py
	WENZE_CORRECTIONS=10000 $(BIN)/python -m pytest -q tests/ledgers/test_referral_corrections.py
