"""The verbs of keys, referrals and the log, run as a clerk runs them: output, exit code, files."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from docx import Document
from matteroffice import CLOSURE, EXPOSURE, TRANSFER, appraisal, handled, measure, ran, with_rows
from offices import COUNTY, SERIES, TOWNS, and_also, run, two_mines
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from engine.document import document
from engine.dossiers import dossiers
from engine.errors import WenzeError
from engine.faces import opening
from engine.faces.audit_verbs import audit_app
from engine.faces.keys_verbs import keys_app
from engine.faces.referral_verbs import register
from engine.ledgers import carrying, packing, signed_zips
from engine.ledgers.seen import RunSeen
from engine.matter_dossiers import MatterDrafts
from engine.office_day import BEIJING
from engine.referrals import ReferralError, verify_package
from engine.store import StoreError, create_store

WORDS = "correct horse"
NONE = ("--none-found", "已核对执法台账和任职文件")
app = typer.Typer()
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
register(app)
Wenze = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    create_store(None, path).close()
    for name in ("WENZE_DATABASE", "WENZE_OFFICER", opening.NEW_PASSPHRASE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENZE_HOME", str(path))
    monkeypatch.setenv(opening.PASSPHRASE, WORDS)
    monkeypatch.setenv("COLUMNS", "300")
    return path


@pytest.fixture
def wenze(home: Path) -> Wenze:  # noqa: ARG001 - it sets the environment
    def call(*arguments: object, input: str | None = None) -> Result:  # noqa: A002 - as the runner calls it
        return CliRunner().invoke(app, [str(a) for a in arguments], input=input)

    return call


@pytest.fixture
def staffed(home: Path, wenze: Wenze, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an admin, a drafter and an approver, and the referrals of two mines proposed."""
    monkeypatch.setenv(opening.NEW_PASSPHRASE, WORDS)
    for handle, role, more in (
        ("A01", "admin", ()),
        ("B02", "drafter", ("--by", "A01")),
        ("C03", "approver", ("--by", "A01")),
    ):
        found = wenze("keys", "new", "--officer", handle, "--name", f"{handle}某", "--role", role, *more)
        assert found.exit_code == 0, found.output
    propose(home)
    return home


def propose(home: Path, rows: Mapping[str, Any] | None = None) -> None:
    made = run(rows or two_mines(), date(2022, 3, 7))
    store = opening.store_of(home, None)
    found = dossiers(made, {f["id"]: f for f in document(made)["findings"]})
    with store.writing(opening.now()) as session:
        carrying.propose(session, None, found, RunSeen(made))
    store.close()


def refused(result: Result) -> str:
    """The sentence of a refusal."""
    assert isinstance(result.exception, WenzeError), (result.output, result.exception)
    return str(result.exception)


