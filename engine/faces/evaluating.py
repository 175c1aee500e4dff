"""One evaluation from a folder of tables, as verbs run it, and the files that it leaves."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError, os_reason
from engine.faces.json_text import written
from engine.faces.options import BLOCKED, DONE, REJECTED, day

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.jurisdictions import Jurisdictions


def evaluated(
    records: Path, as_of: date, known_at: datetime | None, rulesets: list[Path] | None, settings: Path | None,
    places: "Jurisdictions", *, since: date | None = None, quiet: bool,
) -> "Evaluation":  # fmt: skip
    """Read a folder of tables and evaluate it, step by step with a progress bar unless quiet."""
    from engine.evaluation import STEPS, Evaluation, steps
    from engine.faces.progress import progress
    from engine.records import read_folder
    from engine.rules import BUNDLED, load_rules
    from engine.settings_file import load_settings

    rules, chosen = load_rules(rulesets or [BUNDLED]), load_settings(settings)
    chosen.check_names(rules.adjustable)
    with progress(len(STEPS) + 1, quiet=quiet) as advance:
        advance("读取表格")
        run = Evaluation(
            read_folder(records, places.tree), as_of, known_at, rules, chosen, places, since=since
        )
        for name in steps(run):
            advance(name)
    return run


def result_of(path: Path) -> dict[str, Any]:
    """The document that `evaluate --json` wrote; raises UsageError for anything else."""
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


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write a document for people and programs; raises UsageError."""
    try:
        with path.open("w", encoding="utf-8") as out:
            out.writelines(written(document))
    except OSError as error:
        raise UsageError(
            f"不能写入 {path}：{os_reason(error)}；请检查目录是否存在、是否有写入权限。"
        ) from error


def write_drafts(
    run: "Evaluation",
    document: dict[str, Any],
    folder: Path,
    *,
    evidence: Path | None = None,
    quiet: bool = False,
) -> list[Path]:
    """Write the draft packages of a run, with a progress bar unless quiet, and give their folders.

    `evidence` is a folder with the files that records name: copies of them go into the packages.
    """
    from engine.dossiers import dossiers
    from engine.faces.progress import progress
    from engine.referrals import write_packages

    if evidence is not None and not evidence.is_dir():
        raise UsageError(f"--evidence 指的目录 {evidence} 不存在；请核对。")
    made = dossiers(run, {f["id"]: f for f in document["findings"]})
    with progress(len(made), quiet=quiet) as advance:
        return write_packages(
            made,
            folder,
            evidence=evidence,
            fonts=run.settings.fonts,
            advance=lambda one: advance(f"写出 {one}"),
        )


def code_of(document: dict[str, Any]) -> int:
    """The exit code of an evaluation."""
    if document["blocked"]:
        return BLOCKED
    return REJECTED if document["rejected"] else DONE
