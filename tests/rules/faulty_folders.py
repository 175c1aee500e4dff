# ruff: noqa: E501 - one planted fault, one line
"""One faulty folder for each message that no single replacement in a sound folder brings about."""

import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from plan9 import FILES, TESTS, plant
from planted import PLANTED
from unsound import UNSOUND

from engine.jurisdictions import load_jurisdictions
from engine.rules import check_folder

NORMS = "n:\n  term: 移送\n  definition: 甲\n  decided_by: 乙\n  legal_basis: [{instrument: plan9, article: 第二条, quote: 没有制止的，移送}]\n"
NOTES = "m:\n  title: 甲\n  applies: {prior_actions: listed}\n  legal_basis: [{instrument: plan9, article: 第二条, quote: 没有制止的，移送}]\n  text: 乙。\n"
MATTERS = "m:\n  title: 甲\n  legal_basis: [{instrument: plan9, article: 第二条, quote: 没有制止的，移送}]\n  in_force: {from: 2010-01-01, to: 2020-12-31}\n  each: illegal_coal_mine\n  then: {closure_request: county_government}\n  by: 乙\n  limits: 丙\n"
RANGE = (
    MATTERS.replace("illegal_coal_mine", "appraisal\n  at_least: set\n  between: [low, high]")
    + "  parameters:\n"
    + "".join(
        f"    {n}: {{unit: 元, origin: {o}, values: {{2010-01-01: {v}}}}}\n"
        for n, o, v in (("set", "province", 31), ("low", "local", 10), ("high", "local", 30))
    )
)
DUTIES = "- {id: '1', sentence: 甲, kinds: [THR], status: served, by: ['rule:plan9.two-pits']}\n- {id: '2', sentence: 乙, kinds: [PRI], status: declared, why: 丙}\n"
LATER = "id: later\ntitle: 后\nnumber: 后\nkind: notice\nin_force: {from: 2012-01-01}\n"


