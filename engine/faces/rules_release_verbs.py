"""The verbs `wenze rules submit|approve|activate|retire|releases`: two persons let a set of rules into use."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import RuleError, UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.options import DONE, REJECTED, day, places_of

if TYPE_CHECKING:
    from engine.ledgers.releases import Release
    from engine.signing import Signer
    from engine.store import Writing

SetArgument = Annotated[str, typer.Argument(help="规则摘要，或其开头的几位")]
WhyOption = Annotated[str, typer.Option("--why", help="理由，例如批准的文号")]
FirstOption = Annotated[str, typer.Option("--from", help="从评估日的哪一天起，例如 2026-04-01")]


def _take(
    officer: str | None, home: Path | None, database: str | None, step: "Callable[[Writing, Signer], Release]"
) -> "Release":
    """One signed step in one transaction."""
    store = opening.store_of(home, database)
    signer = opening.signer_of(store, officer)
    with store.writing(opening.now()) as session:
        return step(session, signer)


def submit(
    folders: Annotated[list[Path] | None, typer.Argument(help="规则目录；默认用自带规则")] = None,
    why: WhyOption = "",
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """提交一套规则：检查和试验都通过的才收，连同全部文件存入台账，由起草人签名。

    例：wenze rules submit rulesets --why 按2026年修订稿 --officer B02
    """
    from engine.ledgers import releases
    from engine.rules import BUNDLED, check_folder, load_rules
    from engine.trials import run_trials

    given = folders or [BUNDLED]
    places = places_of(None)
    faults = check_folder(given, None, places.tree)
    if faults:
        raise RuleError(
            f"规则有 {len(faults)} 处错误，不能提交；请先用 wenze rules check 改正。第一处：{faults[0]}"
        )
    failed = [one for one in run_trials(given, places) if not one.passed]
    if failed:
        first = f"{failed[0].rule}：{failed[0].sentence}"
        raise RuleError(
            f"有 {len(failed)} 句试验不符，不能提交；请先用 wenze rules test 改正。第一句：{first}"
        )
    rules = load_rules(given)
    one = _take(officer, home, database, lambda s, k: releases.submit(s, k, given, rules, why))
    typer.echo(f"已提交规则 {one.sha256}（{len(rules.rules)} 条），待另一人批准（wenze rules approve）。")


def approve(
    digest: SetArgument,
    why: WhyOption = "",
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """批准一套已提交的规则：须由提交人以外、有审批权限的人签名。

    例：wenze rules approve 3940b37a --why 主任办公会议定 --officer C03
    """
    from engine.ledgers import releases

    one = _take(officer, home, database, lambda s, k: releases.approve(s, k, digest, why))
    typer.echo(f"已批准规则 {one.sha256}，可以发布（wenze rules activate）。")


def activate(
    digest: SetArgument,
    first: FirstOption,
    why: WhyOption = "",
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """发布一套已批准的规则：评估日在这一天及以后的，用这一套；以前的各期仍用各自的。

    例：wenze rules activate 3940b37a --from 2026-04-01 --why 晋安办发〔2026〕9号 --officer C03
    """
    from engine.ledgers import releases

    on = day(first, "--from")
    one = _take(officer, home, database, lambda s, k: releases.activate(s, k, digest, on, why))
    typer.echo(f"已发布规则 {one.sha256}：{one.told}。")


def retire(
    digest: SetArgument,
    first: FirstOption,
    why: WhyOption = "",
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """停用一套规则：评估日在这一天及以后的不再用；文件仍存在台账里，以前的各期照样重算。

    例：wenze rules retire 3940b37a --from 2027-01-01 --why 由新规则代替 --officer C03
    """
    from engine.ledgers import releases

    on = day(first, "--from")
    one = _take(officer, home, database, lambda s, k: releases.retire(s, k, digest, on, why))
    typer.echo(f"已停用规则 {one.sha256}：{one.told}。")


def releases(
    keep: Annotated[
        Path | None, typer.Option("--write", help="把 --digest 的那一套规则文件写进这个目录")
    ] = None,
    digest: Annotated[str, typer.Option("--digest", help="规则摘要，或其开头的几位")] = "",
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出台账里的各套规则：状态、谁提交、谁批准、从何日起用，并核对签名；也可把其中一套的文件取出来。

    例：wenze rules releases --digest 3940b37a --write 旧规则
    """
    from engine.ledgers import releases as ledger
    from engine.ledgers.acts import faults, kept
    from engine.rules.bundle import unpacked

    if keep and not digest:
        raise UsageError(
            "--write 须同时用 --digest 写明是哪一套规则；先用 wenze rules releases 列出各套的摘要。"
        )
    store = opening.store_of(home, database)
    with store.reading() as session:
        known = ledger.releases(session) if not digest else [ledger.release(session, digest)]
        wrong = faults(session, ledger.RULES)
        files = kept(session, ledger.RULES, known[0].sha256) if keep else None
    for one in known:
        typer.echo(f"{ledger.STATES[one.state]}  {one.sha256}  {one.told}")
        for act in one.acts if digest else ():
            typer.echo(f"      {ledger.STATES[act.kind]}（{act.officer}，{act.name}）：{act.why}")
    if not known:
        typer.echo("台账里还没有提交过规则；请用 wenze rules submit 提交。")
    if keep and files:
        keep.mkdir(parents=True, exist_ok=True)
        unpacked(files, keep)
        typer.echo(f"已写出 {keep}")
    for fault in wrong:
        typer.echo(f"签名核对：{fault}")
    raise typer.Exit(REJECTED if wrong else DONE)
