"""Bind the evidence in the folder given as argument: `volume.typ` with `data.json` → `out.pdf`. A program of its own: a file may kill its reader."""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

SECONDS, BYTES = 60, 3 << 30

resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
folder = Path(sys.argv[1])
told = json.loads((folder / "data.json").read_bytes())
year, month, day = told["day"]
options: dict[str, Any] = {
    "format": "pdf", "root": str(folder), "ignore_system_fonts": True, "font_paths": told["typefaces"],
    "timestamp": datetime(year, month, day, tzinfo=UTC),
}  # fmt: skip
try:
    made: Any = typst.compile((folder / "volume.typ").read_bytes(), **options)
    (folder / "out.pdf").write_bytes(made)
except (RuntimeError, typst.TypstError):
    sys.exit(1)
