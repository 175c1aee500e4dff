"""The verbs that let rules into use and decide about open norms, as an office starts them; what a week then prints."""

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typer
from factmaking import checked, found, site
from faulty_folders import sound
from offices import Office
from plan9 import plant
from typer.testing import CliRunner, Result
from weekstore import office

from engine.errors import WenzeError
from engine.faces import opening
from engine.faces.keys_verbs import keys_app
from engine.faces.norms_verbs import norms_app
from engine.faces.rules_verbs import rules_app
from engine.ledgers import releases
from engine.rules import BUNDLED, load_rules
from engine.store import create_store

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

from running import Ran, wenze

WORDS = "correct horse"
app = typer.Typer()
for verbs, called in ((keys_app, "keys"), (rules_app, "rules"), (norms_app, "norms")):
    app.add_typer(verbs, name=called)
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The verbs in a home with an admin, a drafter and an approver."""
    create_store(None, tmp_path / "home").close()
    for name in ("WENZE_DATABASE", "WENZE_OFFICER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENZE_HOME", str(tmp_path / "home"))
    for name in (opening.PASSPHRASE, opening.NEW_PASSPHRASE):
        monkeypatch.setenv(name, WORDS)

    def made(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments])

    for handle, role in (("A01", "admin"), ("B02", "drafter"), ("C03", "approver")):
        by = () if role == "admin" else ("--by", "A01")
        done = made("keys", "new", "--officer", handle, "--name", f"{handle}某", "--role", role, *by)
        assert done.exit_code == 0, done.output
    return made


def refused(result: Result) -> str:
    """The sentence of a refusal."""
    assert isinstance(result.exception, WenzeError), (result.output, result.exception)
    return str(result.exception)


def done(result: Result) -> str:
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def test_a_set_goes_from_submission_to_use_and_out_of_it(call: Call, tmp_path: Path) -> None:
    folder = sound(tmp_path)
    plant(folder, "clue.yaml", "status: active", "status: activ")
    assert "1 处错误，不能提交" in refused(call("rules", "submit", folder, "--why", "甲", "--officer", "B02"))
    plant(folder, "clue.yaml", "status: activ\n", "status: active\n")
    sentences = folder / "clue.test.yaml"
    kept = sentences.read_text(encoding="utf-8")
    failing = kept.replace("outcome: not_met", "outcome: met, jurisdiction: 孝义市", 1)
    sentences.write_text(failing, encoding="utf-8")
    said = refused(call("rules", "submit", folder, "--why", "甲", "--officer", "B02"))
    assert "有 1 句试验不符，不能提交" in said
    sentences.write_text(kept, encoding="utf-8")
    assert "还没有提交过规则" in done(call("rules", "releases"))
    assert "待另一人批准" in done(call("rules", "submit", folder, "--why", "甲", "--officer", "B02"))
    sha256 = load_rules([folder]).sha256
    signed = ("--why", "乙", "--officer", "C03")
    assert f"已批准规则 {sha256}" in done(call("rules", "approve", sha256[:8], *signed))
    told = done(call("rules", "activate", sha256[:8], "--from", "2015-01-01", *signed))
    assert "B02（B02某）提交，C03（C03某）批准，自 2015-01-01 起使用" in told
    assert "自 2016-01-01 起停用" in done(
        call("rules", "retire", sha256[:8], "--from", "2016-01-01", *signed)
    )
    out = tmp_path / "取出"
    assert "已停用" in done(call("rules", "releases", "--digest", sha256[:8], "--write", out))
    assert {p.name: p.read_bytes() for p in (out / "plan9").iterdir()} == {
        p.name: p.read_bytes() for p in folder.iterdir()
    }
    assert "--digest" in refused(call("rules", "releases", "--write", out))


def test_earlier_decisions_on_a_norm_are_shown_before_the_next_is_made(call: Call) -> None:
    assert "以前没有决定" in done(call("norms", "decide", "有效制止措施"))
    given = ("--about", "A", "--chosen", "未采取", "--why", "复查仍在生产", "--officer", "B02")
    assert "已记入台账" in done(call("norms", "decide", "effective-stop", *given))
    told = done(call("norms", "decide", "effective-stop"))
    assert "1. " in told
    assert "B02（B02某）：A——未采取。理由：复查仍在生产" in told
    assert "签名和次序均无误" in done(call("norms", "show", "effective-stop"))
    assert "以前的决定：1 项" in done(call("norms", "list"))
    assert "是否想写“effective-stop”" in refused(call("norms", "show", "effectve-stop"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An office with a set of rules of its own in use from 1 March 2022: a check counts only after thirty days."""
    made = office(tmp_path / "home")
    made.say("2022-02-26", site("A", name="甲煤矿"), found("A", "2022-02-20"), checked("A", "2022-02-25"))
    own = Path(shutil.copytree(BUNDLED, tmp_path / "本办规则"))
    path = own / "order446" / "township-illegal-coal-mine.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("local, values: {2005-09-03: 1}", "local, values: {2005-09-03: 30}"), encoding="utf-8"
    )
    people = Office(tmp_path / "home", given=made.store, clock=datetime(2022, 2, 26, 2, tzinfo=UTC))
    with made.store.writing(people.now()) as session:
        sha256 = releases.submit(session, people.drafter, [own], load_rules([own]), "甲").sha256
    with made.store.writing(people.now()) as session:
        releases.approve(session, people.approver, sha256, "乙")
    with made.store.writing(people.now()) as session:
        releases.activate(session, people.approver, sha256, date(2022, 3, 1), "丙")
    made.store.close()
    shutil.rmtree(own)
    return tmp_path / "home"


def run(home: Path, *arguments: object, code: int = 0) -> Ran:
    ran = wenze(*arguments, WENZE_HOME=str(home))
    assert ran.code == code, (ran.code, ran.out, ran.err)
    return ran


def test_a_week_uses_the_set_of_its_day_says_so_and_reruns_on_it(home: Path) -> None:
    ran = run(home, "weekly", "--as-of", "2022-03-07")
    assert "B02（B02某）提交，C03（C03某）批准，自 2022-03-01 起使用。" in ran.out
    assert "新增（" not in ran.out  # the office's own number: a check within thirty days proves nothing
    assert "逐字节一致" in run(home, "weekly", "--as-of", "2022-03-07", "--rerun").out


def test_a_week_on_rules_that_nobody_released_is_refused_where_the_office_says_so(home: Path) -> None:
    (home / "settings.yaml").write_text("require_release: true\n", encoding="utf-8")
    ran = run(home, "weekly", "--as-of", "2022-02-27", code=2)
    assert "require_release 要求只用已发布的规则" in ran.err
    assert "未经发布" in ran.err
    (home / "settings.yaml").write_text("require_release: 是\n", encoding="utf-8")
    assert "须为 true 或 false" in run(home, "weekly", "--as-of", "2022-02-27", code=2).err
