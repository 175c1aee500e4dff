"""The verbs `wenze rules diff` and `wenze rules backtest`: in words, and in what would have been found."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.collecting import uncollected
from engine.errors import UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import KnownAtOption, PlacesOption, day, instant, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.comparing.effects import Effect
    from engine.comparing.words import RuleDifference
    from engine.jurisdictions import Jurisdictions, Tree
    from engine.records import Records
    from engine.rules import RuleSet
    from engine.settings import Settings

RecordsOption = Annotated[
    Path | None, typer.Option("--records", help="放各部门表格的目录；不给则取数据目录里的记录")
]
FromOption = Annotated[str | None, typer.Option("--from", help="期间的第一日，例如 2021-01-01")]
ToOption = Annotated[str | None, typer.Option("--to", help="期间的最后一日，例如 2021-12-31")]
WorkbookOption = Annotated[Path | None, typer.Option("--xlsx", help="把分县、逐周、逐项的表和图写成工作簿")]
PaperOption = Annotated[
    Path | None, typer.Option("--pdf", help="把文字、分县的图和表、逐周的图排成 PDF，供打印")
]
_SHOWN: Final = 40
_BAR: Final = 40
_LINE: Final = 120


def diff(
    before: Annotated[Path, typer.Argument(help="原来的规则目录")],
    after: Annotated[Path, typer.Argument(help="改动后的规则目录")],
    records: RecordsOption = None,
    first: FromOption = None,
    last: ToOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
    jurisdictions: PlacesOption = None,
    known_at: KnownAtOption = None,
    xlsx: WorkbookOption = None,
    pdf: PaperOption = None,
) -> None:
    """比较两套规则：逐条、逐款、逐参数说明；给出期间的，再说明哪些事项会出现、消失、变化。

    例：wenze rules diff rulesets 草案 --records 记录 --from 2021-01-01 --to 2021-12-31
    """
    from engine.comparing import told_difference
    from engine.rules import load_rules

    old, new = load_rules([before]), load_rules([after])
    words = told_difference(old, new)
    _say_words(words)
    if first is None and last is None:
        if xlsx or pdf or records:
            raise UsageError("要比较影响，须同时写明 --from 和 --to。")
        return
    given = _given(records, home, database, jurisdictions, known_at)
    _say_effect(old, new, words, given, _period(first, last), xlsx, pdf)


def backtest(
    draft: Annotated[
        Path, typer.Option("--draft", help="草案的目录：一个文书的目录，或放着它们的上一级目录")
    ],
    first: FromOption = None,
    last: ToOption = None,
    records: RecordsOption = None,
    rulesets: Annotated[
        list[Path] | None, typer.Option("--rulesets", help="现行规则的目录，可重复；默认用自带规则")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
    jurisdictions: PlacesOption = None,
    known_at: KnownAtOption = None,
    xlsx: WorkbookOption = None,
    pdf: PaperOption = None,
) -> None:
    """把草案放在现行规则旁边，试算一段期间：哪些事项会出现、消失、变化；不动任何台账。

    例：wenze rules backtest --draft 草案 --records 记录 --from 2019-01-01 --to 2023-12-31
    """
    from engine.comparing import laid_over, told_difference
    from engine.rules import BUNDLED, load_rules

    base = rulesets or [BUNDLED]
    old = load_rules(base)
    new = laid_over(base, old, draft)
    words = told_difference(old, new)
    _say_words(words)
    given = _given(records, home, database, jurisdictions, known_at)
    _say_effect(old, new, words, given, _period(first, last), xlsx, pdf)


class _Given:
    """What both sets of rules are held against."""

    def __init__(
        self, records: "Records", settings: "Settings", places: "Jurisdictions", known_at: "datetime | None"
    ) -> None:
        self.records, self.settings, self.places, self.known_at = records, settings, places, known_at


def _period(first: str | None, last: str | None) -> tuple[date, date]:
    if first is None or last is None:
        raise UsageError("须同时写明 --from 和 --to，例如 --from 2019-01-01 --to 2023-12-31。")
    return day(first, "--from"), day(last, "--to")


@uncollected()
def _given(
    records: Path | None,
    home: Path | None,
    database: str | None,
    jurisdictions: Path | None,
    known_at: str | None,
) -> _Given:
    from engine.records import read_folder
    from engine.settings import Settings

    places = places_of(jurisdictions)
    if records is not None:
        return _Given(read_folder(records, places.tree), Settings(), places, instant(known_at))
    store = opening.store_of(home, database)
    held = store.records(opening.known_instant(known_at), places.tree)
    return _Given(held, opening.settings_of(opening.home_of(home)), places, None)


def _say_words(words: "Sequence[RuleDifference]") -> None:
    for one in words:
        typer.echo(f"《{one.title}》（{one.rule}）")
        for change in one.changes:
            typer.echo(f"  - {change}")
    typer.echo(f"文字：{len(words)} 条规则有不同。" if words else "文字：两套规则没有不同。")


@uncollected()
def _say_effect(
    old: "RuleSet", new: "RuleSet", words: "Sequence[RuleDifference]", given: _Given, period: tuple[date, date],
    xlsx: Path | None, pdf: Path | None,
) -> None:  # fmt: skip
    from engine.comparing import effect
    from engine.comparing.replaying import replay_both
    from engine.comparing.workbook import workbook

    a, b = replay_both(
        given.records, old, new, first=period[0], last=period[1], settings=given.settings,
        jurisdictions=given.places, known_at=given.known_at,
    )  # fmt: skip
    found = effect(a, b, given.places.tree)
    _tell(found, given.places.tree)
    for name, one in (("现行规则", a), ("改动后", b)):
        if one.unsteady:
            typer.echo(f"{name}中须逐周评估的：{'、'.join(sorted(one.unsteady))}。")
        for place, why in one.failed.items():
            typer.echo(f"{name}在 {place} 的推理失败，未计入：{why}", err=True)
    if given.records.rejected:
        typer.echo(f"有 {len(given.records.rejected)} 行记录未接受，未计入。", err=True)
    if xlsx:
        xlsx.write_bytes(workbook(found, words, given.places.tree, period[1]))
        typer.echo(f"已写出 {xlsx}")
    if pdf:
        from engine.faces.week_shared import write
        from engine.reports.rule_changes import rule_changes
        from engine.reports.typesetting import pdf as typeset

        made = rule_changes(found, words, given.places.tree, given.settings.office, (old.sha256, new.sha256))
        write(pdf, typeset(made, period[1]))
        typer.echo(f"已写出 {pdf}")


def _tell(found: "Effect", tree: "Tree") -> None:
    from engine.comparing.effects import KINDS

    total = {k: sum(c[k] for c in found.by_county.values()) for k in KINDS}
    said = "，".join(f"{word} {total[kind]} 项" for kind, word in KINDS.items())
    typer.echo(f"影响：{found.first} 至 {found.last}，{said}，不变 {found.same} 项。")
    counties = sorted(found.by_county.items(), key=lambda c: (-sum(c[1].values()), c[0]))
    most = max((sum(c.values()) for _, c in counties), default=1)
    for code, kinds in counties[:_SHOWN]:
        number = sum(kinds.values())
        each = "、".join(f"{KINDS[k]} {kinds[k]}" for k in KINDS if kinds[k])
        typer.echo(f"  {'█' * max(1, _BAR * number // most)} {tree.path_name(code)}：{each}")
    for one in found.differences[:_SHOWN]:
        typer.echo(f"{KINDS[one.kind]}  {one.seen.id}{'：' + short(one.what) if one.what else ''}")
    _left(len(found.differences))
    if found.matters or found.matters_same or found.waiting:
        _tell_matters(found, tree)


def _tell_matters(found: "Effect", tree: "Tree") -> None:
    from collections import Counter

    from engine.comparing.effects import KINDS
    from engine.periods import iso

    total = Counter(one.kind for one in found.matters)
    said = "，".join(f"{word} {total[kind]} 项" for kind, word in KINDS.items())
    typer.echo(f"移送其他机关的事项（不是结论）：{said}，不变 {found.matters_same} 项。")
    for one in found.matters[:_SHOWN]:
        where = f"{tree.path_name(one.county)} 矿点 {one.seen.of}，自 {iso(one.seen.met)}"
        typer.echo(f"{KINDS[one.kind]}  {one.seen.rule}：{where}{'；' + short(one.what) if one.what else ''}")
    _left(len(found.matters))
    for line in found.waiting:
        typer.echo(line)


def short(what: str) -> str:
    """A line on the screen: of many sites the first; the workbook has all."""
    return what if len(what) <= _LINE else f"{what[:_LINE].rpartition('、')[0]} 等（全部见 --xlsx）"


def _left(number: int) -> None:
    if number > _SHOWN:
        typer.echo(f"另有 {number - _SHOWN} 项未列出；全部见 --xlsx。")
