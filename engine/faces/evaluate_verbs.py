"""`wenze evaluate`, `demo`: from a folder of tables to findings and drafts, without a store."""

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError, os_reason
from engine.faces.evaluating import code_of, evaluated, write_drafts, write_json
from engine.faces.options import (
    BLOCKED,
    DONE,
    REJECTED,
    AsOfOption,
    KnownAtOption,
    PlacesOption,
    QuietOption,
    RecordsOption,
    RulesetsOption,
    day,
    instant,
    places_of,
)


def evaluate(
    records: RecordsOption,
    as_of: AsOfOption,
    known_at: KnownAtOption = None,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    since: Annotated[str | None, typer.Option("--since", help="只列该日以来成立过的发现")] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help="设置文件（YAML）")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="把结果写入该文件")] = None,
    packages: Annotated[Path | None, typer.Option("--packages", help="把移送草稿写入该目录")] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="证据文件所在目录：记录“证据”一栏所列的文件随草稿附上")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """评估一天：列出成立的规则、须补查的事项、接收机关，并可写出移送草稿。

    例：wenze evaluate --records examples/synthetic-quarter/tables --as-of 2022-03-28 --json result.json
    """
    from engine.document import document
    from engine.faces.terminal import console, print_document

    last, first, known = day(as_of), day(since, "--since") if since else None, instant(known_at)
    if first and first > last:
        raise UsageError(f"--since {first} 晚于 --as-of {last}；请核对两个日期。")
    if evidence and not packages:
        raise UsageError("--evidence 只随 --packages 使用；请写明草稿写入的目录。")
    places = places_of(jurisdictions)
    run = evaluated(records, last, known, rulesets, settings, places, since=first, quiet=quiet)
    told = document(run)
    if json_file:
        write_json(json_file, told)
    written = write_drafts(run, told, packages, evidence=evidence, quiet=quiet) if packages else []
    if not quiet:
        print_document(console(), places.tree, told)
        for path in written:
            typer.echo(f"草稿：{path}")
    raise typer.Exit(code_of(told))


def demo(
    out: Annotated[Path, typer.Option("--out", help="草稿和结果写入的目录")] = Path("wenze-demo"),
    quiet: QuietOption = False,
) -> None:
    """用自带的合成季度和公开案例演示一遍；只在退回的行恰为预埋的错行时返回 0。

    例：wenze demo --out wenze-demo
    """
    from engine.document import document
    from engine.faces.demo import CASES, QUARTER, unexpected
    from engine.faces.terminal import console, print_document

    places, screen = places_of(None), console()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"不能建立目录 {out}：{os_reason(error)}；请用 --out 指定别处。") from error
    for example in (*CASES, QUARTER):
        run = evaluated(example.folder, example.as_of, None, None, None, places, quiet=True)
        told = document(run)
        if not quiet:
            typer.echo(f"\n══ {example.title} ══")
            print_document(screen, places.tree, told)
    write_json(out / "result.json", told)
    for path in write_drafts(run, told, out / "packages", quiet=quiet):
        if not quiet:
            typer.echo(f"草稿（合成数据）：{path}")
    differences = unexpected(told)
    for line in differences:
        typer.echo(line, err=True)
    if told["blocked"]:
        raise typer.Exit(BLOCKED)
    if not differences and not quiet:
        typer.echo(f"\n退回的 {len(told['rejected'])} 处恰为预埋的错行。结果：{out / 'result.json'}")
    raise typer.Exit(REJECTED if differences else DONE)
