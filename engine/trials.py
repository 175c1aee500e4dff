"""Running the tests beside rules: each sentence is evaluated whole, and what its rule gives is compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from engine.document import document
from engine.errors import PlaceError
from engine.evaluation import evaluate
from engine.jurisdictions import Jurisdictions, Tree
from engine.records import Records, read_rows
from engine.rules.faults import shown
from engine.rules.model import RuleSet
from engine.rules.reading import load_rules
from engine.rules.sentences import Expected, Placed, Sentence, read_sentences
from engine.rules.shelf import TEST_SUFFIX, instrument_folders
from engine.settings import Settings

Given = dict[str, Any]
NAMES: Final[Mapping[str, str]] = {
    "met": "成立", "cannot_tell": "无法判断", "not_met": "不成立", "near_miss": "接近",
    "policy_review": "政策研究", "to_decide": "待决定", "jurisdiction": "行政区划", "met_on": "成立日",
    "ended_on": "结束日", "count": "处数", "sites": "矿点", "window_sensitive": "随起算方法而变",
    "one_more_by": "再发现一处的最后一天", "reason": "理由", "evidence": "线索",
}  # fmt: skip
_LISTS: Final[Mapping[str, str]] = {"near_misses": "near_miss", "policy_review": "policy_review"}


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How one sentence went; `message` says in Chinese what was expected and what came, None if it held."""

    rule: str
    file: str
    line: int
    sentence: str
    message: str | None

    @property
    def passed(self) -> bool:
        """Whether the rule gave exactly what the sentence says."""
        return self.message is None


def run_trials(
    folders: Sequence[Path], jurisdictions: Jurisdictions, only: str | None = None
) -> list[TrialResult]:
    """Evaluate every sentence beside the rules of the folders (or of the one rule `only`), in order.

    Raises RuleError and UsageError as `load_rules`; unsound test files are for `check_folder` to tell.
    """
    rules = load_rules(folders)
    out: list[TrialResult] = []
    for folder in instrument_folders(folders):
        for path in sorted(folder.glob(f"*{TEST_SUFFIX}")):
            rule = f"{folder.resolve().name}.{path.name.removesuffix(TEST_SUFFIX)}"
            if only in {None, rule}:
                out += [
                    _trial(rule, path, placed, rules, jurisdictions) for placed in read_sentences(path)[0]
                ]
    return out


def _trial(
    rule: str, path: Path, placed: Placed, rules: RuleSet, jurisdictions: Jurisdictions
) -> TrialResult:
    sentence = placed.sentence
    records = read_rows(sentence.rows(), jurisdictions.tree)
    problems = _rejected(records) or _differences(
        sentence, _document(sentence.as_of, records, rules, jurisdictions), rule, jurisdictions.tree
    )
    message = f"“{sentence.sentence}”：{'；'.join(problems)}。" if problems else None
    return TrialResult(rule, shown(path), placed.line, sentence.sentence, message)


def _document(as_of: date, records: Records, rules: RuleSet, jurisdictions: Jurisdictions) -> Given:
    evaluation = evaluate(
        records, as_of=as_of, known_at=None, rules=rules, settings=Settings(), jurisdictions=jurisdictions
    )
    return document(evaluation)


def _rejected(records: Records) -> list[str]:
    return [f"记录第 {r.row} 行（{r.file}）的 {r.column} 未接受：{r.reason}" for r in records.rejected]


def _differences(sentence: Sentence, form: Given, rule: str, tree: Tree) -> list[str]:
    """What was expected and not given, and what was given and not expected; empty when all agrees."""
    left = _given(form, sentence.seen_in or rule, {e.outcome for e in sentence.expect})
    problems: list[str] = []
    absent: list[Expected] = []
    for expected in sentence.expect:
        if expected.outcome == "not_met":
            absent.append(expected)
            continue
        try:
            wanted = _wanted(expected, tree)
        except PlaceError as error:
            problems.append(str(error).rstrip("。"))
            continue
        match = next((g for g in left if all(g.get(k) == v for k, v in wanted.items())), None)
        if match is None:
            problems.append(f"预期{_words(wanted)}，没有得到")
        else:
            left.remove(match)
    for given in left:
        if given["outcome"] == "to_decide":
            continue
        denied = absent and given["outcome"] in {"met", "cannot_tell"}
        problems.append(f"{'预期不成立，却得到' if denied else '得到了没有预期的'}{_words(given)}")
    if form["blocked"]:
        problems.append(f"推理被阻断：{form['blocked']}")
    return problems


def _given(form: Given, rule: str, outcomes: set[str]) -> list[Given]:
    """What one rule gave, flat, each with its outcome; `to_decide` belongs to no rule: only on demand."""
    out = [dict(f) for f in form["findings"] if f["rule"] == rule]
    for name, outcome in _LISTS.items():
        out += [{**entry, "outcome": outcome} for entry in form[name] if entry["rule"] == rule]
    if "to_decide" in outcomes:
        out += [{**entry, "outcome": "to_decide"} for entry in form["to_decide"]]
    return out


def _wanted(expected: Expected, tree: Tree) -> Given:
    """What the sentence wrote, in the form of the document."""
    wanted: Given = {}
    for name in expected.model_fields_set:
        value = getattr(expected, name)
        if name == "jurisdiction" and value:
            wanted[name] = tree.resolve(value)
        elif isinstance(value, date):
            wanted[name] = value.isoformat()
        else:
            wanted[name] = sorted(value) if isinstance(value, tuple) else value
    return wanted


def _words(entry: Mapping[str, Any]) -> str:
    """An entry in Chinese: `成立（行政区划 141181103000、成立日 2022-02-02）`."""
    parts = []
    for name in NAMES:
        if name in entry and name != "outcome":
            value = entry[name]
            shown_value = (
                "、".join(map(str, value))
                if isinstance(value, list)
                else "无"
                if value is None
                else str(value)
            )
            parts.append(f"{NAMES[name]} {shown_value}")
    return f"{NAMES[entry['outcome']]}（{'，'.join(parts)}）"