def test_the_list_is_of_a_place_by_its_name_or_code_and_of_what_is_late(
    staffed: Path, wenze: Wenze, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert staffed.is_dir()
    whole = wenze("refer", "list", "--place", "孝义市").stdout
    assert COUNTY in whole
    assert "移送（3 件）" in whole
    assert "移送（3 件）" in wenze("refer", "list", "--place", COUNTY[:6]).stdout
    assert "移送（0 件）" in wenze("refer", "list", "--place", "柳林县").stdout
    for day, many in ((datetime(2022, 3, 7, tzinfo=UTC), 0), (datetime(2022, 5, 9, tzinfo=UTC), 3)):
        monkeypatch.setattr(opening, "now", lambda day=day: day)
        assert f"移送（{many} 件）" in wenze("refer", "list", "--late").stdout


def test_the_whole_life_of_a_referral_by_its_verbs(staffed: Path, wenze: Wenze, tmp_path: Path) -> None:
    listed = wenze("refer", "list")
    assert listed.exit_code == 0
    assert "移送（3 件）" in listed.stdout
    assert COUNTY in listed.stdout
    drafted = wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02")
    assert drafted.exit_code == 0, drafted.exception
    assert drafted.stdout.startswith("已有处理：")  # before all else
    (folder,) = (staffed / "packages" / COUNTY).iterdir()
    assert {p.name for p in folder.iterdir()} >= {"移送函.docx", "要件对照表.xlsx", "manifest.json"}
    assert "须有“审批”权限" in refused(wenze("approve", COUNTY, "--officer", "B02"))
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0
    issued = wenze("issue", COUNTY, "--officer", "B02")
    year = opening.now().astimezone(BEIJING).year
    number = f"{SERIES}〔{year}〕1号"
    assert f"文号 {number}" in issued.stdout
    assert wenze("receipt", number, "--by", "案件监督管理室", "--officer", "B02").exit_code == 0
    assert wenze("disposition", number, "--kind", "初步核实", "--officer", "B02").exit_code == 0
    shown = wenze("refer", "show", number)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("已有处理：")
    for part in (
        "起草 B02（已签名）",
        "审批 C03（已签名）",
        number,
        "处置 B02（已签名）：初步核实",
        "签名核对：各步的签名和次序均无误",
    ):
        assert part in shown.stdout
    assert wenze("close", number, "--why", "已函告了结", "--officer", "C03").exit_code == 0
    assert COUNTY not in wenze("refer", "list").stdout
    assert COUNTY in wenze("refer", "list", "--all").stdout
    assert wenze("audit", "checkpoint", "--officer", "A01", "--out", tmp_path / "kept.json").exit_code == 0
    verified = wenze("audit", "verify", "--checkpoint", tmp_path / "kept.json")
    assert (verified.exit_code, "均无误" in verified.stdout) == (0, True)
    exported = tmp_path / "log.jsonl"
    assert wenze("audit", "export", exported, "--officer", "A01").exit_code == 0
    assert wenze("audit", "verify", exported).exit_code == 0
    listed = wenze("audit", "list", "--last", "3", "--raw").stdout.splitlines()
    actions = [line.split("  ")[3] for line in listed]
    assert actions == ["referral.closed", "audit.checkpoint", "export.audit"]


def test_a_filled_receipt_is_registered_by_its_file_and_kept(
    staffed: Path, wenze: Wenze, tmp_path: Path
) -> None:
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02").exit_code == 0
    (folder,) = (staffed / "packages" / COUNTY).iterdir()
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0
    assert wenze("issue", COUNTY, "--officer", "B02").exit_code == 0
    book = load_workbook(folder / "回执.xlsx")
    today = opening.now().astimezone(BEIJING).date().isoformat()
    written = {"收到日期": today, "接收单位": "吕梁市纪委监委", "校验结果": "不相符"}
    for line in book.worksheets[0].iter_rows(max_col=2):
        line[1].value = written.get(str(line[0].value), line[1].value)
    file = tmp_path / "退回.xlsx"
    book.save(file)
    assert "不能另写 --by" in refused(wenze("receipt", "--file", file, "--by", "某", "--officer", "B02"))
    assert "须有 --file" in refused(wenze("receipt", COUNTY, "--officer", "B02"))
    assert f"是 {COUNTY} 的回执" in refused(wenze("receipt", TOWNS[0], "--file", file, "--officer", "B02"))
    found = wenze("receipt", "--file", file, "--officer", "B02")
    assert found.exit_code == 0, found.exception
    assert "校验不相符" in found.stdout
    (kept,) = (staffed / "received").iterdir()
    assert kept.read_bytes() == file.read_bytes()
    assert "同一份文件" in refused(wenze("receipt", "--file", file, "--officer", "B02"))


def test_an_empty_other_side_is_drafted_only_when_a_named_person_has_looked(
    staffed: Path, wenze: Wenze
) -> None:
    assert "--none-found" in refused(wenze("refer", "draft", COUNTY, "--officer", "B02"))
    assert "须写明查了哪些" in refused(
        wenze("refer", "draft", COUNTY, "--none-found", " ", "--officer", "B02")
    )
    assert not list((staffed / "packages").iterdir())
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02").exit_code == 0
    assert wenze("refer", "draft", TOWNS[0], "--officer", "B02").exit_code == 0  # something speaks for it
    (folder,) = (staffed / "packages" / COUNTY).iterdir()
    data = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["stated"]
    today = opening.now().astimezone(BEIJING).date()
    assert data == {"searched_by": "B02某（B02）", "searched_on": today.isoformat(), "searched": NONE[1]}
    letter = "\n".join(p.text for p in Document(str(folder / "移送函.docx")).paragraphs)
    assert f"已有处理：记录中没有；查无：B02某（B02），{today.year}年" in letter
    forms = [c.text for t in Document(str(folder / "审批页.docx")).tables for r in t.rows for c in r.cells]
    assert "B02某（B02）" in forms
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0


def test_secrecy_and_readers_are_stated_by_a_person_and_kept_until_changed(
    staffed: Path, wenze: Wenze
) -> None:
    def drafted(*more: str) -> tuple[str, dict[str, Any]]:
        before = set((staffed / "packages" / TOWNS[0]).glob("*"))
        found = wenze("refer", "draft", TOWNS[0], *more, "--officer", "B02")
        assert found.exit_code == 0, found.exception
        (folder,) = set((staffed / "packages" / TOWNS[0]).glob("*")) - before
        text = "\n".join(p.text for p in Document(str(folder / "移送函.docx")).paragraphs)
        return text, json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    text, manifest = drafted("--secrecy", "内部", "--readers", "孝义市纪委监委案管室")
    assert text.startswith("内部\n〔    〕    号\n知悉范围：孝义市纪委监委案管室\n")
    assert (manifest["密级"], manifest["知悉范围"]) == ("内部", "孝义市纪委监委案管室")
    text, manifest = drafted("--readers", "无")
    assert text.startswith("内部\n〔    〕    号\n\n")
    assert "知悉范围" not in manifest
    assert "密级" not in drafted("--secrecy", "无")[1]
    for word, said in (
        ("秘密★1年", "没有声明可以处理国家秘密"), ("绝密★30年", "state_secrets"), ("保密", "须为 内部、工作秘密"),
        ("内部★1年", "内部不写保密期限"),
    ):  # fmt: skip
        assert said in refused(wenze("refer", "draft", TOWNS[0], "--secrecy", word, "--officer", "B02"))
    settings = staffed / "settings.yaml"
    settings.write_text("state_secrets: {up_to: 秘密, basis: 某保密局〔2022〕1号}\n", encoding="utf-8")
    assert drafted("--secrecy", "秘密★1年")[0].startswith("秘密★1年\n")
    for word, said in (("机密★10年", "只声明可处理到秘密"), ("秘密", "须写明保密期限")):
        assert said in refused(wenze("refer", "draft", TOWNS[0], "--secrecy", word, "--officer", "B02"))
    settings.unlink()
    assert "不能在此起草" in refused(wenze("refer", "draft", TOWNS[0], "--officer", "B02"))


@pytest.mark.usefixtures("staffed")
def test_a_reading_copy_bears_its_reader_and_is_logged(wenze: Wenze, tmp_path: Path) -> None:
    out = tmp_path / "副本"
    given = ("--to", "市安委办王某", "--out", out, "--officer", "B02")
    assert "还没有起草" in refused(wenze("export", TOWNS[0], *given))
    assert wenze("refer", "draft", TOWNS[0], "--officer", "B02").exit_code == 0
    found = wenze("export", TOWNS[0], *given, "--redact-for", "公安机关")
    assert found.exit_code == 0, found.exception
    assert verify_package(out) == []
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["status"], manifest["reader"].split("　")[0]) == ("reading_copy", "市安委办王某")
    assert {p.name for p in out.iterdir()} >= {"移送函.pdf", "附件.pdf", "阅读副本说明.txt", "index.html"}
    assert not list(out.glob("*.docx"))
    assert "已存在" in refused(wenze("export", TOWNS[0], *given))
    assert "没有为“某”规定遮蔽" in refused(wenze("export", TOWNS[0], *given, "--redact-for", "某"))
    assert "须有“起草或审批”权限" in refused(
        wenze("export", TOWNS[0], "--to", "甲", "--out", tmp_path / "b", "--officer", "A01")
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "副本"]
    listed = wenze("exports").stdout
    digest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    for part in ("导出（1 次）", "市安委办王某", "police", "B02", digest[:16]):
        assert part in listed
    assert "均无误" in wenze("audit", "verify").stdout


