"""A file encrypted to an SM2 key: a header line, then pieces under SM4-GCM, the last one marked as the last.

    wenze-sm2-sm4gcm-1
    {"chunk":65536,"key":"…","nonce":"…","recipient":"…"}

The header is canonical JSON: the recipient's fingerprint, the fresh SM4 key of 16 bytes under the recipient's SM2 key
(GB/T 32918.4, DER, base64), 8 random bytes (base64). Each piece is a byte, 1 in the last one and 0 before, and at most
`chunk` bytes of the file, all of it encrypted, and a tag of 16 bytes; its nonce is the 8 bytes and its number in 4; both
lines of the header are bound to each. So nothing can be cut off, exchanged, added or taken from another file unseen.
"""

import base64
import json
import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from engine.encryption.errors import EncryptionError
from engine.encryption.recipients import Recipient
from engine.signing import canonical, gmssl
from engine.signing.sm2 import Sm2Signer, pem_point

MAGIC: Final = b"wenze-sm2-sm4gcm-1\n"
CHUNK: Final = 1 << 16
_KEY, _NONCE, _TAG = 16, 8, 16
_MORE, _LAST = b"\0", b"\1"
_LONGEST: Final = 4096
"""Bytes of the header's second line: ours has some 400."""


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes, bool]]:
    """Number (4 bytes), bytes and whether it is the last, of pieces of a size; one empty piece for nothing."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number.to_bytes(4), piece, not following
        if not following:
            return
        number, piece = number + 1, following


def encrypt(source: BinaryIO, target: BinaryIO, to: Recipient) -> None:
    """Encrypt all of `source` to an SM2 key."""
    public = pem_point(to.text)
    assert public is not None  # noqa: S101 - a recipient has been read as one
    key, prefix = os.urandom(_KEY), os.urandom(_NONCE)
    said = {
        "chunk": CHUNK, "recipient": to.fingerprint, "nonce": base64.b64encode(prefix).decode(),
        "key": base64.b64encode(gmssl.wrapped(public, key)).decode(),
    }  # fmt: skip
    head = MAGIC + canonical(said) + b"\n"
    target.write(head)
    target.writelines(
        gmssl.closed(key, prefix + number, head, (_LAST if last else _MORE) + piece)
        for number, piece, last in _pieces(source, CHUNK)
    )


def decrypt(source: BinaryIO, target: BinaryIO, private: Sm2Signer) -> None:
    """Decrypt all of `source`. Raises EncryptionError; what was written by then is not to be used."""
    head = source.read(len(MAGIC)) + source.readline(_LONGEST)
    recipient, sealed, prefix = _header(head)
    if recipient != private.key_id:
        raise EncryptionError(
            f"是加密给另一把密钥（指纹 {recipient[:16]}）的，所给的密钥是 {private.key_id[:16]}；请换用那一把。"
        )
    key = gmssl.unwrapped(private.private, sealed)
    if key is None or len(key) != _KEY:
        raise _broken()
    for number, piece, last in _pieces(source, 1 + CHUNK + _TAG):
        data = gmssl.unclosed(key, prefix + number, head, piece) if len(piece) > _TAG else None
        if data is None or data[:1] != (_LAST if last else _MORE):
            raise _broken()
        target.write(data[1:])


def _header(head: bytes) -> tuple[str, bytes, bytes]:
    try:
        said = json.loads(head.removeprefix(MAGIC))
        sealed, prefix = (base64.b64decode(said[name], validate=True) for name in ("key", "nonce"))
        recipient = str(said["recipient"])
        sound = MAGIC + canonical(said) + b"\n" == head and said["chunk"] == CHUNK and len(prefix) == _NONCE
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken() from error
    if not sound:
        raise _broken()
    return recipient, sealed, prefix


def _broken() -> EncryptionError:
    return EncryptionError("已损坏、不完整或者被改动；请向发件单位另取。")
