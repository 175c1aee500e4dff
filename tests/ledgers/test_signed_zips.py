"""An issued paper lies beside its folder as one zip with an envelope, which the receiver's own tool finds sound."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from offices import COUNTY, SERIES, Office, two_mines

from engine.ledgers import audit, checkpoints, officers, packing, referrals, revocations, signed_zips
from engine.ledgers.lives import LifeError, Paper
from engine.referrals import ReferralError, verify
from engine.referrals.fixed_zip import zip_of
from engine.signing import Signer, new_key
from engine.store import Writing

WITHDRAWAL = f"{COUNTY}.withdrawal-1"


@pytest.fixture(params=["ed25519", "sm2"])
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(
        tmp_path / "home", admin=new_key("A01", request.param), drafter=new_key("B02", request.param)
    )
    made.propose(two_mines(), "2022-03-07")
    yield made
    made.store.close()


def issued(office: Office, key: str = COUNTY) -> Path:
    """Draft, approve and issue as the verb does; gives the zip."""

    def step(session: Writing, signer: Signer, one: Paper, digest: str) -> Paper:
        return signed_zips.put(
            session, signer, office.home, referrals.issue(session, signer, one, digest, SERIES)
        )

    office.draft(key)
    office.approve(key)
    return signed_zips.path_of(office.home, office.act(step, office.drafter, key, office.drafted(key)))


def given(office: Office, place: Path) -> dict[str, Path]:
    """What the office hands out: the log's export, the first admin's fingerprint aside, a checkpoint, the signed list."""
    out = {name: place / name for name in ("keys", "checkpoint", "revocations")}
    with office.store.writing(office.now()) as session:
        form = checkpoints.seal(session, office.admin)
        out["checkpoint"].write_text(json.dumps(form), encoding="utf-8")
    with office.store.writing(office.now()) as session:
        out["revocations"].write_bytes(revocations.signed(session, office.admin))
    with office.store.reading() as session:
        lines = audit.export_lines(session, officers.event_forms(session), checkpoints.forms(session))
        out["keys"].write_bytes(b"".join(lines))
    return out


def checked(path: Path, files: dict[str, Path], root: str, kind: str = "referral") -> verify.Outcome:
    return verify.checked(path, {**{k: str(v) for k, v in files.items()}, "root": root, "type": kind})


def test_the_receiver_checks_everything_and_nothing_is_left_unchecked(office: Office, tmp_path: Path) -> None:
    path = issued(office)
    out = checked(path, given(office, tmp_path), office.admin.key_id)
    assert (out.faults, out.unchecked) == ([], [])
    assert any(f"签名有效：移送，签名人 B02某（B02），时间 {2022}" in line for line in out.certain)
    assert any("在检查点以内，相符" in line for line in out.certain)
    assert any("名单有效" in line for line in out.certain)
    assert {p.state for p in office.every()} == {"issued", "proposed"}  # and every step's signature holds


def test_the_zip_holds_what_the_folder_holds(office: Office) -> None:
    path = issued(office)
    folder = path.with_suffix("")
    assert path.read_bytes() == zip_of({p.name: p.read_bytes() for p in folder.iterdir()})
    assert verify.verify(folder).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    said = json.loads(path.with_name(f"{path.name}.dsse.json").read_bytes())
    assert said["signatures"][0]["keyid"] == office.drafter.key_id


def test_a_withdrawal_never_verifies_as_a_referral_and_takes_the_referral_back(
    office: Office, tmp_path: Path
) -> None:
    path = issued(office)
    rows = two_mines()
    rows["discoveries"] = [{**rows["discoveries"][0], "producing": "否"}, rows["discoveries"][1]]
    office.propose(rows, "2022-03-21")
    back = issued(office, WITHDRAWAL)
    files = given(office, tmp_path)
    assert checked(back, files, office.admin.key_id, "withdrawal").faults == []
    assert checked(back, files, office.admin.key_id, "撤回").faults == []
    for kind in (set(verify.KINDS) | set(verify.KINDS.values())) - {"withdrawal", "撤回"}:
        assert any("类型是撤回" in line for line in checked(back, files, office.admin.key_id, kind).faults)
    number = office.paper(WITHDRAWAL).issued.number  # type: ignore[union-attr]
    assert any(f"已由 {number} 撤回" in line for line in checked(path, files, office.admin.key_id).faults)


def test_a_paper_that_has_not_left_has_no_zip(office: Office) -> None:
    with pytest.raises(LifeError, match="还没有印发"):
        signed_zips.path_of(office.home, office.paper(COUNTY))


@pytest.mark.parametrize("failing", ["write", "replace"])
def test_a_disk_that_refuses_issues_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    office.draft(COUNTY)
    office.approve(COUNTY)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if failing == "write" else (Path, "replace")), refuse)
    with pytest.raises(ReferralError, match="没有印发"):
        office.act(
            lambda s, k, p: signed_zips.put(
                s, k, office.home, referrals.issue(s, k, p, packing.drafted(office.home, p), SERIES)
            ),
            office.drafter,
            COUNTY,
        )
    monkeypatch.undo()
    assert office.paper(COUNTY).state == "approved"
    assert issued_now(office).is_file()
    assert not list(office.home.rglob("*.part"))


def issued_now(office: Office) -> Path:
    """Issue what is approved."""
    made = office.act(
        lambda s, k, p: signed_zips.put(
            s, k, office.home, referrals.issue(s, k, p, packing.drafted(office.home, p), SERIES)
        ),
        office.drafter,
        COUNTY,
    )
    return signed_zips.path_of(office.home, made)


def test_the_inside_verifier_runs_alone_on_what_was_handed_out(office: Office, tmp_path: Path) -> None:
    path, files = issued(office), given(office, tmp_path)
    away = tmp_path / "收到"
    away.mkdir()
    for file in (path, path.with_name(f"{path.name}.dsse.json")):
        shutil.copy(file, away)
    shutil.copy(path.with_suffix("") / "verify.py", away)
    options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", path.name, *options, "--root", office.admin.key_id],
        cwd=away,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "未核对" not in ran.stdout
    assert ran.stdout.endswith("核对无误：各文件与清单一致。\n")
