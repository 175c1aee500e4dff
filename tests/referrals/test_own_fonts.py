"""An office's own fonts: looked through before use; a character that one lacks is printed in a bundled font and named."""

import shutil
import struct
from pathlib import Path

import pytest
import specimens
import written

from engine.referrals import ReferralError, fonts, write_packages
from engine.referrals.opentype import faces

LOST = "虒"


def font(folder: Path, family: str, *lost: str) -> Path:
    """The bundled serif under another family's name, without some characters."""
    data = bytearray(fonts.font_files()[0].read_bytes())
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {
        bytes(data[12 + 16 * i : 16 + 16 * i]): struct.unpack_from(">I", data, 20 + 16 * i)[0]
        for i in range(count)
    }
    name = tables[b"name"]
    records, texts = struct.unpack_from(">HH", data, name + 2)
    written_as = family.encode("utf-16-be")
    for at in range(name + 6, name + 6 + 12 * records, 12):
        platform, _, _, kind, _, offset = struct.unpack_from(">6H", data, at)
        if platform == 3 and kind in (1, 16):
            data[name + texts + offset : name + texts + offset + len(written_as)] = written_as
            struct.pack_into(">H", data, at + 8, len(written_as))
    cmap = tables[b"cmap"]
    (maps,) = struct.unpack_from(">H", data, cmap + 2)
    for at in range(cmap + 4, cmap + 4 + 8 * maps, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at)
        if (platform, encoding) != (3, 10):
            struct.pack_into(">HH", data, at, 1, 0)  # no Unicode map any more
            continue
        begin = cmap + offset
        (groups,) = struct.unpack_from(">I", data, begin + 12)
        for group in range(groups):
            where = begin + 16 + 12 * group
            first, last, glyph = struct.unpack_from(">III", data, where)
            for character in map(ord, lost):
                if first <= character <= last:  # the rest of the run goes too: it is named as well
                    struct.pack_into(">III", data, where, first, character - 1, glyph)
    path = folder / f"{family}.otf"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own-fonts")
    font(folder, "FangSong", LOST)
    return folder


def test_a_file_says_its_families_and_its_characters(own: Path) -> None:
    (face,) = faces(own / "FangSong.otf")
    (bundled,) = faces(fonts.font_files()[0])
    assert face.families == {"FangSong"}
    assert ord(LOST) in bundled.characters - face.characters
    assert ord("矿") in face.characters
    runs = fonts.ranges(fonts.font_files()[0])
    assert {c for first, last in runs for c in range(first, last + 1)} <= bundled.characters


def test_the_own_font_is_used_and_what_it_lacks_is_named(own: Path, tmp_path: Path) -> None:
    made = specimens.dossier(name=f"{LOST}亭镇矿")
    (folder,) = write_packages([made], tmp_path, fonts=own)
    for name in ("移送函.pdf", "附件.pdf"):
        text = written.pdf(folder / name)
        assert "自备字体FangSong缺" in text
        assert f"{LOST}亭镇矿" in text
    if shutil.which("pdffonts"):
        import subprocess

        told = subprocess.run(
            ["pdffonts", str(folder / "移送函.pdf")], check=True, capture_output=True, text=True
        )
        assert told.stdout.count("NotoSerifSC") >= 1


def test_without_own_fonts_nothing_is_said(tmp_path: Path) -> None:
    assert fonts.stood_in(["虒亭镇"], None) == {}
    assert fonts.stood_in(["虒亭镇"], tmp_path) == {}


@pytest.mark.parametrize("data", [b"", b"OTTO", b"no font at all", b"ttcf" + b"\xff" * 40])
def test_a_file_that_is_no_font_is_named_before_anything_is_written(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "FangSong.ttf").write_bytes(data)
    with pytest.raises(ReferralError, match="FangSong"):
        write_packages([specimens.dossier()], tmp_path / "out", fonts=tmp_path)
    assert not (tmp_path / "out").exists()
