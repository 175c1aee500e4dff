"""The document of an evaluation as a person reads it on a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from engine.faces.grids import print_grid
from engine.jurisdictions import Tree
from engine.rules.matters import DESTINATIONS

Document = Mapping[str, Any]
OUTCOMES: Final = {"met": "成立", "cannot_tell": "不能判断"}
CONSEQUENCES: Final = {
    "referral": "移送",
    "supervision_notice": "督办",
    "list": "列入清单",
    "inquiry": "询问",
}
REASONS: Final = {
    "law_ended": "依据已失效",
    "subdistrict": "街道不是乡、镇",
    "never_same_day": "各自未制止但从不同日",
    "repeated_sighting": "仅因旧矿点再次被发现而相距一个月内",
    "contradiction": "记录自相矛盾",
}


def place_name(tree: Tree, code: str) -> str:
    """Name of a place, or the bare code where the tree lacks it."""
    return tree.path_name(code) if code in tree else code


def _receiver(tree: Tree, finding: Document) -> str:
    refer = finding["refer_to"]
    if refer is None:
        return CONSEQUENCES[finding["consequence"]] if finding["outcome"] == "met" else "补查后再定"
    return f"{place_name(tree, refer['jurisdiction'])}纪委监委" if refer["jurisdiction"] else "待具名人员决定"


def _finding_rows(tree: Tree, findings: Sequence[Document]) -> list[tuple[str, ...]]:
    """One row a finding: clause, place, result, days, number, receiver."""
    return [
        (
            str(position), f["title"], place_name(tree, f["jurisdiction"]),
            OUTCOMES[f["outcome"]] + ("（随起算方法而变）" if f["window_sensitive"] else ""),
            f["met_on"] or "", f["ended_on"] or ("至今" if f["met_on"] else ""),
            f"{f['count']}/{f['threshold']}" if f["count"] is not None else "",
            _receiver(tree, f),
        )
        for position, f in enumerate(findings, start=1)
    ]  # fmt: skip


def _sections(tree: Tree, document: Document) -> Iterator[tuple[str, list[str]]]:
    """What is open, by heading."""

    def at(entry: Document) -> str:
        return place_name(tree, entry["jurisdiction"])

    def sites(entry: Document) -> str:
        return "、".join(entry["sites"])

    yield (
        "编号（可用 why 查看证明）",
        [f"{position} {f['id']}" for position, f in enumerate(document["findings"], start=1)],
    )
    yield (
        "询问（须补查）",
        [
            f"{i['site']}：请{i['ask']}说明{'、'.join(i['missing'])}（自 {i['since']} 起不明）"
            for i in document["inquiries"]
        ],
    )
    yield (
        "接近阈值",
        [
            f"{at(n)}：{n['one_more_by']} 以前（含当日）再发现一处即达到（已有 {sites(n)}）"
            for n in document["near_misses"]
        ],
    )
    yield (
        "政策研究",
        [f"{at(r)}：{REASONS[r['reason']]}（{sites(r)}；{r['rule']}）" for r in document["policy_review"]],
    )
    yield (
        "移送其他机关的事项",
        [
            f"{DESTINATIONS[m['kind']]}：{at(m)} {m['site']}（自 {m['since']} 起；{m['rule']}）"
            for m in document["matters"]
        ],
    )
    yield "不能计算", [not_computable_line(one) for one in document["not_computable"]]
    yield (
        "待具名人员决定",
        [f"{d['evidence'] or d.get('finding', '')}：{d['explanation']}" for d in document["to_decide"]],
    )
    yield (
        "已阻止移送（两次计算不一致或推理失败）",
        [f"{at(b)}：{b['rule']}，{b['reason']}" for b in document["blocked"]],
    )
    yield "退回的行", [rejection_line(r) for r in document["rejected"]]
    yield "提示", list(document["caveats"])


def print_document(console: Console, tree: Tree, document: Document) -> None:
    """The table of findings, then what is open: inquiries, near misses, policy review, decisions, silence, rejected rows."""
    known = f"，按 {document['known_at']} 所知" if document["known_at"] else ""
    console.print(Text(f"截至 {document['as_of']}{known}"))
    if found := document["findings"]:
        heads = ("号", "规则", "地点", "结论", "起", "止", "处数", "接收或处理")
        print_grid(console, heads, _finding_rows(tree, found), title=f"发现（{len(found)} 项）")
    else:
        console.print("没有成立或不能判断的规则。")
    for title, lines in _sections(tree, document):
        if lines:
            console.print(Text(f"{title}（{len(lines)}）", style="bold"))
            for line in lines:
                console.print(Text(f"  {line}"), soft_wrap=True)
    silent = [c for c in document["coverage"] if not c["records"]]
    console.print(
        Text(
            f"有 {len(document['coverage']) - len(silent)} 个县级行政区报送了记录，{len(silent)} 个没有任何记录（不等于没有问题）。"
        )
    )


def not_computable_line(one: Document) -> str:
    """What is lacking, and the records that wait for it."""
    waiting = f"（待定：{'、'.join(one['records'])}）" if one["records"] else ""
    return f"{one['reason']}{waiting}"


def rejection_line(row: Document) -> str:
    """`discoveries.csv 第 7 行 verified_on“2022年2月”：…`."""
    where = [
        row["file"],
        f"表“{row['sheet']}”" if row["sheet"] else "",
        f"第 {row['row']} 行" if row["row"] else "",
        row["column"] or "",
    ]
    value = f"“{row['value']}”" if row["value"] else ""
    return f"{' '.join(filter(None, where))}{value}：{row['reason']}"


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Nobody reads on: no fault of this program's, so no failing exit code."""
        raise BrokenPipeError


def console() -> Console:
    """A console that neither interprets markup nor cuts wide tables when the output goes to a file."""
    plain = _Console(highlight=False, markup=False, emoji=False)
    return plain if plain.is_terminal else _Console(highlight=False, markup=False, emoji=False, width=160)
