"""The engine's records from the store: every version known by then, typed as the reader types them."""

from datetime import UTC, datetime, timedelta

import pytest
from storing import MONDAY, OTHER, TOWN, WEEK, Where, discovery, received, rows, say, site, stand

from engine.facts.standing import standing
from engine.jurisdictions import Place, Tree
from engine.records import TABLES, Rejection, read_rows
from engine.records.digest import digest
from engine.store import Store, StoreError
from engine.store.models import QuarantineAnswer, QuarantinedRow
from engine.store.versions import Version, append_versions

LATER = MONDAY + WEEK


def test_an_empty_store_has_all_tables_without_rows(store: Store, tree: Tree) -> None:
    records = store.records(None, tree)
    assert {name: (table.schema, table.num_rows) for name, table in records.tables.items()} == {
        name: (table.arrow, 0) for name, table in TABLES.items()
    }
    assert records.rejected == ()
    assert records.sha256 == read_rows({}, tree).sha256
    assert store.last_known() is None


def test_records_are_what_the_reader_gives_but_for_when_they_were_recorded(store: Store, tree: Tree) -> None:
    given = {
        "sites": [{"site_id": "S2", "name": "乙", "mineral": "coal", "jurisdiction": OTHER, "site_kind": "closed"},
                  {"site_id": "S1", "name": "甲", "mineral": "iron", "jurisdiction": TOWN, "same_as": "S2"}],
        "discoveries": [{"discovery_id": "D1", "site_id": "S1", "producing": "yes", "situation": "1a;2", "found_by": "局",
                         "missing_licences": "none", "verified_on": "2022-02-01", "evidence": "照片1;照片2", "note": "“\u3000”"}],
        "posts": [{"name": "张三", "organ": "county_government", "jurisdiction": "141181000000", "post": "县长",
                   "role": "principal", "from_on": "2021-01-01"}],
    }  # fmt: skip
    read = read_rows(given, tree)
    assert read.rejected == ()
    versions = [
        Version(name, row[TABLES[name].key], row)
        for name, table in read.tables.items()
        for row in table.to_pylist()
    ]
    at = say(store, *versions)
    records = store.records(None, tree)
    for name, table in read.tables.items():
        stamped = table.set_column(
            table.column_names.index("recorded_at"), "recorded_at", records.tables[name]["recorded_at"]
        )
        assert records.tables[name].equals(stamped)
        assert set(records.tables[name]["recorded_at"].to_pylist()) <= {at}
    assert records.sha256 == digest(records.tables)


def test_a_changed_row_replaces_the_one_before_from_its_instant_on(store: Store, tree: Tree) -> None:
    first = say(store, site("S1"), discovery("D1", producing="yes"))
    second = say(store, discovery("D1", producing="no"), now=LATER)
    third = say(store, discovery("D1", producing="unknown"), now=LATER + WEEK)
    columns = ("discovery_id", "replaces", "producing", "recorded_at")
    now = rows(store.records(None, tree), "discoveries", *columns)
    assert now == [
        ("D1", None, "yes", first),
        ("D1~2", "D1", "no", second),
        ("D1~3", "D1~2", "unknown", third),
    ]
    assert rows(store.records(second, tree), "discoveries", *columns) == now[:2]
    assert rows(store.records(second - timedelta(microseconds=1), tree), "discoveries", *columns) == now[:1]
    assert rows(store.records(first - timedelta(microseconds=1), tree), "discoveries", *columns) == []
    assert stand(store, tree, "discoveries") == ["D1~3"]
    assert stand(store, tree, "discoveries", first) == ["D1"]


def test_more_than_nine_versions_stay_in_order(store: Store, tree: Tree) -> None:
    for number in range(11):
        say(store, site("S1", name=f"第{number}次"), site("S1-1"))
    assert stand(store, tree, "sites") == ["S1-1~11", "S1~11"]
    found = [key for (key,) in rows(store.records(None, tree), "sites", "site_id")]
    assert found == sorted(found)


def test_a_withdrawn_record_does_not_stand_until_it_is_told_again(store: Store, tree: Tree) -> None:
    say(store, site("S1"), discovery("D1"))
    gone = say(store, discovery("D1", withdrawn=True), now=LATER)
    say(store, discovery("D1", note="确有其事"), now=LATER + WEEK)
    assert stand(store, tree, "discoveries") == ["D1~3"]
    assert stand(store, tree, "discoveries", gone) == []


@pytest.mark.parametrize("first", [["D1", "D5"], ["D5", "D1"]])
def test_a_department_s_correction_holds_whichever_version_it_meets(
    store: Store, tree: Tree, first: list[str]
) -> None:
    say(store, site("S1"), discovery("D1"), now=MONDAY)
    told = {"D1": discovery("D1", note="再报"), "D5": discovery("D5", replaces="D1")}
    for key in first:
        say(store, told[key])
    assert stand(store, tree, "discoveries") == ["D5"]
    say(store, discovery("D5", replaces="D1", note="改"))
    assert stand(store, tree, "discoveries") == ["D5~2"]


