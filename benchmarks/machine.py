"""On what a bench ran: processor, memory, system, versions."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "wenze", "duckdb", "pyarrow", "narwhals", "durable-rules", "clipspy", "clingo", "experta", "python-calamine", "docxtpl",
)  # fmt: skip


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def described() -> list[str]:
    """Lines for the report."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    return [
        f"- {_processor()}, {os.cpu_count()} cores, {pages:.0f} GiB",
        f"- {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "- " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
    ]
