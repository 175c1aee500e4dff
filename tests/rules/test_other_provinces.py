"""The worked examples under docs/: sound rule files, and sentences that hold; all of them by `WENZE_EVERY_EXAMPLE`."""

import os
from pathlib import Path

import pytest

from engine.jurisdictions import load_jurisdictions
from engine.rules import check_folder, load_rules
from engine.rules.sentences import read_sentences
from engine.trials.running import sentence_files, trial

OTHERS = Path(__file__).resolve().parents[2] / "docs" / "other-provinces"
PROVINCES = sorted(p.name for p in OTHERS.iterdir() if p.is_dir())
EVERY = os.environ.get("WENZE_EVERY_EXAMPLE") == "1"
SHOWN = {"jia.city-two-illegal-coal-mines": 2, "yi.county-two-sites": 1, "yi.sealed-site-patrol": 5}
"""Sentences tried in the ordinary run; of the patrol those up to the county's own number."""


@pytest.mark.parametrize("name", PROVINCES)
def test_an_example_is_sound_and_says_that_it_is_one(name: str) -> None:
    assert [str(f) for f in check_folder([OTHERS / name], tree=load_jurisdictions().tree)] == []
    assert "样例文字，不是任何省的现行规定" in (OTHERS / name / "source.txt").read_text(encoding="utf-8")
    assert all("样例" in r.title and r.limits.startswith("样例") for r in load_rules([OTHERS / name]).active)


@pytest.mark.parametrize("name", PROVINCES)
def test_the_sentences_of_an_example_hold(name: str) -> None:
    places, rules = load_jurisdictions(), load_rules([OTHERS / name])
    for rule, path in sentence_files([OTHERS / name]):
        every = read_sentences(path)[0]
        for one in every if EVERY else every[: SHOWN.get(rule, 0)]:
            result = trial(rule, path, one, rules, places)
            assert result.passed, result.message


def test_the_page_names_every_example() -> None:
    page = (OTHERS / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}/`" in page for name in PROVINCES)
