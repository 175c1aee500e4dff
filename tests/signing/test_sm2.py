"""SM2 with SM3: the published answers, by GmSSL and by the verifiers' own arithmetic; no key serves for another algorithm."""

import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest
import sm2_answers as known
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ledgers import audit_verify
from engine.referrals import verify
from engine.signing import (
    SigningError,
    envelope,
    gmssl,
    key_path,
    new_key,
    read_key,
    sign,
    sm2_files,
    verifier_of,
    write_key,
)
from engine.signing.sm2 import ORDER, PUBLIC_DER, Sm2Signer, Sm2Verifier, signature_der

WORDS = "正确 马 电池 订书钉"
SIGNER = new_key("B02", "sm2")
OTHER = new_key("C03", "ed25519")
STANDARD = Sm2Verifier(known.PUBLIC)


@pytest.mark.parametrize("text", known.SM3, ids=["abc", "64 bytes"])
def test_sm3_gives_the_published_digests_by_both_ways(text: bytes) -> None:
    assert verify.sm3_of(text).hex() == audit_verify.sm3_of(text).hex() == known.SM3[text]
    assert hashlib.new("sm3", text).hexdigest() == known.SM3[text]


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_our_sm3_is_that_of_openssl(text: bytes) -> None:
    assert verify.sm3_of(text) == hashlib.new("sm3", text).digest()


@pytest.mark.parametrize(
    "check", [STANDARD.verify, lambda *a: verify.signed(known.PUBLIC, *a)], ids=["gmssl", "ours"]
)
def test_the_published_signature_holds_for_its_message_alone(check: Any) -> None:
    signature = known.der(known.R, known.S)
    assert check(known.MESSAGE, signature)
    assert not check(known.MESSAGE + b" ", signature)
    assert not check(known.MESSAGE, known.der(known.S, known.R))
    assert not check(known.MESSAGE, known.der(known.R, ORDER - known.S))


def test_the_published_key_signs_and_both_verifiers_agree() -> None:
    signer = Sm2Signer("S", known.PRIVATE, known.PUBLIC)
    for text in (b"", known.MESSAGE, bytes(1000)):
        made = signer.sign(text)
        assert STANDARD.verify(text, made)
        assert verify.signed(known.PUBLIC, text, made)


@given(st.binary(max_size=80), st.integers(0, 10_000), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_one_flipped_bit_of_text_or_signature_is_seen_by_both(text: bytes, at: int, bit: int) -> None:
    signature = SIGNER.sign(text)
    changed = bytearray(signature)
    changed[at % len(changed)] ^= 1 << bit
    public = SIGNER.verifier.public
    for data, made in ((text, bytes(changed)), (text + b"x", signature)):
        assert not SIGNER.verifier.verify(data, made)
        assert not verify.signed(public, data, made)


@given(st.binary(max_size=90))
@settings(deadline=None)
def test_no_other_spelling_and_no_noise_is_a_signature_and_none_raises(noise: bytes) -> None:
    signature = SIGNER.sign(b"x")
    loose = b"\x30\x81" + signature[1:]  # the length in two bytes
    for made in (noise, signature + b"\0", signature[:-1], loose, b"\x30" + noise, signature[:4] + noise):
        assert not SIGNER.verifier.verify(b"x", made)
        assert not verify.signed(SIGNER.verifier.public, b"x", made)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (ORDER, 1), (1, ORDER), (1, ORDER - 1)])
def test_numbers_outside_the_order_are_no_signature(r: int, s: int) -> None:
    made = signature_der(r, s)
    assert not SIGNER.verifier.verify(b"x", made)
    assert not verify.signed(SIGNER.verifier.public, b"x", made)


