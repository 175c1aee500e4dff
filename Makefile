# Two commands do all the set-up: `make demo` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test check oracle soak clean

demo: $(READY)
	$(BIN)/wenze demo --out wenze-demo

test: $(READY) check
	$(BIN)/python -m pytest -n 2 -q
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
	rm -rf $(VENV) wenze-demo
