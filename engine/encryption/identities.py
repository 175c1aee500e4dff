"""Private keys of recipients, in files of their own under a passphrase; age's plain identity files are read too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine.encryption import age
from engine.encryption.errors import EncryptionError
from engine.encryption.recipients import KINDS, Recipient, recipient
from engine.signing import SigningError, check_passphrase, new_key
from engine.signing import sm2_files as files
from engine.signing.keyfiles import private_data, put_private
from engine.signing.sm2 import Sm2Signer


@dataclass(frozen=True)
class Identity:
    """A private key in memory, age's as its one line, with the public key that senders encrypt to."""

    public: Recipient
    private: str | Sm2Signer = field(repr=False)


def _of_sm2(private: Sm2Signer) -> Identity:
    return Identity(recipient(private.verifier.public_pem), private)


def new_identity(kind: str, path: Path, passphrase: str) -> Identity:
    """A fresh key, its private half written to `path`. Raises EncryptionError, SigningError."""
    if kind not in KINDS:
        raise EncryptionError(f"没有收件密钥的种类“{kind}”；可用：{'、'.join(KINDS)}。")
    check_passphrase(passphrase)
    if kind == "age":
        secret = age.new_secret()
        put_private(path, age.locked(f"{secret}\n".encode(), passphrase))
        return Identity(recipient(age.public_of(secret) or ""), secret)
    signer = new_key(path.stem, "sm2")
    assert isinstance(signer, Sm2Signer)  # noqa: S101 - for the type checker
    put_private(path, files.sealed(signer, passphrase))
    return _of_sm2(signer)


def read_identity(path: Path, passphrase: Callable[[], str]) -> Identity:
    """The key of a file; `passphrase` is asked only where the file needs one. Raises EncryptionError, SigningError."""
    data = private_data(path)
    if files.is_sealed(data):
        try:
            return _of_sm2(files.opened(data, path.stem, passphrase()))
        except SigningError as error:
            raise EncryptionError(f"私钥文件 {path.name} 打不开：{error}") from error
    if data.startswith(age.MAGIC):
        unlocked = age.unlocked(data, passphrase())
        if unlocked is None:
            raise EncryptionError(f"私钥文件 {path.name} 打不开：口令不对，或者文件已损坏。")
        data = unlocked
    for line in data.decode("ascii", "replace").splitlines():
        public = age.public_of(line.strip()) if line.startswith(age.SECRET) else None
        if public is not None:
            return Identity(recipient(public), line.strip())
    raise EncryptionError(
        f"私钥文件 {path.name} 不是 age 或 SM2 的私钥；请核对路径，或用 wenze recipients new 生成。"
    )
