"""What of a finding may change while it stays the same finding, each comparable and in words. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.ledgers.identities import Form, Names

Aspects = Mapping[str, Any]
"""Aspect → a value that compares."""
_APART: Final = ("act_by", "clock", "proof")
"""Fields that no aspect is read from: the office's own clock, and the proof, which tells the days up to the run."""
TITLES: Final = {
    "met_on": "起始日", "ended_on": "终止日", "sites": "矿点", "count": "同日计入处数", "threshold": "所要处数",
    "windows": "计数期间", "sensitive": "起算方法影响", "basis": "依据", "consequence": "后果", "organ": "所涉单位",
    "posts": "职务", "receiver": "接收机关", "restricted": "知悉范围", "evidence": "随附线索", "missing": "尚缺的材料",
    "records": "所据记录",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect that is not what it was, both sides in words."""

    aspect: str
    before: str
    now: str

    @property
    def text(self) -> str:
        """`起始日由 2022-02-20 变为 2022-02-10`."""
        return f"{TITLES[self.aspect]}由 {self.before or '无'} 变为 {self.now or '无'}"


def aspects(form: Form, names: Names, cited: Iterable[str]) -> dict[str, Any]:
    """Everything of a finding that a reader would call another if it changed.

    Days that go on, further records that say the same, and the office's own clock are left out. `cited` are the records
    (`table/record`) that the earlier finding rested on: of those, which version stands now.
    """

    def sites(of: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({names("sites", s) for s in of}))

    wanted = set(cited)
    rows = {str(r): record_of(r, names) for r in form["records"]}
    accountable, refer_to = form["accountable"] or {}, form["refer_to"] or {}
    windows = [(w["from"], w["until"], sites(w["sites"])) for w in form["windows"] or ()]
    return {
        "met_on": form["met_on"],
        "ended_on": form["ended_on"],
        "sites": sites(form["sites"]),
        "count": form["count"],
        "threshold": form["threshold"],
        "windows": tuple(windows),
        "sensitive": form["window_sensitive"],
        "basis": tuple((b["instrument"], b["article"]) for b in form["legal_basis"]),
        "consequence": form["consequence"],
        "organ": accountable.get("organ"),
        "posts": tuple(_post(p) for p in accountable.get("posts", ())),
        "receiver": refer_to.get("jurisdiction", ""),
        "restricted": form["restricted"],
        "evidence": tuple(sorted({names("duty_evidence", e) for e in form["evidence"]})),
        "missing": tuple(form["missing"]),
        "records": tuple(sorted(r for r, record in rows.items() if record in wanted)),
    }


def alike(before: Form, now: Form) -> bool:
    """Whether two forms of a finding say the same in every field but those that no aspect is read from."""
    apart = {k: before[k] for k in _APART if k in before}
    return before == {**now, **apart}


def record_of(reference: str, names: Names) -> str:
    """`table/record` of `table/row`."""
    table, _, row = str(reference).partition("/")
    return f"{table}/{names(table, row)}"


def _post(post: Mapping[str, Any]) -> tuple[Any, ...]:
    return post["post"], post["role"], post["person"], post["document"]


def differences(before: Aspects, now: Aspects) -> tuple[Difference, ...]:
    """The aspects that differ, in the order of TITLES."""
    return tuple(
        Difference(name, _said(name, before[name]), _said(name, now[name]))
        for name in TITLES
        if before[name] != now[name]
    )


def _several(value: Any) -> str:  # noqa: ANN401 - a tuple of texts
    return "、".join(map(str, value))


_SAID: Final[Mapping[str, Callable[[Any], str]]] = {
    "sites": _several, "evidence": _several, "missing": _several, "records": _several,
    "windows": lambda v: "、".join(f"{first} 至 {until}（{_several(sites)}）" for first, until, sites in v),
    "basis": lambda v: "、".join(f"{instrument} {article}" for instrument, article in v),
    "posts": lambda v: "、".join(f"{post}{person or ''}" for post, _, person, _ in v),
    "ended_on": lambda v: v or "仍在持续",
    "sensitive": lambda v: "有" if v else "没有",
    "restricted": lambda v: "限制" if v else "不限制",
}  # fmt: skip


def _said(name: str, value: Any) -> str:  # noqa: ANN401 - any aspect
    told = _SAID.get(name)
    return told(value) if told else "" if value is None else str(value)
