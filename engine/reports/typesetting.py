"""Typst: the report as PDF, its pictures as PNG, with the bundled fonts and no others; the same bytes everywhere."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from engine.reports.glyphs import font_files, missing, printable
from engine.reports.shapes import Report, ReportError, Section

TEMPLATE: Final = Path(__file__).with_name("templates") / "weekly.typ"
PPI: Final = 300.0


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def pdf(report: Report, on: date) -> bytes:
    """The report as PDF; `on` is the only date that it bears. Raises ReportError."""
    return _compiled(data_of(report, on), "pdf", on)


def picture(report: Report, key: str, on: date) -> bytes:
    """One chart of the report as PNG. Raises ReportError."""
    return _compiled(data_of(replace(report, sections=()), on), "png", on, chart=key)


def _compiled(data: dict[str, Any], form: Any, on: date, **more: str) -> bytes:  # noqa: ANN401 - typst's own literal
    instant = datetime(on.year, on.month, on.day, tzinfo=UTC)
    try:
        made: Any = typst.compile(
            TEMPLATE.read_bytes(), format=form, ppi=PPI, font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), **more}, timestamp=instant,
        )  # fmt: skip
    except (OSError, RuntimeError) as error:
        raise ReportError(
            f"周报不能排版（{str(error).splitlines()[0][:200]}）；请恢复模板 {TEMPLATE.name}，或报告。"
        ) from error
    return bytes(made[0] if isinstance(made, list) else made)


def data_of(report: Report, on: date) -> dict[str, Any]:
    """The report as the template reads it; characters that the fonts lack stand as their codes, and it says so."""
    data: dict[str, Any] = {
        "title": report.title, "office": report.office, "day": [on.year, on.month, on.day],
        "summary": list(report.summary), "alerts": list(report.alerts),
        "charts": [
            {
                "key": c.key, "title": c.title, "kind": c.kind, "unit": c.unit, "categories": list(c.categories),
                "series": [{"name": n, "values": list(v)} for n, v in c.series], "note": c.note,
            }
            for c in report.charts
        ],
        "sections": [_section(s) for s in report.sections],
        "digests": [list(d) for d in report.digests],
    }  # fmt: skip
    lacking = missing(_texts(data))
    data = _printable(data) if lacking else data
    codes = "、".join(f"U+{ord(c):04X}" for c in lacking)
    data["note"] = (
        f"本文字体（思源宋体、思源黑体）缺 {len(lacking)} 个字（{codes}），以编码代之。" if lacking else ""
    )
    return data


def _section(section: Section) -> dict[str, Any]:
    table = section.table
    rows, left = (table.on_paper, table.left) if table else ([], 0)
    return {
        "title": section.title, "lines": list(section.lines), "headers": list(table.headers) if table else [],
        "widths": list(table.widths) if table else [], "rows": [list(r) for r in rows],
        "more": f"其余 {left} 项见同期的 XLSX。" if left else "",
    }  # fmt: skip


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def _printable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return {k: _printable(v) for k, v in value.items()} if isinstance(value, dict) else value
