"""What a set of folders holds: instruments with their sources, and every rule file as far as it is sound."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from engine.rules import messages as say
from engine.rules.faults import Fault, shown
from engine.rules.files import Text, normal, read_text
from engine.rules.folders import (
    DUTIES,
    INSTRUMENT,
    MATTERS,
    NORMS,
    NOTES,
    SOURCE,
    TEST_SUFFIX,
    instrument_folders,
)
from engine.rules.matters import MatterRule
from engine.rules.model import Rule
from engine.rules.nodes import read_nodes
from engine.rules.norms import Norm
from engine.rules.notes import ReaderNote
from engine.rules.ruleset import Instrument
from engine.rules.script import comparable
from engine.rules.shaping import shape
from engine.rules.tree import Node

_HEADING: Final = re.compile(r"^##\s+(.+?)\s*(?:（.*）)?\s*$")


@dataclass(frozen=True, slots=True)
class Written:
    """One YAML file: its text, its nodes, its sound sections by field name, and the rule if all are sound."""

    text: Text
    root: Node
    sections: Mapping[str, Any]
    rule: Rule | None = None

    @property
    def id(self) -> str:
        """The rule's id as written, or as it should be."""
        return str(self.sections.get("id") or f"{self.text.path.parent.name}.{self.text.path.stem}")

    @property
    def due(self) -> str:
        """The id that the file's place gives the rule: instrument and file name."""
        path = self.text.path.resolve()
        return f"{path.parent.name}.{path.stem}"

    def word(self, *path: str | int) -> str | None:
        """What is written at exactly that path, sound or not."""
        node = self.root.get(*path)
        return node.raw if node else None

    def fault(self, said: str, *path: str | int, key: bool = False) -> Fault:
        """A fault at the value (or the key) at a path."""
        node = self.root.at(*path)
        place = (node.key_line, node.key_column) if key else (node.line, node.column)
        return self.text.fault(*place, said)


@dataclass(frozen=True, slots=True)
class Source:
    """The clauses quoted in a `source.txt`, by article, as they are compared."""

    clauses: Mapping[str, str]


def misnamed(rules: Iterable[Written]) -> dict[str, Written]:
    """Id → the file that should bear it and bears another, which some other file doesn't bear in turn."""
    kept = list(rules)
    borne = {w.id for w in kept}
    return {w.due: w for w in kept if w.id != w.due and w.due not in borne}


def told_misnamed(found: str, bearer: Written) -> str:
    """That a rule named here is there, under an id that its file should not bear."""
    return say.MISNAMED.format(found=found, first=shown(bearer.text.path), mend=bearer.id)


