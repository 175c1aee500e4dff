"""Whom a referral names: the post that evidence names and its holder on the day of the act, in the words of the law."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import written
from specimens import of_rows

from engine.dossiers import Dossier
from engine.jurisdictions import load_jurisdictions
from engine.referrals import write_packages
from engine.referrals.content import content
from engine.referrals.duties import NO_RECORD, duties

COUNTY, TOWN = "寿阳县", "孝义市/西辛庄镇"
AS_OF = date(2022, 3, 28)
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]


def appointed(name: str, post: str, role: str, first: str, last: str = "", **cells: str) -> Row:
    return {
        "person_id": name, "name": name, "organ": "县级人民政府", "jurisdiction": COUNTY, "post": post, "role": role,
        "from_on": first, "to_on": last, "document": f"任{name}〔2021〕1号", **cells,
    }  # fmt: skip


HEAD = appointed("张某甲", "县长", "主要负责人", "2021-05-01")
BEFORE = appointed("钱某乙", "副县长", "相关负责人", "2021-05-01", "2022-03-10")
AFTER = appointed("周某戊", "副县长", "相关负责人", "2022-03-11")
TERMS = (HEAD, BEFORE, AFTER)


def told(number: str, post: str, occurred: str = "2022-03-01", **cells: str) -> Row:
    return {
        "evidence_id": number, "jurisdiction": COUNTY, "organ": "县级人民政府", "post": post, "kind": "失职渎职",
        "act": "压下停产建议", "occurred_on": occurred, "source": "督查", "verified": "是", "verified_by": "省安委办",
        "verified_on": "2022-03-18", **cells,
    }  # fmt: skip


def of_county(*evidence: Row, posts: Sequence[Row] = TERMS, **tables: Sequence[Row]) -> Dossier:
    given: Tables = {n: r for n, r in {"duty_evidence": evidence, "posts": posts, **tables}.items() if r}
    (one,) = [d for d in of_rows(given) if d.organ == "county_government"]
    return one


def named(one: Dossier) -> list[tuple[str, str, str | None]]:
    return [(p["post"], p["role"], p["person"]) for p in one.posts]


def notes(one: Dossier) -> set[str]:
    return {note["id"] for note in one.reader_notes}


@pytest.mark.parametrize(
    ("occurred", "holder"),
    [("2021-04-30", None), ("2021-05-01", "钱某乙"), ("2022-03-10", "钱某乙"), ("2022-03-11", "周某戊")],
)
def test_the_holder_on_the_day_of_the_act_is_named_and_nobody_else(occurred: str, holder: str | None) -> None:
    one = of_county(told("E05", "副县长", occurred))
    assert named(one) == [("副县长", "responsible", holder)]


def test_the_table_of_duties_shows_the_day_of_the_act_and_the_post_of_the_evidence_alone() -> None:
    lines = list(duties(content(of_county(told("E05", "副县长")))))
    assert [(post, days, who) for post, _, _, days, who, _ in lines] == [
        ("副县长", "2022-03-01", "钱某乙"),
        ("副县长", "2022-03-18、2022-03-28", "周某戊"),
    ]


def test_the_other_side_says_who_was_in_post_on_the_day_of_the_act() -> None:
    one = of_county(told("E05", "副县长"))
    assert [n.text for n in one.other.notes["days_in_post"]] == [
        "副县长：任职 2021-05-01 至 2022-03-10，线索 E05 所述行为之日（2022-03-01）在任",
        "副县长：任职 2022-03-11 至今，线索 E05 所述行为之日（2022-03-01）不在任",
    ]


def test_evidence_on_a_deputy_concerns_no_elected_head() -> None:
    assert "elected-heads" not in notes(of_county(told("E05", "副县长")))
    head = of_county(told("E05", "县长"))
    assert named(head) == [("县长", "principal", "张某甲")]
    assert "elected-heads" in notes(head)


def test_a_head_named_without_any_appointment_is_still_the_principal() -> None:
    assert named(of_county(told("E05", "县长"), posts=())) == [("县长", "principal", None)]


def test_of_several_holders_on_that_day_none_is_picked() -> None:
    beside = appointed("吴某己", "副县长", "相关负责人", "2021-06-01")
    one = of_county(told("E05", "副县长"), posts=(*TERMS, beside))
    assert named(one) == [("副县长", "responsible", None)]


def test_a_holder_without_a_document_stays_unnamed() -> None:
    one = of_county(told("E05", "副县长"), posts=(HEAD, {**BEFORE, "document": ""}))
    assert named(one) == [("副县长", "responsible", None)]


def test_evidence_without_a_post_concerns_every_role_as_held_on_the_day_of_the_act() -> None:
    one = of_county(told("E05", ""))
    assert named(one) == [
        ("县长", "principal", "张某甲"),
        ("副县长", "responsible", "钱某乙"),
        ("直接责任人员", "direct", None),
    ]
    assert len(one.other.notes["days_in_post"]) == len(TERMS)


def test_several_pieces_of_evidence_join_their_posts_the_principal_first() -> None:
    one = of_county(
        told("E05", "副县长"),
        told("E06", "县长"),
        told("E07", "副县长", "2022-03-12"),
        told("E08", "秘书", "2022-03-12"),
    )
    assert named(one) == [
        ("县长", "principal", "张某甲"),
        ("副县长", "responsible", "周某戊"),
        ("副县长", "responsible", "钱某乙"),
        ("秘书", "", None),
    ]


def test_whoever_came_after_the_act_does_not_answer_for_the_mine_either(tmp_path: Path) -> None:
    bureau = "部门:自然资源局"
    chiefs = [
        appointed("孙某丙", "局长", "主要负责人", "2021-05-01", "2022-03-10", organ=bureau),
        appointed("李某丁", "局长", "主要负责人", "2022-03-11", organ=bureau),
    ]
    given = {**TWO_SITES, "posts": chiefs, "duty_evidence": [told("E06", "局长", organ=bureau, site_id="A")]}
    (one,) = [d for d in of_rows(given) if d.organ == "department:自然资源局"]
    assert {g["rule"] for g in one.grounds} == {
        "notice2022-21.dereliction",
        "order446.department-responsible",
    }
    assert named(one) == [("局长", "principal", "孙某丙")]
    (folder,) = write_packages([one], tmp_path)
    letter = "".join(written.letter(folder))
    assert "所涉单位和职务：晋中市寿阳县自然资源局局长" in letter
    assert "起符合移送条件（线索已经核实、依据有效；不表示所述行为持续到何日）" in letter
    assert "仍在持续" not in letter
    assert "该矿点经核实的发现：D1，2022年3月5日核实，是否生产：是；缺失证照：采矿许可证。" in letter
    (joined,) = [f for f in one.findings if f["rule"] == "order446.department-responsible"]
    assert [(e["element"], e["facts"], e["records"]) for e in joined["proof"][1:-1]] == [
        ("A（A）的矿种", ["矿种：煤"], ["sites/A"]),
        ("A（A）从事生产", ["发现 D1：是否生产填“是”"], ["discoveries/D1"]),
        ("A（A）的证照或者情形", ["发现 D1：缺失证照：采矿许可证"], ["discoveries/D1"]),
    ]
    assert joined["records"] == ["duty_evidence/E06"]
    assert letter.count("线索 E06 所述行为之日（2022年3月1日）在任") == 1


def test_evidence_without_a_site_says_that_no_site_is_concerned(tmp_path: Path) -> None:
    (folder,) = write_packages([of_county(told("E05", "副县长"))], tmp_path)
    letter = "".join(written.letter(folder))
    assert "已采取的制止措施：本件不涉及具体矿点。" in letter
    assert "所涉矿点的记录中没有" not in letter


def test_a_post_that_no_record_knows_is_named_as_the_one_of_the_evidence(tmp_path: Path) -> None:
    organ = "部门:寿阳县自然资源局"
    chief = appointed("孙某丙", "局长", "主要负责人", "2021-05-01", organ=organ)
    (one,) = of_rows({"duty_evidence": [told("E06", "副局长", organ=organ)], "posts": [chief]})
    assert named(one) == [("副局长", "", None)]
    (folder,) = write_packages([one], tmp_path)
    letter = written.letter(folder)
    assert "职务：副局长（线索所指职务；所交记录不能确定有关日期由谁任职，不写人名）。" in letter
    assert "孙某丙" not in letter


SITES = [{"site_id": n, "name": n, "mineral": "煤", "jurisdiction": "寿阳县/朝阳镇"} for n in ("A", "B")]
FOUND = {"producing": "是", "missing_licences": "采矿许可证", "found_by": "某局"}
TWO_SITES: Tables = {
    "sites": SITES,
    "discoveries": [
        {"discovery_id": "D1", "site_id": "A", "verified_on": "2022-03-05", **FOUND},
        {"discovery_id": "D2", "site_id": "B", "verified_on": "2022-03-11", **FOUND},
    ],
    "checks": [
        {"check_id": f"C{n}", "site_id": n, "checked_on": "2022-03-14", "result": "仍在生产", "checked_by": "某局"}
        for n in ("A", "B")
    ],
}  # fmt: skip


def test_a_threshold_beside_evidence_adds_the_holders_of_its_own_days() -> None:
    one = of_county(told("E05", "副县长"), **TWO_SITES)
    assert named(one) == [
        ("县长", "principal", "张某甲"),
        ("副县长", "responsible", "周某戊"),
        ("副县长", "responsible", "钱某乙"),
    ]
    assert [n.text.partition("，")[2] for n in one.other.notes["days_in_post"] if "副县长" in n.text] == [
        "与发现期间重合 0 日；线索 E05 所述行为之日（2022-03-01）在任",
        "与发现期间重合 15 日；线索 E05 所述行为之日（2022-03-01）不在任",
    ]


def test_where_the_holder_changed_between_discovery_and_threshold_both_are_listed_with_their_days() -> None:
    lines = [d for d in duties(content(of_county(**TWO_SITES))) if d[0] == "副县长"]
    assert [(who, "2022-03-05" in days, "2022-03-14" in days) for _, _, _, days, who, _ in lines] == [
        ("钱某乙", True, False),
        ("周某戊", False, True),
    ]


def of_town(found: str, seen: str, as_of: date, finder: str = "某局") -> Dossier:
    given: dict[str, list[dict[str, str]]] = {
        "sites": [{"site_id": "A", "name": "甲", "mineral": "煤", "jurisdiction": TOWN}],
        "discoveries": [{
            "discovery_id": "D1", "site_id": "A", "producing": "是", "missing_licences": "安全生产许可证",
            "verified_on": found, "township_informed_on": found, "reported_up": "是", "reported_up_on": found,
            "found_by": finder,
        }],
        "checks": [{
            "check_id": "C1", "site_id": "A", "checked_on": seen, "result": "仍在生产", "checked_by": "某局",
        }],
    }  # fmt: skip
    (one,) = [d for d in of_rows(given, as_of) if d.organ == "township_government"]
    return one


def under_774(finder: str = "某局") -> Dossier:
    return of_town("2024-06-03", "2024-06-05", date(2024, 7, 1), finder)


def under_446() -> Dossier:
    return of_town("2022-03-01", "2022-03-03", date(2022, 3, 7))


def test_each_instrument_names_in_its_own_words_who_answers(tmp_path: Path) -> None:
    assert [p["post"] for p in under_446().posts] == ["镇长", "负有责任的相关负责人"]
    new = under_774()
    assert [p["post"] for p in new.posts] == ["镇长", "负有责任的领导人员", "直接责任人员"]
    (folder,) = write_packages([new], tmp_path)
    letter = written.letter(folder)
    assert "负有责任的领导人员（所交记录不能确定" in letter
    assert "相关负责人" not in letter
    assert "相关负责人" not in {role for _, role, *_ in duties(content(new))}


def test_titles_without_a_column_of_instruments_are_everybodys(tmp_path: Path) -> None:
    (tmp_path / "divisions.csv").write_text(
        "code,name,level,parent_code,kind\n140000000000,省,province,,省\n", "utf-8"
    )
    (tmp_path / "posts.csv").write_text("organ,kind,post,role\n*,*,分管负责人,responsible\n", "utf-8")
    own = load_jurisdictions(tmp_path)
    for instrument in ("order446", "order774", "*"):
        assert [t.post for t in own.post_titles("x", "镇", ("responsible",), instrument)] == ["分管负责人"]


def test_the_new_law_cites_the_duty_of_the_township_beside_its_consequence() -> None:
    assert {g["article"] for g in under_774().grounds} == {"第七十四条第二项", "第四十条第三款"}


def test_where_another_body_found_the_site_the_reader_is_told_of_the_word_and_the_finder() -> None:
    (note,) = [n for n in under_774().reader_notes if n["id"] == "known-not-found"]
    assert [(line["text"], line["records"]) for line in note["lines"]] == [
        ("A：由某局发现，乡镇知悉日期 2024-06-03。", ["discoveries/D1"])
    ]
    assert [b["article"] for b in note["basis"]] == ["第七十四条第二项"]


def test_where_the_township_itself_found_it_or_the_old_law_holds_there_is_no_such_note() -> None:
    assert "known-not-found" not in notes(under_774("西辛庄镇人民政府"))
    assert "known-not-found" not in notes(under_446())


OWN = "本办公室的期限：自评估之日起 5 个工作日内提出移送"
NOTICE = "晋安办发〔2022〕21号第五部分要求“及时移送”，没有日数；"


@pytest.mark.parametrize(
    ("as_of", "asked"), [(date(2022, 2, 21), ""), (date(2022, 2, 22), NOTICE), (date(2022, 2, 23), NOTICE)]
)
def test_promptness_is_asked_by_the_notice_alone_from_its_first_day(as_of: date, asked: str) -> None:
    one = of_town("2022-02-01", "2022-02-03", as_of)
    assert one.clock == f"法律没有规定移送的期限；{asked}{OWN}"


def test_the_new_law_and_evidence_alone_say_what_is_true_of_each() -> None:
    assert under_774().clock == f"法律没有规定移送的期限；{OWN}"
    assert of_county(told("E05", "副县长")).clock == f"法律没有规定移送的期限；{NOTICE}{OWN}"


def test_before_its_holder_came_the_post_stands_without_a_name() -> None:
    lines = list(duties(content(of_county(told("E05", "副县长"), posts=(AFTER,)))))
    assert [(days, who) for _, _, _, days, who, _ in lines] == [
        ("2022-03-01", NO_RECORD), ("2022-03-18、2022-03-28", "周某戊"),
    ]  # fmt: skip


def test_the_document_of_the_evaluation_names_the_same_posts() -> None:
    one = of_county(told("E05", "副县长"))
    forms: list[Mapping[str, Any]] = [*one.findings]
    assert [f["accountable"]["posts"] for f in forms] == [
        [{
            "post": "副县长", "role": "responsible", "person": "钱某乙", "document": "任钱某乙〔2021〕1号",
            "from_on": "2021-05-01", "to_on": "2022-03-10",
        }]
    ]  # fmt: skip
