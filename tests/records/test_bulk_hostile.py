"""Parquet files that are hostile or careless: one line that refuses them, in bounded memory, or every bad row placed."""

import os
import random
import struct
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaking import text_table, write_parquet
from rowmaking import GOOD, refused, row

from engine.jurisdictions import Tree
from engine.records import RecordsError, limits, read_folder
from engine.records.bulkpages import PageError, pages

MIB = 1024**2
SITES = text_table([row("sites", site_id=f"S{n}") for n in range(50)])


def written(table: Any = SITES, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return bytes(sink.getvalue())


def with_column(name: str, values: Any) -> Any:
    """The good sites with one column put in or in another's place."""
    at = SITES.column_names.index(name) if name in SITES.column_names else None
    return SITES.append_column(name, values) if at is None else SITES.set_column(at, name, values)


def footer_of(length: int) -> bytes:
    good = written()
    return good[:-8] + struct.pack("<I", length) + b"PAR1"


def claiming(rows: int) -> bytes:
    """A file whose footer claims more rows than there are, in file and group."""
    good = written()
    footer = int.from_bytes(good[-8:-4], "little")
    start = len(good) - 8 - footer
    body = good[start:-8].replace(b"\x16\x64", b"\x16" + varint((rows << 1) ^ (rows >> 63)))  # 50, zigzag
    return good[:start] + body + struct.pack("<I", len(body)) + b"PAR1"


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def repeated(text: str, rows: int, **options: Any) -> bytes:
    """One long note in every row: a few bytes of the file, any amount of text."""
    notes = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([text]))
    cells = {name: pa.repeat(pa.scalar(value), rows) for name, value in GOOD["sites"].items()}
    return written(pa.table({**cells, "note": notes}), **options)


