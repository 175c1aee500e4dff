"""The encoding of a CSV file: UTF-8 or GB18030, found strictly; anything else is refused, never guessed."""

from __future__ import annotations

import codecs
import re

from engine.records.rejections import RecordsError

SAVE_AS = "请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”"
_CHUNK = 1024**2
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
# Four ideographs of UTF-8 in a row. GB18030 hardly ever gives such bytes, and never a whole line of them.
_UTF8_WORD = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")


def encoding_of(data: bytes, name: str) -> str:
    """`utf-8` or `gb18030`; a byte order mark, though repeated, is no part of the text.

    Raises RecordsError: neither fits, UTF-8 that is damaged, both in one file.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise RecordsError(f"{name}：含有 NUL 字节或是 UTF-16 编码，不是可读的 CSV；{SAVE_AS}。")
    broken = _first_fault(data, "utf-8")
    if broken is None:
        return "utf-8"
    line = data.count(b"\n", 0, broken) + 1
    if data.startswith(codecs.BOM_UTF8) or _is_damaged_utf8(data):
        raise RecordsError(f"{name}：第{line}行附近的 UTF-8 字节已损坏；{SAVE_AS}后重新报送。")
    otherwise = _first_fault(data, "gb18030")
    if otherwise is not None:
        other = data.count(b"\n", 0, otherwise) + 1
        where = f"第{line}行附近不是 UTF-8，第{other}行附近不是 GB18030 编码" if other != line else ""
        raise RecordsError(
            f"{name}：{where or f'第{line}行附近既不是 UTF-8 也不是 GB18030 编码'}；{SAVE_AS}。"
        )
    if not _is_chinese(data):
        raise RecordsError(f"{name}：第{line}行附近既不是 UTF-8 也不是 GB18030 编码；{SAVE_AS}。")
    if (mixed := _line_of_utf8(data)) is not None:
        raise RecordsError(f"{name}：第{mixed}行是 UTF-8 编码，别的行是 GB18030；{SAVE_AS}后重新报送。")
    return "gb18030"


def _first_fault(data: bytes, encoding: str) -> int | None:
    """Where decoding fails. In pieces: a text of the whole file may take four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _CHUNK):
        pending = len(decoder.getstate()[0])
        end = start + _CHUNK
        try:
            decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether the bytes are mostly good UTF-8. GB18030 would read such a file too, as other characters."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    for start in range(0, len(data), _CHUNK):
        text = decoder.decode(data[start : start + _CHUNK])
        good += len(_IDEOGRAPH.findall(text))
        bad += text.count("\ufffd")
    return good > bad


def _is_chinese(data: bytes) -> bool:
    """Whether GB18030 gives a common ideograph. Latin letters with accents may look like rare ones."""
    decoder = codecs.getincrementaldecoder("gb18030")(errors="replace")
    for start in range(0, len(data), _CHUNK):
        found = set(_IDEOGRAPH.findall(decoder.decode(data[start : start + _CHUNK])))
        if "".join(found).encode("gb2312", errors="ignore"):
            return True
    return False


def _line_of_utf8(data: bytes) -> int | None:
    """The number of a line that is Chinese in UTF-8."""
    at = 0
    while found := _UTF8_WORD.search(data, at):
        start = data.rfind(b"\n", at, found.start()) + 1 or at
        end = data.find(b"\n", found.end())
        at = len(data) if end < 0 else end + 1
        try:
            data[start:at].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return data.count(b"\n", 0, start) + 1
    return None
