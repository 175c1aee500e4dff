"""The words of rule files are those of the tables and of the law's list, so that neither drifts."""

from engine.records.schema import CODES, TABLES
from engine.rules.model import Accountable, Organ
from engine.rules.sentences import DEFAULTS
from engine.rules.vocabulary import COLUMNS, DAYS, KEYS, NUMBERS, guess, listed

HOME = {
    "discovery": ("discoveries", "sites"),
    "order": ("measures", "sites"),
    "measure": ("measures", "sites"),
    "check": ("checks",),
    "appraisal": ("appraisals", "sites"),
    "duty_evidence": ("duty_evidence",),
}


def test_conditions_name_columns_of_the_tables_with_their_codes() -> None:
    for fact, columns in COLUMNS.items():
        for column, codes in columns.items():
            found = [c for t in HOME[fact] for c in TABLES[t].columns if c.name == column]
            assert len(found) == 1, (fact, column)
            known = {*CODES[found[0].domain], *(CODES["organ_prefix"] if column == "organ" else ())}
            assert set(codes) == known, (fact, column)


def test_days_and_numbers_are_columns_of_the_tables_and_what_must_be_filled_is() -> None:
    for fact, days in DAYS.items():
        kinds = {c.name: c for c in TABLES[HOME[fact][0]].columns}
        assert {kinds[day].kind for day in days} == {"date"}, fact
    for fact, numbers in NUMBERS.items():
        kinds = {c.name: c for c in TABLES[HOME[fact][0]].columns}
        assert all(kinds[n].kind == "amount" and kinds[n].required for n in numbers), fact


def test_organs_of_rules_are_organs_of_records() -> None:
    named = set(Organ.__args__) - {"as_named", "county_department"}  # type: ignore[attr-defined]
    assert named == set(CODES["organ"])
    assert Accountable(organ="as_named").roles == ()


def test_defaults_of_sentences_fill_columns_of_the_tables() -> None:
    for table, defaults in DEFAULTS.items():
        assert set(defaults) <= {c.name for c in TABLES[table].columns}, table
    assert set(DEFAULTS) == set(TABLES)


def test_a_guess_is_offered_only_when_near() -> None:
    assert guess("withn", KEYS) == "是否想写“within”？"
    assert guess("完全不同", KEYS) == ""
    assert listed([]) == "（无）"
    assert listed(map(str, range(20))).endswith(" 等 20 个")
