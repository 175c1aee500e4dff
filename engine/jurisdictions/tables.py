"""Reading what `jurisdictions/` holds: divisions, their changes, receivers and the titles of posts."""

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from engine.errors import TreeError, UsageError
from engine.jurisdictions.places import CODE_LENGTH, LEVELS, Change, Place
from engine.jurisdictions.tree import Tree
from engine.periods import FAR, NO_OVERLAY, Overlay, read_overlay, to_day

BUNDLED: Final = Path(__file__).resolve().parents[2] / "jurisdictions"
COLUMNS: Final = ("code", "name", "level", "parent_code", "kind")


@dataclass(frozen=True, slots=True)
class ReceiverRow:
    """Who receives what concerns an organ of a level: an ancestor level, or `person` (a named person decides)."""

    organ: str
    level: str
    receiver: str
    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class PostTitle:
    """The name of a post of an organ, by the kind of division and the instrument; used where no appointment is on record."""

    organ: str
    kind: str
    post: str
    role: str
    instrument: str = "*"
    """Whose words these are; `*`: any instrument's."""


@dataclass(frozen=True, slots=True)
class Jurisdictions:
    """The tree, who receives, how posts are called, and the digest of all of it."""

    tree: Tree
    receivers: tuple[ReceiverRow, ...]
    titles: tuple[PostTitle, ...]
    sha256: str
    calendar: Overlay = NO_OVERLAY
    """Holidays and make-up days of years that chinesecalendar does not know yet."""

    def receiver(self, organ_class: str, level: str, day: int) -> ReceiverRow | None:
        """The row for an organ class (`county_government`, `department` …) at a level on a day."""
        for row in self.receivers:
            if row.organ == organ_class and row.level in (level, "*") and row.first <= day <= row.last:
                return row
        return None

    def post_titles(
        self, organ_class: str, kind: str, roles: tuple[str, ...], instrument: str = "*"
    ) -> list[PostTitle]:
        """Titles of the posts of `roles`, the most particular row of each role; an instrument's own words come first."""
        out = []
        for role in roles:
            rows = [
                t
                for t in self.titles
                if t.role == role
                and t.organ in (organ_class, "*")
                and t.kind in (kind, "*")
                and t.instrument in (instrument, "*")
            ]
            if rows:
                out.append(max(rows, key=lambda t: (t.instrument != "*", t.organ != "*", t.kind != "*")))
        return out

    def post_roles(self, organ_class: str, kind: str, post: str) -> set[str]:
        """The roles that the table gives a post of that title."""
        return {
            t.role
            for t in self.titles
            if t.post == post and t.organ in (organ_class, "*") and t.kind in (kind, "*")
        }


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TreeError(f"行政区划表 {path.name} 不能读取（须为 UTF-8 编码的 CSV）：{error}。") from error
    return [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(text.splitlines())]


def _day(text: str, path: Path, unknown: int) -> int:
    if not text:
        return unknown
    try:
        return to_day(date.fromisoformat(text))
    except ValueError as error:
        raise TreeError(f"{path.name}：日期“{text}”无效；写作 2022-02-22 的形式。") from error


def read_places(path: Path) -> list[Place]:
    """Rows of a table of divisions (columns code, name, level, parent_code, kind; optional valid_from, valid_to)."""
    rows = _read_rows(path)
    lacking = [c for c in COLUMNS if rows and c not in rows[0]]
    if not rows or lacking:
        raise TreeError(
            f"行政区划表 {path.name} 缺少列：{'、'.join(lacking) or '全部'}；须有 {'、'.join(COLUMNS)}。"
        )
    out = []
    for number, row in enumerate(rows, start=2):
        if len(row["code"]) != CODE_LENGTH or not row["code"].isdigit() or row["level"] not in LEVELS:
            raise TreeError(
                f"行政区划表 {path.name} 第 {number} 行：编码“{row['code']}”须为 12 位数字，"
                f"级别“{row['level']}”须为 {'、'.join(LEVELS)} 之一。"
            )
        out.append(
            Place(
                row["code"],
                row["name"],
                row["level"],
                row["kind"],
                row["parent_code"],
                _day(row.get("valid_from", ""), path, 0),
                _day(row.get("valid_to", ""), path, FAR),
            )  # fmt: skip
        )
    return out


