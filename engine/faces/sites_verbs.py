"""The verb `wenze sites`: which sites may be one place; a person joins them, keeps them apart, or takes it back."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.import_verbs import readmitted
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import REJECTED, PlacesOption, RulesetsOption, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.jurisdictions import Jurisdictions
    from engine.ledgers.joins import Said
    from engine.ledgers.matching import Offer
    from engine.ledgers.previews import Findings, Move
    from engine.records import Records
    from engine.signing import Signer
    from engine.store import Store

PairOption = tuple[str, str]
_KINDS = {"confirm": "join"}
"""Option → kind of the decision, where they differ."""


def sites(
    confirm: Annotated[int | None, typer.Option("--confirm", metavar="N", help="第 N 对是同一处")] = None,
    refuse: Annotated[int | None, typer.Option("--refuse", metavar="N", help="第 N 对不是同一处")] = None,
    join: Annotated[
        PairOption | None, typer.Option("--join", metavar="A B", help="A 并入 B，以 B 的矿种和区划为准")
    ] = None,
    undo: Annotated[
        PairOption | None, typer.Option("--undo", metavar="A B", help="撤销对 A、B 的决定")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="只看影响，不作决定")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="看对哪一天结论的影响；默认今天")] = None,
    by: Annotated[str | None, typer.Option("--by", help="作决定的人的工号；默认取 WENZE_OFFICER")] = None,
    why: Annotated[str, typer.Option("--why", help="理由")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="看过影响后不再询问")] = False,
    everything: Annotated[bool, typer.Option("--all", help="也列已有决定的")] = False,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """列出可能是同一处的矿点，由人决定合并与否并签名；决定可以撤销，事先可看会动到哪些结论。

    例：wenze sites --confirm 3 --by B02 --why 现场核对为同一井口
    """
    asked = [
        name
        for name, given in (("confirm", confirm), ("refuse", refuse), ("join", join), ("undo", undo))
        if given
    ]
    if len(asked) > 1:
        raise UsageError(f"一次只作一项决定，却写了 --{'、--'.join(asked)}；请分开办理。")
    store, places = opening.store_of(home, database), places_of(jurisdictions)
    if not asked:
        _list(store, places, everything=everything)
        return
    if not preview and not why.strip():
        raise UsageError("决定须写明理由；请加 --why。")
    chosen = _chosen(store, confirm, refuse, join, undo)
    actor = "" if preview else opening.officer_of(by)
    moves: Sequence[Move] = ()
    kind = _KINDS.get(asked[0], asked[0])
    if kind != "refuse":
        on = opening.known_day(as_of) if as_of else opening.today()
        moves = _moves(store, places, kind, chosen, on, rulesets)
        _show(moves, places, kind, chosen, on)
    elif preview:
        typer.echo(f"{chosen[0]}、{chosen[1]} 记为两处：没有合并的，结论不变。")
    if preview:
        return
    if moves and not yes and not typer.confirm("确认合并？" if kind == "join" else "确认撤销？"):
        raise typer.Abort
    signer = opening.signer_if_staffed(store, actor)
    _decide(store, kind, chosen, confirm or refuse, actor, why, moves, signer)
    for line in readmitted(store, places.tree):
        typer.echo(line)


def _list(store: "Store", places: "Jurisdictions", *, everything: bool) -> None:
    from engine.ledgers.holdings import Holdings
    from engine.ledgers.joins import decided, pair
    from engine.ledgers.matching import offers
    from engine.ledgers.site_signatures import faults

    with store.reading() as session:
        found = offers(session, everything=everything)
        known = Holdings(session).sites
        wrong = list(faults(session))
        offered = {pair(one.site, one.same_as) for one in found}
        others = [said for one, said in decided(session).items() if everything and one not in offered]
    for one in found:
        typer.echo(
            f"{one.id}  {_named(one.site, known, places)}  →  {_named(one.same_as, known, places)}{_state(one)}"
        )
        for reason in one.reasons:
            typer.echo(f"      {reason}")
    for said in others:
        typer.echo(
            f"-  {_named(said.site, known, places)}  →  {_named(said.same_as, known, places)}{_decided(said)}"
        )
    typer.echo(f"共 {len(found) + len(others)} 对。")
    for fault in wrong:
        typer.echo(f"签名核对：{fault}")
    if wrong:
        raise typer.Exit(REJECTED)


def _named(site: str, known: Any, places: "Jurisdictions") -> str:  # noqa: ANN401 - sites by id
    if site not in known:
        return f"{site}（待决定后收入）"
    content = known[site].content
    place = content["jurisdiction"]
    where = places.tree.path_name(place) if place in places.tree else place
    return f"{site}（{content['name']}，{where}）"


def _state(one: "Offer") -> str:
    if one.decision:
        return _decided(one.decision)
    return "  [有行待此决定]" if one.waiting else ""


def _decided(said: "Said") -> str:
    words = {"join": "已合并", "refuse": "不是同一处", "undo": "已撤销"}
    return f"  [{words[said.kind]}：{said.actor}，{said.reason}]"


def _chosen(
    store: "Store", confirm: int | None, refuse: int | None, join: PairOption | None, undo: PairOption | None
) -> PairOption:
    from engine.ledgers.matching import check_known, find

    with store.reading() as session:
        if pair := join or undo:
            check_known(session, *pair)
            return pair
        one = find(session, confirm or refuse or 0)
    return one.site, one.same_as


def _moves(
    store: "Store",
    places: "Jurisdictions",
    kind: str,
    chosen: PairOption,
    on: date,
    rulesets: "list[Path] | None",
) -> "Sequence[Move]":
    from engine.document import document
    from engine.evaluation import evaluate
    from engine.ledgers import joins
    from engine.ledgers.holdings import Holdings
    from engine.ledgers.previews import moves, preview
    from engine.rules import BUNDLED, load_rules

    with store.reading() as session:
        if kind == "undo":
            joins.standing(session, *chosen)
        else:
            joins.check_join(Holdings(session).joined_sites(), *chosen)

    rules, settings = load_rules(rulesets or [BUNDLED]), opening.settings_of(store.home)

    def findings(records: "Records") -> "Findings":
        run = evaluate(records, as_of=on, known_at=None, rules=rules, settings=settings, jurisdictions=places)
        return {one["id"]: one for one in document(run)["findings"]}

    records = store.records(None, places.tree)
    if kind == "undo":
        return moves(findings(records), findings(store.records(None, places.tree, tried=[(kind, *chosen)])))
    with store.reading() as session:
        return preview(session, records, places.tree, *chosen, findings)


def _show(moves: "Sequence[Move]", places: "Jurisdictions", kind: str, chosen: PairOption, on: date) -> None:
    from engine.faces.terminal import place_name

    said = f"{chosen[0]} 并入 {chosen[1]}" if kind == "join" else f"撤销对 {chosen[0]}、{chosen[1]} 的决定"
    typer.echo(f"{said}，对 {on} 结论的影响：" + ("" if moves else "没有变化。"))
    for move in moves:
        where = place_name(places.tree, move.jurisdiction)
        typer.echo(f"  {move.kind}：{move.title}（{where}）{'；'.join(move.texts)}  {move.finding}")


def _decide(
    store: "Store",
    kind: str,
    chosen: PairOption,
    match: int | None,
    actor: str,
    why: str,
    moves: "Sequence[Move]",
    signer: "Signer | None",
) -> None:
    from engine.ledgers import joins
    from engine.ledgers.holdings import Holdings

    site, other = chosen
    effect = [{"finding": m.finding, "kind": m.kind, "changes": list(m.texts)} for m in moves]
    with store.writing(opening.now()) as session:
        if kind == "refuse":
            joins.refuse(session, site, other, actor=actor, reason=why, match_id=match, signer=signer)
        elif kind == "undo":
            joins.undo(session, site, other, actor=actor, reason=why, effect=effect, signer=signer)
        else:
            edges = Holdings(session).joined_sites()
            joins.join(
                session,
                site,
                other,
                edges,
                actor=actor,
                reason=why,
                match_id=match,
                effect=effect,
                signer=signer,
            )
    words = {"refuse": "已记为两处", "undo": "已撤销决定"}
    typer.echo(f"{words.get(kind, '已合并')}：{site}、{other}（{actor}{'，已签名' if signer else ''}）。")
