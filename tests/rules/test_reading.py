"""Rule files become what their authors mean, the same whatever the order, the line ends and the reader."""

from datetime import date
from pathlib import Path

import pytest
from plan9 import plant

from engine.errors import RuleError, UsageError
from engine.periods import to_day
from engine.rules import BUNDLED, check_folder, join_rules, load_rules
from engine.rules.files import read_text
from engine.rules.model import Count, Definition
from engine.rules.nodes import read_nodes
from engine.rules.punctuation import mend
from engine.rules.script import SIMPLIFIED, TRADITIONAL, comparable


def values(tmp_path: Path, text: str) -> object:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    root, faults = read_nodes(read_text(path))
    assert not faults
    assert root is not None
    return root.data()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("1a", "1a"),
        ("1e", "1e"),
        ("1e3", "1e3"),
        ("4", 4),
        ("'4'", "4"),
        ('"4"', "4"),
        ("-4", -4),
        ("0446", "0446"),
        ("0", 0),
        ("0x1f", "0x1f"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1.5", "1.5"),
        ("12:30", "12:30"),
        ("２", "２"),
        ("2005-09-03", date(2005, 9, 3)),
        ("'2005-09-03'", "2005-09-03"),
        ("2005-09", "2005-09"),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("None", "None"),
    ],
)
def test_plain_values_are_read_as_a_lawyer_means_them(tmp_path: Path, written: str, meant: object) -> None:
    read = values(tmp_path, f"a: {written}\n")
    assert read == {"a": meant}
    assert type(read["a"]) is type(meant)  # type: ignore[index]


def test_days_as_keys_are_days(tmp_path: Path) -> None:
    assert values(tmp_path, "{2005-09-03: 1, 2013-07-18: null}") == {
        date(2005, 9, 3): 1,
        date(2013, 7, 18): None,
    }


def test_the_bundled_rules_are_sound_and_all_there() -> None:
    rules = load_rules()
    assert check_folder([BUNDLED]) == []
    assert sorted(rules.rules) == [
        "local.city-supervision-notice",
        "local.closing-and-patrol",
        "local.province-list",
        "local.repeated-reopening",
        "local.unanswered-inquiry",
        "mining-crime.value-without-prosecution",
        "notice2022-21.closure-items",
        "notice2022-21.dereliction",
        "notice2022-21.measure-without-check",
        "notice2022-21.protective-umbrella",
        "notice2022-21.running-while-closed",
        "notice2022-21.sealed-before-explosives-stopped",
        "notice2022-21.sealed-site-patrol",
        "notice2022-21.unauthorized-mining",
        "notice2022-21.unauthorized-mining-definition",
        "order446.county-two-illegal-coal-mines",
        "order446.department-responsible",
        "order446.illegal-coal-mine",
        "order446.township-illegal-coal-mine",
        "order774.department-not-acting",
        "order774.report-not-handled",
        "order774.township-unlicensed-coal-production",
        "order774.unlicensed-coal-production",
    ]
    assert sorted(rules.instruments) == [
        "governmental-sanctions",
        "judicial-transfer",
        "local",
        "mining-crime",
        "notice2022-21",
        "order446",
        "order774",
    ]


def test_the_county_rule_says_what_its_article_says() -> None:
    rule = load_rules().rules["order446.county-two-illegal-coal-mines"]
    assert isinstance(rule.when, Count)
    assert rule.number(rule.when.at_least, to_day(date(2022, 2, 22))) == 2
    assert rule.in_force.days == (to_day(date(2005, 9, 3)), to_day(date(2024, 4, 30)))
    assert rule.then.kind == "referral"


def test_the_licences_follow_their_dated_list() -> None:
    rule = load_rules().definition("illegal_coal_mine")
    permit = rule.parameters["coal_permit"]
    assert permit.on(to_day(date(2005, 9, 2))) is None
    assert permit.on(to_day(date(2013, 7, 17))) == "yes"
    assert permit.on(to_day(date(2013, 7, 18))) is None
    assert isinstance(rule.when, Definition)
    assert [b.where["situation"] for b in rule.when.any if "situation" in b.where] == [
        {"is": "1a"},
        {"is": "4"},
    ]


def test_the_notice_protects_above_and_keeps_it_close() -> None:
    then = load_rules().rules["notice2022-21.protective-umbrella"].then
    assert (then.raise_levels, then.restricted, then.kind) == (1, True, "referral")


def test_joins_stay_far_below_what_the_worker_bears() -> None:
    counted = join_rules(load_rules())
    assert counted == {"duty_evidence": 2, "illegal_coal_mine": 2}


def test_every_slip_of_a_whole_file_is_named() -> None:
    assert len(mend("a: {" + "b：c，" * 8_000).slips) > 8_000


def test_the_digest_ignores_order_line_ends_and_tests(folder: Path) -> None:
    both = [folder, BUNDLED / "order446", BUNDLED / "notice2022-21"]
    digest = load_rules(both).sha256
    assert load_rules(both[::-1]).sha256 == digest
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "clue.test.yaml").unlink()
    assert load_rules(both).sha256 == digest


@pytest.mark.parametrize("name", ["clue.yaml", "instrument.yaml", "source.txt"])
def test_the_digest_sees_every_rule_instrument_and_source(folder: Path, name: str) -> None:
    digest = load_rules([folder]).sha256
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# 注\n", encoding="utf-8")
    assert load_rules([folder]).sha256 != digest


def test_folders_given_twice_count_once(folder: Path) -> None:
    assert load_rules([folder, folder.parent, folder]).sha256 == load_rules([folder]).sha256


def test_an_unsound_folder_is_refused_with_the_number_of_faults_first(folder: Path) -> None:
    plant(folder, "clue.yaml", "status: active", "status: activ")
    plant(folder, "city.yaml", "in: city", "in:city")
    with pytest.raises(RuleError) as caught:
        load_rules([folder])
    first, second = str(caught.value).splitlines()
    assert first.startswith("规则文件有 2 处错误，第一处：")
    assert "city.yaml:11:5 “in:” 后面缺空格" in first
    assert "clue.yaml:4:9" in second


def test_a_missing_test_does_not_keep_a_rule_from_evaluating(folder: Path) -> None:
    (folder / "clue.test.yaml").unlink()
    assert "plan9.clue" in load_rules([folder]).rules


def test_two_folders_of_one_instrument_are_refused(folder: Path) -> None:
    twin = folder.parent / "other" / "plan9"
    twin.mkdir(parents=True)
    for name in ("instrument.yaml", "source.txt"):
        (twin / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(RuleError, match=r"文书“plan9”已在 .* 中出现"):
        load_rules([folder, twin])


@pytest.mark.parametrize("name", ["gone", "empty"])
def test_a_folder_that_holds_no_rules_is_bad_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="规则目录"):
        load_rules([tmp_path / name])


def test_a_draft_does_not_evaluate_and_a_retired_rule_does(folder: Path) -> None:
    plant(folder, "clue.yaml", "status: active", "status: draft")
    plant(folder, "city.yaml", "status: active", "status: retired")
    assert [r.id for r in load_rules([folder]).active] == [
        "plan9.city", "plan9.pit", "plan9.several-counties", "plan9.two-pits",
    ]  # fmt: skip


def test_quotations_compare_without_spaces_widths_and_traditional_forms() -> None:
    assert comparable("在縣級人民政府所轄區域內 1 個月內") == comparable("在县级人民政府所辖区域内1个月内")
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    assert not set(TRADITIONAL) & set(SIMPLIFIED)
