"""Sites whose rows are not what they were at the last run, by every way in which a row can come to speak or fall silent."""

from collections.abc import Iterable
from datetime import date

import pytest
from factmaking import Row, checked, found, measured, records, site

from engine.facts.standing import standing
from engine.ledgers.moved_sites import moved_sites
from engine.ledgers.record_news import Records

THEN, NOW = date(2022, 3, 7), date(2022, 3, 14)
SITES = [site(s) for s in "ABC"]
SEEN = [found(s, "2022-03-01") for s in "ABC"]
HANDLED = {"action_id": "Y1", "jurisdiction": "孝义市", "kind": "referral", "by": "孝义市公安局"}
EARLIER = found("A", "2022-03-01", discovery_id="D1")


def moved(then: Iterable[Row], now: Iterable[Row], until: date = NOW) -> set[str]:
    return set(
        moved_sites(
            *(Records(standing(records(*rows).tables, None)) for rows in (list(then), list(now))),
            THEN,
            until,
        )
    )


@pytest.mark.parametrize(
    ("then", "now", "sites"),
    [
        ([], [], set()),
        ([], [checked("A", "2022-03-02")], {"A"}),
        ([], [measured("B", "2022-03-02")], {"B"}),
        ([checked("A", "2022-03-02")], [], {"A"}),
        ([checked("A", "2022-03-07")] * 1, [checked("A", "2022-03-07")], set()),
        ([checked("A", "2022-03-08")], [checked("A", "2022-03-08")], {"A"}),
        ([checked("A", "2022-03-14")], [checked("A", "2022-03-14")], {"A"}),
        ([checked("A", "2022-03-15")], [checked("A", "2022-03-15")], set()),
        ([], [checked("A", "2022-03-15")], set()),
        ([], [("prior_actions", {**HANDLED, "site_id": "A", "on": "2022-03-02"})], {"A"}),
        ([], [("prior_actions", {**HANDLED, "site_id": "A", "on": "2022-03-15"})], set()),
        ([], [("prior_actions", {**HANDLED, "organ": "county_government", "on": "2022-03-02"})], set()),
        ([EARLIER], [EARLIER, found("B", "2022-03-01", discovery_id="D2", replaces="D1")], {"A", "B"}),
        ([EARLIER], [EARLIER, found("A", "2022-03-01", discovery_id="D2", replaces="D1", withdrawn="yes")], {"A"}),
    ],
)  # fmt: skip
def test_a_site_has_moved_where_another_row_speaks(then: list[Row], now: list[Row], sites: set[str]) -> None:
    assert moved([*SITES, *SEEN, *then], [*SITES, *SEEN, *now]) == sites


def test_a_row_that_is_corrected_no_longer_speaks_again_for_its_site() -> None:
    """The store lets a correction go where its sender takes it back: the row keeps its id and what it says."""
    taken, left = (
        found("B", "2022-03-01", discovery_id="D2", **more) for more in ({"replaces": "D1"}, dict[str, str]())
    )
    assert moved([*SITES, EARLIER, taken], [*SITES, EARLIER, left]) == {"A"}


@pytest.mark.parametrize(
    ("then", "now", "sites"),
    [
        ([site("C")], [site("C", same_as="A")], {"A", "C"}),
        ([site("C", same_as="A")], [site("C")], {"A", "C"}),
        ([site("C", same_as="A")], [site("C", same_as="B")], {"A", "B"}),
        ([site("C", same_as="A")], [site("C", same_as="A")], set()),
        ([site("C")], [site("C"), site("C2", replaces="C", name="C")], {"C", "C2"}),
        ([site("C", same_as="B"), site("B2", same_as="A", replaces="B")], [site("C", same_as="B")], {"A", "B", "B2"}),
    ],
)  # fmt: skip
def test_a_site_has_moved_where_others_count_under_another(
    then: list[Row], now: list[Row], sites: set[str]
) -> None:
    given = [site("A"), site("B"), *SEEN]
    assert moved([*given, *then], [*given, *now]) == sites


def test_time_alone_moves_no_site() -> None:
    assert moved([*SITES, *SEEN], [*SITES, *SEEN], date(2032, 1, 1)) == set()