@dataclass(slots=True)
class Shelf:
    """Everything read, and every fault found so far; `notes`, `norms`, `matters` with their names, `digests` by `instrument/file`.

    `unreadable`: rule files of which nothing could be read, so that what names them is not called wrong.
    """

    instruments: dict[str, Instrument] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    rules: list[Written] = field(default_factory=list)
    notes: list[tuple[str, Written]] = field(default_factory=list)
    norms: list[tuple[str, Written]] = field(default_factory=list)
    matters: list[tuple[str, Written]] = field(default_factory=list)
    tests: list[Path] = field(default_factory=list)
    duties: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Digest over all files but the tests, whatever the order of folders and the line ends."""
        whole = "".join(f"{name} {digest}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(whole.encode()).hexdigest()


def read_shelf(folders: Sequence[Path]) -> Shelf:
    """Read all files of the folders; what a file lacks is a fault of the shelf, never an error."""
    shelf = Shelf()
    inner = instrument_folders(folders)
    for given in folders:
        if given.resolve() not in {p.resolve() for p in inner}:
            for stray in sorted(p for p in given.iterdir() if p.suffix in {".yaml", ".yml"}):
                shelf.faults.append(Fault(shown(stray), 1, 1, say.STRAY))
    for folder in inner:
        _read_instrument(shelf, folder)
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            _read_file(shelf, path)
    return shelf


def _read_file(shelf: Shelf, path: Path) -> None:
    if path.suffix.lower() in {".yml", ".yaml"} and path.suffix != ".yaml":
        shelf.faults.append(Fault(shown(path), 1, 1, say.WRONG_SUFFIX.format(found=path.suffix)))
    elif path.name.endswith(TEST_SUFFIX):
        shelf.tests.append(path)
    elif path.name == NOTES:
        shelf.notes += _read_entries(shelf, path, ReaderNote)
    elif path.name == NORMS:
        shelf.norms += _read_entries(shelf, path, Norm)
    elif path.name == MATTERS:
        shelf.matters += _read_entries(shelf, path, MatterRule)
    elif path.name == DUTIES:
        shelf.duties.append(path)
    elif path.suffix == ".yaml" and path.name != INSTRUMENT:
        _read_rule(shelf, path)


def _read_instrument(shelf: Shelf, folder: Path) -> None:
    path, source = folder / INSTRUMENT, folder / SOURCE
    name = folder.resolve().name
    if not path.is_file():
        shelf.faults.append(Fault(shown(path), 1, 1, say.NO_INSTRUMENT))
    elif written := _read(shelf, path, Instrument):
        id_ = written.sections.get("id")
        if id_ is not None and id_ != name:
            shelf.faults.append(written.fault(say.INSTRUMENT_NAME.format(found=id_, mend=name), "id"))
        force = written.sections.get("in_force")
        if force and force.end and force.end < force.start:
            said = say.BACKWARDS.format(found=force.end, first=force.start)
            shelf.faults.append(written.fault(said, "in_force", "to"))
        if name in shelf.instruments:
            shelf.faults.append(
                written.fault(say.TWICE_INSTRUMENT.format(found=name, first="另一个目录"), "id")
            )
        elif not {"id", "title", "number", "in_force", "kind"} - set(written.sections):
            shelf.instruments[name] = Instrument.model_construct(**written.sections)
    if not source.is_file():
        # Notes may name a clause whose text is not kept; a rule may not.
        if not (folder / NOTES).is_file() or any(map(_is_rule, folder.iterdir())):
            shelf.faults.append(Fault(shown(source), 1, 1, say.NO_SOURCE))
        return
    text = read_text(source, yaml=False)
    shelf.faults += text.faults
    shelf.sources[name] = Source(_clauses(text.original))
    _digest(shelf, source)


def _is_rule(path: Path) -> bool:
    return (
        path.suffix == ".yaml"
        and path.name not in {INSTRUMENT, NOTES, NORMS, MATTERS, DUTIES}
        and not path.name.endswith(TEST_SUFFIX)
    )


def _read(shelf: Shelf, path: Path, model: type[Instrument] | type[Rule]) -> Written | None:
    _digest(shelf, path)
    text = read_text(path)
    root, faults = read_nodes(text)
    shelf.faults += faults
    if root is None:
        return None
    if not isinstance(root.value, dict):
        shelf.faults.append(text.fault(root.line, root.column, say.NOT_A_MAPPING))
        return None
    sections, faulty = shape(text, root, model)
    places = {(f.line, f.column) for f in faults}
    shelf.faults += [f for f in faulty if (f.line, f.column) not in places]
    rule = Rule.model_construct(**sections) if model is Rule and not faults and not faulty else None
    return Written(text, root, sections, rule)


def _read_rule(shelf: Shelf, path: Path) -> None:
    written = _read(shelf, path, Rule)
    if written:
        shelf.rules.append(written)
    else:
        shelf.unreadable.append(path)


def _read_entries(
    shelf: Shelf, path: Path, model: type[ReaderNote] | type[Norm] | type[MatterRule]
) -> Iterator[tuple[str, Written]]:
    """The entries of a file that holds several, by id."""
    _digest(shelf, path)
    text = read_text(path)
    root, faults = read_nodes(text)
    shelf.faults += faults
    if root is None:
        return
    if not root.children:
        shelf.faults.append(text.fault(root.line, root.column, say.NOT_A_MAPPING))
    for name, node in root.children.items():
        sections, faulty = shape(text, node, model)
        if not node.children:
            faulty = [
                text.fault(node.line, node.column, say.NEEDS_MAPPING.format(where=name, found=node.raw))
            ]
        places = {(f.line, f.column) for f in faults}
        shelf.faults += [f for f in faulty if (f.line, f.column) not in places]
        yield name, Written(text, node, sections)


def _digest(shelf: Shelf, path: Path) -> None:
    digest = hashlib.sha256(normal(path.read_bytes())).hexdigest()
    shelf.digests[f"{path.resolve().parent.name}/{path.name}"] = digest


def _clauses(text: str) -> dict[str, str]:
    """`## 第七条第一款（注）` heads a clause; what follows until the next heading is its text."""
    out: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if heading := _HEADING.match(line):
            current = out.setdefault(comparable(heading.group(1)), [])
        else:
            current.append(line)
    return {article: comparable("".join(lines)) for article, lines in out.items()}
