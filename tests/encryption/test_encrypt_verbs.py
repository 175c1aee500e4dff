"""Recipients entered and confirmed, files encrypted and opened again, as a clerk and a receiver do it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from engine.encryption import age, recipient
from engine.errors import WenzeError
from engine.faces import opening
from engine.faces.keys_verbs import keys_app
from engine.faces.recipients_verbs import decrypt, encrypt, recipients_app
from engine.ledgers.audit_verify import verify_file
from engine.referrals import verify
from engine.store import create_store

WORDS = "correct horse"
BODY = "吕梁市纪委监委"
app = typer.Typer()
app.add_typer(keys_app, name="keys")
app.add_typer(recipients_app, name="recipients")
app.command()(encrypt)
app.command()(decrypt)
Wenze = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    create_store(None, path).close()
    for name in ("WENZE_DATABASE", "WENZE_OFFICER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENZE_HOME", str(path))
    monkeypatch.setenv(opening.PASSPHRASE, WORDS)
    monkeypatch.setenv(opening.NEW_PASSPHRASE, WORDS)
    return path


@pytest.fixture
def wenze(home: Path) -> Wenze:  # noqa: ARG001 - it sets the environment
    def call(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments])

    done = call("keys", "new", "--officer", "A01", "--name", "甲", "--role", "admin", "--algorithm", "sm2")
    assert done.exit_code == 0, done.exception
    done = call("keys", "new", "--officer", "B02", "--name", "乙", "--role", "drafter", "--by", "A01")
    assert done.exit_code == 0, done.exception
    return call


def refused(result: Result) -> str:
    assert isinstance(result.exception, WenzeError), (result.output, result.exception)
    return str(result.exception)


def entered(wenze: Wenze, place: Path, kind: str) -> tuple[Path, str]:
    """The receiver's private key file, and the fingerprint as it is told."""
    key = place / f"收件.{kind}.key"
    if kind == "age":  # as age-keygen writes it: its passphrases are slow, and tried elsewhere
        secret = age.new_secret()
        key.write_text(secret, encoding="ascii")
        key.chmod(0o600)
        public = recipient(age.public_of(secret) or "")
        Path(f"{key}.pub").write_text(public.text, encoding="ascii")
        return key, public.fingerprint
    made = wenze("recipients", "new", key, "--kind", kind)
    assert made.exit_code == 0, made.exception
    return key, made.stdout.strip().rpartition("：")[2]


@pytest.mark.parametrize("kind", ["age", "sm2"])
def test_a_file_goes_to_a_confirmed_recipient_and_comes_back(
    wenze: Wenze, home: Path, tmp_path: Path, kind: str
) -> None:
    key, told = entered(wenze, tmp_path, kind)
    add = ("recipients", "add", "--name", BODY, "--key", f"{key}.pub", "--by", "A01", "--fingerprint")
    spaced = " ".join(told[at : at + 4] for at in range(0, 16, 4)).upper()
    assert wenze(*add, spaced).exit_code == 0
    assert f"{BODY}  {kind}  {told}" in wenze("recipients", "list").stdout
    files = [tmp_path / "材料.zip", tmp_path / "材料.zip.dsse.json"]
    for file in files:
        file.write_bytes(file.name.encode())
    done = wenze("encrypt", *files, "--to", BODY, "--officer", "B02")
    assert done.exit_code == 0, done.exception
    for file in files:
        file.rename(file.with_name(f"原{file.name}"))
        opened = wenze("decrypt", f"{file}.{kind}", "--identity", key)
        assert opened.exit_code == 0, opened.exception
        assert file.read_bytes() == file.name.encode()
    assert verify_file(home / "wenze.sqlite", None).faults == []
    again = wenze("decrypt", f"{files[0]}.{kind}", "--identity", key)
    assert "已经存在" in refused(again)


def test_a_fingerprint_that_differs_or_is_too_short_enters_nobody(wenze: Wenze, tmp_path: Path) -> None:
    key, told = entered(wenze, tmp_path, "sm2")
    add = ("recipients", "add", "--name", BODY, "--key", f"{key}.pub", "--by", "A01", "--fingerprint")
    wrong = ("0" if told[15] != "0" else "1").join((told[:15], ""))
    for given in (told[:15], wrong, "", told + "0"):
        said = refused(wenze(*add, given))
        assert "指纹与公钥不符" in said
        assert told[:16] not in said  # nobody copies it from the screen
    assert "共 0 个" in wenze("recipients", "list").stdout
    assert wenze(*add, told[:16]).exit_code == 0


def test_only_an_administrator_enters_and_ends_recipients(wenze: Wenze, tmp_path: Path) -> None:
    key, told = entered(wenze, tmp_path, "sm2")
    add = ("recipients", "add", "--name", BODY, "--key", f"{key}.pub", "--fingerprint", told, "--by")
    assert "须有“管理密钥”权限" in refused(wenze(*add, "B02"))
    assert wenze(*add, "A01").exit_code == 0
    assert "理由" in refused(wenze("recipients", "end", "--name", BODY, "--why", " ", "--by", "A01"))
    assert wenze("recipients", "end", "--name", BODY, "--why", "私钥遗失", "--by", "A01").exit_code == 0
    (tmp_path / "x").write_bytes(b"x")
    said = refused(wenze("encrypt", tmp_path / "x", "--to", BODY, "--officer", "B02"))
    assert "没有登记收件单位" in said
    assert not (tmp_path / "x.sm2").exists()


