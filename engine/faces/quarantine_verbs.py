"""The verbs that look after what came in: `quarantine`, `coverage`; and `init`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.import_verbs import actor_of, sender_of
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import PlacesOption, places_of

if TYPE_CHECKING:
    from engine.ledgers.quarantine import Waiting
    from engine.store import Store


def quarantine(
    sender: Annotated[str | None, typer.Option("--sender", help="只看该单位的")] = None,
    export: Annotated[Path | None, typer.Option("--export", help="写成退回的工作簿（须写 --sender）")] = None,
    set_aside: Annotated[
        list[int] | None, typer.Option("--set-aside", metavar="ID", help="搁置的隔离编号，可重复")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="搁置的理由")] = "",
    by: Annotated[
        str | None, typer.Option("--by", help="办理人的工号（搁置、退回）；默认取 WENZE_OFFICER")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出退回隔离的行；写成工作簿退回；或由人说明理由后搁置。

    例：wenze quarantine --export 退回.xlsx --sender 宁武县应急管理局
    """
    from engine.ledgers import quarantine as ledger

    store = opening.store_of(home, database)
    owner = sender_of(sender) if sender else None
    if set_aside:
        actor = opening.officer_of(by)
        if not why.strip():
            raise UsageError("搁置须写明理由；请加 --why。")
        signer = opening.signer_if_staffed(store, actor)
        with store.writing(opening.now()) as session:
            closed = ledger.set_aside(session, set_aside, actor=actor, reason=why, signer=signer)
        typer.echo(f"已搁置 {len(closed)} 行：{why}")
        return
    with store.reading() as session:
        entries = ledger.waiting(session, owner)
    if export is not None:
        _export(store, export, owner, entries, actor_of(by))
        return
    for entry in entries:
        where = (
            entry.file
            + (f"〔{entry.sheet}〕" if entry.sheet else "")
            + (f"第{entry.row}行" if entry.row else "")
        )
        typer.echo(
            f"{entry.id}  {entry.owner}  {where}  {'；'.join(ledger.told(entry.table, *fault) for fault in entry.faults)}"
        )
    typer.echo(f"共 {len(entries)} 行待改正。")


def _export(store: "Store", path: Path, owner: str | None, rows: Sequence["Waiting"], actor: str) -> None:
    """Departments' rows leave the office here: the log says who gave which of them to whom, with the file's digest."""
    from hashlib import sha256

    from engine.ledgers import audit
    from engine.ledgers.profiles import ProfileError, load_profile
    from engine.ledgers.returns import workbook

    if owner is None:
        raise UsageError("退回的工作簿只写一个单位的行；请加 --sender 名称。")
    if not rows:
        typer.echo(f"{owner} 没有待改正的行，没有写出文件。")
        return
    profiles = {}
    for name in {entry.given.profile for entry in rows if entry.given.profile}:
        try:
            profiles[name] = load_profile(store.home, name)
        except ProfileError:
            continue  # only the marking of cells needs it
    data = workbook(rows, profiles, owner)
    detail = {"to": owner, "rows": [row.id for row in rows], "manifest_sha256": sha256(data).hexdigest()}
    with store.writing(opening.now()) as session:
        audit.append(session, session.now, actor, "export.quarantine", path.name, detail)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"不能写入 {path}：{os_reason(error)}；请检查目录和权限。") from None
    typer.echo(f"已写出 {path}：{len(rows)} 行退回 {owner}。")


def coverage(
    as_of: Annotated[str | None, typer.Option("--as-of", help="看哪一天；默认今天")] = None,
    within: Annotated[int, typer.Option("--within", min=1, help="几天内没有报送即为未报送")] = 7,
    sender: Annotated[str | None, typer.Option("--sender", help="只看该单位")] = None,
    heard: Annotated[bool, typer.Option("--heard", help="不列从未有单位报送的县")] = False,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """哪个县、哪个单位报到哪一天：有记录、零报告，还是未报送。

    例：wenze coverage --as-of 2022-03-28
    """
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console, place_name
    from engine.ledgers import coverage as ledger

    on = opening.known_day(as_of) if as_of else opening.today()
    tree = places_of(jurisdictions).tree
    with opening.store_of(home, database).reading() as session:
        lines = ledger.coverage(session, tree, on, within)
    shown = [
        line for line in lines
        if (sender is None or line.sender == sender) and (line.sender is not None or not heard)
    ]  # fmt: skip
    heads = ("县", "报送单位", "最近一次", "状态", "累计行数", "最近所报的表")
    rows = [
        (
            place_name(tree, line.county), line.sender or "—", str(line.last or "—"), line.state, str(line.rows),
            "、".join(line.tables),
        )
        for line in shown
    ]  # fmt: skip
    print_grid(console(), heads, rows, title=f"截至 {on} 的报送情况")


def init(home: HomeOption = None, database: DatabaseOption = None) -> None:
    """建立数据目录和台账；已有的升级到本版本，已是本版本的不动。

    例：wenze init --home /srv/wenze
    """
    import os

    from engine.store import create_store

    store = create_store(database or os.environ.get("WENZE_DATABASE"), opening.home_of(home))
    typer.echo(f"台账已就绪：{store.where.shown}；数据目录 {store.home}。")
    typer.echo("下一步登记第一位管理员：wenze keys new --officer A01 --name 姓名 --role admin")
    store.close()
