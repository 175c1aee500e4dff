"""Each message of `rules check` is brought about by a planted fault; a message that nothing brings about fails here."""

import ast
import re
from pathlib import Path

import pytest
from faulty_folders import MORE, planted_told, told_of
from message_matching import MESSAGES, message_of
from planted import PLANTED
from unsound import UNSOUND

from engine.rules import messages

_SENTENCE = re.compile("[\u4e00-\u9fff].*[；。].*请")
ENGINE = Path(messages.__file__).parent


@pytest.mark.parametrize("name", MORE)
def test_a_faulty_folder_brings_about_its_message(name: str) -> None:
    assert name in {message_of(said) for said in told_of(name)}, told_of(name)


def test_every_message_is_brought_about_by_a_planted_fault() -> None:
    said = [t.partition(" ")[2] for name in {**PLANTED, **UNSOUND} for t in planted_told(name)]
    said += [t for name in MORE for t in told_of(name)]
    seen = {message_of(one) for one in said}
    assert None not in seen
    assert set(MESSAGES) - seen == set()


def test_a_message_that_nothing_brings_about_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MESSAGES, "NEW", "谁也没有见过的话；请补一个试验。")
    with pytest.raises(AssertionError, match="NEW"):
        test_every_message_is_brought_about_by_a_planted_fault()


@pytest.mark.parametrize(
    "path", sorted(p for p in ENGINE.glob("*.py") if p.name != "messages.py"), ids=lambda p: p.name
)
def test_faults_speak_by_the_list_of_messages_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and _called(n) in {"fault", "_fault", "Fault", "note"}
    ]
    spoken = [
        c.value
        for call in calls
        for c in ast.walk(call)
        if isinstance(c, ast.Constant) and isinstance(c.value, str)
    ]
    assert [text for text in spoken if _SENTENCE.search(text)] == []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
