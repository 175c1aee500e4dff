"""Moments of an office's week, each the home before one verb, made once by the verbs themselves."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crashing import Ended, Wenze
from crashstate import State, copied, different, leftovers, state, unsound

SENDER: Final = "宁武县应急管理局"
NINGWU: Final = "宁武县"
PAPER: Final = "140925000000-county_government"
NONE: Final = ("--none-found", "已核对全部记录")
MONDAY, FRIDAY, NEXT = (
    "2022-03-07T01:00:00+00:00",
    "2022-03-11T01:00:00+00:00",
    "2022-03-14T01:00:00+00:00",
)
Cells = dict[str, str]


def site(key: str, town: str, mineral: str = "煤", **more: str) -> Cells:
    return {"矿点编号": key, "名称": f"{key}煤矿", "矿种": mineral, "行政区划": f"{NINGWU}/{town}", **more}


def found(key: str, at: str, day: str, **more: str) -> Cells:
    return {
        "发现编号": key, "矿点编号": at, "是否生产": "是", "核实日期": day, "发现单位": "县应急局",
        "缺失证照": "采矿许可证", **more,
    }  # fmt: skip


def seen(key: str, at: str, day: str, result: str = "仍在生产") -> Cells:
    return {"复查编号": key, "矿点编号": at, "复查日期": day, "复查结果": result, "复查单位": "县联合执法队"}


FIRST: Final = {
    "矿点": [site("S1", "阳方口镇"), site("S2", "东寨镇"), site("S3", "东寨镇", "石头")],
    "发现": [found("D1", "S1", "2022-02-20"), found("D2", "S2", "2022-02-25"), found("D3", "S9", "2022-02-26")],
    "复查": [seen("C1", "S1", "2022-03-02"), seen("C2", "S2", "2022-03-02")],
}  # fmt: skip
"""One site with a mineral that there is not, one discovery of a site that is not known yet."""
SECOND: Final = {
    "矿点": [site("S1", "阳方口镇", 备注="改名"), site("S3", "东寨镇"), site("S9", "石家庄镇")],
    "发现": [found("D2", "S2", "2022-02-24"), found("D4", "S3", "2022-03-08"), found("D5", "S1", "2022年2月")],
    "复查": [seen("C3", "S1", "2022-03-09", "已停止"), seen("C4", "S3", "2022-03-10"), seen("C5", "S9", "2022-03-10")],
}  # fmt: skip
"""A site corrected, one mended, the one that was waited for; a discovery corrected, one bad date."""


def folder(place: Path, tables: dict[str, list[Cells]]) -> Path:
    """The tables as files."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name, rows in tables.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(h for row in rows for h in row)), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return place


@dataclass(frozen=True)
class Scene:
    """A verb to be disturbed: its home before, and what an undisturbed run made of it."""

    name: str
    arguments: Sequence[object]
    clock: str
    home: Path
    before: State
    whole: State
    ended: Ended

    def set_up(self, home: Path) -> None:
        """Put the home back as it was before the verb."""
        if self.home.is_dir():
            copied(self.home, home)
        else:
            shutil.rmtree(home, ignore_errors=True)

    def compared(self, home: Path) -> list[str]:
        """What is wrong with a home beside that of the undisturbed run."""
        return unsound(home) + different(state(home), self.whole) + leftovers(home)

    def untouched(self, home: Path) -> list[str]:
        """How a home differs from what it was before the verb."""
        return unsound(home) + different(state(home), self.before)


class Office:
    """Goes through the weeks with the verbs; `keep` is where the homes before the disturbed ones are kept."""

    def __init__(self, wenze: Wenze, work: Path, naive: str | None = None) -> None:
        self.wenze, self.work, self.naive = wenze, work, naive
        self.scenes: dict[str, Scene] = {}
        shutil.rmtree(wenze.home, ignore_errors=True)

    def do(self, *arguments: object, clock: str = MONDAY, code: int = 0) -> Ended:
        ended = self.wenze(*arguments, clock=clock, naive=self.naive)
        assert ended.code == code, ended
        return ended

    def scene(self, name: str, *arguments: object, clock: str = MONDAY, code: int = 0) -> None:
        """Keep the home as it is, go on with the verb, keep what it made."""
        kept = copied(self.wenze.home, self.work / "scenes" / name)
        before = state(kept)
        ended = self.do(*arguments, clock=clock, code=code)
        self.scenes[name] = Scene(name, arguments, clock, kept, before, state(self.wenze.home), ended)


def scenes(wenze: Wenze, work: Path, wanted: Sequence[str], naive: str | None = None) -> dict[str, Scene]:
    """The wanted scenes: init, import, weekly, draft, approve, issue."""
    first, second = folder(work / "first", FIRST), folder(work / "second", SECOND)
    office = Office(wenze, work, naive)
    office.scene("init", "init")
    for handle, role in (("A01", "admin"), ("B02", "drafter"), ("C03", "approver")):
        by = ("--by", "A01") if role != "admin" else ()
        office.do("keys", "new", "--officer", handle, "--name", f"{handle}某", "--role", role, *by)
    office.do("import", first, "--sender", SENDER, code=1)
    if set(wanted) > {"init", "import"} or not set(wanted) <= {"init", "import"}:
        office.do("weekly", "--as-of", "2022-03-07", "--quiet", code=1)
    office.scene("import", "import", second, "--sender", SENDER, clock=FRIDAY, code=1)
    if "weekly" in wanted:
        office.scene("weekly", "weekly", "--as-of", "2022-03-14", "--quiet", clock=NEXT, code=1)
    if {"draft", "approve", "issue"} & set(wanted):
        copied(office.scenes["import"].home, wenze.home)
        office.scene("draft", "refer", "draft", PAPER, *NONE, "--officer", "B02")
        office.scene("approve", "approve", PAPER, "--officer", "C03")
        office.scene("issue", "issue", PAPER, "--officer", "B02")
    return {name: office.scenes[name] for name in wanted}
