# ruff: noqa: S608 - the names of tables are the program's own
"""One writer at a time, all or nothing, never a row changed, instants that only grow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlmodel import select
from storing import MONDAY, POSTGRESQL, SQLITE, names, received, say, site

from engine.store import Store, StoreError
from engine.store.models import MODELS, CoverageReport, ImportFile, Run
from engine.store.versions import append_rows, append_versions

MOMENT = timedelta(microseconds=1)


def test_what_is_written_can_be_read_with_its_instant_in_utc(store: Store) -> None:
    beijing = datetime(2026, 3, 9, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    with store.writing(beijing) as session:
        received(session, received_at=beijing)
    with store.reading() as session:
        file = session.exec(select(ImportFile)).one()
    assert file.recorded_at == file.received_at == beijing
    assert file.recorded_at.tzinfo is UTC
    assert file.recorded_at.isoformat() == "2026-03-09T01:30:15.123456+00:00"


def test_a_legal_day_stays_a_day(store: Store) -> None:
    day = MONDAY.date()
    with store.writing(MONDAY) as session:
        session.add(
            CoverageReport(sender="a", jurisdiction="b", table="sites", period_to=day, zero=True, actor="li")
        )
    with store.reading() as session:
        assert session.exec(select(CoverageReport)).one().period_to == day


def test_json_and_bytes_come_back_as_they_were(store: Store) -> None:
    digests = dict.fromkeys(
        ("engine_version", "rules_sha256", "settings_sha256", "jurisdictions_sha256", "inputs_sha256"), "x"
    )
    detail = {"煤": ["甲", 1, None, True], "a": {"b": "\u2028"}}
    with store.writing(MONDAY) as session:
        session.add(
            Run(as_of=MONDAY.date(), known_at=MONDAY, document_sha256="d", document=b"\x00\xff", actor="li",
                detail=detail, **digests)
        )  # fmt: skip
    with store.reading() as session:
        run = session.exec(select(Run)).one()
        kept = session.connection().execute(text("SELECT detail FROM run")).scalar()
    assert (run.document, run.detail) == (b"\x00\xff", detail)
    assert kept == '{"a":{"b":"\u2028"},"煤":["甲",1,null,true]}'


def test_an_exception_undoes_all_of_a_transaction(store: Store) -> None:
    def interrupted() -> None:
        with store.writing(MONDAY) as session:
            received(session)
            append_versions(session, [site("S1")], None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert store.last_instant() is None
    with store.writing(MONDAY) as session:
        received(session, "second")
    assert names(store) == ["second"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_no_table_lets_rows_be_changed_or_deleted(store: Store, model: type[ImportFile]) -> None:
    table = model.__tablename__
    with store.writing(MONDAY) as session:
        _fill(session.connection().exec_driver_sql, table)
    for statement in (f"UPDATE {table} SET recorded_at = recorded_at", f"DELETE FROM {table}"):
        with pytest.raises(StoreError, match="只增不改"), store.writing(MONDAY) as session:
            session.connection().exec_driver_sql(statement)
    with store.reading() as session:
        assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1


def _fill(execute: Callable[[str], object], table: str) -> None:
    """One row with something in every column that needs it, whatever it means."""
    columns = {c.name: c for c in next(m for m in MODELS if m.__tablename__ == table).__table__.c}  # type: ignore[attr-defined]
    needed = [c for c in columns.values() if not c.nullable and not c.foreign_keys]
    for column in columns.values():
        for key in column.foreign_keys if not column.nullable else ():
            _fill(execute, key.column.table.name)
            needed.append(column)
    kinds = {"DATE": "'2026-03-09'", "BOOLEAN": "false", "BYTEA": "'x'", "BLOB": "'x'"}
    values = []
    for column in needed:
        kind = str(column.type.compile())
        number = "INT" in kind
        instant = column.name in ("recorded_at", "received_at", "known_at", "valid_from")
        values.append(
            "'2026-03-09T01:00:00.000000Z'" if instant else "1" if number else kinds.get(kind, "'x'")
        )
    spelt = ", ".join(f'"{column.name}"' for column in needed)
    execute(f"INSERT INTO {table} ({spelt}) VALUES ({', '.join(values)})")


@SQLITE
def test_a_row_cannot_be_replaced_by_insert_or_replace(store: Store) -> None:
    say(store, site("S1"))
    statement = "INSERT OR REPLACE INTO record_version SELECT * FROM record_version"
    with pytest.raises(StoreError, match="只增不改"), store.writing(MONDAY) as session:
        session.connection().exec_driver_sql(statement)
    same_key = (
        'INSERT OR REPLACE INTO record_version (recorded_at, "table", record_id, version, row_id, content, '
        "content_sha256, withdrawn) SELECT recorded_at, \"table\", record_id, version, row_id, 'x', 'x', 0 "
        "FROM record_version"
    )
    with pytest.raises(StoreError, match="只增不改"), store.writing(MONDAY) as session:
        session.connection().exec_driver_sql(same_key)


@POSTGRESQL
def test_postgresql_refuses_truncate_too(store: Store) -> None:
    with pytest.raises(StoreError, match="只增不改"), store.writing(MONDAY) as session:
        session.connection().exec_driver_sql("TRUNCATE record_version")


def test_a_reading_session_writes_nothing(store: Store) -> None:
    file = ImportFile(name="a", sender="b", sha256="c", size=1, received_at=MONDAY, actor="li")
    file.recorded_at = MONDAY

    def write() -> None:
        with store.reading() as session:
            session.add(file)
            session.flush()

    with pytest.raises(StoreError, match="不能写入"):
        write()
    assert names(store) == []


def test_what_the_tables_refuse_is_one_line_without_the_row(store: Store) -> None:
    with store.writing(MONDAY) as session:
        received(session, "secret")
    with pytest.raises(StoreError, match="冲突") as raised, store.writing(MONDAY) as session:
        received(session, "secret")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_row_must_refer_to_one_that_exists(store: Store) -> None:
    with pytest.raises(StoreError, match="冲突"), store.writing(MONDAY) as session:
        append_versions(session, [site("S1")], 7)


@SQLITE
def test_writing_is_durable_on_sqlite(store: Store) -> None:
    with store.writing(MONDAY) as session:
        ask = session.connection().exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1


def test_many_rows_at_once_are_what_one_row_is(store: Store) -> None:
    one = {
        "name": "甲\t\\N\n乙",
        "sender": "b",
        "sha256": "c",
        "size": 2**40,
        "received_at": MONDAY,
        "actor": "li",
    }
    with store.writing(MONDAY) as session:
        append_rows(
            session, ImportFile, [{**one, "detail": {"行": [1, None]}}, {**one, "sender": "d", "profile": ""}]
        )
        append_rows(session, ImportFile, [])
    with store.reading() as session:
        first, second = session.exec(select(ImportFile).order_by("id")).all()
    assert (first.name, first.size, first.received_at, first.recorded_at) == (
        one["name"],
        2**40,
        MONDAY,
        MONDAY,
    )
    assert (first.detail, first.profile, first.profile_sha256, first.rows_accepted) == (
        {"行": [1, None]},
        None,
        "",
        0,
    )
    assert (second.sender, second.profile, second.detail) == ("d", "", None)
    assert second.id == (first.id or 0) + 1


def test_rows_at_once_that_the_tables_refuse_undo_all(store: Store) -> None:
    one = {"name": "geheim", "sender": "b", "sha256": "c", "size": 1, "received_at": MONDAY, "actor": "li"}
    with pytest.raises(StoreError, match="冲突") as raised, store.writing(MONDAY) as session:
        append_rows(session, ImportFile, [one, one])
    assert "geheim" not in str(raised.value)
    assert names(store) == []
