"""One file, one transaction: the same content once, changed rows as corrections, nothing half done."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import (
    CITY_OFFICE,
    COUNTY_OFFICE,
    DISCOVERY,
    NOW,
    SITE,
    TOWN,
    Office,
    book,
    csv_file,
    total,
    tree,
)

from engine import syncing
from engine.errors import WenzeError
from engine.ledgers import imports
from engine.ledgers.imports import take_in
from engine.records import TABLES, RecordsError, read_folder
from engine.store import StoreError, open_store
from engine.store.models import AuditEntry, CoverageReport, ImportFile, QuarantinedRow, RecordVersion


def test_the_same_content_of_a_sender_is_taken_in_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    first = office.sites(SITE)
    again = office.sites(SITE)
    assert (first.known, first.counts["new"]) == (False, 1)
    assert (again.known, again.import_id) == (True, first.import_id)
    assert len(office.files()) == 1


def test_the_same_content_under_another_name_is_known_too(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.take("矿点.csv", csv_file(SITE))
    assert office.take("矿点（再报）.csv", csv_file(SITE)).known


def test_the_same_content_of_another_sender_is_an_import_of_its_own_that_changes_nothing(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    other = office.sites(SITE, sender=CITY_OFFICE)
    assert (other.known, other.counts["unchanged"], other.counts["new"]) == (False, 1, 0)
    assert len(office.versions("S1")) == 1


@pytest.mark.parametrize(
    "data",
    [
        ("矿点.csv", csv_file(SITE, encoding="gb18030")),
        ("sites.csv", csv_file({"site_id": "S1", "name": "张家沟煤矿", "mineral": "coal", "jurisdiction": "宁武县/阳方口镇"})),
        ("报表.xlsx", book(矿点=[list(SITE), list(SITE.values())])),
    ],
    ids=["GB18030", "English headers and names of places", "workbook"],
)  # fmt: skip
def test_an_equal_row_is_unchanged_whatever_file_it_came_in(tmp_path: Path, data: tuple[str, bytes]) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    again = office.take(*data)
    assert {k: n for k, n in again.counts.items() if n} == {"unchanged": 1}
    assert len(office.versions("S1")) == 1


def test_a_changed_row_of_a_known_id_is_its_next_version(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    before = office.clock
    changed = office.discoveries({**DISCOVERY, "核实日期": "2022-02-21"})
    assert changed.counts["corrected"] == 1
    assert [one.row_id for one in office.versions("D1")] == ["D1", "D1~2"]
    now = office.records().tables["discoveries"].to_pylist()
    assert {row["discovery_id"]: row["replaces"] for row in now} == {"D1": None, "D1~2": "D1"}
    assert office.ids("discoveries", before) == ["D1"]


def test_a_withdrawn_row_is_a_version_like_any_other(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    assert office.discoveries({**DISCOVERY, "撤回": "是"}).counts["withdrawn"] == 1
    assert [one.withdrawn for one in office.versions("D1")] == [False, True]


def test_what_is_known_begins_with_the_import_whatever_the_row_says(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites({**SITE, "记录时间": "2020-01-01T08:00:00+08:00"})
    assert office.records(NOW).tables["sites"].num_rows == 0
    (row,) = office.records().tables["sites"].to_pylist()
    assert row["recorded_at"] == office.versions("S1")[0].recorded_at > NOW


def test_a_new_time_of_recording_alone_corrects_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites({**SITE, "记录时间": "2022-03-01T08:00:00+08:00"})
    again = office.sites({**SITE, "记录时间": "2022-03-08T08:00:00+08:00"})
    assert (again.known, again.counts["unchanged"]) == (False, 1)


def test_good_rows_go_in_while_the_bad_ones_of_the_file_wait_with_all_their_cells(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    bad = {**DISCOVERY, "发现编号": "D2", "核实日期": "2022年2月", "经办人": "某甲"}
    outcome = office.discoveries(DISCOVERY, bad)
    assert (outcome.counts["new"], outcome.counts["refused"], outcome.clean) == (1, 1, False)
    (row,) = [entry for entry in office.waiting() if entry.table]
    assert (row.owner, row.file, row.row, row.record_id) == (COUNTY_OFFICE, "发现.csv", 3, "D2")
    assert row.faults[0][:2] == ("verified_on", "2022年2月")
    assert dict(row.given.cells)["经办人"] == "某甲"
    assert dict(row.given.cells)["发现单位"] == "县应急局"


def test_a_column_that_was_not_read_waits_too(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites({**SITE, "经办人": "某甲"})
    assert ["未识别的列" in reason for reason in office.reasons()] == [True]
    office.sites({**SITE, "名称": "张家沟矿", "经办人": "某甲"})
    assert len(office.reasons()) == 1


def test_a_discovery_may_refer_to_a_site_that_came_last_month(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    assert office.discoveries(DISCOVERY).clean


def test_a_row_of_a_known_site_goes_in_though_the_file_spoils_the_site_itself(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    data = book(
        矿点=[list(SITE), [*list(SITE.values())[:3], "没有的地方"]],
        发现=[list(DISCOVERY), list(DISCOVERY.values())],
    )
    outcome = office.take("报表.xlsx", data)
    assert (outcome.counts["new"], outcome.counts["refused"]) == (1, 1)


def test_a_row_may_correct_one_of_the_store_by_its_id(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    assert office.discoveries({**DISCOVERY, "发现编号": "D9", "更正": "D1"}).clean
    assert not office.discoveries({**DISCOVERY, "发现编号": "D8", "更正": "D7"}).clean
    assert "无从更正" in office.reasons()[0]


def test_a_changed_row_that_another_has_corrected_is_sent_back(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    office.discoveries({**DISCOVERY, "发现编号": "D9", "更正": "D1"})
    assert office.discoveries({**DISCOVERY, "备注": "又改"}).counts["refused"] == 1
    assert "已由 D9 更正" in office.reasons()[0]


def test_a_site_is_not_corrected_by_two_rows_of_two_files(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    assert office.sites({**SITE, "矿点编号": "S2", "更正": "S1"}).clean
    assert not office.sites({**SITE, "矿点编号": "S3", "更正": "S1"}).clean
    assert "同时被 S2、S3 更正" in office.reasons()[0]


def test_sites_joined_in_a_circle_by_two_files_are_sent_back(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.sites({**SITE, "矿点编号": "S2", "同一矿点": "S1"})
    outcome = office.sites({**SITE, "同一矿点": "S2"})
    assert (outcome.counts["corrected"], outcome.counts["refused"]) == (0, 1)
    assert "成环：S1 → S2 → S1" in office.reasons()[0]


def test_rows_that_correct_each_other_over_two_files_are_sent_back(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    office.discoveries({**DISCOVERY, "发现编号": "D2", "更正": "D1"})
    assert not office.discoveries({**DISCOVERY, "更正": "D2"}).clean
    assert "成环：D1 → D2 → D1" in office.reasons()[0]


def test_the_id_of_another_sender_with_other_content_is_sent_back_and_says_whose_it_is(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    outcome = office.discoveries({**DISCOVERY, "核实日期": "2022-03-01"}, sender=CITY_OFFICE)
    assert (outcome.counts["corrected"], outcome.counts["refused"]) == (0, 1)
    assert f"编号 D1 已由 {COUNTY_OFFICE} 报送，内容不同（核实日期）" in office.reasons(CITY_OFFICE)[0]
    assert len(office.versions("D1")) == 1


def test_an_id_of_our_own_lists_leads_to_its_record(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    office.discoveries({**DISCOVERY, "备注": "一"})
    outcome = office.discoveries({**DISCOVERY, "发现编号": "D1~2", "更正": "D1", "备注": "二"})
    assert outcome.counts["corrected"] == 1
    assert [one.row_id for one in office.versions("D1")] == ["D1", "D1~2", "D1~3"]


def test_a_post_without_an_id_is_corrected_over_two_files_by_its_person(tmp_path: Path) -> None:
    office = Office(tmp_path)
    post = {
        "人员编号": "P1", "姓名": "某甲", "单位": "县人民政府", "行政区划": "140925000000", "职务": "县长",
        "责任类别": "主要负责人", "任职日期": "2020-01-01",
    }  # fmt: skip
    office.take("任职.csv", csv_file(post))
    outcome = office.take("任职.csv", csv_file({**post, "职务": "副县长", "更正": "P1"}))
    assert (outcome.clean, outcome.counts["new"]) == (True, 1)


def test_a_file_that_cannot_be_read_leaves_no_trace_in_the_store(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with pytest.raises(RecordsError, match="缺少必填的列"):
        office.take("矿点.csv", csv_file({"矿点编号": "S1"}))
    with pytest.raises(RecordsError, match=r"不是 \.xlsx 工作簿"):
        office.take("矿点.xlsx", b"no workbook")
    with pytest.raises(RecordsError, match="文件名不是表名"):
        office.take("其他.csv", csv_file(SITE))
    assert office.files() == []


def test_the_file_is_kept_as_it_came(tmp_path: Path) -> None:
    office = Office(tmp_path)
    data = csv_file(SITE, encoding="gb18030")
    sending = office.sending("矿点.csv", data)
    take_in(office.store, sending, office.tick(), tree())
    kept = office.store.home / "received" / sending.sha256
    assert kept.read_bytes() == data
    assert [path.name for path in kept.parent.iterdir()] == [sending.sha256]


def test_each_import_is_in_the_audit_log(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.sites(SITE)
    with office.reading() as session:
        assert total(session, AuditEntry) == 1


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["append_versions", "settle", "offer", "report", "audit"])
def test_a_failure_at_any_step_leaves_nothing_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    office = Office(tmp_path)
    data = book(矿点=[list(SITE), list(SITE.values()), ["S2", "", "煤", TOWN]])
    with monkeypatch.context() as patched:
        target: Any = imports.audit if step == "audit" else imports
        patched.setattr(target, "append" if step == "audit" else step, fail)
        with pytest.raises((OSError, StoreError)):
            office.take("报表.xlsx", data)
    with office.reading() as session:
        for model in (ImportFile, RecordVersion, QuarantinedRow, CoverageReport, AuditEntry):
            assert total(session, model) == 0
    assert office.take("报表.xlsx", data).counts["new"] == 1


@pytest.mark.parametrize("call", ["fsync", "write", "rename"])
def test_a_full_disk_is_one_clear_line_and_leaves_no_part_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    office = Office(tmp_path)

    class Full:
        """A file that takes nothing."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        write = flush = fail

    with monkeypatch.context() as patched:
        if call == "fsync":
            patched.setattr(syncing.os, "fsync", fail)
        elif call == "write":
            patched.setattr(syncing.os, "fdopen", lambda *_: Full())
        else:
            patched.setattr(Path, "replace", fail)
        with pytest.raises(WenzeError, match=r"来件不能保存.*本次什么都没有登记"):
            office.sites(SITE)
    assert list((office.store.home / "received").iterdir()) == []
    assert office.sites(SITE).counts["new"] == 1


