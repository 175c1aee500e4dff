"""The verb `wenze import`: what departments send, taken in; a profile learnt from a file; a report of none."""

import getpass
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import UsageError, WenzeError
from engine.faces import opening
from engine.faces.import_without_rows import learn_profile, report_zero
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import DONE, REJECTED, PlacesOption, instant, places_of
from engine.office_day import BEIJING, legal_day

if TYPE_CHECKING:
    from engine.jurisdictions import Tree
    from engine.ledgers.imports import Outcome
    from engine.ledgers.profile_model import Profile
    from engine.store import Store

SHOWN: Final = 30
"""Faults of a file that are printed; all of them are in the quarantine."""
_LONGEST: Final = 60
_PLACE: Final = re.compile(r"[^省市县区]+[省市县区]")
"""The places that a sender's name begins with; the last of them says where it is."""

ByOption = Annotated[
    str | None, typer.Option("--by", help="办理人的工号；默认取 WENZE_OFFICER，再次为登录名")
]


def actor_of(by: str | None) -> str:
    """Who acts: the officer named, else the account."""
    import os

    return by or os.environ.get("WENZE_OFFICER") or getpass.getuser()


def sender_of(text: str) -> str:
    """A sender's name. Raises UsageError for one that is empty, too long or not legible."""
    from engine.records.texts import hidden, tidy

    name = tidy(text)
    if not name or len(name) > _LONGEST or hidden(name) or ";" in name:
        raise UsageError(f"--sender“{name[:_LONGEST]}”不可用；请写报送单位的名称，例如 宁武县应急管理局。")
    return name


def _received(text: str | None, now: datetime) -> datetime:
    try:
        received = instant(text) or now
    except UsageError as error:
        raise UsageError(str(error).replace("--known-at", "--received-at")) from None
    if received > now:
        raise UsageError(f"--received-at“{text}”晚于现在；请核对收到的时刻。")
    return received


def import_(
    paths: Annotated[list[Path] | None, typer.Argument(help="来件：文件或目录，可重复")] = None,
    sender: Annotated[str | None, typer.Option("--sender", help="报送单位的名称")] = None,
    received_at: Annotated[
        str | None, typer.Option("--received-at", help="收到的时刻，带时区；默认此刻")
    ] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="按哪一份报送样式读")] = None,
    learn: Annotated[
        str | None, typer.Option("--learn", metavar="NAME", help="不导入，只由来件学一份样式")
    ] = None,
    county: Annotated[str | None, typer.Option("--county", help="零报告或样式所属的县：名称或编码")] = None,
    zero: Annotated[
        list[str] | None, typer.Option("--zero", metavar="TABLE", help="登记零报告的表，可重复")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="零报告的期间：2022-03 或 2022-03-07")
    ] = None,
    by: ByOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """把部门报来的表格收入台账：同一内容只收一次，变化的行作更正，有错的行退回并隔离。

    例：wenze import 来件目录 --sender 宁武县应急管理局
    """
    if learn is not None:
        learn_profile(paths or [], learn, sender_of(sender or learn), county, opening.home_of(home))
        return
    if sender is None:
        raise UsageError("没有写明报送单位；请加 --sender 名称。")
    who, tree = sender_of(sender), places_of(jurisdictions).tree
    place = tree.resolve(county) if county else None
    store = opening.store_of(home, database)
    if zero:
        if paths:
            raise UsageError("--zero 登记没有来件的零报告，不与文件同用；请分两次办理。")
        report_zero(store, tree, who, place, zero, period, actor_of(by))
        return
    files = _files(paths or [])
    chosen = _profile(store, profile, who)
    received = _received(received_at, opening.now())
    _greet(store, who)
    outcomes, failed = _take_in(store, files, who, received, actor_of(by), chosen, place, tree)
    for line in readmitted(store, tree):
        typer.echo(line)
    raise typer.Exit(REJECTED if failed or any(not one.clean for one in outcomes) else DONE)


