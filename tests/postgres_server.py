"""A PostgreSQL of our own for the tests: made in a moment, with nothing in it, and gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from api.store.schema import METADATA

MISSING = (
    "the tests need a PostgreSQL server: install Debian's package (apt-get install postgresql) so that "
    "/usr/lib/postgresql/*/bin holds initdb, or set CAIRN_TEST_POSTGRES_URL to a server on which databases may be made"
)
_QUICK = "-c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=200"


def binaries() -> Path | None:
    """The folder of the newest version that is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


class PostgresServer:
    """A server on a free port of the loopback, which can be stopped and started again."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        self._programs = programs
        self._as: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
        )
        if self._as:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "cairn", "-E", "UTF8", "--no-locale", "--no-sync")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.start()

    def url(self, database: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://cairn@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        listen = f"-h 127.0.0.1 -p {self._port} -c unix_socket_directories='' {_QUICK}"
        self._run("pg_ctl", "-w", "-l", str(self._log), "-o", listen, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self._data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd=self._data.parent,
            **self._as,
        )


@contextmanager
def a_database(server_url: str) -> Iterator[str]:
    """The address of a database in which nothing stands, beside the one of `server_url`; dropped at the end."""
    name = f"cairn_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield f"{server_url.rpartition('/')[0]}/{name}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def empty(store_url: str) -> None:
    """Leaves nothing in a store but its tables; much faster than making a database."""
    tables = ", ".join(sorted(set(METADATA.tables) - {"counters"}))
    with psycopg.connect(store_url, options="-c lock_timeout=10s") as connection:
        connection.execute(f"TRUNCATE {tables}")
        connection.execute("UPDATE counters SET value = 0")
