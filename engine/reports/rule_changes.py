"""What a change of rules does, as a paper: in words, by county as chart and table, week by week, finding by finding."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from engine.comparing.effects import KINDS, Effect, Kind
from engine.comparing.words import RuleDifference
from engine.jurisdictions import Tree
from engine.periods import iso
from engine.referrals.wording import day, shown
from engine.reports.shapes import Chart, Report, Section, Table

COUNTIES: Final = 12
WEEKS: Final = 26
_SHOWN: Final = 40


def rule_changes(
    found: Effect, words: Sequence[RuleDifference], tree: Tree, office: str, digests: tuple[str, str]
) -> Report:
    """The report of an effect; `digests`: of the rules before and after."""
    counted = sorted(found.by_county.items(), key=lambda c: (-sum(c[1].values()), c[0]))
    total = {kind: sum(kinds[kind] for _, kinds in counted) for kind in KINDS}
    told = "，".join(f"{word}{total[kind]}项" for kind, word in KINDS.items())
    summary = [
        f"试算期间：{day(found.first.isoformat())}至{day(found.last.isoformat())}。",
        f"{told}，不变{found.same}项；涉及{len(counted)}个区划。",
        f"文字有改动的规则{len(words)}条。本件只作比较，不动任何台账，不据此移送。",
    ]
    counties = Table(
        ("区划（县级；在县以上的为其本身）", *KINDS.values(), "合计"), (40, 15, 15, 15, 15),
        [(_name(tree, c), *(str(kinds[k]) for k in KINDS), str(sum(kinds.values()))) for c, kinds in counted],
    )  # fmt: skip
    changes = Table(
        ("规则", "改动"), (30, 70), [(shown(w.title), shown(change)) for w in words for change in w.changes]
    )
    single = Table(
        ("变动", "事项", "区划", "地点", "成立日", "结束日", "变动内容"), (10, 26, 16, 18, 12, 12, 22),
        [
            (KINDS[d.kind], shown(d.seen.rule), _name(tree, d.county), _name(tree, d.seen.jurisdiction), iso(d.seen.met) or "",
             iso(d.seen.ended) or "", shown(d.what))
            for d in found.differences
        ], _SHOWN,
    )  # fmt: skip
    others = Table(
        ("变动", "事项", "县", "矿点", "起始日", "变动内容"), (10, 34, 20, 18, 12, 22),
        [
            (KINDS[d.kind], shown(d.seen.rule), _name(tree, d.county), shown(d.seen.of), iso(d.seen.met) or "", shown(d.what))
            for d in found.matters
        ], _SHOWN,
    )  # fmt: skip
    sections = [
        Section("words", f"文字的改动（{len(changes.rows)}处）", (), changes),
        Section("counties", f"分县的变动（{len(counted)}个）", (), counties),
        Section("single", f"逐项（{len(single.rows)}项）", (), single),
        Section(
            "matters", f"移送其他机关的事项（{len(others.rows)}项；不是结论，不计入上列各数）", (), others
        ),
    ]
    return Report(
        "规则改动的影响", shown(office), day(found.last.isoformat()), summary, [],
        [c for c in (_counties(counted, tree), _weeks(found)) if not c.empty],
        [s for s in sections if s.table and s.table.rows],
        (("原规则摘要", digests[0]), ("改动后规则摘要", digests[1])),
    )  # fmt: skip


def _name(tree: Tree, code: str) -> str:
    return shown(tree.path_name(code) if code in tree else code)


def _counties(counted: Sequence[tuple[str, Counter[Kind]]], tree: Tree) -> Chart:
    first = counted[:COUNTIES]
    rest = len(counted) - len(first)
    return Chart(
        "counties", "分县的变动", "stacked", "项",
        tuple(shown(tree.place(code).name if code in tree else code) for code, _ in first),
        tuple((word, tuple(kinds[kind] for _, kinds in first)) for kind, word in KINDS.items()),
        f"另有{rest}个区划，见表。" if rest > 0 else "",
    )  # fmt: skip


def _weeks(found: Effect) -> Chart:
    last: Sequence[tuple[date, int, int]] = found.weeks[-WEEKS:]
    cut = len(found.weeks) - len(last)
    return Chart(
        "weeks", "每周持续中的事项", "columns", "项", tuple(f"{on.month}.{on.day}" for on, *_ in last),
        (("原规则", tuple(a for _, a, _ in last)), ("改动后", tuple(b for *_, b in last))),
        f"只画最后{WEEKS}周，以前{cut}周见 XLSX。" if cut > 0 else "",
    )  # fmt: skip
