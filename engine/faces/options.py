"""Options that several verbs share, and how their texts are read."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import UsageError

if TYPE_CHECKING:
    from engine.jurisdictions import Jurisdictions

DONE, REJECTED, UNREADABLE, BLOCKED = 0, 1, 2, 3
"""Exit codes: done; done with rejected rows or failed checks; bad usage or unreadable input; referrals blocked."""

FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2100
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

RecordsOption = Annotated[Path, typer.Option("--records", help="放各部门表格的目录（CSV 或 XLSX）")]
AsOfOption = Annotated[str, typer.Option("--as-of", help="评估的日子，例如 2022-03-07")]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", help="只用该时刻已记录的行，例如 2022-03-07T09:00:00+08:00")
]
RulesetsOption = Annotated[
    list[Path] | None, typer.Option("--rulesets", help="规则目录，可重复；默认用自带规则")
]
PlacesOption = Annotated[
    Path | None, typer.Option("--jurisdictions", help="行政区划目录或 CSV；默认用自带的山西省区划")
]
ResultOption = Annotated[
    Path | None, typer.Option("--result", help="evaluate --json 写出的结果文件；不写则查台账里的评估")
]
HeadOption = Annotated[
    str | None, typer.Option("--head", help="移送公安机关的：移送机关批准移送的负责人姓名")
]
HeadAtOption = Annotated[
    str | None,
    typer.Option("--head-at", help="移送公安机关的：该负责人批准的时刻，例如 2022-03-08T10:30+08:00"),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="不显示进度和表格")]


def day(text: str, option: str = "--as-of") -> date:
    """The date of an option, written YYYY-MM-DD; raises UsageError."""
    try:
        value = date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError as error:
        raise UsageError(f"{option}“{text}”不是日期；写作 2022-03-07 的形式。") from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UsageError(f"{option}“{text}”不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间；请核对年份。")
    return value


def instant(text: str | None, option: str = "--known-at") -> datetime | None:
    """The instant of an option, with its offset; raises UsageError."""
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}“{text}”不是时刻；写作 2022-03-07T09:00:00+08:00 的形式。") from error
    if value.tzinfo is None:
        raise UsageError(f"{option}“{text}”没有时区；北京时间写作 {text}+08:00。")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UsageError(f"{option}“{text}”不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间；请核对年份。")
    return value


def places_of(path: Path | None) -> "Jurisdictions":
    """The jurisdictions of a path, the bundled ones without."""
    from engine.jurisdictions import BUNDLED, load_jurisdictions

    return load_jurisdictions(path or BUNDLED)
