"""读者须知: which notes a referral bears, and that they state, never judge."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import specimens
import written
from specimens import of_rows
from test_wording import WORDS, outside_quotes, strings

from engine.dossiers import Dossier
from engine.referrals import write_packages
from engine.referrals.wording import neutral
from engine.rules import load_rules

TOWN, STREET = "孝义市/西辛庄镇", "孝义市/新义街道"
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def rows(found: str, seen: str, place: str = TOWN, **tables: Sequence[Mapping[str, str]]) -> Rows:
    """One coal site, found on a day, known to the township then, seen producing on another."""
    return {
        "sites": [{"site_id": "A", "name": "甲", "mineral": "煤", "jurisdiction": place}],
        "discoveries": [{
            "discovery_id": "D1", "site_id": "A", "producing": "是", "missing_licences": "安全生产许可证",
            "verified_on": found, "township_informed_on": found, "reported_up": "是", "reported_up_on": found,
            "found_by": "某局",
        }],
        "checks": [{
            "check_id": "C1", "site_id": "A", "checked_on": seen, "result": "仍在生产", "checked_by": "某局",
        }],
        **tables,
    }  # fmt: skip


def of_township(given: Rows, as_of: date) -> Dossier:
    (one,) = [d for d in of_rows(given, as_of) if d.organ == "township_government"]
    return one


def notes(one: Dossier) -> dict[str, Mapping[str, Any]]:
    return {note["id"]: note for note in one.reader_notes}


STRADDLING = rows("2024-04-10", "2024-04-12")


def test_a_stretch_that_the_change_of_law_cuts_names_both_halves() -> None:
    one = of_township(STRADDLING, date(2024, 6, 1))
    note = notes(one)["from-old-lighter-if-new"]
    old, new = sorted(f["id"] for f in one.findings)
    assert (old.partition(".")[0], new.partition(".")[0]) == ("order446", "order774")
    (line,) = note["lines"]
    assert line["text"] == (f"前段 {old}（自 2024-04-12 至 2024-04-30 止），后段 {new}（自 2024-05-01 起）。")
    assert "从旧兼从轻" in note["text"]
    assert [b["cited"] for b in note["basis"]] == [
        "《煤矿安全生产条例》第七十六条", "“《中华人民共和国公职人员政务处分法》第六十七条”",
    ]  # fmt: skip
    assert note["basis"][0]["quote"].startswith("本条例自2024年5月1日起施行。")
    assert note["basis"][1]["quote"] is None


def test_until_the_last_day_of_the_old_law_there_is_no_note_on_its_change() -> None:
    assert "from-old-lighter-if-new" not in notes(of_township(STRADDLING, date(2024, 4, 30)))
    assert "from-old-lighter-if-new" in notes(of_township(STRADDLING, date(2024, 5, 1)))


def test_a_referral_under_the_new_law_alone_says_that_nothing_straddles() -> None:
    one = of_township(rows("2024-06-03", "2024-06-05"), date(2024, 7, 1))
    assert {g["instrument"] for g in one.grounds} == {"order774"}
    assert [line["text"] for line in notes(one)["from-old-lighter-if-new"]["lines"]] == [
        "本件没有跨越 2024-05-01 的前后两段。"
    ]


def test_a_stretch_that_ended_under_the_old_law_bears_the_note_once_the_new_one_holds() -> None:
    stopped = {
        "check_id": "C2",
        "site_id": "A",
        "checked_on": "2024-04-20",
        "result": "已停止",
        "checked_by": "某局",
    }
    given = rows("2024-04-10", "2024-04-12")
    given = {**given, "checks": [*given["checks"], stopped]}
    one = of_township(given, date(2024, 6, 1))
    assert {g["instrument"] for g in one.grounds} >= {"order446"}
    assert "从旧兼从轻" in notes(one)["from-old-lighter-if-new"]["text"]


def test_the_head_of_an_elected_government_is_named_by_post() -> None:
    one = of_township(STRADDLING, date(2024, 6, 1))
    principal = sorted({p["post"] for p in one.posts if p["role"] == "principal"})
    note = notes(one)["elected-heads"]
    assert [line["text"] for line in note["lines"]] == [f"本件所涉政府正职：{'、'.join(principal)}。"]
    assert [b["article"] for b in note["basis"]] == ["第五十条"]


def test_a_department_has_no_elected_head() -> None:
    departments = [d for d in of_rows(STRADDLING, date(2024, 6, 1)) if "department" in d.organ]
    assert departments
    for one in departments:
        assert "elected-heads" not in notes(one)


def test_a_government_without_a_principal_among_the_posts_bears_no_note_on_heads() -> None:
    (one,) = [d for d in specimens.quarter() if "elected-heads" in notes(d)][:1]
    assert any(p["role"] == "principal" for p in one.posts)
    for other in specimens.quarter():
        government = other.organ.endswith("_government")
        principal = any(p["role"] == "principal" for p in other.posts)
        assert ("elected-heads" in notes(other)) is (government and principal)


ACTION = {
    "action_id": "P1", "organ": "乡镇人民政府", "jurisdiction": TOWN, "kind": "处分", "on": "2024-05-20",
    "by": "某机关",
}  # fmt: skip


def test_prior_actions_of_the_organ_and_of_its_sites_are_listed_with_their_records() -> None:
    about_site = {**ACTION, "action_id": "P2", "site_id": "A", "kind": "移送", "on": "2024-05-21"}
    del about_site["organ"]
    elsewhere = {**ACTION, "action_id": "P3", "jurisdiction": "孝义市/下堡镇"}
    one = of_township({**STRADDLING, "prior_actions": [ACTION, about_site, elsewhere]}, date(2024, 6, 1))
    lines = notes(one)["handled-once"]["lines"]
    assert [(line["text"], line["records"]) for line in lines] == [
        ("2024-05-20 某机关：“处分”，对象为吕梁市孝义市西辛庄镇人民政府", ["prior_actions/P1"]),
        ("2024-05-21 某机关：移送，对象为吕梁市孝义市西辛庄镇的矿点 A", ["prior_actions/P2"]),
    ]


def test_a_prior_action_after_the_day_evaluated_is_not_on_record() -> None:
    for as_of, wanted in (
        (date(2024, 5, 19), "所交记录中没有已有处理。"),
        (date(2024, 5, 20), "2024-05-20 某机关：“处分”，对象为吕梁市孝义市西辛庄镇人民政府"),
    ):
        one = of_township({**STRADDLING, "prior_actions": [ACTION]}, as_of)
        assert [line["text"] for line in notes(one)["handled-once"]["lines"]] == [wanted]


def test_every_referral_says_what_prior_actions_are_on_record() -> None:
    for one in specimens.quarter():
        told = [line["text"] for line in notes(one)["handled-once"]["lines"]]
        listed = [neutral(n.text) for n in one.other.notes["prior_actions"]]
        assert told == (listed or ["所交记录中没有已有处理。"])


def test_letter_and_data_carry_the_notes(tmp_path: Path) -> None:
    one = of_township({**STRADDLING, "prior_actions": [ACTION]}, date(2024, 6, 1))
    (folder,) = write_packages([one], tmp_path)
    letter = written.letter(folder)
    assert "六、读者须知" in letter
    assert "（一）选举产生的正职" in letter
    assert "见“《中华人民共和国公职人员政务处分法》第五十条”。" in letter
    assert "（二）新旧规定的适用" in letter
    assert "（自2024年4月12日至2024年4月30日止），后段" in letter
    assert "2024年5月20日某机关：“处分”，对象为吕梁市孝义市西辛庄镇人民政府。" in letter
    assert written.data(folder, "facts.json")["reader_notes"] == [dict(n) for n in one.reader_notes]


def test_a_letter_without_notes_says_so(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    assert "六、读者须知\n没有须知。\n七、接收机关和时限" in written.letter(folder)


def test_notes_hold_no_word_of_guilt_intent_or_sanction_outside_quotes(tmp_path: Path) -> None:
    given = {**STRADDLING, "prior_actions": [ACTION]}
    for folder in write_packages(of_rows(given, date(2024, 6, 1)), tmp_path):
        for text in [
            *written.paragraphs(folder),
            *strings(written.data(folder, "facts.json")["reader_notes"]),
        ]:
            assert [w for w in WORDS if w in outside_quotes(text)] == [], text


def test_the_words_of_the_bundled_notes_need_no_quoting() -> None:
    for note in load_rules().notes.values():
        assert neutral(note.text) == note.text
        assert neutral(note.title) == note.title
