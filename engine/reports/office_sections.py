"""The sections of the report that come from the office's ledgers: inquiries, 督办, deadlines, what came in, decisions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from engine.ledgers.asking import unit_said
from engine.ledgers.week_due import LISTED, LONG
from engine.ledgers.week_ledger import WeekLedger, matter_of
from engine.referrals.wording import day, shown
from engine.reports.shapes import Section, Table
from engine.reports.wording import Words, sentences
from engine.rules.matters import DESTINATIONS

REVIEWS: Final = {
    "law_ended": "依据已失效", "subdistrict": "街道不是乡、镇", "never_same_day": "各自未制止但从不同日",
    "repeated_sighting": "仅因旧矿点再次被发现而相距一个月内", "contradiction": "记录自相矛盾",
}  # fmt: skip
_DUE_SHOWN: Final = 40
_NAMES_SHOWN: Final = 20


def inquiries(ledger: WeekLedger, words: Words, first: int) -> Section:
    """What to ask whom, the most decisive first; the first so many stand on paper, all in the workbook."""
    rows = [
        (
            str(at), words.site(one.site), words.place(one.place), shown(one.unit), "、".join(one.missing),
            day(one.since.isoformat()), one.decides_said, _asked(one.sent),
        )
        for at, one in enumerate(ledger.asking, 1)
    ]  # fmt: skip
    headers = ("序号", "矿点", "地点", "询问单位", "须说明", "不明自", "答复可定", "是否已问")
    table = Table(headers, (5, 14, 17, 17, 20, 14, 16, 17), rows, first)
    answered = ledger.answer_days
    lines = []
    if answered:
        middle = answered[len(answered) // 2]
        lines.append(
            f"已有答复的询问 {len(answered)} 件，从发出到答复最短 {answered[0]} 日，居中 {middle} 日，最长 {answered[-1]} 日。"
        )
    return Section("inquiries", f"询问（{len(rows)}）", lines, table)


def _asked(sent: Any) -> str:  # noqa: ANN401 - an inquiry sent, or None
    if sent is None:
        return "未问"
    return f"已问（{sent.inquiry}），{day(sent.due_on.isoformat())}前答复"


def supervision(ledger: WeekLedger, words: Words) -> Section:
    """督办 letters under way, and inquiries whose answer is late."""
    lines = [
        f"督办函：{shown(one.unit)}，{one.state}{f'，{one.number}' if one.number else ''}（{shown(one.key)}）。"
        for one in ledger.pressed
    ]
    rows = [
        (one.inquiry, words.site(one.site), shown(unit_said(one.unit)), day(one.sent_on.isoformat()), day(one.due_on.isoformat()))
        for one in ledger.overdue
    ]  # fmt: skip
    headers = ("询问", "矿点", "被询问单位", "发出", "答复期限")
    return Section(
        "supervision",
        f"督办（督办函 {len(lines)} 件，逾期未答复的询问 {len(rows)} 件）",
        lines,
        Table(headers, (14, 26, 30, 15, 15), rows),
    )


def due(ledger: WeekLedger) -> Section:
    """What somebody waits for, by day."""
    rows = [
        (day(d.by.isoformat()) if d.by else "不能推算", "逾期" if d.overdue else "", d.what, shown(d.subject), shown(d.unknown or ""))
        for d in ledger.due
    ]  # fmt: skip
    late, stood = sum(1 for d in ledger.due if d.overdue), sum(s.count for s in ledger.standing)
    lines = (
        [f"其中 {late + stood} 项已经逾期。说明中写明条款的为法定；其余为本办自定。"] if rows or stood else []
    )
    if stood:
        lines.append(f"下表按离评估日的远近列 {len(rows)} 项；其余 {stood} 项见“长期逾期”。")
    headers = ("期限", "逾期", "事项", "对象", "说明")
    return Section(
        "due", f"期限（{len(rows) + stood}）", lines, Table(headers, (14, 6, 11, 66, 14), rows, _DUE_SHOWN)
    )


def standing(ledger: WeekLedger, words: Words) -> Section:
    """What has long been due and nobody touched, counted by kind and county: too much to be listed each week."""
    rows = [
        (s.what, words.place(s.place) or "限制知悉范围的", str(s.count), day(s.first.isoformat()), day(s.last.isoformat()))
        for s in ledger.standing
    ]  # fmt: skip
    lines = [
        f"期限共超过 {LISTED} 项的，期限已过 {LONG} 日、上期以后又没有办理的只计数，按件数排列；逐项用 wenze refer list --late --place 地区 查看。"
    ]
    headers = ("事项", "地区", "件数", "最早的期限", "最近的期限")
    return Section(
        "standing", f"长期逾期（{sum(s.count for s in ledger.standing)}）", lines if rows else (),
        Table(headers, (20, 40, 12, 20, 20), rows, _DUE_SHOWN),
    )  # fmt: skip


def coverage(document: Mapping[str, Any], ledger: WeekLedger, words: Words) -> Section:
    """Rows to be mended, senders that fell silent, counties without any record."""
    lines = []
    if ledger.waiting:
        lines.append(f"退回待改正的行共 {sum(w.rows for w in ledger.waiting)} 行，见下表。")
    if ledger.silent:
        lines += [
            f"{shown(s.sender)}自{day(s.last.isoformat())}以后没有报送（所报：{_names(s.counties, words)}）。"
            for s in ledger.silent
        ]
    without = [c["jurisdiction"] for c in document["coverage"] if not c["records"]]
    if without:
        lines.append(
            f"评估日以前没有任何发现、复查、措施记录的县级行政区 {len(without)} 个（没有记录不等于没有问题）：{_names(without, words)}。"
        )
    unheard = [c for c in ledger.unheard if c not in set(without)]
    if unheard:
        lines.append(f"另有 {len(unheard)} 个县级行政区没有收到过本级报送：{_names(unheard, words)}。")
    rows = [
        (shown(w.owner), str(w.rows), day(w.since.isoformat()), "、".join(map(shown, w.files)))
        for w in ledger.waiting
    ]
    return Section(
        "coverage",
        "报送",
        lines,
        Table(("报送单位", "待改正行数", "最早隔离于", "文件"), (30, 12, 18, 40), rows),
    )


def _names(codes: Any, words: Words) -> str:  # noqa: ANN401 - a sequence of codes
    said = "、".join(words.short(c) for c in codes[:_NAMES_SHOWN])
    return said if len(codes) <= _NAMES_SHOWN else f"{said} 等 {len(codes)} 个"


def matters(document: Mapping[str, Any], ledger: WeekLedger, words: Words) -> Section:
    """What goes to other bodies, and what can't be computed until the office sets a number.

    Where there is too much to be listed each week, what the report before had as it is now is counted.
    """
    every, told = document.get("matters", ()), ledger.told_matters
    listed = [one for one in every if told.get(matter_of(one)) != one] if told else every
    rows = [
        (DESTINATIONS[one["kind"]], words.site(one["site"]), words.place(one["jurisdiction"]), day(one["since"]), shown(one["title"]))
        for one in listed
    ]  # fmt: skip
    lines = []
    if len(rows) < len(every):
        whole, here = (Counter(one["kind"] for one in some) for some in (every, listed))
        kinds = "、".join(f"{DESTINATIONS[kind]} {n} 项" for kind, n in sorted((whole - here).items()))
        lines.append(
            f"下表列本期新增和有变化的 {len(rows)} 项；另有 {len(every) - len(rows)} 项上期已有、本期没有变化（{kinds}），"
            f"超过 {LISTED} 项的不再逐项列出，用 wenze refer list --place 地区 查看。"
        )
    lines += [
        sentences([one["reason"]])
        + (f"待定的价值认定：{'、'.join(map(shown, one['records']))}。" if one["records"] else "")
        for one in document.get("not_computable", ())
    ]
    headers = ("去向", "矿点", "地点", "自", "事项")
    return Section(
        "matters",
        f"移送其他机关的事项（{len(every)}）",
        lines,
        Table(headers, (16, 20, 25, 15, 40), rows, _DUE_SHOWN),
    )


def decisions(document: Mapping[str, Any], words: Words) -> Section:
    """What a named person must decide, and what is for the study of policy."""
    rows = [
        ("待决定", shown(d["evidence"] or d.get("finding") or ""), words.place(d["jurisdiction"]), sentences([d["explanation"]]))
        for d in document["to_decide"]
    ]  # fmt: skip
    rows += [
        ("政策研究", words.rule(r["rule"]), words.place(r["jurisdiction"]), f"{REVIEWS[r['reason']]}（{words.several(r['sites'])}）")
        for r in document["policy_review"]
    ]  # fmt: skip
    headers = ("种类", "线索或者规则", "地点", "说明")
    return Section(
        "decisions", f"待决定和政策研究（{len(rows)}）", (), Table(headers, (10, 30, 25, 50), rows)
    )
