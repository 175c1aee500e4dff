"""事实经过 as a drawing: a lane for each site, a mark for each dated record; SVG, the same for PDF and HTML."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import escape

from engine.referrals.content import Content
from engine.referrals.fonts import SERIF, printable
from engine.referrals.shapes import Row
from engine.referrals.wording import shown

LANES: Final = 16
"""Lanes of one drawing; what is more goes into another."""
_WIDTH, _LEFT, _RIGHT, _LANE, _TOP, _FOOT = 1000, 230, 40, 40, 40, 34
_TICKS: Final = 6
_LABEL: Final = 11
MARKS: Final = (
    ("found", "发现"),
    ("measure", "制止措施"),
    ("going", "复查：未停止"),
    ("stopped", "复查：已停止"),
    ("other", "其他"),
)
"""Kind of mark and what it stands for; each has a shape of its own, so that it reads in black and white."""
_INK: Final = {
    "found": "#1f3b5b",
    "measure": "#2f6f4f",
    "going": "#9a4a00",
    "stopped": "#555555",
    "other": "#777777",
}


def lanes(content: Content) -> list[tuple[str, str]]:
    """Site and label of each lane, in order; the last one, without a site, is what concerns none of them."""
    sites = [(str(s["site_id"]), shown(s["name"]) or shown(s["site_id"])) for s in content.dossier.sites]
    known = {i for s in content.dossier.sites for i in (s["site_id"], *s.get("also", ()))}
    if any(entry["site"] not in known for entry in content.timeline):
        sites.append(("", "其他记录"))
    return sites


def drawings(content: Content) -> list[str]:
    """One SVG for every 16 sites; none where nothing is dated."""
    entries = [(date.fromisoformat(e["on"]), e) for e in content.timeline]
    if not entries:
        return []
    first, last = min(on for on, _ in entries), max(on for on, _ in entries)
    last = max(last, first + timedelta(days=1))
    root = {i: str(s["site_id"]) for s in content.dossier.sites for i in (s["site_id"], *s.get("also", ()))}
    marks: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for on, entry in entries:
        marks[root.get(entry["site"], "")].append((on, mark(content, entry)))
    every = lanes(content)
    return [_svg(every[at : at + LANES], at, marks, (first, last)) for at in range(0, len(every), LANES)]


def mark(content: Content, entry: Row) -> str:
    """The kind of mark of a dated entry."""
    row = content.records.get(entry["record"], {})
    table = str(entry["record"]).partition("/")[0]
    if table == "discoveries":
        return "found"
    if table == "checks" or (table == "measures" and entry["what"] == "核查措施结果"):
        return "stopped" if row.get("result") == "stopped" else "going"
    return "measure" if table == "measures" else "other"


def _svg(
    shown_lanes: Sequence[tuple[str, str]],
    before: int,
    marks: dict[str, list[tuple[date, str]]],
    span: tuple[date, date],
) -> str:
    height = _TOP + _LANE * len(shown_lanes) + _FOOT
    box = f'viewBox="0 0 {_WIDTH} {height}" role="img" font-family="{SERIF}" font-size="15"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>']
    bottom = _TOP + _LANE * len(shown_lanes)
    for x, text in _ticks(span):
        parts.append(f'<path d="M{x} {_TOP - 8}V{bottom}" stroke="#d5d9de" fill="none"/>')
        parts.append(f'<text x="{x}" y="{_TOP - 14}" text-anchor="middle">{text}</text>')
    for at, (site, label) in enumerate(shown_lanes):
        y = _TOP + _LANE * at + _LANE // 2
        named = printable(label) if len(label) <= _LABEL else "（名称见下表）"
        number = f"{before + at + 1}. " if site else ""
        parts.append(f'<text x="4" y="{y + 5}">{number}{escape(named)}</text>')
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#8a8f98" fill="none"/>')
        parts += _lane(marks.get(site, ()), y, span)
    x = _LEFT
    for kind, words in MARKS:
        parts.append(_shape(kind, x, height - 14))
        parts.append(f'<text x="{x + 12}" y="{height - 9}">{words}</text>')
        x += 40 + 15 * len(words)
    return "".join((*parts, "</svg>"))


def _lane(marks: Sequence[tuple[date, str]], y: int, span: tuple[date, date]) -> Iterator[str]:
    """Marks of one day stand side by side, those that leave no room above each other."""
    taken: dict[int, int] = defaultdict(int)
    for on, kind in sorted(marks):
        x = _x(on, span)
        yield _shape(kind, x, y - 7 * (taken[x] % 3) + 7 * (taken[x] > 0))
        taken[x] += 1


def _x(on: date, span: tuple[date, date]) -> int:
    room = _WIDTH - _LEFT - _RIGHT - 40
    return _LEFT + 20 + room * (on - span[0]).days // (span[1] - span[0]).days


def _ticks(span: tuple[date, date]) -> list[tuple[int, str]]:
    days = (span[1] - span[0]).days
    every = -(-days // _TICKS)
    return [
        (_x(on, span), on.isoformat())
        for on in (span[0] + timedelta(days=at) for at in range(0, days + 1, every))
    ]


def _shape(kind: str, x: int, y: int) -> str:
    ink = _INK[kind]
    if kind == "found":
        return f'<circle cx="{x}" cy="{y}" r="7" fill="{ink}"/>'
    if kind == "measure":
        return f'<path d="M{x} {y - 8}L{x + 8} {y}L{x} {y + 8}L{x - 8} {y}Z" fill="{ink}"/>'
    if kind == "going":
        return f'<path d="M{x} {y - 8}L{x + 8} {y + 6}H{x - 8}Z" fill="{ink}"/>'
    if kind == "stopped":
        return f'<rect x="{x - 7}" y="{y - 7}" width="14" height="14" fill="white" stroke="{ink}" stroke-width="2.5"/>'
    return f'<path d="M{x} {y - 8}V{y + 8}" stroke="{ink}" stroke-width="4" fill="none"/>'
