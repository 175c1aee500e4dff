"""The envelope over a whole package: its kind, its digest, its signer; nothing mutated passes."""

import ast
import base64
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import specimens

from engine.ledgers import audit_verify
from engine.referrals import verify, write_packages
from engine.signing import (
    PACKAGE_TYPES,
    Ed25519Signer,
    SigningError,
    canonical,
    new_signer,
    sign,
    sign_package,
)
from engine.signing.statements import (
    CHECKPOINT,
    ENDORSEMENT,
    REVOCATION,
    checkpoint_statement,
    endorsement_statement,
    revocation_statement,
)

MUTATIONS = int(os.environ.get("WENZE_MUTATIONS", "1500"))
BEFORE, AT, AFTER = (datetime(2022, 3, d, 8, tzinfo=UTC) for d in (1, 8, 20))


@pytest.fixture(scope="module")
def signer() -> Ed25519Signer:
    return new_signer("B02")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = write_packages([specimens.dossier()], tmp_path_factory.mktemp("packages"))
    return made


def whole(folder: Path) -> bytes:
    return folder.with_name(f"{folder.name}.zip").read_bytes()


def seal(signer: Ed25519Signer, folder: Path, kind: str = "referral") -> bytes:
    return sign_package(
        signer,
        kind=kind,
        package=specimens.dossier().id,
        whole=whole(folder),
        number="晋安办函〔2022〕1号",
        at=AT,
    )


def public(signer: Ed25519Signer) -> bytes:
    return signer.verifier.public.public_bytes_raw()


def accepted(out: verify.Outcome) -> bool:
    """Whether a reader would take the signature for good."""
    return out.faults == [] and any(line.startswith("签名有效") for line in out.certain)


def events(signer: Ed25519Signer, *, revoked: bool = False) -> verify.Keys:
    made = [
        sign(
            signer,
            ENDORSEMENT,
            endorsement_statement(
                officer="B02", name="乙", roles=["admin"], key_id=signer.key_id,
                public_pem=signer.verifier.public_pem, valid_from=BEFORE, by="B02",
            ),
        ).form()
    ]  # fmt: skip
    if revoked:
        ended = revocation_statement(officer="B02", key_id=signer.key_id, revoked_at=AT, why="遗失", by="B02")
        signed = {**ended, "revoked_at": "2022-03-05T08:00:00.000000Z"}
        made.append(sign(signer, REVOCATION, signed).form())
    keys = verify.Keys()
    assert [keys.take(form) for form in made] == [None] * len(made)
    return keys


def test_a_signed_package_verifies_as_its_kind_from_folder_and_from_zip(
    folder: Path, signer: Ed25519Signer
) -> None:
    for path in (folder, folder.with_name(f"{folder.name}.zip")):
        assert accepted(verify.verify(path, seal(signer, folder), "referral", public(signer)))


@pytest.mark.parametrize("signed", PACKAGE_TYPES)
@pytest.mark.parametrize("wanted", PACKAGE_TYPES)
def test_a_package_verifies_only_as_the_kind_that_was_signed(
    folder: Path, signer: Ed25519Signer, signed: str, wanted: str
) -> None:
    out = verify.verify(folder, seal(signer, folder, signed), wanted, public(signer))
    assert accepted(out) == (signed == wanted)


def test_writer_and_verifier_name_the_same_kinds() -> None:
    assert {kind: verify.package_type(kind) for kind in verify.KINDS} == dict(PACKAGE_TYPES)


def test_an_unknown_kind_is_not_signed(folder: Path, signer: Ed25519Signer) -> None:
    with pytest.raises(SigningError, match="没有“apology”这一类材料"):
        seal(signer, folder, "apology")


def test_a_withdrawal_whose_type_is_renamed_is_refused(folder: Path, signer: Ed25519Signer) -> None:
    form = json.loads(seal(signer, folder, "withdrawal"))
    form["payloadType"] = PACKAGE_TYPES["referral"]
    assert not accepted(verify.verify(folder, canonical(form) + b"\n", "referral", public(signer)))
    body = {**json.loads(base64.b64decode(form["payload"])), "kind": "referral"}
    form["payload"] = base64.b64encode(canonical(body)).decode()
    assert not accepted(verify.verify(folder, canonical(form) + b"\n", "referral", public(signer)))


def test_a_checkpoint_never_verifies_as_a_package(folder: Path, signer: Ed25519Signer) -> None:
    said = checkpoint_statement(seq=1, sha256="0" * 64, sm3="0" * 64, at=AT, officer="B02")
    data = canonical(sign(signer, CHECKPOINT, said).form()) + b"\n"
    for kind in PACKAGE_TYPES:
        assert verify.verify(folder, data, kind, public(signer)).faults