def read_changes(path: Path) -> list[Change]:
    """Rows of a table of changes (columns on, kind, from_code, to_code, basis)."""
    return [Change(_day(r["on"], path, 0), r["from_code"], r["to_code"]) for r in _read_rows(path)]


def read_receivers(path: Path) -> tuple[ReceiverRow, ...]:
    """Rows of the table of receivers (columns organ, level, receiver, valid_from, valid_to, reason)."""
    out = []
    for number, r in enumerate(_read_rows(path), start=2):
        if r["receiver"] not in (*LEVELS, "person") or r["level"] not in (*LEVELS, "*"):
            raise TreeError(
                f"接收机关表 {path.name} 第 {number} 行：receiver“{r['receiver']}”须为 {'、'.join(LEVELS)} 或 person，"
                f"level“{r['level']}”须为 {'、'.join(LEVELS)} 或 *。"
            )
        out.append(
            ReceiverRow(
                r["organ"],
                r["level"],
                r["receiver"],
                _day(r["valid_from"], path, 0),
                _day(r["valid_to"], path, FAR),
                r["reason"],
            )  # fmt: skip
        )
    return tuple(out)


def _divisions_in(folder: Path) -> Path:
    if (folder / "divisions.csv").is_file():
        return folder / "divisions.csv"
    tables = [
        p
        for p in sorted(folder.glob("*.csv"))
        if p.read_bytes()[:200].lstrip(b"\xef\xbb\xbf").startswith(b"code,")
    ]
    codes = {p: {place.code for place in read_places(p)} for p in tables}
    widest = [p for p in tables if all(codes[p] >= codes[other] for other in tables)]
    if not widest:
        found = "、".join(p.name for p in tables) or "无"
        raise UsageError(
            f"行政区划目录 {folder}：须有 divisions.csv，或有一张包含其余各表的区划表（现有：{found}）；也可直接指定一个 CSV 文件。"
        )
    return widest[0]


def load_jurisdictions(path: Path = BUNDLED) -> Jurisdictions:
    """Read a folder (`divisions.csv`, optional `changes.csv`, `receivers.csv`, `posts.csv`) or one CSV of divisions.

    What a folder lacks is taken from the bundled one, changes excepted; `workdays.csv` may state the holidays of
    years that chinesecalendar does not know yet. Raises UsageError, TreeError.
    """
    if not path.exists():
        raise UsageError(f"行政区划 {path} 不存在；请给出目录或 CSV 文件。")
    folder = path if path.is_dir() else None
    divisions = _divisions_in(path) if folder else path

    def companion(name: str) -> Path:
        return folder / name if folder and (folder / name).is_file() else BUNDLED / name

    has_changes = folder is not None and (folder / "changes.csv").is_file()
    tree = Tree(read_places(divisions), read_changes(companion("changes.csv")) if has_changes else ())
    titles = tuple(
        PostTitle(r["organ"], r["kind"], r["post"], r["role"], r.get("instrument") or "*")
        for r in _read_rows(companion("posts.csv"))
    )
    files = [
        divisions,
        *([companion("changes.csv")] if has_changes else []),
        companion("receivers.csv"),
        companion("posts.csv"),
    ]
    workdays = companion("workdays.csv")
    files += [workdays] if workdays.is_file() else []
    calendar = read_overlay(workdays) if workdays.is_file() else NO_OVERLAY
    digest = hashlib.sha256()
    for file in files:
        digest.update(
            hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")).digest()
        )
    receivers = read_receivers(companion("receivers.csv"))
    return Jurisdictions(tree, receivers, titles, digest.hexdigest(), calendar)
