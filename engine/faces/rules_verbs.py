"""The verbs `wenze rules …`: check, test, describe."""

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from engine.faces.options import DONE, REJECTED, RulesetsOption, day, places_of
from engine.faces.rules_compare_verbs import backtest, diff
from engine.faces.rules_page_verbs import coverage, graph, schema
from engine.faces.rules_release_verbs import activate, approve, releases, retire, submit
from engine.faces.rules_table_verbs import export_table, import_table

rules_app = typer.Typer(
    help="规则文件：检查、试验、说明。\n\n例：wenze rules check", no_args_is_help=True, rich_markup_mode=None
)

for verb in (
    diff,
    backtest,
    graph,
    schema,
    coverage,
    export_table,
    import_table,
    submit,
    approve,
    activate,
    retire,
    releases,
):
    rules_app.command()(verb)

FoldersArgument = Annotated[list[Path] | None, typer.Argument(help="规则目录；默认用自带规则")]


@rules_app.command()
def check(
    folders: FoldersArgument = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="这一日仍以已结束施行的文书为依据的，也是错误")
    ] = None,
) -> None:
    """检查规则文件：一次列出全部错误，注明文件、行、列和改法。

    例：wenze rules check rulesets --as-of 2024-06-01
    """
    from engine.rules import BUNDLED, check_folder, load_rules
    from engine.rules.compiling import compile_plan

    on = day(as_of) if as_of else None
    faults = check_folder(folders or [BUNDLED], on, places_of(None).tree)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(f"共 {len(faults)} 处错误。")
        raise typer.Exit(REJECTED)
    rules = load_rules(folders or [BUNDLED])
    compile_plan(rules)
    typer.echo(f"{len(rules.rules)} 条规则没有错误。规则摘要 {rules.sha256}")


@rules_app.command()
def test(
    folders: FoldersArgument = None,
    rule: Annotated[str | None, typer.Option("--rule", help="只试验这一条规则")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="只显示不符的和总数")] = False,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="把每个数字加一、减一，比较的日期前后各移一日，指出没有哪句话管住的"),
    ] = False,
) -> None:
    """运行规则旁边的试验：每句话评估一次，与预期逐项比较；不符的给出首先不同之处和证明。

    例：wenze rules test --rule order446.county-two-illegal-coal-mines
    """
    from engine.rules import BUNDLED
    from engine.trials import run_trials

    results = run_trials(folders or [BUNDLED], places_of(None), rule)
    for one in results:
        if not (quiet and one.passed):
            typer.echo(f"{'通过' if one.passed else '不符'}  {one.rule}：{one.sentence}")
        if one.message:
            typer.echo(f"      {one.file}:{one.line} {one.message}")
        for line in one.proof:
            typer.echo(f"        {line}")
    failed = sum(not one.passed for one in results)
    typer.echo(f"{len(results)} 句，{failed} 句不符。")
    if not results:
        raise UsageError("没有试验可运行；请检查规则编号。")
    loose = _mutated(folders or [BUNDLED], rule, quiet=quiet) if mutate and not failed else 0
    raise typer.Exit(REJECTED if failed or loose else DONE)


def _mutated(folders: list[Path], rule: str | None, *, quiet: bool) -> int:
    """Print each number moved by one; the number of those that no sentence holds."""
    from engine.trials import run_mutants

    made = loose = 0
    for one in run_mutants(folders, places_of(None), rule):
        made += 1
        loose += not one.held
        told = f"{one.rule} 的 {one.parameter}（{one.since} 起）由 {one.value} 改为 {one.moved}"
        if one.held_by is None:
            typer.echo(f"没有管住  {told}：所有句子照样通过；请补一句改动后就不符的试验。")
        elif not quiet:
            typer.echo(f"管住了    {told}：“{one.held_by}”不符。")
    typer.echo(f"{made} 处改动，{loose} 处没有句子管住。")
    return loose


@rules_app.command()
def describe(
    rule: Annotated[str | None, typer.Argument(help="规则编号；默认全部")] = None,
    rulesets: RulesetsOption = None,
    page: Annotated[
        bool, typer.Option("--page", help="写成一页：概要、条款、条件、参数、局限、试验、沿革")
    ] = False,
    write: Annotated[Path | None, typer.Option("--write", help="把全部规则的各页写进这个文件")] = None,
) -> None:
    """用中文说明一条规则：什么情形、何种后果、依据、参数及其来源、局限。

    例：wenze rules describe order446.county-two-illegal-coal-mines --page
    """
    from engine.rules import BUNDLED, load_rules
    from engine.rules.describing import describe as told
    from engine.rules.matter_telling import describe_matter
    from engine.rules.pages import page as paged
    from engine.rules.pages import sentences_of, whole

    folders = rulesets or [BUNDLED]
    rules = load_rules(folders)
    if rule is not None and rule not in {*rules.rules, *rules.matters}:
        raise UsageError(f"没有规则“{rule}”；现有：{'、'.join([*rules.rules, *rules.matters])}。")
    if write:
        write.write_text(whole(rules, sentences_of(folders)), encoding="utf-8", newline="\n")
        typer.echo(f"已写出 {write}")
        return
    tests = sentences_of(folders) if page else {}
    for name, one in rules.rules.items():
        if rule in {None, name}:
            typer.echo(
                (paged(one, rules, tests) if page else told(one, rules.instruments, rules.norms))
                + ("" if page else "\n")
            )
    for name, matter in rules.matters.items():
        if rule in {None, name}:
            typer.echo(describe_matter(matter, rules.instruments) + "\n")
