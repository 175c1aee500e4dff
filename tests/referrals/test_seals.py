"""The envelope over a whole package: its kind, its digest, its signer; nothing mutated passes."""

import ast
import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import specimens

from engine.ledgers import audit_verify
from engine.referrals import verify, write_packages
from engine.signing import (
    PACKAGE_TYPES,
    FileSigner,
    SigningError,
    canonical,
    new_key,
    sign,
    sign_package,
)
from engine.signing.statements import (
    CHECKPOINT,
    ENDORSEMENT,
    REVOCATION,
    REVOCATIONS,
    checkpoint_statement,
    endorsement_statement,
    revocation_statement,
    revocations_statement,
)

ENVELOPES = int(os.environ.get("WENZE_ENVELOPES", "400"))
"""Mutated envelopes of each algorithm."""
BEFORE, AT, AFTER = (datetime(2022, 3, d, 8, tzinfo=UTC) for d in (1, 8, 20))


@pytest.fixture(scope="module", params=["ed25519", "sm2"])
def signer(request: pytest.FixtureRequest) -> FileSigner:
    return new_key("B02", request.param)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = write_packages([specimens.dossier()], tmp_path_factory.mktemp("packages"))
    return made


def whole(folder: Path) -> bytes:
    return folder.with_name(f"{folder.name}.zip").read_bytes()


def seal(
    signer: FileSigner, folder: Path, kind: str = "referral", audit: tuple[int, str] | None = None
) -> bytes:
    return sign_package(
        signer,
        kind=kind,
        package=specimens.dossier().id,
        whole=whole(folder),
        number="晋安办函〔2022〕1号",
        at=AT,
        audit=audit,
    )


def public(signer: FileSigner) -> bytes:
    return verify._public(signer.verifier.public_pem)


def accepted(out: verify.Outcome) -> bool:
    """Whether a reader would take the signature for good."""
    return out.faults == [] and any(line.startswith("签名有效") for line in out.certain)


def events(signer: FileSigner, *, revoked: bool = False) -> verify.Keys:
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
    folder: Path, signer: FileSigner
) -> None:
    for path in (folder, folder.with_name(f"{folder.name}.zip")):
        assert accepted(verify.verify(path, seal(signer, folder), "referral", public(signer)))


@pytest.mark.parametrize("signed", PACKAGE_TYPES)
@pytest.mark.parametrize("wanted", PACKAGE_TYPES)
def test_a_package_verifies_only_as_the_kind_that_was_signed(
    folder: Path, signer: FileSigner, signed: str, wanted: str
) -> None:
    out = verify.verify(folder, seal(signer, folder, signed), wanted, public(signer))
    assert accepted(out) == (signed == wanted)


def test_writer_and_verifier_name_the_same_kinds() -> None:
    assert {kind: verify.package_type(kind) for kind in verify.KINDS} == dict(PACKAGE_TYPES)


def test_an_unknown_kind_is_not_signed(folder: Path, signer: FileSigner) -> None:
    with pytest.raises(SigningError, match="没有“apology”这一类材料"):
        seal(signer, folder, "apology")


def test_a_withdrawal_whose_type_is_renamed_is_refused(folder: Path, signer: FileSigner) -> None:
    form = json.loads(seal(signer, folder, "withdrawal"))
    form["payloadType"] = PACKAGE_TYPES["referral"]
    assert not accepted(verify.verify(folder, canonical(form) + b"\n", "referral", public(signer)))
    body = {**json.loads(base64.b64decode(form["payload"])), "kind": "referral"}
    form["payload"] = base64.b64encode(canonical(body)).decode()
    assert not accepted(verify.verify(folder, canonical(form) + b"\n", "referral", public(signer)))


def test_a_checkpoint_never_verifies_as_a_package(folder: Path, signer: FileSigner) -> None:
    said = checkpoint_statement(seq=1, sha256="0" * 64, sm3="0" * 64, at=AT, officer="B02")
    data = canonical(sign(signer, CHECKPOINT, said).form()) + b"\n"
    for kind in PACKAGE_TYPES:
        assert verify.verify(folder, data, kind, public(signer)).faults


def test_another_package_and_another_key_are_refused(
    folder: Path, signer: FileSigner, tmp_path: Path
) -> None:
    (other,) = write_packages([specimens.dossier(name="丙矿点")], tmp_path)
    assert verify.verify(other, seal(signer, folder), "referral", public(signer)).faults
    assert verify.verify(
        folder, seal(signer, folder), "referral", public(new_key("C", signer.algorithm))
    ).faults


