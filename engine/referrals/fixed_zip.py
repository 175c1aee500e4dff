"""The same bytes for the same content: an office file's archive with its times, order and storage fixed."""

import io
import zipfile
from typing import Final

_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def fixed_zip(data: bytes) -> bytes:
    """The archive rewritten. Stored, not deflated: what deflate gives depends on the machine's zlib."""
    return zip_of(members_of(data))


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(members: dict[str, bytes]) -> bytes:
    """An archive of these members, content types first (as office programs write it), then by name."""
    names = [n for n in _FIRST if n in members] + sorted(set(members) - set(_FIRST))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, members[name])
    return out.getvalue()
