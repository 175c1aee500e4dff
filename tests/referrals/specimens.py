"""Dossiers to write packages from, made up or from the bundled quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine.document import document
from engine.dossiers import Dossier, dossiers
from engine.evaluation import evaluate
from engine.jurisdictions import load_jurisdictions
from engine.other_side import Note, OtherSide
from engine.records import read_folder, read_rows
from engine.referrals.content import SECTIONS
from engine.rules import load_rules
from engine.settings import Settings

QUARTER = Path(__file__).parents[2] / "examples" / "synthetic-quarter" / "tables"
COUNTY = "141181000000"
QUOTE = "在县级人民政府所辖区域内1个月内发现有2处或者2处以上非法煤矿并且没有采取有效制止措施的"
HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(A1)",
    "{{7*7}}",
    "{% for %}",
    "{_{ x }_}",
    "{# gone #}",
    "<w:p>",
    "</w:t>&amp;<!--",
    "../../x",
    "http://example.org/a",
    "_x0041_",
    "0012",
    "  两端有空格  ",
    "𠮷𬭎",
    "长" * 4096,
)


def other_side(**notes: Sequence[Note]) -> OtherSide:
    return OtherSide({name: tuple(notes.get(name, ())) for name in SECTIONS})


def finding(name: str = "甲矿点", **changes: Any) -> dict[str, Any]:
    return {
        "id": f"order446.county-two-illegal-coal-mines/{COUNTY}/2022-02-20",
        "rule": "order446.county-two-illegal-coal-mines",
        "title": "县级辖区1个月内发现2处以上非法煤矿且未采取有效制止措施",
        "outcome": "met",
        "jurisdiction": COUNTY,
        "level": "county",
        "met_on": "2022-02-20",
        "ended_on": None,
        "count": 2,
        "threshold": 2,
        "windows": [{"from": "2022-02-01", "until": "2022-03-01", "sites": ["A", "B"]}],
        "window_sensitive": False,
        "sites": ["A", "B"],
        "records": ["checks/C1", "checks/C2", "discoveries/D1", "discoveries/D2"],
        "legal_basis": [{"instrument": "order446", "article": "第七条第一款"}],
        "accountable": None,
        "refer_to": None,
        "consequence": "referral",
        "restricted": False,
        "act_by": "2022-03-14",
        "clock": None,
        "evidence": ["E1"],
        "below": [],
        "missing": [],
        "previous": None,
        "continues": None,
        "continued_by": None,
        "proof": [
            {
                "element": "依据在各该日有效",
                "status": "proved",
                "facts": ["依据自 2005-09-03 起施行，至 2024-04-30 止", "成立期间 2022-02-20 至 2022-03-07"],
                "records": [],
            },
            {
                "element": f"{name}（A）未被有效制止",
                "status": "proved",
                "facts": ["未制止的日期：2022-02-20 至 2022-03-07"],
                "records": ["checks/C1"],
            },
            {
                "element": "达到数量：2 处",
                "status": "proved",
                "facts": ["同日计入的最多处数：2"],
                "records": [],
            },
        ],
        **changes,
    }


def records(act: str = "未到现场复查", name: str = "甲矿点") -> dict[str, dict[str, Any]]:
    check = {"checked_by": "某县应急管理局", "checked_on": "2022-02-20", "result": "no_measure"}
    return {
        "sites/A": {"site_id": "A", "name": name, "mineral": "coal", "jurisdiction": COUNTY},
        "checks/C1": {"check_id": "C1", "site_id": "A", **check},
        "checks/C2": {"check_id": "C2", "site_id": "B", **check},
        "checks/C3": {"check_id": "C3", "site_id": "A", **check, "result": "stopped"},
        "discoveries/D1": {
            "discovery_id": "D1", "site_id": "A", "producing": "yes", "verified_on": "2022-02-01",
            "missing_licences": ["mining_permit", "safety_permit"],
        },
        "discoveries/D2": {
            "discovery_id": "D2", "site_id": "B", "producing": "yes", "verified_on": "2022-02-18",
        },
        "duty_evidence/E1": {
            "evidence_id": "E1", "act": act, "kind": "dereliction", "organ": "department:某局",
            "post": "副局长", "occurred_on": "2022-02-10", "verified": "yes", "verified_on": "2022-02-21",
            "verified_by": "某安委办",
        },
    }  # fmt: skip


def dossier(act: str = "未到现场复查", name: str = "甲矿点", **changes: Any) -> Dossier:
    made = Dossier(
        id=f"{COUNTY}-county_government-to-141100000000",
        organ="county_government",
        organ_name="吕梁市孝义市人民政府",
        place=COUNTY,
        place_name="吕梁市孝义市",
        receiver="141100000000",
        receiver_name="吕梁市纪委监委（案件监督管理部门）",
        receiver_reason="县级领导班子由市级党委管理，默认移送市级纪检监察机关",
        restricted=False,
        office="山西省人民政府安全生产委员会办公室",
        as_of="2022-03-07",
        act_by="2022-03-14",
        clock="法律没有规定移送的期限；晋安办发〔2022〕21号第五部分要求“及时移送”，没有日数；本办公室的期限：自评估之日起 5 个工作日内提出移送",
        findings=(finding(name),),
        grounds=(
            {
                "rule": "order446.county-two-illegal-coal-mines",
                "title": "县级辖区1个月内发现2处以上非法煤矿且未采取有效制止措施",
                "instrument": "order446",
                "instrument_title": "国务院关于预防煤矿生产安全事故的特别规定",
                "number": "国务院令第446号",
                "article": "第七条第一款",
                "quote": QUOTE,
                "limits": "条文未规定“1个月”的起算方法；按每次发现之日起向后计算。",
            },
        ),
        posts=(
            {
                "post": "市长", "role": "principal", "person": "赵某", "document": "任〔2021〕1号",
                "from_on": "2021-07-01", "to_on": None,
            },
            {
                "post": "副市长", "role": "responsible", "person": None, "document": None,
                "from_on": None, "to_on": None,
            },
        ),
        sites=(
            {
                "site_id": "A", "name": name, "jurisdiction": COUNTY, "place": "吕梁市孝义市西辛庄镇",
                "also": ["A2"],
            },
            {"site_id": "B", "name": "乙矿点", "jurisdiction": COUNTY, "place": "", "also": []},
        ),
        timeline=(
            {"on": "2022-02-20", "what": "复查", "site": "A", "said": "未采取有效制止措施",
             "by": "某局", "record": "checks/C1"},
            {"on": "2022-03-01", "what": "已有处理", "site": None, "said": "处分",
             "by": "某机关", "record": "checks/C2"},
        ),
        records=records(act, name),
        other=other_side(stops=(Note("A：2022-02-20 复查结论为已停止", ("checks/C3",)),)),
        digests={"rules_sha256": "1" * 64, "inputs_sha256": "2" * 64},
    )  # fmt: skip
    return replace(made, **changes)


AS_OF = date(2022, 3, 28)


def evaluated(given: Any, as_of: date = AS_OF) -> list[Dossier]:
    """Dossiers of a whole run over records, in which no place may be blocked."""
    run = evaluate(
        given,
        as_of=as_of,
        known_at=None,
        rules=load_rules(),
        settings=Settings(),
        jurisdictions=load_jurisdictions(),
    )
    assert run.blocked == []
    return dossiers(run, {f["id"]: f for f in document(run)["findings"]})


@cache
def quarter() -> tuple[Dossier, ...]:
    """Every dossier of the bundled synthetic quarter."""
    return tuple(evaluated(read_folder(QUARTER, load_jurisdictions().tree)))


def of_rows(tables: Mapping[str, Sequence[Mapping[str, str]]], as_of: date = AS_OF) -> list[Dossier]:
    """Dossiers of a whole run over rows, none of which may be refused."""
    read = read_rows(tables, load_jurisdictions().tree)
    assert read.rejected == ()
    return evaluated(read, as_of)
