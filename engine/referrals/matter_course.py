"""The course of a site in a paper to another body: each dated entry a sentence; to the public only what was found and done."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.referrals.anonymity import bundled
from engine.referrals.labels import finder, found_said
from engine.referrals.wording import day, shown

Form = Mapping[str, Any]


def course(form: Form) -> Iterator[str]:
    """Every dated entry of the records, in order; the same row's several days one by one."""
    for entry in form["timeline"]:
        by = f"，{finder(entry)}{shown(entry['by'])}" if entry["by"] else ""
        text = shown(entry["said"]) or _found(form, entry)
        said = f"：{text}" if text else ""
        yield f"{day(entry['on'])}{shown(entry['what'])}（{shown(entry['record'].partition('/')[2])}{by}）{said}。"


def _found(form: Form, entry: Mapping[str, Any]) -> str:
    """What a discovery found, on the day of its verification: the facts that the clause asks for."""
    row = form["records"].get(entry["record"], {})
    if entry["what"] != "核实" or not entry["record"].startswith("discoveries/"):
        return ""
    return shown(found_said(row))


def _verified(form: Form, entry: Mapping[str, Any]) -> bool:
    """Whether an entry is anything but what a report says that nobody had verified by the day."""
    row = form["records"].get(entry["record"], {})
    heard = entry["record"].startswith("discoveries/")
    return not heard or (bool(row.get("verified_on")) and row["verified_on"] <= form["as_of"])


def handled(form: Form) -> Iterator[str]:
    """For the public: what was found, done and checked, by whom; nothing of where a sign came from or who else inquires."""
    rule = bundled()
    for entry in form["timeline"]:
        table = entry["record"].partition("/")[0]
        if table in ("appraisals", "prior_actions") or entry["what"] == "举报" or not _verified(form, entry):
            continue
        by, found = rule.name("organ", shown(entry["by"])) if entry["by"] else "", finder(entry)
        text = shown(entry["said"]) or _found(form, entry)
        said = f"：{text}" if text else ""
        before, after = ("", f"（{found}{by}）") if by and found else (f"由{by}" if by else "", "")
        yield f"{day(entry['on'])}{before}{shown(entry['what'])}{after}{said}。"
