"""A rule told in words says everything that its file says, and nothing that it does not."""

import pytest

from engine.rules import load_rules
from engine.rules.describing import ThresholdRow, describe, threshold_row

RULES = load_rules()


def told(name: str) -> str:
    return describe(RULES.rules[name], RULES.instruments)


def test_the_county_rule_in_words() -> None:
    assert told("order446.county-two-illegal-coal-mines") == (
        "《县级辖区1个月内发现2处以上非法煤矿且未采取有效制止措施》（order446.county-two-illegal-coal-mines）。"
        "在一个县级区划内，自其中一处发现之日起1个月内（到相应日为止，当日在内；没有相应日的到月末为止），"
        "发现有2处以上（含2处，同一矿点只算一处）非法煤矿，并且在同一日都没有采取有效制止措施的，该日本规则成立。"
        "发现之日以核实日期为准；没有制止须以发现之日后第1日起的复查或者再次发现为证，没有复查的视为不明。"
        "成立后，将有关线索移送纪检监察机关，所涉单位是县级人民政府，所涉岗位是主要负责人、相关负责人；"
        "接收机关按干部管理权限确定。"
        "依据：《国务院关于预防煤矿生产安全事故的特别规定》（国务院令第446号）第七条第一款："
        "“在县级人民政府所辖区域内1个月内发现有2处或者2处以上非法煤矿并且没有采取有效制止措施的”；"
        "自2022年2月22日起并依据晋安办发〔2022〕21号第五部分："
        "“在縣級人民政府所轄區域內 1 個月內發現有 2 處或者 2 處以上非法煤礦並且沒有採取有效制止措施的”。"
        "施行期间：2005年9月3日至2024年4月30日，两日均在内。"
        "数值：最少数量（minimum_sites）2005年9月3日起为2处，法定；窗口长度（window）2005年9月3日起为1个月，法定；"
        "复查间隔（response_days）2005年9月3日起为1日，本办公室定。"
        "局限：条文未规定“1个月”的起算方法；按每次发现之日起向后计算。"
    )


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        (
            "order446.illegal-coal-mine",
            [
                "缺失证照中有“煤炭生产许可证”（2005年9月3日起，至2013年7月18日前，法定）",
                "情形中有“擅自启封已关闭废弃矿井”（2005年9月3日起，解释）",
                "自相矛盾，不能判断",
                "本身不产生结论",
            ],
        ),
        ("notice2022-21.protective-umbrella", ["线索种类为“保护伞”", "上提1级", "限制知悉范围"]),
        (
            "notice2022-21.unauthorized-mining",
            ["限乡、镇、民族乡、苏木、民族苏木", "向乡镇人民政府发出督办通知；只督办，不移送"],
        ),
        ("notice2022-21.unauthorized-mining-definition", ["矿种不为“煤”", "或“特殊区域盗采”"]),
        ("order446.department-responsible", ["单位为“部门”或“垂直管理机构”", "成立后不因矿点停止而终止"]),
        ("local.unanswered-inquiry", ["过了答复期限仍没有答复的，自次日起", "向被询问单位发出督办通知"]),
        ("local.province-list", ["2个以上（含2个）县级区划", "列入省级督办清单；不移送"]),
        ("local.city-supervision-notice", ["order446.county-two-illegal-coal-mines 成立的每一日"]),
    ],
)  # fmt: skip
def test_each_kind_of_rule_in_words(name: str, fragments: list[str]) -> None:
    text = told(name)
    assert [f for f in fragments if f not in text] == []
    assert "None" not in text


def test_every_rule_is_told_with_its_clause_and_its_limits() -> None:
    for name, rule in RULES.rules.items():
        text = told(name)
        assert rule.limits.rstrip("。") in text
        assert all(basis.article in text for basis in rule.legal_basis)


def test_the_table_of_thresholds() -> None:
    assert threshold_row(
        RULES.rules["order446.county-two-illegal-coal-mines"], RULES.instruments
    ) == ThresholdRow(
        "县级辖区1个月内发现2处以上非法煤矿且未采取有效制止措施",
        "国务院令第446号第七条第一款；晋安办发〔2022〕21号第五部分",
        "1个月内2处以上，未有效制止",
        "县",
    )
    assert {threshold_row(r).level for r in RULES.active} == {
        "乡镇",
        "县",
        "市",
        "不分级",
        "被询问单位",
        "县级主管部门",
        "线索所指单位",
    }
