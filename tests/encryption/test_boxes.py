"""Encrypted files: they come back whole to their recipient, and to nobody else, and nothing else comes back."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.encryption import (
    EncryptionError,
    Identity,
    age,
    decrypt_file,
    encrypt_file,
    new_identity,
    read_identity,
    recipient,
    sm4,
)
from engine.signing import SigningError, new_key
from engine.signing.sm2 import Sm2Signer

WORDS = "正确 马 电池 订书钉"
KINDS = ("age", "sm2")
SIZES = (0, 1, sm4.CHUNK - 1, sm4.CHUNK, sm4.CHUNK + 1, 3 * sm4.CHUNK)


def identity(kind: str) -> Identity:
    if kind == "age":
        secret = age.new_secret()
        return Identity(recipient(age.public_of(secret) or ""), secret)
    signer = new_key("R", "sm2")
    assert isinstance(signer, Sm2Signer)
    return Identity(recipient(signer.verifier.public_pem), signer)


OURS = {kind: identity(kind) for kind in KINDS}
OTHERS = {kind: identity(kind) for kind in KINDS}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def closed(place: Path, kind: str, data: bytes) -> Path:
    source, target = place / "材料.zip", place / f"材料.zip.{kind}"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    encrypt_file(source, target, OURS[kind].public)
    return target


def refused(path: Path, private: Identity, match: str) -> None:
    """Decrypting is refused in one line, and nothing is left behind."""
    before = sorted(p.name for p in path.parent.iterdir())
    with pytest.raises(EncryptionError, match=match) as told:
        decrypt_file(path, path.parent / "出", private)
    assert "\n" not in str(told.value)
    assert sorted(p.name for p in path.parent.iterdir()) == before


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_whole_below_at_and_above_a_piece(tmp_path: Path, kind: str, size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    path = closed(tmp_path, kind, data[:size])
    assert data[:64] not in path.read_bytes()
    (tmp_path / ".出.part").write_bytes(b"left by one who was killed")
    decrypt_file(path, tmp_path / "出", OURS[kind])
    assert (tmp_path / "出").read_bytes() == data[:size]
    assert stat.S_IMODE((tmp_path / "出").stat().st_mode) == 0o600
    assert not (tmp_path / ".出.part").exists()


def test_two_encryptions_of_one_file_share_nothing_but_the_form(tmp_path: Path, kind: str) -> None:
    assert closed(tmp_path, kind, b"x").read_bytes() != closed(tmp_path, kind, b"x").read_bytes()


def test_another_recipient_and_another_kind_of_key_open_nothing(tmp_path: Path, kind: str) -> None:
    path = closed(tmp_path, kind, b"x" * 100)
    refused(path, OTHERS[kind], "另一把密钥|不是加密给所给密钥")
    other = next(k for k in KINDS if k != kind)
    refused(path, OURS[other], f"是用 {kind} 加密的")


def test_every_flipped_bit_of_a_small_file_is_seen(tmp_path: Path, kind: str) -> None:
    path = closed(tmp_path, kind, b"ab")
    data = path.read_bytes()
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        path.write_bytes(bytes(changed))
        refused(path, OURS[kind], "没有")


@pytest.mark.parametrize("cut", [1, 22, 23, sm4.CHUNK + 17, 2 * (sm4.CHUNK + 17), -1])
def test_a_torn_file_is_refused_wherever_it_is_torn(tmp_path: Path, kind: str, cut: int) -> None:
    path = closed(tmp_path, kind, bytes(2 * sm4.CHUNK + 5))
    data = path.read_bytes()
    path.write_bytes(data[:-cut] if cut > 0 else data + b"x")
    refused(path, OURS[kind], "已损坏")


def test_pieces_exchanged_doubled_or_of_another_file_are_refused(tmp_path: Path) -> None:
    path = closed(tmp_path, "sm2", bytes(3 * sm4.CHUNK))
    data, size = path.read_bytes(), sm4.CHUNK + 17
    head = len(data) - 3 * size
    one, two, three = (data[head + n * size :][:size] for n in range(3))
    alien = closed(tmp_path, "sm2", bytes(3 * sm4.CHUNK)).read_bytes()
    for body in (two + one + three, one + one + three, one + two, one + two + three + three, b"", three):
        path.write_bytes(data[:head] + body)
        refused(path, OURS["sm2"], "已损坏")
    path.write_bytes(data[:head] + alien[-3 * size :])
    refused(path, OURS["sm2"], "已损坏")


@given(noise=st.binary(max_size=200), cut=st.integers(0, 400))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_is_refused_in_words_and_never_anything_else(tmp_path: Path, noise: bytes, cut: int) -> None:
    for kind in KINDS:
        path = closed(tmp_path, kind, b"ab")
        for data in (noise, path.read_bytes()[:cut] + noise):
            path.write_bytes(data)
            try:
                decrypt_file(path, tmp_path / "出", OURS[kind])
            except EncryptionError:
                assert not (tmp_path / "出").exists()
            else:
                assert (tmp_path / "出").read_bytes() == b"ab"
                (tmp_path / "出").unlink()


def test_what_stands_there_is_never_replaced(tmp_path: Path, kind: str) -> None:
    path = closed(tmp_path, kind, b"new")
    (tmp_path / "出").write_bytes(b"old")
    with pytest.raises(EncryptionError, match="已经存在"):
        decrypt_file(path, tmp_path / "出", OURS[kind])
    with pytest.raises(EncryptionError, match="已经存在"):
        encrypt_file(tmp_path / "材料.zip", path, OURS[kind].public)
    assert (tmp_path / "出").read_bytes() == b"old"


def test_a_file_that_is_not_there_or_a_place_that_refuses_is_one_line(tmp_path: Path, kind: str) -> None:
    with pytest.raises(EncryptionError, match="不能读写"):
        encrypt_file(tmp_path / "无", tmp_path / "出", OURS[kind].public)
    path = closed(tmp_path, kind, b"x")
    with pytest.raises(EncryptionError, match="不能读写"):
        decrypt_file(path, tmp_path / "无" / "出", OURS[kind])


def test_a_private_key_lies_under_its_passphrase(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "收件.key"
    made = new_identity(kind, path, WORDS)
    assert read_identity(path, lambda: WORDS).public == made.public
    assert b"SECRET" not in path.read_bytes()
    if kind == "age":  # a second passphrase costs a second: a file that no passphrase opens says the same
        path.write_bytes(age.MAGIC)
    with pytest.raises(EncryptionError, match="口令不对"):
        read_identity(path, lambda: WORDS + "x")


def test_a_private_key_is_made_with_a_passphrase_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "收件.key"
    with pytest.raises(SigningError, match="至少 8 个字符"):
        new_identity("sm2", path, "1234567")
    with pytest.raises(EncryptionError, match="age、sm2"):
        new_identity("rsa", path, WORDS)
    new_identity("sm2", path, WORDS)
    with pytest.raises(SigningError, match="已经存在"):
        new_identity("sm2", path, WORDS)
    path.chmod(0o644)
    with pytest.raises(SigningError, match="chmod 600"):
        read_identity(path, lambda: WORDS)


def test_a_plain_identity_file_of_age_is_read_without_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {OURS['age'].public.text}\n{OURS['age'].private}\n", encoding="ascii")
    path.chmod(0o600)

    def never() -> str:
        raise AssertionError

    assert read_identity(path, never) == OURS["age"]
    path.write_text("AGE-SECRET-KEY-1X\n", encoding="ascii")
    with pytest.raises(EncryptionError, match="不是 age 或 SM2 的私钥"):
        read_identity(path, never)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不能读取"), ("age1x", "不完整"), (f"{OURS['age'].public.text}x", "不完整"), ("ssh-ed25519 AAAA", "不能读取"),
        (new_key("E", "ed25519").verifier.public_pem, "不能读取"),
    ],
    ids=["empty", "cut off", "longer", "ssh", "ed25519"],
)  # fmt: skip
def test_what_is_no_recipient_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(EncryptionError, match=said):
        recipient(text)


def test_a_recipient_has_one_fingerprint_however_it_is_copied() -> None:
    for one in OURS.values():
        assert recipient(f"\n  {one.public.text}\n") == one.public


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command")
def test_the_key_of_the_container_is_opened_by_openssl(tmp_path: Path) -> None:
    """What stands in the header is SM2's own ciphertext, for whoever has no program of ours."""
    import base64
    import json

    path = tmp_path / "收件.key"
    made = new_identity("sm2", path, WORDS)
    (tmp_path / "d").write_bytes(b"x" * 10)
    encrypt_file(tmp_path / "d", tmp_path / "d.sm2", made.public)
    head = json.loads((tmp_path / "d.sm2").read_bytes().splitlines()[1])
    assert head["recipient"] == made.public.fingerprint
    told = subprocess.run(
        ["openssl", "pkeyutl", "-decrypt", "-inkey", str(path), "-passin", f"pass:{WORDS}"],
        input=base64.b64decode(head["key"]), capture_output=True, check=True,
    )  # fmt: skip
    assert len(told.stdout) == 16


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_nothing(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed(tmp_path, kind, b"x")
    monkeypatch.setattr("os.fsync", refuse)
    refused(path, OURS[kind], "磁盘已满.*没有解密")
