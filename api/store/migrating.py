"""Does the database have the tables of this version? If not, it gets them: once, whoever else opens it then."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from api.store.failures import StoreRefused, StoreUnavailable
from api.store.opening import WAIT_SECONDS, Address, writes
from api.store.schema import LATEST

FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x0CA1_2175
"""The advisory lock that migrations of PostgreSQL take, any number of our own."""


def migrate(engine: Engine, address: Address) -> None:
    """Leads the database to the newest schema; raises StoreRefused where it is newer than this code."""
    if address.is_local:
        _make_file(Path(address.file))
        _use_wal(address.file)
    with writes(engine.connect()) as connection, connection.begin():
        if not address.is_local:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _revision(connection)
        if found != LATEST:
            _upgrade(connection, found)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreRefused("the database was made by a newer version of Cairn", ["start that version, or a later one"])
    command.upgrade(config, "head")


def _make_file(file: Path) -> None:
    """The file holds what is known of people: only its owner may read it, unless the operator says otherwise."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable("the file of the database cannot be made or opened", [str(error.strerror)]) from None


def _use_wal(file: str) -> None:
    """Readers and one writer side by side. SQLite does not wait for others when it changes this, so we do."""
    deadline = time.monotonic() + WAIT_SECONDS
    with closing(sqlite3.connect(file, WAIT_SECONDS, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
