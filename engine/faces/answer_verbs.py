"""What a recipient answers: `wenze receipt`, `disposition`, `review`; one signed step each."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import day
from engine.faces.outgoing_verbs import PaperArgument, act

OnOption = Annotated[str | None, typer.Option("--on", help="文书上的日期，例如 2022-03-20；默认今天")]
_KINDS_HELP: Final = "谈话函询、初步核实、暂存待查、予以了结、立案；提请关闭的：决定关闭、不予关闭；移送公安机关的：决定立案、不予立案"


def _when(on: str | None) -> date:
    return day(on, "--on") if on else opening.today()


def receipt(
    paper: Annotated[
        str | None, typer.Argument(help="移送的编号、其中能唯一确定的一段或文号；有 --file 时可不写")
    ] = None,
    signed_by: Annotated[str | None, typer.Option("--by", help="回执上的签收人或单位")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="填好退回的回执（docx 或 xlsx）")] = None,
    on: OnOption = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """登记回执：用 --file 读入填好的回执，连同其中的处置；或者写明编号和签收人。

    例：wenze receipt --file 回执.docx --officer B02
    """
    from engine.ledgers import referrals

    if file is not None:
        if signed_by or on:
            raise UsageError("--file 的签收单位和日期以回执为准，不能另写 --by 或 --on。")
        _receipt_file(file, paper, officer, home, database)
        return
    if not paper or not signed_by:
        raise UsageError("登记回执须有 --file，或者写明移送编号和 --by 签收单位。")
    when, by = _when(on), signed_by
    one = act(paper, officer, home, database, lambda s, k, p, _: referrals.receipt(s, k, p, when, {"by": by}))
    typer.echo(f"已登记 {one.key} 的回执（{when}，{by}）。")


def _receipt_file(
    file: Path, paper: str | None, officer: str | None, home: Path | None, database: str | None
) -> None:
    """Read, find the paper, record and keep the file in one transaction."""
    from hashlib import sha256

    from engine.ledgers.lives import LifeError
    from engine.ledgers.papers import paper as found
    from engine.ledgers.receipts_back import take as taken
    from engine.ledgers.received_files import keep
    from engine.records.opening import read_bytes
    from engine.referrals.receipts import read_receipt

    data = read_bytes(file)
    read, digest = read_receipt(data, file.name), sha256(data).hexdigest()
    store = opening.store_of(home, database)
    signer = opening.signer_of(store, officer)
    with store.writing(opening.now()) as session:
        one, recorded = taken(session, signer, read, digest, file.name)
        if paper and found(session, paper).key != one.key:
            raise LifeError(f"{file.name} 是 {one.key} 的回执，不是“{paper}”的；没有登记。")
        keep(store.home, data, digest)
    typer.echo(f"已登记 {one.key}：{'；'.join(recorded)}。回执存于 received/{digest[:16]}…")
    if read.checked == "不相符":
        typer.echo("注意：接收机关写明校验不相符，请核对所送材料。")


def disposition(
    paper: PaperArgument,
    kind: Annotated[str, typer.Option("--kind", help=_KINDS_HELP)],
    document: Annotated[str, typer.Option("--document", help="文书名称或文号")] = "",
    on: OnOption = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """登记接收机关的处置方式或者决定。

    例：wenze disposition 晋安办问责移〔2022〕1号 --kind 初步核实 --on 2022-04-10 --officer B02
    """
    from engine.ledgers import referrals

    when = _when(on)
    detail = {"document": document} if document else {}
    one = act(
        paper, officer, home, database, lambda s, k, p, _: referrals.disposition(s, k, p, when, kind, detail)
    )
    typer.echo(f"已登记 {one.key} 的处置：{kind}（{when}）。")


def review(
    paper: PaperArgument,
    document: Annotated[str, typer.Option("--document", help="提请复议的文书名称或文号")] = "",
    on: OnOption = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """登记移送机关已就不予立案提请复议（国务院令第310号第九条）。

    例：wenze review 晋安办问责案〔2022〕1号 --on 2022-04-12 --officer B02
    """
    from engine.ledgers import referrals

    when = _when(on)
    detail = {"document": document} if document else {}
    one = act(
        paper, officer, home, database, lambda s, k, p, _: referrals.request_review(s, k, p, when, detail)
    )
    typer.echo(f"已登记 {one.key} 提请复议（{when}）。")
