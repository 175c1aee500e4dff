"""Running the tests beside rules: each sentence is evaluated whole, and what its rule gives is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import Jurisdictions
from engine.records import Records, read_rows
from engine.rules.faults import shown
from engine.rules.folders import TEST_SUFFIX, instrument_folders
from engine.rules.reading import load_rules
from engine.rules.ruleset import RuleSet
from engine.rules.sentences import Placed, read_sentences
from engine.settings import Settings
from engine.trials.differing import Given, differences, proof_of, rejected


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How one sentence went; `message` says in Chinese what was expected and what came, None if it held."""

    rule: str
    file: str
    line: int
    sentence: str
    message: str | None
    proof: tuple[str, ...] = ()
    """Of one that failed: the first element that differs, then what was found, limb by limb."""

    @property
    def passed(self) -> bool:
        """Whether the rule gave exactly what the sentence says."""
        return self.message is None


def run_trials(
    folders: Sequence[Path], jurisdictions: Jurisdictions, only: str | None = None
) -> list[TrialResult]:
    """Evaluate every sentence beside the rules of the folders (or of the one rule `only`), in order.

    A draft is tried as if it and every other draft were in use: its sentences must hold before it is.
    Raises RuleError and UsageError as `load_rules`; unsound test files are for `check_folder` to tell.
    """
    rules = load_rules(folders)
    drafts = rules.with_drafts()
    return [
        trial(rule, path, placed, drafts if _is_draft(rules, rule) else rules, jurisdictions)
        for rule, path in sentence_files(folders)
        if only in {None, rule}
        for placed in read_sentences(path)[0]
    ]


def sentence_files(folders: Sequence[Path]) -> list[tuple[str, Path]]:
    """The test files of the folders, each with the id of its rule, in order."""
    return [
        (f"{folder.resolve().name}.{path.name.removesuffix(TEST_SUFFIX)}", path)
        for folder in instrument_folders(folders)
        for path in sorted(folder.glob(f"*{TEST_SUFFIX}"))
    ]


def _is_draft(rules: RuleSet, rule: str) -> bool:
    return rule in rules.rules and rules.rules[rule].status == "draft"


def trial(rule: str, path: Path, placed: Placed, rules: RuleSet, jurisdictions: Jurisdictions) -> TrialResult:
    """Evaluate one sentence under a rule set."""
    sentence = placed.sentence
    records = read_rows(sentence.rows(), jurisdictions.tree)
    problems = rejected(records)
    form: Given = {}
    if not problems:
        form = _document(sentence.as_of, records, rules, jurisdictions)
        problems = differences(sentence, form, rule, jurisdictions.tree)
    message = f"“{sentence.sentence}”：{'；'.join(problems)}。" if problems else None
    proof = proof_of(sentence, form, rule, jurisdictions.tree) if problems and form else ()
    return TrialResult(rule, shown(path), placed.line, sentence.sentence, message, proof)


def _document(as_of: date, records: Records, rules: RuleSet, jurisdictions: Jurisdictions) -> Given:
    evaluation = evaluate(
        records, as_of=as_of, known_at=None, rules=rules, settings=Settings(), jurisdictions=jurisdictions
    )
    return document(evaluation)
