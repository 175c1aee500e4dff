"""The stand-alone verifier finds an edited, dropped, inserted, swapped or cut-off entry, and names it (issue 4)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from auditlogs import ADMIN, START, TAMPERINGS, Entry, Tampering, key_event, log, relinked, seal
from hypothesis import given
from hypothesis import strategies as st

from engine.ledgers import audit_verify
from engine.ledgers.audit_verify import Report, signed, verify
from engine.signing import canonical, new_signer, sign
from engine.signing.statements import REVOCATION, revocation_statement

FILE = Path(audit_verify.__file__)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
details = st.lists(
    st.dictionaries(texts, st.one_of(texts, st.integers(), st.none()), max_size=3), min_size=3, max_size=8
)
KEYS = [key_event(ADMIN, ADMIN, ["admin"])]


def report(
    entries: Sequence[Entry], seals: Sequence[Any] = (), keys: Sequence[Any] | None = None, **more: Any
) -> Report:
    return verify(entries, KEYS if keys is None else keys, seals, **more)


def named(faults: Sequence[str]) -> set[int]:
    """Every entry that the faults speak of."""
    out: set[int] = set()
    for fault in faults:
        for first, last in re.findall(r"第 (\d+) 条至第 (\d+) 条", fault):
            out |= set(range(int(first), int(last) + 1))
        out |= {int(n) for n in re.findall(r"第 (\d+) 条", fault)}
    return out


@given(details)
def test_a_log_as_it_was_written_has_no_fault(given: list[dict[str, Any]]) -> None:
    entries = log(given)
    found = report(entries, [seal(entries, len(entries))])
    assert (found.faults, found.entries, found.sealed, found.unchecked) == (
        [],
        len(entries),
        len(entries),
        [],
    )


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda t: t.name)
@given(data=st.data())
def test_every_tampering_is_found_and_its_entry_named(tampering: Tampering, data: st.DataObject) -> None:
    entries = log(data.draw(details))
    last = len(entries)
    at = data.draw(st.integers(0, last - tampering.least))
    # the last entry has none after it that would give it away: a checkpoint does
    found = report(tampering.change(entries, at), [seal(entries, last)])
    assert found.faults
    assert tampering.named(at + 1, last) & named(found.faults), found.faults


@given(details, st.data())
def test_a_cut_off_end_is_found_by_the_checkpoint_that_reaches_further(
    given: list[dict[str, Any]], data: st.DataObject
) -> None:
    entries = log(given)
    kept = data.draw(st.integers(0, len(entries) - 1))
    found = report(entries[:kept], [seal(entries, len(entries))])
    assert set(range(kept + 1, len(entries) + 1)) <= named(found.faults)
    assert "截断" in "".join(found.faults)


@given(details, st.data())
def test_a_history_rewritten_from_some_entry_on_is_found_by_the_checkpoint(
    given: list[dict[str, Any]], data: st.DataObject
) -> None:
    entries = log(given)
    at = data.draw(st.integers(0, len(entries) - 1))
    changed = list(entries)
    changed[at] = (entries[at][0].replace("表".encode(), "单".encode(), 1), "", "")
    forged = relinked(changed, at)
    assert report(forged).faults == []  # the chain alone can't tell
    found = report(forged, [seal(entries, len(entries))])
    assert at + 1 in named(found.faults)


def test_a_checkpoint_between_narrows_down_where_history_was_rewritten() -> None:
    entries = log([{"n": n} for n in range(10)])
    changed = list(entries)
    changed[6] = (entries[6][0].replace("表".encode(), "单".encode()), "", "")
    found = report(relinked(changed, 6), [seal(entries, 4), seal(entries, 10)])
    assert found.sealed == 4
    assert named(found.faults) == {5, 6, 7, 8, 9, 10}


def test_what_lies_after_the_last_checkpoint_is_said_to_be_unprotected() -> None:
    entries = log([{"n": n} for n in range(5)])
    assert "最后一个检查点（第 3 条）之后的 2 条" in report(entries, [seal(entries, 3)]).unchecked[0]
    assert "没有检查点" in report(entries).unchecked[0]
    assert report(entries, [seal(entries, 5)]).unchecked == []


def test_a_checkpoint_of_an_unknown_key_counts_for_nothing() -> None:
    entries = log([{"n": n} for n in range(3)])
    found = report(entries, [seal(entries, 3, new_signer("A01"))])
    assert found.sealed == 0
    assert "签名无效" in found.faults[0]


def test_a_checkpoint_whose_body_was_changed_is_a_fault() -> None:
    entries = log([{"n": n} for n in range(3)])
    form = seal(entries, 3)
    other = seal(entries, 2)
    assert report(entries, [{**form, "payload": other["payload"]}]).sealed == 0
    for broken in ({}, None, [], "x", {**form, "payloadType": "x"}, {**form, "signatures": []}):
        assert "不能读取" in report(entries, [broken]).faults[0]


def test_a_checkpoint_that_the_log_records_but_nobody_has_is_missed() -> None:
    entries = log([{"n": n} for n in range(3)])
    value = json.loads(entries[2][0])
    line = audit_line(value, "audit.checkpoint", '{"seq":2}')
    forged = relinked([*entries[:2], (line, "", "")], 2)
    assert "缺少检查点：第 2 条" in report(forged).faults[0]
    assert report(forged, [seal(forged, 2)]).faults == []


def audit_line(value: dict[str, Any], action: str, detail: str) -> bytes:
    from engine.ledgers.audit import Line

    return Line(
        value["seq"],
        value["previous_sha256"],
        value["previous_sm3"],
        value["recorded_at"],
        "A01",
        action,
        "2",
        detail,
    ).data


def test_a_key_counts_only_when_an_earlier_admin_endorsed_it() -> None:
    entries = log([{"n": n} for n in range(3)])
    officer, stranger = new_signer("B02"), new_signer("X")
    good = [*KEYS, key_event(officer, ADMIN, ["drafter"])]
    assert report(entries, [seal(entries, 3, officer)], good).faults == []
    for bad in (key_event(officer, stranger, ["drafter"]), key_event(officer, officer, ["admin"])):
        found = report(entries, [seal(entries, 3, officer)], [*KEYS, bad])
        assert "没有有效的管理员背书" in found.faults[0]
        assert found.sealed == 0
    drafter_endorses = [*good, key_event(stranger, officer, ["admin"])]
    assert "没有有效的管理员背书" in report(entries, [], drafter_endorses).faults[0]


def test_a_revoked_key_signs_no_later_checkpoint_and_its_earlier_ones_stay() -> None:
    entries = log([{"n": n} for n in range(6)])
    officer = new_signer("B02")
    said = revocation_statement(
        officer="B02", key_id=officer.key_id, revoked_at=START + timedelta(minutes=4), why="调离", by="A01"
    )
    keys = [*KEYS, key_event(officer, ADMIN, ["drafter"]), sign(ADMIN, REVOCATION, said).form()]
    assert report(entries, [seal(entries, 3, officer)], keys).faults == []
    assert "密钥当时无效" in report(entries, [seal(entries, 5, officer)], keys).faults[0]
    forged = sign(new_signer("A01"), REVOCATION, said).form()
    assert "吊销没有有效签名" in report(entries, [], [*keys[:2], forged]).faults[0]


def test_the_root_is_compared_with_the_fingerprint_kept_on_paper() -> None:
    entries = log([{"n": 1}])
    assert report(entries, root=ADMIN.key_id).faults == []
    assert report(entries, root=ADMIN.key_id.upper()).faults == []
    assert "不是所给的" in report(entries, root="0" * 64).faults[0]
    # an attacker who makes the whole log anew needs a root of one's own
    other = new_signer("A01")
    whole = report(
        entries, [seal(entries, 1, other)], [key_event(other, other, ["admin"])], root=ADMIN.key_id
    )
    assert len(whole.faults) == 1


# --- Ed25519 in pure Python ---
RFC_8032 = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
)  # fmt: skip


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032, ids=["empty", "one byte", "two bytes"])
def test_the_vectors_of_rfc_8032_verify_and_no_changed_one_does(
    public: str, message: str, signature: str
) -> None:
    key, data, good = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert signed(key, data, good)
    assert not signed(key, data + b"x", good)
    assert not signed(key[::-1], data, good)
    for at in range(64):
        assert not signed(key, data, good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])


def test_a_signature_whose_number_is_not_reduced_is_refused() -> None:
    key, data, good = (bytes.fromhex(x) for x in RFC_8032[0])
    order = 2**252 + 27742317777372353535851937790883648493
    more = int.from_bytes(good[32:], "little") + order
    assert not signed(key, data, good[:32] + more.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public", [b"", b"\xff" * 32, b"\x00" * 31, (2).to_bytes(32, "little")], ids=range(4)
)
def test_what_is_no_point_of_the_curve_signs_nothing(public: bytes) -> None:
    assert not signed(public, b"", bytes(64))
    assert not signed(public, b"", b"")


@given(st.binary(max_size=80), st.binary(max_size=8))
def test_it_agrees_with_the_library(data: bytes, other: bytes) -> None:
    public = ADMIN.private.public_key().public_bytes_raw()
    good = ADMIN.sign(data)
    assert signed(public, data, good)
    assert signed(public, other, good) is (other == data)


# --- the file by itself ---
def export(path: Path, entries: Sequence[Entry], seals: Sequence[Any]) -> Path:
    lines = [b'{"wenze_audit":1}', *(b'{"key":%b}' % canonical(k) for k in KEYS)]
    lines += [b'{"checkpoint":%b}' % canonical(s) for s in seals]
    lines += [b'{"entry":%b,"sha256":"%b","sm3":"%b"}' % (d, a.encode(), b.encode()) for d, a, b in entries]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def alone(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The file under a Python that sees neither this project nor any installed package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(FILE), *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd="/", env={**environment, "PATH": os.environ["PATH"]},
    )  # fmt: skip


def test_the_file_imports_nothing_but_the_standard_library() -> None:
    names = set(re.findall(r"^(?:from|import) (\w+)", FILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert names <= set(sys.stdlib_module_names)


def test_the_file_runs_without_the_project_and_says_whole_or_faulty(tmp_path: Path) -> None:
    entries = log([{"矿": n} for n in range(5)])
    good = alone(export(tmp_path / "log.jsonl", entries, [seal(entries, 5)]), "--root", ADMIN.key_id)
    assert (good.returncode, good.stderr) == (0, "")
    assert "审计日志 5 条：链、签名、检查点均无误。" in good.stdout
    bad = alone(export(tmp_path / "bad.jsonl", entries[:2] + entries[3:], [seal(entries, 5)]))
    assert bad.returncode == 1
    assert "缺少第 3 条" in bad.stdout


def test_a_checkpoint_kept_elsewhere_finds_what_was_cut_off_with_its_own(tmp_path: Path) -> None:
    entries = log([{"n": n} for n in range(5)])
    kept = tmp_path / "kept.json"
    kept.write_bytes(canonical(seal(entries, 5)))
    cut = export(tmp_path / "log.jsonl", entries[:3], [seal(entries, 2)])
    assert alone(cut).returncode == 0
    found = alone(cut, "--checkpoint", kept)
    assert found.returncode == 1
    assert "缺少第 4 条至第 5 条：末尾被截断" in found.stdout


def test_a_file_cut_within_a_line_is_faulty(tmp_path: Path) -> None:
    entries = log([{"n": n} for n in range(3)])
    path = export(tmp_path / "log.jsonl", entries, [seal(entries, 3)])
    path.write_bytes(path.read_bytes()[:-70])
    found = alone(path)
    assert found.returncode == 1
    assert "最后一行不完整" in found.stdout


@pytest.mark.parametrize("content", [b"", b"x\n", b"\x00" * 20, b"SQLite format 3\x00" + b"\x00" * 80])
def test_what_is_no_log_is_one_line_and_exit_code_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    for arguments in ((path,), (tmp_path / "none",), (), (path, path), (path, "--root")):
        found = alone(*arguments)
        assert found.returncode == 2
        assert found.stderr.count("\n") == 1
        assert found.stdout == ""


def test_a_line_that_does_not_belong_is_named(tmp_path: Path) -> None:
    entries = log([{"n": n} for n in range(3)])
    path = export(tmp_path / "log.jsonl", entries, [seal(entries, 3)])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], b'{"note":"x"}\n', lines[-1]]))
    found = alone(path)
    assert found.returncode == 1
    assert "不能识别的一行" in found.stdout


def test_a_python_without_sm3_says_what_it_could_not_check(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = log([{"n": n} for n in range(3)])

    def without(name: str, *_: Any) -> Any:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(audit_verify.hashlib, "new", without)
    found = report(entries, [seal(entries, 3)])
    assert found.faults == []
    assert found.unchecked == ["本机 Python 没有 SM3，SM3 链未核对；SHA-256 链已核对"]
    assert report(entries[:1] + entries[2:]).faults
