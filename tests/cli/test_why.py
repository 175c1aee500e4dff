"""`why` proves a finding down to the records; `why-not` says which element fails and what would change it."""

from pathlib import Path

import pytest
import scene
from evaluated import Shared
from running import Ran, evaluated, wenze

FULL = f"{scene.COUNTY}/{scene.XIAOYI}/2022-02-20"


def why_not(result: Path, rule: str, place: str) -> str:
    ran = wenze("why-not", "--result", result, "--rule", rule, "--jurisdiction", place)
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out


def test_a_full_id_gives_the_proof_down_to_the_records(shared: Shared) -> None:
    ran = wenze("why", FULL, "--result", shared.result)
    assert (ran.code, ran.err) == (0, "")
    (finding,) = [f for f in shared.document["findings"] if f["id"] == FULL]
    for record in finding["records"]:
        assert record in ran.out
    for words in (
        FULL,
        "吕梁市孝义市",
        "第七条第一款",
        "2022-02-01 至 2022-03-01",
        "合成甲",
        "接收机关：吕梁市",
    ):
        assert words in ran.out


def test_a_part_that_only_one_id_has_gives_the_same(shared: Shared) -> None:
    parts = ("county-two", FULL)
    assert len({wenze("why", part, "--result", shared.result).out for part in parts}) == 1


@pytest.mark.parametrize(("part", "said"), [(scene.XIAOYI, "完整编号"), ("order999", "order999")])
def test_an_ambiguous_or_unknown_part_is_refused(shared: Shared, part: str, said: str) -> None:
    assert said in wenze("why", part, "--result", shared.result).one_line()


def test_an_open_question_says_what_is_missing(shared: Shared) -> None:
    ran: Ran = wenze("why", "cannot-tell", "--result", shared.result)
    assert ran.code == 0
    assert "缺少：F：" in ran.out


def test_why_not_of_a_rule_that_is_met_points_to_its_finding(shared: Shared) -> None:
    assert f"该日成立：{FULL}" in why_not(shared.result, scene.COUNTY, "孝义市")


def test_why_not_of_a_rule_met_before_gives_its_days(shared: Shared) -> None:
    told = why_not(shared.result, scene.TOWNSHIP, "柳林县/薛村镇")
    assert "2022-02-05 至 2022-02-11" in told
    assert "已停止" in told


def test_why_not_in_a_subdistrict_says_that_the_law_names_townships(shared: Shared) -> None:
    told = why_not(shared.result, scene.TOWNSHIP, "离石区/西属巴街道")
    assert "不成立（街道）" in told
    assert "政策研究" in told


def test_why_not_of_a_near_miss_says_until_when_one_more_suffices(shared: Shared) -> None:
    told = why_not(shared.result, scene.COUNTY, scene.SHOUYANG)
    assert "2022-04-01 以前（含当日）再发现一处" in told


def test_why_not_of_what_cannot_be_told_says_what_to_ask(shared: Shared) -> None:
    assert "补查" in why_not(shared.result, scene.TOWNSHIP, "柳林县/庄上镇")


def test_why_not_names_only_evidence_of_the_place(shared: Shared) -> None:
    assert "V2" not in why_not(shared.result, "notice2022-21.dereliction", "离石区")


def test_why_not_after_the_law_ended_says_so(tmp_path: Path) -> None:
    late = {
        "2022-02-01": "2024-05-10",
        "2022-02-15": "2024-05-11",
        "2022-02-10": "2024-05-12",
        "2022-02-20": "2024-05-13",
    }
    tables = {
        n: [{k: late.get(v, v) for k, v in r.items()} for r in rows] for n, rows in scene.two_mines().items()
    }
    document = evaluated(scene.as_csv(tmp_path / "in", tables), "2024-06-03", tmp_path / "result.json")
    assert [r["reason"] for r in document["policy_review"] if r["rule"] == scene.COUNTY] == ["law_ended"]
    told = why_not(tmp_path / "result.json", scene.COUNTY, "孝义市")
    assert "依据在该日有效 — 不成立（2005-09-03 至 2024-04-30）" in told
    assert "依据已失效" in told


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [("order446.none", "孝义市", "order446.none"), (scene.COUNTY, "北京市", "北京市")],
)
def test_why_not_of_an_unknown_rule_or_place_is_refused(
    shared: Shared, rule: str, place: str, said: str
) -> None:
    ran = wenze("why-not", "--result", shared.result, "--rule", rule, "--jurisdiction", place)
    assert f"“{said}”" in ran.one_line()
