"""What is done with a draft: `wenze approve`, `issue`, `receipt`, `disposition`, `close`; one signed step each."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import HeadAtOption, HeadOption, day, instant

if TYPE_CHECKING:
    from engine.ledgers.lives import Paper
    from engine.signing import Signer
    from engine.store import Store, Writing

PaperArgument = Annotated[str, typer.Argument(help="移送的编号，或其中能唯一确定的一段，或文号")]
WhyOption = Annotated[str, typer.Option("--why", help="理由")]
OnOption = Annotated[str | None, typer.Option("--on", help="文书上的日期，例如 2022-03-20；默认今天")]
_SENT_ON: Final = {
    "judicial_transfer": "由其正职负责人或者主持工作的负责人批准后移送 {to}",
    "closure_request": "由其审核后提请 {to}",
}
"""What the organ does with a paper that was drafted for it (Order 310, art. 5; Order 446, art. 13)."""
_KINDS_HELP: Final = "谈话函询、初步核实、暂存待查、予以了结、立案；提请关闭的：决定关闭、不予关闭；移送公安机关的：决定立案、不予立案"


def _when(on: str | None) -> date:
    return day(on, "--on") if on else opening.today()


def take(store: "Store", key: str, step: "Callable[[Writing, Paper], Paper]") -> "Paper":
    """One step in one transaction, on the paper as it stands then."""
    from engine.ledgers.papers import papers

    with store.writing(opening.now()) as session:
        (one,) = papers(session, [key])
        return step(session, one)


def act(
    paper: str, officer: str | None, home: Path | None, database: str | None,
    step: "Callable[[Writing, Signer, Paper, Store], Paper]",
) -> "Paper":  # fmt: skip
    """Find a paper, open the officer's key, take the step."""
    from engine.ledgers.papers import paper as found

    store = opening.store_of(home, database)
    with store.reading() as session:
        key = found(session, paper).key
    signer = opening.signer_of(store, officer)
    return take(store, key, lambda session, one: step(session, signer, one, store))


def approve(
    paper: PaperArgument,
    head: HeadOption = None,
    head_at: HeadAtOption = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """审批：由起草人以外的一人签名；材料或评估有变化的不能审批。

    移送公安机关的，移送机关负责人已经批准的，用 --head、--head-at 一并登记（24 小时自此起算）；也可以在印发时登记。

    例：wenze approve 141125000000-county_government --officer C03
    """
    from engine.ledgers import packing, referrals
    from engine.ledgers.head_approval import head_detail

    at = instant(head_at, "--head-at")

    def step(session: "Writing", signer: "Signer", one: "Paper", store: "Store") -> "Paper":
        said = head_detail(one, head, at, session.now)
        return referrals.approve(session, signer, one, packing.drafted(store.home, one), said)

    one = act(paper, officer, home, database, step)
    typer.echo(f"已审批 {one.key}，可以印发（wenze issue）。")


def issue(
    paper: PaperArgument,
    head: HeadOption = None,
    head_at: HeadAtOption = None,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """印发：编文号并签名，把文号和日期填入函件（docx、PDF）；文号按年连续。

    代其他机关拟的（提请关闭函、移送书），文号和日期留给该机关填写，所编的是本办公室的发送登记号。

    例：wenze issue 141125000000-county_government --officer B02
    """
    from engine.ledgers import following, packing, referrals, signed_zips, unissued
    from engine.ledgers.head_approval import head_detail
    from engine.ledgers.numbers import series_of
    from engine.ledgers.papers import paper as found

    settings = opening.settings_of(opening.home_of(home))
    where, at = opening.home_of(home), instant(head_at, "--head-at")

    def step(session: "Writing", signer: "Signer", one: "Paper", store: "Store") -> "Paper":
        following.check(one, "issued", officer=signer.name, key=signer.key_id)
        approved = packing.drafted(where, one)
        left = referrals.issue(
            session,
            signer,
            one,
            approved,
            series_of(settings.number_series, one.kind),
            partial(packing.issued, where, one, approved, fonts=settings.fonts),
            head_detail(one, head, at, session.now),
        )
        return signed_zips.put(session, signer, store.home, left)

    store = opening.store_of(home, database)
    with store.reading() as session:
        key = found(session, paper).key
    with unissued.taken_away(store, key, opening.now):
        one = act(key, officer, home, database, step)
    left = one.issued
    number, digest = (left.number, left.package_sha256) if left else (None, None)
    organ = packing.organ_of_draft(one)
    told = (
        f"发送登记号 {number}；文书的文号和日期由 {organ} 填写。请送 {organ}，{_SENT_ON[one.kind].format(to=one.receiver_body)}"
        if organ
        else f"文号 {number}，已填入函件；请送达 {one.receiver_body}"
    )
    typer.echo(f"已印发 {one.key}，{told}。\n材料：{packing.folder_of(where, one.key, digest or '')}")
    typer.echo(f"签名的整包：{signed_zips.path_of(where, one)}，签名信封在其旁（.dsse.json）。")


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


def close(
    paper: PaperArgument,
    why: WhyOption,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """办结一件已有处置的移送。

    例：wenze close 晋安办问责移〔2022〕1号 --why 已函告了结 --officer C03
    """
    from engine.ledgers import referrals

    one = act(paper, officer, home, database, lambda s, k, p, _: referrals.close(s, k, p, why))
    typer.echo(f"已办结 {one.key}：{why}")