def test_without_a_key_nothing_is_said_of_the_signature_but_that_it_was_not_checked(
    folder: Path, signer: FileSigner
) -> None:
    out = verify.verify(folder, seal(signer, folder))
    assert out.faults == []
    assert not accepted(out)
    assert any("签名本身未核对" in line for line in out.unchecked)


def test_a_key_counts_from_its_endorsement_until_its_revocation(folder: Path, signer: FileSigner) -> None:
    assert accepted(verify.verify(folder, seal(signer, folder), "referral", events(signer)))
    assert verify.verify(folder, seal(signer, folder), "referral", events(signer, revoked=True)).faults
    assert verify.verify(folder, seal(signer, folder), "referral", verify.Keys()).faults


def test_a_checkpoint_is_checked_when_it_is_given(folder: Path, signer: FileSigner) -> None:
    said = checkpoint_statement(seq=7, sha256="0" * 64, sm3="0" * 64, at=AT, officer="B02")
    data = canonical(sign(signer, CHECKPOINT, said).form())
    out = verify.verify(folder, seal(signer, folder), "referral", events(signer), data)
    assert any("检查点有效：第 7 条" in line for line in out.certain)
    forged = data.replace(b"payloadType", b"payloadTypo")
    assert verify.verify(folder, None, "referral", events(signer), forged).faults


def log(count: int) -> tuple[bytes, list[str]]:
    """An exported audit log with as many entries, and the SHA-256 of each after zeros."""
    lines, digests = [], ["0" * 64]
    for seq in range(1, count + 1):
        data = b'{"seq":%d,"previous_sha256":"%b","previous_sm3":"%b","x":1}' % (
            seq, digests[-1].encode(), b"0" * 64,
        )  # fmt: skip
        digests.append(hashlib.sha256(data).hexdigest())
        lines.append(b'{"entry":' + data + f',"sha256":"{digests[-1]}","sm3":"{"0" * 64}"}}\n'.encode())
    return b"".join(lines), digests


def sealed_at(signer: FileSigner, seq: int, sha256: str) -> bytes:
    said = checkpoint_statement(seq=seq, sha256=sha256, sm3="0" * 64, at=AT, officer="B02")
    return canonical(sign(signer, CHECKPOINT, said).form())


def test_the_log_that_the_envelope_names_is_followed_to_the_checkpoint(
    folder: Path, signer: FileSigner
) -> None:
    lines, digests = log(9)

    def told(named: tuple[int, str], seq: int, sha256: str, given: bytes = lines) -> verify.Outcome:
        data, keys = seal(signer, folder, audit=named), events(signer)
        return verify.verify(folder, data, "referral", keys, sealed_at(signer, seq, sha256), log=given)

    for seq in (5, 6, 9):  # at the entry itself, after it, at the end
        out = told((5, digests[5]), seq, digests[seq])
        assert out.faults == []
        assert any("第 5 条在检查点以内，相符" in line for line in out.certain)
    assert any("早于" in line for line in told((5, digests[5]), 4, digests[4]).unchecked)
    assert told((5, digests[4]), 9, digests[9]).faults  # the envelope names another entry
    assert told((5, digests[4]), 5, digests[5]).faults
    assert told((5, digests[5]), 9, digests[8]).faults  # the checkpoint another
    cut = b"".join(
        line for line in lines.splitlines(keepends=True) if not line.startswith(b'{"entry":{"seq":7,')
    )
    for given in (b"", cut, lines.replace(b'"seq":7,"prev', b'"seq":7,"Prev')):
        out = told((5, digests[5]), 9, digests[9], given)
        assert any("未与检查点核对" in line for line in out.unchecked)
    changed = lines.replace(b'"x":1', b'"x":2')
    assert any("不连续" in line for line in told((5, digests[5]), 9, digests[9], changed).unchecked)


def listed(signer: FileSigner, sha256: str = "", key: str = "", ended: datetime = AFTER) -> bytes:
    said = revocations_statement(
        keys=[(key, ended)] if key else [], packages=[(sha256, "晋安办函〔2022〕9号", AFTER)] if sha256 else [],
        at=AFTER, officer="B02",
    )  # fmt: skip
    return canonical(sign(signer, REVOCATIONS, said).form()) + b"\n"


