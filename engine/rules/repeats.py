"""List entries that stand twice: a slip of copying, never a meaning of its own."""

from collections.abc import Iterator

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.shelf import Written
from engine.rules.tree import Node


def check_repeats(written: Written) -> Iterator[Fault]:
    """Every entry of a list of one rule file that says the same as one before it."""
    yield from _below(written, written.root)


def _below(written: Written, node: Node) -> Iterator[Fault]:
    seen: dict[str, Node] = {}
    for item in node.items:
        first = seen.setdefault(repr(item.data()), item)
        if first is not item:
            yield written.text.fault(item.line, item.column, say.TWICE_ITEM.format(first=first.line + 1))
        yield from _below(written, item)
    for child in node.children.values():
        yield from _below(written, child)
