"""A small instrument of its own, sound until a test plants a fault in it."""

from pathlib import Path

FILES = {
    "instrument.yaml": """\
id: plan9
title: 九号规定
number: 九号令
kind: regulation
in_force: {from: 2010-01-01, to: 2020-12-31}
""",
    "source.txt": """\
九号规定（节录）

## 第一条第一款（定义）
煤矿没有采矿许可证而生产的，是黑口子。

## 第二条
一县一个月内有两处黑口子没有制止的，移送。

## 第三条
發現公職人員失職的，及時移送。
""",
    "pit.yaml": """\
id: plan9.pit
title: 黑口子
title_en: Pit
status: active
legal_basis:
  - {instrument: plan9, article: 第一条第一款, quote: 没有采矿许可证而生产的}
in_force: {from: 2010-01-01, to: 2020-12-31}
parameters:
  permit: {unit: 证照, origin: law, values: {2010-01-01: yes}}
when:
  define: pit
  fact: discovery
  where: {mineral: {is: coal}, producing: {is: yes}}
  any:
    - {where: {missing_licences: {is: mining_permit}}, provided: permit}
then: {derive: pit}
limits: 只限煤矿。
""",
    "two-pits.yaml": """\
id: plan9.two-pits
title: 一县一个月两处
title_en: Two pits
status: active
legal_basis:
  - {instrument: plan9, article: 第二条, quote: 一个月内有两处黑口子没有制止的}
in_force: {from: 2010-01-01, to: 2020-12-31}
parameters:
  least:  {unit: 处, origin: law, values: {2010-01-01: 2}}
  window: {unit: 月, origin: law, values: {2010-01-01: 1}}
  response_days: {unit: 日, origin: local, values: {2010-01-01: 1}}
when:
  count: pit
  state: not_stopped
  distinct: site
  in: county
  within: window
  at_least: least
then:
  finding: two_pits
  accountable: {organ: county_government, roles: [principal, responsible]}
  refer_to: discipline_body
limits: 没有。
""",
    "clue.yaml": """\
id: plan9.clue
title: 失职线索
title_en: Clue
status: active
legal_basis:
  - {instrument: plan9, article: 第三条, quote: 发现公职人员失职的}
in_force: {from: 2010-01-01, to: 2020-12-31}
when:
  fact: duty_evidence
  where: {kind: {is: dereliction}, verified: {is: yes}}
then:
  finding: clue
  accountable: {organ: as_named, roles: [direct]}
  refer_to: discipline_body
limits: 没有。
""",
    "several-counties.yaml": """\
id: plan9.several-counties
title: 两县同日
title_en: Two counties at once
status: active
legal_basis:
  - {instrument: plan9, article: 第二条, quote: 移送}
in_force: {from: 2010-01-01, to: 2020-12-31}
parameters:
  least: {unit: 个, origin: local, values: {2010-01-01: 2}}
when:
  count: plan9.two-pits
  distinct: county
  in: city
  at_least: least
then:
  finding: several
  list: province
limits: 没有。
""",
    "department.yaml": """\
id: plan9.department
title: 部门线索
title_en: Department
status: active
legal_basis:
  - {instrument: plan9, article: 第三条, quote: 移送}
in_force: {from: 2010-01-01, to: 2020-12-31}
when:
  all:
    - fact: duty_evidence
      where: {verified: {is: yes}, organ: {in: [department, vertical]}}
    - fact: illegal_coal_mine
  joined_by: site
then:
  finding: department
  accountable: {organ: as_named, roles: [principal]}
  refer_to: discipline_body
limits: 没有。
""",
    "city.yaml": """\
id: plan9.city
title: 告知市
title_en: City
status: active
legal_basis:
  - {instrument: plan9, article: 第三条, quote: 移送}
in_force: {from: 2010-01-01, to: 2020-12-31}
when:
  any:
    - finding: plan9.two-pits
  in: city
then:
  finding: city
  supervise: city_government
limits: 没有。
""",
}


def sentences(cases: tuple[str, ...], seen_in: str = "") -> str:
    """A test file of sentences without records, one for each case."""
    seen = f"  seen_in: {seen_in}\n" if seen_in else ""
    return "\n".join(
        f"- sentence: 第 {n} 句\n  case: {case}\n{seen}  as_of: 2012-01-01\n  records: {{}}\n"
        f"  expect: [{{outcome: not_met}}]\n"
        for n, case in enumerate(cases, 1)
    )


TESTS = {
    "pit.test.yaml": sentences(("met", "not_met"), "plan9.two-pits"),
    "two-pits.test.yaml": sentences(("at_threshold", "one_below", "window_edge")),
    "several-counties.test.yaml": sentences(("at_threshold", "one_below")),
    "clue.test.yaml": sentences(("met", "not_met")),
    "city.test.yaml": sentences(("met", "not_met")),
}


def plant(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one occurrence of `old` in a file of the folder."""
    path = folder / name
    text = path.read_text(encoding="utf-8") if path.exists() else FILES[name]
    assert text.count(old) == 1, (name, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")
