"""One pass over a period gives what the weekly runs would have given, and what a draft changes is told by county."""

import io
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from benchmarks.generator import records as drawn_records
from benchmarks.generator import tables
from benchmarks.synthetic.sizes import sizes
from engine.comparing import Replay, effect, laid_over, replay, told_difference
from engine.comparing.replaying import replay_both, weeks_of
from engine.comparing.workbook import workbook
from engine.errors import UsageError
from engine.evaluation import evaluate
from engine.faces.rules_compare_verbs import short
from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.periods import iso
from engine.records import Records, read_rows
from engine.rules import BUNDLED, RuleSet, load_rules
from engine.rules.dated import Parameter
from engine.rules.model import Count
from engine.settings import Settings

RULES, OFFICE = load_rules(), Settings()
PLACES: Jurisdictions = load_jurisdictions()
Row = Mapping[str, str]


def replayed(
    records: Records, first: date, last: date, rules: RuleSet = RULES, settings: Settings = OFFICE
) -> Replay:
    return replay(records, rules, first=first, last=last, settings=settings, jurisdictions=PLACES)


def weekly(
    records: Records, day: date, rules: RuleSet, settings: Settings
) -> set[tuple[str, str | None, int | None]]:
    """Id, last day and threshold count aside: what an evaluation of that day finds met."""
    run = evaluate(records, as_of=day, known_at=None, rules=rules, settings=settings, jurisdictions=PLACES)
    assert run.blocked == []
    return {(f.id, iso(f.ended_on), f.met_on) for f in run.findings if f.outcome == "met"}


def same_in_every_week(
    records: Records, first: date, last: date, rules: RuleSet = RULES, settings: Settings = OFFICE
) -> Replay:
    made = replayed(records, first, last, rules, settings)
    for day in made.weeks:
        assert {(s.id, iso(s.ended), s.met) for s in made.on(day)} == weekly(records, day, rules, settings), (
            day
        )
        assert made.open_on(day) == sum(s.ended is None for s in made.on(day))
    return made


def read(rows: Mapping[str, Sequence[Row]]) -> Records:
    records = read_rows(rows, PLACES.tree)
    assert records.rejected == ()
    return records


def changed(rule: str, **update: Any) -> RuleSet:
    rules = {**RULES.rules, rule: RULES.rules[rule].model_copy(update=update)}
    return RuleSet(
        MappingProxyType(rules), RULES.instruments, RULES.sha256, RULES.notes, RULES.norms, RULES.matters
    )


def test_a_drawn_province_over_the_change_of_law() -> None:
    drawn = sizes(500, first=date(2024, 3, 1), days=120)
    records = drawn_records(tables(11, drawn, PLACES.tree))
    made = same_in_every_week(records, drawn.first, drawn.last)
    assert made.unsteady == frozenset()
    assert len({s.rule for s in made.found}) >= 6


SITES = [
    {"site_id": s, "name": s, "mineral": "coal", "jurisdiction": f"孝义市/{t}"}
    for s, t in (("A", "西辛庄镇"), ("B", "下堡镇"), ("C", "西辛庄镇"))
]


def found(id_: str, site: str, on: str, **more: str) -> Row:
    return {
        "discovery_id": id_, "site_id": site, "verified_on": on, "producing": "yes", "found_by": "县局",
        "missing_licences": "mining_permit", **more,
    }  # fmt: skip


def checked(id_: str, site: str, on: str, result: str) -> Row:
    return {"check_id": id_, "site_id": site, "checked_on": on, "result": result, "checked_by": "县局"}


