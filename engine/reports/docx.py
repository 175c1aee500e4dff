"""The report as a Word document that the office can go on writing in; its pictures are drawn by typst."""

from datetime import date
from typing import Final

from engine.reports.paper import HEI, TITLE, Paper
from engine.reports.shapes import Report
from engine.reports.typesetting import picture

CLOSING: Final = "内部工作资料：只列事实、条文和尚缺的材料，不对任何单位和个人作出结论"


def docx(report: Report, on: date) -> bytes:
    """The report's bytes; `on` is the only date that they bear. Raises ReportError."""
    paper = Paper(report.title, on, wide=True)
    paper.running(f"{report.office}　　{report.title}", CLOSING)
    paper.paragraph(report.title, font=TITLE, size=20, align="center")
    paper.paragraph(report.office, size=11, align="center")
    for text in report.alerts:
        paper.notice(text)
    for text in report.summary:
        paper.paragraph(text)
    if report.charts:
        paper.pictures([picture(report, chart.key, on) for chart in report.charts])
    for section in report.sections:
        paper.heading(section.title)
        table = section.table
        for text in section.lines:
            paper.paragraph(text, keep=bool(table and table.rows))
        if table and table.rows:
            paper.table(table.headers, table.widths, table.on_paper)
            if table.left:
                paper.paragraph(f"其余 {table.left} 项见同期的 XLSX。")
    paper.heading("评估依据")
    for name, value in report.digests:
        paper.paragraph(f"{name}：{value}", size=8, font=HEI if name == "程序版本" else None)
    return paper.data()
