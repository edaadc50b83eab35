"""How is a database reached, and how does it behave? SQLite in a file, or PostgreSQL; nothing else."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from api.store.failures import StoreRefused

WAIT_SECONDS: Final = 10
"""How long a connection or a lock may keep a call waiting."""
WORK_SECONDS: Final = 60
"""How long PostgreSQL may work on one statement; the longest ones are those of loading and counting."""
CACHE_KIB: Final = 16_000
"""Pages that one connection to SQLite keeps in memory."""
_POSTGRES: Final = ("postgresql", "postgres", "postgresql+psycopg")
_EXPECTED: Final = "expected sqlite:////FILE or postgresql://NAME:PASSWORD@HOST/DATABASE"
_SETTINGS: Final = f"-c statement_timeout={WORK_SECONDS}s -c lock_timeout={WAIT_SECONDS}s -c timezone=UTC"
_ALIVE: Final = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is. Nothing that is raised or logged shows it: it may hold a password."""

    url: URL

    @classmethod
    def of(cls, text: str) -> Address:
        """Raises StoreRefused where the text is no address of a database that Cairn knows."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            raise StoreRefused("the address of the database cannot be read", [_EXPECTED]) from None
        if url.drivername in _POSTGRES:
            return cls(url.set(drivername="postgresql+psycopg"))
        if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
            return cls(url)
        raise StoreRefused(f"no database of the kind {url.drivername!r} can be used", [_EXPECTED])

    @property
    def is_local(self) -> bool:
        """Whether it is a file."""
        return self.url.drivername == "sqlite"

    @property
    def file(self) -> str:
        """The file of SQLite."""
        return str(self.url.database)

    def engine(self) -> Engine:
        """A pool of connections; what is done between two of its connections is one transaction."""
        return _sqlite(self.file) if self.is_local else _postgres(self.url)

    def line(self) -> Any:
        """One connection of the driver itself, where every statement is a transaction."""
        if self.is_local:
            line = sqlite3.connect(self.file, WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            _prepare(line, None)
            return line
        import psycopg

        given = {**self.url.translate_connect_args(username="user", database="dbname"), **self.url.query}
        return psycopg.connect(**{**_arguments(self.url), **given, "autocommit": True, "prepare_threshold": 1})


def writes(connection: Connection) -> Connection:
    """The same connection, whose transaction will write: on SQLite it must say so before it reads."""
    return connection.execution_options(cairn_begin="BEGIN IMMEDIATE")


def reads(connection: Connection) -> Connection:
    """The same connection, whose transaction will see one moment only."""
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite(file: str) -> Engine:
    arguments = {"timeout": WAIT_SECONDS, "isolation_level": None, "check_same_thread": False}
    url = URL.create("sqlite", database=file)
    engine = create_engine(url, connect_args=arguments, pool_size=8, max_overflow=32, pool_timeout=WAIT_SECONDS)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("cairn_begin", "BEGIN"))


def _postgres(url: URL) -> Engine:
    if find_spec("psycopg") is None:
        raise StoreRefused("PostgreSQL needs a driver", ["install Cairn with its extra: cairn[postgres]"])
    return create_engine(
        url,
        connect_args={**_arguments(url), "prepare_threshold": None},  # every list of names is planned for what it is
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        pool_recycle=1_800,
    )


def _arguments(url: URL) -> dict[str, Any]:
    given = {"connect_timeout": WAIT_SECONDS, "application_name": "cairn", "options": _SETTINGS, **_ALIVE}
    return {name: value for name, value in given.items() if name not in url.query}
