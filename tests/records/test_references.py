from typing import Any

from rowmaking import GOOD, only_reason, row, with_site

from engine.jurisdictions import Tree
from engine.records import Records, read_rows


def sites(*pairs: Any, **common: Any) -> Any:
    return [row("sites", site_id=key, same_as=target, **common) for key, target in pairs]


def ids(records: Records, table: str, key: str) -> Any:
    return records.tables[table][key].to_pylist()


def reasons(records: Records) -> Any:
    return {(fault.file, fault.row): fault.reason for fault in records.rejected}


def test_the_same_row_twice_is_one_row(tree: Tree) -> None:
    records = read_rows({"sites": [GOOD["sites"], row("sites", mineral="煤")]}, tree)
    assert records.rejected == ()
    assert ids(records, "sites", "site_id") == ["A"]


def test_one_id_with_two_contents_rejects_both(tree: Tree) -> None:
    records = read_rows({"sites": [GOOD["sites"], row("sites", mineral="铁")]}, tree)
    assert [fault.row for fault in records.rejected] == [2, 3]
    assert "矿种" in records.rejected[0].reason
    assert "sites第3行" in records.rejected[0].reason
    assert ids(records, "sites", "site_id") == []


def test_a_third_row_equal_to_one_of_two_contents_falls_with_them(tree: Tree) -> None:
    records = read_rows({"sites": [GOOD["sites"], GOOD["sites"], row("sites", mineral="铁")]}, tree)
    assert [fault.row for fault in records.rejected] == [2, 3, 4]


def test_a_mended_row_stands_beside_its_faulty_self(tree: Tree) -> None:
    records = read_rows({"sites": [row("sites", mineral="媒"), GOOD["sites"]]}, tree)
    assert [fault.row for fault in records.rejected] == [2]
    assert ids(records, "sites", "site_id") == ["A"]


def test_a_row_that_names_no_site_is_rejected(tree: Tree) -> None:
    records = read_rows(with_site("discoveries", row("discoveries", site_id="Z")), tree)
    assert "矿点表中没有 Z" in only_reason(records)


def test_a_row_of_a_rejected_site_is_told_where_the_site_failed(tree: Tree) -> None:
    tables = {"sites": [row("sites", mineral="媒")], "checks": [row("checks")]}
    told = reasons(read_rows(tables, tree))[("checks", 2)]
    assert "A" in told
    assert "sites第2行，矿种" in told


def test_evidence_without_a_site_needs_none(tree: Tree) -> None:
    assert read_rows({"duty_evidence": [row("duty_evidence")]}, tree).rejected == ()


def test_a_join_to_a_site_nobody_reported_is_rejected(tree: Tree) -> None:
    assert "没有 Z" in only_reason(read_rows({"sites": sites(("A", "Z"))}, tree))


def test_a_chain_of_joins_is_accepted(tree: Tree) -> None:
    records = read_rows({"sites": sites(("A", "B"), ("B", "C"), ("C", ""))}, tree)
    assert records.rejected == ()


def test_every_row_of_a_circle_of_joins_is_rejected_with_its_path(tree: Tree) -> None:
    records = read_rows({"sites": sites(("C", "A"), ("A", "B"), ("B", "C"), ("D", ""))}, tree)
    assert {fault.row for fault in records.rejected} == {2, 3, 4}
    assert all("A → B → C → A" in fault.reason for fault in records.rejected)
    assert ids(records, "sites", "site_id") == ["D"]


def test_a_site_joined_to_itself_is_a_circle(tree: Tree) -> None:
    assert "A → A" in only_reason(read_rows({"sites": sites(("A", "A"))}, tree))


def test_what_refers_to_a_circle_falls_with_it(tree: Tree) -> None:
    tables = {
        "sites": sites(("A", "B"), ("B", "A"), ("C", "A"), ("D", "C"), ("E", "")),
        "discoveries": [row("discoveries", site_id="D"), row("discoveries", discovery_id="D2", site_id="E")],
    }
    records = read_rows(tables, tree)
    assert ids(records, "sites", "site_id") == ["E"]
    assert ids(records, "discoveries", "discovery_id") == ["D2"]
    told = reasons(records)
    assert "成环" in told[("sites", 4)]
    assert "成环" in told[("sites", 5)]
    assert "成环" in told[("discoveries", 2)]


def test_a_fall_goes_down_a_chain_all_at_once_with_its_first_cause(tree: Tree) -> None:
    tables = {
        "sites": [*sites(("A", "B"), ("B", "C")), row("sites", site_id="C", mineral="媒")],
        "checks": [row("checks")],
    }
    records = read_rows(tables, tree)
    assert ids(records, "sites", "site_id") == []
    assert len(records.rejected) == 4
    assert all("矿种" in fault.reason or fault.column == "mineral" for fault in records.rejected)


def test_a_corrected_row_breaks_the_circle_it_was_part_of(tree: Tree) -> None:
    tables = {"sites": [*sites(("A", "B"), ("B", "A")), row("sites", site_id="B2", replaces="B")]}
    assert read_rows(tables, tree).rejected == ()


