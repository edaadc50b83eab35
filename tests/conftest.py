"""What many tests need and what is slow to make: a home with a tracking store, a PostgreSQL, stores."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.store import Store
from tests.postgres_server import MISSING, PostgresServer, a_database, binaries, empty


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuses to share tests among processes of which several have one id: only one of them would run."""
    double = [name for name, count in Counter(item.nodeid for item in items).items() if count > 1]
    if double and hasattr(config, "workerinput"):
        raise pytest.UsageError(f"{', '.join(double)} stands for several tests: run it without --numprocesses")


@pytest.fixture(scope="session")
def tracking_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh tracking store with all its migrations behind it, which takes tens of seconds; only to be copied."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    from mlflow import MlflowClient

    file = tmp_path_factory.mktemp("tracking") / "tracking.db"
    MlflowClient(f"sqlite:///{file}", f"sqlite:///{file}").search_registered_models()
    return file


@pytest.fixture(scope="session")
def tracked_home(tracking_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes empty homes (see CAIRN_HOME), each with a tracking store of its own: `home = tracked_home()`."""

    def made() -> Path:
        home = tmp_path_factory.mktemp("home")
        (home / "mlflow").mkdir()
        shutil.copyfile(tracking_store, home / "mlflow" / "tracking.db")
        return home

    return made


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that tests may stop and start."""
    programs = binaries()
    if programs is None:
        pytest.fail(MISSING)
    with tempfile.TemporaryDirectory(prefix="cairn-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), programs)
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """Where a PostgreSQL is in which databases may be made: the one of CAIRN_TEST_POSTGRES_URL, or one of our own."""
    given = os.environ.get("CAIRN_TEST_POSTGRES_URL")
    return given or request.getfixturevalue("postgres_server").url()


@pytest.fixture(scope="session")
def postgres_store_url(postgres_url: str) -> Iterator[str]:
    """The address of a store on PostgreSQL, in which anything may stand."""
    with a_database(postgres_url) as url:
        Store.open(url).close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store; a test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cairn.db"
    url: str = request.getfixturevalue("postgres_store_url")
    empty(url)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on both databases in turn."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