FIFTY = 50
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "内容不是 Parquet 文件"),
    "text": (lambda: b"site_id,name,mineral,jurisdiction\nA,x,coal,141181102000\n", "内容不是 Parquet 文件"),
    "a workbook": (lambda: b"PK\x03\x04" + bytes(100), "内容不是 Parquet 文件"),
    "nothing but the magic bytes": (lambda: b"PAR1", "文件不完整"),
    "the magic bytes twice": (lambda: b"PAR1PAR1", "文件不完整"),
    "cut in half": (lambda: written()[: len(written()) // 2], "文件不完整"),
    "without its last byte": (lambda: written()[:-1], "文件不完整"),
    "encrypted": (lambda: b"PARE" + written()[4:-4] + b"PARE", "文件已加密"),
    "a footer longer than the file": (lambda: footer_of(2**31), "文件不完整"),
    "a footer of no length": (lambda: footer_of(0), "尾部的说明已损坏"),
    "a footer of other bytes": (lambda: b"PAR1" + os.urandom(400) + struct.pack("<I", 400) + b"PAR1", "尾部的说明已损坏"),
    "more rows claimed than there are": (lambda: claiming(5_000), "内容已损坏"),
    "a thousand million million rows claimed": (lambda: claiming(10**15), f"超过 {limits.BULK_ROWS} 行的上限"),
    "rows below zero": (lambda: claiming(-1), "各分组的行数与文件声明的行数不符"),
    "more rows than the limit, in a few bytes": (
        lambda: repeated("", limits.BULK_ROWS + 1, row_group_size=limits.BULK_ROWS + 1),
        f"声明有 {limits.BULK_ROWS + 1} 行",
    ),
    "a long text in every row": (lambda: repeated("x" * 30_000, 200_000), "各单元格的文字共超过"),
    "a text of 1 MB in every row": (lambda: repeated("x" * MIB, 100_000), "各单元格的文字共超过"),
    "a page of 100 MB in a few bytes": (
        lambda: written(
            with_column("note", pa.array(["x" * 2 * MIB] * FIFTY)), compression="zstd", use_dictionary=False,
            data_page_size=200 * MIB,
        ),
        "有数据页声明解压后超过 64 MiB",
    ),
    "text by common beginnings": (
        lambda: written(
            with_column("note", pa.array(["x" * 30_000] * FIFTY)), use_dictionary=False,
            column_encoding={"note": "DELTA_BYTE_ARRAY"},
        ),
        "DELTA_BYTE_ARRAY",
    ),
    "text that is no UTF-8": (
        lambda: written(with_column("name", pa.array([b"\xff\xfe"] * FIFTY).view(pa.string()))), "不是 UTF-8 的文字",
    ),
    "a required column is missing": (lambda: written(SITES.drop_columns(["mineral"])), "缺少必填的列 矿种（mineral）"),
    "one column twice": (
        lambda: written(SITES.append_column("矿点编号", SITES["site_id"])), "“site_id”与“矿点编号”是同一列",
    ),
    "one name twice": (lambda: written(SITES.append_column("name", SITES["name"])), "“name”与“name”是同一列"),
    "a list": (lambda: written(with_column("evidence", pa.array([["a"]] * FIFTY))), "列“evidence”是嵌套的"),
    "a struct that nothing reads": (lambda: written(with_column("geo", pa.array([{"x": 1}] * FIFTY))), "列“geo”是嵌套的"),
    "a map": (
        lambda: written(with_column("more", pa.array([[("a", 1)]] * FIFTY, pa.map_(pa.string(), pa.int64())))),
        "列“more”是嵌套的",
    ),
    "ids that are numbers": (
        lambda: written(with_column("site_id", pa.array(range(FIFTY)))), "列“site_id”的类型是 int64，不能读作矿点编号",
    ),
    "codes of places that are numbers": (
        lambda: written(with_column("jurisdiction", pa.array([141181102000] * FIFTY))), "请把该列存为文本",
    ),
    "ids that are bytes": (lambda: written(with_column("site_id", pa.array([b"A"] * FIFTY))), "的类型是 binary"),
    "a name that is a day": (lambda: written(with_column("name", pa.array([date(2024, 5, 1)] * FIFTY))), "的类型是 date32"),
    "an instant without a zone": (
        lambda: written(with_column("recorded_at", pa.array([0] * FIFTY, pa.timestamp("us")))), "请存为带时区的时间",
    ),
    "a flag that is a number": (lambda: written(with_column("withdrawn", pa.array([1] * FIFTY))), "请存为布尔"),
    "more columns than Excel has": (
        lambda: written(pa.table({f"c{n}": pa.array([""]) for n in range(limits.MAX_COLUMNS + 1)})),
        "16385 列，超过 16384 列",
    ),
    "two hundred thousand columns": (
        lambda: written(pa.table({f"c{n}": pa.array([""]) for n in range(200_000)}), write_statistics=False),
        "文件尾部的说明超过 16 MiB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_in_one_line_quickly_in_little_memory(
    what: str, tmp_path: Path, confined: Any
) -> None:
    make, said = REFUSED[what]
    (tmp_path / "sites.parquet").write_bytes(make())
    line = confined.refuses(tmp_path)
    assert said in line
    assert len(line) < 300


def test_odd_columns_that_nothing_reads_are_told_not_refused(tmp_path: Path, tree: Tree) -> None:
    table = SITES
    for name, cells in {
        "price": pa.array([Decimal("1.5")] * FIFTY), "at": pa.array([time(1, 2)] * FIFTY),
        "raw": pa.array([b"\xff"] * FIFTY), "count": pa.array(range(FIFTY)),
    }.items():  # fmt: skip
        table = table.append_column(name, cells)
    (tmp_path / "sites.parquet").write_bytes(written(table))
    records = read_folder(tmp_path, tree)
    assert records.tables["sites"].num_rows == FIFTY
    assert [(f.row, f.column) for f in records.rejected] == [
        (1, "at"),
        (1, "count"),
        (1, "price"),
        (1, "raw"),
    ]


@pytest.mark.parametrize(
    ("kind", "said"), [("folder", "是文件夹"), ("pipe", "是管道"), ("link", "是指向文件夹以外的链接")]
)
def test_what_is_no_file_is_refused(tmp_path: Path, tree: Tree, kind: str, said: str) -> None:
    place = tmp_path / "in"
    place.mkdir()
    path = place / "sites.parquet"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        write_parquet(tmp_path, "elsewhere", [row("sites")])
        path.symlink_to(tmp_path / "elsewhere.parquet")
    assert said in refused(place, tree)


def outcome(folder: Path, tree: Tree) -> bool | str:
    """Whether any row was refused, or the line that refuses the folder."""
    try:
        return bool(read_folder(folder, tree).rejected)
    except RecordsError as error:
        return str(error)


def test_files_spoilt_at_random_are_read_or_refused_and_nothing_else(
    tmp_path: Path, tree: Tree, capfd: Any
) -> None:
    good = [written(), written(compression="none", use_dictionary=False, data_page_version="2.0"),
            written(compression="zstd", row_group_size=7, data_page_size=32)]  # fmt: skip
    path = tmp_path / "sites.parquet"
    outcomes = set()
    for seed in range(400):
        rng = random.Random(seed)  # noqa: S311
        spoilt = bytearray(rng.choice(good))
        footer = int.from_bytes(spoilt[-8:-4], "little")
        for _ in range(rng.choice((1, 1, 2, 8))):
            first = rng.choice((4, len(spoilt) - 8 - footer))
            spoilt[rng.randrange(first, len(spoilt) - 8)] = rng.randrange(256)
        path.write_bytes(spoilt)
        outcomes.add(outcome(tmp_path, tree))
    assert {one if isinstance(one, bool) else one[:14] for one in outcomes} == {
        True,
        False,
        "sites.parquet：",
    }
    assert all(isinstance(one, bool) or one.isprintable() for one in outcomes)
    assert capfd.readouterr() == ("", "")


def test_a_cell_longer_than_excel_holds_is_a_fault_of_its_row(tmp_path: Path, tree: Tree) -> None:
    notes = ["x" * 32_767, "x" * 32_768, "长" * 32_767, "长" * 32_768]
    write_parquet(
        tmp_path, "sites", [row("sites", site_id=f"S{n}", note=note) for n, note in enumerate(notes)]
    )
    records = read_folder(tmp_path, tree)
    assert [(f.row, f.column) for f in records.rejected] == [(3, "note"), (5, "note")]
    assert "内容超过 32767 个字符" in records.rejected[0].reason


def test_formulas_bidi_and_zero_width_characters_are_judged_as_in_spreadsheets(
    tmp_path: Path, tree: Tree
) -> None:
    rows = [
        row("sites", site_id="=1+1"),
        row("sites", site_id="A\u200b"),
        row("sites", name="x\u202ey"),
        row("sites", site_id="A\0"),
    ]
    write_parquet(tmp_path, "sites", rows)
    records = read_folder(tmp_path, tree)
    assert records.tables["sites"]["site_id"].to_pylist() == ["=1+1"]
    assert [f.value for f in records.rejected] == ["A〈U+200B〉", "x〈U+202E〉y", "A〈U+0000〉"]


def test_what_duckdb_writes_is_read(tmp_path: Path, tree: Tree) -> None:
    connection = duckdb.connect()
    connection.register("sites", SITES)
    rows = connection.sql("SELECT *, TIMESTAMPTZ '2024-05-01 09:30:00+08' AS recorded_at FROM sites")
    rows.write_parquet(str(tmp_path / "sites.parquet"))
    records = read_folder(tmp_path, tree)
    assert (records.rejected, records.tables["sites"].num_rows) == ((), FIFTY)
    assert {str(at) for at in records.tables["sites"]["recorded_at"].to_pylist()} == {
        "2024-05-01 01:30:00+00:00"
    }


@pytest.mark.parametrize(
    "options", [{}, {"compression": "none", "use_dictionary": False}, {"data_page_version": "2.0"}]
)
def test_the_pages_of_a_file_say_what_its_footer_says(tmp_path: Path, options: dict[str, Any]) -> None:
    path = tmp_path / "sites.parquet"
    path.write_bytes(
        written(pa.concat_tables([SITES] * 400), data_page_size=999, row_group_size=7000, **options)
    )
    data, metadata = path.read_bytes(), pq.read_metadata(path)
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            start = chunk.dictionary_page_offset or chunk.data_page_offset
            found = list(pages(lambda at, size: data[at : at + size], start, chunk.total_compressed_size))
            # The footer counts the headers too.
            headers = chunk.total_uncompressed_size - sum(page.unpacked for page in found)
            assert 0 < headers < 400 * len(found)
            assert {page.encoding for page in found} <= {-1, 0, 2, 8}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x15",
        b"\xff" * 30,
        b"\x15\x00\x15\x02\x15\x02",
        b"\x1c" * 30,
        b"\x2c\x18\xff\xff\xff\xff\x0f",
        b"\x0d",
    ],
)
def test_bytes_that_are_no_page_header_are_told_as_damage(data: bytes) -> None:
    with pytest.raises(PageError):
        list(pages(lambda at, size: data[at : at + size], 0, max(1, len(data))))
