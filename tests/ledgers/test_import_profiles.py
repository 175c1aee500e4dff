"""Sender profiles: a department's own form, learnt once, checked by a person, read the same way ever after."""

import io
import re
from pathlib import Path

import pytest
from bureau import FOOT, HEAD, PROFILE, TITLES, bureau, ledger, one
from importing import COUNTY_OFFICE, TOWN, Office, book, mended, rows_of
from openpyxl import load_workbook

from engine.ledgers.learning import propose
from engine.ledgers.profiles import ProfileError, load_profile
from engine.records import RecordsError
from engine.records.onefile import grids_in

PROFILE_OF_ONE_CELL = """sender: {sender}
county: 宁武县
sheets:
- header: 1
  headings:
    名称: sites.name
    乡镇: sites.jurisdiction
    是否生产: discoveries.producing
    所缺证照: discoveries.missing_licences
    日期: discoveries.verified_on
    单位: discoveries.found_by
  values:
    {values}
  fixed: {{sites.mineral: coal}}
  mint:
    sites: [name, jurisdiction]
    discoveries: [site_id, verified_on]
"""


def learnt(data: bytes, county: str | None = None) -> str:
    return propose(grids_in("台账.xlsx", lambda: data), COUNTY_OFFICE, county)


def fault_of(office: Office, text: str) -> str:
    bureau(office, text)
    with pytest.raises(ProfileError) as error:
        load_profile(office.store.home, "宁武")
    return str(error.value)


def test_a_bureaus_workbook_is_learnt_mended_and_imported(tmp_path: Path) -> None:
    office = Office(tmp_path)
    text = learnt(ledger())
    assert "查处时间: 待填  # 可能是 discoveries.verified_on（核实日期）" in text
    assert "查处单位: 待填  # 可能是 discoveries.found_by（发现单位）" in text
    assert "sites.mineral: 待填" in text
    assert "fill_down: [所在乡镇]" in text
    assert "footers: [填报人]" in text
    assert "还是“待填”" in fault_of(office, text)
    for old, new in (
        ("county: 待填", "county: 宁武县"),
        ("查处时间: 待填", "查处时间: discoveries.verified_on"),
        ("查处单位: 待填", "查处单位: discoveries.found_by"),
        ("sites.mineral: 待填", "sites.mineral: coal"),
        ("[site_id, 待填]", "[site_id, verified_on]"),
    ):
        assert old in text
        text = text.replace(old, new)
    bureau(office, text)
    outcome = office.take("台账.xlsx", ledger(), profile="宁武")
    assert (outcome.counts["new"], outcome.clean) == (6, True)
    found = {
        row["verified_on"].isoformat(): row for row in office.records().tables["discoveries"].to_pylist()
    }
    assert {day: (row["producing"], row["missing_licences"]) for day, row in found.items()} == {
        "2022-02-20": ("yes", ";mining_permit;safety_permit;"),
        "2022-02-25": ("yes", ";mining_permit;"),
        "2022-02-26": ("no", ";safety_permit;"),
    }
    sites = office.records().tables["sites"].to_pylist()
    assert {row["name"]: row["jurisdiction"] for row in sites} == {
        "张家沟煤矿": TOWN, "李家湾煤矿": TOWN, "大石沟煤矿": "140925102000",
    }  # fmt: skip


def test_what_was_dropped_is_counted_and_shown(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(), profile="宁武")
    assert [(one.row, one.why) for one in outcome.dropped] == [
        (1, "标题"), (2, "标题"), (6, "合计行"), (8, "合计行"), (9, "表尾"),
    ]  # fmt: skip
    detail = office.files()[0].detail
    assert detail is not None
    assert detail["dropped"] == {"标题": 2, "合计行": 2, "表尾": 1}


def test_a_file_is_known_again_but_read_anew_after_the_profile_changed(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    wrong = PROFILE.replace("{停产: no, 生产: yes}", "{停产: no}")
    bureau(office, wrong)
    first = office.take("台账.xlsx", ledger(), profile="宁武")
    assert first.counts["refused"] == 1
    assert office.take("台账.xlsx", ledger(), profile="宁武").known
    bureau(office, PROFILE)
    second = office.take("台账.xlsx", ledger(), profile="宁武")
    assert (second.known, second.counts["new"], second.counts["unchanged"], second.mended) == (False, 1, 5, 1)
    assert office.waiting() == []


def test_a_row_that_a_better_profile_takes_for_a_total_waits_no_more(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path), PROFILE.replace("  footers: [填报人]", "  totals: [总计]"))
    office.take("台账.xlsx", ledger(), profile="宁武")
    assert len(office.waiting()) > 0
    bureau(office)
    office.take("台账.xlsx", ledger(), profile="宁武")
    assert office.waiting() == []