def test_a_package_that_was_changed_on_the_disk_is_not_exported(
    staffed: Path, wenze: Wenze, tmp_path: Path
) -> None:
    assert wenze("refer", "draft", TOWNS[0], "--officer", "B02").exit_code == 0
    (folder,) = (staffed / "packages" / TOWNS[0]).iterdir()
    (folder / "facts.json").write_text("{}", encoding="utf-8")
    assert "与其清单不符" in refused(
        wenze("export", TOWNS[0], "--to", "甲", "--out", tmp_path / "b", "--officer", "B02")
    )
    assert "导出（0 次）" in wenze("exports").stdout


@pytest.mark.usefixtures("staffed")
def test_a_tampered_export_is_exit_code_1_and_names_the_entry(wenze: Wenze, tmp_path: Path) -> None:
    exported = tmp_path / "log.jsonl"
    wenze("audit", "export", exported, "--officer", "A01")
    lines = exported.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(b'{"entry":{"seq":2,'))
    exported.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
    found = wenze("audit", "verify", exported)
    assert found.exit_code == 1
    assert "缺少第 2 条：已被删除" in found.stdout
    wrong = wenze("audit", "verify", exported, "--root", "0" * 64)
    assert "不是所给的" in wrong.stdout


def test_several_papers_are_drafted_each_signed_and_a_refused_one_is_named(
    staffed: Path, wenze: Wenze
) -> None:
    done = wenze(
        "refer", "draft", TOWNS[0], "没有这一件", COUNTY, TOWNS[1], "--officer", "B02", "--readers", "案管室"
    )
    assert done.exit_code == 1
    first, second = done.stderr.splitlines()
    assert first == "没有起草 没有这一件：没有编号或文号为“没有这一件”的移送；用 wenze refer list 查看全部。"
    assert second.startswith(f"没有起草 {COUNTY}：")
    assert "--none-found" in second
    assert "共 4 件：已起草 2 件，没有起草 2 件。" in done.stdout
    assert {p.parent.name for p in (staffed / "packages").glob("*/*")} == set(TOWNS)
    assert done.stdout.count("标注：知悉范围：案管室") == 2


