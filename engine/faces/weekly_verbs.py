"""The verbs of the week: `wenze weekly`, `wenze findings`."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.collecting import uncollected
from engine.errors import UsageError
from engine.faces import opening
from engine.faces.import_verbs import ByOption, actor_of
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import (
    BLOCKED,
    DONE,
    REJECTED,
    AsOfOption,
    PlacesOption,
    QuietOption,
    RulesetsOption,
)
from engine.faces.week_shared import (
    LastOption,
    frame_of,
    last_week,
    of_its_own,
    pinned,
    refuse_unreleased,
    released,
    report_of,
    standing_of,
    words_of,
    write,
)
from engine.office_day import BEIJING

if TYPE_CHECKING:
    from engine.ledgers.week_ledger import WeekLedger
    from engine.ledgers.weekly import Frame, Week
    from engine.reports.shapes import Report
    from engine.store import Store


def weekly(
    as_of: AsOfOption,
    out: Annotated[
        Path | None, typer.Option("--out", help="周报写入的目录；默认数据目录的 reports/日期")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="已有后一期的，也按现在所知再评估一次")] = False,
    rerun: Annotated[bool, typer.Option("--rerun", help="按当时所知重新评估，逐字节核对，不写入")] = False,
    by: ByOption = None,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """评估一期：由台账评估，与上期逐项对比并说明原因，提出移送和督办函，写出周报。

    例：wenze weekly --as-of 2022-03-07
    """
    last = opening.known_day(as_of)
    # What is not walked is not closed either: the store is, by name.
    with uncollected(at_last=True), closing(opening.store_of(home, database)) as store:
        frame = frame_of(home, rulesets, jurisdictions, released(store, rulesets, last))
        if rerun:
            _rerun(store, last, frame)
        refuse_unreleased(store, frame, last)
        week = _run(store, last, frame, actor_of(by), again=again, quiet=quiet)
        report, ledger = report_of(store, week, frame)
        paths, standing = _files(store, week, report, out), standing_of(store, week)
    if not quiet:
        from engine.faces.terminal import console
        from engine.faces.weekly_screen import print_report

        print_report(console(), report)
    _tell(week, paths)
    typer.echo(f"规则：{week.run.rules_sha256[:16]}，{standing}。")
    raise typer.Exit(_code(week, ledger))


def _run(store: "Store", as_of: date, frame: "Frame", actor: str, *, again: bool, quiet: bool) -> "Week":
    from engine.evaluation import STEPS
    from engine.faces.progress import progress
    from engine.ledgers.weekly import weekly as run

    with progress(len(STEPS) + 1, quiet=quiet) as advance:
        return run(store, opening.now(), as_of, frame, actor, again=again, advance=advance)


def _rerun(store: "Store", as_of: date, frame: "Frame") -> None:
    from engine.faces.weekly_screen import rerun_lines
    from engine.ledgers.rerunning import rerun

    told = rerun(store, as_of, pinned(store, as_of, frame))
    for line in rerun_lines(told):
        typer.echo(line)
    raise typer.Exit(DONE if told.same else REJECTED)


def _files(store: "Store", week: "Week", report: "Report", out: Path | None) -> list[Path]:
    """The report in three forms; runs of one day bear numbers, so that none overwrites another's.

    The PDF is set beside the other two: typst works without Python's lock.
    """
    from concurrent.futures import ThreadPoolExecutor

    from engine.ledgers import runs
    from engine.reports.docx import docx
    from engine.reports.typesetting import pdf
    from engine.reports.workbook import workbook

    on = week.run.as_of
    with store.reading() as session:
        ids = [r.id for r in runs.listed(session) if r.as_of == on]
    nth = ids.index(week.run.id) + 1
    folder = out or store.home / "reports" / on.isoformat()
    name = f"周报-{on}" + (f"-{nth}" if nth > 1 else "")
    with ThreadPoolExecutor(1) as beside:
        printed = beside.submit(pdf, report, on)
        forms = {"docx": docx(report, on), "xlsx": workbook(report, on), "pdf": printed.result()}
    return [write(folder / f"{name}.{kind}", forms[kind]) for kind in ("docx", "pdf", "xlsx")]


def _tell(week: "Week", paths: Sequence[Path]) -> None:
    run = week.run
    when = run.recorded_at.astimezone(BEIJING)
    if week.fresh:
        follows = f"，接续第 {run.previous_run_id} 号" if run.previous_run_id else ""
        typer.echo(f"\n第 {run.id} 号评估已记入台账{follows}。")
    else:
        typer.echo(f"\n第 {run.id} 号评估在 {when:%Y-%m-%d %H:%M} 已经做过，未再评估。")
    if week.stale:
        typer.echo(f"注意：{week.stale}；本期已有后一期，要按现在所知再评估请加 --again。", err=True)
    for path in paths:
        typer.echo(f"周报：{path}")


def _code(week: "Week", ledger: "WeekLedger") -> int:
    unexplained = any(c.kind == "unexplained" for e in ledger.entries for c in e.causes)
    if week.document["blocked"] or unexplained:
        return BLOCKED
    return REJECTED if week.document["rejected"] else DONE


def findings(
    as_of: LastOption = None,
    state: Annotated[str | None, typer.Option("--state", help="待处理、已移送、待复查、待补查")] = None,
    restricted: Annotated[bool, typer.Option("--restricted", help="连同限制知悉范围的")] = False,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出一期评估的事项：状态、期间、地点、矿点、末次确认、编号。

    例：wenze findings --state 待复查
    """
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console
    from engine.faces.weekly_screen import finding_rows
    from engine.ledgers.confirmations import STATES

    if state is not None and state not in STATES:
        raise UsageError(f"没有状态“{state}”；可用的：{'、'.join(STATES)}。")
    frame, store = frame_of(home, rulesets, jurisdictions), opening.store_of(home, database)
    week = last_week(store, as_of)
    frame = of_its_own(store, week, frame)
    _, ledger = report_of(store, week, frame)
    ids = {f["id"] for f in week.document["findings"]}
    standing = [e for e in ledger.entries if e.form["id"] in ids and e.change != "dropped"]
    wanted = [e for e in standing if state is None or ledger.states.get(e.identity) == state]
    shown = [e for e in wanted if restricted or not e.form["restricted"]]
    typer.echo(f"{week.run.as_of} 的评估（第 {week.run.id} 号）：{len(shown)} 项。")
    rows = finding_rows(shown, dict(ledger.states), words_of(ledger.names, frame))
    print_grid(console(), ("状态", "期间", "事项", "地点", "矿点", "末次确认", "处理", "编号"), rows)
    if len(shown) < len(wanted):
        typer.echo(f"另有 {len(wanted) - len(shown)} 项限制知悉范围，加 --restricted 列出。")
