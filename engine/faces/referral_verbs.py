"""The verbs `wenze refer list|show|draft|refuse`; `register` adds them and those of `outgoing_verbs` and `answer_verbs`."""

from typing import Annotated

import typer

from engine.faces import opening
from engine.faces.answer_verbs import disposition, receipt, review
from engine.faces.drafting_verbs import draft
from engine.faces.export_verbs import export, exports
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import PlacesOption, places_of
from engine.faces.outgoing_verbs import (
    PaperArgument,
    WhyOption,
    act,
    approve,
    close,
    issue,
)
from engine.office_day import legal_day

refer_app = typer.Typer(
    help="移送和督办函：查看、起草、不予移送。\n\n例：wenze refer list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


refer_app.command()(draft)


@refer_app.command(name="list")
def listing(
    everything: Annotated[bool, typer.Option("--all", help="连同已办结的")] = False,
    late: Annotated[bool, typer.Option("--late", help="只列逾期的")] = False,
    place: Annotated[
        str | None, typer.Option("--place", help="只列名称或代码含此的行政区划的，如 孝义市")
    ] = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出移送和督办函：更正函、撤回函在最前，其次逾期的；已有处理的注明。

    例：wenze refer list --place 孝义市 --late
    """
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console
    from engine.ledgers import listing as lists
    from engine.ledgers.papers import papers

    store, places = opening.store_of(home, database), places_of(jurisdictions)
    settings, calendar = opening.settings_of(store.home), opening.calendar_of(store.home, places)
    now = opening.now()
    today = legal_day(now)
    with store.reading() as session:
        found = [p for p in papers(session) if place is None or lists.lies_in(p, place, places.tree)]
        lines = lists.lines(found, settings, calendar, today, everything=everything, now=now)
    lines = [line for line in lines if line.late or not late]
    heads = ("件", "编号", "接收机关", "状态", "期限", "已有处理")
    rows = [(one.title, one.key, one.receiver, one.state, one.due, one.handled) for one in lines]
    print_grid(console(), heads, rows, title=f"移送（{len(lines)} 件）")
    for problem in dict.fromkeys(line.problem for line in lines if line.problem):
        typer.echo(f"期限不能推算：{problem}")


@refer_app.command()
def show(paper: PaperArgument, home: HomeOption = None, database: DatabaseOption = None) -> None:
    """一件移送的全部经过：已有处理在最前，其次依据、各步的人员和签名。

    例：wenze refer show 141125000000-county_government
    """
    from engine.ledgers import listing as lists
    from engine.ledgers.papers import paper as found
    from engine.ledgers.papers import papers, signature_faults
    from engine.ledgers.runs import identities

    store = opening.store_of(home, database)
    with store.reading() as session:
        one = found(session, paper)
        every = papers(session)
        ran = {s.run_id for p in every if p.key in (one.key, one.parent) for s in p.steps if s.run_id}
        for line in lists.told(one, every, identities(session, ran)):
            typer.echo(line)
        faults = signature_faults(session, one)
    for fault in faults:
        typer.echo(f"签名核对：{fault}")
    if not faults:
        typer.echo("签名核对：各步的签名和次序均无误。")
    raise typer.Exit(1 if faults else 0)


@refer_app.command()
def refuse(
    paper: PaperArgument,
    why: WhyOption,
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """不予移送：写明理由并签名；评估有新内容时重新提出。

    例：wenze refer refuse 141125000000-county_government --why 已由纪委另案受理 --officer C03
    """
    from engine.ledgers import referrals

    one = act(paper, officer, home, database, lambda s, k, p, _: referrals.refuse(s, k, p, why))
    typer.echo(f"{one.key} 不予移送：{why}")


def register(app: typer.Typer) -> None:
    """Add these verbs to the console command."""
    app.add_typer(refer_app, name="refer")
    for verb in (approve, issue, receipt, disposition, review, close, export, exports):
        app.command()(verb)
