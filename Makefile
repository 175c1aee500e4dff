# Two commands do all the set-up: `make demo` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test check oracle kills bench soak clean

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

kills: $(READY)  ## import, weekly and issue killed at 200 points (a few minutes; 2,000 by soak)
	WENZE_CRASH_POINTS=200 WENZE_CRASH_VERBS=import,weekly,issue $(BIN)/python -m pytest -n 2 -q tests/crash/test_killed_verbs.py

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

soak: $(READY)  ## hours: random rows, histories, corrections, kills, mutations, flips
	$(BIN)/python tests/records/soak_rows.py
	WENZE_STORE_HISTORIES=10000 $(BIN)/python -m pytest -q tests/store/test_histories.py
	WENZE_CORRECTIONS=10000 $(BIN)/python -m pytest -q tests/ledgers/test_referral_corrections.py
	WENZE_LIVES=5000 $(BIN)/python -m pytest -q tests/ledgers/test_random_lives.py
	WENZE_CRASH_POINTS=2000 WENZE_CRASH_VERBS=import,weekly,issue $(BIN)/python -m pytest -q tests/crash/test_killed_verbs.py
	WENZE_CRASH_REFUSALS=0 $(BIN)/python -m pytest -q tests/crash/test_refused_changes.py
	WENZE_ENVELOPES=100000 $(BIN)/python -m pytest -q tests/referrals/test_seals.py -k no_mutated
	WENZE_FLIPS=20000 $(BIN)/python -m pytest -q tests/referrals/test_flips.py -k sampled
	WENZE_OTHER_SIDE=10000 $(BIN)/python -m pytest -q tests/referrals/test_other_side_cases.py
	WENZE_HOSTILE=500 $(BIN)/python -m pytest -q tests/referrals/test_hostile_everywhere.py tests/referrals/test_hostile_records.py
	WENZE_ROW_HISTORIES=2000 $(BIN)/python -m pytest -q tests/reasoning/test_rows_agree.py tests/rules/test_counts_by_place.py
	WENZE_MUTANTS=100000 $(BIN)/python -m pytest -q tests/rules/test_hostile_files.py tests/rules/test_quick_reading.py
