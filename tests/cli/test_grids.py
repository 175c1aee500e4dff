"""A table on a terminal stays readable however narrow the screen."""

from io import StringIO

from rich.console import Console

from engine.faces.grids import NARROW, print_grid

HEADS = ("事项", "地点", "期间", "原因")
ROW = (
    "乡镇辖区发现非法煤矿且未采取有效制止措施",
    "吕梁市离石区",
    "",
    "记录更正：discoveries/X-1b（更正 X-1）。",
)


def shown(width: int) -> str:
    out = StringIO()
    print_grid(Console(file=out, width=width, highlight=False), HEADS, [ROW, ROW], title="新增")
    return out.getvalue()


def test_a_wide_screen_shows_a_grid() -> None:
    assert "┃ 事项" in shown(NARROW * len(HEADS))


def test_a_narrow_screen_shows_each_row_as_named_lines_and_loses_nothing() -> None:
    said = shown(NARROW * len(HEADS) - 1)
    assert "┃" not in said
    assert said.count("原因：") == 2
    assert "1）事项：" in said
    assert "2）事项：" in said
    assert "期间" not in said  # an empty cell needs no line
    together = "".join(line.strip() for line in said.splitlines()).replace(" ", "")
    assert all(cell.replace(" ", "") in together for cell in ROW)
