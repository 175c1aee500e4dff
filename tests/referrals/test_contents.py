import re
from dataclasses import fields
from pathlib import Path

import pytest
import specimens
import written

from engine import other_side
from engine.dossiers import Dossier
from engine.other_side import Note
from engine.referrals import ReferralError, write_packages
from engine.referrals.content import SECTIONS
from engine.referrals.labels import STATUS, cell, column_label, table_label
from engine.referrals.shapes import DossierContent

INFORMANT = "举报人李四方"


def whole_run() -> list[Dossier]:
    told = {"source": f"{INFORMANT} 13900000000", "note": f"{INFORMANT}来电"}
    note = {"note": told["note"]}
    found = {"producing": "是", "missing_licences": "采矿许可证", "found_by": "某局", **told}
    bad = {"result": "仍在生产", "checked_by": "某局", **note}
    return specimens.of_rows({
        "sites": [
            {"site_id": s, "name": f"{s}矿", "mineral": "煤", "jurisdiction": j, **note}
            for s, j in (("A", "孝义市/西辛庄镇"), ("B", "孝义市/下堡镇"))
        ],
        "discoveries": [
            {"discovery_id": "D1", "site_id": "A", "verified_on": "2022-02-23", **found},
            {"discovery_id": "D2", "site_id": "B", "verified_on": "2022-02-25", **found},
            {"discovery_id": "D3", "site_id": "B", "verified_on": "", "reported_on": "2022-03-01", **found},
        ],
        "checks": [
            {"check_id": "C1", "site_id": "A", "checked_on": "2022-03-02", **bad},
            {"check_id": "C2", "site_id": "B", "checked_on": "2022-03-02", **bad},
            {"check_id": "C3", "site_id": "B", "checked_on": "2022-03-20", **bad},
            {"check_id": "C4", "site_id": "B", "checked_on": "2022-03-20", **bad, "result": "已停止"},
        ],
        "measures": [
            {"measure_id": "M1", "site_id": "A", "kind": "停电", "ordered_on": "2022-03-01", **note},
            {"measure_id": "M2", "site_id": "A", "kind": "查扣", "result": "已停止", **note},
        ],
        "duty_evidence": [
            {
                "evidence_id": "E1", "jurisdiction": "孝义市", "organ": "县级人民政府", "kind": "失职渎职",
                "act": "未组织复查", "occurred_on": "2022-03-01", "verified": "是", "verified_by": "某办",
                "verified_on": "2022-03-05", **told,
            },
        ],
        "posts": [
            {
                "name": "王某某", "organ": "县级人民政府", "jurisdiction": "孝义市", "post": "市长",
                "role": "主要负责人", "from_on": "2021-01-01", **note,
            },
            {
                "person_id": "P2", "name": "陈某某", "organ": "县级人民政府", "jurisdiction": "孝义市",
                "post": "副市长", "role": "相关负责人", "from_on": "2021-01-01",
                "document": "任〔2021〕9号", **note,
            },
        ],
        "prior_actions": [
            {
                "action_id": "P1", "organ": "县级人民政府", "jurisdiction": "孝义市", "kind": "处分",
                "on": "2022-03-10", "by": "某机关", **note,
            },
        ],
    })  # fmt: skip


def test_the_informant_appears_nowhere_in_a_package_of_a_whole_run(tmp_path: Path) -> None:
    folders = write_packages(whole_run(), tmp_path)
    assert len(folders) >= 2
    for folder in folders:
        text = written.everything(folder)
        assert "李四方" not in text
        assert "13900000000" not in text


def test_a_person_without_an_appointment_document_appears_nowhere(tmp_path: Path) -> None:
    (county,) = [d for d in whole_run() if d.organ == "county_government"]
    (folder,) = write_packages([county], tmp_path)
    text = written.everything(folder)
    assert "王某某" not in text
    assert "陈某某" in text
    posts = [r for r in written.data(folder, "facts.json")["records"] if r.startswith("posts/")]
    assert len(posts) == 2
    (unnamed,) = [r for r in posts if "（不具名）" in r]
    assert unnamed in written.cells(folder)


def test_two_unnamed_posts_of_one_office_keep_ids_of_their_own(tmp_path: Path) -> None:
    def post(name: str) -> dict[str, str]:
        return {"post_id": f"{name}@x:市长", "name": name, "post": "市长"}

    rows = {f"posts/{n}@x:市长": post(n) for n in ("钱某", "孙某")}
    notes = tuple(Note("任职", (r,)) for r in rows)
    made = specimens.dossier(
        records={**specimens.records(), **rows}, other=specimens.other_side(days_in_post=notes)
    )
    (folder,) = write_packages([made], tmp_path)
    kept = {r: v for r, v in written.data(folder, "facts.json")["records"].items() if r.startswith("posts/")}
    assert set(kept) == {"posts/（不具名）@x:市长", "posts/（不具名）@x:市长~2"}
    assert all(r.removeprefix("posts/") == v["post_id"] for r, v in kept.items())
    assert "钱某" not in written.everything(folder)


def test_evidence_that_the_package_does_not_carry_is_not_named(tmp_path: Path) -> None:
    made = specimens.dossier(findings=(specimens.finding(evidence=["E1", "E-RESTRICTED"]),))
    (folder,) = write_packages([made], tmp_path)
    assert written.data(folder, "facts.json")["findings"][0]["evidence"] == ["E1"]
    assert "E-RESTRICTED" not in written.everything(folder)


@pytest.mark.parametrize("source", ["quarter", "whole_run"])
def test_every_record_that_the_other_side_names_is_among_the_facts(tmp_path: Path, source: str) -> None:
    made = specimens.quarter() if source == "quarter" else whole_run()
    for folder in write_packages(made, tmp_path):
        facts = written.data(folder, "facts.json")
        named = {r for s in facts["other_side"] for n in s["notes"] for r in n["records"]}
        assert named <= set(facts["records"])
        assert all(facts["records"][r] for r in named)


