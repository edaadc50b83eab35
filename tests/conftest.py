"""What many tests need and what is slow to make: a home with a tracking store, migrated once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


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
