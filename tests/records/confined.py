"""A process that reads folders in children of its own, each confined in memory, and says what each took.

Lines of JSON in: the folder and what the child may grow by. Lines of JSON out: see `_read`. It imports once, then forks.
"""

import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from engine.jurisdictions import Place, Tree
from engine.records import RecordsError, read_folder

TREE = Tree(
    [
        Place("140000000000", "山西省", "province", "省", ""),
        Place("141100000000", "吕梁市", "city", "地级市", "140000000000"),
        Place("141181000000", "孝义市", "county", "县级市", "141100000000"),
        Place("141181102000", "西辛庄镇", "township", "镇", "141181000000"),
    ]
)
_SHOWN = 5


def _status(key: str) -> int:
    """Bytes of a line of /proc/self/status: VmRSS now, VmHWM at most, VmSize with all that is only reserved."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def _read(folder: str, address_space: int) -> dict[str, Any]:
    before = _status("VmRSS")
    size = _status("VmSize") + address_space
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    start = time.perf_counter()
    told: dict[str, Any] = {"refusal": None, "rejected": [], "faults": 0, "rows": {}, "traceback": None}
    try:
        records = read_folder(Path(os.fsdecode(bytes.fromhex(folder))), TREE)
    except RecordsError as error:
        told["refusal"] = str(error)
    except BaseException:  # noqa: BLE001  (whatever else comes out is the finding)
        told["traceback"] = traceback.format_exc()
    else:
        told["rejected"] = [
            [fault.file, fault.sheet, fault.row, fault.column, fault.value, fault.reason]
            for fault in records.rejected[:_SHOWN]
        ]
        told["faults"] = len(records.rejected)
        told["rows"] = {name: table.num_rows for name, table in records.tables.items() if table.num_rows}
    told["seconds"] = time.perf_counter() - start
    told["processor"] = time.process_time()
    told["growth"] = _status("VmHWM") - before
    return told


def _serve() -> None:
    for line in sys.stdin:
        folder, address_space = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            with os.fdopen(writer, "w") as out:
                json.dump(_read(folder, address_space), out)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as answer:
            text = answer.read()
        _, status = os.waitpid(child, 0)
        print(text or json.dumps({"traceback": f"ended by signal {status}"}), flush=True)


if __name__ == "__main__":
    _serve()