def saved_again(data: bytes, *, changed: bool = False) -> bytes:
    """The same sheet in other bytes, or with one cell more at its foot."""
    book = load_workbook(io.BytesIO(data))
    book.properties.creator = "又存了一次"
    if changed:
        sheet = book.worksheets[0]
        sheet.cell(sheet.max_row + 1, 2, "备注：另有说明")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_that_was_only_saved_again_ends_the_wait_of_its_totals(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path), PROFILE.replace("  footers: [填报人]", "  totals: [总计]"))
    data = ledger()
    office.take("台账.xlsx", data, profile="宁武")
    waiting = len(office.waiting())
    assert waiting > 0
    again = saved_again(data)
    assert again != data
    office.take("台账.xlsx", again, profile="宁武")
    assert len(office.waiting()) == waiting
    bureau(office)
    office.take("台账（另存）.xlsx", saved_again(again), profile="宁武")
    assert office.waiting() == []


def test_another_file_ends_no_wait_of_rows_that_it_does_not_bring(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path), PROFILE.replace("  footers: [填报人]", "  totals: [总计]"))
    office.take("台账.xlsx", ledger(), profile="宁武")
    before = {entry.id for entry in office.waiting()}
    bureau(office)
    office.take("台账.xlsx", saved_again(ledger(), changed=True), profile="宁武")
    assert before & {entry.id for entry in office.waiting()}


