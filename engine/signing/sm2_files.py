"""An SM2 private key at rest: PKCS #8 under a passphrase (PBES2: scrypt, AES-256-CBC), as openssl reads it too.

Every length is fixed, so the file is a template with places for salt, vector and key; what is not written like that
was not written here.
"""

import base64
import hashlib
import os
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from engine.signing import gmssl
from engine.signing.errors import SigningError
from engine.signing.sm2 import PUBLIC_SIZE, Sm2Signer

_HEAD: Final = bytes.fromhex("3081ec305706092a864886f70d01050d304a302906092b06010401da47040b301c0410")
_MIDDLE: Final = bytes.fromhex("02024000020108020101301d060960864801650304012a0410048190")
"""The costs of scrypt, AES-256-CBC, the length of what is encrypted; the vector stands before the last three bytes."""
_COST, _BLOCK, _LANES = 16_384, 8, 1
_SALT: Final = 16
_KEY: Final = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_POINT: Final = bytes.fromhex("a14403420004")
_PRIVATE: Final = 32
_PADDING: Final = b"\6" * 6
_BEGIN, _END = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", b"-----END ENCRYPTED PRIVATE KEY-----\n"
_LINE: Final = 64


def _cipher(passphrase: bytes, salt: bytes, vector: bytes) -> Cipher[CBC]:
    key = hashlib.scrypt(passphrase, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)
    return Cipher(AES(key), CBC(vector))


def sealed(signer: Sm2Signer, passphrase: str) -> bytes:
    """The file of a private key."""
    salt, vector = os.urandom(_SALT), os.urandom(_SALT)
    encryptor = _cipher(passphrase.encode(), salt, vector).encryptor()
    inside = encryptor.update(_KEY + signer.private + _POINT + signer.public + _PADDING)
    der = _HEAD + salt + _MIDDLE[:-3] + vector + _MIDDLE[-3:] + inside
    text = base64.b64encode(der)
    lines = b"".join(text[at : at + _LINE] + b"\n" for at in range(0, len(text), _LINE))
    return _BEGIN + lines + _END


def _parts(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Salt, vector and what is encrypted of a file as `sealed` writes it; None for another."""
    try:
        der = base64.b64decode(
            data.removeprefix(_BEGIN).removesuffix(_END).replace(b"\n", b""), validate=True
        )
    except ValueError:
        return None
    at = len(_HEAD)
    salt, rest = der[at : at + _SALT], der[at + _SALT :]
    vector, inside = rest[len(_MIDDLE) - 3 :][:_SALT], rest[len(_MIDDLE) + _SALT :]
    again = _HEAD + salt + _MIDDLE[:-3] + vector + _MIDDLE[-3:] + inside
    return (salt, vector, inside) if again == der and len(inside) == _MIDDLE[-1] else None


def is_sealed(data: bytes) -> bool:
    """Whether these are the bytes of an SM2 key's file."""
    return data.startswith(_BEGIN) and data.endswith(_END) and _parts(data) is not None


def opened(data: bytes, officer: str, passphrase: str) -> Sm2Signer:
    """The private key of a file for which `is_sealed` holds. Raises SigningError: a wrong passphrase, a changed file."""
    parts = _parts(data)
    if parts is not None:
        salt, vector, inside = parts
        decryptor = _cipher(passphrase.encode(), salt, vector).decryptor()
        key = read_pkcs8(decryptor.update(inside).removesuffix(_PADDING), officer)
        if key is not None:
            return key
    raise SigningError("口令不对，或者文件已损坏。")


def read_pkcs8(der: bytes, officer: str) -> Sm2Signer | None:
    """The key of an unencrypted PKCS #8 with its public half; None for anything else, halves that don't fit included."""
    private, public = der[len(_KEY) :][:_PRIVATE], der[-PUBLIC_SIZE:]
    if der != _KEY + private + _POINT + public:
        return None
    signature = gmssl.signature(private, public, b"")
    fits = signature is not None and gmssl.verified(public, b"", signature)
    return Sm2Signer(officer, private, public) if fits else None
