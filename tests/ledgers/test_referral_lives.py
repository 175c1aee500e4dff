"""Which step may follow which in the life of a paper; maker is never checker, by person and by key."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledgers.following import FOLLOWING, check
from engine.ledgers.lives import MARKS, LifeError, Paper, Step
from engine.ledgers.numbers import next_number

AT = datetime(2022, 3, 14, tzinfo=UTC)
DAY = date(2022, 3, 14)
GROUNDS = "g" * 64
LIFE = ("proposed", "drafted", "approved", "issued", "receipt", "disposition", "closed")


def step(
    seq: int, name: str, actor: str = "B02", key: str = "kb", grounds: str = GROUNDS, **detail: Any
) -> Step:
    said = {"grounds_sha256": grounds, **detail}
    package = grounds if name == "proposed" else "p" * 64
    return Step(seq, name, DAY, actor, AT, package_sha256=package, key_fingerprint=key, details=lambda: said)


def paper(*names: str, kind: str = "referral") -> Paper:
    steps = tuple(
        step(seq, name, "wenze" if name == "proposed" else "B02") for seq, name in enumerate(names, 1)
    )
    return Paper("R", kind, "county_government", "141181000000", "141100000000", "某纪委", steps=steps)


@pytest.mark.parametrize("at", range(len(LIFE)))
def test_the_whole_life_passes_step_by_step_and_no_step_can_be_left_out(at: int) -> None:
    check(paper(*LIFE[:at]), LIFE[at], officer="C03", key="kc")
    for later in LIFE[at + 1 :]:
        with pytest.raises(LifeError, match="不能"):
            check(paper(*LIFE[:at]), later, officer="C03", key="kc")


@given(st.sampled_from(sorted(FOLLOWING)), st.lists(st.sampled_from(LIFE[1:]), max_size=6))
def test_a_step_passes_exactly_from_the_states_that_it_may_follow(name: str, after: list[str]) -> None:
    one = paper("proposed", *after)
    allowed = one.state in FOLLOWING[name]
    if name == "closed":
        allowed = one.state == "disposition"
    if name in ("approved", "issued"):
        allowed = allowed and one.last("drafted") is not None
    if name == "receipt":
        allowed = allowed and one.last("receipt") is None
    if name == "review_requested":  # of a transfer to the police alone
        allowed = False
    try:
        check(one, name, officer="C03", key="kc")
    except LifeError:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(
    ("officer", "key", "good"),
    [("C03", "kc", True), ("B02", "kc", False), ("C03", "kb", False), ("B02", "kb", False)],
    ids=["another person with another key", "same person", "same key", "same person and key"],
)
def test_only_another_person_with_another_key_approves(officer: str, key: str, good: bool) -> None:  # noqa: FBT001
    if good:
        check(paper("proposed", "drafted"), "approved", officer=officer, key=key)
    else:
        with pytest.raises(LifeError, match="另一人"):
            check(paper("proposed", "drafted"), "approved", officer=officer, key=key)


@pytest.mark.parametrize("name", ["approved", "issued"])
def test_a_draft_on_other_grounds_is_neither_approved_nor_issued(name: str) -> None:
    before = [step(1, "proposed", "wenze", grounds="old"), step(2, "drafted", grounds="old")]
    if name == "issued":
        before.append(step(3, "approved", "C03", "kc", grounds="old"))
    one = Paper("R", "referral", "o", "1", "2", "某纪委", steps=tuple(before))
    check(one, name, officer="C03", key="kc")
    # the evaluation changed: the state is that of a proposal again, and even a forced order would not help
    changed = Paper(
        "R", "referral", "o", "1", "2", "某纪委", steps=(*before, step(9, "proposed", "wenze", grounds="new"))
    )
    with pytest.raises(LifeError, match="不能"):
        check(changed, name, officer="C03", key="kc")
    signed = [step(s.seq, s.step, s.actor, grounds="old") for s in before[1:]]
    late = Paper(
        "R", "referral", "o", "1", "2", "某纪委", steps=(step(1, "proposed", "wenze", grounds="new"), *signed)
    )
    with pytest.raises(LifeError, match="评估有变化"):
        check(late, name, officer="D04", key="kd")


@pytest.mark.parametrize("state", ["proposed", "drafted", "approved"])
def test_a_paper_may_be_refused_until_it_left_and_drafted_again_after(state: str) -> None:
    before = LIFE[: LIFE.index(state) + 1]
    check(paper(*before), "refused", officer="C03", key="kc")
    check(paper(*before, "refused"), "drafted", officer="B02", key="kb")
    with pytest.raises(LifeError, match="重新起草"):
        check(paper(*before, "refused"), "approved", officer="C03", key="kc")
    with pytest.raises(LifeError, match="不能作不予移送处理"):
        check(paper("proposed", "drafted", "approved", "issued"), "refused", officer="C03", key="kc")


def test_a_second_receipt_is_named() -> None:
    with pytest.raises(LifeError, match="已有回执"):
        check(paper(*LIFE[:5]), "receipt", officer="B02", key="kb")


def test_the_program_closes_only_what_has_not_left_or_was_withdrawn() -> None:
    for state in ("proposed", "drafted", "approved", "issued", "receipt"):
        check(paper(*LIFE[: LIFE.index(state) + 1]), "closed")
    with pytest.raises(LifeError, match="已办结"):
        check(paper(*LIFE), "closed")


@pytest.mark.parametrize("kind", ["supplement", "correction", "withdrawal", "escalation", "supervision"])
def test_what_follows_a_referral_is_done_with_its_receipt(kind: str) -> None:
    check(paper(*LIFE[:5], kind=kind), "closed", officer="C03", key="kc")
    with pytest.raises(LifeError, match="不能办结"):
        check(paper(*LIFE[:5]), "closed", officer="C03", key="kc")
    with pytest.raises(LifeError, match="不能办结"):
        check(paper(*LIFE[:4], kind=kind), "closed", officer="C03", key="kc")


def test_what_needs_no_disposition_is_said_to_be_done_with_its_receipt() -> None:
    assert paper(*LIFE[:5], kind="supervision").state_said == "已回执，可以办结"
    assert paper(*LIFE[:5]).state_said == "已回执，待处置"
    assert paper("proposed", "refused", kind="supervision").state_said == "不予督办"
    assert paper("proposed", "refused").state_said == "不予移送"


def test_marks_leave_the_state_as_it_is() -> None:
    for mark in MARKS:
        one = paper("proposed", "drafted", "approved", "issued", mark)
        assert one.state == "issued"
        check(one, "receipt", officer="B02", key="kb")
        check(paper(*LIFE), mark)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], "晋安办问责移〔2022〕1号"),
        (["晋安办问责移〔2022〕1号"], "晋安办问责移〔2022〕2号"),
        (["晋安办问责移〔2021〕1号", "晋安办问责移〔2021〕2号"], "晋安办问责移〔2022〕1号"),
        (["晋安办督〔2022〕1号"], "晋安办问责移〔2022〕1号"),
        ([f"晋安办问责移〔2022〕{n}号" for n in range(1, 11)], "晋安办问责移〔2022〕11号"),
    ],
)
def test_the_next_number_follows_the_last_of_its_series_and_year(given: list[str], expected: str) -> None:
    assert next_number("晋安办问责移", 2022, given) == expected


def test_a_series_with_a_gap_or_a_number_twice_is_not_gone_on_with() -> None:
    for wrong in (["晋安办问责移〔2022〕2号"], ["晋安办问责移〔2022〕1号"] * 2):
        with pytest.raises(LifeError, match="不连续"):
            next_number("晋安办问责移", 2022, wrong)