def test_a_row_of_a_profile_goes_back_under_the_departments_own_headings_and_returns(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    data = ledger(one(), one("李家湾煤矿", "", "2022年2月"), merged=["C4:C5"])
    office.take("台账.xlsx", data, profile="宁武")
    returned = office.returned()
    sheet = "样式-宁武-1"
    head, row = rows_of(returned)[sheet]
    assert head[: len(HEAD)] == HEAD
    assert row[2] == "阳方口镇"
    outcome = office.take("退回.xlsx", mended(returned, sheet, 查处时间="2022-02-25"))
    assert (outcome.counts["new"], outcome.counts["unchanged"], outcome.mended) == (1, 1, 1)
    assert (office.waiting(), outcome.zero) == ([], [])


def test_merged_cells_of_a_column_that_is_not_filled_down_are_sent_back(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    data = ledger(one(), one("李家湾煤矿", day=""), merged=["D4:D5"])
    office.take("台账.xlsx", data, profile="宁武")
    assert sum("合并区域 D4:D5" in reason for reason in office.reasons()) == 2


def test_a_total_ends_what_is_filled_down(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.take("台账.xlsx", ledger(one(), ["", "小计"], one("李家湾煤矿", "")), profile="宁武")
    assert any("必填" in reason for reason in office.reasons())
    assert [row["name"] for row in office.records().tables["sites"].to_pylist()] == ["张家沟煤矿"]


def test_a_header_printed_again_on_the_next_page_is_no_row(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(one(), HEAD, one("李家湾煤矿")), profile="宁武")
    assert (outcome.counts["new"], outcome.clean) == (4, True)
    assert "重复的表头" in [one.why for one in outcome.dropped]


def test_headings_in_two_rows_are_named_from_above(tmp_path: Path) -> None:
    text = PROFILE.replace("    采矿许可证: disc", "    证照情况/采矿许可证: disc")
    text = text.replace("    安全生产许可证: disc", "    证照情况/安全生产许可证: disc")
    text = text.replace("    采矿许可证: {", "    证照情况/采矿许可证: {")
    text = text.replace("    安全生产许可证: {", "    证照情况/安全生产许可证: {")
    office = bureau(Office(tmp_path), text.replace("  headings:", "  header_rows: 2\n  headings:"))
    upper = [*HEAD[:5], "证照情况", "", "查处单位"]
    lower = ["", "", "", "", "", "采矿许可证", "安全生产许可证", ""]
    merged = ["F3:G3", *(f"{letter}3:{letter}4" for letter in "ABCDEH")]
    data = book(merged, 台账=[*TITLES, upper, lower, one()])
    assert office.take("台账.xlsx", data, profile="宁武").clean
    proposed = learnt(data)
    assert "header_rows: 2" in proposed
    assert "证照情况/采矿许可证: discoveries.missing_licences" in proposed


def test_a_column_that_the_profile_does_not_mention_is_told(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger([*one(), "某甲"], head=[*HEAD, "经办人"]), profile="宁武")
    assert outcome.counts["new"] == 2
    assert ["样式没有说明列“经办人”" in reason for reason in office.reasons()] == [True]


def test_a_form_that_has_changed_is_refused_as_a_whole(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    head = ["处理时间" if heading == "查处时间" else heading for heading in HEAD]
    with pytest.raises(RecordsError, match="表头中没有列 查处时间；表式可能变了"):
        office.take("台账.xlsx", ledger(one(), head=head), profile="宁武")
    with pytest.raises(RecordsError, match="找不到表头"):
        office.take("台账.xlsx", book(台账=[["甲", "乙"], ["1", "2"]]), profile="宁武")
    with pytest.raises(RecordsError, match="“查处时间”出现两次"):
        office.take("台账.xlsx", ledger(one(), head=[*HEAD[:7], "查处时间"]), profile="宁武")
    assert office.files() == []


def test_a_place_may_be_named_with_its_county_in_one_column_or_two(tmp_path: Path) -> None:
    text = PROFILE.replace(
        "    所在乡镇: sites.jurisdiction", "    县: sites.jurisdiction\n    所在乡镇: sites.jurisdiction"
    )
    office = bureau(Office(tmp_path), text.replace("county: 宁武县\n", ""))
    head = ["序号", "矿井名称", "县", *HEAD[2:]]
    rows = [[1, "甲", "宁武县", *one()[2:]], [2, "乙", "", "宁武县/东寨镇", *one()[3:]]]
    assert office.take("台账.xlsx", ledger(*rows, head=head), profile="宁武").clean
    assert {row["jurisdiction"] for row in office.records().tables["sites"].to_pylist()} == {
        TOWN,
        "140925102000",
    }


def test_the_county_itself_and_codes_are_taken_as_they_are(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    rows = [one("甲", "宁武县"), one("乙", TOWN), one("丙", "宁武县/东寨镇"), one("丁", "阳方口镇")]
    assert office.take("台账.xlsx", ledger(*rows), profile="宁武").clean
    places = {row["name"]: row["jurisdiction"] for row in office.records().tables["sites"].to_pylist()}
    assert places == {"甲": "140925000000", "乙": TOWN, "丙": "140925102000", "丁": TOWN}


def test_a_line_that_says_nothing_of_a_table_gives_no_row_of_it(tmp_path: Path) -> None:
    text = PROFILE.replace(
        "    查处单位: discoveries.found_by",
        "    查处单位: discoveries.found_by\n    复查: checks.checked_on",
    )
    text = text.replace("  fixed: {", "  fixed: {checks.result: stopped, checks.checked_by: 县应急局, ")
    office = bureau(Office(tmp_path), text + "    checks: [site_id, checked_on]\n")
    office.take(
        "台账.xlsx", ledger([*one(), ""], [*one("乙"), "2022-03-01"], head=[*HEAD, "复查"]), profile="宁武"
    )
    assert [row["checked_on"].isoformat() for row in office.records().tables["checks"].to_pylist()] == [
        "2022-03-01"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sender: 宁", "sendr: 宁", "不认识的词“sendr”"),
        ("discoveries.verified_on", "discoveries.verifed_on", "“discoveries.verifed_on”不是表.列；是否想写“discoveries.verified_on”"),
        ("sites.mineral: coal", "sites.mineral: caol", "“caol”不是矿种可填的值"),
        ("fill_down: [所在乡镇]", "fill_down: [乡镇]", "“乡镇”不在 headings 之中"),
        ("header: [矿井名称, 所在乡镇]", "header: 0", "表头的行号须在 1 到 100 之间"),
        ("header: [矿井名称, 所在乡镇]", "header: []", "header 是空的"),
        ("    查处单位: discoveries.found_by\n", "", "发现表必填的“发现单位”（discoveries.found_by）没有来源"),
        ("    discoveries: [site_id, verified_on]\n", "", "发现表必填的“发现编号”（discoveries.discovery_id）没有来源"),
        ("查处单位: discoveries.found_by", "查处单位: discoveries.verified_on", "一项只能来自一列"),
        ("sites: [name, jurisdiction]", "sites: [name]", "矿点只按名称和所在地编号"),
        ("[site_id, verified_on]", "[site_id, reported_on]", "“reported_on”在本表中没有来源"),
        ("查处单位: discoveries.found_by", "查处单位：discoveries.found_by", "冒号"),
        ("{停产: no, 生产: yes}", "{停产: 1}", "应是文字，却写成了整数 1"),
        ("查处时间: discoveries.verified_on", "查处时间: 待填", "还是“待填”，要由人确定"),
        ("county: 宁武县", "county: 待填", "county 还是“待填”"),
        ("  mint:", "  mint:\n    sites: [name, jurisdiction]\n  mint:", "重复出现"),
        ("sheets:", "sheets: []\nrest:", "不认识的词“rest”"),
    ],
)  # fmt: skip
def test_a_faulty_profile_is_refused_with_line_and_mend(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in PROFILE
    fault = fault_of(Office(tmp_path), PROFILE.replace(old, new, 1))
    assert said in fault
    assert re.search(r"宁武\.yaml:\d+:\d+ ", fault)
    assert "规则文件" not in fault


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b", "a\0b", "长" * 90])
def test_a_profile_is_named_by_a_plain_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileError, match=r"样式名.*不可用"):
        load_profile(tmp_path, name)


def test_a_profile_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    with pytest.raises(ProfileError, match="没有样式“静乐”；现有：宁武"):
        load_profile(office.store.home, "静乐")


def test_nothing_is_learnt_from_a_sheet_without_known_headings() -> None:
    with pytest.raises(RecordsError, match="没有认出表头"):
        learnt(book(台账=[["甲", "乙", "丙"], ["1", "2", "3"]]))


def test_what_is_proposed_reads_as_a_profile_with_nothing_but_blanks_to_fill(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path), learnt(ledger(), "宁武县"))
    with pytest.raises(ProfileError) as error:
        load_profile(office.store.home, "宁武")
    assert all("待填" in line for line in str(error.value).splitlines())


def test_a_word_of_a_coded_column_that_is_not_known_stays_to_fill() -> None:
    text = learnt(ledger(one(是否生产="时断时续"), one("乙", 是否生产="停产")))
    assert "是否生产: {停产: no, 时断时续: 待填}  # 可填 yes 是、no 否、unknown 不明" in text


def test_a_sheet_of_the_profiles_own_csv_is_read_too(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    lines = [TITLES[0], HEAD, one(), FOOT[0]]
    data = "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    assert office.take("台账.csv", data, profile="宁武").clean


def test_licences_that_a_cell_names_together_are_read_however_they_are_parted(tmp_path: Path) -> None:
    said = "所缺证照: {采矿证: mining_permit}"
    profile = PROFILE_OF_ONE_CELL.format(sender=COUNTY_OFFICE, values=said)
    office = bureau(Office(tmp_path), profile)
    head = ["名称", "乡镇", "是否生产", "所缺证照", "日期", "单位"]
    rows = [
        ["甲矿", "东寨镇", "是", "采矿证、安全生产许可证", "2022-02-20", "县局"],
        ["乙矿", "东寨镇", "是", "采矿证、别的证", "2022-02-21", "县局"],
    ]
    outcome = office.take("台账.xlsx", book(台账=[head, *rows]), profile="宁武")
    stored = office.records().tables["discoveries"]["missing_licences"].to_pylist()
    assert stored == [";mining_permit;safety_permit;"]
    assert [(f.column, f.value) for f in outcome.faults] == [("缺失证照", "采矿证、别的证")]


def test_a_table_that_an_open_column_alone_speaks_of_gets_its_value_words_and_its_ids_proposed() -> None:
    head = ["矿点名称", "乡镇", "矿种", "有无生产迹象", "所缺证照", "查实日期", "查处单位"]
    row = ["甲矿", "东寨镇", "煤", "有", "采矿证、安全证", "2022-02-20", "县局"]
    text = learnt(book(台账=[head, row]), "宁武县")
    assert "有无生产迹象: {有: yes}" in text
    assert "所缺证照: {安全证: safety_permit, 采矿证: mining_permit}" in text
    assert "discoveries: [site_id, 待填]" in text


def test_every_open_entry_of_a_profile_is_told_at_its_own_line(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path), learnt(ledger()))
    with pytest.raises(ProfileError) as told:
        load_profile(office.store.home, "宁武")
    path = office.store.home / "profiles" / "宁武.yaml"
    open_ = sum("待填" in line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    assert len(str(told.value).splitlines()) == open_
