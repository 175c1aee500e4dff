"""Where a store is: a file or a database, shown without its password."""

from pathlib import Path

import pytest
from storing import Where, refusal

from engine.store import Store, create_store, open_store

WRONG = "geheim"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not a url", "不能识别"),
        ("postgresql://u:geheim@host:port/db", "不能识别"),
        ("mysql://u:geheim@host/db", "不支持 mysql"),
        ("sqlite://", "只能是一个文件"),
        ("sqlite:///:memory:", "只能是一个文件"),
        ("sqlite:////tmp/x.sqlite?mode=memory&key=geheim", "只能是一个文件"),
        ("postgresql://u:geheim@host", "没有库名"),
    ],
)
def test_an_address_that_is_none(tmp_path: Path, url: str, said: str) -> None:
    for action in (create_store, open_store):
        line = refusal(lambda action=action: action(url, tmp_path))  # type: ignore[misc]
        assert said in line
        assert "geheim" not in line


def test_a_file_elsewhere_by_its_url(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "ours.sqlite"
    create_store(f"sqlite:///{file}", tmp_path / "home").close()
    store = open_store(f"sqlite:///{file}", tmp_path / "home")
    assert store.where.file == file
    store.close()


def test_a_store_shows_no_password(place: Where, store: Store) -> None:
    shown = f"{store!r} {store.where!r} {store.where.shown} {store.engine!r}"
    if place.url is not None:
        assert place.url.split(":")[2].split("@")[0] not in shown
    assert store.where.shown.startswith("台账 " if place.url is None else "PostgreSQL 127.0.0.1:")
