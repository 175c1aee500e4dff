"""Which paper leaves first: a 撤回函 before the new referral of the same organ to the same receiver. Pure."""

from collections.abc import Sequence

from engine.ledgers.filing import ordinal, subject
from engine.ledgers.lives import LifeError, Paper


def standing_before(one: Paper, papers: Sequence[Paper]) -> Paper | None:
    """The earlier referral that its receiver still holds; None where nothing keeps a referral from leaving."""
    name, number = subject(one.key), ordinal(one.key)
    if one.kind != "referral" or one.issued or not one.open or number == 1:
        return None
    return next(
        (
            p
            for p in papers
            if p.kind == "referral"
            and subject(p.key) == name
            and ordinal(p.key) < number
            and p.issued
            and p.open
        ),
        None,
    )


def withdrawal_of(main: Paper, papers: Sequence[Paper]) -> Paper | None:
    """The 撤回函 of a referral that waits to leave to its own receiver."""
    return next(
        (
            p
            for p in papers
            if p.kind == "withdrawal" and p.parent == main.key and p.receiver == main.receiver and p.pending
        ),
        None,
    )


def follows(one: Paper, papers: Sequence[Paper]) -> Paper | None:
    """The 撤回函 after which a new referral may leave."""
    earlier = standing_before(one, papers)
    return None if earlier is None else withdrawal_of(earlier, papers)


def check_order(one: Paper, papers: Sequence[Paper]) -> None:
    """Raise LifeError where an earlier referral still stands with the receiver: two would contradict each other."""
    earlier = standing_before(one, papers)
    if earlier is None:
        return
    first = withdrawal_of(earlier, papers)
    mend = (
        f"请先印发撤回函（wenze issue {first.key}），再印发本件"
        if first
        else "撤回函没有印发，请先运行 wenze weekly，由评估重新提出"
    )
    number = earlier.issued.number if earlier.issued else ""
    raise LifeError(f"{one.key} 不能印发：以前的移送 {number} 在 {one.receiver_body} 还没有撤回；{mend}。")
