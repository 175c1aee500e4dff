"""The histories are dense: they show every outcome, and tell every planted misreading from the design."""

import pytest

from .brute import expected
from .compare import differences
from .histories import history
from .misreadings import MISREADINGS, QUESTIONS, Misreading
from .tally import seeds_needed, shares

MOST_SEEDS = 2000
AT_LEAST = {"county:": 0.02}  # how a county is met; everything else, an outcome or a reason, is less rare
OUTCOME_AT_LEAST = 0.03
LABELS = 26


@pytest.mark.parametrize("entry", MISREADINGS, ids=lambda entry: entry.id)
def test_a_misreading_changes_some_history(entry: Misreading) -> None:
    anything, _ = seeds_needed(entry.id, MOST_SEEDS, core_too=False)
    assert anything is not None, f"no history of {MOST_SEEDS} tells: {entry.sentence}"


def test_there_are_at_least_twenty_misreadings_each_with_its_own_name() -> None:
    names = [entry.id for entry in MISREADINGS + QUESTIONS]
    assert len(names) == len(set(names))
    assert len(MISREADINGS) >= 20


def test_an_unknown_misreading_is_refused() -> None:
    with pytest.raises(ValueError, match="no misreading is called"):
        expected(*history(0), misreading="no such thing")


def test_every_outcome_and_reason_occurs_in_three_histories_of_a_hundred() -> None:
    found = shares(MOST_SEEDS)
    floor = {label: AT_LEAST.get(label.split()[0], OUTCOME_AT_LEAST) for label in found}
    assert len(found) == LABELS
    assert not {label: share for label, share in found.items() if share < floor[label]}


def test_a_seed_always_gives_the_same_history_whatever_the_order_of_its_rows() -> None:
    for seed in range(40):
        given = history(seed)
        assert given == history(seed)
        turned = {table: rows[::-1] for table, rows in given.tables.items()}
        result = expected(*given)
        assert differences(result, expected(*given._replace(tables=turned))) == []
