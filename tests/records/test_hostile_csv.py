"""CSV files that are hostile or careless: one line that refuses them, or every bad row placed."""

from pathlib import Path
from typing import Any

import pytest
from rowmaking import GOOD, csv_bytes, only_reason, row

from engine.jurisdictions import Tree
from engine.records import Records, limits, read_folder

HEADER = b"site_id,name,mineral,jurisdiction\n"
LINE = "A,甲,coal,141181102000\n".encode()
TABLE = HEADER + LINE


def _numbered(count: int) -> bytes:
    return b"".join(b"S%d,%s,coal,141181102000\n" % (number, b"x" * 190) for number in range(count))


def _large_with_open_quote(at_end: bool) -> bytes:  # noqa: FBT001
    lines = _numbered(1000) * 235
    return HEADER + (lines + b'B,"x,coal\n' if at_end else b'B,"x,coal\n' + lines)


BOMB = "x" * 10_000_000
REFUSED: dict[str, tuple[Any, str]] = {
    "unclosed quote at the start of 50 MB": (lambda: _large_with_open_quote(False), "第2行起"),
    "unclosed quote at the end of 50 MB": (
        lambda: _large_with_open_quote(True),
        "第235002行起不是有效的 CSV（双引号没有闭合）",
    ),
    "NUL": (lambda: TABLE + b"B,\0,coal,141181102000\n", "NUL"),
    "UTF-16": (lambda: TABLE.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (lambda: TABLE.decode().encode("utf-16-be"), "UTF-16"),
    "UTF-8 with a line of GBK": (
        lambda: TABLE * 3 + "B,乙,煤,141181102000\n".encode("gbk"),
        "第7行附近的 UTF-8 字节已损坏",
    ),
    "GBK with a line of UTF-8": (
        lambda: (
            csv_bytes([row("sites", name="甲乙丙丁某某矿点")], "gbk") * 3 + "B,某村后山矿点,coal,1\n".encode()
        ),
        "第7行是 UTF-8 编码",
    ),
    "GBK with a line of UTF-8 that is no GBK": (
        lambda: csv_bytes([row("sites")], "gbk") + "B,煤,coal,1\n".encode(),
        "第2行附近不是 UTF-8，第3行附近不是 GB18030 编码",
    ),
    "Latin-1": (
        lambda: HEADER + "A,Müller,coal,141181102000\n".encode("latin-1"),
        "既不是 UTF-8 也不是 GB18030",
    ),
    "Latin-1, not GBK": (lambda: HEADER + "A,Café,coal,1\n".encode("latin-1"), "既不是 UTF-8 也不是 GB18030"),
    "a cell of 10 MB": (lambda: TABLE + f'B,"{BOMB}",coal,1\n'.encode(), "字符"),
    "a cell of 10 MB in short lines": (
        lambda: TABLE + b'B,"' + b"xxxx\n" * 2_000_000 + b'",coal,1\n',
        "第3行起不是有效的 CSV（有超过 131072 个字符",
    ),
    "a million columns": (lambda: b"site_id" + b"," * 1_000_000 + b"\n", "1000001 列，超过 16384 列"),
    "a million named columns": (
        lambda: ",".join(f"c{number}" for number in range(1_000_000)).encode() + b"\n",
        "第1行超过 2097152 个字符（已有 ",
    ),
    "two million blank rows": (lambda: TABLE + b"\n" * 2_000_000, "超过 1048576 行"),
    "two million rows of commas": (lambda: TABLE + b",,,,,,\n" * 2_000_000, "超过 3000000 个单元格"),
    "too large": (lambda: TABLE + b" " * limits.MAX_FILE_BYTES, "超过 64 MiB"),
    "sep=;": (lambda: b"sep=;\n" + TABLE.replace(b",", b";"), "请删去第1行"),
    "sep=,": (lambda: b"sep=,\n" + TABLE, "请删去第1行"),
    "semicolons": (lambda: TABLE.replace(b",", b";"), "用的是分号，须用逗号分隔"),
    "tabs": (lambda: TABLE.replace(b",", b"\t"), "用的是制表符，须用逗号分隔"),
    "full-width commas": (lambda: TABLE.decode().replace(",", "，").encode(), "用的是全角逗号"),
    "a quote in the middle": (lambda: TABLE + b'B,"x"y,coal,1\n', "双引号后面应为逗号"),
    "a workbook": (lambda: b"PK\x03\x04\x14\0\0\0", "改为 .xlsx"),
    "nothing": (lambda: b"", "第1行没有列名"),
    "a header with a line break and a mark of direction": (
        'site_id,"na\nme\u202e","na\nme",mineral\n'.encode,
        "是同一列",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_csv_file_is_refused_in_one_line(kind: str, tmp_path: Path, confined: Any) -> None:
    make, why = REFUSED[kind]
    (tmp_path / "sites.csv").write_bytes(make())
    line = confined.refuses(tmp_path)
    assert any(part in line for part in why.split("|")), line


ACCEPTED: dict[str, Any] = {
    "a byte order mark twice": b"\xef\xbb\xbf" * 2 + TABLE,
    "a byte order mark twice before a quote": b"\xef\xbb\xbf" * 2 + TABLE.replace(b"site_id", b'"site_id"'),
    "line ends of CR": TABLE.replace(b"\n", b"\r"),
    "line ends of CRLF": TABLE.replace(b"\n", b"\r\n"),
    "no line end": TABLE.removesuffix(b"\n"),
    "trailing commas": TABLE.replace(b"\n", b",,,\n"),
    "blank rows": HEADER + b"\n,,,\n" + LINE + b"\n \n",
    "quoted headers with spaces": TABLE.replace(b"name", b'" name "'),
    "quotes after spaces": TABLE.replace(b"name", b' "name"').replace("甲".encode(), ' "甲"'.encode()),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_a_careless_csv_file_reads_as_a_person_sees_it(kind: str, tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(ACCEPTED[kind])
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.tables["sites"]["name"].to_pylist() == ["甲"]


def test_thousands_of_unknown_columns_are_each_told(tmp_path: Path, confined: Any) -> None:
    names = ",".join(f"c{number}" for number in range(16_380)).encode()
    (tmp_path / "sites.csv").write_bytes(HEADER.strip() + b"," + names + b"\n" + LINE)
    told = confined.accepts(tmp_path)
    assert told["faults"] == 16_380
    assert told["rows"] == {"sites": 1}


def test_a_table_of_a_header_only_has_no_rows(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(HEADER)
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.tables["sites"].num_rows == 0


def test_a_cell_over_the_limit_of_excel_rejects_its_row(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(TABLE + f"B,{'长' * 40_000},coal,141181102000\n".encode())
    records = read_folder(tmp_path, tree)
    assert "32767" in only_reason(records)
    assert (records.rejected[0].row, records.rejected[0].column) == (3, "name")
    assert records.tables["sites"].num_rows == 1


def test_what_looks_like_a_formula_is_text(tmp_path: Path, tree: Tree) -> None:
    names = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "+1+1", "-1", "@SUM(A1)", "=1+1"]
    rows = [row("sites", site_id=f"S{at}", name=name) for at, name in enumerate(names)]
    (tmp_path / "sites.csv").write_bytes(csv_bytes(rows))
    assert read_folder(tmp_path, tree).tables["sites"]["name"].to_pylist() == names


def test_rare_ideographs_of_gbk_are_not_taken_for_latin_letters(
    tmp_path: Path, tree: Tree, expected: Records
) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([row("sites", note="李喆、张镕、堃")], "gbk"))
    assert read_folder(tmp_path, tree).tables["sites"]["note"].to_pylist() == ["李喆、张镕、堃"]
    assert expected.tables["sites"].num_rows == 1


def test_repeated_bad_rows_are_each_placed(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "checks.csv").write_bytes(csv_bytes([GOOD["checks"], GOOD["checks"]]))
    faults = read_folder(tmp_path, tree).rejected
    assert [(fault.row, fault.column) for fault in faults] == [(2, "site_id"), (3, "site_id")]
