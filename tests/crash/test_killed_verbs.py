"""A verb killed at any of its changes, and run again: nothing is lost, doubled or torn."""

import os

import pytest
from crashing import Wenze
from crashscenes import Scene
from crashtrials import SHARES, disturbed, points, shared

COUNT = int(os.environ.get("WENZE_CRASH_POINTS", "24"))
VERBS = os.environ.get("WENZE_CRASH_VERBS", ",".join(SHARES)).split(",")
SEED = int(os.environ.get("WENZE_CRASH_SEED", "1"))
PIECE = max(10, COUNT // 40)
"""Points of one test: small enough for two workers to share them."""
PIECES = [
    (name, at, min(PIECE, count - at))
    for name, count in shared(COUNT, VERBS).items()
    for at in range(0, count, PIECE)
]


@pytest.mark.parametrize(("name", "first", "count"), PIECES)
def test_a_verb_killed_anywhere_and_run_again_is_the_verb_undisturbed(
    wenze: Wenze, stage: dict[str, Scene], name: str, first: int, count: int
) -> None:
    scene = stage[name]
    chosen = list(points(scene, first + count, SEED))[first:]
    found = [disturbed(wenze, scene, fault) for fault in chosen]
    assert [str(one) for one in found if one.wrong] == []


def test_every_point_falls_to_a_verb_and_every_verb_gets_several() -> None:
    assert sum(shared(COUNT, VERBS).values()) == COUNT
    assert min(shared(40, list(SHARES)).values()) >= 2
    assert shared(2000, ["import", "weekly", "issue"]) == {"import": 1287, "weekly": 285, "issue": 428}


def test_the_points_are_of_the_seed_and_of_nothing_else(stage: dict[str, Scene]) -> None:
    scene = stage["import"]
    assert list(points(scene, 20, 1)) == list(points(scene, 20, 1))
    assert list(points(scene, 20, 1)) != list(points(scene, 20, 2))
    assert list(points(scene, 20, 1))[:5] == list(points(scene, 5, 1))


def test_a_run_that_nobody_disturbs_is_always_the_same(wenze: Wenze, stage: dict[str, Scene]) -> None:
    """What the harness compares with: were it to vary, a difference would say nothing."""
    for scene in stage.values():
        scene.set_up(wenze.home)
        again = wenze(*scene.arguments, clock=scene.clock)
        assert (again.code, again.counts, again.out) == (
            scene.ended.code,
            scene.ended.counts,
            scene.ended.out,
        )
        assert scene.compared(wenze.home) == []