def test_an_id_names_its_algorithm_and_no_key_serves_for_the_other() -> None:
    assert SIGNER.key_id == hashlib.sha256(PUBLIC_DER + SIGNER.verifier.public).hexdigest()
    for signer, other in ((SIGNER, OTHER), (OTHER, SIGNER)):
        made = sign(signer, "t", {"a": 1})
        assert made.verified_by(signer.verifier)
        assert not made.verified_by(other.verifier)
        for algorithm in ("sm2", "ed25519"):
            form = made.form()
            form["signatures"][0] |= {"keyid": other.key_id, "algorithm": algorithm}
            assert not envelope(form).verified_by(other.verifier)
            form["signatures"][0] |= {"keyid": signer.key_id, "algorithm": other.algorithm}
            assert not envelope(form).verified_by(signer.verifier)
            assert not verify.opened(form, "t").signed(verify._public(signer.verifier.public_pem))


def test_a_public_key_comes_back_from_its_pem_with_its_algorithm() -> None:
    for signer in (SIGNER, OTHER):
        again = verifier_of(signer.verifier.public_pem)
        assert (again.algorithm, again.key_id) == (signer.algorithm, signer.key_id)
        assert verify.id_of(verify._public(signer.verifier.public_pem)) == signer.key_id


def test_a_point_off_the_curve_is_no_key() -> None:
    pem = Sm2Verifier(bytes(63) + b"\1").public_pem
    with pytest.raises(SigningError, match="曲线"):
        verifier_of(pem)
    assert not verify.signed(bytes(63) + b"\1", b"x", SIGNER.sign(b"x"))


def test_an_unknown_algorithm_is_named_with_those_that_there_are() -> None:
    with pytest.raises(SigningError, match="ed25519、sm2"):
        new_key("B02", "rsa")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = key_path(tmp_path / "keys", "B02", SIGNER.key_id)
    write_key(path, SIGNER, WORDS)
    return path


def test_a_key_comes_back_with_its_passphrase_alone(written: Path) -> None:
    assert read_key(written, "B02", WORDS) == SIGNER
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert SIGNER.private not in written.read_bytes()
    assert SIGNER.private.hex() not in repr(SIGNER)
    for wrong in ("", "正确 马 电池 订书", WORDS + " "):
        with pytest.raises(SigningError, match="口令不对"):
            read_key(written, "B02", wrong)


def test_a_changed_key_file_is_never_opened(written: Path) -> None:
    data = written.read_bytes()
    for at in range(40, len(data) - 40, 9):
        changed = bytearray(data)
        changed[at] = ord("A") if changed[at] != ord("A") else ord("B")
        written.write_bytes(bytes(changed))
        with pytest.raises(SigningError, match=r"打不开|不能使用"):
            read_key(written, "B02", WORDS)


def test_halves_of_two_keys_are_no_key() -> None:
    other = new_key("D", "sm2")
    mixed = sm2_files.sealed(Sm2Signer("D", SIGNER.private, other.public), WORDS)
    with pytest.raises(SigningError, match="已损坏"):
        sm2_files.opened(mixed, "D", WORDS)


def test_gmssl_writes_nothing_to_the_screen_when_a_check_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert not gmssl.verified(known.PUBLIC, b"x", known.der(known.R, known.S))
    assert not gmssl.verified(known.PUBLIC, b"x", b"")
    assert gmssl.unwrapped(known.PRIVATE, b"\x30" * 60) is None
    assert gmssl.unclosed(bytes(16), bytes(12), b"", bytes(40)) is None
    assert gmssl.signature(bytes(32), known.PUBLIC, b"") is None
    assert capfd.readouterr() == ("", "")


def test_sm2_encryption_and_sm4_gcm_give_the_published_answers() -> None:
    x, y = int.from_bytes(known.POINT[:32]), int.from_bytes(known.POINT[32:])
    assert gmssl.unwrapped(known.PRIVATE, known.der(x, y, known.DIGEST, known.HIDDEN)) == known.SECRET
    assert gmssl.closed(**known.GCM) == known.GCM_ANSWER
    assert (
        gmssl.unclosed(known.GCM["key"], known.GCM["nonce"], known.GCM["bound"], known.GCM_ANSWER)
        == known.GCM["data"]
    )