def test_the_last_key_entered_for_a_name_counts(wenze: Wenze, tmp_path: Path) -> None:
    for place in ("一", "二"):
        (tmp_path / place).mkdir()
        key, told = entered(wenze, tmp_path / place, "sm2")
        add = ("recipients", "add", "--name", BODY, "--key", f"{key}.pub", "--fingerprint", told)
        assert wenze(*add, "--by", "A01").exit_code == 0
    (tmp_path / "x").write_bytes(b"x")
    assert wenze("encrypt", tmp_path / "x", "--to", BODY, "--officer", "B02").exit_code == 0
    first = refused(
        wenze(
            "decrypt",
            tmp_path / "x.sm2",
            "--identity",
            tmp_path / "一" / "收件.sm2.key",
            "--out",
            tmp_path / "y",
        )
    )
    assert "另一把密钥" in first
    last = tmp_path / "二" / "收件.sm2.key"
    assert wenze("decrypt", tmp_path / "x.sm2", "--identity", last, "--out", tmp_path / "y").exit_code == 0


def test_what_can_not_be_encrypted_leaves_nothing_and_no_entry(
    wenze: Wenze, home: Path, tmp_path: Path
) -> None:
    key, told = entered(wenze, tmp_path, "sm2")
    wenze("recipients", "add", "--name", BODY, "--key", f"{key}.pub", "--fingerprint", told, "--by", "A01")
    before = verify_file(home / "wenze.sqlite", None).entries
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"a")
    second.write_bytes(b"b")
    (tmp_path / "b.sm2").write_bytes(b"there")
    assert "已经存在" in refused(wenze("encrypt", first, second, "--to", BODY, "--officer", "B02"))
    assert not (tmp_path / "a.sm2").exists()
    assert "不能读取" in refused(wenze("encrypt", tmp_path / "无", "--to", BODY, "--officer", "B02"))
    assert "没有写明由谁办理" in refused(wenze("encrypt", first, "--to", BODY))
    assert "没有工号为 Z9" in refused(wenze("encrypt", first, "--to", BODY, "--officer", "Z9"))
    assert verify_file(home / "wenze.sqlite", None).entries == before


def test_the_name_of_what_is_decrypted_is_asked_for_where_it_is_not_plain(
    wenze: Wenze, tmp_path: Path
) -> None:
    key, _ = entered(wenze, tmp_path, "sm2")
    (tmp_path / "x.bin").write_bytes(b"x")
    assert "--out" in refused(wenze("decrypt", tmp_path / "x.bin", "--identity", key))
    assert "不存在" in refused(wenze("decrypt", tmp_path / "无.sm2", "--identity", key))
    said = refused(wenze("decrypt", tmp_path / "x.bin", "--identity", key, "--out", tmp_path / "y"))
    assert "不是本程序或 age 加密的文件" in said


def test_a_public_key_is_exported_for_openssl(wenze: Wenze, tmp_path: Path) -> None:
    pem = tmp_path / "A01.pem"
    told = wenze("keys", "export", "--officer", "A01", "--out", pem)
    assert "算法 sm2" in told.stdout
    assert wenze("keys", "export", "--officer", "A01").stdout == pem.read_text(encoding="ascii")
    assert "没有工号" in refused(wenze("keys", "export", "--officer", "Z9"))
    assert "不能写入" in refused(wenze("keys", "export", "--officer", "A01", "--out", tmp_path / "无" / "x"))


def test_all_keys_are_exported_as_the_verifier_reads_them(wenze: Wenze) -> None:
    out = verify.Outcome()
    keys = verify.keys_of(wenze("keys", "export").stdout.encode(), None, out)
    assert (out.faults, sorted(k["officer"] for k in keys.content.values())) == ([], ["A01", "B02"])


def test_the_office_signs_by_the_algorithm_of_its_settings(wenze: Wenze, home: Path) -> None:
    (home / "settings.yaml").write_text("signature_algorithm: sm2\n", encoding="utf-8")
    new = ("keys", "new", "--officer", "C03", "--name", "丙", "--role", "approver", "--by", "A01")
    assert wenze(*new).exit_code == 0
    listed = wenze("keys", "list").stdout
    assert listed.count("sm2") == 2
    assert listed.count("ed25519") == 1
    assert wenze("keys", "rotate", "--officer", "C03", "--algorithm", "ed25519").exit_code == 0
    assert wenze("keys", "list").stdout.count("ed25519") == 2
    assert verify_file(home / "wenze.sqlite", None).faults == []
    (home / "settings.yaml").write_text("signature_algorithm: rsa\n", encoding="utf-8")
    assert "ed25519、sm2" in refused(wenze("keys", "rotate", "--officer", "C03"))


def test_a_signed_list_names_what_ended(wenze: Wenze, tmp_path: Path) -> None:
    wenze("keys", "revoke", "--officer", "B02", "--why", "调离", "--by", "A01")
    file = tmp_path / "名单.json"
    assert wenze("keys", "revocations", file, "--officer", "A01").exit_code == 0
    form = json.loads(file.read_text(encoding="utf-8"))
    assert form["payloadType"] == "application/vnd.wenze.revocations+json"
    assert "不能写入" in refused(wenze("keys", "revocations", tmp_path / "无" / "x", "--officer", "A01"))