def test_late_answers_later_licences_withdrawn_rows_and_evidence_count_from_their_own_day() -> None:
    rows = {
        "sites": SITES,
        "discoveries": [
            # nothing said of licences at first: the episode becomes illegal only with D2
            {**found("D1", "A", "2022-02-01"), "missing_licences": ""},
            found("D2", "A", "2022-02-20"),
            found("D3", "B", "2022-02-10"),
            found("D4", "C", "2022-02-12", withdrawn="yes"),
            found("D5", "B", "2022-03-25"),
        ],
        "checks": [
            checked("C1", "A", "2022-02-05", "producing"),
            checked("C2", "B", "2022-02-14", "producing"),
            checked("C3", "B", "2022-03-10", "stopped"),
            checked("C4", "B", "2022-03-27", "no_measure"),
            checked("C5", "A", "2022-04-02", "stopped"),
        ],
        "inquiries": [
            {"inquiry_id": "Q1", "site_id": "C", "sent_on": "2022-02-13", "sent_to": "county_government",
             "due_on": "2022-02-20", "answered_on": "2022-03-05"}
        ],
        "duty_evidence": [
            {"evidence_id": "E1", "jurisdiction": "孝义市", "organ": "department:国土局", "kind": "dereliction",
             "act": "未履行职责", "occurred_on": "2022-02-01", "source": "督查", "verified": "yes",
             "verified_on": "2022-03-01", "verified_by": "市督查组", "site_id": "A"}
        ],
    }  # fmt: skip
    made = same_in_every_week(read(rows), date(2022, 2, 1), date(2022, 4, 12))
    assert made.unsteady == frozenset()
    assert len(made.found) >= 6


def test_discoveries_that_count_from_the_day_of_the_report_are_looked_at_week_by_week() -> None:
    rows = {
        "sites": SITES,
        "discoveries": [
            found("D1", "A", "2022-03-20", reported_on="2022-02-01"),
            found("D2", "B", "2022-02-15", reported_on="2022-02-10"),
        ],
        "checks": [
            checked("C1", "A", "2022-02-05", "producing"),
            checked("C2", "B", "2022-02-16", "producing"),
        ],
    }
    settings = Settings(overrides={"discovery_date": "reported_on"})
    made = same_in_every_week(read(rows), date(2022, 2, 1), date(2022, 4, 5), settings=settings)
    assert "order446.county-two-illegal-coal-mines" in made.unsteady
    assert "local.city-supervision-notice" in made.unsteady
    # one evaluation at the end would have shown it on 1 March already
    assert not [s for s in made.on(date(2022, 3, 1)) if s.rule.endswith("county-two-illegal-coal-mines")]
    assert [
        s.met for s in made.on(date(2022, 3, 22)) if s.rule.endswith("county-two-illegal-coal-mines")
    ] == [date(2022, 2, 16).toordinal()]


def test_a_clock_that_changes_is_the_clock_of_the_day_of_the_run() -> None:
    clock = Parameter.model_validate(
        {"unit": "日", "origin": "local", "values": {date(2024, 5, 1): 15, date(2024, 7, 1): 30}}
    )
    rules = changed("order774.report-not-handled", parameters={"clock": clock})
    report = {
        "discovery_id": "D1",
        "site_id": "A",
        "producing": "unknown",
        "found_by": "县局",
        "reported_on": "2024-06-10",
    }
    made = same_in_every_week(
        read({"sites": SITES, "discoveries": [report]}), date(2024, 6, 3), date(2024, 7, 29), rules
    )
    assert made.unsteady == {"order774.report-not-handled"}
    assert [len(made.on(d)) for d in (date(2024, 6, 24), date(2024, 7, 1), date(2024, 7, 15))] == [0, 0, 1]


def test_evidence_verified_before_it_occurred_is_not_seen_before_it_occurred() -> None:
    evidence = {"evidence_id": "E1", "jurisdiction": "孝义市", "organ": "county_government", "kind": "dereliction",
                "act": "未履行职责", "occurred_on": "2022-03-20", "source": "督查", "verified": "yes",
                "verified_on": "2022-03-01", "verified_by": "市督查组"}  # fmt: skip
    made = same_in_every_week(read({"duty_evidence": [evidence]}), date(2022, 3, 1), date(2022, 4, 5))
    assert len(made.found) == 1


