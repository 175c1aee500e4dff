"""Encrypting and decrypting whole files: the result is put in place whole or not at all, and replaces nothing."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine.encryption import age, sm4
from engine.encryption.errors import EncryptionError
from engine.encryption.identities import Identity
from engine.encryption.recipients import Recipient
from engine.errors import os_reason
from engine.signing.sm2 import Sm2Signer
from engine.syncing import OWNER, whole_file


def ending(kind: str) -> str:
    """What an encrypted file's name ends with."""
    return f".{kind}"


def encrypt_file(source: Path, target: Path, to: Recipient) -> None:
    """Encrypt a file of any size to one recipient. Raises EncryptionError."""

    def work(given: BinaryIO, made: BinaryIO) -> None:
        if to.kind == "sm2":
            sm4.encrypt(given, made, to)
        else:
            age.encrypt(given, made, to.text)

    _through(source, target, work, "没有加密")


def decrypt_file(source: Path, target: Path, identity: Identity) -> None:
    """Decrypt a file, whichever way it was encrypted. Raises EncryptionError: what is wrong, and nothing is left."""

    def work(given: BinaryIO, made: BinaryIO) -> None:
        kind = _kind(given, source)
        if kind != identity.public.kind:
            raise EncryptionError(
                f"{source} 是用 {kind} 加密的，所给的是 {identity.public.kind} 私钥；请换用对应的私钥。"
            )
        private = identity.private
        try:
            if isinstance(private, Sm2Signer):
                sm4.decrypt(given, made, private)
            else:
                age.decrypt(given, made, private)
        except EncryptionError as error:
            raise EncryptionError(f"{source} {error}没有写出任何内容。") from error

    _through(source, target, work, "没有解密")


def _kind(given: BinaryIO, source: Path) -> str:
    start = given.read(len(age.MAGIC))
    given.seek(0)
    if start == age.MAGIC:
        return "age"
    if start.startswith(sm4.MAGIC):
        return "sm2"
    raise EncryptionError(f"{source} 不是本程序或 age 加密的文件，或者开头已被改动；没有解密。")


def _through(source: Path, target: Path, work: Callable[[BinaryIO, BinaryIO], None], failed: str) -> None:
    """Read one file, write another; only its owner reads it: what was encrypted is nobody else's to see."""
    if os.path.lexists(target):
        raise EncryptionError(f"{target} 已经存在，不能覆盖；请先移走，或用 --out 另写一处。")
    try:
        with source.open("rb") as given, whole_file(target, mode=OWNER) as made:
            work(given, made)
    except OSError as error:
        raise EncryptionError(
            f"{error.filename or target} 不能读写（{os_reason(error)}）；请检查路径、权限和磁盘空间，{failed}。"
        ) from error
