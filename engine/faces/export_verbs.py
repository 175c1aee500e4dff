"""`wenze export`, `exports`: a copy for one named reader, masked where asked; who was given what."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.outgoing_verbs import PaperArgument
from engine.office_day import BEIJING


def export(
    paper: PaperArgument,
    reader: Annotated[str, typer.Option("--to", help="阅读人：单位和姓名，印在每一页上")],
    out: Annotated[Path, typer.Option("--out", help="写入的目录（须尚不存在）")],
    redact_for: Annotated[
        str | None,
        typer.Option(
            "--redact-for", help="按哪一类阅读人遮蔽，例如 被督办单位、公安机关、市人民政府、公开曝光"
        ),
    ] = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """导出阅读副本：每页印阅读人和时间，记入审计日志；不是移送材料的正本。

    例：wenze export 141125000000-county_government --to 市安委办王某 --redact-for 市人民政府 --out 副本 --officer B02
    """
    from engine.ledgers import exporting
    from engine.ledgers.papers import paper as found
    from engine.ledgers.papers import papers
    from engine.referrals.reading_copy import Reader, reading_copy
    from engine.referrals.recipes import recipe

    store = opening.store_of(home, database)
    settings = opening.settings_of(store.home)
    now = opening.now()
    chosen = recipe(redact_for, settings.redactions) if redact_for else None
    who = Reader(reader.strip(), f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M}", chosen)
    with store.reading() as session:
        one = found(session, paper)
        family = [p for p in papers(session) if (one.parent or one.key) in (p.key, p.parent)]
        made = reading_copy(exporting.source(store.home, one, family), who, settings.fonts)
    signer = opening.signer_of(store, officer)
    part = exporting.prepared(out, made)
    try:
        with store.writing(now) as session:
            digest = exporting.log(session, signer, one, who, made, out)
        part.replace(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    typer.echo(
        f"已导出 {one.key} 给 {who.name}：{out}（{len(made)} 个文件，清单摘要 {digest[:16]}），已记入日志。"
    )
    if chosen:
        typer.echo(f"按“{chosen.title}”遮蔽；遮蔽和没有随附的内容见 {out / '阅读副本说明.txt'}")


def exports(home: HomeOption = None, database: DatabaseOption = None) -> None:
    """列出导出过的副本、退回的工作簿和日志：何时、何人、给谁、遮蔽、摘要。

    例：wenze exports
    """
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console
    from engine.ledgers import exporting

    store = opening.store_of(home, database)
    with store.reading() as session:
        rows = [
            (
                f"{entry.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M}", entry.actor, entry.subject,
                str(detail.get("to") or ""), str(detail.get("masked_for") or ""),
                str(detail.get("manifest_sha256") or "")[:16],
            )
            for entry, detail in exporting.exports(session)
        ]  # fmt: skip
    heads = ("时间", "办理人", "件", "阅读人", "遮蔽", "清单摘要")
    print_grid(console(), heads, rows, title=f"导出（{len(rows)} 次）")