def test_two_who_import_one_file_at_once_get_one_result(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sending = office.sending("矿点.csv", csv_file(SITE))
    outcomes = []

    def run(number: int) -> None:
        store = open_store(None, office.store.home)
        outcomes.append(take_in(store, sending, NOW + timedelta(seconds=number), tree()))
        store.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.known for one in outcomes) == [False, True, True, True]
    assert len(office.files()) == len(office.versions("S1")) == 1


def test_what_was_known_at_an_instant_is_the_same_after_any_later_import(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY, {**DISCOVERY, "发现编号": "D2", "核实日期": "二月"})
    known = office.store.last_known()
    before = office.records(known)
    office.discoveries({**DISCOVERY, "核实日期": "2022-01-01"}, {**DISCOVERY, "发现编号": "D2"})
    office.sites({**SITE, "撤回": "是"})
    after = office.records(known)
    assert (after.sha256, after.rejected) == (before.sha256, before.rejected)
    assert office.records().sha256 != before.sha256


def test_a_clock_set_back_takes_nothing_in(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    with pytest.raises(StoreError, match="早于"):
        take_in(
            office.store,
            office.sending("发现.csv", csv_file(DISCOVERY)),
            datetime(2022, 1, 1, tzinfo=UTC),
            tree(),
        )
    assert len(office.files()) == 1


@pytest.mark.parametrize(
    "name", ["矿点-..%2F..%00.csv", "矿点 \u202egnp.csv", "矿点-" + "长" * 200 + ".csv", "=cmd|矿点.csv"]
)
def test_a_hostile_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    office = Office(tmp_path)
    if name.startswith("="):
        with pytest.raises(RecordsError):
            office.take(name, csv_file(SITE))
        return
    office.take(name, csv_file(SITE, {**SITE, "矿点编号": "S2", "矿种": "?"}))
    (file,) = office.files()
    assert file.name == name
    assert sorted(
        path.name for path in office.store.home.rglob("*") if path.is_file() and len(path.name) == 64
    ) == [file.sha256]


def test_the_store_gives_the_engine_what_a_folder_gives(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "examples" / "synthetic-quarter" / "tables"
    office = Office(tmp_path)
    office.clock += timedelta(days=60)  # after the last day that the tables tell of
    for path in sorted(
        folder.iterdir(), key=lambda path: ("矿点" not in path.stem and "sites" not in path.stem, path.name)
    ):
        if path.suffix in {".csv", ".xlsx"}:
            office.take(path.name, path.read_bytes())
    stored, read = office.records(), read_folder(folder, tree())
    for name in TABLES:
        ours, theirs = (
            found.tables[name].drop_columns(["recorded_at"]).to_pylist() for found in (stored, read)
        )
        assert ours == theirs, name
    assert {(f.file, f.row, f.column) for f in stored.rejected} == {
        (f.file, f.row, f.column) for f in read.rejected
    }


@pytest.mark.parametrize(
    ("day", "taken"), [("2022-03-06", True), ("2022-03-07", True), ("2022-03-08", False)]
)
def test_what_is_told_of_a_day_to_come_waits(tmp_path: Path, day: str, taken: bool) -> None:  # noqa: FBT001
    office = Office(tmp_path)  # its clock says 2022-03-07
    office.sites(SITE)
    outcome = office.discoveries({**DISCOVERY, "核实日期": day})
    assert outcome.clean is taken
    assert outcome.counts["new"] == int(taken)
    if not taken:
        (fault,) = outcome.faults
        assert "晚于收入台账的日子（2022-03-07）" in fault.reason


def test_a_correction_of_a_day_to_come_does_not_silence_what_it_corrects(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    outcome = office.discoveries({**DISCOVERY, "核实日期": "2023-02-20"})
    assert (outcome.counts["corrected"], outcome.counts["refused"]) == (0, 1)


def test_a_term_may_end_on_a_day_to_come(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    inquiry = {
        "询问编号": "Q1", "矿点编号": "S1", "发出日期": "2022-03-07", "发往单位": "县级政府", "答复期限": "2022-03-14",
    }  # fmt: skip
    assert office.take("询问.csv", csv_file(inquiry)).clean


VALUES = st.tuples(
    st.sampled_from(["D1", "D2", "D3"]), st.sampled_from(["2022-02-20", "2022-02-21", "二月"]),
    st.sampled_from(["", "是"]), st.sampled_from(["", "D1", "D2"]), st.sampled_from([COUNTY_OFFICE, CITY_OFFICE]),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(VALUES, min_size=1, max_size=3), min_size=1, max_size=5))
def test_whatever_comes_later_changes_nothing_that_was_known_and_comes_in_once(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[tuple[str, ...]]]
) -> None:
    office = Office(tmp_path_factory.mktemp("history"))
    office.sites(SITE)
    known = []
    for rows in files:
        sender = rows[0][-1]
        data = csv_file(
            *(
                {**DISCOVERY, "发现编号": i, "核实日期": on, "撤回": gone, "更正": other}
                for i, on, gone, other, _ in rows
            )
        )
        first = office.take("发现.csv", data, sender)
        assert sum(first.counts.values()) == len(rows) or first.known
        assert office.take("发现.csv", data, sender).known
        at = office.store.last_known()
        seen = office.records(at)
        known.append((at, seen.sha256, seen.rejected))
    for at, sha256, rejected in known:
        seen = office.records(at)
        assert (seen.sha256, seen.rejected) == (sha256, rejected)
    assert sum(len(rows) for rows in files) >= len(
        {one for one in office.ids("discoveries") if "~" not in one}
    )
