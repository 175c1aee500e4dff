"""The verbs init, import, quarantine, coverage and sites, as a person uses them."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from bureau import PROFILE, ledger, one
from importing import CITY_OFFICE, COUNTY_OFFICE, DISCOVERY, SITE, book, csv_file
from typer.testing import CliRunner, Result

from engine.errors import WenzeError
from engine.faces import import_verbs, quarantine_verbs, sites_verbs
from engine.ledgers.exporting import exports
from engine.store import open_store

app = typer.Typer()
app.command(name="init")(quarantine_verbs.init)
app.command(name="import")(import_verbs.import_)
app.command(name="quarantine")(quarantine_verbs.quarantine)
app.command(name="coverage")(quarantine_verbs.coverage)
app.command(name="sites")(sites_verbs.sites)
Verb = Callable[..., Result]


@pytest.fixture
def wenze(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Runs a verb on a home of its own."""
    for name in ("WENZE_DATABASE", "WENZE_OFFICER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENZE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object, answer: str | None = None) -> Result:
        return CliRunner().invoke(app, [str(part) for part in arguments], input=answer)

    assert run("init").exit_code == 0
    return run


def written(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def error_of(result: Result) -> str:
    assert isinstance(result.exception, WenzeError), (result.exception, result.output)
    return str(result.exception)


def test_a_folder_is_taken_in_whatever_the_order_of_its_files(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 发现=csv_file(DISCOVERY, encoding="gb18030"), 矿点=csv_file(SITE))
    first = wenze("import", folder, "--sender", COUNTY_OFFICE)
    assert first.exit_code == 0, first.output
    assert [line.partition("（")[0] for line in first.output.splitlines()] == ["矿点.csv", "发现.csv"]
    again = wenze("import", folder, "--sender", COUNTY_OFFICE)
    assert again.exit_code == 0
    assert again.output.count("已收过") == 2


def test_bad_rows_are_shown_and_end_with_one(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file(SITE, {**SITE, "矿点编号": "S2", "矿种": "?"}))
    result = wenze("import", folder, "--sender", COUNTY_OFFICE)
    assert result.exit_code == 1
    assert "新收 1 行" in result.output
    assert "退回：第 3 行 矿种“?”" in result.output


def test_a_file_that_cannot_be_read_keeps_back_no_other(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file(SITE), 发现=b"\xff\xfe\0")
    result = wenze("import", folder, "--sender", COUNTY_OFFICE)
    assert result.exit_code == 1
    assert "新收 1 行" in result.output
    assert "未收：发现.csv" in result.output


def test_one_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 发现=b"\xff\xfe\0")
    assert error_of(wenze("import", folder, "--sender", COUNTY_OFFICE)).startswith("发现.csv：")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x.csv"], "没有写明报送单位"),
        (["x.csv", "--sender", "  "], "不可用"),
        (["x.csv", "--sender", "甲\u202e乙"], "不可用"),
        (["--sender", "甲"], "没有给出来件"),
        (["没有.csv", "--sender", "甲"], "不存在"),
        (["{in}", "--sender", "甲", "--received-at", "2022-03-07T08:00:00"], "--received-at“2022-03-07T08:00:00”没有时区"),
        (["{in}", "--sender", "甲", "--received-at", "2999-03-07T08:00:00+08:00"], "不在 1949 年至 2100 年之间"),
        (["{in}", "--sender", "甲", "--received-at", "2099-03-07T08:00:00+08:00"], "晚于现在"),
        (["{in}", "--sender", "甲", "--profile", "没有"], "没有样式“没有”"),
        (["{in}", "--sender", "甲", "--county", "没有"], "无法识别"),
        (["--sender", "甲", "--zero", "discoveries"], "须写明地区和期间"),
        (["--sender", "甲", "--zero", "什么", "--county", "宁武县", "--period", "2022-03"], "没有表“什么”"),
        (["{in}", "--sender", "甲", "--zero", "发现", "--county", "宁武县", "--period", "2022-03"], "不与文件同用"),
        (["{in}", "--learn", "甲"], "须给出一个来件文件"),
    ],
)  # fmt: skip
def test_bad_use_is_one_clear_line(tmp_path: Path, wenze: Verb, arguments: list[str], said: str) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file(SITE))
    given = [str(folder) if part == "{in}" else part for part in arguments]
    message = error_of(wenze("import", *given))
    assert said in message
    assert "\n" not in message


