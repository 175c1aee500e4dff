"""The verbs `wenze rules graph`, `schema` and `coverage`: what the rules are among themselves and for the notice."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from engine.faces.options import RulesetsOption


def graph(
    rulesets: RulesetsOption = None,
    as_dot: Annotated[bool, typer.Option("--dot", help="写成 Graphviz 的 DOT，不写 Mermaid")] = False,
) -> None:
    """说明哪条规则用到哪条：从记录到认定、到计数、到上级的规则；旧规定以虚线连到接续它的规定。

    例：wenze rules graph --dot
    """
    from engine.rules import BUNDLED, load_rules
    from engine.rules.graph import dot, mermaid

    rules = load_rules(rulesets or [BUNDLED])
    typer.echo((dot if as_dot else mermaid)(rules), nl=False)


def schema(
    write: Annotated[Path | None, typer.Option("--write", help="写进这个文件，不显示")] = None,
) -> None:
    """规则文件的 JSON Schema，供编辑器边写边提示。

    例：wenze rules schema --write docs/rule.schema.json
    """
    from engine.rules.json_schema import schema_text

    if write is None:
        typer.echo(schema_text(), nl=False)
        return
    write.write_text(schema_text(), encoding="utf-8", newline="\n")
    typer.echo(f"已写出 {write}")


def coverage(
    rulesets: RulesetsOption = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="只列 served（已落实）、declared（声明不能计算）或 open（尚未落实）"),
    ] = None,
) -> None:
    """文件的每一句由什么落实：规则、台账或表；哪句声明不能计算，哪句还没有落实。

    例：wenze rules coverage --status open
    """
    from engine.rules import BUNDLED, load_rules
    from engine.rules.duties import STATUSES, read_duties, stale

    folders = rulesets or [BUNDLED]
    if status is not None and status not in STATUSES:
        raise UsageError(f"--status“{status}”不认识；请写 {'、'.join(STATUSES)} 之一。")
    rules, duties = load_rules(folders), read_duties(folders)
    if not duties:
        raise UsageError("所给的目录里没有 duties.yaml；请给出列有各句的文书目录。")
    for one in duties:
        if status in {None, one.status}:
            by = f"〔{'、'.join(one.by)}〕" if one.by else ""
            typer.echo(
                f"{one.id:<5} {STATUSES[one.status]}  {one.sentence}{by}{'：' + one.why if one.why else ''}"
            )
    counted = Counter(one.status for one in duties)
    told = "，".join(f"{word} {counted[key]} 句" for key, word in STATUSES.items())
    partly = sum(one.status == "open" and bool(one.by) for one in duties)
    typer.echo(f"共 {len(duties)} 句：{told}（其中 {partly} 句有一部分）。")
    for one in stale(duties, rules):
        typer.echo(f"{one.id} 所靠的规则都还是草稿，今天没有落实。", err=True)
