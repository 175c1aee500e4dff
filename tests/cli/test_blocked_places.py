"""Where the two computations disagree or the chain fails, the referrals of that place stay; the others go."""

from pathlib import Path

import pytest
import scene
from evaluated import Shared
from running import PYTHON, Ran, read, start

LOSES_A_STRETCH = f"""\
import cli
from engine.reasoning import screen

whole = screen.Screen.stretches


def short(self, rule, when):
    return [s for s in whole(self, rule, when) if (s.rule, s.place) != ({scene.COUNTY!r}, {scene.XIAOYI!r})]


screen.Screen.stretches = short
cli.main()
"""
NO_WORKER = "import sys, cli\nsys.executable = '/bin/false'\ncli.main()\n"


def driven(folder: Path, script: str, records: Path) -> Ran:
    """`wenze evaluate` with the engine harmed by a script."""
    driver = folder / "driver.py"
    driver.write_text(script, encoding="utf-8")
    return start([
        PYTHON, driver, "evaluate", "--records", records, "--as-of", scene.AS_OF,
        "--json", folder / "result.json", "--packages", folder / "packages",
    ])  # fmt: skip


@pytest.fixture(scope="module")
def disagreement(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    folder = tmp_path_factory.mktemp("disagreement")
    return driven(folder, LOSES_A_STRETCH, shared.records), folder


def test_a_disagreement_ends_with_3_and_names_rule_and_place(disagreement: tuple[Ran, Path]) -> None:
    ran, folder = disagreement
    assert ran.code == 3, ran
    blocked = read(folder / "result.json")["blocked"]
    assert (scene.COUNTY, scene.XIAOYI) in {(b["rule"], b["jurisdiction"]) for b in blocked}
    assert all(b["reason"] for b in blocked)


def test_a_disagreement_is_shown_to_the_person_at_the_terminal(disagreement: tuple[Ran, Path]) -> None:
    assert "已阻止移送" in disagreement[0].out
    assert scene.COUNTY in disagreement[0].out


def test_only_the_packages_of_the_blocked_place_are_not_written(
    disagreement: tuple[Ran, Path], shared: Shared
) -> None:
    all_folders = {p.name for p in shared.packages.iterdir() if p.is_dir()}
    written = {p.name for p in (disagreement[1] / "packages").iterdir() if p.is_dir()}
    assert f"{scene.XIAOYI}-county_government-to-141100000000" in all_folders
    assert written == {name for name in all_folders if not name.startswith(scene.XIAOYI)}
    assert written


def test_without_its_worker_the_chain_blocks_every_referral_and_the_rest_is_still_told(
    shared: Shared, tmp_path: Path
) -> None:
    ran = driven(tmp_path, NO_WORKER, shared.records)
    assert ran.code == 3, ran
    document = read(tmp_path / "result.json")
    assert document["blocked"]
    assert document["coverage"] == shared.document["coverage"]
    assert document["near_misses"] == shared.document["near_misses"]
    assert [p for p in (tmp_path / "packages").iterdir() if p.is_dir()] == []