def test_a_new_sender_that_looks_like_a_known_one_is_told(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file(SITE))
    assert "提示" not in wenze("import", folder, "--sender", COUNTY_OFFICE).output
    assert f"与已有的“{COUNTY_OFFICE}”相近" in wenze("import", folder, "--sender", "宁武县应急局").output
    for other in ("繁峙县自然资源局", "静乐县应急管理局", "忻州市应急管理局"):
        assert "提示" not in wenze("import", folder, "--sender", other).output
    for same in ("忻州市宁武县应急管理局", "宁武应急管理局"):
        assert "相近" in wenze("import", folder, "--sender", same).output


def test_a_profile_is_learnt_once_and_never_written_over(tmp_path: Path, wenze: Verb) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(ledger())
    result = wenze("import", file, "--learn", "宁武", "--sender", COUNTY_OFFICE, "--county", "宁武县")
    assert result.exit_code == 0
    assert "4 行待填" in result.output
    assert "已经有了" in error_of(wenze("import", file, "--learn", "宁武"))
    assert "待填" in error_of(wenze("import", file, "--sender", COUNTY_OFFICE, "--profile", "宁武"))
    (tmp_path / "home" / "profiles" / "宁武.yaml").write_text(PROFILE, encoding="utf-8")
    assert "不是 甲局 的" in error_of(wenze("import", file, "--sender", "甲局", "--profile", "宁武"))
    assert wenze("import", file, "--sender", COUNTY_OFFICE, "--profile", "宁武").exit_code == 0


def test_the_round_of_a_bad_row(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file({**SITE, "矿种": "?"}))
    wenze("import", folder, "--sender", COUNTY_OFFICE)
    listed = wenze("quarantine", "--sender", COUNTY_OFFICE)
    assert "共 1 行待改正" in listed.output
    back = tmp_path / "退回.xlsx"
    assert "1 行退回" in wenze("quarantine", "--export", back, "--sender", COUNTY_OFFICE).output
    with open_store(None, tmp_path / "home").reading() as session:
        ((entry, detail),) = exports(session)
    assert (entry.action, entry.subject) == ("export.quarantine", "退回.xlsx")
    assert detail == {
        "to": COUNTY_OFFICE,
        "rows": [1],
        "manifest_sha256": sha256(back.read_bytes()).hexdigest(),
    }
    made = openpyxl.load_workbook(back)
    heads = [cell.value for cell in made["矿点"][1]]
    made["矿点"].cell(2, heads.index("矿种") + 1).value = "煤"
    made.save(back)
    mended = wenze("import", back, "--sender", COUNTY_OFFICE)
    assert mended.exit_code == 0
    assert "改正了 1 行隔离的行，0 行仍有错" in mended.output
    assert "共 0 行待改正" in wenze("quarantine").output
    assert (
        "没有写出文件"
        in wenze("quarantine", "--export", tmp_path / "x.xlsx", "--sender", COUNTY_OFFICE).output
    )
    assert not (tmp_path / "x.xlsx").exists()


def test_a_row_is_set_aside_by_a_named_officer_for_a_reason(tmp_path: Path, wenze: Verb) -> None:
    wenze("import", written(tmp_path / "in", 矿点=csv_file({**SITE, "矿种": "?"})), "--sender", COUNTY_OFFICE)
    assert "由谁办理" in error_of(wenze("quarantine", "--set-aside", 1, "--why", "重复"))
    assert "须写明理由" in error_of(wenze("quarantine", "--set-aside", 1, "--by", "A01"))
    assert "已搁置 1 行" in wenze("quarantine", "--set-aside", 1, "--by", "A01", "--why", "重复").output
    assert "须写" not in wenze("quarantine").output
    assert "请加 --sender" in error_of(wenze("quarantine", "--export", tmp_path / "x.xlsx"))


