"""Private keys at rest: PKCS #8 under a passphrase, readable by their owner alone, put in place whole."""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from engine.errors import os_reason
from engine.signing import sm2_files
from engine.signing.algorithms import FileSigner
from engine.signing.ed25519 import Ed25519Signer
from engine.signing.errors import SigningError
from engine.syncing import OWNER, whole_file

SHORTEST: Final = 8
"""Characters of a passphrase: below this a stolen file is soon opened."""
_LARGEST: Final = 64 << 10
_ENCRYPTED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def check_passphrase(passphrase: str) -> None:
    """Raise SigningError for a passphrase that protects nothing."""
    if len(passphrase) < SHORTEST:
        raise SigningError(f"口令太短：至少 {SHORTEST} 个字符；请另设口令。")


def key_path(folder: Path, officer: str, key_id: str) -> Path:
    """Where an officer's private key lies: number and the first 16 digits of its id."""
    return folder / f"{officer}.{key_id[:16]}.pem"


def _sealed(signer: FileSigner, passphrase: str) -> bytes:
    if isinstance(signer, Ed25519Signer):
        return signer.private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
        )
    return sm2_files.sealed(signer, passphrase)


def write_key(path: Path, signer: FileSigner, passphrase: str) -> None:
    """Write a private key. Raises SigningError: a short passphrase, and what `put_private` raises."""
    check_passphrase(passphrase)
    put_private(path, _sealed(signer, passphrase))


def put_private(path: Path, data: bytes) -> None:
    """Write a private file (0600) beside its place, sync, then rename; an existing file is never replaced.

    Raises SigningError: a file that stands there, a disk that refuses.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.path.lexists(path):
            raise SigningError(f"密钥文件 {path.name} 已经存在，不能覆盖；请先移走该文件。")
        with whole_file(path, mode=OWNER) as stream:
            stream.write(data)
    except OSError as error:
        raise SigningError(
            f"密钥不能写入 {path}（{os_reason(error)}）；请检查权限和磁盘空间，密钥没有启用。"
        ) from error


def private_data(path: Path) -> bytes:
    """The bytes of a private file. Raises SigningError: no file, others can read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise SigningError(
                f"密钥文件 {path} 可被其他用户读取，不能使用；请运行 chmod 600 “{path}” 并考虑更换密钥。"
            )
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise SigningError(
            f"密钥文件 {path} 不能读取（{os_reason(error)}）；请核对路径、工号和 WENZE_HOME。"
        ) from error


def read_key(path: Path, officer: str, passphrase: str) -> FileSigner:
    """Open a private key. Raises SigningError: as `private_data`, a wrong passphrase, no such key."""
    data = private_data(path)
    if _ENCRYPTED not in data:
        raise SigningError(f"密钥文件 {path} 没有用口令加密，不能使用；请用 wenze keys rotate 更换。")
    try:
        if sm2_files.is_sealed(data):
            return sm2_files.opened(data, officer, passphrase)
        key = load_pem_private_key(data, passphrase.encode() or b"\0")
    except (SigningError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningError(f"密钥文件 {path.name} 打不开：口令不对，或者文件已损坏。") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError(f"密钥文件 {path.name} 不是 Ed25519 或 SM2 密钥。")
    return Ed25519Signer(officer, key)
