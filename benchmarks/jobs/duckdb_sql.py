"""Hand-written DuckDB SQL of the same job: what a good analyst would write for these two rules and nothing else.

It leaves early what cannot count (other minerals, sites never found illegal), reads only yes or no, and gives days
only: no windows, no sites, no unknowns, no proof.
"""

from __future__ import annotations

import duckdb

from benchmarks.jobs.data import COAL_PERMIT_UNTIL, COUNTY, FORCE, LICENCES, TOWNSHIP, Data, Stretches
from engine.periods import ARROW_EPOCH

SITES = """
create temp table site as
with step as (
  select s.site_id, s.mineral, s.jurisdiction,
    coalesce(r.site_id, case when not s.withdrawn then s.same_as end) as following,
    r.site_id is null and not s.withdrawn as stands
  from sites s left join (select site_id, replaces from sites where replaces is not null) r
    on r.replaces = s.site_id),
led as (
  select a.site_id,
    case when d.stands then d.site_id when c.stands then c.site_id when b.stands then b.site_id
         when a.stands then a.site_id end as root
  from step a left join step b on b.site_id = a.following
    left join step c on c.site_id = b.following left join step d on d.site_id = c.following)
select led.site_id, dense_rank() over (order by led.root) as root, p.township, p.county
from led join sites on sites.site_id = led.root join places p on p.jurisdiction = sites.jurisdiction
where sites.mineral = 'coal'
"""

SEEN = """
create temp table seen as
select site.root, d.verified_on - date '1970-01-01' as day, d.producing = 'yes' as says,
  d.producing = 'yes'
    and not coalesce(contains(situation, ';1a;') and contains(missing_licences, ';none;'), false)
    and coalesce(regexp_matches(missing_licences, $listed)
      or (d.verified_on <= $coal_permit and contains(missing_licences, ';coal_permit;')), false)
    or d.producing = 'yes'
    and not coalesce(contains(situation, ';1a;') and contains(missing_licences, ';none;'), false)
    and coalesce(contains(situation, ';1a;') or contains(situation, ';4;'), false) as illegal
from discoveries d join site using (site_id)
where not d.withdrawn and d.verified_on <= $as_of
  and d.discovery_id not in (select replaces from discoveries where replaces is not null)
"""

SITE_DAYS = """
create temp table site_days as
with mine as (select distinct root from seen where illegal),
looked as (
  select root, result_on - date '1970-01-01' as day, result from measures join site using (site_id)
  where result_on <= $as_of and result is not null and result_by is not null and not withdrawn
    and measure_id not in (select replaces from measures where replaces is not null)
  union all
  select root, checked_on - date '1970-01-01', result from checks join site using (site_id)
  where checked_on <= $as_of and not withdrawn
    and check_id not in (select replaces from checks where replaces is not null)),
parts as (
  select root, day, true as found, says, illegal, false as stopped, false as bad, false as producing from seen
  union all
  select root, day, false, false, false, result = 'stopped', result <> 'stopped', result = 'producing' from looked)
select root, day, bool_or(found) as found, bool_or(says) as says, bool_or(illegal) as illegal,
  bool_or(stopped) as stopped, bool_or(bad) as bad, bool_or(producing) as producing
from parts semi join mine using (root) group by root, day
"""

COUNTING = """
create temp table counting as
with known as (
  select *, stopped and not bad as closes, lead(day) over s as following,
    bool_or(found) over (s rows unbounded preceding) as begun,
    coalesce(count_if(stopped and not bad) over (s rows between unbounded preceding and 1 preceding), 0) as episode
  from site_days window s as (partition by root order by day)),
opened as (
  select *, min(case when found or (episode > 0 and producing and not stopped) then day end)
      over (partition by root, episode) as opening
  from known where begun),
lines as (
  select *, count_if(found and day = opening) over (partition by root order by day rows unbounded preceding) as line
  from opened where day >= opening),
states as (
  select root, opening, day, following, closes,
    coalesce(max(case when stopped or bad then day * 2 + (stopped and bad)::int end) over e, 0) % 2 = 0 as agreed,
    bool_or(day > opening and ((bad and not stopped) or (says and day > opening))) over e as failing,
    bool_or(illegal) over (partition by root, line order by day rows unbounded preceding) as illegal
  from lines window e as (partition by root, episode order by day rows unbounded preceding))
select site.township, site.county, root, opening as opened, greatest(day, $first) as first,
  least(coalesce(following - 1, $last), $last) as last
from states join (select distinct root, township, county from site) site using (root)
where not closes and agreed and failing and illegal
  and day <= $last and coalesce(following - 1, $last) >= $first
"""

TOWNSHIPS = """
with marked as (
  select township, first, last,
    coalesce(first > max(last) over (partition by township order by first, last
      rows between unbounded preceding and 1 preceding) + 1, false) as apart
  from counting where township is not null),
runs as (
  select township, first, last,
    count_if(apart) over (partition by township order by first, last rows unbounded preceding) as run
  from marked)
select township, min(first), max(last) from runs group by township, run
"""

COUNTIES = """
with days as (
  select county, unnest(range(first, last + 1)) as day, opened from counting where county is not null),
beside as (
  select county, day, opened, lead(opened) over (partition by county, day order by opened) as other from days),
met as (
  select distinct county, day from beside
  where other <= (date '1970-01-01' + opened::int + interval 1 month)::date - date '1970-01-01'),
runs as (select county, day, day - row_number() over (partition by county order by day) as run from met)
select county, min(day), max(day) from runs group by county, run
"""


def stretches(data: Data) -> Stretches:
    """Both limbs' stretches."""
    connection = duckdb.connect()
    for name in ("sites", "discoveries", "checks", "measures"):
        connection.register(name, data.tables[name])
    connection.register("places", data.places())
    last = min(data.as_of, FORCE[1])
    days = {
        "first": FORCE[0].toordinal() - ARROW_EPOCH,
        "last": last.toordinal() - ARROW_EPOCH,
    }
    listed = "|".join(f";{licence};" for licence in LICENCES)
    connection.execute(SITES)
    connection.execute(SEEN, {"as_of": data.as_of, "listed": listed, "coal_permit": COAL_PERMIT_UNTIL})
    connection.execute(SITE_DAYS, {"as_of": data.as_of})
    connection.execute(COUNTING, days)
    out: Stretches = []
    for rule, query in ((TOWNSHIP, TOWNSHIPS), (COUNTY, COUNTIES)):
        out += [
            (rule, place, first + ARROW_EPOCH, until + ARROW_EPOCH)
            for place, first, until in connection.execute(query).fetchall()
        ]
    connection.close()
    return sorted(out)