def test_a_report_of_none_is_no_silence(tmp_path: Path, wenze: Verb) -> None:
    wenze("import", written(tmp_path / "in", 矿点=csv_file(SITE)), "--sender", COUNTY_OFFICE,
          "--received-at", "2022-03-07T08:00:00+08:00")  # fmt: skip
    told = wenze(
        "import",
        "--zero",
        "发现",
        "--county",
        "繁峙县",
        "--period",
        "2022-03",
        "--sender",
        "繁峙县应急管理局",
    )
    assert "已登记零报告：繁峙县应急管理局，忻州市繁峙县，发现，2022-03-01 至 2022-03-31" in told.output
    lines = wenze("coverage", "--as-of", "2022-03-10").output.splitlines()
    of = {name: next(line for line in lines if name in line) for name in ("宁武县", "繁峙县", "静乐县")}
    assert [word for word in ("有记录", "零报告", "未报送") for line in of.values() if word in line] == [
        "有记录", "零报告", "未报送",
    ]  # fmt: skip
    assert "静乐县" not in wenze("coverage", "--as-of", "2022-03-10", "--heard").output


def test_a_report_of_none_that_the_ledger_contradicts_is_said_so(tmp_path: Path, wenze: Verb) -> None:
    folder = written(tmp_path / "in", 矿点=csv_file(SITE), 发现=csv_file(DISCOVERY))
    wenze("import", folder, "--sender", COUNTY_OFFICE)
    none = ("import", "--zero", "发现", "--zero", "复查", "--sender", COUNTY_OFFICE, "--county")
    told = wenze(*none, "宁武县", "--period", "2022-02").output
    assert "台账里该县这一期间已有发现记录（D1），与零报告不符" in told
    assert "已有复查记录" not in told
    assert "不符" not in wenze(*none, "宁武县", "--period", "2022-03").output
    assert "不符" not in wenze(*none, "繁峙县", "--period", "2022-02").output


def two_sites(tmp_path: Path, wenze: Verb) -> None:
    check: dict[str, Any] = {"复查日期": "2022-03-01", "复查结果": "仍在生产", "复查单位": "县应急局"}
    sites = [SITE, {**SITE, "矿点编号": "S2", "名称": "张家沟煤矿有限公司"}]
    found = [DISCOVERY, {**DISCOVERY, "发现编号": "D2", "矿点编号": "S2"}]
    checks = [{"复查编号": f"C{n}", "矿点编号": f"S{n}", **check} for n in (1, 2)]
    tables = {"矿点": sites, "发现": found, "复查": checks}
    data = book(
        **{name: [list(rows[0]), *(list(row.values()) for row in rows)] for name, rows in tables.items()}
    )
    file = tmp_path / "报表.xlsx"
    file.write_bytes(data)
    result = wenze("import", file, "--sender", COUNTY_OFFICE)
    assert "有 1 对矿点可能是同一处" in result.output, result.output


