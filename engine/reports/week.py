"""The weekly report: a pure function of the document, what became of its findings, and the ledgers of its moment."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.jurisdictions import Tree
from engine.ledgers.changes import CHANGES
from engine.ledgers.run_entries import Entry
from engine.ledgers.week_ledger import WeekLedger
from engine.office_day import BEIJING
from engine.referrals.wording import day, shown
from engine.reports import charts
from engine.reports.office_sections import coverage, decisions, due, inquiries, matters, standing, supervision
from engine.reports.shapes import Report, Section, Table
from engine.reports.wording import Words, sentences

_CONSEQUENCE: Final = {"referral": 0, "supervision_notice": 1, "list": 2, "inquiry": 3}
_QUESTIONS: Final = {**CHANGES, "ended": "已有结论"}
"""What became of what can't be told, by the section's own words: it doesn't end, it is answered."""
_LEVEL: Final = {"county": 0, "township": 1, "city": 2, "province": 3}


@dataclass(frozen=True)
class Frame:
    """What a report needs besides: names, the office, its number of days and of inquiries."""

    tree: Tree
    titles: Mapping[str, str]
    office: str
    unconfirmed_days: int
    inquiries_at_once: int
    release: str = ""
    """Who submitted and approved the rules, from when they are in use; or that they are not released."""


def report(document: Mapping[str, Any], ledger: WeekLedger, frame: Frame) -> Report:
    """The whole report. What only some may read is counted and not told."""
    words = Words(frame.tree, ledger.names, frame.titles)
    open_to_all = [e for e in ledger.entries if not e.form["restricted"]]
    restricted = len(ledger.entries) - len(open_to_all)
    met = sorted((e for e in open_to_all if e.form["met_on"] is not None), key=lambda e: _rank(e, words))
    asked = [e for e in open_to_all if e.form["met_on"] is None]
    sections = [
        _changed("新增", "new", met, ledger, words),
        _changed("变化", "changed", met, ledger, words),
        _changed("终止", "ended", met, ledger, words),
        _changed("消失", "dropped", met, ledger, words),
        _near(document, words),
        _continuing(met, ledger, words, frame),
        _questions(asked, words),
        inquiries(ledger, words, frame.inquiries_at_once),
        supervision(ledger, words),
        matters(document, ledger, words),
        due(ledger),
        standing(ledger, words),
        coverage(document, ledger, words),
        decisions(document, words),
    ]
    pictures = (charts.weeks(ledger), charts.counties(document, words), charts.response(document))
    return Report(
        f"问责工作周报（{day(document['as_of'])}）", shown(frame.office), day(document["as_of"]),
        list(_summary(document, ledger, restricted, frame)), list(_alerts(document, ledger, words)),
        [c for c in pictures if not c.empty],
        [s for s in sections if s.lines or (s.table and s.table.rows)],
        _digests(document, frame.release),
    )  # fmt: skip


def _rank(entry: Entry, words: Words) -> tuple[Any, ...]:
    form = entry.form
    return (
        _CONSEQUENCE.get(form["consequence"], 9), _LEVEL.get(form["level"], 9), words.place(form["jurisdiction"]),
        form["rule"], entry.identity,
    )  # fmt: skip


def _summary(document: Mapping[str, Any], ledger: WeekLedger, restricted: int, frame: Frame) -> Iterator[str]:
    forms = [e.form for e in ledger.entries if _stands(e)]
    met = [f for f in forms if f["met_on"] is not None]
    going_on = [f for f in met if f["ended_on"] is None]
    known = f"（按北京时间{_instant(document['known_at'])}所知）" if document["known_at"] else ""
    yield (
        f"截至{day(document['as_of'])}{known}，符合认定条件的事项 {len(met)} 项，其中仍在持续 {len(going_on)} 项、"
        f"已终止 {len(met) - len(going_on)} 项；不能判断的 {len(forms) - len(met)} 项。"
    )
    yield from _since(ledger)
    states = Counter(ledger.states[e.identity] for e in ledger.entries if _stands(e))
    yield (
        f"待处理 {states['待处理']} 项，已移送 {states['已移送']} 项，待复查 {states['待复查']} 项"
        f"（{frame.unconfirmed_days} 日以上没有复查或者再次发现，日数为本办自定），待补查 {states['待补查']} 项。"
    )
    if restricted:
        yield f"有 {restricted} 项限制知悉范围，不列入本报告各节，也不计入与上期的对比。"


def _since(ledger: WeekLedger) -> Iterator[str]:
    """What became of what is listed, as many of each as its section lists."""
    listed = [e for e in ledger.entries if not e.still and not e.form["restricted"]]
    met = Counter(e.change for e in listed if e.form["met_on"] is not None)
    asked = Counter(e.change for e in listed if e.form["met_on"] is None)
    if ledger.follows is None:
        yield (
            f"这是首次评估，没有可以对比的上期，全部列为新增：符合认定条件的 {met['new']} 项，不能判断的 {asked['new']} 项。"
        )
        return
    said = "，".join(f"{word} {met[change]} 项" for change, word in CHANGES.items() if change != "continuing")
    questions = "，".join(
        f"{word} {asked[change]} 项" for change, word in _QUESTIONS.items() if asked[change]
    )
    yield (
        f"与{day(ledger.follows.isoformat())}相比：{said}，持续 {met['continuing']} 项"
        f"{f'；不能判断的：{questions}' if questions else ''}。"
    )


def _instant(text: str) -> str:
    """`2022年3月7日9时05分` of an ISO instant."""
    at = datetime.fromisoformat(text).astimezone(BEIJING)
    return f"{day(at.date().isoformat())}{at.hour}时{at.minute:02}分"


