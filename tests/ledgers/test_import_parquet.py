"""Parquet files in `wenze import`: the same ledger as the spreadsheets of the same rows, through the same quarantine."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from importing import COUNTY_OFFICE, DISCOVERY, SITE, Office, book, csv_file, mended, rows_of
from typer.testing import CliRunner

from engine.faces import opening
from engine.records.rejections import RecordsError
from engine.store import create_store

CHECK: dict[str, Any] = {"复查编号": "C1", "矿点编号": "S1", "复查结果": "仍在生产", "复查单位": "县应急局"}


def parquet(*rows: dict[str, Any], schema: Any = None) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), out)
    return out.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_the_same_rows_give_the_same_records_whatever_the_form(tmp_path: Path) -> None:
    typed = {**CHECK, "复查日期": date(2022, 3, 1), "recorded_at": datetime(2022, 3, 2, 1, tzinfo=UTC)}
    plain = {**CHECK, "复查日期": "2022-03-01", "recorded_at": "2022-03-02T01:00:00Z"}
    made = []
    for at, (ending, form, check) in enumerate([("csv", csv_file, plain), ("parquet", parquet, typed)]):
        one = Office(tmp_path / str(at))
        for name, row in (("矿点", SITE), ("发现", DISCOVERY), ("复查", check)):
            assert one.take(f"{name}.{ending}", form(row)).clean
        made.append({t: one.records().tables[t].to_pylist() for t in ("sites", "discoveries", "checks")})
    assert made[0] == made[1]


def test_the_same_content_again_is_known_and_a_changed_row_a_correction(office: Office) -> None:
    assert office.take("矿点.parquet", parquet(SITE)).counts["new"] == 1
    assert office.take("矿点.parquet", parquet(SITE)).known
    assert office.take("矿点.parquet", parquet({**SITE, "备注": "改名"})).counts["corrected"] == 1
    assert office.ids("sites") == ["S1", "S1~2"]


def test_a_bad_row_waits_with_its_cells_and_comes_back_mended_in_a_workbook(office: Office) -> None:
    office.take("矿点.parquet", parquet(SITE))
    schema = pa.schema([(n, pa.timestamp("us") if n == "核实日期" else pa.string()) for n in DISCOVERY])
    rows = [
        {**DISCOVERY, "核实日期": datetime.fromisoformat("2022-02-20")},
        {**DISCOVERY, "发现编号": "D2", "核实日期": datetime.fromisoformat("2022-02-20T09:00")},
    ]
    told = office.take("发现.parquet", parquet(*rows, schema=schema))
    assert (told.counts["new"], [f.row for f in told.faults]) == (1, [3])
    sent = office.returned()
    assert "2022-02-20" in str(rows_of(sent)["发现"][1])
    assert office.take("退回.xlsx", mended(sent, "发现", 核实日期="2022-02-20")).mended == 1
    assert office.ids("discoveries") == ["D1", "D2"]


def test_an_instant_finer_than_a_record_holds_is_refused_and_not_cut(office: Office) -> None:
    instants = pa.array([1_646_100_000_000_000_001, 1_646_100_000_000_000_000], pa.timestamp("ns", "UTC"))
    two = {n: pa.array([f"{v}{i}" if n == "矿点编号" else v for i in (1, 2)]) for n, v in SITE.items()}
    out = io.BytesIO()
    pq.write_table(pa.table({**two, "recorded_at": instants}), out)
    told = office.take("矿点.parquet", out.getvalue())
    assert (told.counts["new"], [f.row for f in told.faults]) == (1, [2])
    assert "六位小数" in told.faults[0].reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PAR1 not really", "不完整"),
        (b"\x00" * 64, "不是 Parquet 文件"),
        (parquet({k: v for k, v in SITE.items() if k != "矿种"}), "矿种"),
        (parquet({**SITE, "矿点编号": 7}), "的类型是 int64"),
        (parquet({**SITE, "备注": ["一", "二"]}), "嵌套"),
    ],
    ids=["cut off", "other", "column missing", "numbers for ids", "nested"],
)
def test_what_is_no_table_is_refused_whole_in_one_line(office: Office, data: bytes, said: str) -> None:
    with pytest.raises(RecordsError, match=said) as refused:
        office.take("矿点.parquet", data)
    assert "\n" not in str(refused.value)
    assert office.waiting() == []


def test_a_file_of_another_name_is_told_what_names_it_may_bear(office: Office) -> None:
    with pytest.raises(RecordsError, match="文件名不是表名"):
        office.take("报表.parquet", parquet(SITE))


def test_of_one_folder_the_sites_come_first_wherever_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook of discoveries and checks without sites, a Parquet file of sites, a workbook that holds sites too."""
    from cli import app

    create_store(None, tmp_path / "home").close()
    monkeypatch.setenv("WENZE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WENZE_DATABASE", raising=False)
    folder = tmp_path / "in"
    folder.mkdir()
    found, second = [list(DISCOVERY), list(DISCOVERY.values())], {**SITE, "矿点编号": "S2"}
    (folder / "a 三月报表.xlsx").write_bytes(book(发现=found))
    (folder / "b 其他.xlsx").write_bytes(
        book(复查=[[*CHECK, "复查日期"], [*{**CHECK, "矿点编号": "S2"}.values(), "2022-03-01"]])
    )
    (folder / "y 汇总.xlsx").write_bytes(book(说明=[["x"]], 矿点=[list(second), list(second.values())]))
    (folder / "矿点.parquet").write_bytes(parquet(SITE))
    (folder / "坏.xlsx").write_bytes(b"PK no archive")
    done = CliRunner().invoke(app, ["import", str(folder), "--sender", COUNTY_OFFICE])
    names = [line.partition("（")[0] for line in done.stdout.splitlines() if "号来件" in line]
    assert names == ["y 汇总.xlsx", "矿点.parquet", "a 三月报表.xlsx", "b 其他.xlsx"], done.output
    assert "隔离 1 行" not in done.stdout
    assert "未收：坏.xlsx" in done.output
    store = opening.store_of(None, None)
    assert store.last_known() is not None
    store.close()
