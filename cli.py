"""The console command `wenze`: thin verbs; what they do lives in `engine`."""

import io
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from engine.errors import UsageError
from engine.faces.mishaps import told
from engine.faces.options import (
    BLOCKED,
    DONE,
    REJECTED,
    UNREADABLE,
    AsOfOption,
    KnownAtOption,
    PlacesOption,
    QuietOption,
    RecordsOption,
    ResultOption,
    RulesetsOption,
    day,
    instant,
    places_of,
)
from engine.faces.rules_verbs import rules_app

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.jurisdictions import Jurisdictions

app = typer.Typer(
    name="wenze",
    help="问责：从各部门的表格到移送草稿。\n\n例：wenze evaluate --records 记录目录 --as-of 2022-03-07 --json result.json --packages 草稿",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(rules_app, name="rules")


def _evaluate(
    records: Path, as_of: date, known_at: datetime | None, rulesets: list[Path] | None, settings: Path | None,
    places: "Jurisdictions", *, since: date | None = None, quiet: bool,
) -> "Evaluation":  # fmt: skip
    from engine.evaluation import STEPS, Evaluation, steps
    from engine.faces.progress import progress
    from engine.records import read_folder
    from engine.rules import BUNDLED, load_rules
    from engine.settings import load_settings

    rules, chosen = load_rules(rulesets or [BUNDLED]), load_settings(settings)
    chosen.check_names(
        {n for r in rules.rules.values() for n, p in r.parameters.items() if p.origin != "law"}
    )
    with progress(len(STEPS) + 1, quiet=quiet) as advance:
        advance("读取表格")
        run = Evaluation(
            read_folder(records, places.tree), as_of, known_at, rules, chosen, places, since=since
        )
        for name in steps(run):
            advance(name)
    return run


def _result(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        sound = all({"id", "rule", "proof", "refer_to"} <= set(f) for f in document["findings"])
        sound = sound and all({"site", "state", "within"} <= set(s) for s in document["sites"])
        day(document["as_of"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, UsageError) as error:
        raise UsageError(f"结果文件 {path} 不能读取，或者不是 evaluate --json 写出的文件。") from error
    if not sound:
        raise UsageError(f"结果文件 {path} 不完整；请用 evaluate --json 重新写出。")
    return document  # type: ignore[no-any-return]


def _write_json(path: Path, document: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"不能写入 {path}：{error.strerror}；请检查目录是否存在、是否有写入权限。"
        ) from error


def _packages(run: "Evaluation", document: dict[str, Any], folder: Path) -> list[Path]:
    from engine.dossiers import dossiers
    from engine.referrals import write_packages

    return write_packages(dossiers(run, {f["id"]: f for f in document["findings"]}), folder)


def _code(document: dict[str, Any]) -> int:
    if document["blocked"]:
        return BLOCKED
    return REJECTED if document["rejected"] else DONE


@app.command()
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
    places = places_of(jurisdictions)
    run = _evaluate(records, last, known, rulesets, settings, places, since=first, quiet=quiet)
    told = document(run)
    if json_file:
        _write_json(json_file, told)
    written = _packages(run, told, packages) if packages else []
    if not quiet:
        print_document(console(), places.tree, told)
        for path in written:
            typer.echo(f"草稿：{path}")
    raise typer.Exit(_code(told))


@app.command()
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
        raise UsageError(f"不能建立目录 {out}：{error.strerror}；请用 --out 指定别处。") from error
    for example in (*CASES, QUARTER):
        run = _evaluate(example.folder, example.as_of, None, None, None, places, quiet=True)
        told = document(run)
        if not quiet:
            typer.echo(f"\n══ {example.title} ══")
            print_document(screen, places.tree, told)
    _write_json(out / "result.json", told)
    for path in _packages(run, told, out / "packages"):
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


@app.command()
def why(
    finding: Annotated[str, typer.Argument(help="发现的编号，或其中能唯一确定的一段")],
    result: ResultOption,
    jurisdictions: PlacesOption = None,
) -> None:
    """一项发现为什么成立：逐个要件，直到记录编号。

    例：wenze why order446.county-two-illegal-coal-mines/141125000000/2022-02-28 --result result.json
    """
    from engine.faces import why as answers

    for line in answers.why(places_of(jurisdictions).tree, _result(result), finding):
        typer.echo(line)


@app.command(name="why-not")
def why_not(
    result: ResultOption,
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help="12 位编码，或名称如 孝义市/西辛庄镇")],
    rule: Annotated[str | None, typer.Option("--rule", help="规则编号；不写则逐条回答")] = None,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
) -> None:
    """一条规则在一地为什么不成立：哪些要件成立、哪些不成立、怎样才会成立。不写规则即问该地还差什么。

    例：wenze why-not --result result.json --rule order446.county-two-illegal-coal-mines --jurisdiction 寿阳县
    """
    from engine.faces import why as answers
    from engine.rules import BUNDLED, load_rules

    rules, tree = load_rules(rulesets or [BUNDLED]).rules, places_of(jurisdictions).tree
    if rule is not None and rule not in rules:
        raise UsageError(f"没有规则“{rule}”；现有：{'、'.join(rules)}。")
    document, place = _result(result), tree.resolve(jurisdiction)
    asked = [rules[rule]] if rule else answers.concerning(tree, rules.values(), document, place)
    for one in asked:
        for line in answers.why_not(tree, one, document, place):
            typer.echo(line)


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(help="写入空白表格的目录")],
    table: Annotated[list[str] | None, typer.Option("--table", help="表名，可重复；默认全部")] = None,
    english: Annotated[bool, typer.Option("--english", help="用英文表头")] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖目录中已有的同名文件")] = False,
) -> None:
    """写出空白的 XLSX 表格供各部门填写。

    例：wenze template 空白表格 --table discoveries
    """
    from engine.records import TABLES, write_templates

    unknown = [t for t in table or () if t not in TABLES]
    if unknown:
        raise UsageError(f"没有表“{unknown[0]}”；现有：{'、'.join(TABLES)}。")
    standing = [p.name for p in folder.glob("*.xlsx")] if folder.is_dir() and not force else []
    if standing:
        raise UsageError(
            f"目录 {folder} 中已有 {'、'.join(sorted(standing))}，可能已经填写；请换一个目录，或加 --force 覆盖。"
        )
    for path in write_templates(folder, table, "en" if english else "zh"):
        typer.echo(str(path))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="移送材料目录")]) -> None:
    """核对移送材料：清单所列文件是否齐全、未改、无增添。

    例：wenze verify wenze-demo/packages/141125000000-county_government-to-141100000000
    """
    from engine.referrals import verify_package

    if not folder.is_dir():
        raise UsageError(f"移送材料目录 {folder} 不存在；请核对路径。")
    faults = verify_package(folder)
    for fault in faults:
        typer.echo(fault)
    if not faults:
        typer.echo("核对无误：各文件与清单一致。")
    raise typer.Exit(REJECTED if faults else DONE)


def _stop(message: str) -> NoReturn:
    typer.echo(f"错误：{message}", err=True)
    if sys.exc_info()[0] is not None:
        sys.stdout = io.StringIO()  # what could not be written must not fail once more on the way out
    sys.exit(UNREADABLE)


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on
        sys.stdout = io.StringIO()
        return DONE
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)  # type: ignore[attr-defined]
            return UNREADABLE
        if os.environ.get("WENZE_DEBUG"):
            raise
        _stop(told(error))
    return code if isinstance(code, int) else DONE


def main() -> None:
    """Run a command; every error is one clear line and exit code 2, never a traceback."""
    from engine.log import configure

    configure()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that can't show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run()
    except KeyboardInterrupt as error:
        _stop(told(error))
    sys.exit(code)


if __name__ == "__main__":
    main()
