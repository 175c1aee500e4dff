"""问题线索登记表 and 清单: what the receiving body enters into its own register; what it fills in is left empty."""

from collections.abc import Iterable
from typing import Final

from engine.referrals import passages
from engine.referrals.content import Content
from engine.referrals.duties import basis
from engine.referrals.labels import cell
from engine.referrals.tables import Line, Table
from engine.referrals.wording import day, shown

_EMPTY: Final = (
    "线索编号（接收机关填）", "收到日期（接收机关填）", "承办部门（接收机关填）", "处置方式（接收机关填）",
)  # fmt: skip


def _fields(content: Content) -> Iterable[Line]:
    dossier = content.dossier
    yield "移送材料编号", dossier.id
    yield "移送单位", dossier.office
    yield "接收机关", dossier.receiver_name
    yield "接收机关的理由", dossier.receiver_reason
    yield "反映的单位", dossier.organ_name
    yield "区域", f"{dossier.place_name}（{dossier.place}）"
    yield "职务", "；".join(passages.posts(content))
    yield "依据", basis(content)
    yield "反映的事项", "；".join(dict.fromkeys(f["title"] for f in content.findings))
    yield "涉及矿点", f"{len(dossier.sites)}处"
    yield "有利情节、相互矛盾和未采信的记录", f"{sum(len(s.notes) for s in content.sections)}件，见要件对照表"
    yield "评估日", day(dossier.as_of)
    yield "本办内部时限", f"{dossier.clock}；{day(dossier.act_by)}"
    yield "限制知悉", "是" if dossier.restricted else "否"
    yield "密级", shown(content.stated.secrecy)
    yield "知悉范围", content.stated.scope(restricted=dossier.restricted).removeprefix("知悉范围：")
    for name in _EMPTY:
        yield name, ""


def _findings(content: Content) -> Iterable[Line]:
    names = {s["site_id"]: s for s in content.dossier.sites}
    for number, one in enumerate(content.findings, 1):
        sites = [names[s] for s in one["sites"] if s in names]
        told = "；".join(f"{s['name']}（{s['site_id']}）{s.get('place') or ''}" for s in sites)
        count = "" if one.get("count") is None else f"{one['count']}处（条文：{one['threshold']}处）"
        yield str(number), one["title"], one["met_on"], one["ended_on"] or "仍在持续", count, told, one["id"]


def _clues(content: Content) -> Iterable[Line]:
    for reference, row in content.records.items():
        if reference.startswith("duty_evidence/"):
            says = [
                cell("duty_evidence", column, row.get(column))
                for column in (
                    "organ",
                    "post",
                    "act",
                    "occurred_on",
                    "verified",
                    "verified_by",
                    "verified_on",
                )
            ]
            yield (reference, *says)


REGISTER: Final = (
    Table("登记表", "", (("项目", 34), ("内容", 100)), _fields),
    Table(
        "认定清单", "",
        (("序号", 8), ("事项", 40), ("符合之日", 14), ("截止之日", 14), ("数量", 20), ("矿点", 60), ("认定编号", 40)),
        _findings,
    ),
    Table(
        "线索清单", "",
        (
            ("记录", 24), ("单位", 28), ("职务", 16), ("记录所述行为", 60), ("发生日期", 14), ("核实", 8), ("核实单位", 24),
            ("核实日期", 14),
        ),
        _clues,
    ),
)  # fmt: skip
"""The sheets of the register."""
