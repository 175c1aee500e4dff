"""The weekly report and the lists of its week as a person reads them on a terminal."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from engine.faces.grids import print_grid
from engine.ledgers.asking import Asking, Sent, unit_said
from engine.ledgers.rerunning import Rerun
from engine.ledgers.run_entries import Entry
from engine.reports.shapes import Report, Section
from engine.reports.wording import Words

ROWS: Final = 30
"""Rows of a section that are printed; all of them are in the workbook."""


def print_report(console: Console, report: Report, rows: int = ROWS) -> None:
    """Alerts, summary, every section."""
    console.print(Text(report.title, style="bold"))
    for text in report.alerts:
        console.print(Text(f"！{text}", style="bold red"), soft_wrap=True)
    for text in report.summary:
        console.print(Text(text), soft_wrap=True)
    for section in report.sections:
        _section(console, section, rows)


def _section(console: Console, section: Section, rows: int) -> None:
    console.print()
    console.print(Text(section.title, style="bold"))
    for text in section.lines:
        console.print(Text(f"  {text}"), soft_wrap=True)
    table = section.table
    if table and table.rows:
        print_grid(console, table.headers, table.rows[:rows])
        if len(table.rows) > rows:
            console.print(Text(f"  其余 {len(table.rows) - rows} 项见 XLSX。"))


def finding_rows(entries: Sequence[Entry], states: dict[str, str], words: Words) -> list[tuple[str, ...]]:
    """One row a finding: state, days, rule, place, sites, last confirmation, identity."""
    return [
        (
            states.get(e.identity, ""), words.days(e.form), words.rule(e.form["rule"]), words.place(e.form["jurisdiction"]),
            words.several(e.form["sites"]), e.last_confirmed_on.isoformat() if e.last_confirmed_on else "",
            words.handling(e.form), e.identity,
        )
        for e in entries
    ]  # fmt: skip


def asking_rows(rows: Sequence[Asking], words: Words) -> list[tuple[str, ...]]:
    """One row a site and unit, in the order of what an answer would decide."""
    return [
        (
            str(at), words.site(one.site), words.place(one.place), one.unit, "、".join(one.missing), one.since.isoformat(),
            one.decides_said, _asked(one),
        )
        for at, one in enumerate(rows, 1)
    ]  # fmt: skip


def _asked(one: Asking) -> str:
    if one.sent:
        return f"已问（{one.sent.inquiry}，{one.sent.due_on} 前答复）"
    if one.answered:
        return f"已答复（{one.answered.inquiry}，{one.answered.answered_on}），待下次评估"
    return "未问"


def overdue_rows(sent: Iterable[Sent], words: Words) -> list[tuple[str, ...]]:
    """One row an inquiry whose answer is late."""
    return [
        (
            one.inquiry,
            words.site(one.site),
            unit_said(one.unit),
            one.sent_on.isoformat(),
            one.due_on.isoformat(),
        )
        for one in sent
    ]


def rerun_lines(one: Rerun) -> list[str]:
    """Whether a past run comes out byte for byte as it was, and what differs if not."""
    when = f"{one.run.as_of} 的评估（第 {one.run.id} 号，摘要 {one.run.document_sha256[:16]}）"
    if one.same:
        return [f"{when}：按当时所知重新评估，逐字节一致。"]
    named = {
        "engine_version": "程序版本", "rules_sha256": "规则", "settings_sha256": "设置", "jurisdictions_sha256": "行政区划",
    }  # fmt: skip
    frame = "、".join(named[f] for f in one.frame)
    why = (
        f"所用的{frame}与当时不同"
        if frame
        else "所用的程序版本、规则、设置、区划与当时相同，不应不同，请报告"
    )
    out = [f"{when}：重新评估的结果不同；{why}。不同的部分：{'、'.join(one.sections)}。"]
    for change in one.differing:
        said = "；".join(d.text for d in change.differences)
        causes = "".join(c.text for c in change.causes)
        what = {"new": "多出", "dropped": "少了", "changed": "不同", "ended": "不同"}[change.change]
        out.append(f"  {what}：{change.identity}{f'（{said}）' if said else ''}　{causes}")
    return out
