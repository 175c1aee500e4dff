"""What the dated tree says became of a division, with its day."""

from engine.jurisdictions import Change, Place, Tree, turns
from engine.periods import iso

PROVINCE = Place("140000000000", "某省", "province", "省", "")
CITY = Place("140100000000", "某市", "city", "地级市", PROVINCE.code)
OTHER = Place("140200000000", "他市", "city", "地级市", PROVINCE.code)
OLD, NEW = "140101000000", "140102000000"
AT = 700_000


def said(*rows: Place, changes: tuple[Change, ...] = (), code: str = OLD) -> list[tuple[int, str]]:
    return [(t.on - AT, t.said) for t in turns(Tree([PROVINCE, CITY, OTHER, *rows], changes), code)]


def test_a_row_without_days_says_nothing() -> None:
    assert said(Place(OLD, "甲县", "county", "县", CITY.code)) == []
    assert turns(Tree([PROVINCE]), "nowhere") == []


def test_a_new_row_says_what_differs_in_the_order_of_days_whatever_the_order_of_rows() -> None:
    rows = (
        Place(OLD, "甲市", "county", "县级市", OTHER.code, AT + 5),
        Place(OLD, "甲县", "county", "县", CITY.code, AT, AT + 4),
    )
    assert said(*rows) == [
        (0, "甲县（140101000000）设立"),
        (5, "甲县（140101000000）更名为甲市"),
        (5, "甲市（140101000000）由县改为县级市"),
        (5, "甲市（140101000000）由某市（140100000000）划归他市（140200000000）"),
    ]


def test_a_code_that_passes_to_another_is_one_turn_and_no_end_and_beginning() -> None:
    rows = (
        Place(OLD, "甲县", "county", "县", CITY.code, 0, AT - 1),
        Place(NEW, "甲区", "county", "市辖区", CITY.code, AT),
    )
    passing = (Change(AT, OLD, NEW),)
    turn = [(0, "甲县（140101000000）改为甲区（140102000000）")]
    assert said(*rows, changes=passing) == turn == said(*rows, changes=passing, code=NEW)
    assert said(*rows) == [(0, "甲县（140101000000）撤销")]
    assert iso(AT) == "1917-07-15"


def test_a_code_lies_in_itself_and_in_what_is_above_it() -> None:
    tree = Tree([PROVINCE, CITY, OTHER, Place(OLD, "甲县", "county", "县", CITY.code)])
    assert [tree.lies_in(OLD, p) for p in (OLD, CITY.code, PROVINCE.code, OTHER.code)] == [
        True,
        True,
        True,
        False,
    ]
    assert tree.lies_in("nowhere", "nowhere")
    assert not tree.lies_in("nowhere", CITY.code)
