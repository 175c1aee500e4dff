"""The verb `wenze inquiries`: what to ask whom, letters out, what is overdue."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.import_verbs import ByOption, actor_of
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import PlacesOption, RulesetsOption, day
from engine.faces.week_shared import LastOption, frame_of, last_week, of_its_own, words_of, write

if TYPE_CHECKING:
    from engine.ledgers.asking import Asking, Sent
    from engine.ledgers.inquiry_letters import Letter
    from engine.ledgers.weekly import Frame, Week
    from engine.store import Store


def inquiries(
    as_of: LastOption = None,
    everything: Annotated[bool, typer.Option("--all", help="全部，不只是前若干处")] = False,
    letters: Annotated[
        Path | None, typer.Option("--letters", metavar="DIR", help="起草询问函和填报表，写入该目录")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="函的日期；默认今天")] = None,
    by: ByOption = None,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """须补查的矿点，按答复能定什么排序；加 --letters 每个单位发一函，登记后等答复，逾期的列入督办。

    例：wenze inquiries --letters 询问函
    """
    frame, store = frame_of(home, rulesets, jurisdictions), opening.store_of(home, database)
    week = last_week(store, as_of)
    frame = of_its_own(store, week, frame)
    _settle(store)
    first = None if everything else frame.settings.clocks.inquiries_at_once
    if letters is None:
        if on is not None:
            raise UsageError("--on 只与 --letters 同用；请加 --letters 目录，或去掉 --on。")
        _list(store, week, frame, first)
        return
    today = opening.today()
    sent_on = day(on, "--on") if on else today
    if sent_on > today:
        raise UsageError(f"--on {sent_on} 晚于今天（{today}）；函的日期不能在将来。")
    made, all_of_day = _send(store, week, frame, first, sent_on, actor_of(by))
    for path in _letter_files(all_of_day, frame, letters):
        typer.echo(f"询问函：{path}")
    asked = sum(len(one.rows) for one in made)
    typer.echo(
        f"新发 {len(made)} 函、询问 {asked} 处；答复期限按本办自定的 {frame.settings.clocks.answer_workdays} 个工作日。"
    )


def _settle(store: "Store") -> None:
    from engine.ledgers.answers import pending, settle_answers

    with store.reading() as session:
        if not pending(session):
            return
    with store.writing(opening.now()) as session:
        for one in settle_answers(session):
            typer.echo(f"{one.inquiry}：{f'{one.on} 已答复' if one.on else '答复已撤回，重新等候'}。")


def _rows(session: Any, week: "Week", frame: "Frame") -> "tuple[list[Asking], list[Sent]]":  # noqa: ANN401 - any session
    from engine.ledgers.asking import asking
    from engine.ledgers.inquiry_letters import sent
    from engine.store.versions import owners

    known = sent(session)
    sites = owners(session, "sites", {e["site"] for e in week.document["inquiries"]})
    return asking(
        week.document, known, frame.jurisdictions.tree, lambda _, s: sites.get(s, s), opening.today()
    ), known


def _list(store: "Store", week: "Week", frame: "Frame", first: int | None) -> None:
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console
    from engine.faces.weekly_screen import asking_rows, overdue_rows
    from engine.ledgers.asking import addressed, overdue
    from engine.ledgers.calling import called
    from engine.ledgers.grounds import unversioned

    with store.reading() as session:
        rows, known = _rows(session, week, frame)
        names = called(session, week.document)
    codes = {unversioned(s["site"]): s["jurisdiction"] for s in week.document["sites"]}
    known = list(addressed(known, codes, frame.jurisdictions.tree))
    words, screen = words_of(names, frame), console()
    shown = rows if first is None else rows[:first]
    typer.echo(
        f"{week.run.as_of} 的评估有 {len(rows)} 处须补查"
        + (f"，列出前 {len(shown)} 处（--all 列出全部）。" if len(shown) < len(rows) else "。")
    )
    if shown:
        heads = ("序号", "矿点", "地点", "询问单位", "须说明", "不明自", "答复可定", "是否已问")
        print_grid(screen, heads, asking_rows(shown, words))
    late = overdue(known, opening.today())
    if late:
        typer.echo(
            f"督办：逾期未答复的询问 {len(late)} 件；督办函由 wenze weekly 提出，见 wenze refer list。"
        )
        print_grid(screen, ("询问", "矿点", "被询问单位", "发出", "答复期限"), overdue_rows(late, words))


def _send(
    store: "Store", week: "Week", frame: "Frame", first: int | None, on: date, actor: str
) -> "tuple[list[Letter], list[Letter]]":
    """New letters, and all letters of the day: those of an attempt that was cut off are written again."""
    from engine.ledgers.asking import to_send
    from engine.ledgers.inquiry_letters import KIND, letters, send
    from engine.ledgers.numbers import series_of
    from engine.periods import to_date, to_day, working_days_later

    settings = frame.settings
    due = to_date(working_days_later(to_day(on), settings.clocks.answer_workdays, frame.calendar))
    with store.reading() as session:
        waiting = to_send(_rows(session, week, frame)[0], first)
    made: list[Letter] = []
    if waiting:
        with store.writing(opening.now()) as session:
            fresh = to_send(_rows(session, week, frame)[0], first)
            made = send(
                session, fresh, on=on, due=due, series=series_of(settings.number_series, KIND), actor=actor
            )
    with store.reading() as session:
        return made, letters(session, on)


def _letter_files(some: "Sequence[Letter]", frame: "Frame", folder: Path) -> list[Path]:
    from engine.reports.inquiry import form, form_name, letter, letter_name

    out = []
    for one in some:
        text = letter(one, frame.settings.office, frame.jurisdictions.tree)
        out += [write(folder / letter_name(one), text), write(folder / form_name(one), form(one))]
    return out
