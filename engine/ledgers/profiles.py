"""Sender profiles under `profiles/NAME.yaml` of the home: read strictly, every fault told with its place and mend."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.errors import WenzeError, os_reason
from engine.ledgers.profile_model import (
    IGNORED,
    KEYS,
    TO_FILL,
    Profile,
    ProfileText,
    SheetProfile,
    column_of,
    takes_several,
    targets,
)
from engine.records.schema import CODES, TABLES
from engine.rules.faults import Fault
from engine.rules.files import Text, normal, read_text
from engine.rules.nodes import read_nodes
from engine.rules.shaping import shape
from engine.rules.tree import Node
from engine.rules.vocabulary import KEYS as RULE_KEYS
from engine.rules.vocabulary import guess

_NAME: Final = re.compile(r"\w[\w\-·（）()]{0,80}")
_ROW_LIMIT: Final = 100


class ProfileError(WenzeError):
    """A profile is missing, unsound or not yet filled in."""


def profile_path(home: Path, name: str) -> Path:
    """Where the profile of that name lies. Raises ProfileError for a name that is no plain word."""
    if not _NAME.fullmatch(name):
        raise ProfileError(f"样式名“{name[:80]}”不可用；只用文字、数字、短横和下划线，例如 宁武县应急局。")
    return home / "profiles" / f"{name}.yaml"


def load_profile(home: Path, name: str) -> Profile:
    """Read a profile. Raises ProfileError: its first line names the number of faults and the first of them."""
    path = profile_path(home, name)
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in path.parent.glob("*.yaml"))) or "（还没有）"
        raise ProfileError(
            f"没有样式“{name}”；现有：{known}。可用 wenze import 文件 --learn {name} 从来件学一个。"
        )
    try:
        text = read_text(path)
        digest = hashlib.sha256(normal(path.read_bytes())).hexdigest()
    except OSError as error:
        raise ProfileError(f"样式 {path.name} 不能读取（{os_reason(error)}）；请检查文件和权限。") from None
    said, faults = _read(text)
    if said is None or faults:
        head = f"样式文件有 {len(faults)} 处错误，{'' if len(faults) == 1 else '第一处：'}{faults[0]}"
        raise ProfileError("\n".join([head, *map(str, faults[1:])]))
    return Profile(name, said.sender, said.county, said.sheets, digest)


def _read(text: Text) -> tuple[ProfileText | None, list[Fault]]:
    root, found = read_nodes(text)
    faults = list(found)
    said = None
    if root is not None and not root.children:
        faults.append(
            text.fault(0, 0, "整个文件须为“名称: 值”的形式；请用 wenze import --learn 写出一份来改。")
        )
    elif root is not None and not found:
        sections, shaped = shape(text, root, ProfileText)
        faults += shaped
        if not shaped:
            said = ProfileText.model_construct(**sections)
            faults += _check(text, root, said)
    return said, sorted({Fault(f.file, f.line, f.column, _worded(f.text)) for f in faults})


def _worded(text: str) -> str:
    """Messages of the rule files, in the words of profiles."""
    for key, meaning in KEYS.items():
        if key not in RULE_KEYS:
            text = text.replace(f"“{key}”（{key}）", f"“{key}”（{meaning}）")
    return text.replace("规则文件", "样式文件")


def _check(text: Text, root: Node, said: ProfileText) -> Iterator[Fault]:
    if said.sender == TO_FILL:
        at = root.at("sender")
        yield text.fault(at.line, at.column, "sender 还是“待填”；请写报送单位的名称。")
    if said.county == TO_FILL:
        at = root.at("county")
        yield text.fault(
            at.line, at.column, "county 还是“待填”；请写县的名称或编码，各行都写明县名的可删去本行。"
        )
    if not said.sheets:
        at = root.at("sheets")
        yield text.fault(at.key_line, at.key_column, "sheets 是空的；请至少写一张工作表。")
    for number, sheet in enumerate(said.sheets):
        node = root.at("sheets", number)
        for path, message in _faults(sheet):
            at = node.at(*path)
            yield text.fault(at.line, at.column, message)
        for where in sorted(_to_fill(node), key=lambda n: (n.line, n.column)):
            message = f"这里还是“{TO_FILL}”，要由人确定；列的去处写 表.列（如 discoveries.verified_on）或 {IGNORED}，其余见该行的注释。"
            yield text.fault(where.line, where.column, message)


def _to_fill(node: Node) -> Iterator[Node]:
    if node.value == TO_FILL:
        yield node
    for child in (*node.children.values(), *node.items):
        yield from _to_fill(child)


Told = tuple[tuple[str | int, ...], str]


def _faults(sheet: SheetProfile) -> Iterator[Told]:
    """Where in the sheet's node, and what is wrong."""
    if isinstance(sheet.header, int) and not 1 <= sheet.header <= _ROW_LIMIT:
        yield ("header",), f"表头的行号须在 1 到 {_ROW_LIMIT} 之间；请改正。"
    if not 1 <= sheet.header_rows <= 3:  # noqa: PLR2004 - nobody stacks more
        yield ("header_rows",), "表头行数须为 1 到 3；请改正。"
    marks = () if isinstance(sheet.header, int) else sheet.header
    if not isinstance(sheet.header, int) and not marks:
        yield ("header",), "header 是空的；请写表头的行号，或几个能认出表头的列名。"
    for key, words in (("header", marks), ("fill_down", sheet.fill_down), ("values", sheet.values)):
        for word in words:
            if word not in sheet.headings:
                yield (key, word), f"“{word}”不在 headings 之中；{guess(word, sheet.headings)}请改正。"
    yield from _targets(sheet)
    yield from _fixed(sheet)
    yield from _minted(sheet)
    yield from _lacking(sheet)


