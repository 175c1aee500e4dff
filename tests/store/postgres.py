"""A PostgreSQL server of Debian's package, for the tests: started on the loopback, stopped and removed after."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

PACKAGE = "postgresql"
STARTING = 60.0


@dataclass(frozen=True)
class Server:
    """A running server; `url` names one of its databases."""

    binaries: Path
    port: int
    password: str

    def url(self, database: str, *, password: str | None = None, port: int | None = None) -> str:
        word = self.password if password is None else password
        return f"postgresql://wenze:{word}@127.0.0.1:{port or self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def database(self, template: str = "template1") -> str:
        """A new database."""
        name = f"t{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


def binaries() -> Path:
    """The newest server that Debian's package brought; without one, skip here and fail in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        reason = f"no PostgreSQL server in /usr/lib/postgresql; install Debian's package {PACKAGE}"
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found[-1].parent


def as_whom() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running() -> Iterator[Server]:
    where, whom = binaries(), as_whom()
    folder = Path(tempfile.mkdtemp(prefix="wenze-postgres-"))
    server = Server(where, free_port(), secrets.token_urlsafe(16))
    word = folder / "password"
    word.write_text(server.password)
    if whom:
        for path in (folder, word):
            os.chown(path, whom["user"], whom["group"])
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": folder, **whom}
    options = ("--username=wenze", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    data = folder / "data"
    made = subprocess.run([where / "initdb", "-D", data, f"--pwfile={word}", *options], check=False, **quiet)
    assert made.returncode == 0, made.stdout.decode()
    settings = (f"port={server.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
    chosen = [word for setting in settings for word in ("-c", setting)]
    process = subprocess.Popen([where / "postgres", "-D", data, *chosen], **quiet)
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: the data are thrown away
        process.communicate(timeout=STARTING)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTING
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            assert process.poll() is None, process.communicate()[0].decode()
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.1)
        else:
            return