def test_a_withdrawn_package_and_a_key_that_had_ended_are_faults(folder: Path, signer: FileSigner) -> None:
    data, keys = seal(signer, folder), events(signer)
    whole_sha256 = hashlib.sha256(whole(folder)).hexdigest()

    def told(given: bytes, trusted: Any = keys) -> verify.Outcome:
        return verify.verify(folder, data, "referral", trusted, revocations=given)

    assert accepted(told(listed(signer, "1" * 64, "2" * 64)))
    assert told(listed(signer, whole_sha256)).faults == [
        f"本件已由 晋安办函〔2022〕9号 撤回（{AFTER:%Y-%m-%dT%H:%M:%S.%fZ}）"
    ]
    for ended, wrong in ((BEFORE, 1), (AT, 1), (AFTER, 0)):
        out = told(listed(signer, key=signer.key_id, ended=ended))
        assert len(out.faults) == wrong
        assert any("自称的" in line for line in out.unchecked) == (not wrong)


@pytest.mark.parametrize(("days", "told"), [(-1, "请以此前的检查点核对"), (0, "以内"), (1, "以内")])
def test_a_checkpoint_before_the_end_of_a_key_shows_that_it_signed_in_time(
    folder: Path, signer: FileSigner, days: int, told: str
) -> None:
    ended = AT + timedelta(days=2)
    said = checkpoint_statement(
        seq=5, sha256="0" * 64, sm3="0" * 64, at=ended - timedelta(days=days), officer="B02"
    )
    out = verify.verify(
        folder, seal(signer, folder, audit=(5, "0" * 64)), "referral", events(signer),
        canonical(sign(signer, CHECKPOINT, said).form()), revocations=listed(signer, key=signer.key_id, ended=ended),
    )  # fmt: skip
    (line,) = [text for text in out.certain + out.unchecked if "后于" in text]
    assert (out.faults, told in line) == ([], True)


def test_a_list_that_is_unsigned_by_us_or_of_another_type_is_told(folder: Path, signer: FileSigner) -> None:
    data, keys = seal(signer, folder), events(signer)
    forged = listed(new_key("B02", signer.algorithm))
    assert verify.verify(folder, data, "referral", keys, revocations=forged).faults
    for given in (data, sealed_at(signer, 1, "0" * 64), b"{", b"[]", b"null"):
        assert verify.verify(folder, data, "referral", keys, revocations=given).faults
    unknown = verify.verify(folder, data, "referral", public(signer), revocations=listed(signer))
    assert any("名单" in line for line in unknown.unchecked)
    none = verify.verify(folder, data, "referral", keys)
    assert any("是否撤回未核对" in line for line in none.unchecked)


def test_the_key_is_named_inside_the_signed_bytes(folder: Path, signer: FileSigner) -> None:
    form = json.loads(seal(signer, folder))
    said = json.loads(base64.b64decode(form["payload"]))
    assert said["key"] == f"{signer.algorithm}:{signer.key_id}"
    other = sign(signer, PACKAGE_TYPES["referral"], {**said, "key": f"rsa:{signer.key_id}"})
    out = verify.verify(folder, canonical(other.form()) + b"\n", "referral", public(signer))
    assert any("密钥与材料不符" in line for line in out.faults)


def test_what_is_extracted_is_checked_by_openssl(folder: Path, signer: FileSigner, tmp_path: Path) -> None:
    (tmp_path / "公钥.pem").write_text(signer.verifier.public_pem, encoding="utf-8")
    (tmp_path / "信封").write_bytes(seal(signer, folder))
    given = {"envelope": str(tmp_path / "信封"), "extract": str(tmp_path)}
    out = verify.checked(folder, given)
    (line,) = [text for text in out.certain if "openssl" in text]
    command = line.partition("核对：")[2].split()
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    with (tmp_path / "signed.bin").open("ab") as file:
        file.write(b"x")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


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


def test_no_mutated_envelope_is_accepted_and_none_raises(folder: Path, signer: FileSigner) -> None:
    chance, data, keys = random.Random(2022), seal(signer, folder), events(signer)  # noqa: S311 - a fixed seed
    sound = verify.verify(folder)
    for number in range(ENVELOPES):
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
    folder: Path, signer: FileSigner, tmp_path: Path
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