def _stands(entry: Entry) -> bool:
    """Whether a finding is one of this run: neither dropped nor a question that was answered."""
    return entry.change != "dropped" and not (entry.change == "ended" and entry.form["met_on"] is None)


def _alerts(document: Mapping[str, Any], ledger: WeekLedger, words: Words) -> Iterator[str]:
    for entry in ledger.entries:
        if any(c.kind == "unexplained" for c in entry.causes):
            yield f"原因不明：{entry.identity} 的变动没有查到原因，请勿据此办理，并报告。"
    for one in document["blocked"]:
        yield sentences([f"未能评估：{words.place(one['jurisdiction'])}（{one['rule']}）：{one['reason']}。"])
    gone = [e for e in ledger.entries if e.change == "dropped" and not e.form["restricted"]]
    if referred := [e for e in gone if ledger.states.get(e.identity) == "已移送"]:
        yield f"消失的事项中有 {len(referred)} 项已经移送，更正或者撤回的草稿见 wenze refer list。"


_TELLING: Final = ("事项", "地点", "期间", "矿点", "处数", "处理", "状态", "原因")
_WIDTHS: Final = (19, 15, 14, 16, 5, 12, 6, 28)


def _changed(title: str, change: str, met: Sequence[Entry], ledger: WeekLedger, words: Words) -> Section:
    mine = [e for e in met if e.change == change]
    rows = [
        (
            words.rule(e.form["rule"]), words.place(e.form["jurisdiction"]), words.days(e.form),
            words.several(e.form["sites"]), words.count(e.form), words.handling(e.form), ledger.states.get(e.identity, ""),
            sentences([*(f"{d}。" for d in e.differences if change == "changed"), *(c.text for c in e.causes)]),
        )
        for e in mine
    ]  # fmt: skip
    said = {"dropped": ["上期列出而本期不再成立的；消失不等于查否，原因如下。"]}.get(change, [])
    if change == "dropped" and not rows:
        said = []
    return Section(change, f"{title}（{len(rows)}）", said, Table(_TELLING, _WIDTHS, rows, 100))


def _near(document: Mapping[str, Any], words: Words) -> Section:
    def said(one: Mapping[str, Any]) -> str:
        have = len(one["sites"])
        return (
            f"{words.place(one['jurisdiction'])}：{day(one['one_more_by'])}以前（含当日）再发现 1 处，即符合"
            f"“{words.rule(one['rule'])}”（已有 {words.several(one['sites'])}，共 {have} 处；所要 {have + 1} 处）。"
        )

    some = sorted(document["near_misses"], key=lambda n: (n["one_more_by"], n["jurisdiction"], n["rule"]))
    return Section("near", f"接近条件（{len(some)}）", [said(n) for n in some])


def _continuing(met: Sequence[Entry], ledger: WeekLedger, words: Words, frame: Frame) -> Section:
    going_on = [e for e in met if e.change == "continuing" and not e.still]
    still = [e for e in met if e.still]

    def confirmed(entry: Entry) -> str:
        return day(entry.last_confirmed_on.isoformat()) if entry.last_confirmed_on else ""

    order = {"待复查": 0, "待处理": 1, "已移送": 2}
    going_on.sort(key=lambda e: order.get(ledger.states.get(e.identity, ""), 3))
    rows = [
        (
            words.rule(e.form["rule"]), words.place(e.form["jurisdiction"]), words.days(e.form),
            words.several(e.form["sites"]), words.count(e.form), confirmed(e), ledger.states.get(e.identity, ""),
        )
        for e in going_on
    ]  # fmt: skip
    lines = []
    recheck = sum(1 for e in going_on if ledger.states.get(e.identity) == "待复查")
    if recheck:
        lines.append(f"其中 {recheck} 项自末次确认起已满 {frame.unconfirmed_days} 日，须安排复查。")
    if still:
        waiting = Counter(ledger.states.get(e.identity, "") for e in still)
        lines.append(
            f"另有 {len(still)} 项此前已终止、本期没有变化（{'、'.join(f'{s} {n} 项' for s, n in sorted(waiting.items()))}），"
            "仍可移送，直至有人作出处理，用 wenze findings 查看。"
        )
    headers = ("事项", "地点", "期间", "矿点", "处数", "末次确认", "状态")
    return Section(
        "continuing", f"持续（{len(rows)}）", lines, Table(headers, (24, 20, 15, 24, 6, 13, 8), rows)
    )


def _questions(asked: Sequence[Entry], words: Words) -> Section:
    rows = [
        (
            _QUESTIONS[e.change], words.rule(e.form["rule"]), words.place(e.form["jurisdiction"]),
            words.several(e.form["sites"]), words.count(e.form),
            sentences(["；".join(e.form["missing"])]) if e.change != "ended" else "", sentences(c.text for c in e.causes),
        )
        for e in sorted(asked, key=lambda e: (e.change == "continuing", _rank(e, words)))
    ]  # fmt: skip
    headers = ("变动", "事项", "地点", "矿点", "处数", "尚缺", "原因")
    return Section(
        "questions", f"不能判断的事项（{len(rows)}）", (), Table(headers, (8, 22, 18, 18, 6, 24, 24), rows)
    )


def _digests(document: Mapping[str, Any], release: str) -> tuple[tuple[str, str], ...]:
    names = (
        ("程序版本", "engine_version"), ("规则摘要", "rules_sha256"), ("设置摘要", "settings_sha256"),
        ("行政区划摘要", "jurisdictions_sha256"), ("记录摘要", "inputs_sha256"),
    )  # fmt: skip
    told = (("规则的发布", shown(release)),) if release else ()
    return (*((word, str(document[key])) for word, key in names), *told)
