"""What the verbs of the week share: rules and calendar of a deployment, the run looked at, its report, files written whole."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.options import places_of
from engine.syncing import whole_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.ledgers.week_ledger import WeekLedger
    from engine.ledgers.weekly import Frame, Week
    from engine.reports.shapes import Report
    from engine.reports.wording import Words
    from engine.rules import RuleSet
    from engine.store import Store

LastOption = Annotated[str | None, typer.Option("--as-of", help="哪一天的评估；默认最近一次")]


def frame_of(
    home: Path | None, rulesets: list[Path] | None, jurisdictions: Path | None, kept: "RuleSet | None" = None
) -> "Frame":
    """Rules (`kept`: as the ledger has them), settings, divisions and calendar. Raises UsageError, RuleError."""
    from engine.ledgers.weekly import Frame
    from engine.rules import BUNDLED, load_rules

    where, places = opening.home_of(home), places_of(jurisdictions)
    rules, settings = kept or load_rules(rulesets or [BUNDLED]), opening.settings_of(where)
    settings.check_names(rules.adjustable)
    return Frame(rules, settings, places, opening.calendar_of(where, places))


def released(store: "Store", rulesets: list[Path] | None, on: "date") -> "RuleSet | None":
    """The set of rules that the ledger has as active on a day; None without one, or where folders are named."""
    from engine.ledgers.releases import active_on, rules_of

    with store.reading() as session:
        found = None if rulesets else active_on(session, on)
        return rules_of(session, found.sha256) if found else None


def of_its_own(store: "Store", week: "Week", frame: "Frame") -> "Frame":
    """The frame with the rules that a run was made with, where the ledger has them."""
    from engine.ledgers.releases import rules_of

    if week.run.rules_sha256 == frame.rules.sha256:
        return frame
    with store.reading() as session:
        own = rules_of(session, week.run.rules_sha256)
    return replace(frame, rules=own) if own else frame


def pinned(store: "Store", on: "date", frame: "Frame") -> "Frame":
    """The frame with the rules that the last run of a day was made with, where the ledger has them."""
    from engine.ledgers import runs
    from engine.ledgers.weekly import Week

    with store.reading() as session:
        run = runs.latest(session, on)
    return frame if run is None else of_its_own(store, Week(run, {}, fresh=False), frame)


def refuse_unreleased(store: "Store", frame: "Frame", on: "date") -> None:
    """Raise UsageError where the office's settings ask for released rules and these are not."""
    from engine.ledgers.releases import active_on, standing

    if not frame.settings.require_release:
        return
    with store.reading() as session:
        due = active_on(session, on)
        if due is None or due.sha256 != frame.rules.sha256:
            said = standing(session, frame.rules.sha256, on, opening.now())
            raise UsageError(
                f"设置 require_release 要求只用已发布的规则，{on} 的评估没有做：规则 {frame.rules.sha256[:16]} {said}。"
                "请先办理 wenze rules submit、approve、activate。"
            )


def standing_of(store: "Store", week: "Week") -> str:
    """By whom the rules of a run were released, or that they were not, as it was known when it was made."""
    from engine.ledgers.releases import standing

    with store.reading() as session:
        return standing(session, week.run.rules_sha256, week.run.as_of, week.run.recorded_at)


def report_of(store: "Store", week: "Week", frame: "Frame") -> "tuple[Report, WeekLedger]":
    """The report of a run, from what the ledgers said when it was recorded."""
    from engine.ledgers.week_ledger import week_ledger
    from engine.reports.week import Frame as Around
    from engine.reports.week import report

    frame, clocks = of_its_own(store, week, frame), frame.settings.clocks
    with store.reading() as session:
        ledger = week_ledger(
            session,
            week.run,
            {**week.earlier, week.run.id: week.document},
            frame.jurisdictions.tree,
            frame.settings,
            frame.calendar,
            week.held,
        )
    titles = {name: rule.title for name, rule in frame.rules.rules.items()}
    around = Around(
        frame.jurisdictions.tree,
        titles,
        frame.settings.office,
        clocks.unconfirmed_days,
        clocks.inquiries_at_once,
        standing_of(store, week),
    )
    return report(week.document, ledger, around), ledger


def last_week(store: "Store", as_of: str | None) -> "Week":
    """The last run of a day, or of the latest day. Raises UsageError where there is none."""
    from engine.ledgers import runs
    from engine.ledgers.weekly import Week

    wanted = opening.known_day(as_of) if as_of else None
    with store.reading() as session:
        run = runs.latest(session, wanted)
        if run is None:
            which = f"{wanted} 还没有评估过" if wanted else "还没有评估过"
            raise UsageError(f"{which}；请先运行 wenze weekly --as-of {wanted or '日期'}。")
        return Week(run, runs.document_in(run), fresh=False)


def words_of(names: "Mapping[str, str]", frame: "Frame") -> "Words":
    """How findings and places are called; `names`: of the sites, by the ids of their rows."""
    from engine.reports.wording import Words

    titles = {name: rule.title for name, rule in frame.rules.rules.items()}
    return Words(frame.jurisdictions.tree, names, titles)


def write(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"不能写入 {path}：{os_reason(error)}；请检查目录、权限和磁盘，然后重试。") from None
    return path
