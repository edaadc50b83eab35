"""Only addresses that make sense are opened, and no message shows a password."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api.settings import Settings
from api.store import Store, StoreRefused, StoreUnavailable
from api.store.opening import Address


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_usual_name_of_postgresql_is_understood(scheme: str) -> None:
    address = Address.of(f"{scheme}://ana:secret@db/cairn")
    assert (address.url.drivername, address.url.host, address.is_local) == ("postgresql+psycopg", "db", False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cairn.db",
        "mysql://ana:secret@db/cairn",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://ana:secret@db:x/c",
    ],
)
def test_other_addresses_are_refused_without_showing_them(url: str) -> None:
    with pytest.raises(StoreRefused, match="expected sqlite:////FILE or postgresql://") as refused:
        Store.open(url)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as failed:
        Store.open("postgresql://ana:secret@127.0.0.1:1/cairn")
    assert "secret" not in str(failed.value)
    assert failed.value.__suppress_context__


def test_the_settings_keep_the_address_to_themselves() -> None:
    settings = Settings(database_url="postgresql://ana:secret@db/cairn")
    assert "secret" not in repr(settings)
    assert settings.store_url == "postgresql://ana:secret@db/cairn"


def test_by_default_the_database_is_a_file_in_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.store_url == f"sqlite:///{tmp_path}/data/cairn.db"
    Store.open(settings.store_url).close()
    assert stat.S_IMODE((tmp_path / "data" / "cairn.db").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be made or opened"):
        Store.open(f"sqlite:///{tmp_path}/file/cairn.db")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "cairn.db").write_bytes(b"learner_id,event_id\n" * 500)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Store.open(f"sqlite:///{tmp_path}/cairn.db")


def test_every_connection_to_a_file_waits_for_the_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cairn.db"
    store = Store.open(url)
    line = Address.of(url).line()
    asked = ("journal_mode", "synchronous", "foreign_keys")
    with store.writing() as session:
        connection = session.rows._turn.connection
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked] == ["wal", 2, 1]
    assert [line.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1]
    line.close()
    store.close()