def _targets(sheet: SheetProfile) -> Iterator[Told]:
    known = list(targets())
    for heading in sheet.headings:
        for target in sheet.targets(heading):
            if target != TO_FILL and target not in known:
                yield (
                    ("headings", heading),
                    f"“{target}”不是表.列；{guess(target, known)}例如 discoveries.verified_on，不要的列写 {IGNORED}。",
                )
    for target, headings in sheet.sources().items():
        if target in sheet.fixed:
            yield ("fixed", target), f"“{target}”既有固定值，又来自列“{headings[0]}”；请只留一个。"
        if len(headings) > 1 and target != TO_FILL and not takes_several(target):
            yield (
                ("headings", headings[1]),
                f"“{target}”已来自列“{headings[0]}”；一项只能来自一列，请改正，或写 {IGNORED}。",
            )


def _fixed(sheet: SheetProfile) -> Iterator[Told]:
    for target, value in sheet.fixed.items():
        column = column_of(target)
        if column is None:
            yield ("fixed", target), f"“{target}”不是表.列；{guess(target, targets())}请改正。"
        elif column.base in {"code", "mineral"} and value != TO_FILL:
            codes = CODES[column.domain]
            words = {*codes, *(word for said in codes.values() for word in said)}
            if value not in words and not value.startswith("other:"):
                yield (
                    ("fixed", target),
                    f"“{value}”不是{column.label}可填的值；{guess(value, words)}请改正。",
                )


def _minted(sheet: SheetProfile) -> Iterator[Told]:
    if _undecided(sheet):
        return
    for table, columns in sheet.mint.items():
        if table not in sheet.tables():
            yield (
                ("mint", table),
                f"本表没有给出“{table}”的列，无从编号；{guess(table, sheet.tables())}请改正。",
            )
            continue
        key = TABLES[table].key
        if not columns or key in columns:
            yield ("mint", table), f"请列出据以编号的列（不含 {key}），例如 [site_id, verified_on]。"
        if table == "sites" and set(columns) != {"name", "jurisdiction"}:
            yield ("mint", table), "矿点只按名称和所在地编号；请写 sites: [name, jurisdiction]。"
        given = _given(sheet, table)
        for position, column in enumerate(columns):
            if column not in {key, TO_FILL} and column not in given:
                yield (
                    ("mint", table, position),
                    f"“{column}”在本表中没有来源，不能据以编号；可用：{'、'.join(sorted(given))}。",
                )


def _given(sheet: SheetProfile, table: str) -> set[str]:
    named = {t.partition(".")[2] for t in (*sheet.sources(), *sheet.fixed) if t.startswith(f"{table}.")}
    return named | ({"site_id"} if table in sheet.links() else set())


def _undecided(sheet: SheetProfile) -> bool:
    """Whether a heading still waits for a person, which is told as such: what it gives can't be judged yet."""
    return any(TO_FILL in sheet.targets(heading) for heading in sheet.headings)


def _lacking(sheet: SheetProfile) -> Iterator[Told]:
    if _undecided(sheet):
        return
    for table in sheet.tables():
        given = _given(sheet, table) | ({TABLES[table].key} if table in sheet.mint else set())
        for column in TABLES[table].columns:
            if column.required and column.name not in given:
                mend = (
                    "，或在 mint 中写明据以编号的列" if column.name == TABLES[table].key else "，或写入 fixed"
                )
                yield (
                    ("headings",),
                    f"{TABLES[table].label}表必填的“{column.label}”（{table}.{column.name}）没有来源；请指明来自哪一列{mend}。",
                )
