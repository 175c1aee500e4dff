"""The harness finds a mistake that a naive store would make; a harness that finds nothing proves nothing."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from crashing import Wenze
from crashscenes import Scene, scenes
from crashtrials import Outcome, disturbed, points
from faultlib import Fault

ENOUGH = 100


def first_wrong(wenze: Wenze, scene: Scene, naive: str, kills: Iterable[Fault]) -> Outcome:
    """The first of the kills that shows the mistake."""
    for fault in kills:
        found = disturbed(wenze, scene, fault, naive)
        if found.wrong:
            return found
    raise AssertionError(f"{naive}: no kill showed anything")


@pytest.mark.parametrize(("naive", "said"), [("audit apart", "audit_entry: "), ("no transaction", "lost")])
def test_an_import_that_is_not_one_transaction_is_found(
    wenze: Wenze, tmp_path: Path, naive: str, said: str
) -> None:
    scene = scenes(wenze, tmp_path, ["import"], naive)["import"]
    found = first_wrong(wenze, scene, naive, points(scene, ENOUGH, 1))
    assert any(said in text for text in found.wrong), found


def test_a_received_file_written_in_place_is_found_torn(wenze: Wenze, tmp_path: Path) -> None:
    """Killed when the file has its name and not its content: taken for whole by the next import."""
    scene = scenes(wenze, tmp_path, ["import"], "received in place")["import"]
    made = (Fault("kill after", n, ("make",)) for n in range(1, scene.ended.counts["make"] + 1))
    found = first_wrong(wenze, scene, "received in place", made)
    assert any("again: promise: received/" in text for text in found.wrong), found


def test_an_import_that_does_not_know_what_it_took_in_never_ends(
    wenze: Wenze, stage: dict[str, Scene]
) -> None:
    """Killed once the first of three files is in: the tables themselves refuse it a second time."""
    scene = stage["import"]
    found = disturbed(wenze, scene, Fault("kill before", scene.ended.seen // 2), "known by name")
    assert any("again: code 2" in text for text in found.wrong), found
    assert any("import_file: " in text and " lost" in text for text in found.wrong), found


def test_a_report_written_in_place_is_found_torn(wenze: Wenze, stage: dict[str, Scene]) -> None:
    """Killed when a report has its name and not its content; the last files that a week makes are its reports."""
    scene = stage["weekly"]
    made = (Fault("kill after", scene.ended.counts["make"] - back, ("make",)) for back in range(4))
    found = first_wrong(wenze, scene, "report in place", made)
    assert any("neither as before nor as it was to be" in text for text in found.wrong), found


def test_a_paper_issued_twice_is_found(wenze: Wenze, stage: dict[str, Scene]) -> None:
    scene = stage["issue"]
    found = disturbed(wenze, scene, Fault("kill after", scene.ended.seen), "issued unseen")
    assert any("referral_step: " in text and "1 others" in text for text in found.wrong), found


def test_a_verb_that_is_not_killed_is_told(wenze: Wenze, stage: dict[str, Scene]) -> None:
    scene = stage["issue"]
    found = disturbed(wenze, scene, Fault("kill after", scene.ended.seen + 1))
    assert any("not killed" in text for text in found.wrong), found