def test_a_correction_that_is_taken_back_corrects_nothing(store: Store, tree: Tree) -> None:
    say(store, site("S1"), discovery("D1"), discovery("D5", replaces="D1"))
    corrected = store.last_known()
    say(store, discovery("D5"), now=LATER)
    assert stand(store, tree, "discoveries") == ["D1", "D5~2"]
    assert stand(store, tree, "discoveries", corrected) == ["D5"]


def test_a_correction_may_name_the_row_that_a_list_showed(store: Store, tree: Tree) -> None:
    say(store, site("S1"), discovery("D1"))
    say(store, discovery("D1", note="二"))
    say(store, discovery("D1", note="三"), discovery("D5", replaces="D1~2"))
    assert stand(store, tree, "discoveries") == ["D5"]


def test_a_record_that_replaces_itself_still_stands(store: Store, tree: Tree) -> None:
    say(store, site("S1"), discovery("D1", replaces="D1"), discovery("D2"))
    say(store, discovery("D2", replaces="D2~2"))
    assert stand(store, tree, "discoveries") == ["D1", "D2~2"]


def test_rows_that_wait_in_quarantine_are_rejected_until_answered(store: Store, tree: Tree) -> None:
    with store.writing(MONDAY) as session:
        file = received(session, "发现.xlsx")
        waiting = [
            QuarantinedRow(import_id=file.id or 0, file="发现.xlsx", sheet="发现", row=row, column="verified_on",
                           value="2022年2月", reason="不是日期", owner="孝义市")
            for row in (9, 7, 8)
        ]  # fmt: skip
        session.add_all(waiting)
        session.flush()
        ids = [row.id or 0 for row in waiting]
    with store.writing(LATER) as session:
        session.add(QuarantineAnswer(quarantined_id=ids[0], kind="mended", actor="li"))
        session.add(QuarantineAnswer(quarantined_id=ids[1], kind="set_aside", actor="li", reason="重复"))
    with store.writing(LATER + WEEK) as session:
        session.add(QuarantineAnswer(quarantined_id=ids[0], kind="reopened", actor="li"))

    def told(at: datetime | None) -> list[int | None]:
        return [rejection.row for rejection in store.records(at, tree).rejected]

    assert told(MONDAY - WEEK) == []
    assert told(MONDAY) == [7, 8, 9]
    assert told(LATER) == [8]
    assert told(None) == [8, 9]
    assert store.records(None, tree).rejected[0] == Rejection(
        "发现.xlsx", "发现", 8, "verified_on", "2022年2月", "不是日期"
    )


def test_a_place_that_this_tree_lacks_is_told_and_brings_nothing_back(store: Store, tree: Tree) -> None:
    with store.writing(MONDAY) as session:
        file = received(session, "矿点.csv")
        append_versions(session, [site("S1"), site("S2")], file.id)
    with store.writing(MONDAY) as session:
        moved = site("S1", jurisdiction="141199100000")
        append_versions(session, [Version("sites", "S1", moved.cells, "矿点", 4)], file.id)
    records = store.records(None, tree)
    assert standing(records.tables, None).table("sites")["site_id"].to_pylist() == ["S2"]
    (fault,) = records.rejected
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("矿点.csv", "矿点", 4, "jurisdiction")
    assert "141199100000" in fault.reason
    assert "S1~2" in fault.reason
    wider = Tree([*tree, Place("141199100000", "新镇", "township", "镇", "141181000000")])
    assert store.records(None, wider).rejected == ()
    assert standing(store.records(None, wider).tables, None).table("sites")["site_id"].to_pylist() == [
        "S1~2",
        "S2",
    ]


def test_what_a_withdrawn_row_says_of_its_place_is_not_told(store: Store, tree: Tree) -> None:
    say(store, site("S1", jurisdiction="141199100000"))
    say(store, site("S1"))
    say(store, site("S2", jurisdiction="141199100000", withdrawn=True))
    assert store.records(None, tree).rejected == ()


def test_a_content_that_was_tampered_with_is_told(place: Where, store: Store, tree: Tree) -> None:
    say(store, site("S1"))
    with store.engine.connect() as bare:
        writing = bare.execution_options(wenze_writing=True)
        with writing.begin():
            if place.url is None:
                writing.exec_driver_sql("DROP TRIGGER record_version_no_update")
            else:
                writing.exec_driver_sql("DROP TRIGGER append_only ON record_version")
            writing.exec_driver_sql("UPDATE record_version SET content = '{\"name\": 7'")
    with pytest.raises(StoreError, match=r"矿点表的记录内容无法读取.*wenze audit verify"):
        store.records(None, tree)


def test_without_a_moment_it_is_the_last_at_which_anything_changed(store: Store, tree: Tree) -> None:
    at = say(store, site("S1"))
    with store.writing(LATER) as session:
        received(session)
    assert store.last_known() == at
    assert store.last_instant() == LATER
    assert store.records(None, tree).sha256 == store.records(datetime(2030, 1, 1, tzinfo=UTC), tree).sha256
