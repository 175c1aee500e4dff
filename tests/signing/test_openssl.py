"""Both ways with the openssl command: what we sign it verifies, what it signs we verify, for both algorithms."""

import shutil
import subprocess
from pathlib import Path

import pytest

from engine.referrals import verify
from engine.signing import FileSigner, SigningError, key_path, new_key, read_key, verifier_of, write_key

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command")
WORDS = "correct horse"
ID = "distid:1234567812345678"
TEXT = "矿".encode() * 40
CHECKS = {
    "ed25519": [["pkeyutl", "-verify", "-pubin", "-inkey", "p", "-rawin", "-in", "d", "-sigfile", "s"]],
    "sm2": [
        ["dgst", "-sm3", "-verify", "p", "-sigopt", ID, "-signature", "s", "d"],
        ["pkeyutl", "-verify", "-pubin", "-inkey", "p", "-rawin", "-digest", "sm3", "-pkeyopt", ID, "-in", "d", "-sigfile",
         "s"],
    ],
}  # fmt: skip
SIGNS = {
    "ed25519": [["pkeyutl", "-sign", "-inkey", "k", "-rawin", "-in", "d", "-out", "s"]],
    "sm2": [
        ["dgst", "-sm3", "-sign", "k", "-sigopt", ID, "-out", "s", "d"],
        ["pkeyutl", "-sign", "-inkey", "k", "-rawin", "-digest", "sm3", "-pkeyopt", ID, "-in", "d", "-out", "s"],
    ],
}  # fmt: skip
NEW = {"ed25519": ["-algorithm", "ed25519"], "sm2": ["-algorithm", "SM2"]}


def openssl(place: Path, *arguments: str) -> int:
    return subprocess.run(["openssl", *arguments], cwd=place, capture_output=True, check=False).returncode


@pytest.fixture(params=CHECKS)
def signer(request: pytest.FixtureRequest) -> FileSigner:
    return new_key("B02", request.param)


def test_openssl_verifies_what_we_sign_and_nothing_else(signer: FileSigner, tmp_path: Path) -> None:
    (tmp_path / "p").write_text(signer.verifier.public_pem, encoding="ascii")
    (tmp_path / "s").write_bytes(signer.sign(TEXT))
    for command in CHECKS[signer.algorithm]:
        (tmp_path / "d").write_bytes(TEXT)
        assert openssl(tmp_path, *command) == 0
        (tmp_path / "d").write_bytes(TEXT + b"x")
        assert openssl(tmp_path, *command) != 0


@pytest.mark.parametrize("algorithm", SIGNS)
def test_we_verify_what_openssl_signs_with_its_own_key(algorithm: str, tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(TEXT)
    assert openssl(tmp_path, "genpkey", *NEW[algorithm], "-out", "k") == 0
    assert openssl(tmp_path, "pkey", "-in", "k", "-pubout", "-out", "p") == 0
    pem = (tmp_path / "p").read_text(encoding="ascii")
    verifier = verifier_of(pem)
    assert verifier.algorithm == algorithm
    assert verifier.public_pem == pem
    for command in SIGNS[algorithm]:
        assert openssl(tmp_path, *command) == 0
        signature = (tmp_path / "s").read_bytes()
        assert verifier.verify(TEXT, signature)
        assert verify.signed(verify._public(pem), TEXT, signature)
        assert not verifier.verify(TEXT + b"x", signature)
        assert not verify.signed(verify._public(pem), TEXT + b"x", signature)


def test_openssl_signs_with_an_officers_key_file(signer: FileSigner, tmp_path: Path) -> None:
    write_key(tmp_path / "k", signer, WORDS)
    (tmp_path / "d").write_bytes(TEXT)
    for verb, *more in SIGNS[signer.algorithm]:
        assert openssl(tmp_path, verb, "-passin", f"pass:{WORDS}", *more) == 0
        assert signer.verifier.verify(TEXT, (tmp_path / "s").read_bytes())
        assert openssl(tmp_path, verb, "-passin", "pass:wrong words", *more) != 0


def test_the_fingerprint_of_an_sm2_key_is_what_openssl_and_sha256sum_give(tmp_path: Path) -> None:
    signer = new_key("B02", "sm2")
    (tmp_path / "p").write_text(signer.verifier.public_pem, encoding="ascii")
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", "p", "-outform", "DER"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    told = subprocess.run(["sha256sum"], input=der.stdout, capture_output=True, check=True)
    assert told.stdout.decode().split()[0] == signer.key_id


def test_a_key_of_another_curve_is_refused_by_name(tmp_path: Path) -> None:
    assert (
        openssl(tmp_path, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "k")
        == 0
    )
    assert openssl(tmp_path, "pkey", "-in", "k", "-pubout", "-out", "p") == 0
    with pytest.raises(SigningError, match="既不是 Ed25519 公钥，也不是 SM2 公钥"):
        verifier_of((tmp_path / "p").read_text(encoding="ascii"))


def test_a_key_file_reads_back_whatever_its_algorithm(signer: FileSigner, tmp_path: Path) -> None:
    path = key_path(tmp_path, "B02", signer.key_id)
    write_key(path, signer, WORDS)
    assert read_key(path, "B02", WORDS).key_id == signer.key_id
