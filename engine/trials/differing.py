"""What a sentence expected against what its rule gave: every difference, and the first element of the nearest proof."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.records import Records
from engine.rules.naming import fact_name
from engine.rules.sentences import Expected, Sentence

Given = dict[str, Any]
NAMES: Final[Mapping[str, str]] = {
    "met": "成立", "cannot_tell": "无法判断", "not_met": "不成立", "near_miss": "接近",
    "policy_review": "政策研究", "to_decide": "待决定", "jurisdiction": "行政区划", "met_on": "成立日",
    "ended_on": "结束日", "count": "处数", "sites": "矿点", "window_sensitive": "随起算方法而变",
    "one_more_by": "再发现一处的最后一天", "reason": "理由", "evidence": "线索", "outcome": "结论",
}  # fmt: skip
NAMES_FIRST: Final = ("outcome", *(n for n in NAMES if n not in {"met", "cannot_tell", "not_met"}))
"""The order in which a reader compares: the outcome, then place, days and numbers."""
_LISTS: Final[Mapping[str, str]] = {"near_misses": "near_miss", "policy_review": "policy_review"}
STATUS: Final[Mapping[str, str]] = {"proved": "有据", "not_proved": "无据"}
_STATES: Final[Mapping[str, str]] = {"stopped": "已停止", "not_stopped": "没有停止", "unknown": "不明"}


def rejected(records: Records) -> list[str]:
    """The rows of a sentence that no file could hand in either, each with its reason."""
    return [f"记录第 {r.row} 行（{r.file}）的 {r.column} 未接受：{r.reason}" for r in records.rejected]


def differences(sentence: Sentence, form: Given, rule: str, tree: Tree) -> list[str]:
    """What was expected and not given, and what was given and not expected; empty when all agrees."""
    left = _given(form, sentence.seen_in or rule, {e.outcome for e in sentence.expect})
    problems: list[str] = []
    absent: list[Expected] = []
    for expected in sentence.expect:
        if expected.outcome == "not_met":
            absent.append(expected)
            continue
        try:
            wanted = _wanted(expected, tree)
        except PlaceError as error:
            problems.append(str(error).rstrip("。"))
            continue
        match = next((g for g in left if all(g.get(k) == v for k, v in wanted.items())), None)
        if match is None:
            problems.append(f"预期{_words(wanted)}，没有得到")
        else:
            left.remove(match)
    for given in left:
        if given["outcome"] == "to_decide":
            continue
        denied = absent and given["outcome"] in {"met", "cannot_tell"}
        problems.append(f"{'预期不成立，却得到' if denied else '得到了没有预期的'}{_words(given)}")
    if form["blocked"]:
        problems.append(f"推理被阻断：{form['blocked']}")
    return problems


def _given(form: Given, rule: str, outcomes: set[str]) -> list[Given]:
    """What one rule gave, flat, each with its outcome; `to_decide` belongs to no rule: only on demand."""
    out = [dict(f) for f in form["findings"] if f["rule"] == rule]
    for name, outcome in _LISTS.items():
        out += [{**entry, "outcome": outcome} for entry in form[name] if entry["rule"] == rule]
    if "to_decide" in outcomes:
        out += [{**entry, "outcome": "to_decide"} for entry in form["to_decide"]]
    return out


def _wanted(expected: Expected, tree: Tree) -> Given:
    """What the sentence wrote, in the form of the document."""
    wanted: Given = {}
    for name in expected.model_fields_set:
        value = getattr(expected, name)
        if name == "jurisdiction" and value:
            wanted[name] = tree.resolve(value)
        elif isinstance(value, date):
            wanted[name] = value.isoformat()
        else:
            wanted[name] = sorted(value) if isinstance(value, tuple) else value
    return wanted


def _words(entry: Mapping[str, Any]) -> str:
    """An entry in Chinese: `成立（行政区划 141181103000、成立日 2022-02-02）`."""
    parts = []
    for name in NAMES:
        if name in entry and name != "outcome":
            value = entry[name]
            shown_value = (
                "、".join(map(str, value))
                if isinstance(value, list)
                else "无"
                if value is None
                else str(value)
            )
            parts.append(f"{NAMES[name]} {shown_value}")
    return f"{NAMES[entry['outcome']]}（{'，'.join(parts)}）"


def proof_of(sentence: Sentence, form: Given, rule: str, tree: Tree) -> tuple[str, ...]:
    """For a sentence that failed: the first element that differs, then the proof of what the rule gave, in lines."""
    name = sentence.seen_in or rule
    given = _given(form, name, {e.outcome for e in sentence.expect})
    for expected in sentence.expect:
        if expected.outcome == "not_met":
            continue
        try:
            wanted = _wanted(expected, tree)
        except PlaceError:
            continue
        match = next((g for g in given if all(g.get(k) == v for k, v in wanted.items())), None)
        if match is not None:
            given.remove(match)
            continue
        nearest = max(given, key=lambda g: sum(g.get(k) == v for k, v in wanted.items()), default=None)
        if nearest is None:
            return (f"首先不同：预期{NAMES[expected.outcome]}，而规则什么也没有得出", *_sites(form))
        key = next(k for k in NAMES_FIRST if k in wanted and nearest.get(k) != wanted[k])
        said = f"首先不同：{NAMES[key]}，预期 {_value(wanted[key])}，得到 {_value(nearest.get(key))}"
        return (said, *(_proof(nearest) if nearest.get("proof") else _sites(form)))
    extra = next((g for g in given if g["outcome"] != "to_decide"), None)
    if extra is None:
        return ()
    said = f"首先不同：没有预期，却得到{NAMES[extra['outcome']]}"
    return (said, *(_proof(extra) if extra.get("proof") else _sites(form)))


def _proof(entry: Given) -> Iterator[str]:
    for one in entry.get("proof") or ():
        facts = "；".join(one["facts"])
        records = f"（{'、'.join(one['records'])}）" if one["records"] else ""
        yield f"{STATUS.get(one['status'], one['status'])}  {one['element']}：{facts}{records}"


def _sites(form: Given) -> Iterator[str]:
    """What each site is on the day: where the rule gave nothing, this is why."""
    for site in form["sites"]:
        defined = [fact_name(k) for k, v in site.items() if v == "yes"]
        told = f"，认定为 {'、'.join(defined)}" if defined else "，没有一项认定成立"
        yield f"矿点 {site['site']}：{site['opened']} 发现，{site['since']} 起{_STATES[site['state']]}{told}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "无" if value is None else NAMES.get(str(value), str(value))
