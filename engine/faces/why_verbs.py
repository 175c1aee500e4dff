"""`wenze why`, `why-not`: one finding proved, one place explained, from a result file or from a week of the ledger."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from engine.faces.evaluating import result_of
from engine.faces.opening import DatabaseOption, HomeOption
from engine.faces.options import PlacesOption, ResultOption, RulesetsOption, places_of
from engine.faces.week_shared import LastOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.rules import RuleSet


def why(
    finding: Annotated[str, typer.Argument(help="发现的编号，或其中能唯一确定的一段")],
    result: ResultOption = None,
    as_of: LastOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """一项发现为什么成立：逐个要件，直到记录编号。

    不写 --result 的，查台账里的评估：默认最近一次，--as-of 另指一天。

    例：wenze why order446.county-two-illegal-coal-mines/141125000000/2022-02-28 --result result.json
    """
    from engine.faces import why as answers

    asked = _asked(result, as_of, home, database)
    for line in answers.why(places_of(jurisdictions).tree, asked.document, asked.id_of(finding)):
        typer.echo(line)


def why_not(
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help="12 位编码，或名称如 孝义市/西辛庄镇")],
    rule: Annotated[str | None, typer.Option("--rule", help="规则编号；不写则逐条回答")] = None,
    result: ResultOption = None,
    as_of: LastOption = None,
    rulesets: RulesetsOption = None,
    jurisdictions: PlacesOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """一条规则在一地为什么不成立：哪些要件成立、哪些不成立、怎样才会成立。不写规则即问该地还差什么。

    不写 --result 的，查台账里的评估：默认最近一次，--as-of 另指一天。

    例：wenze why-not --result result.json --rule order446.county-two-illegal-coal-mines --jurisdiction 寿阳县
    """
    from engine.faces import why as answers
    from engine.rules import BUNDLED, load_rules

    source = _asked(result, as_of, home, database)
    document = source.document
    chosen = load_rules(rulesets or [BUNDLED]) if rulesets or source.rules is None else source.rules
    rules, tree = chosen.rules, places_of(jurisdictions).tree
    if rule is not None and rule not in rules:
        raise UsageError(f"没有规则“{rule}”；现有：{'、'.join(rules)}。")
    place = tree.resolve(jurisdiction)
    asked = [rules[rule]] if rule else answers.concerning(tree, rules.values(), document, place)
    for one in asked:
        for line in answers.why_not(tree, one, document, place):
            typer.echo(line)


@dataclass(frozen=True, slots=True)
class _Source:
    """What is asked about: a document, the rules that made it where the ledger has them, and its findings' identities.

    `identities`: identity under which `wenze findings` lists a finding → its id in this document.
    """

    document: "Mapping[str, Any]"
    rules: "RuleSet | None" = None
    identities: "Mapping[str, str]" = field(default_factory=dict)

    def id_of(self, name: str) -> str:
        """The id that a name, or a part of one, means here; the name itself where no identity is meant alone."""
        if any(name in f["id"] for f in self.document["findings"]):
            return self.identities.get(name, name)
        meant = {one for identity, one in self.identities.items() if name in identity}
        return meant.pop() if len(meant) == 1 else name


def _asked(result: Path | None, as_of: str | None, home: Path | None, database: str | None) -> _Source:
    if result is not None:
        if as_of is not None:
            raise UsageError("--as-of 说的是台账里哪一天的评估，不与 --result 同用；请去掉一个。")
        return _Source(result_of(result))
    from engine.faces import opening
    from engine.faces.week_shared import last_week
    from engine.ledgers import runs
    from engine.ledgers.releases import rules_of

    store = opening.store_of(home, database)
    week = last_week(store, as_of)
    held = runs.held_in(week.run, week.document)
    with store.reading() as session:
        kept = rules_of(session, week.run.rules_sha256)
    return _Source(week.document, kept, {one.identity: one.form["id"] for one in held})
