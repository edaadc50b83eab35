"""A home with tables and a champion, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cairn.cairn_house import into_service, tables_in


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one set of tables and a bundle in service; only to be read."""
    home = tmp_path_factory.mktemp("home")
    into_service(tables_in(home / "data" / "house"), home)
    return home


@pytest.fixture(autouse=True)
def wide_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal on which no path of a temporary folder is broken over two lines."""
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def home(trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The trained home as CAIRN_HOME."""
    monkeypatch.setenv("CAIRN_HOME", str(trained))
    return trained


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as CAIRN_HOME."""
    monkeypatch.setenv("CAIRN_HOME", str(tmp_path))
    return tmp_path
