"""The verbs `wenze audit …`: the log of who did what; whether it is whole."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import DONE, REJECTED
from engine.office_day import BEIJING
from engine.syncing import whole_file

if TYPE_CHECKING:
    from engine.ledgers.audit_verify import Report

audit_app = typer.Typer(
    help="审计日志：查看、导出、签检查点、核对。\n\n例：wenze audit verify",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@audit_app.command(name="list")
def listing(
    last: Annotated[int, typer.Option("--last", help="只看最后几条", min=1)] = 20,
    raw: Annotated[
        bool, typer.Option("--raw", help="照日志所存的原样：事项的英文名称、对象、JSON 内容")
    ] = False,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出最后几条：何时、何人、办了何事、要点。供程序读取的原样用 --raw。

    例：wenze audit list --last 50
    """
    from engine.ledgers import audit
    from engine.ledgers.audit_words import told as in_words

    store = opening.store_of(home, database)
    with store.reading() as session:
        entries = list(audit.entries(session, max(0, audit.head(session)[0] - last)))
        for line in () if raw else in_words(session, entries):
            typer.echo(line)
        for one in entries if raw else ():
            when = f"{one.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
            typer.echo(f"{one.seq}  {when}  {one.actor}  {one.action}  {one.subject}  {one.detail}")


@audit_app.command()
def checkpoint(
    officer: OfficerOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="另存一份检查点，供别处保管")] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """给日志的末端签一个检查点：此前的条目不能再被改写或截断而不被发现。

    例：wenze audit checkpoint --officer A01 --out 检查点.json
    """
    from engine.ledgers import audit, checkpoints

    store = opening.store_of(home, database)
    signer = opening.signer_of(store, officer)
    with store.writing(opening.now()) as session:
        seq, sha256, _ = audit.head(session)
        form = checkpoints.seal(session, signer)
    if form is None:
        typer.echo("日志还没有条目，没有签检查点。")
        return
    if out:
        _write(out, [json.dumps(form, ensure_ascii=False, sort_keys=True).encode() + b"\n"])
    typer.echo(f"检查点：第 {seq} 条，SHA-256 {sha256}")


@audit_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="写入的文件（JSONL）")],
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """导出整份日志，连同公钥和检查点；核对只需 Python 和 audit_verify.py 一个文件。

    例：wenze audit export 审计日志.jsonl --officer A01
    """
    from engine.ledgers import audit, checkpoints, officers

    store = opening.store_of(home, database)
    handle = opening.officer_of(officer)
    with store.writing(opening.now()) as session:
        officers.standing_key(session, handle)
        audit.append(
            session, session.now, handle, "export.audit", file.name, {"entries": audit.head(session)[0] + 1}
        )
    with store.reading() as session:
        lines = audit.export_lines(session, officers.event_forms(session), checkpoints.forms(session))
        _write(file, lines)
    typer.echo(f"已导出到 {file}")


def _write(path: Path, lines: Any) -> None:  # noqa: ANN401 - an iterable of bytes
    try:
        with whole_file(path) as stream:
            stream.writelines(lines)
    except OSError as error:
        raise UsageError(f"不能写入 {path}：{os_reason(error)}；请检查目录、权限和磁盘空间。") from error


@audit_app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="导出的文件或 SQLite 文件；默认核对本机的台账")] = None,
    root: Annotated[str | None, typer.Option("--root", help="另行留存的首位管理员公钥指纹")] = None,
    checkpoint_files: Annotated[
        list[Path] | None, typer.Option("--checkpoint", help="另行保管的检查点文件，可重复")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """核对日志：改动、删除、插入、调换、截断的条目逐条指出；核对本机台账时连同移送各步和矿点决定的签名。

    例：wenze audit verify 审计日志.jsonl --root 3f5a…
    """
    from engine.ledgers.audit_verify import told

    report = _report(file, root, [_form(p) for p in checkpoint_files or ()], home, database)
    for line in told(report):
        typer.echo(line)
    wrong = [] if file is not None else _signatures(home, database)
    for fault in wrong:
        typer.echo(fault)
    if file is None:
        typer.echo(f"移送各步和矿点决定的签名：{f'发现 {len(wrong)} 处问题。' if wrong else '均无误。'}")
    raise typer.Exit(REJECTED if report.faults or wrong else DONE)


def _signatures(home: Path | None, database: str | None) -> list[str]:
    """What does not hold in the store's own signed rows: steps of papers, decisions on sites."""
    from engine.ledgers.papers import papers, signature_faults
    from engine.ledgers.site_signatures import faults

    with opening.store_of(home, database).reading() as session:
        steps = [f"{one.key}：{fault}" for one in papers(session) for fault in signature_faults(session, one)]
        return steps + list(faults(session))


def _form(path: Path) -> Any:  # noqa: ANN401 - judged by the verifier
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"检查点文件 {path} 不能读取，或者不是 JSON。") from error


def _report(
    file: Path | None, root: str | None, more: list[Any], home: Path | None, database: str | None
) -> "Report":
    from engine.ledgers.audit_verify import UnreadableError, verify_file

    try:
        if file is not None:
            return verify_file(file, root, more)
        store = opening.store_of(home, database)
        if store.where.file is not None:
            return verify_file(store.where.file, root, more)
    except UnreadableError as error:
        raise UsageError(str(error)) from error
    from engine.ledgers.checkpoints import verify_store

    with store.reading() as session:
        return verify_store(session, root, more)
