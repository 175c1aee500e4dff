"""`wenze weekly`, `findings` and `inquiries` as a clerk starts them."""

import json
import sys
from pathlib import Path

import pytest
from factmaking import DUIZHEN, TOWNSHIP, XIXINZHUANG, checked, found, site
from weekstore import office

from engine.errors import UsageError
from engine.faces import opening

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

from running import Ran, contents, wenze

AS_OF = "2022-03-14"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An office that knows of one unstopped mine and of one that nobody has looked at."""
    made = office(tmp_path / "home")
    made.say(
        "2022-03-05", site("A", name="甲煤矿"), found("A", "2022-02-20"), checked("A", "2022-02-25"),
        site("B", DUIZHEN, name="乙煤矿"), found("B", "2022-03-02"),
    )  # fmt: skip
    made.store.close()
    return tmp_path / "home"


def run(home: Path, *arguments: object, code: int = 0) -> Ran:
    ran = wenze(*arguments, WENZE_HOME=str(home))
    assert ran.code == code, (ran.code, ran.out, ran.err)
    return ran


def test_weekly_prints_the_week_and_writes_it_in_three_forms(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = run(home, "weekly", "--as-of", AS_OF, "--out", out)
    assert "问责工作周报（2022年3月14日）" in ran.out
    assert "首次评估" in ran.out
    assert set(contents(out)) == {f"周报-{AS_OF}.{kind}" for kind in ("docx", "pdf", "xlsx")}


def test_weekly_twice_gives_one_run_and_the_same_bytes(home: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run(home, "weekly", "--as-of", AS_OF, "--out", first, "--quiet")
    ran = run(home, "weekly", "--as-of", AS_OF, "--out", second, "--quiet")
    assert "已经做过，未再评估" in ran.out
    assert contents(first) == contents(second)


def test_a_past_week_is_evaluated_again_and_compared_byte_for_byte(home: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    assert "逐字节一致" in run(home, "weekly", "--as-of", AS_OF, "--rerun").out
    (home / "settings.yaml").write_text("response_days: 30\n", encoding="utf-8")
    ran = run(home, "weekly", "--as-of", AS_OF, "--rerun", code=1)
    assert "所用的设置与当时不同" in ran.out
    assert "少了：order446.township-illegal-coal-mine" in ran.out


def test_findings_lists_what_is_in_a_state(home: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    assert "甲煤矿（A）" in run(home, "findings", "--state", "待复查").out
    assert "：0 项" in run(home, "findings", "--state", "已移送").out
    assert (
        "可用的：待处理、已移送、待复查、待补查" in run(home, "findings", "--state", "坏", code=2).one_line()
    )


def test_why_answers_from_the_ledger_by_the_number_that_findings_lists(home: Path, tmp_path: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    late = tmp_path / "复查.csv"
    late.write_text(
        "复查编号,矿点编号,复查日期,复查结果,复查单位\nC9,A,2022-02-22,仍在生产,县\n", encoding="utf-8"
    )
    run(home, "import", late, "--sender", "县局")
    run(home, "weekly", "--as-of", "2022-03-21", "--quiet")
    number = f"{TOWNSHIP}/{XIXINZHUANG}/2022-02-25"
    assert number not in run(home, "why", TOWNSHIP + "/" + XIXINZHUANG).out
    assert "期间：2022-02-22 至" in run(home, "why", number).out
    assert "期间：2022-02-25 至" in run(home, "why", number, "--as-of", AS_OF).out
    assert "乙煤矿" in run(home, "why-not", "--jurisdiction", "孝义市/兑镇镇").out
    refused = run(home, "why", number, "--as-of", AS_OF, "--result", "x.json", code=2)
    assert "不与 --result 同用" in refused.err
    assert "没有编号为“nope”的发现" in run(home, "why", "nope", code=2).err
    shown = run(home, "refer", "show", "township_government").out
    assert f"（{number}，自 2022-02-22 起" in shown  # as findings and why name it
    assert "wenze why 编号 --as-of 2022-03-21" in shown


def test_inquiries_are_listed_sent_once_and_written_again_the_same_day(home: Path, tmp_path: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    assert "乙煤矿（B）" in run(home, "inquiries").out
    out, again = tmp_path / "letters", tmp_path / "again"
    assert "新发 1 函、询问 1 处" in run(home, "inquiries", "--letters", out).out
    assert "新发 0 函、询问 0 处" in run(home, "inquiries", "--letters", again).out
    assert contents(out) == contents(again)
    assert len(contents(out)) == 2
    assert "已问（XW-" in run(home, "inquiries").out


def test_who_is_late_to_answer_is_listed_by_name(home: Path, tmp_path: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    run(home, "inquiries", "--letters", tmp_path / "letters", "--on", AS_OF)
    out = run(home, "inquiries").out
    assert "逾期未答复的询问 1 件" in out
    assert out.count("吕梁市孝义市人民政府") == 2
    assert "县级人民政府" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("findings",), "还没有评估过"),
        (("findings", "--as-of", "2022-03-07"), "2022-03-07 还没有评估过"),
        (("inquiries",), "还没有评估过"),
        (("weekly", "--as-of", "2022-3-7"), "写作 2022-03-07"),
        (("weekly", "--as-of", AS_OF, "--rerun"), "还没有评估过"),
        (("weekly", "--as-of", "2099-12-31"), "--as-of 2099-12-31 晚于今天"),
        (("findings", "--as-of", "2099-12-31"), "晚于今天"),
        (("coverage", "--as-of", "2099-12-31"), "晚于今天"),
    ],
)
def test_what_cannot_be_done_is_one_line(home: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(home, *arguments, code=2).one_line()


def test_what_is_known_at_an_instant_to_come_cannot_be_asked() -> None:
    with pytest.raises(UsageError, match="晚于现在"):
        opening.known_instant("2099-01-01T00:00:00+08:00")
    assert opening.known_instant("2022-03-07T09:00:00+08:00") is not None
    assert opening.known_instant(None) is None


def test_letters_cannot_bear_a_day_to_come(home: Path, tmp_path: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    ran = run(home, "inquiries", "--letters", tmp_path / "l", "--on", "2099-01-05", code=2)
    assert "不能在将来" in ran.one_line()
    assert "--on 只与 --letters 同用" in run(home, "inquiries", "--on", "2022-03-14", code=2).one_line()


def test_a_report_that_cannot_be_written_is_one_line_and_the_run_is_kept(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ran = run(home, "weekly", "--as-of", AS_OF, "--out", tmp_path / "file", "--quiet", code=2)
    assert "不能写入" in ran.one_line()
    assert "第 1 号评估" in run(home, "weekly", "--as-of", AS_OF, "--quiet").out


def test_there_is_no_store(tmp_path: Path) -> None:
    assert "wenze init" in run(tmp_path, "weekly", "--as-of", AS_OF, code=2).one_line()


def test_documents_of_runs_are_those_of_evaluate(home: Path) -> None:
    run(home, "weekly", "--as-of", AS_OF, "--quiet")
    made = office(home)
    with made.store.reading() as session:
        from engine.ledgers import runs

        kept = runs.latest(session)
        assert kept is not None
        document = json.loads(runs.bytes_in(kept))
    assert {"findings", "inquiries", "near_misses", "coverage", "sites"} <= set(document)
    assert document["as_of"] == AS_OF
