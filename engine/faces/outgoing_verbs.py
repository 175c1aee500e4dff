"""What is done with a draft: `wenze approve`, `issue`, `close`; one signed step each."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import HeadAtOption, HeadOption, instant

if TYPE_CHECKING:
    from engine.ledgers.lives import Paper
    from engine.signing import Signer
    from engine.store import Store, Writing

PaperArgument = Annotated[str, typer.Argument(help="移送的编号，或其中能唯一确定的一段，或文号")]
WhyOption = Annotated[str, typer.Option("--why", help="理由")]
_SENT_ON: Final = {
    "judicial_transfer": "由其正职负责人或者主持工作的负责人批准后移送 {to}",
    "closure_request": "由其审核后提请 {to}",
}
"""What the organ does with a paper that was drafted for it (Order 310, art. 5; Order 446, art. 13)."""


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
