"""The law: when each instrument runs, what makes a coal mine illegal and other mining unauthorized."""

from datetime import date

from .held import Discovery
from .reading import Reading
from .roots import Site

ORDER_446 = (date(2005, 9, 3), date(2024, 4, 30))
NOTICE = (date(2022, 2, 22), None)
LAST_DAY_OF_COAL_PERMIT = date(2013, 7, 17)
FIVE = frozenset(
    {"mining_permit", "safety_permit", "business_licence", "manager_qualification", "manager_safety"}
)
UNAUTHORIZED = frozenset({"1a", "1b", "1c", "1d", "1e", "2", "3", "4", "5"})
RANK = {"no": 0, "unknown": 1, "yes": 2}


def all_of(*answers: str) -> str:
    """Kleene's AND: no if any is no, yes if all are yes, else unknown."""
    return min(answers, key=RANK.__getitem__)


def greatest(*answers: str) -> str:
    """Kleene's OR: yes > unknown > no."""
    return max(answers, key=RANK.__getitem__)


def order_446_runs(day: date, reading: Reading) -> bool:
    """Whether Order 446 is in force on the day."""
    first, last = ORDER_446
    return (first <= day or reading.has("law_before_its_day")) and (day <= last or reading.has("law_runs_on"))


def notice_runs(day: date, reading: Reading) -> bool:
    """Whether the notice of 2022 is in force on the day."""
    return NOTICE[0] <= day or reading.has("notice_before_its_day")


def licence_list(day: date, reading: Reading) -> frozenset[str]:
    """The licences a coal mine needs on the day.

    After the law's end its last list goes on, for "if the law still ran"; before its start there is none.
    """
    before = day < ORDER_446[0] and not reading.has("the_first_licence_list_reaches_back")
    if before or (day > ORDER_446[1] and reading.has("the_licence_list_ends_with_the_law")):
        return frozenset()
    if day <= LAST_DAY_OF_COAL_PERMIT or reading.has("coal_permit_to_the_end"):
        return FIVE | {"coal_permit"}
    if reading.has("only_the_two_permits"):
        return frozenset({"mining_permit", "safety_permit"})
    return FIVE


def is_coal(site: Site) -> bool:
    """Whether the site is a coal mine's."""
    return site.mineral == "coal"


def contradicts_itself(discovery: Discovery) -> bool:
    """``none`` missing beside situation 1a (无证)."""
    return "none" in discovery.licences and "1a" in discovery.situations


def illegal_coal_mine(discovery: Discovery, as_of: date, reading: Reading) -> str:
    """Order 446 arts. 5, 13, for a discovery at a coal site: yes, unknown or no."""
    list_day = as_of if reading.has("licences_of_the_day_of_the_run") else discovery.day
    four = "4" in discovery.situations and not reading.has("situation_4_proves_nothing")
    one_a = "1a" in discovery.situations and not reading.has("situation_1a_proves_nothing")
    if contradicts_itself(discovery) and not reading.has("none_beside_1a_is_illegal"):
        bracket = "unknown"
    elif discovery.licences & licence_list(list_day, reading) or one_a or four:
        bracket = "yes"
    elif not discovery.licences:
        bracket = "yes" if reading.has("no_licence_information_is_illegal") else "unknown"
    else:
        bracket = "no"
    return all_of(producing(discovery, reading), bracket)


def unauthorized_mining(discovery: Discovery, reading: Reading) -> str:
    """Notice parts 1 and 5, for a discovery at a site of another mineral: yes, unknown or no."""
    if contradicts_itself(discovery) and not reading.has("none_beside_1a_is_illegal"):
        bracket = "unknown"
    elif "mining_permit" in discovery.licences or discovery.situations & UNAUTHORIZED:
        bracket = "yes"
    elif not discovery.licences:
        bracket = "unknown"
    else:
        bracket = "no"
    return all_of(producing(discovery, reading), bracket)


def producing(discovery: Discovery, reading: Reading) -> str:
    """What the discovery says about production."""
    if discovery.producing == "unknown" and reading.has("producing_unknown_is_yes"):
        return "yes"
    return discovery.producing
