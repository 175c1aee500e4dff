"""A site's story: episodes that open and close, and the three-valued state of each (DESIGN §6.6, §6.7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from .held import Check, Discovery
from .law import greatest, producing
from .reading import Reading


@dataclass
class Episode:
    """From its discovery date to the day its checks say stopped; ``seen`` holds what later days showed."""

    opened: date
    legality: str
    sightings: list[date] = field(default_factory=list)
    producing_sightings: list[date] = field(default_factory=list)
    check_days: list[tuple[date, str]] = field(default_factory=list)
    closed: date | None = None


class Story:
    """The episodes of one site, told a day at a time; ``judge`` says what a discovery proves."""

    def __init__(self, judge: Callable[[Discovery], str], reading: Reading) -> None:
        self.episodes: list[Episode] = []
        self._judge = judge
        self._reading = reading

    @property
    def open(self) -> Episode | None:
        """The episode that is open."""
        return self.episodes[-1] if self.episodes and self.episodes[-1].closed is None else None

    def discover(self, discoveries: list[Discovery]) -> None:
        """The discoveries of one day: they open an episode, or belong to the open one and leave its date."""
        for discovery in discoveries:
            if self.open is None:
                opened = discovery.day
                if self.episodes and self._reading.has("reopening_keeps_the_first_date"):
                    opened = self.episodes[0].opened
                self.episodes.append(Episode(opened, "no"))
            episode = self.episodes[-1]
            episode.sightings.append(discovery.day)
            if producing(discovery, self._reading) == "yes":
                episode.producing_sightings.append(discovery.day)
            legality = self._judge(discovery)
            if not self._reading.has("the_last_discovery_decides"):
                legality = greatest(episode.legality, legality)
            episode.legality = legality
            if self._reading.has("sighting_moves_the_discovery_date"):
                episode.opened = discovery.day

    def check(self, day: date, results: set[str]) -> None:
        """The checks of one day, taken together; before the first discovery they are of no use."""
        if not self.episodes:
            return
        episode, verdict = self.open, self._verdict(results)
        if verdict == "stopped" and episode is not None:
            episode.closed = day
        elif verdict in ("bad", "disagreement") and episode is not None:
            episode.check_days.append((day, verdict))
        elif episode is None and self._opens(verdict, results):
            before = self.episodes[-1]
            inherited = "no" if self._reading.has("opened_by_a_check_inherits_nothing") else before.legality
            opened = day
            if self._reading.has("reopening_keeps_the_first_date"):
                opened = self.episodes[0].opened
            self.episodes.append(Episode(opened, inherited, check_days=[(day, verdict)]))

    def _verdict(self, results: set[str]) -> str:
        if results == {"stopped"}:
            return "stopped"
        if "stopped" in results:
            if self._reading.has("disagreement_closes"):
                return "stopped"
            return "bad" if self._reading.has("disagreement_is_not_stopped") else "disagreement"
        if results == {"no_measure"} and self._reading.has("no_measure_says_nothing"):
            return "nothing"
        return "bad"

    def _opens(self, verdict: str, results: set[str]) -> bool:
        if verdict == "bad":
            return "producing" in results or self._reading.has("no_measure_opens_an_episode")
        return verdict == "disagreement" and self._reading.has("disagreement_opens_an_episode")


def story(
    discoveries: Iterable[Discovery],
    checks: Iterable[Check],
    judge: Callable[[Discovery], str],
    reading: Reading,
) -> Story:
    """The story of one site from the rows given, which are those that the day sees."""
    told = Story(judge, reading)
    discoveries, checks = list(discoveries), list(checks)
    for day in sorted({found.day for found in discoveries} | {check.day for check in checks}):
        found = [discovery for discovery in discoveries if discovery.day == day]
        looked = [check for check in checks if check.day == day]
        results = {check.result for check in looked}
        if looked and reading.has("last_check_of_the_day_decides"):
            results = {max(looked, key=lambda check: check.row).result}
        if reading.has("checks_before_discoveries"):
            if looked:
                told.check(day, results)
            told.discover(found)
            continue
        told.discover(found)
        if looked:
            told.check(day, results)
    return told


def is_not_stopped(episode: Episode, day: date, reading: Reading) -> bool | None:
    """The state of an open episode on a day: True not stopped, None unknown."""
    response = 0 if reading.has("evidence_on_the_discovery_day_counts") else reading.response_days
    earliest = episode.opened + timedelta(days=response)
    last_check = episode.check_days[-1] if episode.check_days else None
    if last_check is not None and last_check[1] == "disagreement":
        lifted = any(earliest <= seen and last_check[0] < seen for seen in episode.producing_sightings)
        if not (lifted and reading.has("discovery_lifts_a_disagreement")):
            return None
    bad = any(earliest <= seen <= day and verdict == "bad" for seen, verdict in episode.check_days)
    seen_again = any(
        earliest <= seen <= day and episode.opened < seen for seen in episode.producing_sightings
    )
    if bad or (seen_again and not reading.has("a_sighting_proves_nothing")):
        return True
    return True if reading.has("unknown_counts_as_not_stopped") else None