def test_another_package_and_another_key_are_refused(
    folder: Path, signer: Ed25519Signer, tmp_path: Path
) -> None:
    (other,) = write_packages([specimens.dossier(name="丙矿点")], tmp_path)
    assert verify.verify(other, seal(signer, folder), "referral", public(signer)).faults
    assert verify.verify(folder, seal(signer, folder), "referral", public(new_signer("C"))).faults


def test_without_a_key_nothing_is_said_of_the_signature_but_that_it_was_not_checked(
    folder: Path, signer: Ed25519Signer
) -> None:
    out = verify.verify(folder, seal(signer, folder))
    assert out.faults == []
    assert not accepted(out)
    assert any("签名本身未核对" in line for line in out.unchecked)


def test_a_key_counts_from_its_endorsement_until_its_revocation(folder: Path, signer: Ed25519Signer) -> None:
    assert accepted(verify.verify(folder, seal(signer, folder), "referral", events(signer)))
    assert verify.verify(folder, seal(signer, folder), "referral", events(signer, revoked=True)).faults
    assert verify.verify(folder, seal(signer, folder), "referral", verify.Keys()).faults


def test_a_checkpoint_is_checked_when_it_is_given(folder: Path, signer: Ed25519Signer) -> None:
    said = checkpoint_statement(seq=7, sha256="0" * 64, sm3="0" * 64, at=AT, officer="B02")
    data = canonical(sign(signer, CHECKPOINT, said).form())
    out = verify.verify(folder, seal(signer, folder), "referral", events(signer), data)
    assert any("检查点有效：第 7 条" in line for line in out.certain)
    forged = data.replace(b"payloadType", b"payloadTypo")
    assert verify.verify(folder, None, "referral", events(signer), forged).faults


def mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(out))
        match chance.randrange(5):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at] = chance.randrange(256)
            case 2:
                del out[at : at + chance.randrange(1, 9)]
            case 3:
                out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
            case _:
                other = chance.randrange(len(out))
                out[at], out[other] = out[other], out[at]
        if not out:
            out = bytearray(b"{")
    return bytes(out)


def test_no_mutated_envelope_is_accepted_and_none_raises(folder: Path, signer: Ed25519Signer) -> None:
    chance, data, keys = random.Random(2022), seal(signer, folder), events(signer)  # noqa: S311 - a fixed seed
    sound = verify.verify(folder)
    for number in range(MUTATIONS):
        given = mutated(data, chance)
        if given == data:
            continue
        for trusted in (public(signer), keys):
            out = verify.Outcome(package=sound.package, sha256=sound.sha256)
            verify.enveloped(given, "referral", trusted, out)
            assert not accepted(out), (number, given)


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        [],
        {},
        {"signatures": []},
        {"signatures": [1]},
        {"payload": 1, "payloadType": 2, "signatures": [{}]},
    ],
)
def test_an_envelope_of_another_shape_is_a_fault_and_never_raises(value: Any) -> None:
    out = verify.Outcome()
    verify.enveloped(canonical(value) + b"\n", "referral", None, out)
    assert len(out.faults) == 1


def test_the_part_on_signatures_is_that_of_the_audit_verifier() -> None:
    def part(module: Any) -> str:
        source = Path(module.__file__).read_text(encoding="utf-8")
        start = source.index("# --- Ed25519, verification alone")
        return source[start : source.index("\n@dataclass\nclass ", source.index("class Keys:")) if module is audit_verify
                      else source.index("\n\n# --- where the files lie")].rstrip()  # fmt: skip

    assert part(verify) == part(audit_verify)


def test_the_verifier_imports_the_standard_library_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)


def test_the_copy_in_a_package_runs_alone_and_tells_the_same(
    folder: Path, signer: Ed25519Signer, tmp_path: Path
) -> None:
    place = tmp_path / "收到"
    shutil.copytree(folder, place / folder.name)
    shutil.copy(folder.with_name(f"{folder.name}.zip"), place)
    (place / f"{folder.name}.zip.dsse.json").write_bytes(seal(signer, folder))
    (tmp_path / "公钥.pem").write_text(signer.verifier.public_pem, encoding="utf-8")
    ran = [
        subprocess.run(
            [sys.executable, "-I", str(place / folder.name / "verify.py"), *more],
            capture_output=True, text=True, cwd=tmp_path, check=False,
        )
        for more in ((), (str(place / f"{folder.name}.zip"), "--key", "公钥.pem"), ("--type", "other"), ("--root",))
    ]  # fmt: skip
    assert [(r.returncode, r.stderr == "") for r in ran] == [(0, True), (0, True), (2, False), (2, False)]
    assert "签名有效：移送" in ran[1].stdout
    assert "没有签名信封" in ran[0].stdout
    assert all("Traceback" not in r.stderr for r in ran)
