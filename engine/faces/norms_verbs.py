"""The verbs `wenze norms list|show|decide`: the register of open norms and what was decided about them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import DONE, REJECTED, RulesetsOption
from engine.faces.week_shared import released
from engine.office_day import BEIJING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.ledgers.acts import Act
    from engine.rules import Norm, RuleSet
    from engine.store import Store

norms_app = typer.Typer(
    help="开放概念：登记、以前的决定、个案判断。\n\n例：wenze norms list",
    no_args_is_help=True,
    rich_markup_mode=None,
)
NormArgument = Annotated[str, typer.Argument(help="开放概念的编号或原词，例如 effective-stop")]


def _rules(store: "Store", rulesets: list[Path] | None) -> "RuleSet":
    """The set in use today, else the rules of the folders."""
    from engine.rules import BUNDLED, load_rules

    today = opening.today()
    return released(store, rulesets, today) or load_rules(rulesets or [BUNDLED])


def _norm(rules: "RuleSet", given: str) -> "tuple[str, Norm]":
    from engine.rules.vocabulary import guess, listed

    for name, norm in rules.norms.items():
        if given in (name, norm.term):
            return name, norm
    near = guess(given, [*rules.norms, *(n.term for n in rules.norms.values())])
    raise UsageError(f"没有开放概念“{given}”；现有：{listed(rules.norms)}。{near}")


@norms_app.command(name="list")
def listing(
    rulesets: RulesetsOption = None, home: HomeOption = None, database: DatabaseOption = None
) -> None:
    """列出开放概念：工作解释、由谁判断、哪些规则用到、作过几次决定。

    例：wenze norms list
    """
    from engine.ledgers.norm_decisions import decided

    store = opening.store_of(home, database)
    rules = _rules(store, rulesets)
    with store.reading() as session:
        made = decided(session)
    for name, norm in rules.norms.items():
        leaning = [r.id for r in rules.rules.values() if name in r.leans_on]
        number = sum(act.subject == name for act in made)
        typer.echo(f"{name}  {norm.told}")
        typer.echo(f"      用到它的规则：{'、'.join(leaning) or '无'}；以前的决定：{number} 项。")


@norms_app.command()
def show(
    norm: NormArgument,
    rulesets: RulesetsOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """一个开放概念：出处、工作解释、以前的全部决定，并核对签名。

    例：wenze norms show effective-stop
    """
    from engine.ledgers.acts import faults
    from engine.ledgers.norm_decisions import NORM, decided
    from engine.rules.describing import instrument_name

    store = opening.store_of(home, database)
    rules = _rules(store, rulesets)
    name, one = _norm(rules, norm)
    typer.echo(one.told)
    for basis in one.legal_basis:
        typer.echo(
            f"  {instrument_name(basis.instrument, rules.instruments)}{basis.article}：“{basis.quote}”"
        )
    with store.reading() as session:
        _tell(decided(session, name))
        wrong = faults(session, NORM)
    for fault in wrong:
        typer.echo(f"签名核对：{fault}")
    if not wrong:
        typer.echo("签名核对：各项决定的签名和次序均无误。")
    raise typer.Exit(REJECTED if wrong else DONE)


def _tell(made: "Sequence[Act]") -> None:
    typer.echo(f"以前的决定 {len(made)} 项：" if made else "以前没有决定。")
    for number, act in enumerate(made, 1):
        when = act.at.astimezone(BEIJING)
        typer.echo(f"  {number}. {when:%Y-%m-%d} {act.officer}（{act.name}）：{act.detail['about']}——{act.chosen}。理由：{act.why}")  # fmt: skip


@norms_app.command()
def decide(
    norm: NormArgument,
    about: Annotated[str, typer.Option("--about", help="关于哪一件：事项、矿点或者移送的编号")] = "",
    chosen: Annotated[str, typer.Option("--chosen", help="怎样判断，例如 已采取")] = "",
    why: Annotated[str, typer.Option("--why", help="理由")] = "",
    officer: OfficerOption = None,
    rulesets: RulesetsOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """个案判断：先列出以前的决定，再签名记入台账；不写 --about、--chosen、--why 的，只列出以前的决定。

    例：wenze norms decide effective-stop --about A01 --chosen 未采取 --why 复查仍在生产 --officer B02
    """
    from engine.ledgers.norm_decisions import decide as record
    from engine.ledgers.norm_decisions import decided

    store = opening.store_of(home, database)
    name, one = _norm(_rules(store, rulesets), norm)
    with store.reading() as session:
        before = decided(session, name)
    typer.echo(one.told)
    _tell(before)
    if not (about or chosen or why):
        typer.echo("要作决定，请加 --about、--chosen、--why。")
        return
    signer = opening.signer_of(store, officer)
    with store.writing(opening.now()) as session:
        act = record(session, signer, name, one, about=about, chosen=chosen, why=why, seen=len(before))
    typer.echo(f"已记入台账：“{one.term}”，{about}——{act.chosen}（{act.officer}）。")
