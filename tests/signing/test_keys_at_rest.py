"""Private keys lie encrypted, readable by their owner alone, and are put in place whole."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from engine.signing import SigningError, key_path, new_signer, read_key, write_key

WORDS = "正确 马 电池 订书钉"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    signer = new_signer("B02")
    path = key_path(tmp_path / "keys", "B02", signer.key_id)
    write_key(path, signer, WORDS)
    return path


def test_a_key_comes_back_with_its_passphrase_alone(tmp_path: Path) -> None:
    signer = new_signer("B02")
    path = key_path(tmp_path / "keys", "B02", signer.key_id)
    write_key(path, signer, WORDS)
    again = read_key(path, "B02", WORDS)
    assert again.key_id == signer.key_id
    assert signer.verifier.verify(b"x", again.sign(b"x"))
    for wrong in ("", "正确 马 电池 订书", WORDS + " "):
        with pytest.raises(SigningError, match="口令不对"):
            read_key(path, "B02", wrong)


def test_the_file_is_encrypted_and_for_its_owner_alone(written: Path) -> None:
    assert written.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700
    assert [p.name for p in written.parent.iterdir()] == [written.name]


def test_a_file_that_others_can_read_is_refused_with_the_mend(written: Path) -> None:
    written.chmod(0o640)
    with pytest.raises(SigningError, match="chmod 600"):
        read_key(written, "B02", WORDS)


def test_an_existing_file_is_never_replaced(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(SigningError, match="已经存在"):
        write_key(written, new_signer("B02"), WORDS)
    assert written.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "good"), [("1234567", False), ("12345678", True), ("一二三四五六七八", True)]
)
def test_a_passphrase_has_eight_characters_or_more(tmp_path: Path, words: str, good: bool) -> None:  # noqa: FBT001
    path = tmp_path / "k.pem"
    if good:
        write_key(path, new_signer("B"), words)
        assert path.is_file()
    else:
        with pytest.raises(SigningError, match="至少 8 个字符"):
            write_key(path, new_signer("B"), words)
        assert not path.exists()


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_disk_that_refuses_leaves_no_key_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if failing == "replace":
        monkeypatch.setattr(Path, "replace", refuse)
    elif failing == "fsync":
        monkeypatch.setattr(os, "fsync", refuse)
    else:
        monkeypatch.setattr(os, "fdopen", refuse)
    with pytest.raises(SigningError, match="没有启用"):
        write_key(tmp_path / "keys" / "k.pem", new_signer("B"), WORDS)
    monkeypatch.undo()
    assert list((tmp_path / "keys").iterdir()) == []
    write_key(tmp_path / "keys" / "k.pem", new_signer("B"), WORDS)


def test_a_key_without_a_passphrase_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "k.pem"
    signer = new_signer("B")
    path.write_bytes(signer.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(SigningError, match="没有用口令加密"):
        read_key(path, "B", WORDS)


def test_another_kind_of_key_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "k.pem"
    data = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(WORDS.encode())
    )
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(SigningError, match="不是 Ed25519"):
        read_key(path, "B", WORDS)


def test_a_missing_or_damaged_file_is_one_sentence(tmp_path: Path, written: Path) -> None:
    with pytest.raises(SigningError, match="不能读取"):
        read_key(tmp_path / "none.pem", "B02", WORDS)
    written.write_bytes(written.read_bytes()[:-60])
    with pytest.raises(SigningError, match="打不开"):
        read_key(written, "B02", WORDS)
