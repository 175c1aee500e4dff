"""What goes wrong around a store: one clear line each, no password in it, nothing lost."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import postgres
import pytest
from sqlalchemy import select
from storing import MONDAY, POSTGRESQL, SQLITE, Where, received, refusal, say, site

from engine.store import Store, StoreError, create_store, open_store
from engine.store.models import ImportFile
from engine.store.opening import FOLDERS

NOBODY = "nobody"
WRONG = "geheim"


def as_nobody(action: Callable[[], object]) -> str:
    """The line of a StoreError raised for a user without rights; root is stopped by no permission."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(pwd.getpwnam(NOBODY).pw_gid)
            os.setuid(pwd.getpwnam(NOBODY).pw_uid)
            action()
            told = "nothing was refused"
        except StoreError as error:
            told = str(error)
        except BaseException as error:  # noqa: BLE001 - the parent fails with it
            told = repr(error)
        os.write(write, told.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="wenze-store-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_store_that_was_never_made(tmp_path: Path) -> None:
    assert "请先运行 wenze init" in refusal(lambda: open_store(None, tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    assert "不能建立" in refusal(lambda: create_store(None, tmp_path / "home"))


def test_a_home_is_the_offices_own(tmp_path: Path) -> None:
    create_store(None, tmp_path / "home").close()
    found = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "home").iterdir()}
    assert set(FOLDERS) < set(found)
    assert set(found.values()) == {0}


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    create_store(None, tmp_path).close()
    (tmp_path / "wenze.sqlite").write_text("名称,矿种\n" * 1000)
    assert "已损坏，或不是台账；请从备份恢复" in refusal(lambda: open_store(None, tmp_path))


@SQLITE
def test_a_file_damaged_in_the_middle(place: Where, store: Store) -> None:
    say(store, *(site(f"S{number}") for number in range(2000)))
    store.close()
    file = place.home / "wenze.sqlite"
    content = bytearray(file.read_bytes())
    content[8192 : len(content) - 8192] = b"\xff" * (len(content) - 16384)
    file.write_bytes(content)

    def use() -> None:
        damaged = place.open()
        with damaged.reading() as session:
            session.execute(select(ImportFile)).all()
        say(damaged, site("T"))

    assert "已损坏，或不是台账" in refusal(use)


@SQLITE
def test_a_file_cut_short(place: Where, store: Store) -> None:
    say(store, *(site(f"S{number}") for number in range(2000)))
    store.close()
    with (place.home / "wenze.sqlite").open("r+b") as file:
        file.truncate(20_000)
    assert "已损坏，或不是台账" in refusal(place.open)


@SQLITE
def test_a_full_disk_loses_nothing_and_the_next_writing_goes_on(store: Store) -> None:
    say(store, site("S1"))

    def fill() -> None:
        with store.writing(MONDAY) as session:
            pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            session.add_all(
                [
                    ImportFile(
                        name="x" * 9000, sender="a", sha256=str(n), size=1, received_at=MONDAY, actor="li"
                    )
                    for n in range(99)
                ]
            )

    assert "磁盘已满；请腾出空间后重试。台账没有变动" in refusal(fill)
    with store.writing(MONDAY) as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
        received(session)
    with store.reading() as session:
        assert len(session.execute(select(ImportFile)).all()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o644), (0o777, 0o444), (0o755, 0o600), (0o700, 0o644)])
def test_a_file_or_folder_without_rights(open_folder: Path, folder: int, file: int) -> None:
    home = open_folder / "home"
    create_store(None, home).close()
    (home / "wenze.sqlite").chmod(file)
    home.chmod(folder)

    def write() -> None:
        with open_store(None, home).writing(MONDAY) as session:
            received(session)

    line = as_nobody(write)
    assert any(word in line for word in ("不能写入", "打不开", "文件不存在")), line
    assert "\n" not in line


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_in_which_nothing_can_be_made(open_folder: Path) -> None:
    assert "不能建立（没有权限）；请检查路径和权限" in as_nobody(
        lambda: create_store(None, open_folder / "home")
    )


@POSTGRESQL
def test_a_server_that_does_not_answer(place: Where, server: postgres.Server) -> None:
    url = server.url("wenze", port=postgres.free_port())
    line = refusal(lambda: open_store(url, place.home, wait=2))
    assert "连接不上；请检查数据库是否运行" in line
    assert "127.0.0.1" in line
    assert server.password not in line


@POSTGRESQL
def test_a_wrong_password(place: Where, server: postgres.Server) -> None:
    line = refusal(lambda: open_store(server.url("postgres", password=f"{WRONG}-123"), place.home))
    assert "不接受登录；请核对用户名、口令" in line
    assert WRONG not in line


@POSTGRESQL
def test_a_database_that_does_not_exist(place: Where, server: postgres.Server) -> None:
    for action in (open_store, create_store):
        assert "没有这个数据库；请核对库名" in refusal(
            lambda action=action: action(server.url("none"), place.home)
        )  # type: ignore[misc]


@POSTGRESQL
def test_a_user_without_rights(place: Where, store: Store, server: postgres.Server) -> None:
    assert place.url is not None
    word = server.password
    server.run(f"CREATE ROLE guest_{place.home.parent.name[-8:].replace('-', '_')} LOGIN PASSWORD '{word}'")
    role = f"guest_{place.home.parent.name[-8:].replace('-', '_')}"
    name = place.url.rpartition("/")[2]
    server.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}", name)
    guest = open_store(place.url.replace("wenze:", f"{role}:"), place.home)
    assert "没有权限" in refusal(lambda: say(guest, site("S1")))
    guest.close()
    say(store, site("S1"))


@POSTGRESQL
def test_a_connection_cut_in_the_middle(place: Where, store: Store, server: postgres.Server) -> None:
    assert place.url is not None
    name = place.url.rpartition("/")[2]

    def cut() -> None:
        with store.writing(MONDAY) as session:
            received(session)
            server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608
            received(session, "second")

    assert "连接已断；请稍后重试。台账没有变动" in refusal(cut)
    with store.writing(MONDAY) as session:
        received(session, "third")
    with store.reading() as session:
        assert session.execute(select(ImportFile.name)).scalars().all() == ["third"]
