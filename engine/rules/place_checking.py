"""Places that test sentences name, resolved in the tree of divisions, with the nearest name where one fails."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.sentences import Parsed
from engine.rules.shelf import Shelf
from engine.rules.tree import Node


def check_places(shelf: Shelf, tree: Tree, parse: Callable[[Path], Parsed]) -> Iterator[Fault]:
    """Each `jurisdiction` of a sentence's rows and expectations that the tree does not have."""
    for path in shelf.tests:
        text, root, _ = parse(path)
        for node in _named(root) if root else ():
            try:
                tree.resolve(node.raw)
            except PlaceError as error:
                near = nearest(tree, node.raw)
                said = say.NO_PLACE.format(problem=error, guess=say.GUESS.format(guess=near) if near else "")
                yield text.fault(node.line, node.column, said)


def _named(root: Node) -> Iterator[Node]:
    for sentence in root.items:
        rows = [row for table in sentence.at("records").children.values() for row in table.items]
        expected = sentence.get("expect")
        for row in (*rows, *(expected.items if expected else ())):
            node = row.children.get("jurisdiction")
            if node and node.raw:
                yield node


def nearest(tree: Tree, text: str) -> str | None:
    """The path nearest to a path that fails: its first part among cities and counties, the next below it."""
    head, *rest = [part.strip() for part in text.replace("／", "/").split("/")]
    upper = {tree.place(p.code).name: p.code for p in tree if p.level not in {"township", "province"}}
    first = head if head in upper else next(iter(get_close_matches(head, list(upper), n=1)), None)
    if first is None:
        return None
    path, code = [first], upper[first]
    for part in rest:
        below = {tree.place(c).name: c for c in tree.children(code)}
        near = part if part in below else next(iter(get_close_matches(part, list(below), n=1)), None)
        if near is None:
            return None
        path.append(near)
        code = below[near]
    told = "/".join(path)
    return told if told != text else None