def test_a_join_shows_what_it_moves_before_it_is_made_and_can_be_undone(tmp_path: Path, wenze: Verb) -> None:
    two_sites(tmp_path, wenze)
    day = ("--as-of", "2022-03-07")
    assert "1  S2（张家沟煤矿有限公司，忻州市宁武县阳方口镇）  →  S1（张家沟煤矿" in wenze("sites").output
    shown = wenze("sites", "--confirm", 1, "--preview", *day)
    assert "不再成立：县级辖区1个月内发现2处以上非法煤矿" in shown.output
    assert "共 1 对" in wenze("sites").output
    refused = wenze("sites", "--confirm", 1, *day, "--by", "A01", "--why", "同一井口", answer="n\n")
    assert refused.exit_code != 0
    assert "共 1 对" in wenze("sites").output
    made = wenze("sites", "--confirm", 1, *day, "--by", "A01", "--why", "同一井口", answer="y\n")
    assert made.exit_code == 0, made.output
    assert "已合并：S2、S1（A01）" in made.output
    assert "共 0 对" in wenze("sites").output
    assert "[已合并：A01，同一井口]" in wenze("sites", "--all").output
    undo = ("sites", "--undo", "S1", "S2", *day)
    shown = wenze(*undo, "--preview").output
    assert "撤销对 S1、S2 的决定，对 2022-03-07 结论的影响：" in shown
    assert "新成立：县级辖区1个月内发现2处以上非法煤矿" in shown
    assert "[已合并：A01，同一井口]" in wenze("sites", "--all").output
    assert wenze(*undo, "--by", "A01", "--why", "弄错了", answer="n\n").exit_code != 0
    assert "[已合并：A01，同一井口]" in wenze("sites", "--all").output
    assert "已撤销决定" in wenze(*undo, "--by", "A01", "--why", "弄错了", answer="y\n").output
    assert "共 1 对" in wenze("sites").output
    again = wenze(*undo, "--preview")
    assert "没有可撤销的决定" in str(again.exception)


def test_a_pair_that_nothing_offered_can_be_joined(tmp_path: Path, wenze: Verb) -> None:
    other = {**SITE, "矿点编号": "S2", "名称": "别的名字"}
    wenze("import", written(tmp_path / "in", 矿点=csv_file(SITE, other)), "--sender", COUNTY_OFFICE)
    joined = wenze("sites", "--join", "S2", "S1", "--by", "A01", "--why", "现场", "--as-of", "2022-03-07")
    assert "没有变化" in joined.output
    assert joined.exit_code == 0
    assert "[已合并：A01，现场]" in wenze("sites", "--all").output
    again = wenze("sites", "--join", "S2", "S1", "--by", "A01", "--why", "现场", "--as-of", "2022-03-07")
    assert "已经是同一处" in error_of(again)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--confirm", "1", "--refuse", "1"], "一次只作一项决定"),
        (["--confirm", "9", "--why", "x", "--by", "A"], "没有编号为 9"),
        (["--join", "S1", "S9", "--why", "x", "--by", "A"], "矿点 S9 不在台账中"),
        (["--join", "S1", "S1", "--by", "A"], "须写明理由"),
        (["--join", "S1", "S1", "--why", "x"], "由谁办理"),
        (["--join", "S1", "S1", "--why", "x", "--by", "A"], "不能与自己合并"),
    ],
)
def test_bad_use_of_sites_is_one_clear_line(
    tmp_path: Path, wenze: Verb, arguments: list[str], said: str
) -> None:
    wenze("import", written(tmp_path / "in", 矿点=csv_file(SITE)), "--sender", COUNTY_OFFICE)
    assert said in error_of(wenze("sites", *arguments))


def test_confirming_lets_in_what_waited(tmp_path: Path, wenze: Verb) -> None:
    wenze("import", written(tmp_path / "in", 矿点=csv_file(SITE)), "--sender", CITY_OFFICE)
    (tmp_path / "home" / "profiles" / "宁武.yaml").write_text(PROFILE, encoding="utf-8")
    file = tmp_path / "台账.xlsx"
    file.write_bytes(ledger(one()))
    result = wenze("import", file, "--sender", COUNTY_OFFICE, "--profile", "宁武")
    assert (result.exit_code, "待人确认" in result.output) == (1, True)
    assert "[有行待此决定]" in wenze("sites").output
    made = wenze("sites", "--confirm", 1, "--by", "A01", "--why", "同一处", "--as-of", "2022-03-07", "--yes")
    assert "隔离的 2 行因所引用的行已收到，现已收入" in made.output
    assert "共 0 行待改正" in wenze("quarantine").output


def test_without_a_store_the_verbs_say_how_to_make_one(tmp_path: Path, wenze: Verb) -> None:
    for verb in ("quarantine", "coverage", "sites"):
        assert "请先运行 wenze init" in error_of(wenze(verb, "--home", tmp_path / "nowhere"))
