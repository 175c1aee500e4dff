"""The tables beside the tree: receivers, titles of posts, and what a folder of one's own may lack."""

import shutil
from pathlib import Path

import pytest

from engine.errors import TreeError, UsageError
from engine.jurisdictions import BUNDLED, Jurisdictions, load_jurisdictions
from engine.periods import FAR

DAY = 738_000
REAL = load_jurisdictions()
HEADER = "organ,level,receiver,valid_from,valid_to,reason\n"
SMALL = "code,name,level,parent_code,kind\n900000000000,某省,province,,省\n900100000000,某市,city,900000000000,地级市\n"


@pytest.mark.parametrize(
    ("organ", "level", "receiver"),
    [
        ("township_government", "township", "county"),
        ("township_party_committee", "township", "county"),
        ("county_government", "county", "city"),
        ("county_party_committee", "county", "city"),
        ("city_government", "city", "province"),
        ("city_party_committee", "city", "province"),
        ("department", "township", "county"),
        ("department", "county", "county"),
        ("department", "city", "city"),
        ("department", "province", "province"),
        ("village", "township", "county"),
        ("village", "county", "county"),
        ("vertical", "township", "person"),
        ("vertical", "province", "person"),
        ("enterprise", "county", "person"),
    ],
)
def test_the_default_table_says_who_receives_what_concerns_an_organ(
    organ: str, level: str, receiver: str
) -> None:
    row = REAL.receiver(organ, level, DAY)
    assert row is not None
    assert row.receiver == receiver
    assert row.reason


@pytest.mark.parametrize(
    ("organ", "level"), [("village", "city"), ("township_government", "county"), ("court", "county")]
)
def test_what_the_table_does_not_say_has_no_receiver(organ: str, level: str) -> None:
    assert REAL.receiver(organ, level, DAY) is None


def test_every_bundled_row_is_undated() -> None:
    assert {(r.first, r.last) for r in REAL.receivers} == {(0, FAR)}


def own(tmp_path: Path, **files: str) -> Jurisdictions:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_jurisdictions(tmp_path)


@pytest.mark.parametrize(("day", "receiver"), [(737_424, "county"), (737_425, "city"), (737_426, "city")])
def test_a_dated_row_of_receivers_holds_on_its_days(tmp_path: Path, day: int, receiver: str) -> None:
    rows = "department,county,county,,2019-12-31,旧\ndepartment,county,city,2020-01-01,,新\n"
    given = own(tmp_path, divisions=SMALL, receivers=HEADER + rows).receiver("department", "county", day)
    assert given is not None
    assert given.receiver == receiver


@pytest.mark.parametrize("row", ["department,county,nobody,,,理由", "department,county-ish,county,,,理由"])
def test_a_receiver_or_level_outside_the_list_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(TreeError, match="第 2 行"):
        own(tmp_path, divisions=SMALL, receivers=HEADER + row + "\n")


def test_a_folder_that_lacks_receivers_takes_the_bundled_ones(tmp_path: Path) -> None:
    given = own(tmp_path, divisions=SMALL)
    assert given.receivers == REAL.receivers
    assert given.titles == REAL.titles
    assert [p.code for p in given.tree] == ["900000000000", "900100000000"]


def test_a_folder_without_changes_has_none(tmp_path: Path) -> None:
    assert own(tmp_path, divisions=SMALL).tree.changes == ()


def test_a_folder_without_divisions_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    shutil.copy(BUNDLED / "receivers.csv", tmp_path)
    with pytest.raises(UsageError, match=r"divisions\.csv"):
        load_jurisdictions(tmp_path)


def test_of_tables_of_other_names_the_one_that_holds_the_others_is_taken(tmp_path: Path) -> None:
    wide = SMALL + "900101000000,东县,county,900100000000,县\n"
    given = own(tmp_path, country=wide, province=SMALL)
    assert [p.code for p in given.tree] == ["900000000000", "900100000000", "900101000000"]


def test_tables_of_which_none_holds_the_others_are_refused_with_their_names(tmp_path: Path) -> None:
    other = SMALL.replace("9001", "9002")
    with pytest.raises(UsageError, match=r"one\.csv、two\.csv"):
        own(tmp_path, one=SMALL, two=other)


def test_one_csv_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_text("\ufeff" + SMALL, encoding="utf-8")
    assert "900100000000" in load_jurisdictions(path).tree


def test_a_path_that_does_not_exist_is_refused_with_itself(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        load_jurisdictions(tmp_path / "nowhere")


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(SMALL.encode("gb18030"))
    with pytest.raises(TreeError, match="UTF-8"):
        load_jurisdictions(path)


def test_the_digest_is_of_the_content_and_not_of_line_ends(tmp_path: Path) -> None:
    plain, other = tmp_path / "a", tmp_path / "b"
    plain.mkdir()
    other.mkdir()
    (plain / "divisions.csv").write_bytes(SMALL.encode())
    (other / "divisions.csv").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_jurisdictions(plain).sha256 == load_jurisdictions(other).sha256
    (other / "changes.csv").write_text("on,kind,from_code,to_code,basis\n", encoding="utf-8")
    assert load_jurisdictions(plain).sha256 != load_jurisdictions(other).sha256


@pytest.mark.parametrize(
    ("organ", "kind", "title"),
    [
        ("township_government", "镇", "镇长"),
        ("township_government", "乡", "乡长"),
        ("township_government", "街道", "街道办事处主任"),
        ("county_government", "县", "县长"),
        ("county_government", "县级市", "市长"),
        ("county_government", "市辖区", "区长"),
        ("city_government", "地级市", "市长"),
        ("department", "县", "主要负责人"),
    ],
)
def test_the_principal_post_bears_the_title_of_its_kind_of_place(organ: str, kind: str, title: str) -> None:
    (post,) = REAL.post_titles(organ, kind, ("principal",))
    assert post.post == title
