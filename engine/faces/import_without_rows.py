"""What `wenze import` does without taking rows in: a profile learnt from a file, a report of none."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening

if TYPE_CHECKING:
    from engine.jurisdictions import Tree
    from engine.store import Store

_SHOWN = 5
"""Rows that a contradicted report of none names."""


def learn_profile(paths: Sequence[Path], name: str, sender: str, county: str | None, home: Path) -> None:
    """Write a profile proposed from one file. Raises UsageError, ProfileError, RecordsError."""
    from engine.ledgers.learning import propose
    from engine.ledgers.profile_model import TO_FILL
    from engine.ledgers.profiles import profile_path
    from engine.records.onefile import grids_in
    from engine.records.opening import read_bytes
    from engine.records.sheets import file_name

    if len(paths) != 1 or not paths[0].is_file():
        raise UsageError("--learn 须给出一个来件文件；例如 wenze import 台账.xlsx --learn 宁武县应急局。")
    path = profile_path(home, name)
    if path.exists():
        raise UsageError(f"样式 {path} 已经有了；请换一个名称，或先移走原来的。")
    file = file_name(paths[0])
    grids = grids_in(file, lambda: read_bytes(paths[0]))
    if not grids:
        raise UsageError(f"{file}：里面没有内容；请给出一份填好的来件。")
    text = propose(grids, sender, county)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"不能写入 {path}：{os_reason(error)}；请检查目录和权限。") from None
    left = sum(TO_FILL in line.partition("#")[0] for line in text.splitlines())
    typer.echo(f"已写出样式 {path}，其中 {left} 行待填；请逐项核对后，用 --profile {name} 导入。")


def report_zero(
    store: "Store",
    tree: "Tree",
    sender: str,
    county: str | None,
    tables: Sequence[str],
    period: str | None,
    actor: str,
) -> None:
    """Register a report of none that came without a file. Raises UsageError."""
    from engine.ledgers.coverage import report_none
    from engine.ledgers.periods_reported import period_of
    from engine.ledgers.told_of import told_of
    from engine.records.headers import table_named

    if county is None or period is None:
        raise UsageError("零报告须写明地区和期间；例如 --zero discoveries --county 宁武县 --period 2022-03。")
    found = []
    for name in tables:
        table = table_named(name)
        if table is None:
            from engine.records import TABLES

            raise UsageError(f"没有表“{name}”；现有：{'、'.join(TABLES)}。")
        found.append(table)
    days = period_of(period)
    with store.writing(opening.now()) as session:
        report_none(session, sender, county, [table.name for table in found], days, actor)
    records = store.records(None, tree, named=False)
    for table in found:
        if rows := told_of(records, tree, county, table.name, days):
            shown = "、".join(rows[:_SHOWN]) + (f" 等 {len(rows)} 行" if len(rows) > _SHOWN else "")
            typer.echo(
                f"注意：台账里该县这一期间已有{table.label}记录（{shown}），与零报告不符；请与报送单位核对。",
                err=True,
            )
    labels = "、".join(table.label for table in found)
    typer.echo(f"已登记零报告：{sender}，{tree.path_name(county)}，{labels}，{days[0]} 至 {days[1]}。")