def _greet(store: "Store", sender: str) -> None:
    """A sender's name decides whose rows are whose: a new one that looks like a known one of no other place is told."""
    from difflib import get_close_matches

    from engine.ledgers.imports import senders

    with store.reading() as session:
        known = senders(session)
    if sender in known:
        return
    place = _PLACE.findall(sender)[-1:]
    here = [one for one in known if (other := _PLACE.findall(one)[-1:]) == place or not (other and place)]
    if near := get_close_matches(sender, here, n=1, cutoff=0.7):
        typer.echo(
            f"提示：“{sender}”第一次报送，与已有的“{near[0]}”相近；如是同一单位，请用同一名称。", err=True
        )


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files, those of sites first: rows of others refer to them."""
    from engine.records.folder import files_in
    from engine.records.onefile import BULK_ENDING, ENDINGS
    from engine.records.ordering import in_order

    if not paths:
        raise UsageError(
            "没有给出来件；请写文件或目录，例如 wenze import 来件目录 --sender 宁武县应急管理局。"
        )
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"来件 {path} 不存在；请核对路径。")
        found += files_in(path, {*ENDINGS, BULK_ENDING}) if path.is_dir() else [path]
    if not found:
        raise UsageError(f"{paths[0]} 里没有 CSV、XLSX 或 Parquet 文件；请核对路径。")
    return in_order(found)


def _profile(store: "Store", name: str | None, sender: str) -> "Profile | None":
    from engine.ledgers.profiles import ProfileError, load_profile

    if name is None:
        return None
    try:
        found = load_profile(store.home, name)
    except ProfileError as error:
        for line in str(error).splitlines()[1:]:
            typer.echo(line, err=True)
        raise
    if found.sender != sender:
        raise UsageError(
            f"样式“{name}”是 {found.sender} 的，不是 {sender} 的；请核对 --sender，或改正样式的 sender。"
        )
    return found


def _take_in(
    store: "Store", files: Sequence[Path], sender: str, received: datetime, actor: str,
    profile: "Profile | None", county: str | None, tree: "Tree",
) -> tuple[list["Outcome"], int]:  # fmt: skip
    """Each file by itself; one that can't be read doesn't keep back the others. Raises where none could be read."""
    from engine.ledgers.imports import Sending, take_in
    from engine.records.opening import irregular, read_bytes, why
    from engine.records.sheets import file_name
    from engine.store import StoreError

    outcomes: list[Outcome] = []
    errors: list[WenzeError] = []
    for path in files:
        name = file_name(path)
        try:
            if fault := irregular(path):
                raise UsageError(f"{name}：{fault}。")
            sending = Sending(
                name,
                read_bytes(path),
                sender,
                received,
                legal_day(received),
                actor,
                profile,
                county,
            )
            outcomes.append(take_in(store, sending, opening.now(), tree))
            _tell(outcomes[-1])
        except StoreError:
            raise
        except OSError as error:
            errors.append(UsageError(f"{name}：不能读取（{why(error)}）；请检查文件是否还在、可否读取。"))
        except WenzeError as error:
            errors.append(error)
    if errors and not outcomes:
        raise errors[0]
    for one in errors:
        typer.echo(f"未收：{str(one).splitlines()[0]}", err=True)
    return outcomes, len(errors)


def _tell(outcome: "Outcome") -> None:
    from engine.ledgers.quarantine import told
    from engine.records import TABLES
    from engine.records.headers import table_named

    if outcome.known:
        received = outcome.received_at.astimezone(BEIJING) if outcome.received_at else None
        when = f"{received:%Y-%m-%d %H:%M}" if received else ""
        typer.echo(f"{outcome.name}：已收过（{when} 收到，第 {outcome.import_id} 号来件），没有新增。")
        return
    n = outcome.counts
    said = f"新收 {n['new']} 行，更正 {n['corrected']} 行，撤回 {n['withdrawn']} 行，未变 {n['unchanged']} 行，隔离 {n['refused']} 行"
    typer.echo(f"{outcome.name}（第 {outcome.import_id} 号来件）：{said}。")
    for name in outcome.zero:
        typer.echo(f"  零报告：{TABLES[name].label}")
    for one in outcome.dropped:
        typer.echo(f"  略去第 {one.row} 行（{one.why}）：{one.text}")
    for fault in outcome.faults[:SHOWN]:
        where = f"第 {fault.row} 行 " if fault.row else ""
        table = table_named(fault.sheet or "") or table_named(Path(fault.file).stem)
        said = told(table.name if table else None, fault.column, fault.value, fault.reason)
        typer.echo(f"  退回：{fault.sheet or ''}{where}{said}")
    if len(outcome.faults) > SHOWN:
        typer.echo(f"  ……共 {len(outcome.faults)} 处，用 wenze quarantine 查看全部。")
    if outcome.mended or outcome.still_wrong:
        typer.echo(f"  改正了 {outcome.mended} 行隔离的行，{outcome.still_wrong} 行仍有错。")
    if outcome.offers:
        typer.echo(f"  有 {outcome.offers} 对矿点可能是同一处，请用 wenze sites 查看并决定。")


def readmitted(store: "Store", tree: "Tree") -> list[str]:
    """Rows that waited for what has come since, taken in; what is said of it."""
    from engine.ledgers.readmission import readmit, waiting_batch

    with store.reading() as session:
        if not waiting_batch(session)[0].sheets:
            return []
    with store.writing(opening.now()) as session:
        ready = readmit(session, tree)
    return [f"隔离的 {len(ready)} 行因所引用的行已收到，现已收入。"] if ready else []
