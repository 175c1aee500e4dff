"""`wenze why`, `why-not`: one finding proved, one place explained, from a result file."""

from typing import Annotated

import typer

from engine.errors import UsageError
from engine.faces.evaluating import result_of
from engine.faces.options import PlacesOption, ResultOption, RulesetsOption, places_of


def why(
    finding: Annotated[str, typer.Argument(help="发现的编号，或其中能唯一确定的一段")],
    result: ResultOption,
    jurisdictions: PlacesOption = None,
) -> None:
    """一项发现为什么成立：逐个要件，直到记录编号。

    例：wenze why order446.county-two-illegal-coal-mines/141125000000/2022-02-28 --result result.json
    """
    from engine.faces import why as answers

    for line in answers.why(places_of(jurisdictions).tree, result_of(result), finding):
        typer.echo(line)


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
    document, place = result_of(result), tree.resolve(jurisdiction)
    asked = [rules[rule]] if rule else answers.concerning(tree, rules.values(), document, place)
    for one in asked:
        for line in answers.why_not(tree, one, document, place):
            typer.echo(line)