def test_a_window_of_six_months_finds_more_and_what_merges_is_no_loss() -> None:
    drawn = sizes(5_000, first=date(2023, 3, 1), days=300)
    records = drawn_records(tables(5, drawn, PLACES.tree))
    window = Parameter.model_validate({"unit": "月", "origin": "local", "values": {date(2005, 9, 3): 6}})
    rule = RULES.rules["order446.county-two-illegal-coal-mines"]
    wider = changed(rule.id, parameters={**rule.parameters, "window": window})
    a, b = replay_both(
        records, RULES, wider, first=drawn.first, last=drawn.last, settings=OFFICE, jurisdictions=PLACES
    )
    assert b == replayed(records, drawn.first, drawn.last, wider)
    one = effect(a, b, PLACES.tree)
    kinds = {d.kind for d in one.differences if d.seen.rule == rule.id}
    assert "appears" in kinds
    assert "vanishes" not in kinds
    assert sum(sum(c.values()) for c in one.by_county.values()) == len(one.differences)
    assert all(after >= before for _, before, after in one.weeks)
    back = effect(b, a, PLACES.tree)
    assert {d.seen.id for d in back.differences if d.kind == "vanishes"} == {
        d.seen.id for d in one.differences if d.kind == "appears"
    }
    assert effect(a, a, PLACES.tree).differences == ()


def test_a_definition_of_the_draft_is_not_read_from_the_facts_of_the_active_rules() -> None:
    definition = RULES.rules["order446.illegal-coal-mine"]
    when: Any = definition.when
    narrower = changed(definition.id, when=when.model_copy(update={"any": when.any[1:]}))
    rows = {
        "sites": SITES,
        "discoveries": [found("D1", "A", "2022-02-01")],
        "checks": [checked("C1", "A", "2022-02-05", "producing")],
    }
    a, b = replay_both(
        read(rows),
        RULES,
        narrower,
        first=date(2022, 2, 1),
        last=date(2022, 3, 1),
        settings=OFFICE,
        jurisdictions=PLACES,
    )
    assert [d.kind for d in effect(a, b, PLACES.tree).differences] == ["vanishes"]