def put(name: str, text: str | bytes) -> Callable[[Path], None]:
    """A file of its own."""

    def made(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return made


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    """One replacement."""
    return lambda folder: plant(folder, name, old, new)


def copied(name: str, to: str, *changes: tuple[str, str]) -> Callable[[Path], None]:
    """A file of the folder once more under another name, changed."""

    def made(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        put(to, text)(folder)

    return made


def gone(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def twice(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "二" / "plan9")


OWN = "response_days: {unit: 日, origin: local, values: {2010-01-01: 1}"
LEAST = "least:  {unit: 处, origin: law, values: {2010-01-01: 2}"
SET = "{place: 孝义市, origin: county, basis: 文, values: {2012-01-01: 2}}"
ITEM = "    - {fact: measure, where: {kind: {is: cut_power}}}\n"
CLOSING = f"""id: plan9.closing
title: 未齐
title_en: Not all done
status: active
legal_basis:
  - {{instrument: plan9, article: 第三条, quote: 移送}}
in_force: {{from: 2010-01-01, to: 2020-12-31}}
parameters:
  clock: {{unit: 日, origin: local, values: {{2010-01-01: 30}}}}
when:
  fact: measure
  where: {{kind: {{is: seal}}}}
  needs:
{ITEM}  within: clock
  in: county
then:
  finding: closing
  accountable: {{organ: county_government}}
  supervise: county_government
limits: 没有。
"""


VALUE = (
    CLOSING.replace("measure\n  where: {kind: {is: seal}}", "appraisal\n  where: {value: {at_least: least}}")
    .replace("plan9.closing", "plan9.value")
    .replace("parameters:\n", "parameters:\n  least: {unit: 元, origin: local, values: {2010-01-01: 300}}\n")
)


def placed(*own: str) -> Callable[[Path], None]:
    """Numbers that places set for themselves."""
    return change("two-pits.yaml", OWN, f"{OWN}, places: [{', '.join(own)}]")


MORE: dict[str, list[Callable[[Path], None]]] = {
    "MISNAMED": [change("two-pits.yaml", "id: plan9.two-pits", "id: plan9.two-pit"), put("duties.yaml", DUTIES)],
    "TOO_LARGE": [put("clue.yaml", "#" * 70_000)],
    "NOT_UTF8": [put("clue.yaml", "标题".encode("gbk"))],
    "EMPTY": [put("clue.yaml", "\n")],
    "WRONG_SUFFIX": [put("clue.yml", "id: x\n")],
    "STRAY": [put("../stray.yaml", "id: x\n")],
    "ODD_KEY": [change("clue.yaml", "title_en: Clue", "[a]: Clue")],
    "NOT_A_MAPPING": [put("clue.yaml", "- a\n")],
    "NEEDS_MAPPING": [change("clue.yaml", "{from: 2010-01-01, to: 2020-12-31}", "2010-01-01")],
    "NO_INSTRUMENT": [gone("instrument.yaml")],
    "NO_SOURCE": [gone("source.txt")],
    "TWICE_INSTRUMENT": [twice],
    "LATER_BASIS": [put("../later/instrument.yaml", LATER), put("../later/source.txt", "## 第一条\n移送。\n"), change("clue.yaml", "in_force:", "  - {instrument: later, article: 第一条, quote: 移送}\nin_force:")],
    "BASIS_OUTSIDE_RULE": [change("clue.yaml", "to: 2020-12-31", "to: 2015-12-31"), change("clue.yaml", "article: 第三条", "from: 2016-01-01, article: 第三条")],
    "RETIRED_OPEN": [change("instrument.yaml", ", to: 2020-12-31", ""), change("clue.yaml", ", to: 2020-12-31", ""), change("clue.yaml", "status: active", "status: retired")],
    "ONE_OCCASION": [put("notes.yaml", NOTES.replace("{prior_actions: listed}", "{}"))],
    "NOTHING_TO_QUOTE": [put("../later/instrument.yaml", LATER), put("../later/notes.yaml", NOTES.replace("plan9", "later"))],
    "TWICE_NOTE": [put("notes.yaml", NOTES), put("../later/instrument.yaml", LATER), put("../later/notes.yaml", NOTES)],
    "TWICE_NORM": [put("norms.yaml", NORMS), put("../later/instrument.yaml", LATER), put("../later/source.txt", "## 第一条\n移送。\n"), put("../later/norms.yaml", NORMS)],
    "NO_SUCH_NORM": [put("norms.yaml", NORMS), change("clue.yaml", "when:", "leans_on: [m]\nwhen:")],
    "TERM_NOT_QUOTED": [put("norms.yaml", NORMS.replace("term: 移送", "term: 及时"))],
    "ONE_RECIPIENT": [put("matters.yaml", MATTERS.replace("{closure_request: county_government}", "{}"))],
    "AMOUNT_FOR_APPRAISALS": [put("matters.yaml", MATTERS.replace("illegal_coal_mine", "appraisal"))],
    "OUTSIDE_RANGE": [put("matters.yaml", RANGE)],
    "THOUSANDS": [change("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 2,000}")],
    "NUMBER_TOO_LARGE": [change("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 40000}")],
    "ENDED": [put("../later/instrument.yaml", LATER), put("../later/source.txt", "## 第一条\n移送。\n"), copied("clue.yaml", "../later/clue.yaml", ("plan9.clue", "later.clue"), ("2010-01-01, to: 2020-12-31", "2012-01-01"))],
    "NEVER_TOGETHER": [change("two-pits.yaml", "{from: 2010-01-01, to: 2020-12-31}", "{from: 2015-01-01, to: 2020-12-31}"), change("city.yaml", "to: 2020-12-31", "to: 2011-12-31")],
    "TWICE_LIMB": [copied("two-pits.yaml", "twice.yaml", ("plan9.two-pits", "plan9.twice"))],
    "TWICE_LIMB_APART": [copied("two-pits.yaml", "twice.yaml", ("plan9.two-pits", "plan9.twice"), ("law, values: {2010-01-01: 2}", "local, values: {2010-01-01: 3}"))],
    "TWICE_DEFINED": [copied("pit.yaml", "pit-two.yaml", ("plan9.pit", "plan9.pit-two"))],
    "TOO_MANY_JOINS": [put(f"department-{n}.yaml", FILES["department.yaml"].replace("plan9.department", f"plan9.department-{n}")) for n in range(31)],
    "ONE_OPERATOR": [change("clue.yaml", "{is: dereliction}", "{is: dereliction, in: [dereliction]}")],
    "ALL_SHAPE": [put("department.yaml", FILES["department.yaml"].replace("    - fact: illegal_coal_mine\n", ""))],
    "NO_TEST": [gone("clue.test.yaml")],
    "NO_RULE_FOR_TEST": [copied("clue.test.yaml", "clew.test.yaml")],
    "NOT_A_LIST": [put("clue.test.yaml", "sentence: 甲\n")],
    "DUTIES_NOT_A_LIST": [put("duties.yaml", "id: x\n")],
    "TWICE_DUTY": [put("duties.yaml", DUTIES.replace("'2'", "'1'"))],
    "SERVED_BY_NOTHING": [put("duties.yaml", DUTIES.replace(", by: ['rule:plan9.two-pits']", ""))],
    "NO_REASON": [put("duties.yaml", DUTIES.replace(", why: 丙", ""))],
    "ODD_SOURCE": [put("duties.yaml", DUTIES.replace("rule:plan9.two-pits", "somewhere"))],
    "NO_SOURCE_OF_DUTY": [put("duties.yaml", DUTIES.replace("two-pits", "two-pit"))],
    "PLACES_NOT_HERE": [placed(SET)],
    "TWICE_PLACE": [placed(SET, SET.replace(": 2}", ": 3}"))],
    "PLACE_OUTSIDE": [placed(SET.replace("2012", "2009"))],
    "PLACE_STARTS_EMPTY": [placed(SET.replace(": 2}", ": null}"))],
    "ORIGIN_OF_PLACE": [placed(SET.replace("county", "city"))],
    "LAW_NOT_LEFT": [change("two-pits.yaml", LEAST, f"{LEAST}, places: [{SET}]")],
    "LEFT_WITHOUT_QUOTE": [change("two-pits.yaml", LEAST, f"{LEAST}, left_to_place: 由县规定")],
    "NEVER_LACKS": [put("closing.yaml", CLOSING.replace(f"  needs:\n{ITEM}", "  needs: []\n"))],
    "SAME_EVENT": [put("closing.yaml", CLOSING.replace("cut_power", "seal"))],
    "ONE_TOGETHER": [change("city.yaml", "  any:", "  all:"), change("city.yaml", "  in: city", "  joined_by: city")],
    "STATE_NOT_REFERRED": [change("two-pits.yaml", "state: not_stopped", "state: [not_stopped, unknown]")],
    "PER_NOT_HERE": [put("closing.yaml", CLOSING.replace("  in: county\n", "  in: county\n  per: shaft\n"))],
    "WRONG_DAY_OPERATOR": [put("closing.yaml", CLOSING.replace("{kind: {is: seal}}", "{executed_on: {at_least: 2012-01-01}}"))],
    "WRONG_NUMBER_OPERATOR": [put("value.yaml", VALUE.replace("at_least", "is"))],
    "MAY_BE_EMPTY": [put("closing.yaml", CLOSING.replace("measure\n  where: {kind: {is: seal}}", "discovery\n  where: {reported_on: {before: 2012-01-01}}"))],
    "PLACES_NOT_OF_AMOUNTS": [put("value.yaml", VALUE.replace("300}}", "300}, places: [" + SET + "]}"))],
    "NO_PLACE": [change("clue.test.yaml", "case: not_met\n  as_of: 2012-01-01\n  records: {}", "case: not_met\n  as_of: 2012-01-01\n  records: {sites: [{site_id: A, jurisdiction: 孝义市/西辛荘镇}]}")],
}  # fmt: skip
"""Message → what is done to a sound folder `plan9`."""


def sound(folder: Path) -> Path:
    """The folder `plan9` without a fault, below another."""
    made = folder / "plan9"
    made.mkdir()
    for name, text in {**FILES, **TESTS}.items():
        if name != "department.yaml":
            (made / name).write_text(text, encoding="utf-8")
    return made


@cache
def told_of(message: str) -> tuple[str, ...]:
    """What `check` says, on 1 January 2021, once the folder is made faulty for a message."""
    with TemporaryDirectory() as name:
        folder = sound(Path(name))
        for step in MORE[message]:
            step(folder)
        also = [folder.parent / "二"] if (folder.parent / "二").is_dir() else []
        tree = load_jurisdictions().tree
        return tuple(f.text for f in check_folder([folder.parent, *also], date(2021, 1, 1), tree))


@cache
def planted_told(name: str) -> tuple[str, ...]:
    """What `check` says, each with file, line and column, once one fault is planted in the sound folder."""
    file, old, new, *_ = {**PLANTED, **UNSOUND}[name]
    with TemporaryDirectory() as place:
        folder = sound(Path(place))
        plant(folder, file, old, new)
        return tuple(f"{Path(f.file).name}:{f.line}:{f.column} {f.text}" for f in check_folder([folder]))
