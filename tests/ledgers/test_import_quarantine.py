"""Rows that wait: sent back in a workbook, mended, set aside, or ready because what they wait for has come."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import (
    CITY_OFFICE,
    COUNTY_OFFICE,
    DISCOVERY,
    SITE,
    Office,
    book,
    csv_file,
    mended,
    rows_of,
    tree,
)
from offices import Office as Staffed

from engine.ledgers import quarantine
from engine.ledgers.audit import entries
from engine.ledgers.given import GivenRow, from_json, to_json
from engine.ledgers.imports import Sending, take_in
from engine.ledgers.incoming import OWN_COLUMNS
from engine.ledgers.officers import OfficerError
from engine.ledgers.quarantine import QuarantineError
from engine.records import RecordsError
from engine.records.cells import Unreadable
from engine.store.columns import canonical

BAD = {**DISCOVERY, "核实日期": "2022年2月"}


def with_a_bad_row(tmp_path: Path, **changes: str) -> Office:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries({**BAD, **changes})
    assert len(office.waiting()) == 1
    return office


def test_the_workbook_gives_each_row_as_it_came_with_reason_and_origin(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    sheets = rows_of(office.returned())
    assert list(sheets) == ["发现", "说明"]
    head, row = sheets["发现"]
    told = dict(zip(head, row, strict=True))
    assert head[-len(OWN_COLUMNS) :] == list(OWN_COLUMNS)
    assert {key: told[key] for key in BAD} == BAD
    assert told["原因"].startswith("发现·核实日期：只有年月")
    assert (told["来源文件"], told["来源行"], told["隔离编号"]) == (
        "发现.csv",
        "2",
        str(office.waiting()[0].id),
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "https://x.example/y", "0012"]
)
def test_a_cell_of_the_workbook_is_text_and_never_a_formula_or_link(tmp_path: Path, text: str) -> None:
    office = with_a_bad_row(tmp_path, 发现单位=text)
    data = office.returned()
    sheets = rows_of(data)
    assert text in sheets["发现"][1]
    office.take("退回.xlsx", mended(data, "发现", 核实日期="2022-02-20"))
    assert [one.content.count(f'"found_by":"{text}"') for one in office.versions("D1")] == [1]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    assert office.returned() == office.returned()


def test_the_mended_workbook_closes_what_it_mends_and_says_how_many(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    outcome = office.take("退回.xlsx", mended(office.returned(), "发现", 核实日期="2022-02-20"))
    assert (outcome.counts["new"], outcome.mended, outcome.still_wrong, outcome.clean) == (1, 1, 0, True)
    assert office.waiting() == []
    assert outcome.zero == []


def test_a_row_whose_wrong_id_was_mended_is_closed_by_its_mark(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path, 发现编号="D1;D2", 核实日期="2022-02-20")
    assert office.waiting()[0].record_id is None
    outcome = office.take("退回.xlsx", mended(office.returned(), "发现", 发现编号="D7"))
    assert (outcome.mended, office.waiting()) == (1, [])


def test_a_row_that_comes_back_still_wrong_waits_once_under_its_new_number(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    (old,) = office.waiting()
    outcome = office.take("退回.xlsx", mended(office.returned(), "发现", 核实日期="二月"))
    (new,) = office.waiting()
    assert (outcome.mended, outcome.still_wrong) == (0, 1)
    assert new.id != old.id
    assert new.file == "退回.xlsx"


def test_the_same_bad_row_sent_every_week_waits_once(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    office.discoveries(BAD, {**DISCOVERY, "发现编号": "D2"})
    office.discoveries(BAD, {**DISCOVERY, "发现编号": "D3"})
    assert len(office.entries()) == 1


def test_a_row_mended_in_the_departments_own_file_closes_by_its_id(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    assert office.discoveries(DISCOVERY).mended == 1
    assert office.waiting() == []


def test_another_senders_row_of_that_id_closes_nothing(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    assert office.discoveries(DISCOVERY, sender=CITY_OFFICE).mended == 0
    assert len(office.waiting(COUNTY_OFFICE)) == 1


def test_a_workbook_that_was_sent_back_to_another_is_not_taken_for_this_senders(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    data = mended(office.returned(), "发现", 核实日期="2022-02-20", 发现编号="D5")
    with pytest.raises(RecordsError, match=f"是退给 {COUNTY_OFFICE} 的，来件却写明由 {CITY_OFFICE} 报送"):
        office.take("退回.xlsx", data, CITY_OFFICE)
    assert len(office.waiting(COUNTY_OFFICE)) == 1
    assert office.take("退回.xlsx", data).mended == 1


def test_a_mark_that_was_spoilt_leaves_the_row_to_be_read_by_its_sheets_name(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    data = mended(office.returned(), "发现", 核实日期="2022-02-20", 隔离编号="第一行")
    outcome = office.take("退回.xlsx", data)
    assert (outcome.counts["new"], outcome.mended) == (1, 1)  # by its id


def test_several_faults_of_a_row_wait_as_one_row(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path, 是否生产="也许", 发现单位="")
    (row,) = office.waiting()
    assert sorted(str(column) for column, _, _ in row.faults) == ["found_by", "producing", "verified_on"]
    assert rows_of(office.returned())["发现"][1][-5].count("\n") == 2


def test_a_person_sets_a_row_aside_for_a_reason(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    (row,) = office.waiting()
    with office.store.writing(office.tick()) as session:
        quarantine.set_aside(session, [row.id], actor="A01", reason="重复报送")
    assert office.waiting() == []


@pytest.mark.parametrize(
    ("number", "reason", "said"), [(1, "  ", "须写明理由"), (99, "重复", "没有待改正的隔离编号 99")]
)
def test_nothing_is_set_aside_without_a_reason_or_twice(
    tmp_path: Path, number: int, reason: str, said: str
) -> None:
    office = with_a_bad_row(tmp_path)
    with pytest.raises(QuarantineError, match=said), office.store.writing(office.tick()) as session:
        quarantine.set_aside(session, [number], actor="A01", reason=reason)
    assert len(office.waiting()) == 1


def test_a_row_waits_for_its_site_and_goes_in_when_the_site_has_come(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.discoveries(DISCOVERY)
    assert "矿点表中没有 S1" in office.reasons()[0]
    assert office.readmit() == 0
    office.sites(SITE, sender=CITY_OFFICE)
    assert office.readmit() == 1
    assert office.waiting() == []
    (version,) = office.versions("D1")
    assert (version.import_id, version.row) == (office.files()[0].id, 2)


def test_a_row_that_is_wrong_besides_goes_on_waiting(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.discoveries(BAD)
    office.sites(SITE)
    assert office.readmit() == 0
    assert len(office.waiting()) == 1


def test_a_site_and_what_refers_to_it_go_in_together_once_one_row_was_missing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    data = book(
        矿点=[[*SITE, "同一矿点"], [*SITE.values(), "S9"]], 发现=[list(DISCOVERY), list(DISCOVERY.values())]
    )
    office.take("报表.xlsx", data)
    assert len(office.waiting()) == 2
    office.sites({**SITE, "矿点编号": "S9", "名称": "别处"}, sender=CITY_OFFICE)
    assert office.readmit() == 2
    assert office.ids("discoveries") == ["D1"]


def test_what_waited_at_an_instant_is_known_afterwards(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    known = office.store.last_known()
    office.discoveries(DISCOVERY)
    assert [fault.column for fault in office.records(known).rejected] == ["verified_on"]
    assert office.records().rejected == ()


def test_a_typed_cell_of_excel_comes_back_as_the_text_that_was_shown(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    cells = [*DISCOVERY.values()]
    cells[3] = date(2022, 2, 20)  # type: ignore[call-overload]
    cells[2] = "也许"
    office.take("发现.xlsx", book(发现=[list(DISCOVERY), cells]))
    head, row = rows_of(office.returned())["发现"]
    assert dict(zip(head, row, strict=True))["核实日期"] == "2022-02-20"
    office.take("退回.xlsx", mended(office.returned(), "发现", 是否生产="是"))
    assert '"verified_on":"2022-02-20"' in office.versions("D1")[0].content


def test_a_cell_too_long_for_excel_does_not_come_back_as_its_half(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path, 备注="长" * 40_000)
    head, row = rows_of(office.returned())["发现"]
    assert dict(zip(head, row, strict=True))["备注"] is None


def test_a_csv_of_the_returned_sheet_is_read_too(tmp_path: Path) -> None:
    office = with_a_bad_row(tmp_path)
    head, row = rows_of(office.returned())["发现"]
    told = {h: str(c or "") for h, c in zip(head, row, strict=True)} | {"核实日期": "2022-02-20"}
    outcome = office.take("发现.csv", csv_file(told, encoding="gb18030"))
    assert (outcome.clean, outcome.mended) == (True, 1)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(min_value=datetime(1, 1, 1)),  # noqa: DTZ001 - cells of Excel have no zone
    st.builds(Unreadable, st.text(max_size=5), st.text(max_size=5)),
)


@given(
    st.lists(st.tuples(st.text(max_size=5), CELLS), max_size=5).map(tuple),
    st.dictionaries(st.text(max_size=5), CELLS, max_size=3),
)
def test_a_row_is_kept_as_it_was_given(
    cells: tuple[tuple[str, object], ...], read: dict[str, object]
) -> None:
    row = GivenRow(cells, "样式" if read else None, 0 if read else None, read)  # type: ignore[arg-type]
    kept = to_json(row)
    assert from_json(kept) == row
    assert canonical(kept)


def test_once_officers_are_registered_a_row_is_set_aside_by_the_key_of_one_who_may(tmp_path: Path) -> None:
    staffed = Staffed(tmp_path / "home")
    bad = csv_file({**SITE, "矿种": "?"})
    at = staffed.now()
    take_in(
        staffed.store, Sending("矿点.csv", bad, COUNTY_OFFICE, at, at.date(), "A01"), staffed.now(), tree()
    )
    for signer in (None, staffed.admin):
        with pytest.raises(OfficerError), staffed.store.writing(staffed.now()) as session:
            quarantine.set_aside(session, [1], actor="B02", reason="重复", signer=signer)
    with staffed.store.writing(staffed.now()) as session:
        quarantine.set_aside(session, [1], actor="B02", reason="重复", signer=staffed.drafter)
    with staffed.store.reading() as session:
        assert quarantine.waiting(session) == []
        assert staffed.drafter.key_id in [e.detail for e in entries(session)][-1]
    staffed.store.close()
