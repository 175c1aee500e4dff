"""The planted misreadings of DESIGN §6: each a small change of the engine or of a rule that the oracle must notice.

`seeds` are histories known to tell the misreading from the text; the first that still does is enough.
"""

from typing import NamedTuple

EPISODES = "engine/facts/episodes.py"
DAYS = "engine/facts/days.py"
SEEN = "engine/facts/seen.py"
STANDING = "engine/facts/standing.py"
PERIODS = "engine/periods.py"
SCREEN = "engine/reasoning/screen.py"
COAL = "rulesets/order446/illegal-coal-mine.yaml"
TOWNSHIP = "rulesets/order446/township-illegal-coal-mine.yaml"
COUNTY = "rulesets/order446/county-two-illegal-coal-mines.yaml"
MONTH = 'return months_later(day, length) - (reading == "exclusive")'


class Planted(NamedTuple):
    """What is misread, where, and the text put in place of the right one."""

    name: str
    sentence: str
    file: str
    right: str
    wrong: str


PLANTED = (
    Planted("thirty days for a month", "6.5 one month runs to the corresponding day", COUNTY,
            "{unit: 月, origin: law, values: {2005-09-03: 1}}", "{unit: 日, origin: law, values: {2005-09-03: 30}}"),
    Planted("the corresponding day is left out", "6.5 that day included", PERIODS, MONTH,
            "return months_later(day, length) - 1"),
    Planted("a calendar month", "6.5 never a calendar month", PERIODS, MONTH,
            "return next(x for x in range(day, day + 32) if to_date(x + 1).day == 1)"),
    Planted("a month counted backwards", "6.5 one month runs forward", PERIODS, MONTH,
            "return max(x for x in range(day, day + 40) if months_later(x, -length) <= day)"),
    Planted("a sighting moves the discovery date", "6.6 later sightings belong to it without moving it", EPISODES,
            "day.take(_latest(opens))", "day.take(_latest(_any(opens, found)))"),
    Planted("a disagreement closes", "6.6 closes with a day whose checks say stopped and nothing else", EPISODES,
            "closes = pc.and_not(stopped, bad)", "closes = stopped"),
    Planted("a disagreement changes nothing", "6.6 from that day an open episode's state is unknown", EPISODES,
            "disagrees = pc.and_(stopped, bad)", "disagrees = pc.and_not(stopped, stopped)"),
    Planted("a discovery lifts a disagreement", "6.6 whatever discoveries say, until a later check", EPISODES,
            "checked = pc.and_(inside, _any(stopped, bad))",
            'checked = pc.and_(inside, _any(stopped, bad, flagged(said, "says")))'),
    Planted("no_measure opens an episode", "6.6 or the next check that says producing", EPISODES,
            '_whether(site, after_stop), flagged(said, "producing")', "_whether(site, after_stop), bad"),
    Planted("checks come before discoveries", "6.6 on one day discoveries come before checks", EPISODES,
            "after_stop = pc.and_not(_before(closes, first=False), new_site)",
            "closed = pc.and_not(_before(closes, first=False), _before(found, first=False))\n"
            "        after_stop = pc.and_not(_any(closed, pc.and_(closes, found)), new_site)"),
    Planted("evidence of the discovery day counts", "6.7 dated at least response_days after", EPISODES,
            "pc.add(self.opened, response_days)", "self.opened"),
    Planted("a sighting proves nothing", "6.7 or a later discovery that says producing", EPISODES,
            "_any(pc.and_not(bad, stopped), later)", "pc.and_not(bad, stopped)"),
    Planted("a measure's result is no check", "5 the row is also a check", SEEN,
            "both = nw.concat([plain, checked])", "both = nw.concat([plain])"),
    Planted("no_measure says nothing", "6.7 a check that says producing or no_measure", DAYS,
            '"bad": pc.not_equal(result, "stopped")', '"bad": pc.equal(result, "producing")'),
    Planted("an unverified report counts", "6.6 only verified discoveries count", SEEN,
            'counted = dated.filter(nw.col("verified_on") <= as_of, nw.col("day") <= as_of)',
            'counted = dated.with_columns(day=nw.coalesce(nw.col("verified_on"), nw.col("reported_on")))'
            '.filter(nw.col("day") <= as_of)'),
    Planted("an episode opened by a check inherits nothing", "6.6 one opened by a check inherits", EPISODES,
            "_any(new_site, pc.and_(opens, found))", "_any(new_site, opens)"),
    Planted("the day of the stop belongs to the stretch", "6.7 closed → stopped", EPISODES,
            "pc.subtract(_after(days.day, 0), 1)", "_after(days.day, 0)"),
    Planted("an iron mine counts", "6.3 an iron mine never meets it", COAL,
            "mineral: {is: coal}", "mineral: {in: [coal, iron, gold]}"),
    Planted("the coal permit is asked for to the end", "6.3 licences are judged by the list of the day", COAL,
            "{2005-09-03: yes, 2013-07-18: null}", "{2005-09-03: yes}"),
    Planted("`none` beside 1a is illegal", "6.3 a contradiction: cannot tell", COAL,
            "{missing_licences: {is: none}, situation: {is: 1a}}", "{missing_licences: {is: none}, situation: {is: 6a}}"),
    Planted("producing unknown counts as no", "6.3 producing unknown: cannot tell", "engine/facts/definitions.py",
            'empty = empty | (nw.col(column) == "unknown")', "pass"),
    Planted("a subdistrict counts", "6.8 in a 街道: policy review", TOWNSHIP,
            "[乡, 镇, 民族乡, 苏木, 民族苏木]", "[乡, 镇, 街道, 民族乡, 苏木, 民族苏木]"),
    Planted("reports are counted, not sites", "6.4 `same_as` chains resolve to one root", "engine/facts/sites.py",
            "{**same, **standing.replaced_sites}", "{**standing.replaced_sites}"),
    Planted("the law runs on", "6.2 a rule is met only on a day in force", SCREEN,
            "last = min(last, self.facts.as_of)", "last = self.facts.as_of"),
    Planted("a withdrawn row counts", "5 withdrawn", STANDING,
            'pc.fill_null(known["withdrawn"], False)', 'pc.and_(pc.fill_null(known["withdrawn"], False), False)'),
    Planted("a corrected row still counts", "5 replaces", STANDING,
            "        if len(replaced):", "        if False:"),
    Planted("rows recorded later are known", "6.1 only rows recorded by then", STANDING,
            "if known_at is None:", "if known_at or known_at is None:"),
    Planted("failing once is failing ever after", "6.9 all not_stopped on one and the same day", SCREEN,
            "Interval(*interval)", "Interval(*interval[:3], facts.as_of)"),
    Planted("unknown counts as not stopped", "6.7 a missing row is never proof", "engine/reasoning/counting.py",
            'is_open, failing = nw.col("open"), nw.col("not_stopped")', 'is_open, failing = nw.col("open"), nw.col("open")'),
    Planted("an inquiry is late on its due day", "6.7 an inquiry past due_on", "engine/reasoning/singles.py",
            'row["due_on"] + 1', 'row["due_on"]'),
)  # fmt: skip
