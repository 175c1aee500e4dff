"""The library of faults, built from faults.c, and what a process may be told to do at its n-th change of a folder."""

import ctypes
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

SOURCE: Final = Path(__file__).with_name("faults.c")
KINDS: Final = ("write", "sync", "rename", "remove", "make", "size")
"""Kinds of changes, in the order of the library's bits; `rename` takes in links, `make` folders and empty files."""
ACTIONS: Final = ("count", "kill before", "kill after", "kill midst", "fail")
KILLS: Final = ACTIONS[1:4]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the `nth` change of these kinds, counted from 1; `error` (an errno) and `sticky` are of "fail"."""

    action: str = "count"
    nth: int = 0
    kinds: tuple[str, ...] = KINDS
    error: int = 0
    sticky: bool = False

    def form(self) -> dict[str, Any]:
        return asdict(self)


class Control(ctypes.Structure):
    """The page that the library shares with the process that forks; its layout is that of faults.c."""

    _fields_ = (
        ("pid", ctypes.c_int64),
        ("action", ctypes.c_int64),
        ("nth", ctypes.c_int64),
        ("kinds", ctypes.c_int64),
        ("error", ctypes.c_int64),
        ("sticky", ctypes.c_int64),
        ("seen", ctypes.c_int64),
        ("counts", ctypes.c_int64 * len(KINDS)),
        ("struck", ctypes.c_int64),
        ("under", ctypes.c_char * 4096),
    )

    def told(self, under: str, fault: Fault) -> None:
        """Prepare for a process that is not watched yet (`pid` is set last, by itself)."""
        self.pid = self.seen = self.struck = 0
        for at in range(len(KINDS)):
            self.counts[at] = 0
        self.action, self.nth = ACTIONS.index(fault.action), fault.nth
        self.kinds = sum(1 << KINDS.index(kind) for kind in fault.kinds)
        self.error, self.sticky, self.under = fault.error, int(fault.sticky), under.encode()


def control() -> Control:
    """The page of this process, which was started with the library."""
    found = ctypes.POINTER(Control).in_dll(ctypes.CDLL(None), "wenze_faults")
    page: Control = found.contents
    return page


def built(folder: Path) -> Path:
    """Compile the library; gcc is there, since durable-rules is built by it."""
    library = folder / "faults.so"
    command = ["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE)]
    subprocess.run(command, check=True)
    return library
