"""One schema through migrations, the same on SQLite and PostgreSQL, and which versions of it are accepted."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from storing import MONDAY, Where, received

from engine.store import Store, StoreError, create_store, open_store
from engine.store.models import METADATA, MODELS
from engine.store.schema import MIGRATIONS, VERSION


def stamp(store: Store, version: str) -> None:
    """Give a store another version, behind the program's back."""
    with store.engine.connect() as bare, bare.execution_options(wenze_writing=True).begin() as transaction:
        transaction.connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_model_is_named_in_the_list_of_tables() -> None:
    assert {model.__tablename__ for model in MODELS} == set(METADATA.tables)


def test_both_databases_have_the_same_columns(store: Store) -> None:
    with store.reading() as session:
        found = inspect(session.connection())
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            assert columns == {column.name: bool(column.nullable) for column in table.columns}


def test_the_program_works_with_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [VERSION]


def test_making_a_store_twice_changes_nothing(bare: Where) -> None:
    store = bare.create()
    with store.writing(MONDAY) as session:
        received(session)
    store.close()
    again = bare.create()
    assert again.last_instant() == MONDAY
    again.close()
    bare.open().close()


def test_a_newer_store_is_refused_and_left_as_it_is(place: Where, store: Store) -> None:
    stamp(store, "9999")
    with pytest.raises(StoreError, match=r"新版（9999）.*换用"):
        place.open()
    with pytest.raises(StoreError, match="没有改动"):
        place.create()
    with store.reading() as session:
        assert (
            session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
        )


def test_an_older_store_is_told_how_to_be_raised(place: Where, store: Store) -> None:
    stamp(store, "0000")
    with pytest.raises(StoreError, match=r"旧版（0000.*wenze init 升级"):
        place.open()


def test_a_database_without_tables_is_no_store_yet(bare: Where) -> None:
    if bare.url is None:
        bare.home.mkdir()
        (bare.home / "wenze.sqlite").touch()
    with pytest.raises(StoreError, match=r"还不是台账.*wenze init"):
        bare.open()


def test_a_database_with_other_tables_is_left_alone(bare: Where) -> None:
    bare.create().close()
    store = bare.open()
    with store.engine.connect() as given, given.execution_options(wenze_writing=True).begin() as transaction:
        transaction.connection.execute(text("DROP TABLE alembic_version"))
    store.close()
    with pytest.raises(StoreError, match="已有别的表"):
        bare.create()


def test_a_failed_migration_leaves_nothing_behind(bare: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(table: str) -> None:
        if table == "run":
            raise RuntimeError(table)

    monkeypatch.setattr("engine.store.migrations.guards.guard", guard)
    with pytest.raises(RuntimeError, match="run"):
        bare.create()
    monkeypatch.undo()
    store = bare.create()
    store.close()
    open_store(bare.url, bare.home).close()
    create_store(bare.url, bare.home).close()
