"""DESIGN §2: a module imports only from its left; durable-rules has one importer; the core sees no clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.reasoning.chain import ROOT

LAYERS = (
    (
        "errors",
        "log",
        "collecting",
        "office_day",
        "settings",
        "settings_file",
        "periods",
        "numerals",
        "syncing",
        "jurisdictions",
    ),
    ("records",),
    ("rules",),
    ("facts",),
    ("reasoning",),
    ("archive", "histories", "findings", "proof", "row_proof", "inquiries", "matters", "matter_sites"),
    ("escalations",),
    ("signing", "encryption", "referrals"),
    ("evaluation",),
    (
        "document",
        "trials",
        "comparing",
        "exchange",
        "dossier_rows",
        "uncounted",
        "unused",
        "other_side",
        "organs",
        "prior_actions",
        "reader_notes",
        "cited",
    ),
    ("dossiers", "matter_dossiers"),
    ("store", "ledgers", "reports"),
    ("faces",),
    ("cli", "web"),
)
"""Low to high. A part may import its own modules, its own layer, and what lies below."""

ORDER = {name: rank for rank, names in enumerate(LAYERS) for name in names}
PURE = ("facts", "reasoning", "findings", "inquiries", "matters", "matter_sites", "escalations")
CLOCKS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "pendulum.now", "pendulum.today",
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "os.environ", "os.getenv", "os.environb",
    "random.random", "uuid.uuid4", "locale.setlocale",
}  # fmt: skip


def modules(*parts: str) -> list[Path]:
    """The modules of some parts of the engine, of all of it without a part."""
    every = [p for p in sorted((ROOT / "engine").rglob("*.py")) if part(p) in parts or not parts]
    outer = [p for p in (ROOT / "cli.py", *sorted((ROOT / "web").rglob("*.py"))) if p.is_file() and not parts]
    return [*every, *outer]


def part(path: Path) -> str:
    """The part of the project that a module belongs to: `facts`, `settings`, `cli`."""
    where = path.relative_to(ROOT).with_suffix("").parts
    return where[1] if where[0] == "engine" and where[1:] else where[0]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a module imports, wherever the import stands, relative ones in full."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            yield base
            yield from (f"{base}.{a.name}" for a in node.names)


def reached(path: Path) -> set[str]:
    """The parts of the project that a module imports from."""
    out = set()
    for name in imports(path):
        words = name.split(".")
        if words[0] == "engine" and words[1:] and words[1] in ORDER:
            out.add(words[1])
        elif words[0] in ("cli", "web"):
            out.add(words[0])
    return out


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    own = part(path)
    if own == "__init__":
        assert reached(path) == set()
        return
    assert own in ORDER, f"{own} has no layer yet: name it in LAYERS"
    assert {p for p in reached(path) if p != own and ORDER[p] > ORDER[own]} == set()


def test_every_part_of_the_engine_has_a_layer() -> None:
    assert {part(p) for p in modules()} - {"__init__"} <= set(ORDER)


def test_parts_of_one_layer_do_not_import_each_other_in_a_circle() -> None:
    edges = {(part(p), other) for p in modules() for other in reached(p) if part(p) != other}
    assert not {(a, b) for a, b in edges if (b, a) in edges}


def test_durable_rules_is_imported_by_the_worker_alone() -> None:
    importers = {
        p.relative_to(ROOT).as_posix() for p in modules() if any(n.startswith("durable") for n in imports(p))
    }
    assert importers == {"engine/reasoning/worker.py"}


def test_nothing_imports_the_worker() -> None:
    importers = {p for p in modules() if any(n.startswith("engine.reasoning.worker") for n in imports(p))}
    assert importers == set()


def names(tree: ast.Module) -> set[str]:
    """Dotted names that a module uses, by the last two words."""
    return {
        f"{ast.unparse(n.value).rsplit('.', 1)[-1]}.{n.attr}"
        for n in ast.walk(tree)
        if isinstance(n, ast.Attribute)
    }


@pytest.mark.parametrize("path", modules(*PURE), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_clock_and_no_environment_between_facts_and_escalations(path: Path) -> None:
    used = names(parsed(path)) & CLOCKS
    if path.name == "chain.py":
        assert used <= {"os.environ"}  # handed to the worker's own process
    else:
        assert used == set()


@pytest.mark.parametrize("path", modules(*PURE), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_network_or_randomness_between_facts_and_escalations(path: Path) -> None:
    forbidden = (
        "random",
        "secrets",
        "uuid",
        "socket",
        "urllib",
        "http",
        "requests",
        "sqlite3",
        "sqlmodel",
        "sqlalchemy",
    )
    assert not {n for n in imports(path) if n.split(".")[0] in forbidden}
    opened = {
        n.func.id for n in ast.walk(parsed(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert "open" not in opened


def test_only_the_chain_starts_a_process() -> None:
    starters = {p.relative_to(ROOT).as_posix() for p in modules(*PURE) if "subprocess" in set(imports(p))}
    assert starters == {"engine/reasoning/chain.py"}
