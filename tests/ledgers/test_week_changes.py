"""What became of each finding since the last run, by small real evaluations."""

from collections.abc import Sequence

import pytest
from factmaking import (
    COUNTY,
    DERELICTION,
    DUIZHEN,
    TIANNING,
    TOWNSHIP,
    TOWNSHIP_774,
    UNANSWERED,
    XIXINZHUANG,
    Row,
    asked,
    checked,
    evidence,
    found,
    site,
)  # fmt: skip
from weekmaking import first, kinds, then

A: Sequence[Row] = (site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"))
B: Sequence[Row] = (site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-04"))
A_MET, B_MET = f"{TOWNSHIP}/{XIXINZHUANG}/2022-03-03", f"{TOWNSHIP}/{DUIZHEN}/2022-03-04"
SUNDAY, NEXT = "2022-03-06", "2022-03-13"


def replaced(table: str, old: str, **cells: str) -> Row:
    """A row that corrects another."""
    return table, {**cells, "replaces": old}


def test_all_findings_of_the_first_run_are_new_and_bear_their_own_ids() -> None:
    week = first(SUNDAY, *A)
    change = week.one(TOWNSHIP)
    assert (change.change, kinds(change), change.identity) == ("new", ["first_run"], A_MET)


def test_what_goes_on_continues_and_says_which_records_of_the_week_say_so() -> None:
    week = then(first(SUNDAY, *A), NEXT, *A, checked("A", "2022-03-09"))
    change = week.one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("continuing", ["days"])
    assert change.causes[0].records == ("checks/C-A-2022-03-09-producing",)
    assert change.differences == ()


def test_a_check_that_says_stopped_ends_a_finding_and_is_named() -> None:
    week = then(first(SUNDAY, *A), NEXT, *A, checked("A", "2022-03-09", "stopped"))
    change = week.one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("ended", ["stopped"])
    assert change.causes[0].records == ("checks/C-A-2022-03-09-stopped",)
    assert change.form["ended_on"] == "2022-03-08"


def test_a_stop_on_a_day_before_the_last_run_that_came_after_it_is_a_late_report() -> None:
    week = then(first(SUNDAY, *A), NEXT, *A, checked("A", "2022-03-05", "stopped"))
    assert kinds(week.one(TOWNSHIP)) == ["stopped", "late"]


@pytest.mark.parametrize(("day", "late"), [("2022-03-05", True), ("2022-03-06", True), ("2022-03-07", False)])
def test_late_is_what_bears_a_day_up_to_the_last_run(day: str, late: bool) -> None:  # noqa: FBT001
    week = then(first(SUNDAY, *A), NEXT, *A, checked("A", day, "stopped"))
    assert ("late" in kinds(week.one(TOWNSHIP))) is late


def test_an_ended_finding_of_which_nothing_is_new_stays_as_it_is() -> None:
    rows = (*A, checked("A", "2022-03-05", "stopped"))
    change = then(first(SUNDAY, *rows), NEXT, *rows).one(TOWNSHIP)
    assert (change.change, kinds(change), change.still) == ("continuing", ["standing"], True)


def test_a_late_check_that_moves_the_first_day_keeps_the_identity() -> None:
    week = then(first(SUNDAY, *A), NEXT, *A, checked("A", "2022-03-02"))
    change = week.one(TOWNSHIP)
    assert change.form["id"] == f"{TOWNSHIP}/{XIXINZHUANG}/2022-03-02"
    assert (change.identity, change.change, kinds(change)) == (A_MET, "changed", ["late"])
    assert [d.text for d in change.differences] == ["起始日由 2022-03-03 变为 2022-03-02"]
    again = then(week, "2022-03-20", *A, checked("A", "2022-03-02"))
    assert again.one(TOWNSHIP).identity == A_MET


def test_a_corrected_discovery_that_lacks_no_licence_drops_the_finding_as_not_meeting_the_definition() -> (
    None
):
    mended = replaced(
        "discoveries", "D-A-2022-03-01", discovery_id="D9", site_id="A", producing="yes", found_by="县",
        missing_licences="none", verified_on="2022-03-01",
    )  # fmt: skip
    change = then(first(SUNDAY, *A), NEXT, *A, mended).one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("dropped", ["legal", "corrected"])
    assert change.causes[1].records == ("discoveries/D9",)


def test_a_withdrawn_discovery_drops_the_finding() -> None:
    gone = found("A", "2022-03-01", discovery_id="D9", replaces="D-A-2022-03-01", withdrawn="yes")
    change = then(first(SUNDAY, *A), NEXT, *A, gone).one(TOWNSHIP)
    assert (change.change, kinds(change), change.identity) == ("dropped", ["withdrawn"], A_MET)


def test_a_correction_of_a_cited_record_that_leaves_the_days_is_a_change_that_names_it() -> None:
    mended = found(
        "A", "2022-03-01", "mining_permit;safety_permit", discovery_id="D9", replaces="D-A-2022-03-01"
    )
    change = then(first(SUNDAY, *A), NEXT, *A, mended).one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("changed", ["corrected"])
    assert [d.aspect for d in change.differences] == ["records"]


def test_a_correction_of_another_site_changes_nothing_here() -> None:
    mended = found("B", "2022-03-02", "none", discovery_id="D9", replaces="D-B-2022-03-02")
    week = then(first(SUNDAY, *A, *B), NEXT, *A, *B, mended)
    here, there = week.of(TOWNSHIP)[1], week.of(TOWNSHIP)[0]
    assert (here.identity, here.change) == (A_MET, "continuing")
    assert (there.identity, there.change) == (B_MET, "dropped")
    assert week.one(COUNTY).change == "dropped"


def test_a_site_whose_place_was_wrong_leaves_one_township_and_appears_in_the_other_with_the_border_as_cause() -> (
    None
):
    moved = (
        "sites",
        {"site_id": "A9", "name": "A", "mineral": "coal", "jurisdiction": TIANNING, "replaces": "A"},
    )
    week = then(first(SUNDAY, *A), NEXT, *A, moved)
    new, gone = sorted(week.of(TOWNSHIP), key=lambda c: c.change, reverse=True)
    assert (new.change, new.form["jurisdiction"], kinds(new)) == ("new", TIANNING, ["moved", "corrected"])
    assert (gone.change, gone.form["jurisdiction"], kinds(gone)) == (
        "dropped",
        XIXINZHUANG,
        ["moved", "corrected"],
    )


def test_the_end_of_the_law_ends_a_finding_and_the_other_half_is_named() -> None:
    rows = (
        site("A"), found("A", "2024-04-01", township_informed_on="2024-04-02", reported_up="no"),
        checked("A", "2024-04-25"),
    )  # fmt: skip
    week = then(first("2024-04-28", *rows), "2024-05-05", *rows)
    old = week.one(TOWNSHIP)
    assert (old.change, kinds(old)) == ("ended", ["law_ended"])
    assert old.form["continued_by"] in old.causes[0].text


def test_a_second_site_of_the_week_joins_the_open_finding_with_its_own_records_as_cause() -> None:
    later = (site("C"), found("C", "2022-03-08"), checked("C", "2022-03-10"))
    change = then(first(SUNDAY, *A), NEXT, *A, *later).one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("changed", ["reported"])
    assert {"sites", "count"} == {d.aspect for d in change.differences}
    assert change.causes[0].records == ("checks/C-C-2022-03-10-producing", "discoveries/D-C-2022-03-08")


def test_a_new_finding_names_the_records_of_its_days() -> None:
    change = then(first(SUNDAY, *A[:2]), NEXT, *A[:2], checked("A", "2022-03-08")).of(TOWNSHIP)
    new = next(c for c in change if c.form["outcome"] == "met")
    assert kinds(new) == ["told", "reported"]


def test_a_question_that_is_answered_ends_and_names_the_finding() -> None:
    week = then(first(SUNDAY, *A[:2]), NEXT, *A[:2], checked("A", "2022-03-08"))
    question, answer = sorted(week.of(TOWNSHIP), key=lambda c: c.form["outcome"])
    assert (question.change, question.form["outcome"], question.related) == (
        "ended",
        "cannot_tell",
        answer.form["id"],
    )
    assert question.identity == f"{TOWNSHIP}/{XIXINZHUANG}/cannot-tell/{SUNDAY}"


def test_a_question_answered_with_a_stop_ends_without_a_finding() -> None:
    week = then(first(SUNDAY, *A[:2]), NEXT, *A[:2], checked("A", "2022-03-08", "stopped"))
    question = week.one(TOWNSHIP)
    assert (question.change, kinds(question)) == ("ended", ["reported"])


def test_a_finding_whose_check_is_withdrawn_becomes_a_question_and_says_so() -> None:
    gone = checked("A", "2022-03-03", check_id="C9", replaces="C-A-2022-03-03-producing", withdrawn="yes")
    week = then(first(SUNDAY, *A), NEXT, *A, gone)
    question, finding = sorted(week.of(TOWNSHIP), key=lambda c: c.form["outcome"])
    assert (finding.change, kinds(finding)[0]) == ("dropped", "untold")
    assert "withdrawn" in kinds(finding)
    assert (question.change, question.form["id"]) == ("new", finding.related)


def test_two_stretches_that_a_late_record_joins_become_one_and_the_other_says_into_which() -> None:
    rows = (
        *A, checked("A", "2022-03-10", "stopped"), found("A", "2022-03-20"), checked("A", "2022-03-22"),
    )  # fmt: skip
    before = first("2022-03-27", *rows)
    gone = checked(
        "A", "2022-03-10", "stopped", check_id="C9", replaces="C-A-2022-03-10-stopped", withdrawn="yes"
    )
    week = then(before, "2022-04-03", *rows, gone)
    kept = next(c for c in week.of(TOWNSHIP) if c.change != "dropped")
    other = next(c for c in week.of(TOWNSHIP) if c.change == "dropped")
    assert kinds(other)[0] == "merged"
    assert other.related == kept.form["id"]
    assert {kept.identity, other.identity} == {c.identity for c in before.of(TOWNSHIP)}


def test_a_stretch_that_a_late_stop_cuts_in_two_keeps_one_identity_and_the_new_one_names_it() -> None:
    rows = (*A, found("A", "2022-03-20"), checked("A", "2022-03-22"))
    before = first("2022-03-27", *rows)
    week = then(before, "2022-04-03", *rows, checked("A", "2022-03-10", "stopped"))
    new = next(c for c in week.of(TOWNSHIP) if c.change == "new")
    assert (kinds(new)[0], new.related) == ("split", A_MET)
    assert len({c.identity for c in week.of(TOWNSHIP)}) == len(week.of(TOWNSHIP)) == 2


def test_what_was_dropped_and_is_met_again_bears_the_identity_it_had() -> None:
    gone = found("A", "2022-03-01", discovery_id="D9", replaces="D-A-2022-03-01", withdrawn="yes")
    second = then(first(SUNDAY, *A), NEXT, *A, gone)
    back = found("A", "2022-03-01", discovery_id="D10", replaces="D9")
    third = then(second, "2022-03-20", *A, gone, back, lost=second.lost())
    change = third.one(TOWNSHIP)
    assert (change.change, change.identity, kinds(change)[0]) == ("new", A_MET, "returned")


def test_sites_that_a_person_joined_move_the_county_finding_with_the_join_as_cause() -> None:
    rows = (*A, *B)
    joined = (
        "sites",
        {"site_id": "B", "name": "B", "mineral": "coal", "jurisdiction": DUIZHEN, "same_as": "A"},
    )
    change = then(first(SUNDAY, *rows), NEXT, *A, joined, *B[1:]).one(COUNTY)
    assert (change.change, kinds(change)[0]) == ("dropped", "joined")


def test_an_answer_ends_what_was_unanswered() -> None:
    row = asked("A", "2022-03-01", "2022-03-03")
    answer = asked("A", "2022-03-01", "2022-03-03", "2022-03-09")[1]
    mended = ("inquiries", {**answer, "inquiry_id": "Q9", "replaces": "Q-A"})
    change = then(first(SUNDAY, *A, row), NEXT, *A, row, mended).one(UNANSWERED)
    assert (change.change, kinds(change)[0]) == ("ended", "answered")


def test_a_term_that_ran_out_without_an_answer_is_named_with_its_inquiry() -> None:
    row = asked("A", "2022-03-01", "2022-03-06")
    change = then(first(SUNDAY, *A, row), NEXT, *A, row).one(UNANSWERED)
    assert (change.change, kinds(change)) == ("new", ["due"])
    assert change.causes[0].records == ("inquiries/Q-A",)
    assert "2022-03-06" in change.causes[0].text


def test_a_clause_that_begins_to_apply_is_the_reason_of_what_it_meets() -> None:
    rows = (
        site("A"), found("A", "2024-04-01", township_informed_on="2024-04-02", reported_up="no"),
        checked("A", "2024-04-25"),
    )  # fmt: skip
    change = then(first("2024-04-28", *rows), "2024-05-05", *rows).one(TOWNSHIP_774)
    assert (change.change, kinds(change)) == ("new", ["law_began"])
    assert "2024-05-01" in change.causes[0].text


def test_an_inquiry_that_the_office_sent_is_no_late_report_and_its_answer_no_correction() -> None:
    unknown = (site("B", DUIZHEN), found("B", "2022-03-02"))
    row = asked("B", "2022-03-04", "2022-03-20")
    answer = asked("B", "2022-03-04", "2022-03-20", "2022-03-10")[1]
    answered = ("inquiries", {**answer, "inquiry_id": "Q9", "replaces": "Q-B"})
    week = then(first(SUNDAY, *unknown), NEXT, *unknown, row, answered, checked("B", "2022-03-05"))
    (change,) = [c for c in week.of(TOWNSHIP) if c.form["outcome"] == "met"]
    assert {"asked", "answered", "late"} <= set(kinds(change))
    said = {cause.kind: cause.text for cause in change.causes}
    assert "inquiries" not in said["late"]
    assert "2022-03-04 发出" in said["asked"]
    assert "2022-03-10 收到答复" in said["answered"]


def test_verified_evidence_of_the_week_is_named_and_of_another_week_is_late() -> None:
    fresh = then(first(SUNDAY, *A), NEXT, *A, evidence("V1", "2022-03-09")).one(DERELICTION)
    late = then(first(SUNDAY, *A), NEXT, *A, evidence("V1", "2022-03-02")).one(DERELICTION)
    assert (kinds(fresh), kinds(late)) == (["reported"], ["late"])


def test_checks_of_one_day_that_disagree_end_the_stretch_as_disputed() -> None:
    both = (checked("A", "2022-03-09", "stopped"), checked("A", "2022-03-09", "producing"))
    change = next(
        c for c in then(first(SUNDAY, *A), NEXT, *A, *both).of(TOWNSHIP) if c.form["outcome"] == "met"
    )
    assert (change.change, kinds(change)) == ("ended", ["disputed"])
