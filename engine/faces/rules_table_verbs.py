"""The verbs `wenze rules export-table` and `import-table`: parameters out to Excel and back."""

from pathlib import Path
from typing import Annotated

import typer

from engine.faces.options import DONE, REJECTED, places_of
from engine.faces.week_shared import write

FoldersArgument = Annotated[list[Path] | None, typer.Argument(help="规则目录；默认用自带规则")]


def export_table(
    folders: FoldersArgument = None,
    out: Annotated[Path, typer.Option("--out", help="写进这个工作簿（.xlsx）")] = Path("参数表.xlsx"),
) -> None:
    """把规则的参数写成工作簿：可改的格带下拉选项，其余锁住；改好后用 import-table 读回。

    移送公安机关的数额等（matters.yaml）不在表内：写在设置的 parameters 里，或者直接改文件。

    例：wenze rules export-table rulesets --out 参数表.xlsx
    """
    from engine.exchange import parameter_workbook
    from engine.rules import BUNDLED, load_rules
    from engine.rules.shelf import read_shelf

    given = folders or [BUNDLED]
    load_rules(given)
    write(out, parameter_workbook(read_shelf(given)))
    typer.echo(f"已写出 {out}")


def import_table(
    table: Annotated[Path, typer.Argument(help="export-table 写出、已经改好的工作簿")],
    folders: FoldersArgument = None,
    write_files: Annotated[
        bool, typer.Option("--write", help="确认无误，写进规则文件；不加就只说明会改什么")
    ] = False,
) -> None:
    """读回参数的工作簿：与 check 同样检查，错误指到单元格；先说明改动，加 --write 才写，注释和排版不动。

    例：wenze rules import-table 参数表.xlsx rulesets --write
    """
    from engine.errors import UsageError
    from engine.exchange import returned
    from engine.records.opening import read_bytes, why
    from engine.records.sheets import file_name
    from engine.rules import BUNDLED

    try:
        data = read_bytes(table)
    except OSError as error:
        raise UsageError(f"{file_name(table)}：不能读取（{why(error)}）；请检查路径。") from None
    found = returned(file_name(table), data, folders or [BUNDLED], places_of(None).tree)
    for fault in found.faults:
        typer.echo(str(fault))
    if found.faults:
        typer.echo(f"共 {len(found.faults)} 处错误，规则文件没有改动。")
        raise typer.Exit(REJECTED)
    for one in found.differences:
        typer.echo(f"《{one.title}》（{one.rule}）")
        for change in one.changes:
            typer.echo(f"  - {change}")
    if not found.files:
        typer.echo("表格与规则文件一致，没有改动。")
    elif write_files:
        found.write()
        typer.echo(f"已写进 {len(found.files)} 个规则文件：{'、'.join(str(path) for path in found.files)}")
    else:
        typer.echo(f"会改动 {len(found.files)} 个规则文件，还没有写；确认后加 --write。")
    raise typer.Exit(DONE)
