"""The table of parameters: one row for each value, its columns, and its words in Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, get_args

from engine.rules.dated import Origin, Parameter, Unit, Value
from engine.rules.describing import roles_of
from engine.rules.naming import ORIGIN
from engine.rules.shelf import Shelf, Written

PARAMETERS: Final = "参数"
PLACES: Final = "各地另定"
ABOUT: Final = "说明"
DIGEST: Final = "规则摘要"
NONE: Final = "无"
YES: Final = "是"
DELETE: Final = "删除"
FIRST_ROW: Final = 2
"""Where the rows begin, as Excel counts; the header is row 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; `fixed`: what stands there names the row and is locked."""

    name: str
    label: str
    width: int
    hint: str
    choices: tuple[str, ...] = ()
    fixed: bool = False


COLUMNS: Final = (
    Column("rule", "规则编号", 42, "哪一条规则；新增一行时照抄。", fixed=True),
    Column("title", "规则标题", 40, "只供阅读，不读回。", fixed=True),
    Column("parameter", "参数", 20, "规则文件里的名称；新增一行时照抄。", fixed=True),
    Column("role", "作用", 12, "只供阅读，不读回。", fixed=True),
    Column("unit", "单位", 8, "同一参数各行须相同。", tuple(get_args(Unit))),
    Column("origin", "出处", 12, "数字从哪里来；同一参数各行须相同。", tuple(ORIGIN.values())),
    Column("day", "自何日起", 14, "这个值从哪一天起用，写作 2022-02-22。", fixed=True),
    Column("value", "值", 10, f"整数，或者“{YES}”；“{NONE}”表示自该日起不再有值。"),
    Column("action", "处理", 10, f"要删去这个值，选“{DELETE}”；不要删行。", (DELETE,)),
)
PLACE_ORIGINS: Final = ("province", "city", "county")
PLACE_COLUMNS: Final = (
    Column("rule", "规则编号", 42, "哪一条规则；新增一行时照抄。", fixed=True),
    Column("title", "规则标题", 40, "只供阅读，不读回。", fixed=True),
    Column("parameter", "参数", 20, "规则文件里的名称；新增一行时照抄。", fixed=True),
    Column("place", "地方", 22, "省、市、县的名称，例如 吕梁市、孝义市；新增一行时写明。", fixed=True),
    Column(
        "origin",
        "出处",
        12,
        "与地方的级别相同；同一地方各行须相同。",
        tuple(ORIGIN[o] for o in PLACE_ORIGINS),
    ),
    Column("basis", "文件", 30, "哪一份文件定的；同一地方各行须相同。"),
    Column("day", "自何日起", 14, "这个值从哪一天起用，写作 2022-02-22。", fixed=True),
    Column("value", "值", 10, f"整数；“{NONE}”表示自该日起改用上一级的值。"),
    Column("action", "处理", 10, f"要删去这个值，选“{DELETE}”；不要删行。", (DELETE,)),
)
BY_NAME: Final[Mapping[str, Column]] = {c.name: c for c in COLUMNS}
ORIGINS: Final[Mapping[str, Origin]] = {word: code for code, word in ORIGIN.items()}  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Held:
    """A parameter of a rule as its file has it."""

    rule: str
    title: str
    name: str
    role: str
    parameter: Parameter
    file: Path


Key = tuple[str, str, date]
"""Rule, parameter, the day from which a value holds."""


def held(shelf: Shelf) -> dict[tuple[str, str], Held]:
    """Every parameter of the sound rules, by rule and name, in the order of the files."""
    return {(one.rule, one.name): one for written in shelf.rules for one in _of(written)}


def _of(written: Written) -> Iterator[Held]:
    rule = written.rule
    if rule is not None:
        roles = roles_of(rule)
        for name, parameter in rule.parameters.items():
            yield Held(rule.id, rule.title, name, roles.get(name, ""), parameter, written.text.path)


def spelt(value: Value) -> str:
    """A value as the table shows it."""
    if value is None:
        return NONE
    return YES if value == "yes" else str(value)


def written_as(value: Value) -> str:
    """A value as a rule file writes it."""
    return "null" if value is None else str(value)
