"""The Parquet copy is a copy: whatever happens to it, the records are those of the store."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from storing import MONDAY, discovery, received, rows, say, site

from engine.jurisdictions import Tree
from engine.store import Store, bulk, create_store
from engine.store.rows import fetched

MANIFEST = bulk.MANIFEST


def parts(store: Store) -> list[tuple[str, int]]:
    said = json.loads((store.home / "bulk" / MANIFEST).read_text())["parts"]
    return [(part["table"], part["rows"]) for part in said]


def asked(store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which version the database was asked for the rest, and that the records are right."""
    after: list[int] = []

    def watched(session: object, since: int) -> object:
        after.append(since)
        return fetched(session, since)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "fetched", watched)
        found = store.records(None, tree)
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "_agreeing", lambda *_: [])
        patched.setattr(bulk, "_keep", lambda *_: None)
        assert store.records(None, tree).sha256 == found.sha256
    return after


def test_what_is_new_is_added_and_nothing_is_read_twice(
    store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(store, site("S1"), discovery("D1"))
    assert asked(store, tree, monkeypatch) == [0]
    assert asked(store, tree, monkeypatch) == [2]
    say(store, discovery("D2"))
    assert asked(store, tree, monkeypatch) == [2]
    assert asked(store, tree, monkeypatch) == [3]
    assert [key for (key,) in rows(store.records(None, tree), "discoveries", "discovery_id")] == ["D1", "D2"]


def test_files_stay_few_however_often_something_comes(store: Store, tree: Tree) -> None:
    for number in range(40):
        say(store, site(f"S{number}"))
        store.records(None, tree)
    found = [rows for _, rows in parts(store)]
    assert sum(found) == 40
    assert found == sorted(found, reverse=True)
    assert all(earlier >= 2 * later for earlier, later in pairwise(found))
    files = {path.name for path in (store.home / "bulk").iterdir()}
    assert len(files) == len(found) + 1


def remove(folder: Path) -> None:
    shutil.rmtree(folder)


def remove_a_part(folder: Path) -> None:
    next(folder.glob("*.parquet")).unlink()


def change_a_byte(folder: Path) -> None:
    path = next(folder.glob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_a_part(folder: Path) -> None:
    path = next(folder.glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:100])


def swap_parts(folder: Path) -> None:
    first, second = sorted(folder.glob("*.parquet"))[:2]
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


def empty_the_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("")


def make_the_manifest_a_list(folder: Path) -> None:
    (folder / MANIFEST).write_text("[]")


def say_another_mark(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"mark": "', '"mark": "x'))


def say_a_later_version(folder: Path) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    said["parts"][0]["last"] += 1000
    (folder / MANIFEST).write_text(json.dumps(said))


def say_another_shape(folder: Path) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**said, "shape": "x"}))


@pytest.mark.parametrize(
    "harm",
    [
        remove, remove_a_part, change_a_byte, cut_a_part, swap_parts, empty_the_manifest, make_the_manifest_a_list,
        say_another_mark, say_a_later_version, say_another_shape,
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_copy_in_doubt_is_made_anew(
    store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    say(store, site("S1"), discovery("D1"))
    before = store.records(None, tree).sha256
    harm(store.home / "bulk")
    assert asked(store, tree, monkeypatch) == [0]
    assert asked(store, tree, monkeypatch) == [2]
    assert store.records(None, tree).sha256 == before


def test_the_copy_of_a_store_that_went_another_way_is_made_anew(
    store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As after a restored backup: the same ids, other rows."""
    say(store, site("S1"))
    say(store, site("S2", name="甲"))
    store.records(None, tree)
    other = create_store(None, tmp_path / "other")
    say(other, site("S1"))
    say(other, site("S2", name="乙"))
    shutil.copytree(store.home / "bulk", other.home / "bulk", dirs_exist_ok=True)
    assert asked(other, tree, monkeypatch) == [0]
    assert [name for (name,) in rows(other.records(None, tree), "sites", "name")] == ["S1煤矿", "乙"]


def test_the_same_content_recorded_at_another_instant_is_another_store(
    store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    say(store, site("S1"))
    store.records(None, tree)
    other = create_store(None, tmp_path / "other")
    say(other, site("S1"), now=MONDAY + timedelta(seconds=1))
    shutil.copytree(store.home / "bulk", other.home / "bulk", dirs_exist_ok=True)
    assert asked(other, tree, monkeypatch) == [0]


def test_a_copy_longer_than_the_store_is_made_anew(
    store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = create_store(None, tmp_path / "other")
    for one in (store, other):
        say(one, site("S1"))
    say(store, site("S2"))
    store.records(None, tree)
    shutil.copytree(store.home / "bulk", other.home / "bulk", dirs_exist_ok=True)
    assert asked(other, tree, monkeypatch) == [0]


def test_a_copy_that_cannot_be_written_does_no_harm(store: Store, tree: Tree) -> None:
    say(store, site("S1"))
    shutil.rmtree(store.home / "bulk", ignore_errors=True)
    (store.home / "bulk").write_text("in the way")
    assert rows(store.records(None, tree), "sites", "site_id") == [("S1",)]


def test_a_long_content_and_odd_characters_come_back(store: Store, tree: Tree) -> None:
    odd = [
        "长" * 32_000,
        'a"b\\c\n\t\u2028\u0000x'.replace("\u0000", ""),
        "𠮷野",
        " ",
        "null",
        "true",
        "2022-02-30",
    ]
    say(store, *(site(f"S{number}", note=text) for number, text in enumerate(odd)))
    for _ in range(2):
        assert [note for (note,) in rows(store.records(None, tree), "sites", "note")] == odd


def test_a_year_s_file_is_read_in_batches(store: Store, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.rows._BATCH", 3)
    say(store, site("S1"), *(discovery(f"D{number}") for number in range(10)), site("S2"))
    records = store.records(None, tree)
    assert (records.tables["sites"].num_rows, records.tables["discoveries"].num_rows) == (2, 10)
    assert store.last_known() == MONDAY
    with store.writing(MONDAY) as session:
        received(session)
    assert store.records(None, tree).sha256 == records.sha256