def test_a_note_on_a_record_that_the_dossier_lacks_stops_the_package(tmp_path: Path) -> None:
    made = specimens.dossier(other=specimens.other_side(unused=(Note("某", ("checks/C99",)),)))
    with pytest.raises(ReferralError, match="checks/C99"):
        write_packages([made], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_all_sections_of_the_other_side_stand_in_lists_and_data_an_empty_one_too(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier(other=specimens.other_side())], tmp_path)
    sections = written.data(folder, "facts.json")["other_side"]
    assert [(s["section"], s["title"], s["count"]) for s in sections] == [
        (k, v, 0) for k, v in SECTIONS.items()
    ]
    rows = written.sheets(folder)["有利情节与未采信记录"][1:]
    assert [r[0] for r in rows] == list(SECTIONS.values())
    assert {(r[1], r[3]) for r in rows} == {("0", "记录中没有"), ("0", "所涉矿点的记录中没有")}


def test_a_section_that_is_new_to_the_writer_is_printed_not_dropped(tmp_path: Path) -> None:
    notes = {**specimens.other_side().notes, "weather": (Note("大雪封路", ("checks/C3",)),)}
    (folder,) = write_packages([specimens.dossier(other=other_side.OtherSide(notes))], tmp_path)
    assert "weather：1件。大雪封路。" in written.letter(folder)
    assert "大雪封路" in written.cells(folder)


def test_every_section_of_the_other_side_is_gathered() -> None:
    assert [name for name in SECTIONS if not callable(getattr(other_side._Gather, name, None))] == []


def test_the_shape_is_that_of_the_dossier() -> None:
    asked = {name for name in vars(DossierContent) if isinstance(vars(DossierContent)[name], property)}
    assert asked == {f.name for f in fields(Dossier)}


def test_an_element_whose_records_stand_in_a_conflict_is_contradicted(tmp_path: Path) -> None:
    conflict = Note("A：2022-02-20 的复查结论相互矛盾", ("checks/C1", "checks/C3"))
    (folder,) = write_packages(
        [specimens.dossier(other=specimens.other_side(conflicting=(conflict,)))], tmp_path
    )
    (one,) = written.data(folder, "proof.json")["findings"]
    assert [(e["status"], e["status_zh"]) for e in one["elements"]] == [
        ("proved", "已证明"), ("contradicted", "有矛盾"), ("proved", "已证明"),
    ]  # fmt: skip
    assert one["elements"][1]["conflicting_records"] == ["checks/C1"]
    assert "有矛盾（相互矛盾的记录：checks/C1）" in written.cells(folder)
    assert "有记录证明的2项，未证明的0项，记录相互矛盾的1项" in written.letter(folder)


def test_an_element_without_proof_says_so(tmp_path: Path) -> None:
    limb = {"element": "某要件", "status": "not_proved", "facts": [], "records": []}
    (folder,) = write_packages([specimens.dossier(findings=(specimens.finding(proof=[limb]),))], tmp_path)
    (element,) = written.data(folder, "proof.json")["findings"][0]["elements"]
    assert (element["status"], element["status_zh"]) == ("not_proved", "未证明")
    assert "未证明" in written.cells(folder)


def test_the_lists_have_a_sheet_for_each_table_and_only_text_cells(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier(name="=1+1", act="http://example.org")], tmp_path)
    sheets = written.sheets(folder)
    assert list(sheets) == [
        "要件对照", "事实经过", "矿点", "职责依据", "有利情节与未采信记录", "证据目录", "证据材料",
    ]  # fmt: skip
    assert all(isinstance(c, str) for rows in sheets.values() for row in rows for c in row)
    raw = b"".join(written.members(folder / written.LISTS).values()).decode()
    assert not re.search(r"<f[ >]|<hyperlink", raw)


def test_the_catalogue_says_each_field_of_each_cited_record_in_words(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    rows = written.sheets(folder)["证据目录"]
    assert ["checks/C1", "复查", "复查结果", "未采取有效制止措施"] in rows
    assert ["discoveries/D1", "发现", "缺失证照", "采矿许可证、安全生产许可证"] in rows
    assert ["duty_evidence/E1", "失职线索", "单位", "部门:某局"] in rows
    assert {r[0] for r in rows[1:]} == set(specimens.records())


def test_a_text_beyond_what_a_cell_holds_says_that_it_is_cut(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier(act="长" * 40_000)], tmp_path)
    assert any(c.endswith("全文见 facts.json）") for c in written.cells(folder))
    assert len(written.data(folder, "facts.json")["records"]["duty_evidence/E1"]["act"]) == 40_000


def test_json_is_canonical(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    for name in ("facts.json", "proof.json", "manifest.json"):
        text = (folder / name).read_bytes().decode("utf-8")
        assert text.endswith("}\n")
        assert "\\u" not in text
        keys = re.findall(r'^  "([^"]+)":', text, re.MULTILINE)
        assert keys == sorted(keys)


def test_labels_say_what_the_lists_of_records_say() -> None:
    assert (table_label("checks"), column_label("checks", "checked_on")) == ("复查", "复查日期")
    assert cell("discoveries", "missing_licences", ["none"]) == "无缺失"
    assert cell("posts", "organ", "vertical:某处") == "垂直管理机构:某处"
    assert cell("sites", "mineral", "other:某矿") == "其他:某矿"
    assert (table_label("plans"), column_label("plans", "x"), cell("plans", "x", 7)) == ("plans", "x", "7")
    assert set(STATUS) == {"proved", "not_proved", "contradicted"}