def test_the_weeks_of_a_period_end_with_its_last_day() -> None:
    assert weeks_of(date(2022, 2, 1), date(2022, 2, 16)) == tuple(date(2022, 2, d) for d in (1, 8, 15, 16))
    assert weeks_of(date(2022, 2, 1), date(2022, 2, 15))[-1] == date(2022, 2, 15)
    with pytest.raises(UsageError, match="早于 --from"):
        weeks_of(date(2022, 2, 1), date(2022, 1, 31))


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The folder of Order 446 with a county threshold of three, marked a draft."""
    folder = Path(shutil.copytree(BUNDLED / "order446", tmp_path / "order446"))
    path = folder / "county-two-illegal-coal-mines.yaml"
    text = path.read_text(encoding="utf-8").replace("status: active", "status: draft")
    path.write_text(
        text.replace("origin: law, values: {2005-09-03: 2}", "origin: local, values: {2005-09-03: 3}"),
        encoding="utf-8",
    )
    return folder


def test_a_draft_takes_the_place_of_its_folder_and_evaluates(draft: Path) -> None:
    laid = laid_over([BUNDLED], RULES, draft)
    rule = laid.rules["order446.county-two-illegal-coal-mines"]
    assert rule.status == "active"
    assert isinstance(rule.when, Count)
    assert rule.number(rule.when.at_least, date(2022, 1, 1).toordinal()) == 3
    assert set(laid.rules) == set(RULES.rules)


def test_a_draft_of_the_active_folders_that_was_only_copied_stays_a_draft(tmp_path: Path) -> None:
    copy = tmp_path / "rulesets"
    shutil.copytree(BUNDLED, copy)
    laid = laid_over([BUNDLED], RULES, copy)
    drafts = {id_ for id_, rule in RULES.rules.items() if rule.status == "draft"}
    assert drafts
    assert {id_ for id_, rule in laid.rules.items() if rule.status == "draft"} == drafts
    changed = next(p for p in copy.rglob("*.yaml") if "status: draft" in p.read_text(encoding="utf-8"))
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("limits: ", "limits: 试用。", 1), encoding="utf-8")
    laid = laid_over([BUNDLED], RULES, copy)
    assert len({id_ for id_ in drafts if laid.rules[id_].status == "active"}) == 1


def test_a_draft_in_a_folder_of_another_name_is_refused(draft: Path) -> None:
    with pytest.raises(UsageError, match="请把目录改名为 order446"):
        laid_over([BUNDLED], RULES, draft.rename(draft.parent / "new"))


def test_a_difference_in_words(draft: Path) -> None:
    (one,) = told_difference(RULES, laid_over([BUNDLED], RULES, draft))
    assert one.rule == "order446.county-two-illegal-coal-mines"
    assert one.changes == (
        "参数 minimum_sites 的出处由“法定”改为“本办公室定”",
        "参数 minimum_sites 自 2005-09-03 起的值由“2处”改为“3处”",
    )
    assert told_difference(RULES, RULES) == []


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"title": "改"}, "标题由“询问逾期未答复”改为“改”"),
        ({"status": "retired"}, "状态由“在用”改为“已停用，只用于其施行期间”"),
        ({"limits": "无"}, "局限由“"),
        ({"legal_basis": ()}, "不再依据省安委办内部工作规则第三条"),
    ],
)
def test_every_section_of_a_rule_is_told(update: dict[str, Any], said: str) -> None:
    (one,) = told_difference(RULES, changed("local.unanswered-inquiry", **update))
    assert one.changes[0].startswith(said)


def test_a_rule_that_is_new_or_gone_is_told() -> None:
    fewer = {k: v for k, v in RULES.rules.items() if k != "local.province-list"}
    without = RuleSet(
        MappingProxyType(fewer), RULES.instruments, RULES.sha256, RULES.notes, RULES.norms, RULES.matters
    )
    assert told_difference(RULES, without)[0].changes[0] == "删去了这条规则"
    assert told_difference(without, RULES)[0].changes[0].startswith("新增了这条规则：同一日，一个设区的市")


def test_the_workbook_has_every_difference_and_the_same_bytes_again(draft: Path) -> None:
    rows = {
        "sites": SITES,
        "discoveries": [found("D1", "A", "2022-02-01"), found("D2", "B", "2022-02-10")],
        "checks": [
            checked("C1", "A", "2022-02-12", "producing"),
            checked("C2", "B", "2022-02-12", "producing"),
        ],
    }
    new = laid_over([BUNDLED], RULES, draft)
    a, b = replay_both(
        read(rows),
        RULES,
        new,
        first=date(2022, 2, 1),
        last=date(2022, 3, 1),
        settings=OFFICE,
        jurisdictions=PLACES,
    )
    one = effect(a, b, PLACES.tree)
    assert [d.kind for d in one.differences if d.seen.rule == "order446.county-two-illegal-coal-mines"] == [
        "vanishes"
    ]
    data = workbook(one, told_difference(RULES, new), PLACES.tree, date(2022, 3, 1))
    assert data == workbook(one, told_difference(RULES, new), PLACES.tree, date(2022, 3, 1))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        text = archive.read("xl/sharedStrings.xml").decode()
    assert sum("charts/chart" in n for n in names) == 2
    assert all(d.seen.id in text for d in one.differences)


def test_a_line_on_the_screen_names_the_first_sites_and_where_all_stand() -> None:
    sites = "、".join(f"S{n:03}" for n in range(24))
    assert len(sites) == 119
    assert short(sites) == sites
    told = short(f"{sites}、S024")
    assert told == "、".join(f"S{n:03}" for n in range(24)) + " 等（全部见 --xlsx）"
