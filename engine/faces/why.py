"""Why a finding stands, and why a rule does not: answers from the document alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from engine.errors import UsageError
from engine.faces.terminal import OUTCOMES, REASONS, place_name
from engine.jurisdictions import LEVEL_NAMES, Tree
from engine.periods import to_day
from engine.rules.model import Any as AnyOf
from engine.rules.model import Count, Definition, Rule
from engine.rules.naming import ORGAN
from engine.rules.row_kinds import RowKind

Document = Mapping[str, Any]
STATUS: Final = {"proved": "已证明", "not_proved": "未证明", "contradicted": "有矛盾"}
STATES: Final = {"stopped": "已停止", "not_stopped": "未停止", "unknown": "不明"}
KNOWLEDGE: Final = {
    "township_informed": "乡镇已经知悉",
    "reported_up": "已经报告县级主管部门，并且在报告之后",
}
TRUTHS: Final = {"yes": "符合", "unknown": "不能判断", "no": "不符合"}


def find(document: Document, name: str) -> Document:
    """The finding called `name`, or the only one whose id contains it; raises UsageError."""
    findings: Sequence[Document] = document["findings"]
    exact = [f for f in findings if f["id"] == name]
    found = exact or [f for f in findings if name in f["id"]]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"没有编号为“{name}”的发现；编号见 wenze findings，或者 evaluate 的输出。")
    raise UsageError(
        f"“{name}”对应 {len(found)} 项发现（{'、'.join(f['id'] for f in found[:5])}）；请写完整编号。"
    )


def why(tree: Tree, document: Document, name: str) -> Iterator[str]:
    """The proof of one finding, limb by limb down to the ids of records."""
    f = find(document, name)
    yield f"{f['title']}（{f['id']}）"
    days = (
        f"{f['met_on']} 至 {f['ended_on'] or '今（' + document['as_of'] + '）'}"
        if f["met_on"]
        else f"{document['as_of']} 当日"
    )
    yield f"地点：{place_name(tree, f['jurisdiction'])}（{f['jurisdiction']}）；结论：{OUTCOMES[f['outcome']]}；期间：{days}"
    for basis in f["legal_basis"]:
        yield f"依据：{basis['instrument']} {basis['article']}"
    for number, element in enumerate(f["proof"], start=1):
        yield f"{number}. {element['element']} — {STATUS[element['status']]}"
        yield from (f"   · {fact}" for fact in element["facts"])
        if element["records"]:
            yield f"   记录：{'、'.join(element['records'])}"
    if f["count"] is not None:
        yield f"处数：{f['count']}，阈值：{f['threshold']}"
    if f["window_sensitive"]:
        yield "注意：按三十日或者不含对应日的读法，本项不成立。"
    yield from (f"缺少：{one}" for one in f["missing"])
    yield from _who(tree, f)
    for key, text in (("previous", "此前同类发现"), ("continues", "承接"), ("continued_by", "由其承接")):
        if f[key]:
            yield f"{text}：{f[key]}"


def _who(tree: Tree, f: Document) -> Iterator[str]:
    """Evidence of the same place, who answers, who receives."""
    if f["evidence"]:
        yield f"同地经核实的线索：{'、'.join(f['evidence'])}"
    if f["accountable"]:
        posts = "、".join(
            p["post"] + (f"（{p['person']}）" if p["person"] else "") for p in f["accountable"]["posts"]
        )
        organ = ORGAN.get(f["accountable"]["organ"], f["accountable"]["organ"])
        yield f"所涉单位：{organ}" + (f"；职务：{posts}" if posts else "")
    if f["refer_to"]:
        to = f["refer_to"]["jurisdiction"]
        receiver = place_name(tree, to) + "纪检监察机关" if to else "待具名人员决定"
        yield f"接收机关：{receiver}；理由：{f['refer_to']['reason']}"


def concerning(tree: Tree, rules: Iterable[Rule], document: Document, place: str) -> list[Rule]:
    """The counting rules in force on the day at the level of a place: what to answer when no rule is named."""
    level, day = tree.place(place).level, to_day(_date(document["as_of"]))
    return [
        r
        for r in rules
        if isinstance(r.when, Count)
        and r.when.place == level
        and r.in_force.days[0] <= day <= r.in_force.days[1]
    ]


def why_not(tree: Tree, rule: Rule, document: Document, place: str) -> Iterator[str]:
    """The elements of a rule in a place on the day: which hold, which fail, what would change it."""
    yield f"{rule.title}（{rule.id}）在 {place_name(tree, place)}（{place}），{document['as_of']}"
    mine = [f for f in document["findings"] if f["rule"] == rule.id and f["jurisdiction"] == place]
    current = [f for f in mine if f["outcome"] == "met" and f["ended_on"] is None]
    level = tree.place(place).level if place in tree else ""
    if isinstance(rule.when, Definition):
        yield from _defined(rule.when, document, place)
        return
    if isinstance(rule.when, (Count, AnyOf, RowKind)) and level and level != rule.when.place:
        yield f"本规则按{LEVEL_NAMES[rule.when.place]}判断，{place_name(tree, place)}是{LEVEL_NAMES[level]}；请换成该级的地方再问。"
        return
    if current:
        yield f"该日成立：{current[0]['id']}；可用 why 查看证明。"
        return
    yield from (
        f"曾于 {f['met_on']} 至 {f['ended_on']} 成立（{f['id']}），其后中断。"
        for f in mine
        if f["outcome"] == "met"
    )
    day, (first, last) = to_day(_date(document["as_of"])), rule.in_force.days
    holds = first <= day <= last
    end = rule.in_force.end.isoformat() if rule.in_force.end else "未废止"
    yield f"1. 依据在该日有效 — {'成立' if holds else '不成立'}（{rule.in_force.start.isoformat()} 至 {end}）"
    if isinstance(rule.when, Count) and rule.when.distinct == "site":
        yield from _count(tree, rule, rule.when, document, place)
    else:
        yield f"2. {rule.title} — 不成立：该地没有使本规则成立的记录"
        yield from (
            f"   待决定：{d['evidence']}（{d['explanation']}）"
            for d in document["to_decide"]
            if d["evidence"] and d["jurisdiction"] == place
        )
    yield from _changes(rule, document, place, holds=holds)


def _defined(when: Definition, document: Document, place: str) -> Iterator[str]:
    """The sites of a place under a definition, which is no finding by itself."""
    yield "本规则只作认定，不产生发现；该地的矿点："
    for s in document["sites"]:
        if place in s["within"]:
            yield f"   {s['site']} {s['name']}：{TRUTHS[s.get(when.define, 'no')]}（发现日期 {s['opened']}）"


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _count(tree: Tree, rule: Rule, when: Count, document: Document, place: str) -> Iterator[str]:
    sites = [s for s in document["sites"] if place in s["within"]]
    if when.kinds is not None:
        kind = tree.place(place).kind if place in tree else ""
        yield f"2. 地点属于本规则所及（{'、'.join(when.kinds)}） — {'成立' if kind in when.kinds else f'不成立（{kind}）'}"
    else:
        yield "2. 地点属于本规则所及 — 成立"
    yield f"3. 该地的矿点（{len(sites)} 处）"
    counted = []
    for s in sites:
        legal, state = s.get(when.count, "no"), s["state"]
        if legal == "yes" and state == "not_stopped":
            counted.append(s)
        yield f"   {s['site']} {s['name']}：认定条件{TRUTHS[legal]}；{STATES[state]}（最近记录 {s['since']}）；发现日期 {s['opened']}"
    minimum = rule.number(
        when.at_least,
        min(max(to_day(_date(document["as_of"])), rule.in_force.days[0]), rule.in_force.days[1]),
    )
    enough = len(counted) >= minimum
    window = "且发现日期须在同一窗口之内" if when.within else ""
    if when.knowledge:
        yield f"   另须：{KNOWLEDGE[when.knowledge]}{'；没有报告的，已停止也计入' if when.or_else else ''}"
    yield f"4. 符合认定条件且未停止的不少于 {minimum} 处{window} — {'不成立' if not enough or when.within else '成立'}（现有 {len(counted)} 处）"


def _changes(rule: Rule, document: Document, place: str, *, holds: bool) -> Iterator[str]:
    yield "怎样才会成立："
    told = False
    for n in document["near_misses"]:
        if n["rule"] == rule.id and n["jurisdiction"] == place:
            told = True
            yield f"   {n['one_more_by']} 以前（含当日）再发现一处并且未被制止（已有 {'、'.join(n['sites'])}）"
    for f in document["findings"]:
        if f["rule"] == rule.id and f["jurisdiction"] == place and f["outcome"] == "cannot_tell":
            told = True
            yield from (f"   补查结果为未停止或者符合认定条件：{one}" for one in f["missing"])
    for r in document["policy_review"]:
        if r["rule"] == rule.id and r["jurisdiction"] == place:
            told = True
            yield f"   已列入政策研究：{REASONS[r['reason']]}（{'、'.join(r['sites'])}）"
    if not holds:
        told = True
        yield "   该日依据无效，无论记录如何都不成立。"
    if not told and not (isinstance(rule.when, Count) and rule.when.distinct == "site"):
        yield "   须有使本规则成立的记录：见 wenze rules describe。"
    if not told and isinstance(rule.when, Count) and rule.when.distinct == "site":
        yield "   该地须先有符合认定条件、经核实的发现，并且其后有复查说明未停止。"
