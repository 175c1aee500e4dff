"""One disturbance of one verb, looked at right after and once the verb was run again: what is wrong with either."""

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from crashing import Ended, Wenze
from crashscenes import Scene
from crashstate import copied, state, torn, unsound
from faultlib import KILLS, KINDS, Fault

SHARES: Final = {"init": 1, "import": 9, "weekly": 2, "draft": 3, "approve": 2, "issue": 3}
"""How many of twenty points fall to a verb; `weekly` takes four times as long as the others."""


@dataclass(frozen=True)
class Outcome:
    """A trial; `wrong` is empty where nothing was lost, doubled or torn."""

    scene: str
    fault: Fault
    disturbed: Ended
    wrong: list[str]

    def __str__(self) -> str:
        said = f"{self.scene}, {self.fault.action}, {'/'.join(self.fault.kinds)} {self.fault.nth}"
        return f"{said}, errno {self.fault.error}: {'; '.join(self.wrong)}"


def points(scene: Scene, count: int, seed: int) -> Iterator[Fault]:
    """Random kills, deterministic by the seed: each at one of the verb's changes, before, in the midst of or after it."""
    random = Random(f"{seed}/{scene.name}")  # noqa: S311 - reproducible by its seed
    for _ in range(count):
        yield Fault(random.choice(KILLS), random.randint(1, scene.ended.seen))


def refusals(scene: Scene, kinds: Sequence[str] = KINDS, step: int = 1) -> Iterator[Fault]:
    """Every `step`th change of each kind refused: by a full disk, by one that stays full, by one that fails."""
    for kind in kinds:
        for nth in range(1, scene.ended.counts[kind] + 1, step):
            yield Fault("fail", nth, (kind,), errno.ENOSPC)
            yield Fault("fail", nth, (kind,), errno.ENOSPC, sticky=True)
            yield Fault("fail", nth, (kind,), errno.EIO)


def shared(count: int, verbs: Sequence[str]) -> dict[str, int]:
    """So many points over some verbs; what is left over falls to the first."""
    shares = {name: SHARES[name] for name in verbs}
    out = {name: count * share // sum(shares.values()) for name, share in shares.items()}
    out[verbs[0]] += count - sum(out.values())
    return out


def disturbed(wenze: Wenze, scene: Scene, fault: Fault, naive: str | None = None) -> Outcome:
    """Disturb the verb once; then run it to its end and compare with the run that nobody disturbed."""
    scene.set_up(wenze.home)
    ended = wenze(*scene.arguments, clock=scene.clock, fault=fault, naive=naive)
    # Looked at elsewhere: it must be the verb itself that finds the home as it was left.
    left = copied(wenze.home, wenze.home.with_name("aside"))
    wrong = [f"left: {text}" for text in unsound(left)]
    now = state(left)
    wrong += [f"left: {text}" for text in torn(now, scene.whole, scene.before)]
    wrong += _ending(ended, fault, scene.ended)
    done = now.tables == scene.whole.tables
    again = wenze(*scene.arguments, clock=scene.clock, naive=naive)
    # What is done already is said to be done, or refused: an issued paper is not issued twice.
    if again.code not in {0, scene.ended.code} and not (done and again.code == 2):
        wrong.append(f"again: code {again.code}, {again.err.strip()}")
    wrong += [f"again: {text}" for text in scene.compared(wenze.home)]
    return Outcome(scene.name, fault, ended, wrong)


def _ending(ended: Ended, fault: Fault, whole: Ended) -> Sequence[str]:
    """A killed verb is killed; one that is refused a change says so in one line, or does without it."""
    if fault.action in KILLS:
        return [] if ended.signal == 9 else [f"not killed: code {ended.code}, {ended.seen} changes"]
    if not ended.struck:
        return [f"not disturbed: code {ended.code}, {ended.seen} changes"]
    lines = ended.err.strip().splitlines()
    if ended.code == 2:
        told = [line for line in lines if line.startswith("错误：")]
        return [] if len(told) == 1 and told == lines[-1:] else [f"code 2 and said: {ended.err.strip()}"]
    return [] if ended.code == whole.code else [f"code {ended.code}, {ended.err.strip()}"]