def test_a_correction_can_close_a_circle_through_the_row_it_corrects(tree: Tree) -> None:
    tables = {"sites": [*sites(("A", "B"), ("B", "")), row("sites", site_id="B2", replaces="B", same_as="A")]}
    records = read_rows(tables, tree)
    assert {fault.value for fault in records.rejected} == {"B", "A"}
    assert all("A → B2 → A" in fault.reason for fault in records.rejected)


def test_a_withdrawn_row_joins_nothing(tree: Tree) -> None:
    tables = {"sites": [*sites(("A", "B")), row("sites", site_id="B", same_as="A", withdrawn="是")]}
    assert read_rows(tables, tree).rejected == ()


def test_a_reference_to_a_corrected_or_withdrawn_site_is_accepted(tree: Tree) -> None:
    tables = {
        "sites": [
            row("sites"),
            row("sites", site_id="A2", replaces="A"),
            row("sites", site_id="W", withdrawn="yes"),
        ],
        "checks": [row("checks"), row("checks", check_id="C2", site_id="W")],
    }
    assert read_rows(tables, tree).rejected == ()


def test_a_correction_of_a_row_nobody_sent_is_rejected(tree: Tree) -> None:
    records = read_rows(with_site("checks", row("checks", replaces="C0")), tree)
    assert "没有编号 C0" in only_reason(records)


def test_a_correction_of_a_rejected_row_is_accepted(tree: Tree) -> None:
    rows = [row("checks", checked_on="2022年2月"), row("checks", check_id="C2", replaces="C1")]
    records = read_rows(with_site("checks", *rows), tree)
    assert [fault.row for fault in records.rejected] == [2]
    assert ids(records, "checks", "check_id") == ["C2"]


def test_rows_that_correct_each_other_are_rejected(tree: Tree) -> None:
    rows = [row("checks", replaces="C2"), row("checks", check_id="C2", replaces="C1")]
    records = read_rows(with_site("checks", *rows), tree)
    assert all("C1 → C2 → C1" in fault.reason for fault in records.rejected)
    assert len(records.rejected) == 2


def test_a_row_that_corrects_itself_is_rejected(tree: Tree) -> None:
    assert "C1 → C1" in only_reason(read_rows(with_site("checks", row("checks", replaces="C1")), tree))


def test_a_chain_of_corrections_is_accepted(tree: Tree) -> None:
    rows = [
        row("checks"),
        row("checks", check_id="C2", replaces="C1"),
        row("checks", check_id="C3", replaces="C2"),
    ]
    assert read_rows(with_site("checks", *rows), tree).rejected == ()


def test_a_site_corrected_twice_over_leaves_open_which_row_counts(tree: Tree) -> None:
    rows = [row("sites", site_id=key, replaces="A") for key in ("A1", "A2")]
    records = read_rows({"sites": [row("sites"), *rows]}, tree)
    assert [fault.row for fault in records.rejected] == [3, 4]
    assert ids(records, "sites", "site_id") == ["A"]


def test_a_check_may_be_split_into_two(tree: Tree) -> None:
    rows = [row("checks"), *(row("checks", check_id=key, replaces="C1") for key in ("C2", "C3"))]
    assert read_rows(with_site("checks", *rows), tree).rejected == ()


def test_a_person_may_hold_several_posts(tree: Tree) -> None:
    rows = [row("posts", person_id="R1"), row("posts", person_id="R1", post="书记", from_on="2021-01-01")]
    records = read_rows({"posts": rows}, tree)
    assert records.rejected == ()
    assert records.tables["posts"].num_rows == 2


def test_the_same_appointment_twice_is_one_row(tree: Tree) -> None:
    assert read_rows({"posts": [row("posts"), row("posts")]}, tree).tables["posts"].num_rows == 1


def test_one_appointment_with_two_ends_rejects_both(tree: Tree) -> None:
    rows = [row("posts", to_on="2021-01-01"), row("posts", to_on="2022-01-01")]
    records = read_rows({"posts": rows}, tree)
    assert [fault.row for fault in records.rejected] == [2, 3]


def test_an_appointment_is_corrected_by_the_id_of_the_person_or_of_the_row(tree: Tree) -> None:
    old = row("posts", person_id="R1")
    by_person = read_rows(
        {"posts": [old, row("posts", person_id="R1", to_on="2021-01-01", replaces="R1")]}, tree
    )
    assert by_person.rejected == ()
    key, other = by_person.tables["posts"]["post_id"].to_pylist()
    assert by_person.tables["posts"]["replaces"].to_pylist() == [None, key]
    assert key != other
    by_row = read_rows(
        {"posts": [row("posts", post_id="T1"), row("posts", post_id="T2", replaces="T1")]}, tree
    )
    assert by_row.rejected == ()


def test_a_person_with_several_posts_does_not_say_which_is_corrected(tree: Tree) -> None:
    rows = [
        row("posts", person_id="R1"),
        row("posts", person_id="R1", post="书记"),
        row("posts", person_id="R1", post="副县长", replaces="R1"),
    ]
    assert "任职编号" in only_reason(read_rows({"posts": rows}, tree))
