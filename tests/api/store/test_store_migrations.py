"""Migrations lead to the tables that the code works with, once, and never back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from api.store import Store, StoreRefused
from api.store.migrating import FOLDER
from api.store.opening import Address
from api.store.schema import LATEST, METADATA
from tests.postgres_server import a_database

OPENS = "import sys; from api.store import Store; store = Store.open(sys.argv[1]); print(store.marks()['seq'])"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing stands, no tables either."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/cairn.db"
        return
    with a_database(request.getfixturevalue("postgres_url")) as url:
        yield url


def test_the_migrations_end_at_the_revision_of_the_code() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [LATEST]


def test_migrations_and_schema_agree(store: Store, store_url: str) -> None:
    engine = Address.of(store_url).engine()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_indexes_that_hold_only_some_rows_do_so_on_both(store: Store, store_url: str) -> None:
    """Alembic does not compare what an index leaves out."""
    engine = Address.of(store_url).engine()
    option = f"{engine.dialect.name}_where"
    wanted = {
        index.name: str(index.dialect_options[engine.dialect.name]["where"])
        for index in METADATA.tables["rows"].indexes
    }
    found = {index["name"]: str(index["dialect_options"].get(option)) for index in inspect(engine).get_indexes("rows")}
    assert {name: where.strip("()") for name, where in found.items()} == wanted
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str) -> None:
    Store.open(empty_url).close()
    engine = Address.of(empty_url).engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefused, match="newer version"):
        Store.open(empty_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    engine.dispose()


def test_many_processes_may_open_an_empty_database_at_once(empty_url: str) -> None:
    opening = [
        subprocess.Popen([sys.executable, "-c", OPENS, empty_url], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [(one.communicate(timeout=60)[0], one.returncode) for one in opening] == [("0\n", 0)] * 3
