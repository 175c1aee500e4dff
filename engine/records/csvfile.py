"""CSV files: their encoding found strictly, their records read strictly."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from engine.records.limits import check_file_size, check_width
from engine.records.rejections import RecordsError
from engine.records.sheets import Sheet, file_name

FIELD_LIMIT = 131_072  # characters; a longer field is an unclosed quote
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_SAVE_AS = "请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”"


def read_csv(path: Path) -> Sheet:
    """The one sheet of a CSV file in UTF-8, with or without a byte order mark, or GB18030.

    Raises RecordsError: undecodable, NUL bytes, a quote that doesn't close, no header, too large.
    """
    check_file_size(path)
    name = file_name(path)
    text = decode(path.read_bytes(), name)
    limit = csv.field_size_limit(FIELD_LIMIT)
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise RecordsError(
            f"{name}：第{len(records) + 1}行起不是有效的 CSV（{_problem(error)}）；"
            f"请检查该行的英文双引号是否成对。"
        ) from None
    finally:
        csv.field_size_limit(limit)
    if not records or not any(field.strip() for field in records[0]):
        raise RecordsError(f"{name}：第1行没有列名；列名须在第1行，请用 wenze template 生成的模板。")
    check_width(name, max(map(len, records)))
    return Sheet(name, None, tuple(field.strip() for field in records[0]), records[1:])


def decode(data: bytes, name: str) -> str:
    """Text of a file's bytes. Raises RecordsError when neither encoding fits, or UTF-8 that is damaged."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise RecordsError(f"{name}：含有 NUL 字节或是 UTF-16 编码，不是可读的 CSV；{_SAVE_AS}。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error
    line = data[: broken.start].count(b"\n") + 1
    if data.startswith(codecs.BOM_UTF8) or _is_damaged_utf8(data):
        raise RecordsError(f"{name}：第{line}行附近的 UTF-8 字节已损坏；{_SAVE_AS}后重新报送。")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise RecordsError(f"{name}：第{line}行附近既不是 UTF-8 也不是 GB18030 编码；{_SAVE_AS}。") from None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether the bytes are mostly good UTF-8. GB18030 would read such a file too, as other characters."""
    lenient = data.decode("utf-8", errors="replace")
    return len(_IDEOGRAPH.findall(lenient)) > lenient.count("\ufffd")


def _problem(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"有超过 {FIELD_LIMIT} 个字符的内容，多半是双引号没有闭合"
    if "unexpected end" in text:
        return "双引号没有闭合"
    return "双引号后面应为逗号" if "expected after" in text else "格式错误"
