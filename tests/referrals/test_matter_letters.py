"""What the three letters say and leave out: materials held and missing, names and numbers, no word that judges."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ledgers"))

import build_matter_templates
from matteroffice import appraisal, measure, ran, with_rows
from test_wording import WORDS, outside_quotes

from engine.matter_dossiers import MatterDrafts
from engine.referrals.anonymity import anonymity, bundled
from engine.referrals.errors import ReferralError
from engine.referrals.matter_package import LETTER_TEMPLATE, RECEIPT_TEMPLATE, matter_files
from engine.referrals.matter_passages import context
from engine.referrals.wording import NAMES, neutral

PHONE, IDENTITY, CLERK, TIPPED = "13812345678", "14118119800101123X", "李四光", "举报人王五"
POSTS = [
    {"name": CLERK, "organ": "部门:自然资源局", "jurisdiction": "孝义市", "post": "局长", "role": "主要负责人", "from_on": "2020-01-01"}
]  # fmt: skip


def forms(**more: Any) -> dict[str, Any]:
    rows = with_rows(
        appraisals=[appraisal("250000", document="晋价认1号")],
        measures=[
            measure("prosecute", by=f"孝义市自然资源局{CLERK}（{PHONE}，{IDENTITY}）", note=TIPPED),
            *more.pop("measures", ()),
        ],
        posts=POSTS,
        **more,
    )
    rows["discoveries"] = [{**row, "source": TIPPED, "note": TIPPED} for row in rows["discoveries"]]
    made = MatterDrafts(ran(rows)).every()
    return {f["matter"]["kind"]: {**f, "id": "K"} for f in made if f["sites"][0]["site_id"] == "A"}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return forms()


def text(values: Any) -> str:
    if isinstance(values, dict):
        return "\n".join(text(v) for v in values.values())
    return "\n".join(map(text, values)) if isinstance(values, list) else str(values)


def lines(form: Any, heading: str) -> list[str]:
    (found,) = [s["lines"] for s in context(form)["sections"] if s["heading"] == heading]
    return list(found)


def test_a_transfer_lists_what_the_ledger_holds_of_article_six_and_names_what_it_lacks(
    made: dict[str, Any],
) -> None:
    assert lines(made["judicial_transfer"], "随附材料") == [
        "（一）涉嫌犯罪案件移送书：本件。",
        "（二）涉嫌犯罪案件情况的调查报告：台账中没有，须由移送机关补齐。",
        "（三）涉案物品清单：台账中没有，须由移送机关补齐。",
        "（四）有关检验报告或者鉴定结论：台账中有1件：V1。",
        "（五）其他有关材料：台账中有3件：C1、D1、M1。",
    ]


def test_goods_that_were_seized_are_listed() -> None:
    form = forms(measures=[measure("seize", "M2")])["judicial_transfer"]
    assert "（三）涉案物品清单：台账中有1件：M2。" in lines(form, "随附材料")


def test_a_transfer_names_both_organs_the_copy_the_amount_and_every_clock(made: dict[str, Any]) -> None:
    values = context(made["judicial_transfer"])
    said = text(values)
    assert values["receiver"] == "吕梁市孝义市公安机关"
    assert values["office"] == "吕梁市孝义市自然资源主管部门"
    assert values["copy_to"] == "吕梁市孝义市人民检察院"
    assert "数额为200000元" in said
    assert "最高一件认定为250000元" in said
    assert (
        "自批准之时起24小时内移送；按小时连续计算，遇休息日、节假日不停不延（国务院令第310号第五条第二款）"
        in said
    )
    *clocks, head, at = lines(made["judicial_transfer"], "期限")
    assert len(clocks) == 6
    assert head.startswith("批准移送的负责人：")
    assert at.startswith("批准时间：")


def test_a_closure_request_asks_the_county_for_a_decision_in_seven_days(made: dict[str, Any]) -> None:
    values = context(made["closure_request"])
    assert values["receiver"] == "吕梁市孝义市人民政府"
    assert "作出决定，自收到之日起7日内（国务院令第446号第十三条第一款）。" in lines(
        made["closure_request"], "期限"
    )


@pytest.mark.parametrize("kind", ["closure_request", "judicial_transfer", "exposure_draft"])
def test_no_letter_judges_but_in_the_law_s_own_names_and_none_holds_an_informant(
    kind: str, made: dict[str, Any]
) -> None:
    said = text(context(made[kind]))
    assert TIPPED not in said
    assert "王五" not in said
    for name in NAMES:
        said = said.replace(name, "")
    assert [w for w in WORDS if w in outside_quotes(said)] == []


def test_only_the_names_of_order_310_are_said_without_quotes() -> None:
    assert neutral("涉嫌犯罪案件移送书") == "涉嫌犯罪案件移送书"
    assert neutral("涉嫌犯罪案件") == "涉嫌“犯罪”案件"
    assert neutral("有罪，见涉嫌犯罪案件移送书") == "“有罪”，见涉嫌犯罪案件移送书"


def test_a_notice_to_the_public_holds_no_person_no_number_and_no_record_s_id(made: dict[str, Any]) -> None:
    files = matter_files(made["exposure_draft"], "曝光通报.docx", "曝光通报")
    said = text(context(made["exposure_draft"])) + files["matter.json"].decode()
    for hidden in (CLERK, PHONE, IDENTITY, TIPPED, "王五", "（D1", "persons"):
        assert hidden not in said
    assert "孝义市自然资源局李某某（（电话号码略），（证件号码略））作出措施决定：立案" in said
    assert "A矿，位于吕梁市孝义市西辛庄镇" in said
    assert "回执.docx" not in files


def test_the_rule_says_whether_sites_organs_places_and_enterprises_stay() -> None:
    strict = anonymity(
        'keep = []\nnever = ["source"]\nperson = "某"\n[[pattern]]\nname = "电话"\nexpression = "[0-9]{11}"\nwith = "略"\n'
    )
    assert strict.name("site", "甲煤矿") == "某矿点"
    assert strict.name("organ", "某县局") == "有关单位"
    assert strict.text("由山西某某煤业有限公司承包，13800000000") == "某企业承包，略"
    assert bundled().name("site", "甲煤矿") == "甲煤矿"
    assert bundled().text("山西某某煤业有限公司") == "山西某某煤业有限公司"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("138 1234 5678", "（电话号码略）"),
        ("+86-13812345678", "（电话号码略）"),
        ("0358-7621234", "（电话号码略）"),
        ("14118119800101123x", "（证件号码略）"),
        ("晋J·A1234", "（车牌号码略）"),
        ("法定代表人：张三，到场", "有关人员（姓名略），到场"),
        ("矿主王二小。", "有关人员（姓名略）。"),
        ("产量12000吨，141181102000", "产量12000吨，141181102000"),
        ("2022年3月2日", "2022年3月2日"),
    ],
)
def test_numbers_of_persons_give_way_and_other_numbers_stay(given: str, shown: str) -> None:
    assert bundled().text(given) == shown


def test_a_known_person_s_surname_stays() -> None:
    assert bundled().text("经办李四光、李四", ["李四", "李四光"]) == "经办李某某、李某"


def test_no_column_that_may_name_an_informant_is_read() -> None:
    assert bundled().row({"source": TIPPED, "note": TIPPED, "by": "某局"}) == {"by": "某局"}


@pytest.mark.parametrize(
    "fault", ["keep = [", 'keep = ["name"]\nnever = []\nperson = "某"\npattern = []', "keep = []"]
)
def test_an_unsound_rule_is_refused_in_words(fault: str) -> None:
    with pytest.raises(ReferralError, match=r"隐名规则 anonymity\.toml"):
        anonymity(fault)


def test_a_paper_that_replaces_or_takes_back_names_the_one_before(made: dict[str, Any]) -> None:
    before = {"number": "晋安办问责移〔2022〕1号", "on": "2022-03-08", "withdraws": False}
    form = made["closure_request"]
    instead = {**form, "matter": {**form["matter"], "follows": before}}
    told = "本件代替“关于提请关闭A矿的函”（山西省人民政府安全生产委员会办公室发送登记号晋安办问责移〔2022〕1号，2022年3月8日发送）"
    assert told in context(instead)["opening"]
    back = context({**form, "matter": {**form["matter"], "follows": {**before, "withdraws": True}}})
    assert back["title"] == "关于撤回“关于提请关闭A矿的函”的函"
    assert [s["heading"] for s in back["sections"]] == ["矿点"]
    assert back["attachments"] == ["回执"]
    notice = made["exposure_draft"]
    again = context({**notice, "matter": {**notice["matter"], "follows": before}})
    assert "本件代替晋安办问责移〔2022〕1号（2022年3月8日）" in again["opening"]


def test_a_discovery_names_who_found_the_site_and_not_who_reported_it() -> None:
    found = {"discovery_id": "D9", "site_id": "A", "producing": "是", "found_by": "庄上镇人民政府"}
    form = forms(discoveries=[{**found, "reported_on": "2022-02-20", "verified_on": "2022-02-24"}])
    course = lines(form["judicial_transfer"], "事实经过")
    assert "2022年2月20日举报（D9）。" in course
    assert "2022年2月24日核实（D9，发现单位：庄上镇人民政府）：是否生产：是。" in course
    assert "2022年3月2日复查（C1，某局）：仍在生产。" in course
    public = lines(form["exposure_draft"], "查处经过")
    assert "2022年2月24日核实（发现单位：庄上镇人民政府）：是否生产：是。" in public
    assert "2022年3月2日由某局复查：仍在生产。" in public


def test_a_paper_says_what_was_found_and_what_the_ledger_cannot_know(made: dict[str, Any]) -> None:
    found = "是否生产：是；缺失证照：采矿许可证"
    for kind in ("closure_request", "judicial_transfer"):
        assert any(found in line for line in lines(made[kind], "事实经过"))
    assert any(found in line for line in lines(made["exposure_draft"], "查处经过"))
    assert "台账不记录涉案的单位和个人，由移送机关在调查报告中写明。" in lines(
        made["judicial_transfer"], "需要说明的情况"
    )


def test_a_report_that_nobody_verified_is_not_told_to_the_public() -> None:
    heard = {"discovery_id": "D8", "site_id": "A", "producing": "不明", "found_by": "某队"}
    form = forms(discoveries=[{**heard, "reported_on": "2022-02-20", "registered_on": "2022-02-21"}])
    assert not any("某队" in line for line in lines(form["exposure_draft"], "查处经过"))
    assert any("D8" in line for line in lines(form["judicial_transfer"], "事实经过"))


def test_nothing_after_the_day_of_the_run_is_told_though_its_row_holds_it() -> None:
    later = {"result_on": "2022-03-08", "result": "已停止", "result_by": "某局"}
    made = forms(measures=[measure("order", "M2", executed_on="2022-03-01", **later)])
    for kind, heading in (("exposure_draft", "查处经过"), ("closure_request", "事实经过")):
        course = lines(made[kind], heading)
        assert any("2022年3月1日" in line for line in course)
        assert not any("2022年3月8日" in line for line in course)


@pytest.mark.parametrize("organ", ["部门:自然资源局", "县级人民政府", "村:某村", "企业:某公司", ""])
def test_what_was_done_about_officials_goes_to_no_other_body(organ: str) -> None:
    told = organ in ("企业:某公司", "")
    action = {
        "action_id": "X1", "organ": organ, "site_id": "A", "jurisdiction": "孝义市", "kind": "立案调查",
        "on": "2022-03-01", "by": "某机关",
    }  # fmt: skip
    made = forms(prior_actions=[action])
    for kind in ("closure_request", "judicial_transfer"):
        assert ("X1" in text(context(made[kind]))) is told
        assert ("prior_actions/X1" in made[kind]["records"]) is told
        (known,) = made[kind]["other"]["prior_actions"]
        assert known["records"] == (["prior_actions/X1"] if told else [])
        assert known["text"].endswith("（X1，不写入本件）") is not told


@pytest.mark.parametrize(
    ("given", "said"),
    [("250000.50", "250000.50"), ("250000.05", "250000.05"), ("250000.00", "250000"), ("250,000", "250000")],
)
def test_an_amount_with_fen_is_printed_with_two_places(given: str, said: str) -> None:
    rows = with_rows(appraisals=[appraisal(given)])
    made = {
        f["matter"]["kind"]: f for f in MatterDrafts(ran(rows)).every() if f["sites"][0]["site_id"] == "A"
    }
    first, last = lines(made["judicial_transfer"], "价值认定")
    assert f"{said}元（V1" in first
    assert last.endswith(f"最高一件认定为{said}元。")


def test_the_templates_are_what_their_builder_makes() -> None:
    assert LETTER_TEMPLATE.read_bytes() == build_matter_templates.built()
    assert RECEIPT_TEMPLATE.read_bytes() == build_matter_templates.receipt()
