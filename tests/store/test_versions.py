"""What is known of records by their ids, and what is told of them next."""

from datetime import date

from storing import MONDAY, WEEK, say, site, stand

from engine.jurisdictions import Tree
from engine.store import Store
from engine.store.versions import Known, append_versions, content, latest, owners

LATER = MONDAY + WEEK


def test_what_is_known_of_ids(store: Store) -> None:
    say(store, site("S1"), site("S2"))
    say(store, site("S1", name="二"))
    with store.reading() as session:
        known = latest(session, "sites", ["S1", "S1~2", "S2", "S3", "S3~2"])
        assert latest(session, "checks", ["S1"]) == {}
        assert owners(session, "sites", ["S1", "S1~2", "S9"]) == {"S1": "S1", "S1~2": "S1"}
    assert {key: (one.record_id, one.version, one.row_id) for key, one in known.items()} == {
        "S1": ("S1", 2, "S1~2"),
        "S1~2": ("S1", 2, "S1~2"),
        "S2": ("S2", 1, "S2"),
    }
    assert isinstance(known["S1"], Known)
    assert known["S2"].content == content(site("S2").cells)


def test_what_is_told_under_a_row_s_id_is_told_of_its_record(store: Store, tree: Tree) -> None:
    say(store, site("S1"))
    say(store, site("S1", name="二"))
    with store.writing(MONDAY) as session:
        assert append_versions(session, [site("S1~2", name="三"), site("S1", name="四")], None) == [
            "S1~3",
            "S1~4",
        ]
    assert stand(store, tree, "sites") == ["S1~4"]


def test_an_id_that_looks_like_a_version_never_stands_in_the_way(store: Store, tree: Tree) -> None:
    say(store, site("S1"), site("S1~2"))
    with store.writing(MONDAY) as session:
        ids = append_versions(
            session, [site("S1", name="二"), site("S1~2", name="另一处"), site("S1", name="三")], None
        )
    assert ids == ["S1~2~", "S1~2~2", "S1~3"]
    assert stand(store, tree, "sites") == ["S1~2~2", "S1~3"]
    with store.reading() as session:
        assert owners(session, "sites", ids) == {"S1~2~": "S1", "S1~2~2": "S1~2", "S1~3": "S1"}


def test_a_content_is_the_same_text_however_it_was_given() -> None:
    cells = {"b": date(2022, 2, 1), "a": "煤", "empty": None, "withdrawn": False, "recorded_at": MONDAY}
    assert content(cells) == '{"a":"煤","b":"2022-02-01"}' == content(dict(reversed(cells.items())))
    assert content({"withdrawn": True, "text": ""}) == '{"withdrawn":true}'