def test_all_drafts_what_is_proposed_and_nothing_else(
    home: Path, wenze: Wenze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(opening.NEW_PASSPHRASE, WORDS)
    for handle, role, more in (("A01", "admin", ()), ("B02", "drafter", ("--by", "A01"))):
        assert (
            wenze(
                "keys", "new", "--officer", handle, "--name", f"{handle}某", "--role", role, *more
            ).exit_code
            == 0
        )
    told = {
        "action_id": "P1",
        "organ": "县级人民政府",
        "jurisdiction": "孝义市",
        "kind": "立案调查",
        "on": "2022-03-05",
        "by": "某机关",
    }
    propose(home, and_also(two_mines(), prior_actions=[told]))
    done = wenze("refer", "draft", "--all", "--officer", "B02")
    assert done.exit_code == 0, (done.stdout, done.stderr)
    assert "共 3 件：已起草 3 件，没有起草 0 件。" in done.stdout
    assert done.stdout.index("已有处理") < done.stdout.index("已起草")
    again = wenze("refer", "draft", "--all", "--officer", "B02")
    assert (again.exit_code, again.stdout) == (0, "没有待起草的件。\n")
    for key in (COUNTY, *TOWNS):
        assert "待审批" in wenze("refer", "show", key).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "请写明要起草的件"), (("--all", COUNTY), "请写明要起草的件"), (("--all", *NONE), "只能用于一件"),
        ((*TOWNS, *NONE), "只能用于一件"), ((*TOWNS, "--letter", "x.docx"), "只能用于一件"),
    ],
)  # fmt: skip
def test_what_is_said_of_one_paper_is_not_said_of_several(
    staffed: Path, wenze: Wenze, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(wenze("refer", "draft", *arguments, "--officer", "B02"))
    assert list((staffed / "packages").iterdir()) == []


def test_several_papers_are_not_composed_for_who_may_not_draft(staffed: Path, wenze: Wenze) -> None:
    assert "须有“起草”权限" in refused(wenze("refer", "draft", "--all", "--officer", "C03"))
    assert list((staffed / "packages").iterdir()) == []


def test_a_step_that_was_taken_is_named_with_what_comes_next(staffed: Path, wenze: Wenze) -> None:
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02").exit_code == 0
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0
    assert "已于" in (again := refused(wenze("approve", COUNTY, "--officer", "C03")))
    assert again.endswith("审批，不必再办。请印发（wenze issue）。")
    assert wenze("issue", COUNTY, "--officer", "B02").exit_code == 0
    kept = {p: p.read_bytes() for p in sorted((staffed / "packages").rglob("*")) if p.is_file()}
    again = refused(wenze("issue", COUNTY, "--officer", "B02"))
    assert "现为“已印发，待回执”，不能印发；已于" in again
    assert again.endswith("1号，不必再办。请登记回执（wenze receipt）。")
    assert kept == {p: p.read_bytes() for p in sorted((staffed / "packages").rglob("*")) if p.is_file()}
    assert wenze("receipt", COUNTY, "--by", "案管室", "--officer", "B02").exit_code == 0
    assert "请登记处置（wenze disposition）" in refused(wenze("issue", COUNTY, "--officer", "B02"))


def numbered_packages(home: Path) -> list[Path]:
    return [
        p
        for p in (home / "packages").glob("*/*")
        if p.suffix or b'"issued"' in (p / "manifest.json").read_bytes()
    ]


def test_an_issue_that_fails_takes_away_what_it_composed(
    staffed: Path, wenze: Wenze, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02").exit_code == 0
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0
    put = signed_zips.put

    def failing(*arguments: Any) -> Any:
        put(*arguments)
        raise StoreError("台账：磁盘已满；请腾出空间后重试。台账没有变动。")

    monkeypatch.setattr(signed_zips, "put", failing)
    assert refused(wenze("issue", COUNTY, "--officer", "B02")).endswith("台账没有变动。")
    assert numbered_packages(staffed) == []
    monkeypatch.setattr(packing, "drop_unissued", _refusing)
    said = refused(wenze("issue", COUNTY, "--officer", "B02"))
    assert "台账没有变动。另外，" in said
    assert said.endswith("它没有文号，请勿送出，再次印发本件时会移走。")
    monkeypatch.undo()
    monkeypatch.setenv("WENZE_HOME", str(staffed))
    monkeypatch.setenv(opening.PASSPHRASE, WORDS)
    assert wenze("issue", COUNTY, "--officer", "B02").exit_code == 0
    assert len(numbered_packages(staffed)) == 3  # folder, zip, envelope


def _refusing(folder: Path, kept: Path | None = None) -> None:
    if kept is None:
        raise ReferralError(f"{folder} 不能移走。")


def test_an_edited_letter_is_signed_in_place_of_the_composed_one(
    staffed: Path, wenze: Wenze, tmp_path: Path
) -> None:
    wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02")
    (first,) = (staffed / "packages" / COUNTY).iterdir()
    letter = tmp_path / "改过.docx"
    letter.write_bytes((first / "移送函.docx").read_bytes() + b"\0")
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02", "--letter", letter).exit_code == 0
    second = next(p for p in (staffed / "packages" / COUNTY).iterdir() if p != first)
    assert (second / "移送函.docx").read_bytes() == letter.read_bytes()
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0
    (tmp_path / "x.docx").write_text("不是", encoding="utf-8")
    assert "不是 docx" in refused(
        wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02", "--letter", tmp_path / "x.docx")
    )
    assert "不能读取" in refused(
        wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02", "--letter", tmp_path / "none.docx")
    )


@pytest.mark.usefixtures("staffed")
def test_a_referral_is_refused_with_its_reason(wenze: Wenze) -> None:
    assert wenze("refer", "refuse", TOWNS[0], "--why", "已另案受理", "--officer", "C03").exit_code == 0
    assert "已另案受理" in wenze("refer", "show", TOWNS[0]).stdout
    assert "还没有起草" in refused(wenze("approve", TOWNS[0], "--officer", "C03"))


def test_the_first_officer_is_an_admin_and_the_fingerprint_is_shown_to_be_kept(
    home: Path, wenze: Wenze
) -> None:
    assert "第一位须为管理员" in refused(
        wenze("keys", "new", "--officer", "B02", "--name", "李某", "--role", "drafter")
    )
    made = wenze("keys", "new", "--officer", "A01", "--name", "王某", "--role", "admin")
    fingerprint = made.stdout.split()[-1]
    assert len(fingerprint) == 64
    assert fingerprint in wenze("audit", "verify").stdout
    assert wenze("audit", "verify", "--root", fingerprint).exit_code == 0
    assert [p.name for p in (home / "keys").iterdir()] == [f"A01.{fingerprint[:16]}.pem"]


def test_keys_are_listed_rotated_and_revoked(staffed: Path, wenze: Wenze) -> None:
    before = {p.name for p in (staffed / "keys").iterdir()}
    assert wenze("keys", "rotate", "--officer", "B02").exit_code == 0
    (added,) = {p.name for p in (staffed / "keys").iterdir()} - before
    assert added.startswith("B02.")
    assert wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02").exit_code == 0
    assert wenze("keys", "revoke", "--officer", "B02", "--why", "调离", "--by", "A01").exit_code == 0
    assert "已吊销" in refused(wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02"))
    assert wenze("approve", COUNTY, "--officer", "C03").exit_code == 0  # what was signed before stays
    listed = wenze("keys", "list").stdout
    assert "密钥（4 把）" in listed
    assert "调离" in listed
    assert "更换" in listed


def test_a_wrong_passphrase_or_nobody_named_is_one_sentence(
    staffed: Path, wenze: Wenze, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted((staffed / "packages").rglob("*"))
    assert "WENZE_OFFICER" in refused(wenze("refer", "draft", COUNTY, *NONE))
    assert "没有工号为 Z99 的人员" in refused(wenze("approve", COUNTY, "--officer", "Z99"))
    monkeypatch.setenv(opening.PASSPHRASE, "wrong words")
    assert "口令不对" in refused(wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02"))
    monkeypatch.delenv(opening.PASSPHRASE)
    asked = wenze("refer", "draft", COUNTY, *NONE, "--officer", "B02", input=f"{WORDS}\n")
    assert asked.exit_code == 0
    assert WORDS not in asked.output
    assert sorted((staffed / "packages").rglob("*")) != before


def test_a_key_that_could_not_be_registered_leaves_no_file(staffed: Path, wenze: Wenze) -> None:
    before = sorted((staffed / "keys").iterdir())
    assert "已有有效的密钥" in refused(
        wenze("keys", "new", "--officer", "B02", "--name", "又", "--role", "approver", "--by", "A01")
    )
    assert "须有“管理密钥”权限" in refused(
        wenze("keys", "new", "--officer", "D04", "--name", "某", "--role", "approver", "--by", "B02")
    )
    assert sorted((staffed / "keys").iterdir()) == before


def test_a_public_key_alone_is_registered(staffed: Path, wenze: Wenze, tmp_path: Path) -> None:
    from engine.signing import new_signer

    signer = new_signer("D04")
    pem = tmp_path / "d.pem"
    pem.write_text(signer.verifier.public_pem, encoding="ascii")
    found = wenze(
        "keys",
        "new",
        "--officer",
        "D04",
        "--name",
        "丁",
        "--role",
        "approver",
        "--by",
        "A01",
        "--public",
        pem,
    )
    assert signer.key_id in found.stdout
    assert not list((staffed / "keys").glob("D04*"))
    pem.write_text("x", encoding="ascii")
    assert "公钥" in refused(
        wenze(
            "keys",
            "new",
            "--officer",
            "E05",
            "--name",
            "戊",
            "--role",
            "approver",
            "--by",
            "A01",
            "--public",
            pem,
        )
    )


@pytest.mark.usefixtures("staffed")
def test_a_checkpoint_file_is_an_envelope_and_a_broken_one_is_refused(wenze: Wenze, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    wenze("audit", "checkpoint", "--officer", "C03", "--out", kept)
    form: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    assert form["payloadType"] == "application/vnd.wenze.checkpoint+json"
    kept.write_text("{", encoding="utf-8")
    assert "检查点文件" in refused(wenze("audit", "verify", "--checkpoint", kept))
    assert "不能读取" in refused(wenze("audit", "verify", tmp_path / "none.jsonl"))
    assert "不能写入" in refused(wenze("audit", "export", tmp_path / "no" / "log.jsonl", "--officer", "A01"))


def propose_matters(home: Path) -> None:
    store = opening.store_of(home, None)
    rows = with_rows(
        appraisals=[appraisal("250000", evidence="鉴定书.png")],
        measures=[measure("prosecute")],
        prior_actions=[handled()],
    )
    made = ran(rows)
    with store.writing(opening.now()) as session:
        carrying.propose_matters(session, None, MatterDrafts(made))
    store.close()


def test_a_transfer_s_draft_tells_the_earlier_one_first_and_encloses_the_files_that_its_records_name(
    staffed: Path, wenze: Wenze, tmp_path: Path
) -> None:
    propose_matters(staffed)
    (tmp_path / "鉴定书.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    said = wenze("refer", "draft", TRANSFER, "--evidence", tmp_path, "--officer", "B02").stdout.splitlines()
    assert said[:3] == [
        "已有处理：1 项。",
        "  2022-02-27 孝义市公安局：移送，对象为吕梁市孝义市的矿点 A（prior_actions/Y1）",
        "随附证据材料 1 件。",
    ]
    told = wenze("refer", "draft", EXPOSURE, "--evidence", tmp_path, "--officer", "B02").stdout
    assert "没有随附证据材料：" in told
    assert "证据材料" not in wenze("refer", "draft", CLOSURE, "--officer", "B02").stdout


def test_each_paper_drafted_together_encloses_what_its_records_name(
    staffed: Path, wenze: Wenze, tmp_path: Path
) -> None:
    propose_matters(staffed)
    (tmp_path / "鉴定书.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    wenze("refer", "draft", "--all", "--evidence", tmp_path, "--officer", "B02")
    for key in (CLOSURE, TRANSFER):
        (folder,) = (staffed / "packages" / key).iterdir()
        assert (folder / "证据001-鉴定书.png").is_file()


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        (TRANSFER, "请送 吕梁市孝义市自然资源主管部门，由其正职负责人或者主持工作的负责人批准后移送 吕梁市孝义市公安机关"),
        (CLOSURE, "，由其审核后提请 吕梁市孝义市人民政府"),
        (EXPOSURE, "已填入函件；请送达 公开发布"),
    ],
)  # fmt: skip
def test_a_paper_drafted_for_another_organ_is_sent_to_that_organ(
    staffed: Path, wenze: Wenze, key: str, sent: str
) -> None:
    propose_matters(staffed)
    assert wenze("refer", "draft", key, "--officer", "B02").exit_code == 0
    assert wenze("approve", key, "--officer", "C03").exit_code == 0
    said = wenze("issue", key, "--officer", "B02").stdout
    assert sent in said
    assert ("发送登记号" in said, "请送达" in said) == ((False, True) if key == EXPOSURE else (True, False))


def test_the_head_s_approval_starts_the_hours_and_is_told_with_the_paper(staffed: Path, wenze: Wenze) -> None:
    propose_matters(staffed)
    head = ("--head", "张某", "--head-at", "2022-03-08T10:30:00+08:00")
    wenze("refer", "draft", TRANSFER, "--officer", "B02")
    assert "须一并写明" in refused(wenze("approve", TRANSFER, *head[:2], "--officer", "C03"))
    assert "没有时区" in refused(
        wenze("approve", TRANSFER, *head[:3], "2022-03-08T10:30", "--officer", "C03")
    )
    assert wenze("approve", TRANSFER, "--officer", "C03").exit_code == 0
    assert "没有登记移送机关负责人批准的时刻" in wenze("refer", "list").stdout
    assert wenze("issue", TRANSFER, *head, "--officer", "B02").exit_code == 0
    assert "负责人 张某 于 2022-03-08T10:30:00+08:00 批准" in wenze("refer", "show", TRANSFER).stdout
    listed = " ".join(wenze("refer", "list").stdout.split())
    assert "2022-03-09 10:30:00" in listed
    assert "期限不能推算" not in listed
